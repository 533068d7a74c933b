"""Leases of each kind of server as it writes them, and the exact words for every broken file."""

from __future__ import annotations

import csv
import io
import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from eraser.model.inventory import Listing
from eraser.model.merge import merge
from eraser.model.outcome import BadInput
from eraser.model.phone import Phone
from eraser.model.record import time_text
from eraser.ports import Source
from inventory import bulk_export, dnsmasq, isc_dhcp, kea_dhcp, windows_dhcp
from inventory.lease_file import LeaseFile
from inventory.leases import Lease, ethernet, list_phones
from inventory.local_times import TimeStyle
from inventory.sheet import Sheet
from tests.contract.source_suite import SourceSuite

LEASES = Path(__file__).parent / "leases"
BROKEN = LEASES / "broken"
OPENERS: dict[str, Callable[[str], Source]] = {
    scheme: opener
    for module in (bulk_export, dnsmasq, isc_dhcp, kea_dhcp, windows_dhcp)
    for scheme, opener in module.SOURCES.items()
}
NOON = datetime(2026, 11, 28, 12, tzinfo=UTC)
FILES = {
    "isc": ("isc.leases",),
    "kea": ("kea-leases4.csv", "kea-leases4.csv.1", "kea-leases4.csv.2"),
    "kea answer": ("kea.json",),
    "dnsmasq": ("dnsmasq.leases",),
    "windhcp": ("windows.xml",),
    "windhcp table": ("windows.csv",),
    "bat": ("bat.csv",),
}


def source_at_noon(scheme: str, name: str) -> Source:
    source = OPENERS[scheme.split(maxsplit=1)[0]](name)
    return replace(source, clock=lambda: NOON) if isinstance(source, LeaseFile) else source


def put(files: tuple[str, ...], folder: Path) -> None:
    """Copies that were saved at eleven o'clock."""
    for name in files:
        shutil.copy(LEASES / name, folder / name)
        os.utime(folder / name, (NOON.timestamp() - 3600,) * 2)


def told(listing: Listing) -> Iterator[str]:
    """Everything that a source says, in lines."""
    yield from (str(fault) for fault in listing.faults)
    yield from (f"warning: {warning}" for warning in listing.warnings)
    for word, phones in (("phone", listing.phones), ("maybe", listing.maybe)):
        for phone in phones:
            fields = {
                "address": phone.address,
                "model": phone.model,
                "site": phone.site,
                "seen_at": phone.seen_at and time_text(phone.seen_at),
                "no_address": phone.no_address,
                **phone.extra,
            }
            yield f"{word}: {phone.origin} {phone.name} { ({name: value for name, value in fields.items() if value}) }"


