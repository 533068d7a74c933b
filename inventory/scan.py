"""`scan:10.20.0.0/22`: phones found by their own web page. No credential is sent, nothing is pressed."""

from __future__ import annotations

import asyncio
import ipaddress
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from ipaddress import IPv4Address

from aiolimiter import AsyncLimiter

from eraser.model.inventory import Fault, Listing
from eraser.model.outcome import AnswerCut, BadInput, EraserError, IdentityMismatch, PhoneOverloaded
from eraser.model.phone import Facts, Phone
from eraser.ports import Source
from eraser.wire.http_phone import HttpPhone

LARGEST = 65_536  # addresses, a /16: ten minutes at the pace below
CONNECTS_PER_SECOND = 100  # each to another host; a router asks the link for each dead one (our choice, unproven)
IN_FLIGHT = 200  # dead addresses take the whole time-out: 100 a second for 2 s
TIME_OUT_S = 2.0  # to connect, and for each answer; a phone on a LAN answers in a tenth of it (our choice)
_EXAMPLES = "write scan:10.20.0.0/22, scan:10.20.0.10-10.20.0.99 or scan:10.20.0.10, with :PORT if it is not 80"
_NAMED = 5  # how many addresses a warning lists


@dataclass(frozen=True, slots=True)
class AddressRange:
    """Addresses from first to last, and the port to ask; None: 80."""

    first: IPv4Address
    last: IPv4Address
    port: int | None = None

    def __len__(self) -> int:
        return int(self.last) - int(self.first) + 1

    def addresses(self) -> list[str]:
        """Each as `host` or `host:port`, in order."""
        tail = f":{self.port}" if self.port else ""
        return [f"{IPv4Address(number)}{tail}" for number in range(int(self.first), int(self.last) + 1)]


def read_range(text: str) -> AddressRange:
    """`10.20.0.0/22`, `10.20.0.1-10.20.0.9` or `10.20.0.1`, each with `:port` or without.

    Raises:
        BadInput: it is none of them, or larger than a /16.
    """
    hosts, colon, digits = text.strip().partition(":")
    port = int(digits) if digits.isascii() and digits.isdecimal() else 0
    if colon and not 1 <= port <= 65535:
        raise BadInput(f"scan:{text}: {digits!r} is no port; {_EXAMPLES}")
    try:
        first, last = _ends(hosts)
    except ValueError as error:
        raise BadInput(f"scan:{text}: {error}; {_EXAMPLES}") from None
    found = AddressRange(first, last, port if colon else None)
    if first > last:
        raise BadInput(f"scan:{text}: the range ends before it begins; {_EXAMPLES}")
    if len(found) > LARGEST:
        raise BadInput(f"scan:{text}: has {len(found)} addresses, at most {LARGEST} (a /16) are scanned; split it")
    return found


def _ends(hosts: str) -> tuple[IPv4Address, IPv4Address]:
    if "/" in hosts:
        network = ipaddress.IPv4Network(hosts, strict=False)
        if network.prefixlen > 30:
            return network.network_address, network.broadcast_address
        return network.network_address + 1, network.broadcast_address - 1
    first, dash, last = hosts.partition("-")
    return IPv4Address(first.strip()), IPv4Address(last.strip() if dash else first.strip())


# The facts of a phone; the error of a host that is none; None where nobody answers.
_Answer = Facts | EraserError | None


@dataclass(slots=True)
class Scan:
    """Phones by their own web page in a range of addresses."""

    word: str
    range: AddressRange

    async def read_phones(self) -> Listing:
        """The phones found, in order of address. Hosts that answer and are no phones are named in a warning."""
        starts = AsyncLimiter(CONNECTS_PER_SECOND / 10, 0.1)
        in_flight = asyncio.Semaphore(IN_FLIGHT)
        addresses = self.range.addresses()
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(self._ask(address, starts, in_flight)) for address in addresses]
        answers = dict(zip(addresses, (task.result() for task in tasks), strict=True))
        phones = [self._phone(address, facts) for address, facts in answers.items() if isinstance(facts, Facts)]
        strangers = [address for address, facts in answers.items() if isinstance(facts, EraserError)]
        warnings = [self._warning(strangers)] if strangers else []
        listing, twice = self._once(phones)
        faults = () if phones else (self._nothing_found(),)
        return Listing(tuple(listing), faults, tuple(warnings + twice))

    async def _ask(
        self, address: str, starts: AsyncLimiter, in_flight: asyncio.Semaphore
    ) -> Facts | EraserError | None:
        """The facts of a phone; the error of a host that is none; None where nobody answers."""
        async with in_flight:
            await starts.acquire()
            phone = Phone(address=address, origin=self.word)
            channel = HttpPhone(phone, None, connect_within_s=TIME_OUT_S, answer_within_s=TIME_OUT_S)
            try:
                facts = await channel.identify()
            except (IdentityMismatch, AnswerCut, PhoneOverloaded) as error:
                return error
            except EraserError:
                return None
            finally:
                await channel.aclose()
            return facts if facts.name else IdentityMismatch("its page names no phone")

    def _phone(self, address: str, facts: Facts) -> Phone:
        return Phone(facts.name, address, facts.model, facts.firmware, origin=self.word)

    def _once(self, phones: list[Phone]) -> tuple[list[Phone], list[Fault]]:
        """A phone that changed its address during the scan may be found twice; the first is kept, the second told."""
        first: dict[str | None, Phone] = {}
        warnings = []
        for phone in phones:
            kept = first.setdefault(phone.name, phone)
            if kept is not phone:
                text = f"{phone.name} answered at {kept.address} and at {phone.address}"
                warnings.append(Fault(self.word, None, text, "the first is used; scan again if it moved"))
        return list(first.values()), warnings

    def _warning(self, strangers: list[str]) -> Fault:
        more = f" and {len(strangers) - _NAMED} more" if len(strangers) > _NAMED else ""
        text = f"{len(strangers)} hosts answer but do not show a phone's page: {', '.join(strangers[:_NAMED])}{more}"
        return Fault(self.word, None, text, "if they are phones, list them in a CSV")

    def _nothing_found(self) -> Fault:
        text = f"no phone answers at any of {len(self.range)} addresses"
        return Fault(self.word, None, text, "check the range, the port, and that web access of the phones is on")


def _open(rest: str) -> Source:
    return Scan(f"scan:{rest}", read_range(rest))


SOURCES: Mapping[str, Callable[[str], Source]] = {"scan": _open}
