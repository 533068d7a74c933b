"""What the phones should trust: lists as bytes that can be judged, and signatures that can only be compared.

A source of wanted lists offers a phone what a TFTP node would: the lists of the phone's own name before the common
ones (trust §2.1). Each TFTP node has an ITL of its own (trust §6.17), so there may be several offers for one phone.
"""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from eraser.trust.case import Offer, Offered, Slot, Unreadable, Unsigned, read_offer
from eraser.trust.remarks import LARGEST_LIST_BYTES
from eraser.trust.served import slot_of
from eraser.trust.trust_file import Kind, TrustFile

AT_ONCE = 16  # downloads from one server: a TFTP node serves thousands of phones, and these come on top (our choice)


@dataclass(frozen=True, slots=True)
class WantedOffer:
    """What one source offers a phone. `source`: how it is called; `note`: what a person should know of it."""

    source: str
    offered: Offered
    note: str = ""

    @property
    def signatures(self) -> frozenset[str]:
        """Every digest that a phone's page may print for one of its lists."""
        return frozenset(one for file in self.offered.lists for one in file.signatures)

    @property
    def fault(self) -> str:
        """Why the phone has nothing to take there; "" if nothing is known against it (trust §1.3, §2.2 rule 0)."""
        if self.offered == Offered():
            return f"{self.source} has neither a list nor a configuration for it"
        for slot in (Slot.CTL, Slot.ITL):
            match self.offered.of(slot):
                case Unreadable(reason):
                    return f"the {slot.word} of {self.source} can not be read: {reason}"
                case TrustFile(size_bytes=size) if size > LARGEST_LIST_BYTES:
                    most = f"phones load {LARGEST_LIST_BYTES} at most"
                    return f"the {slot.word} of {self.source} has {size} bytes, and {most}"
        return ""

    @property
    def key(self) -> tuple[str, ...]:
        """Equal for offers of the same files."""
        parts = (self.offered.ctl, self.offered.itl, self.offered.config)
        return tuple(_key_of(one) for one in parts)


def _key_of(one: Offer | None) -> str:
    match one:
        case TrustFile():
            return one.sha1
        case Unreadable():
            return f"unreadable {one.reason}"
        case Unsigned():
            return "unsigned"
    return ""


class Source(Protocol):
    """Where wanted lists come from."""

    async def offers_to(self, phone_name: str | None) -> tuple[WantedOffer, ...]:
        """What it offers a phone; () if it has nothing for this one."""
        ...


@dataclass(frozen=True, slots=True)
class _File:
    name: str
    slot: Slot
    owner: str | None  # `SEP001122334455`, or None for a common list
    offer: Offer


class ListsInFiles:
    """Wanted lists that lie in files."""

    def __init__(self, named: Iterable[tuple[str, bytes]]) -> None:
        read = [(name, _as_file(name, content)) for name, content in named]
        self._files = [one for _, one in read if one is not None]
        self.no_lists = tuple(name for name, one in read if one is None)

    async def offers_to(self, phone_name: str | None) -> tuple[WantedOffer, ...]:
        """Each ITL with each CTL; lists of the phone's own name take the place of common ones."""
        ctls, itls = (self._of(slot, phone_name) for slot in (Slot.CTL, Slot.ITL))
        if not ctls and not itls:
            return ()
        pairs = itertools.product(ctls or (None,), itls or (None,))
        return tuple(
            WantedOffer(
                " and ".join(one.name for one in (ctl, itl) if one),
                Offered(ctl=ctl.offer if ctl else None, itl=itl.offer if itl else None),
            )
            for ctl, itl in pairs
        )

    def _of(self, slot: Slot, phone_name: str | None) -> list[_File]:
        here = [one for one in self._files if one.slot is slot]
        own = [one for one in here if phone_name and one.owner == phone_name.upper()]
        chosen = own or [one for one in here if one.owner is None]
        return list({_key_of(one.offer): one for one in reversed(chosen)}.values())[::-1]


def _as_file(name: str, content: bytes) -> _File | None:
    """A list by its name, else by what stands in it; None for a file that is neither."""
    last = name.replace("\\", "/").rpartition("/")[2]
    told = slot_of(last)
    if told is not None:
        slot = told[0]
    else:
        file = read_offer(content, Slot.ITL, name)
        if not isinstance(file, TrustFile):
            return None
        slot = Slot.CTL if file.kind is Kind.CTL else Slot.ITL
    stem = last.rpartition(".")[0].upper()
    owner = stem[3:] if told is not None and stem[3:] != "FILE" else None
    return _File(last, slot, owner, read_offer(content, slot, name))


class ListsOnServer:
    """Wanted lists on a server: the common ones, and each phone's own where they can be had.

    Args:
        common: what the server offers a phone without a name; fetched before anything is pressed.
        fetch: what it offers a phone of this name, or None if it does not answer.
    """

    def __init__(
        self, common: WantedOffer, fetch: Callable[[str], Awaitable[WantedOffer | None]], *, at_once: int = AT_ONCE
    ) -> None:
        self.common = common
        self._fetch = fetch
        self._turns = asyncio.Semaphore(at_once)
        self._own: dict[str, WantedOffer] = {}

    async def offers_to(self, phone_name: str | None) -> tuple[WantedOffer, ...]:
        if phone_name is None:
            return (self.common,)
        if phone_name not in self._own:
            async with self._turns:
                found = await self._fetch(phone_name)
            if found is None:
                silent = f"{self.common.source} did not answer for the phone's own list; its common one was judged"
                return (WantedOffer(self.common.source, self.common.offered, silent),)
            # Most phones are offered the common list under their own name: one value for all of them.
            self._own[phone_name] = self.common if found.key == self.common.key else found
        return (self._own[phone_name],)


class Target:
    """All that is wanted. `signatures` hold for the whole run, whatever servers offer later."""

    def __init__(self, signatures: Iterable[str], sources: Sequence[Source] = ()) -> None:
        self.signatures = frozenset(signatures)
        self._sources = tuple(sources)

    @property
    def can_be_judged(self) -> bool:
        """Whether any wanted list is known as more than its signature."""
        return bool(self._sources)

    async def offers_to(self, phone_name: str | None) -> tuple[WantedOffer, ...]:
        """What every source offers this phone, each once."""
        found = [one for source in self._sources for one in await source.offers_to(phone_name)]
        return tuple({one.key: one for one in reversed(found)}.values())[::-1]