@pytest.mark.parametrize("scheme", FILES)
async def test_a_file_as_the_server_writes_it_is_read(
    scheme: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(FILES[scheme], tmp_path)
    monkeypatch.chdir(tmp_path)
    listing = await source_at_noon(scheme, FILES[scheme][0]).read_phones()

    expected = (LEASES / f"{scheme.replace(' ', '_')}.expected").read_text(encoding="utf-8")
    assert expected.splitlines() == list(told(listing))


@pytest.mark.parametrize(
    "path", sorted(one for one in BROKEN.iterdir() if one.suffix != ".expected"), ids=lambda path: path.name
)
async def test_a_broken_file_is_told_in_exact_words(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(BROKEN)
    listing = await source_at_noon(path.name.partition("-")[0], path.name).read_phones()

    expected = path.with_name(path.name + ".expected").read_text(encoding="utf-8")
    assert expected.splitlines() == [str(fault) for fault in listing.faults]
    assert listing.faults


@pytest.mark.parametrize("scheme", FILES)
class TestContract(SourceSuite):
    @pytest.fixture
    def source(self, scheme: str, tmp_path: Path) -> Source:
        put(FILES[scheme], tmp_path)
        return source_at_noon(scheme, str(tmp_path / FILES[scheme][0]))

    @pytest.fixture
    def unreadable_source(self, scheme: str, tmp_path: Path) -> Source:
        return source_at_noon(scheme, str(tmp_path / "none"))


@pytest.mark.parametrize("scheme", OPENERS)
async def test_a_source_without_a_file_says_how_to_name_one(scheme: str) -> None:
    with pytest.raises(BadInput) as caught:
        await OPENERS[scheme]("").read_phones()

    assert (f"{scheme}: no file named; write {scheme}:PATH",) == caught.value.faults


async def test_what_the_cleanup_finished_stands_for_the_older_files(tmp_path: Path) -> None:
    put(FILES["kea"], tmp_path)
    row = "10.30.0.99,00:1b:54:dd:00:99,,691200,1796500000,30,0,0,sep001b54dd0099,0,,0"
    header = (tmp_path / "kea-leases4.csv").read_text(encoding="latin-1").splitlines()[0]
    (tmp_path / "kea-leases4.csv.completed").write_text(f"{header}\n{row}\n")

    listing = await source_at_noon("kea", str(tmp_path / "kea-leases4.csv")).read_phones()

    names = {phone.name for phone in listing.phones}
    assert ({"SEP001B54DD0099"}, set()) == (names & {"SEP001B54DD0099"}, names & {"SEP001B54DD0007", "SEP001B54DD0008"})


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
async def test_powershell_writes_its_table_in_several_encodings(encoding: str, separator: str, tmp_path: Path) -> None:
    kind, *lines = (LEASES / "windows.csv").read_text(encoding="utf-8").splitlines()
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=separator, quoting=csv.QUOTE_ALL).writerows(csv.reader(lines[:2]))
    path = tmp_path / "windows.csv"
    path.write_bytes(f"{kind}\r\n{text.getvalue()}".encode(encoding))

    listing = await source_at_noon("windhcp", str(path)).read_phones()

    assert ((), ["SEPC80084C674E1"]) == (listing.faults, [phone.name for phone in listing.phones])


async def test_windows_xml_is_read_in_utf_16_too(tmp_path: Path) -> None:
    text = (LEASES / "windows.xml").read_text(encoding="utf-8").replace('encoding="utf-8"', 'encoding="utf-16"')
    path = tmp_path / "windows.xml"
    path.write_bytes(text.encode("utf-16"))

    listing = await source_at_noon("windhcp", str(path)).read_phones()

    assert ((), 4, "Voice Köln") == (listing.faults, len(listing.phones), listing.phones[0].site)


async def test_no_password_of_a_bulk_export_is_kept(tmp_path: Path) -> None:
    put(("bat.csv",), tmp_path)
    assert "hunter2-secret" in (tmp_path / "bat.csv").read_text(encoding="utf-8")

    listing = await source_at_noon("bat", str(tmp_path / "bat.csv")).read_phones()

    assert "hunter2" not in repr(listing)


async def test_a_file_that_is_too_large_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "dhcpd.leases"
    with path.open("wb") as file:
        file.truncate(64 * 1024 * 1024 + 1)

    for scheme in OPENERS:
        with pytest.raises(BadInput) as caught:
            await source_at_noon(scheme, str(path)).read_phones()
        assert (f"{path}: has 67108865 bytes; an inventory has at most 67108864",) == caught.value.faults


def test_every_broken_file_has_its_words() -> None:
    files = {one.name for one in BROKEN.iterdir()}

    assert {f"{name}.expected" for name in files if not name.endswith(".expected")} == {
        name for name in files if name.endswith(".expected")
    }


def list_at_noon(*leases: Lease) -> Listing:
    return list_phones(leases, [Sheet("leases")], NOON)


MAC = "001B54CC0002"


def test_the_newest_lease_of_a_phone_wins_and_of_two_at_one_time_the_later_written() -> None:
    day = timedelta(days=1)
    leases = [
        Lease("a", "10.1.1.1", MAC, f"SEP{MAC}", seen_at=NOON - day),
        Lease("b", "10.1.1.2", MAC, f"SEP{MAC}", seen_at=NOON - 2 * day),
        Lease("c", "10.1.1.3", MAC, f"SEP{MAC}", seen_at=NOON - day),
    ]

    (phone,) = list_at_noon(*leases).phones

    assert ("10.1.1.3", "10.1.1.1, 10.1.1.2") == (phone.address, phone.extra["older_leases"])


def test_a_lease_without_a_host_name_is_a_phone_s_if_another_lease_says_so() -> None:
    listing = list_at_noon(
        Lease("a", "10.1.1.1", MAC, f"SEP{MAC}", seen_at=NOON - timedelta(days=1)),
        Lease("b", "10.1.1.2", MAC, seen_at=NOON),
    )

    assert ([(f"SEP{MAC}", "10.1.1.2")], (), ()) == (
        [(phone.name, phone.address) for phone in listing.phones],
        listing.maybe,
        listing.warnings,
    )


def test_a_phone_on_wi_fi_keeps_the_name_of_its_cable() -> None:
    listing = list_at_noon(Lease("a", "10.1.1.1", MAC, "SEPC80084C674A1.corp.example"))

    assert [("SEPC80084C674A1", "10.1.1.1", {"lease_mac": MAC})] == [
        (phone.name, phone.address, phone.extra) for phone in listing.phones
    ]
    assert [
        "leases: 1 leases name a phone in the host name whose MAC address is another; the host name is believed; the MAC address stands in the column lease_mac"
    ] == [str(one) for one in listing.warnings]


@pytest.mark.parametrize(
    ("vendor_class", "model"),
    [
        ("Cisco Systems, Inc. IP Phone CP-8845", "CP-8845"),
        ("Cisco Systems, Inc. IP Phone 7965G\0", "CP-7965G"),
        ("cisco systems, inc. ip phone", None),
    ],
)
def test_the_vendor_class_names_the_model(vendor_class: str, model: str | None) -> None:
    (phone,) = list_at_noon(Lease("a", "10.1.1.1", MAC, vendor_class=vendor_class)).phones

    assert (f"SEP{MAC}", model) == (phone.name, phone.model)


@pytest.mark.parametrize(
    "vendor_class", ["Cisco Systems, Inc.", "Cisco AP c1130", "MSFT 5.0", "Cisco Systems, Inc. IP Phones"]
)
def test_another_vendor_class_is_no_phone_whoever_made_it(vendor_class: str) -> None:
    assert () == list_at_noon(Lease("a", "10.1.1.1", MAC, vendor_class=vendor_class)).phones


@pytest.mark.parametrize(
    ("text", "digits"),
    [
        ("00:1b:54:cc:00:02", MAC),
        ("00-1B-54-CC-00-02", MAC),
        ("001b54cc0002", MAC),
        ("01:00:1b:54:cc:00:02", MAC),
        ("01-00-1b-54-cc-00-02", MAC),
        ("ff:12:34:56", ""),
        ("", ""),
        ("00:1b:54:cc:00:0g", None),
        ("nonsense", None),
    ],
)
def test_an_ethernet_address_is_known_in_every_spelling(text: str, digits: str | None) -> None:
    assert digits == ethernet(text)


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (["12/6/2026 10:00:00 AM", "11/24/2026 1:30:00 PM"], [(12, 6, 10), (11, 24, 13)]),
        (["06/12/2026 10:00", "24/11/2026 13:30:00"], [(12, 6, 10), (11, 24, 13)]),
        (["06.12.2026 00:00:00"], [(12, 6, 0)]),
        (["2026-12-06T12:00:00.000+01:00"], [(12, 6, 12)]),
        (["12/6/2026 12:00:00 AM", "1/20/2026 12:00:00 PM"], [(12, 6, 0), (1, 20, 12)]),
        (["6/12/2026 10:00:00 AM"], [None]),
        (["24/24/2026 10:00:00"], [None]),
        (["", "never", "31.02.2026 10:00:00"], [None, None, None]),
    ],
)
def test_times_of_windows_are_read_where_the_file_tells_their_style(
    texts: list[str], expected: list[tuple[int, int, int] | None]
) -> None:
    style = TimeStyle.of(texts)

    times = [style.read(text) for text in texts]
    assert expected == [at and (at.month, at.day, at.hour) for at in times]


