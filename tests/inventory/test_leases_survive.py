"""Whatever stands in a file of leases: a listing comes out, or BadInput; nothing else is raised."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inventory import dnsmasq, isc_dhcp, kea_dhcp, windows_dhcp
from inventory.bulk_export import read_export
from inventory.lease_file import Reads
from inventory.leases import list_phones
from inventory.sheet import Sheet

LEASES = Path(__file__).parent / "leases"
NOON = datetime(2026, 11, 28, 12, tzinfo=UTC)
READERS: dict[str, tuple[Reads, str]] = {
    "isc": (isc_dhcp.read_leases, "isc.leases"),
    "kea table": (kea_dhcp.read_leases, "kea-leases4.csv"),
    "kea answer": (kea_dhcp.read_leases, "kea.json"),
    "dnsmasq": (dnsmasq.read_leases, "dnsmasq.leases"),
    "windows xml": (windows_dhcp.read_leases, "windows.xml"),
    "windows table": (windows_dhcp.read_leases, "windows.csv"),
}
WORDS = (
    *("lease", "host", "{", "}", ";", '"', "\\", "#", "\n", ",", " ", "0", "9" * 20, "-1", "null", "[]", "{}", "never"),
    *("epoch", "10.1.1.1", "00:1b:54:cc:00:02", "SEP001B54CC0002", "active", "\0", "é", "<", "<!--", "&x;", "<Lease>"),
)
damage = st.lists(st.tuples(st.floats(0, 1), st.integers(0, 40), st.sampled_from(WORDS)), max_size=6)


def read(reader: Reads, raw: bytes) -> None:
    sheet = Sheet("leases", NOON)
    listing = list_phones(reader(raw, sheet), [sheet], NOON)
    assert [] == [str(fault) for fault in listing.faults if "\n" in str(fault)]


@pytest.mark.parametrize("kind", READERS)
@settings(max_examples=40, deadline=None)
@given(damage=damage)
def test_a_damaged_file_is_read_or_told(kind: str, damage: list[tuple[float, int, str]]) -> None:
    reader, name = READERS[kind]
    raw = (LEASES / name).read_bytes()
    for place, length, word in damage:
        start = int(place * len(raw))
        raw = raw[:start] + word.encode() + raw[start + length :]

    read(reader, raw)


@pytest.mark.parametrize("kind", READERS)
@settings(max_examples=40, deadline=None)
@given(
    raw=st.binary(max_size=300)
    | st.lists(st.sampled_from(WORDS), max_size=40).map(lambda words: " ".join(words).encode())
)
def test_any_bytes_are_read_or_told(kind: str, raw: bytes) -> None:
    read(READERS[kind][0], raw)


@settings(max_examples=40, deadline=None)
@given(damage=damage)
def test_a_damaged_bulk_export_is_read_or_told(damage: list[tuple[float, int, str]]) -> None:
    raw = (LEASES / "bat.csv").read_bytes()
    for place, length, word in damage:
        start = int(place * len(raw))
        raw = raw[:start] + word.encode() + raw[start + length :]

    assert [] == [str(fault) for fault in read_export(raw, "bat.csv").faults if "\n" in str(fault)]


@settings(max_examples=40, deadline=None)
@given(ends=st.lists(st.integers(0, 10**12), max_size=5))
def test_leases_of_dnsmasq_may_end_whenever_they_like(ends: list[int]) -> None:
    lines = (f"{end} 00:1b:54:ee:00:0{place} 10.40.0.{place + 1} * *" for place, end in enumerate(ends))

    read(dnsmasq.read_leases, "\n".join(lines).encode())
