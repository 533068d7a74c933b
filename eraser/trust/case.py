"""A case for the judge: what a phone holds, what it is offered, and what the TVS of its old cluster is known to say."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from eraser.trust.elements import TrustListUnreadable
from eraser.trust.identity import folded_name, folded_serial
from eraser.trust.roles import SIGNS_CONFIGS, SIGNS_LISTS, Role
from eraser.trust.tlv import read_trust_file
from eraser.trust.trust_file import Kind, Record, Signer, TrustFile

_UTF8_MARK = b"\xef\xbb\xbf"


class Slot(StrEnum):
    """What a phone asks for when it starts, in this order (trust §2.1)."""

    CTL = "ctl"
    ITL = "itl"
    CONFIG = "config"

    @property
    def signing_roles(self) -> frozenset[Role]:
        """The roles that may sign such a file (trust §2.2)."""
        return SIGNS_CONFIGS if self is Slot.CONFIG else SIGNS_LISTS

    @property
    def word(self) -> str:
        return "configuration" if self is Slot.CONFIG else self.upper()


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A file that is offered, and can not be parsed."""

    reason: str


@dataclass(frozen=True, slots=True)
class Unsigned:
    """A plain `SEP<MAC>.cnf.xml`."""


Offer = TrustFile | Unreadable | Unsigned


def read_offer(data: bytes, slot: Slot, name: str = "") -> Offer:
    """What the new cluster serves, from its bytes; never raises, since a broken file is a case, too."""
    if slot is Slot.CONFIG and data.removeprefix(_UTF8_MARK).lstrip()[:1] == b"<":
        return Unsigned()
    try:
        file = read_trust_file(data, name=name)
    except TrustListUnreadable as error:
        return Unreadable(str(error))
    if slot is not Slot.CONFIG and file.kind is Kind.SIGNED:
        return Unreadable(f"it is a signed file ({file.header.filename or 'without a name'}), and no list")
    return file


@dataclass(frozen=True, slots=True)
class Offered:
    """What the new cluster serves; what it does not serve is None."""

    ctl: Offer | None = None
    itl: Offer | None = None
    config: Offer | None = None

    @property
    def lists(self) -> tuple[TrustFile, ...]:
        """Those that could be read."""
        return tuple(one for one in (self.ctl, self.itl) if isinstance(one, TrustFile))

    def of(self, slot: Slot) -> Offer | None:
        return {Slot.CTL: self.ctl, Slot.ITL: self.itl, Slot.CONFIG: self.config}[slot]


@dataclass(frozen=True, slots=True)
class Held:
    """The lists on the phone; None is a list that it does not hold."""

    ctl: TrustFile | None = None
    itl: TrustFile | None = None

    @property
    def lists(self) -> tuple[tuple[Slot, TrustFile], ...]:
        both = ((Slot.CTL, self.ctl), (Slot.ITL, self.itl))
        return tuple((slot, one) for slot, one in both if one is not None)

    def after(self, slot: Slot, file: TrustFile) -> Held:
        """The lists on the phone once it has taken `file`; a configuration changes none."""
        if slot is Slot.CONFIG:
            return self
        return replace(self, ctl=file) if slot is Slot.CTL else replace(self, itl=file)


@dataclass(frozen=True, slots=True)
class Vouched:
    """One certificate that a TVS knows, with the roles it knows it in."""

    serial: str
    roles: frozenset[int]
    issuer: str = ""  # "" where only the serial is known
    certificate: bytes = b""  # DER, where the TVS sent it

    def is_of(self, signer: Signer) -> bool:
        if not signer.serial or folded_serial(self.serial) != folded_serial(signer.serial):
            return False
        return not self.issuer or folded_name(self.issuer) == folded_name(signer.issuer)


@dataclass(frozen=True, slots=True)
class Tvs:
    """The TVS that the phone's *present* configuration names (trust §2.2): of the old cluster, before a move."""

    reachable: bool
    presents: str | None = None  # serial of the certificate that it shows on TCP 2445; None is unknown
    knows: tuple[Vouched, ...] | None = None  # None is unknown
    hoped: bool = False  # the best that a TVS may turn out to be: the held one, and it vouches for everything

    @property
    def is_known(self) -> bool:
        """Whether enough is known to say what it answers."""
        return not self.reachable or self.hoped or (self.presents is not None and self.knows is not None)

    def is_held_in(self, records: tuple[Record, ...]) -> bool:
        """Whether the certificate that it presents is one of these TVS records."""
        return self.hoped or any(folded_serial(one.serial) == folded_serial(self.presents or "") for one in records)

    def certificates_of(self, signer: Signer) -> tuple[Vouched, ...]:
        return tuple(one for one in self.knows or () if one.is_of(signer))

    def vouches(self, signer: Signer, roles: frozenset[Role]) -> bool:
        if self.hoped:
            return bool(signer.identity)
        return any(one.roles & roles for one in self.certificates_of(signer))


HOPED = Tvs(reachable=True, hoped=True)
