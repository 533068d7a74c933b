"""Expectations against what was seen: a verdict with its proof.

Only the list itself proves: its signature on the phone's page is another or gone, or its own screen shows other
entries. Status messages and a restart say that something was done; they are named beside the proof and are none by
themselves, because a phone that fetched the same old list again says just the same (phones §5).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

from eraser.dsl import Label, Lists, Route, StatusSays, folded, label
from eraser.engine.house import Look
from eraser.engine.look import new_messages
from eraser.model.phone import Facts, ListState

# What a phone writes when the menu action ran or a list arrived where none was (phones §5); letters vary by model.
NO_LIST = label("No Trust List installed")
ERASING = label("Erasing CTL and ITL files")
ARRIVED = label("ITL installed|CTL installed|CTL and ITL installed|Trust List updated|CTL and ITL files installed")

# Two readings of one screen differ by a letter at most; two signatures share about half of their digits by chance.
SAME_ABOVE = 0.97
OTHER_BELOW = 0.85


class Held(StrEnum):
    """What became of the list that was held before the confirming key."""

    GONE = "gone"
    SAME = "same"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a look says about the old list. `renewed`: another list is held now. `acted`: the phone says that it did
    something."""

    held: Held
    renewed: bool
    acted: bool
    proof: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _OneList:
    state: ListState
    signature: str | None


def judge(lists: Lists, route: Route, before: Look, after: Look) -> Verdict:
    """The verdict of the phone's own pages on the lists that were to be erased."""
    each = [_judge_one(name, before.facts, after.facts) for name in _names(lists)]
    said = said_since(route, before, after)
    known = [one for one in each if one is not None]
    if any(held is Held.SAME for held, _, _ in known):
        held = Held.SAME
    elif known and all(held is Held.GONE for held, _, _ in known):
        held = Held.GONE
    else:
        held = Held.UNKNOWN
    proof = tuple(proof for state, _, proof in known if state is Held.GONE and proof)
    renewed = bool(known) and all(renewed for _, renewed, _ in known)
    return Verdict(held, renewed, bool(said), (*proof, *(f"status:{text}" for text in said)))


def said_since(route: Route, before: Look, after: Look) -> tuple[str, ...]:
    """The new status messages that speak of an erase, as the phone wrote them."""
    expected: list[Label] = [NO_LIST, ERASING, ARRIVED]
    expected += [one.label for one in route.expect if isinstance(one, StatusSays)]
    new = new_messages(before.status, after.status)
    said = [message.text for message in new if any(one.names(message.text) for one in expected)]
    return tuple(dict.fromkeys(said))


def arrived_since(before: Look, after: Look) -> bool:
    """Whether the phone wrote that a list arrived."""
    return any(ARRIVED.names(message.text) for message in new_messages(before.status, after.status))


def _names(lists: Lists) -> tuple[str, ...]:
    return ("itl", "ctl") if lists is Lists.BOTH else (lists.value,)


def _judge_one(name: str, before: Facts, after: Facts) -> tuple[Held, bool, str] | None:
    """(held, renewed, proof) of one list; None: it was not held before, so there is nothing to judge."""
    old, new = _list_of(before, name), _list_of(after, name)
    if old.state is ListState.NOT_INSTALLED:
        return None
    if old.state is ListState.ABSENT:
        return Held.UNKNOWN, False, ""
    if after.weak or not after.complete:
        return Held.UNKNOWN, False, ""
    if new.state is ListState.NOT_INSTALLED:
        return Held.GONE, False, f"{name}_not_installed"
    if new.state is ListState.ABSENT and before.pages != after.pages:
        return Held.UNKNOWN, False, ""  # another page than before: a row that it never had says nothing
    if new.state is ListState.ABSENT:
        return Held.GONE, False, f"{name}_row_gone"
    if not old.signature or not new.signature:
        return Held.UNKNOWN, False, ""
    if old.signature == new.signature:
        return Held.SAME, False, ""
    return Held.GONE, True, f"{name}_signature_changed"


def _list_of(facts: Facts, name: str) -> _OneList:
    if name == "itl":
        return _OneList(facts.itl, facts.itl_signature)
    return _OneList(facts.ctl, facts.ctl_signature)


def judge_screens(name: str, before: Sequence[str], after: Sequence[str]) -> Verdict:
    """The verdict of a list's own screen: its rows before the confirming key and now."""
    old, new = folded("".join(before)), folded("".join(after))
    if not old:
        return Verdict(Held.UNKNOWN, renewed=False, acted=False, proof=())
    alike = SequenceMatcher(None, old, new, autojunk=False).ratio()
    if alike >= SAME_ABOVE:
        return Verdict(Held.SAME, renewed=False, acted=False, proof=())
    if alike < OTHER_BELOW:
        return Verdict(Held.GONE, renewed=bool(new), acted=True, proof=(f"{name}_screen_changed",))
    return Verdict(Held.UNKNOWN, renewed=False, acted=False, proof=())
