"""Does a phone take what its TFTP offers? The rules of trust §2.2, as the simulated phones follow them.

A phone asks for its CTL, then its ITL, then its configuration (trust §2.1); what it takes is held for the next file.
Rule numbers are those of the table in trust §2.2. Nothing here knows how the product judges.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Literal

from eraser.simulator.list_file import CanNotLoad, SignedFile, Vouched, read_config, read_list
from eraser.simulator.lists import Role
from eraser.simulator.tvs_knowledge import HOPED, SILENT, Vouching

Ask = Callable[[str], bytes | None]  # a file by its name, None if the TFTP has none
Need = bool | Literal["depends_on_tvs", "unknown"]

SIGNS_LISTS, SIGNS_CONFIGS = frozenset({Role.SAST}), frozenset({Role.CCM_TFTP, Role.TFTP})


class Kind(StrEnum):
    """What is asked for, in this order."""

    CTL = "ctl"
    ITL = "itl"
    CONFIG = "config"


class Verdict(StrEnum):
    """The words of trust §2.2; a plain configuration that is taken has none there."""

    PARSE_ERROR = "parse_error"
    ACCEPT_FIRST = "accept_first"
    ACCEPT_LOCAL = "accept_local"
    ACCEPT_EMPTY = "accept_empty"
    ACCEPT_TVS = "accept_tvs"
    ACCEPT_UNSIGNED = "accept_unsigned"
    REJECT_BADSIG = "reject_badsig"
    REJECT_NO_TVS = "reject_no_tvs"
    REJECT_TVS_UNREACHABLE = "reject_tvs_unreachable"
    REJECT_TVS_UNTRUSTED = "reject_tvs_untrusted"
    REJECT_TVS_UNKNOWN_CERT = "reject_tvs_unknown_cert"
    NEEDS_TVS = "needs_tvs"

    @property
    def taken(self) -> bool:
        """Whether the phone holds it, or uses it, from now on."""
        return self.startswith("accept")


@dataclass(frozen=True, slots=True)
class Held:
    """The bytes of the lists on a phone."""

    ctl: bytes | None = None
    itl: bytes | None = None

    @property
    def nothing(self) -> bool:
        """Neither list."""
        return self.ctl is None and self.itl is None

    def records(self, kind: Kind) -> tuple[Vouched, ...]:
        """Those of one list that vouch for somebody."""
        data = self.ctl if kind is Kind.CTL else self.itl
        return () if data is None else tuple(one for one in read_list(data).records if one.certificate)

    @property
    def rolled_back(self) -> bool:
        """The ITL of a rollback to before 8.0: no node stands in it with a certificate (trust §1.3)."""
        nodes = {Role.CCM_TFTP, Role.TFTP, Role.TVS}
        return self.itl is not None and not any(one.role in nodes for one in self.records(Kind.ITL))

    @property
    def takes_any(self) -> bool:
        """Rolled back, and no CTL vouches for a node either (rules 6 and 7)."""
        return self.rolled_back and not any(one.role in SIGNS_CONFIGS for one in self.records(Kind.CTL))


@dataclass(frozen=True, slots=True)
class Step:
    """One file, and what became of it."""

    kind: Kind
    name: str
    verdict: Verdict
    rule: int

    @property
    def words(self) -> str:
        """For the truth."""
        return f"{self.kind} {self.verdict} (rule {self.rule})"


@dataclass(frozen=True, slots=True)
class Update:
    """One round of downloads. `held`: what the phone has afterwards."""

    held: Held
    steps: tuple[Step, ...]

    @property
    def lists(self) -> tuple[Step, ...]:
        """What became of the lists that are offered."""
        return tuple(one for one in self.steps if one.kind is not Kind.CONFIG)

    @property
    def deciding(self) -> tuple[Step, ...]:
        """The lists; where none is offered the held ones stay, and the configuration decides."""
        return self.lists or self.steps

    @property
    def takes(self) -> bool:
        """Whether the phone follows the offer."""
        return bool(self.deciding) and all(one.verdict.taken for one in self.deciding)

    @property
    def reason(self) -> str:
        """What it did with each file."""
        return ", ".join(one.words for one in self.steps) or "nothing is offered"


def update(phone: str, held: Held, ask: Ask, tvs: Vouching | None) -> Update:
    """What a phone of this name does at a start. `tvs` None: nobody knows anything of it (rule 10)."""
    steps = []
    for kind, name, data in _downloads(phone, ask):
        step = Step(kind, name, *_list(kind, data, held, tvs))
        steps.append(step)
        if step.verdict.taken:
            held = replace(held, ctl=data) if kind is Kind.CTL else replace(held, itl=data)
    return Update(held, (*steps, *_config(phone, held, ask, tvs)))


def _downloads(phone: str, ask: Ask) -> Iterator[tuple[Kind, str, bytes]]:
    names = {Kind.CTL: (f"CTL{phone}.tlv", "CTLFile.tlv"), Kind.ITL: (f"ITL{phone}.tlv", "ITLFile.tlv")}
    for kind, (own, common) in names.items():
        for name in (own, common):
            if (data := ask(name)) is not None:
                yield kind, name, data
                break


def _list(kind: Kind, data: bytes, held: Held, tvs: Vouching | None) -> tuple[Verdict, int]:
    try:
        file = read_list(data)
    except CanNotLoad:
        return Verdict.PARSE_ERROR, 0
    if held.nothing:
        return Verdict.ACCEPT_FIRST, 1
    local = _by_held_lists(file, held, SIGNS_LISTS)
    if local is not None:
        return (Verdict.ACCEPT_LOCAL, 3) if local else (Verdict.REJECT_BADSIG, 5)
    if kind is Kind.ITL and held.takes_any:
        return Verdict.ACCEPT_EMPTY, 6
    if kind is Kind.CTL and held.ctl is not None and held.rolled_back:
        return Verdict.REJECT_NO_TVS, 8
    return _by_tvs(file, held, SIGNS_LISTS, tvs)


def _config(phone: str, held: Held, ask: Ask, tvs: Vouching | None) -> Iterator[Step]:
    """With any list installed a phone asks for the signed name, and with none for the plain one (trust §2.1)."""
    plain, signed = f"{phone}.cnf.xml", f"{phone}.cnf.xml.sgn"
    if held.nothing:
        if ask(plain) is not None:
            yield Step(Kind.CONFIG, plain, Verdict.ACCEPT_UNSIGNED, 2)
        return
    data = ask(signed)
    if data is not None:
        yield Step(Kind.CONFIG, signed, *_signed_config(data, held, tvs))
    elif held.takes_any and ask(plain) is not None:
        yield Step(Kind.CONFIG, plain, Verdict.ACCEPT_UNSIGNED, 7)
    else:  # it keeps asking for a signed one, and lives on its last configuration
        yield Step(Kind.CONFIG, signed, Verdict.PARSE_ERROR, 0)


def _signed_config(data: bytes, held: Held, tvs: Vouching | None) -> tuple[Verdict, int]:
    try:
        file = read_config(data)
    except CanNotLoad:
        return Verdict.PARSE_ERROR, 0
    local = _by_held_lists(file, held, SIGNS_CONFIGS)
    if local is not None:
        return (Verdict.ACCEPT_LOCAL, 4) if local else (Verdict.REJECT_BADSIG, 5)
    return (Verdict.ACCEPT_UNSIGNED, 7) if held.takes_any else _by_tvs(file, held, SIGNS_CONFIGS, tvs)


def _by_held_lists(file: SignedFile, held: Held, roles: frozenset[Role]) -> bool | None:
    """Whether a held record that may sign it did; None if none has its issuer and serial."""
    records = (one for kind in (Kind.CTL, Kind.ITL) for one in held.records(kind))
    signers = [one for one in records if one.role in roles and one.identity == file.signer]
    return any(file.is_signed_with(one.certificate) for one in signers) if signers else None


def _by_tvs(file: SignedFile, held: Held, roles: frozenset[Role], tvs: Vouching | None) -> tuple[Verdict, int]:
    certificates = [one.certificate for one in held.records(Kind.ITL) if one.role == Role.TVS]
    if not certificates:
        return Verdict.REJECT_NO_TVS, 9
    if tvs is None:
        return Verdict.NEEDS_TVS, 10
    if not tvs.reachable:
        return Verdict.REJECT_TVS_UNREACHABLE, 11
    if not tvs.is_one_of(certificates):
        return Verdict.REJECT_TVS_UNTRUSTED, 12
    if not tvs.knows(*file.signer) & roles:
        return Verdict.REJECT_TVS_UNKNOWN_CERT, 14
    sent = tvs.certificate_of(*file.signer)
    return (Verdict.REJECT_BADSIG, 5) if sent and not file.is_signed_with(sent) else (Verdict.ACCEPT_TVS, 13)


def need_of(phone: str, held: Held, ask: Ask) -> Need:
    """Whether it must be erased, by what can be said before anybody asks the TVS: tried with the best and the worst
    one."""
    best, worst = (update(phone, held, ask, tvs) for tvs in (HOPED, SILENT))
    if any(not one.verdict.taken and one.verdict is not Verdict.PARSE_ERROR for one in best.deciding):
        return True
    if any(one.verdict is Verdict.PARSE_ERROR for one in best.deciding):
        # A configuration that is asked for in vain is a lock (trust §6.22). A list that can not be loaded is taken by
        # no phone, erased or not.
        return True if best.deciding[0].kind is Kind.CONFIG else "unknown"
    return False if worst.takes else "depends_on_tvs"
