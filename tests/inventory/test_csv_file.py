"""Tables of phones: every spelling of a good one, and the exact words for every broken one."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eraser.model.outcome import BadInput
from eraser.model.phone import Phone
from eraser.ports import Source
from inventory.csv_file import SOURCES, read_table
from tests.contract.source_suite import SourceSuite

BROKEN = Path(__file__).parent / "broken"
GOOD = "name,address,site\nSEP001122334401,10.1.1.1,Köln\n"


def table(text: str) -> tuple[Phone, ...]:
    listing = read_table(text.encode(), "phones.csv")
    assert () == listing.faults
    return listing.phones


class TestContract(SourceSuite):
    @pytest.fixture
    def source(self, tmp_path: Path) -> Source:
        path = tmp_path / "phones.csv"
        path.write_text(GOOD + "SEP001122334402,phone.example:8080,hq\n", encoding="utf-8")
        return SOURCES["csv"](str(path))

    @pytest.fixture
    def unreadable_source(self, tmp_path: Path) -> Source:
        return SOURCES["csv"](str(tmp_path / "none.csv"))


@pytest.mark.parametrize("path", sorted(BROKEN.glob("*.csv")), ids=lambda path: path.stem)
async def test_a_broken_table_is_told_in_exact_words(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(BROKEN)
    listing = await SOURCES["csv"](path.name).read_phones()

    told = [
        *(str(fault) for fault in listing.faults),
        *(f"warning: {warning}" for warning in listing.warnings),
        *(f"phone: {phone.key}" for phone in listing.phones),
    ]
    assert path.with_suffix(".expected").read_text(encoding="utf-8").splitlines() == told


def test_every_broken_table_has_its_words() -> None:
    assert sorted(path.stem for path in BROKEN.glob("*.csv")) == sorted(path.stem for path in BROKEN.glob("*.expected"))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_a_table_is_read_in_every_encoding_of_a_spreadsheet(encoding: str) -> None:
    listing = read_table(GOOD.encode(encoding), "phones.csv")

    assert () == listing.faults
    assert ("SEP001122334401", "10.1.1.1", "Köln") == (
        listing.phones[0].name,
        listing.phones[0].address,
        listing.phones[0].site,
    )


def test_utf_16_with_a_mark_in_either_order_is_read() -> None:
    for mark, encoding in ((b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be")):
        listing = read_table(mark + GOOD.encode(encoding), "phones.csv")
        assert ["Köln"] == [phone.site for phone in listing.phones]


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_separator_and_line_end_are_found(separator: str, line_end: str) -> None:
    phones = table(GOOD.replace(",", separator).replace("\n", line_end))

    assert ["10.1.1.1"] == [phone.address for phone in phones]


def test_columns_may_stand_in_any_order_and_case() -> None:
    (phone,) = table(
        "SITE, Scheme ,Address,NAME,Firmware,Model\nhq,HTTPS,10.1.1.1:8443,sep001122334401,sip1.2,CP-8841\n"
    )

    expected = Phone("SEP001122334401", "10.1.1.1:8443", "CP-8841", "sip1.2", "hq", "https", "phones.csv:2")
    assert expected == phone


@pytest.mark.parametrize(
    "mac", ["00:11:22:aa:bb:cc", "00-11-22-AA-BB-CC", "0011.22aa.bbcc", "001122AABBCC", "SEP001122aabbcc"]
)
def test_a_mac_in_any_form_is_the_phones_name(mac: str) -> None:
    (phone,) = table(f"mac,address\n{mac},10.1.1.1\n")

    assert "SEP001122AABBCC" == phone.name


def test_other_columns_are_kept_under_their_own_names() -> None:
    (phone,) = table('Address,Directory Number,Notes\n10.1.1.1,"4711","lift, 2nd\nfloor"\n')

    assert {"Directory Number": "4711", "Notes": "lift, 2nd\nfloor"} == phone.extra


def test_a_line_number_counts_lines_and_not_rows() -> None:
    listing = read_table(b'name,notes\nSEP001122334401,"two\nlines"\nSEP00,x\n', "phones.csv")

    assert [4] == [fault.line for fault in listing.faults]


def test_a_phone_with_a_name_only_is_left_to_the_merge() -> None:
    (phone,) = table("name\nSEP001122334401\n")

    assert (None, "phones.csv:2") == (phone.address, phone.origin)


def test_two_ports_of_one_host_are_two_phones() -> None:
    phones = table("address\n127.0.0.1:8001\n127.0.0.1:8002\n")

    assert ["127.0.0.1:8001", "127.0.0.1:8002"] == [phone.address for phone in phones]


async def test_a_folder_is_no_table(tmp_path: Path) -> None:
    with pytest.raises(BadInput) as told:
        await SOURCES["csv"](str(tmp_path)).read_phones()

    assert (f"{tmp_path}: is a folder; name the CSV file in it",) == told.value.faults


async def test_a_missing_file_is_told_in_one_line() -> None:
    with pytest.raises(BadInput) as told:
        await SOURCES["csv"]("nowhere/phones.csv").read_phones()

    assert ("nowhere/phones.csv: no such file; check the path",) == told.value.faults


@given(st.binary(max_size=400))
def test_any_bytes_give_phones_or_faults_and_never_an_error(raw: bytes) -> None:
    listing = read_table(raw, "phones.csv")

    assert listing.phones or listing.faults


CELL = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=12)


@given(st.lists(st.tuples(CELL, CELL, CELL), max_size=8))
def test_every_row_becomes_a_phone_or_a_fault_with_its_line(rows: list[tuple[str, str, str]]) -> None:
    quoted = [
        ",".join('"' + cell.replace('"', '""').replace("\n", " ").replace("\r", " ") + '"' for cell in row)
        for row in rows
    ]
    listing = read_table(("name,address,site\n" + "".join(line + "\n" for line in quoted)).encode(), "phones.csv")

    lines = {int(phone.origin.rsplit(":", 1)[1]) for phone in listing.phones} | {fault.line for fault in listing.faults}
    assert set(range(2, len(rows) + 2)) == lines - {None}


def test_twenty_thousand_rows_are_read_in_a_moment() -> None:
    rows = "".join(
        f"SEP{number:012X},10.{number >> 16}.{number >> 8 & 255}.{number & 255}\n" for number in range(1, 20_001)
    )

    assert 20_000 == len(table("name,address\n" + rows))


def test_the_time_at_which_an_address_was_seen_is_read() -> None:
    text = (
        "name,address,seen_at,no_address\nSEP001122334401,10.1.1.1,2026-11-24T09:00:00+01:00,\nSEP001122334402,,,none\n"
    )

    first, second = table(text)

    assert (datetime(2026, 11, 24, 8, tzinfo=UTC), None, {}) == (first.seen_at, first.no_address, first.extra)
    assert (None, "none", {}) == (second.seen_at, second.no_address, second.extra)


@pytest.mark.parametrize("word", ["yesterday", "2026-11-24T09:00:00", "0001-01-01T00:00:00+14:00"])
def test_a_time_that_is_none_is_told(word: str) -> None:
    listing = read_table(f"name,address,seen_at\nSEP001122334401,10.1.1.1,{word}\n".encode(), "phones.csv")

    assert [f"phones.csv:2: seen_at {word!r} is no time; write it as 2026-01-02T03:04:05Z, or leave it empty"] == [
        str(fault) for fault in listing.faults
    ]
