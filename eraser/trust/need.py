"""Must this phone be erased to trust what is wanted? What it holds, against what it is offered, against the TVS.

The contract's rule for stale lists is kept to the letter: a phone is left alone if it holds a wanted list, or if the
judge shows that it takes the wanted one by itself. Where that can not be shown, the phone is erased, and its record
says why it could not be shown and what would have saved the walk.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

from eraser.model.need import Answer, Saving, Standing
from eraser.model.phone import Facts, ListState, Phone
from eraser.trust.case import Offered, Slot, Tvs
from eraser.trust.holding import Holding, Shelf
from eraser.trust.judge import Erase, Judgement, Step, Verdict, judge
from eraser.trust.move import Move
from eraser.trust.other_ways import weigh
from eraser.trust.pitfalls import warn
from eraser.trust.target import Target, WantedOffer
from eraser.trust.trust_file import Signer, TrustFile

# Rules that a CTL which the page does not show could not overturn: the signer is in a held list, or the TVS vouches.
_WHATEVER_THE_CTL = frozenset({3, 4, 13})


class Vouching(Protocol):
    """The TVS of the old cluster, each asked once about each signer. None for each that nobody can ask."""

    async def ask(self, signers: Sequence[Signer]) -> tuple[Tvs, ...]: ...


@dataclass(frozen=True, slots=True)
class _Case:
    """One offer judged, for all phones that hold the same and are offered the same."""

    offer: WantedOffer
    judgement: Judgement
    savings: tuple[Saving, ...]
    pitfalls: tuple[str, ...]


@dataclass(slots=True)
class NeedJudge:
    """Judges phones against a target."""

    target: Target
    shelf: Shelf
    tvs: Vouching | None = None
    _cases: dict[tuple[str, ...], _Case] = field(default_factory=dict)

    async def judge(self, phone: Phone, facts: Facts, lists: Sequence[str]) -> Answer:
        """How the phone stands to what is wanted. `lists`: those that would be erased, `itl` and `ctl`."""
        if _holds_only(facts, lists, self.target.signatures):
            return Answer(Standing.HOLDS_WANTED, "It holds a wanted list already.")
        offers = await self.target.offers_to(_name_of(phone, facts))
        own = frozenset(one for offer in offers for one in offer.signatures)
        if _holds_only(facts, lists, self.target.signatures | own):
            return Answer(Standing.HOLDS_WANTED, "It holds a wanted list already.")
        if not offers:
            return _unknown("of the wanted lists only signatures are known: name the files or the server, too")
        faults = [one.fault for one in offers if one.fault]
        if faults:
            return Answer(
                Standing.NO_OFFER, f"Nothing was pressed, since there is nothing to take: {faults[0]}.", faults[0]
            )
        holding = self.shelf.holding(facts)
        if holding.why_not:
            return _unknown(holding.why_not)
        cases = [await self._case(holding, one) for one in offers]
        return _answer(cases, holding)

    async def wanted_of(self, phone: Phone, facts: Facts) -> frozenset[str]:
        """The signatures that this phone may have once it trusts what is wanted."""
        offers = await self.target.offers_to(_name_of(phone, facts))
        return self.target.signatures | {one for offer in offers for one in offer.signatures}

    async def _case(self, holding: Holding, offer: WantedOffer) -> _Case:
        held = holding.held
        key = (*(f"{slot} {file.sha1}" for slot, file in held.lists), *offer.key, offer.note)
        if key not in self._cases:
            tvs = await self.tvs.ask(signers_of(offer.offered)) if self.tvs else ()
            each = [(judge(held, offer.offered, one), one) for one in tvs or (None,)]
            # TVS of one cluster that disagree: the one that helps least counts, since a phone may ask any of them.
            judgement, vouching = max(each, key=lambda one: _WORST.index(one[0].erase))
            move = Move(held, offer.offered, judgement, vouching)
            savings = tuple(Saving(one.way.name, one.unknown) for one in weigh(move) if one.is_open)
            pitfalls = tuple(map(str, warn(held, offer.offered, judgement, vouching)))
            self._cases[key] = _Case(offer, judgement, savings, pitfalls)
        return self._cases[key]


def _name_of(phone: Phone, facts: Facts) -> str | None:
    """What stands in the names of the phone's own files."""
    return phone.name or facts.name


