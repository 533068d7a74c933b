"""`scan:10.20.0.0/22`: phones found by their own web page. No credential is sent, nothing is pressed.

Polite by four rules: connections are begun at a steady pace; an address where nobody answers costs one connection; a
host that shows something else than a phone's page twice is left alone; and a phone is asked on one connection.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from eraser.model.inventory import Fault, Listing
from eraser.model.outcome import BadInput, EraserError, Unreachable, WebAccessOff
from eraser.model.phone import Facts, Phone
from eraser.ports import Source
from inventory.address_range import AddressRange, read_range
from inventory.walk import Found, Walk

_NAMED = 5  # how many addresses a warning lists


def _silent(_line: str) -> None:
    pass


@dataclass(slots=True)
class Scan:
    """Phones by their own web page in a range of addresses. `tell` gets a line every few seconds."""

    word: str
    range: AddressRange
    tell: Callable[[str], None] = _silent

    async def read_phones(self) -> Listing:
        """The phones found, in order of address. Hosts that answer and are no phones are named in a warning.

        Raises:
            BadInput: this machine can not open so many connections.
        """
        pace = self.range.connects_per_second
        walk = Walk(pace, len(self.range), lambda line: self.tell(f"{self.word}: {line}"))
        found = await walk.ask_all(self.range.addresses())
        if found.stopped_by:
            remedy = f"add @{pace / 2:g} to begin fewer in a second, or raise the limit of open files (ulimit -n)"
            raise BadInput(f"{self.word}: this machine can open no more connections ({found.stopped_by}); {remedy}")
        return self._listing(found)

    def _listing(self, found: Found) -> Listing:
        in_order = [(one, found.answers[one]) for one in self.range.addresses() if one in found.answers]
        phones = [self._phone(address, answer) for address, answer in in_order if isinstance(answer, Facts)]
        listing, twice = self._once(phones)
        others: dict[tuple[str, str], list[str]] = {}
        for address, answer in in_order:
            if not isinstance(answer, Facts):
                others.setdefault(_kind(answer), []).append(address)
        if found.doubtful:
            unseen = "could not be asked in time, because this machine was too busy", "scan again, slower: add @50"
            others[unseen] = found.doubtful
        warnings = [*(self._warning(hosts, *kind) for kind, hosts in sorted(others.items())), *twice]
        faults = () if phones else (self._nothing_found(),)
        return Listing(tuple(listing), faults, tuple(warnings))

    def _phone(self, address: str, facts: Facts) -> Phone:
        return Phone(facts.name, address, facts.model, facts.firmware, origin=self.word, seen_at=facts.seen_at)

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

    def _warning(self, hosts: list[str], what: str, remedy: str) -> Fault:
        more = f" and {len(hosts) - _NAMED} more" if len(hosts) > _NAMED else ""
        return Fault(self.word, None, f"{len(hosts)} hosts {what}: {', '.join(hosts[:_NAMED])}{more}", remedy)

    def _nothing_found(self) -> Fault:
        text = f"no phone answers at any of {len(self.range)} addresses"
        return Fault(self.word, None, text, "check the range, the port, and that web access of the phones is on")


def _kind(error: EraserError) -> tuple[str, str]:
    """What to say of hosts that answer so, and what to do."""
    if isinstance(error, WebAccessOff):
        return "answer 403 or 404 to every page of a phone", "if they are phones, enable web access in the cluster"
    if isinstance(error, Unreachable):
        return "take a connection and give no answer, twice", "if they are phones, scan again or list them in a CSV"
    return "answer but do not show a phone's page", "if they are phones, list them in a CSV"


def _open(rest: str) -> Source:
    return Scan(f"scan:{rest}", read_range(rest))


SOURCES: Mapping[str, Callable[[str], Source]] = {"scan": _open}
