"""Phones found by their own web page, on real sockets."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable

import pytest

from eraser.model.outcome import BadInput
from eraser.ports import Source
from eraser.simulator.cases import a_phone, a_phone_with_web_access_off, a_stranger
from eraser.simulator.fleet import Fleet, fleet_of
from inventory.scan import SOURCES, read_range
from tests.contract.source_suite import SourceSuite


@pytest.fixture
async def fleet() -> AsyncIterator[Fleet]:
    cases = (a_phone("CP-8841"), a_phone("CP-7965G"), a_stranger(), a_phone_with_web_access_off())
    async with fleet_of(*cases, seed=3) as fleet:
        yield fleet


def addresses_of(fleet: Fleet) -> list[str]:
    return [row["address"] for row in fleet.inventory_rows()]


def scan_of(fleet: Fleet) -> Source:
    """One range around all of the fleet."""
    hosts = [address.partition(":")[0] for address in addresses_of(fleet)]
    port = addresses_of(fleet)[0].partition(":")[2]
    return SOURCES["scan"](f"{hosts[0]}-{hosts[-1]}:{port}")


class TestContract(SourceSuite):
    @pytest.fixture
    def source(self, fleet: Fleet) -> Source:
        return scan_of(fleet)

    @pytest.fixture
    def unreadable_source(self) -> Source:
        class Refusing:
            async def read_phones(self) -> object:
                return SOURCES["scan"]("10.0.0.0/8")

        return Refusing()  # type: ignore[return-value]  # a range is refused when it is named, not when it is read


async def test_phones_are_recognised_by_their_page_with_model_and_firmware(fleet: Fleet) -> None:
    listing = await scan_of(fleet).read_phones()

    rows = fleet.inventory_rows()[:2]
    assert [(row["name"], row["address"], row["model"], row["firmware"]) for row in rows] == [
        (phone.name, phone.address, phone.model, phone.firmware) for phone in listing.phones
    ]


async def test_a_host_that_is_no_phone_is_not_listed_but_told(fleet: Fleet) -> None:
    listing = await scan_of(fleet).read_phones()

    stranger = addresses_of(fleet)[2]
    assert [f"1 hosts answer but do not show a phone's page: {stranger}"] == [one.text for one in listing.warnings]


async def test_no_host_of_the_range_is_given_a_credential(fleet: Fleet) -> None:
    await scan_of(fleet).read_phones()

    truth = fleet.truth()
    strangers = truth.pop("strangers")
    assert isinstance(strangers, dict)
    assert {0} == {one["credentials_seen"] for one in (*truth.values(), *strangers.values())}  # type: ignore[index]


async def test_a_range_without_a_phone_is_a_fault() -> None:
    async def hang_up(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.close()

    server = await asyncio.start_server(hang_up, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    listing = await SOURCES["scan"](f"127.0.0.1:{port}").read_phones()
    server.close()
    await server.wait_closed()

    words = (
        f"scan:127.0.0.1:{port}: no phone answers at any of 1 addresses; "
        "check the range, the port, and that web access of the phones is on"
    )
    assert [words] == [str(fault) for fault in listing.faults]


@pytest.mark.parametrize(
    ("text", "first", "last", "count"),
    [
        ("10.20.0.0/22", "10.20.0.1", "10.20.3.254", 1022),
        ("10.20.0.7/24", "10.20.0.1", "10.20.0.254", 254),
        ("10.20.0.4/31", "10.20.0.4", "10.20.0.5", 2),
        ("10.20.0.4/32", "10.20.0.4", "10.20.0.4", 1),
        ("10.20.0.9", "10.20.0.9", "10.20.0.9", 1),
        ("10.20.0.250-10.20.1.3", "10.20.0.250", "10.20.1.3", 10),
        ("10.20.0.0/16", "10.20.0.1", "10.20.255.254", 65_534),
        ("10.20.0.0-10.20.255.255", "10.20.0.0", "10.20.255.255", 65_536),
    ],
)
def test_a_range_is_a_network_two_ends_or_one_address(text: str, first: str, last: str, count: int) -> None:
    addresses = read_range(text).addresses()

    assert (first, last, count) == (addresses[0], addresses[-1], len(addresses))


def test_a_port_goes_to_every_address() -> None:
    assert ["10.1.1.1:8080", "10.1.1.2:8080"] == read_range("10.1.1.0/30:8080").addresses()


EXAMPLES = "write scan:10.20.0.0/22, scan:10.20.0.10-10.20.0.99 or scan:10.20.0.10, with :PORT if it is not 80"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("10.0.0.0/8", "has 16777214 addresses, at most 65536 (a /16) are scanned; split it"),
        ("10.0.0.9-10.0.0.1", f"the range ends before it begins; {EXAMPLES}"),
        ("10.0.0.1:0", f"'0' is no port; {EXAMPLES}"),
        ("10.0.0.1:x", f"'x' is no port; {EXAMPLES}"),
        ("", f"Address cannot be empty; {EXAMPLES}"),
        ("10.0.0.300", f"Octet 300 (> 255) not permitted in '10.0.0.300'; {EXAMPLES}"),
        ("10.0.0.0/33", f"'33' is not a valid netmask; {EXAMPLES}"),
        ("phones.example", f"Expected 4 octets in 'phones.example'; {EXAMPLES}"),
    ],
)
def test_a_range_that_is_none_is_told_in_exact_words(text: str, words: str) -> None:
    open_scan: Callable[[str], Source] = SOURCES["scan"]
    with pytest.raises(BadInput) as told:
        open_scan(text)

    assert (f"scan:{text}: {words}",) == told.value.faults
