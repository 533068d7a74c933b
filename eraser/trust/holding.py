"""What a phone holds, in full: the signature on its page, looked up among lists that somebody kept (trust §4.1)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from eraser.model.phone import Facts, ListState
from eraser.trust.case import Held, Slot
from eraser.trust.elements import TrustListUnreadable
from eraser.trust.tlv import read_trust_file
from eraser.trust.trust_file import DIGEST_NAMES, TrustFile, digest_of


class Finder(Protocol):
    """Lists by the signature that a phone's page prints."""

    def find(self, signature_hex: str) -> bytes | None: ...


class Known:
    """A Finder over lists that are at hand."""

    def __init__(self, contents: Iterable[bytes]) -> None:
        self._by_digest = {digest_of(name, one): one for one in contents for name in DIGEST_NAMES}

    def find(self, signature_hex: str) -> bytes | None:
        return self._by_digest.get(signature_hex)


@dataclass(frozen=True, slots=True)
class Holding:
    """`held`: what is known of it. `why_not`: why that is not all, "" if it is; `ctl_is_open`: the page has no row for
    a CTL, so that there may be one."""

    held: Held = field(default_factory=Held)
    why_not: str = ""
    ctl_is_open: bool = False


@dataclass(slots=True)
class Shelf:
    """The archives and the wanted lists themselves, read once for each signature."""

    finders: Sequence[Finder] = ()
    _read: dict[str, TrustFile | None] = field(default_factory=dict)

    def holding(self, facts: Facts) -> Holding:
        """What the phone holds by its page."""
        if facts.weak or not facts.complete:
            return Holding(why_not="its page can not be read for certain")
        if facts.itl is ListState.ABSENT:
            return Holding(why_not="its page does not show what it holds")
        held: dict[Slot, TrustFile] = {}
        for slot, state, signature in (
            (Slot.CTL, facts.ctl, facts.ctl_signature),
            (Slot.ITL, facts.itl, facts.itl_signature),
        ):
            if state is not ListState.INSTALLED:
                continue
            if not signature:
                return Holding(why_not=f"its page shows no signature of its {slot.word}")
            found = self._find(signature)
            if found is None:
                return Holding(why_not=f"its {slot.word} {signature} is in no archive (--archive DIR)")
            held[slot] = found
        return Holding(Held(held.get(Slot.CTL), held.get(Slot.ITL)), ctl_is_open=facts.ctl is ListState.ABSENT)

    def _find(self, signature: str) -> TrustFile | None:
        if signature not in self._read:
            contents = (one.find(signature) for one in self.finders)
            content = next((one for one in contents if one is not None), None)
            self._read[signature] = _read_list(content)
        return self._read[signature]


def _read_list(content: bytes | None) -> TrustFile | None:
    if content is None:
        return None
    try:
        return read_trust_file(content)
    except TrustListUnreadable:
        return None
