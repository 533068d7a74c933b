"""Will a phone that holds these lists take those files? The rules of trust §2.2, line by line.

The table below is read from top to bottom, and the first line that applies decides. A phone asks for the CTL, then the
ITL, then its configuration; a list that it takes replaces the held one before the next file is judged. What nobody
knows about the TVS stays open: the answer is then `depends_on_tvs` if a TVS could still save the erase, and `needed` if
the best one could not.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from eraser.trust.case import HOPED, Held, Offered, Slot, Tvs, Unsigned
from eraser.trust.conditions import Question
from eraser.trust.trust_file import TrustFile


class Verdict(StrEnum):
    PARSE_ERROR = "parse_error"
    ACCEPT_FIRST = "accept_first"
    ACCEPT_LOCAL = "accept_local"
    ACCEPT_EMPTY = "accept_empty"
    ACCEPT_UNSIGNED = "accept_unsigned"
    ACCEPT_TVS = "accept_tvs"
    NEEDS_TVS = "needs_tvs"
    REJECT_BADSIG = "reject_badsig"
    REJECT_NO_TVS = "reject_no_tvs"
    REJECT_TVS_UNREACHABLE = "reject_tvs_unreachable"
    REJECT_TVS_UNTRUSTED = "reject_tvs_untrusted"
    REJECT_TVS_UNKNOWN_CERT = "reject_tvs_unknown_cert"
    UNKNOWN = "unknown"  # our own limit: the signer is held, and its key or the file's bytes are not there to check

    @property
    def is_accept(self) -> bool:
        return self.startswith("accept")

    @property
    def is_reject(self) -> bool:
        return self.startswith("reject")


class Erase(StrEnum):
    NEEDED = "needed"
    NOT_NEEDED = "not_needed"
    DEPENDS_ON_TVS = "depends_on_tvs"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Rule:
    number: int
    offered: tuple[Slot, ...]
    when: Callable[[Question], bool]
    verdict: Verdict
    because: str  # with the words that `Question.words` knows

    def applies(self, question: Question) -> bool:
        return question.slot in self.offered and self.when(question)


@dataclass(frozen=True, slots=True)
class Step:
    """One file judged."""

    offered: Slot
    verdict: Verdict
    rule: int
    reason: str


@dataclass(frozen=True, slots=True)
class Judgement:
    erase: Erase
    steps: tuple[Step, ...]

    def step(self, slot: Slot) -> Step | None:
        return next((one for one in self.steps if one.offered is slot), None)


CTL, ITL, CONFIG = (Slot.CTL,), (Slot.ITL,), (Slot.CONFIG,)
LISTS, ANY = (Slot.CTL, Slot.ITL), (Slot.CTL, Slot.ITL, Slot.CONFIG)
ASK = Question
SAY = Verdict

# fmt: off
RULES = (
    Rule(0, ANY, ASK.can_not_be_parsed, SAY.PARSE_ERROR,
         "the {what} can not be parsed: {why}"),
    Rule(1, LISTS, ASK.phone_holds_no_list, SAY.ACCEPT_FIRST,
         "the phone holds no list and takes the first that it is offered"),
    Rule(2, CONFIG, ASK.phone_holds_no_list, SAY.ACCEPT_UNSIGNED,
         "the phone holds no list, asks for the unsigned configuration and takes it"),
    Rule(3, LISTS, ASK.signer_is_held_and_signature_verifies, SAY.ACCEPT_LOCAL,
         "signed by {signer}, which the held {lists} has as {roles}; the signature verifies"),
    Rule(4, CONFIG, ASK.signer_is_held_and_signature_verifies, SAY.ACCEPT_LOCAL,
         "signed by {signer}, which the {lists} has as {roles}; the signature verifies"),
    Rule(5, ANY, ASK.signer_is_held_and_signature_can_not_be_judged, SAY.UNKNOWN,
         "the signer {signer} is in the held {lists}, but the signature can not be judged here: {check}"),
    Rule(5, ANY, ASK.signer_is_held_and_signature_does_not_verify, SAY.REJECT_BADSIG,
         "the signer {signer} is in the held {lists}, and the signature does not verify: {check}; no TVS can help"),
    Rule(6, ITL, ASK.held_lists_are_rolled_back, SAY.ACCEPT_EMPTY,
         "the held ITL is the empty one of a rollback, which takes any ITL"),
    Rule(7, CONFIG, ASK.held_lists_are_rolled_back, SAY.ACCEPT_UNSIGNED,
         "the held ITL is the empty one of a rollback, and the phone takes unsigned configurations"),
    Rule(0, CONFIG, ASK.config_is_not_signed, SAY.PARSE_ERROR,
         "the configuration is not signed, and a phone that holds a list asks for a signed one only"),
    Rule(8, CTL, ASK.ctl_is_held_beside_a_rolled_back_itl, SAY.REJECT_NO_TVS,
         "a rollback leaves the held CTL as it was, it does not have the signer {signer}, "
         "and the empty ITL has no certificate to check a TVS with"),
    Rule(9, ANY, ASK.no_tvs_certificate_is_held, SAY.REJECT_NO_TVS,
         "no held list has the signer {signer}, and no held ITL has a TVS certificate, so no TVS can be asked"),
    Rule(5, ANY, ASK.signature_is_not_its_own_signers, SAY.REJECT_BADSIG,
         "no held list has the signer {signer}, and the signature is not even its own; no TVS can help"),
    Rule(10, ANY, ASK.tvs_is_not_known, SAY.NEEDS_TVS,
         "no held list has the signer {signer}; only the TVS of the old cluster can vouch for it, "
         "and what it says is not known"),
    Rule(11, ANY, ASK.no_tvs_is_reachable, SAY.REJECT_TVS_UNREACHABLE,
         "no held list has the signer {signer}, and no TVS of the phone's configuration is reached on TCP 2445"),
    Rule(12, ANY, ASK.tvs_is_not_the_held_one, SAY.REJECT_TVS_UNTRUSTED,
         "no held list has the signer {signer}, and the TVS presents a certificate (serial {presented}) "
         "that is not the TVS certificate of the held ITL"),
    Rule(13, ANY, ASK.tvs_vouches_for_the_signer, SAY.ACCEPT_TVS,
         "no held list has the signer {signer}, but the TVS vouches for it; the phone keeps that for 24 hours"),
    Rule(14, ANY, ASK.tvs_does_not_vouch_for_the_signer, SAY.REJECT_TVS_UNKNOWN_CERT,
         "no held list has the signer {signer}, and the TVS knows it {known_roles}; role {needed_roles} is needed"),
)
# fmt: on


def judge(held: Held, offered: Offered, tvs: Tvs | None = None) -> Judgement:
    """What a phone does with what it is offered, and whether it must be erased first.

    Args:
        held: the lists on the phone.
        offered: what the new cluster serves.
        tvs: the TVS that the phone's present configuration names; None if nothing is known of it.
    """
    steps = _walk(held, offered, tvs)
    if not any(one.verdict is Verdict.NEEDS_TVS for one in steps):
        return Judgement(_erase(steps, offered), steps)
    hoped = _walk(held, offered, HOPED)
    best = _erase(hoped, offered)
    settled = _open_where_they_differ(steps, hoped)
    if best is Erase.NOT_NEEDED and any(one.verdict is Verdict.NEEDS_TVS for one in _deciding(settled, offered)):
        best = Erase.DEPENDS_ON_TVS
    return Judgement(best, settled)


def _walk(held: Held, offered: Offered, tvs: Tvs | None) -> tuple[Step, ...]:
    """Every offered file in the download order; what is taken is held for the next."""
    steps = []
    for slot in Slot:
        offer = offered.of(slot)
        if offer is None:
            continue
        step = _decide(Question(slot, offer, held, tvs))
        if step.verdict.is_accept and isinstance(offer, TrustFile):
            held = held.after(slot, offer)
        steps.append(step)
    return tuple(steps)


def _decide(question: Question) -> Step:
    rule = next(one for one in RULES if one.applies(question))
    return Step(question.slot, rule.verdict, rule.number, rule.because.format_map(question.words()))


def _open_where_they_differ(steps: tuple[Step, ...], hoped: tuple[Step, ...]) -> tuple[Step, ...]:
    """What is judged after an open step is open as well, if the answer hangs on what the TVS says to that one."""
    settled: list[Step] = []
    for now, then in zip(steps, hoped, strict=True):
        before = next((one.offered for one in settled if one.verdict is Verdict.NEEDS_TVS), None)
        if before is None or now.verdict.is_accept is then.verdict.is_accept:
            settled.append(now)
        else:
            reason = f"if the {before.word} is taken: {then.reason}; if not: {now.reason}"
            settled.append(Step(now.offered, Verdict.NEEDS_TVS, 10, reason))
    return tuple(settled)


def _deciding(steps: tuple[Step, ...], offered: Offered) -> tuple[Step, ...]:
    """The steps that an erase could turn: those of the lists.

    After an erase the phone judges the configuration by the lists that it has just taken, as it does without one. Only
    where no list is offered do the held ones stay, and the configuration decides.
    """
    lists = tuple(one for one in steps if one.offered is not Slot.CONFIG)
    return lists if offered.ctl is not None or offered.itl is not None else steps


def _erase(steps: tuple[Step, ...], offered: Offered) -> Erase:
    deciding = _deciding(steps, offered)
    if not deciding:
        return Erase.UNKNOWN
    verdicts = {one.verdict for one in deciding}
    if any(one.is_reject for one in verdicts) or _asks_in_vain(deciding, offered):
        return Erase.NEEDED
    if verdicts & {Verdict.PARSE_ERROR, Verdict.UNKNOWN}:
        return Erase.UNKNOWN
    return Erase.DEPENDS_ON_TVS if Verdict.NEEDS_TVS in verdicts else Erase.NOT_NEEDED


def _asks_in_vain(deciding: tuple[Step, ...], offered: Offered) -> bool:
    """Whether the phone keeps its list and with it asks a server without signed files for them (trust §6.22)."""
    last = deciding[-1]
    return last.offered is Slot.CONFIG and last.verdict is Verdict.PARSE_ERROR and isinstance(offered.config, Unsigned)