async def test_leases_of_two_servers_and_a_scan_give_each_phone_its_newest_address(tmp_path: Path) -> None:
    put((*FILES["isc"], *FILES["kea"], *FILES["bat"]), tmp_path)
    names = {"bat": "bat.csv", "isc": "isc.leases", "kea": "kea-leases4.csv"}
    listings = [await source_at_noon(scheme, str(tmp_path / name)).read_phones() for scheme, name in names.items()]
    seen = Phone("SEP001B54CC0002", "10.99.0.2", origin="scan:10.99.0.0/24", seen_at=NOON)

    merged = merge([*listings, Listing((seen,))])

    addresses = {one.phone.name: one.phone.address for one in merged.phones}
    assert ((), "10.20.7.21", "10.99.0.2", "10.30.0.11", None) == (
        merged.faults,
        addresses["SEPC80084C674A1"],
        addresses["SEP001B54CC0002"],
        addresses["SEPC80084C674B1"],
        addresses["CIPCBERT"],
    )
    (moved,) = (one for one in merged.phones if one.phone.name == "SEP001B54CC0002")
    assert (
        f"address 10.99.0.2 (scan:10.99.0.0/24), not 10.20.0.22 ({tmp_path / 'isc.leases'}:32)",
        "DP-Berlin",
        f"{tmp_path / 'bat.csv'}:3",
    ) == (str(moved.disagreements[0]), moved.phone.site, moved.origins["site"])
