"""Phones found by their own web page, on real sockets."""

from __future__ import annotations

import asyncio
import os
import re
import resource
from collections.abc import AsyncIterator, Callable

import pytest

from eraser.model.outcome import BadInput
from eraser.ports import Source, Telling
from eraser.simulator.cases import a_phone, a_phone_with_web_access_off, a_stranger
from eraser.simulator.fleet import Fleet, fleet_of
from eraser.simulator.stranger import StrangerKind
from inventory.address_range import read_range
from inventory.scan import SOURCES
from inventory.walk import Walk
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
    addresses = list(read_range(text).addresses())

    assert (first, last, count) == (addresses[0], addresses[-1], len(addresses))


def test_a_port_goes_to_every_address() -> None:
    assert ["10.1.1.1:8080", "10.1.1.2:8080"] == list(read_range("10.1.1.0/30:8080").addresses())


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


# --- polite ----------------------------------------------------------------------------------------------------------


async def test_every_stranger_is_left_alone_after_two_pages() -> None:
    async with fleet_of(a_phone("CP-8841"), *(a_stranger(kind) for kind in StrangerKind), seed=3) as fleet:
        listing = await scan_of(fleet).read_phones()

    strangers = fleet.truth()["strangers"]
    assert isinstance(strangers, dict)
    assert (1, len(StrangerKind)) == (len(listing.phones), len(strangers))
    # A redirect is followed once if it stays on the host, and counts as one page.
    assert {**dict.fromkeys(StrangerKind, 2), StrangerKind.REDIRECT: 4} == {
        one["kind"]: one["requests"] for one in strangers.values()
    }


async def test_a_phone_is_asked_on_one_connection(fleet: Fleet) -> None:
    await scan_of(fleet).read_phones()

    assert 1 == fleet.counters().most_connections_per_phone


@pytest.mark.parametrize("answer", [b"", b"HTTP/1.1 500 Oops\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"])
async def test_a_host_without_pages_costs_two_connections(answer: bytes) -> None:
    connections = 0

    async def count(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal connections
        connections += 1
        if answer:
            await reader.readuntil(b"\r\n\r\n")
        writer.write(answer)
        writer.close()

    server = await asyncio.start_server(count, "127.0.0.1", 0)
    await SOURCES["scan"](f"127.0.0.1:{server.sockets[0].getsockname()[1]}").read_phones()
    server.close()
    await server.wait_closed()

    assert 2 == connections


async def test_a_phone_that_was_too_slow_is_asked_once_more(fleet: Fleet, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("inventory.walk.ANSWER_WITHIN_S", 0.0)  # nobody is so quick

    listing = await scan_of(fleet).read_phones()

    assert 2 == len(listing.phones)


async def test_a_host_that_never_answers_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("inventory.walk.ANSWER_WITHIN_S", 0.01)
    monkeypatch.setattr("inventory.walk.AGAIN_WITHIN_S", 0.01)
    writers = []

    async def say_nothing(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writers.append(writer)

    server = await asyncio.start_server(say_nothing, "127.0.0.1", 0)
    word = f"127.0.0.1:{server.sockets[0].getsockname()[1]}"
    listing = await SOURCES["scan"](word).read_phones()
    for writer in writers:
        writer.close()
    server.close()
    await server.wait_closed()

    assert [
        f"scan:{word}: 1 hosts take a connection and give no answer, twice: {word}; if they are phones, scan again or list them in a CSV"
    ] == [str(warning) for warning in listing.warnings]


async def test_connections_are_begun_at_the_pace_that_was_asked_for() -> None:
    clock_s = asyncio.get_running_loop().time
    begun_s = clock_s()
    await SOURCES["scan"]("127.77.0.0/28:9@20").read_phones()

    assert clock_s() - begun_s >= (14 - 2) / 20 - 0.05  # two at once, twelve more at 20 a second


async def test_how_far_it_is_is_told(fleet: Fleet, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("inventory.walk.TOLD_EVERY_S", 0.0)
    source, lines = scan_of(fleet), []
    assert isinstance(source, Telling)
    source.tell = lines.append

    await source.read_phones()

    word = source.word  # type: ignore[attr-defined]
    assert re.fullmatch(
        rf"{re.escape(word)}: 4 of 4 addresses asked, 2 phones, 1 other hosts, about 0 s left", lines[-1]
    )


async def test_a_machine_without_a_free_connection_says_so_and_misses_nobody_in_silence() -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    lowest_free = os.dup(0)
    os.close(lowest_free)
    resource.setrlimit(resource.RLIMIT_NOFILE, (lowest_free, hard))
    try:
        with pytest.raises(BadInput) as told:
            await SOURCES["scan"]("127.77.0.1:9").read_phones()
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))

    assert (
        "scan:127.77.0.1:9: this machine can open no more connections (Too many open files); add @125 to begin fewer in a second, or raise the limit of open files (ulimit -n)",
    ) == told.value.faults


@pytest.mark.parametrize(
    ("text", "pace"), [("10.1.1.0/24", 250), ("10.1.1.0/24@40", 40), ("10.1.1.1:8080@0001.5", 1.5)]
)
def test_a_range_has_its_own_pace(text: str, pace: float) -> None:
    assert pace == read_range(text).connects_per_second


@pytest.mark.parametrize("pace", ["", "0", "5001", "x", "-1", "1e3", "nan"])
def test_a_pace_that_is_none_is_told(pace: str) -> None:
    with pytest.raises(BadInput) as told:
        read_range(f"10.1.1.0/24@{pace}")

    assert (
        f"scan:10.1.1.0/24@{pace}: {pace!r} is no number of connections to begin in a second; write 1 to 5000, such as scan:10.20.0.0/16@250",
    ) == told.value.faults


async def test_who_was_not_seen_because_this_machine_was_too_busy_is_told(
    fleet: Fleet, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("inventory.walk.CONNECT_WITHIN_S", 0.0)  # nobody is seen in time,
    monkeypatch.setattr("inventory.lateness.LOOK_EVERY_S", 0.0)
    monkeypatch.setattr("inventory.lateness.LATE_S", -1.0)  # and this process always says that it was late

    listing = await scan_of(fleet).read_phones()

    hosts = ", ".join(addresses_of(fleet))
    assert [f"4 hosts could not be asked in time, because this machine was too busy: {hosts}"] == [
        one.text for one in listing.warnings
    ]


async def test_who_was_not_seen_is_asked_again_and_found(fleet: Fleet, monkeypatch: pytest.MonkeyPatch) -> None:
    began = Walk._ask_side_by_side

    async def with_time(self: Walk, *words: object) -> None:
        await began(self, *words)  # type: ignore[arg-type]
        monkeypatch.setattr("inventory.walk.CONNECT_WITHIN_S", 1.5)

    monkeypatch.setattr(Walk, "_ask_side_by_side", with_time)
    monkeypatch.setattr("inventory.walk.CONNECT_WITHIN_S", 0.0)
    monkeypatch.setattr("inventory.lateness.LOOK_EVERY_S", 0.0)
    monkeypatch.setattr("inventory.lateness.LATE_S", -1.0)

    listing = await scan_of(fleet).read_phones()

    assert 2 == len(listing.phones)