_WORST = (Erase.NOT_NEEDED, Erase.DEPENDS_ON_TVS, Erase.UNKNOWN, Erase.NEEDED)


def _holds_only(facts: Facts, lists: Sequence[str], wanted: frozenset[str]) -> bool:
    """Whether each list that it holds of those asked for is a wanted one, and there is one."""
    rows = {"itl": (facts.itl, facts.itl_signature), "ctl": (facts.ctl, facts.ctl_signature)}
    held = [rows[one] for one in lists if rows[one][0] is ListState.INSTALLED]
    return bool(held) and all(signature is not None and signature in wanted for _, signature in held)


def _unknown(why: str) -> Answer:
    return Answer(Standing.UNKNOWN, f"Whether it would take the wanted list by itself is unknown: {why}.", why)


def _answer(cases: Sequence[_Case], holding: Holding) -> Answer:
    """The answer for the offer that the phone likes least: it may meet any of them."""
    case = max(cases, key=lambda one: _WORST.index(_erase_of(one, holding)))
    erase, step = _erase_of(case, holding), _telling(case.judgement)
    why = f"{step.reason} (rule {step.rule})" if step else "nothing is offered"
    if erase is Erase.UNKNOWN and case.judgement.erase is not Erase.UNKNOWN:
        why = "its page does not show whether it holds a CTL, which would decide"
    what = f"{step.offered.word} of {case.offer.source}" if step else "list"
    note = f" {case.offer.note}." if case.offer.note else ""
    saved = _saved_by(case.savings)
    standing, says = {
        Erase.NOT_NEEDED: (Standing.TAKES_WANTED, f"It takes the {what} by itself: {why}."),
        Erase.NEEDED: (Standing.REFUSES, f"It refuses the {what}: {why}.{saved}"),
        Erase.DEPENDS_ON_TVS: (
            Standing.DEPENDS,
            f"It takes the {what} only if a TVS vouches for it: {why}. Ask it with --tvs HOST.{saved}",
        ),
        Erase.UNKNOWN: (Standing.UNKNOWN, f"Whether it would take the {what} by itself is unknown: {why}."),
    }[erase]
    pitfalls = case.pitfalls if standing.needs_erase else ()
    return Answer(standing, says + note, why, case.savings if standing.needs_erase else (), pitfalls)


def _erase_of(case: _Case, holding: Holding) -> Erase:
    """What was judged, unless a CTL that the page does not show could make it another answer."""
    if not holding.ctl_is_open or case.judgement.erase in {Erase.NEEDED, Erase.UNKNOWN}:
        return case.judgement.erase
    safe = all(one.rule in _WHATEVER_THE_CTL for one in case.judgement.steps if one.verdict.is_accept)
    return case.judgement.erase if safe else Erase.UNKNOWN


def _telling(judgement: Judgement) -> Step | None:
    """The step that a person wants to hear of: the first that is refused, else that is open, else the last list."""
    lists = [one for one in judgement.steps if one.offered is not Slot.CONFIG] or list(judgement.steps)
    for look in (_is_refused, _is_open):
        found = next((one for one in lists if look(one)), None)
        if found is not None:
            return found
    return lists[-1] if lists else None


def _is_refused(step: Step) -> bool:
    return step.verdict.is_reject


def _is_open(step: Step) -> bool:
    return step.verdict in {Verdict.NEEDS_TVS, Verdict.PARSE_ERROR, Verdict.UNKNOWN}


def _saved_by(savings: Sequence[Saving]) -> str:
    return f" What may save the walk: {', '.join(one.way for one in savings)}." if savings else ""


def signers_of(offered: Offered) -> tuple[Signer, ...]:
    """Whom a TVS must vouch for."""
    files = [one for one in (offered.ctl, offered.itl, offered.config) if isinstance(one, TrustFile)]
    return tuple(dict.fromkeys(one.header.signer for one in files if one.header.signer.serial))
