"""The life of one phone in a run: one table, one function.

A phone moves from *pending* to *settled*. The line that matters lies before *confirming*: on this side the list is as
it was and starting again from home is safe; beyond it a confirming key may have left, and only a look tells what it
did. After a crash a phone that was beyond the line is *uncertain*: it is looked at, never pressed on a guess.
Everything that changes a phone's state goes through `apply`.
"""

from __future__ import annotations

from enum import StrEnum


class State(StrEnum):
    PENDING = "pending"
    LOOKING = "looking"
    READY = "ready"
    WAITING = "waiting"
    NAVIGATING = "navigating"
    CONFIRMING = "confirming"
    WATCHING = "watching"
    VERIFYING = "verifying"
    UNCERTAIN = "uncertain"
    SETTLED = "settled"


TRANSITIONS: dict[State, frozenset[State]] = {
    State.PENDING: frozenset({State.LOOKING, State.SETTLED}),
    State.LOOKING: frozenset({State.READY, State.WAITING, State.UNCERTAIN, State.SETTLED}),
    State.READY: frozenset({State.WAITING, State.NAVIGATING, State.LOOKING, State.SETTLED}),
    State.WAITING: frozenset({State.LOOKING, State.READY, State.NAVIGATING, State.SETTLED}),
    State.NAVIGATING: frozenset({State.CONFIRMING, State.WAITING, State.LOOKING, State.UNCERTAIN, State.SETTLED}),
    State.CONFIRMING: frozenset({State.WATCHING, State.UNCERTAIN, State.SETTLED}),
    State.WATCHING: frozenset({State.VERIFYING, State.UNCERTAIN, State.SETTLED}),
    State.VERIFYING: frozenset({State.UNCERTAIN, State.SETTLED}),
    State.UNCERTAIN: frozenset({State.LOOKING, State.WATCHING, State.SETTLED}),
    State.SETTLED: frozenset(),
}

# Beyond this line a confirming key may have left.
BEYOND_THE_LINE = frozenset({State.CONFIRMING, State.WATCHING, State.VERIFYING, State.UNCERTAIN})


class ImpossibleMove(Exception):
    """A phone was moved to a state that the table does not allow. Report this with the journal."""


def apply(state: State, to: State) -> State:
    """The new state, if the table allows the move.

    Raises:
        ImpossibleMove: the table does not.
    """
    if to is state:
        return state
    if to not in TRANSITIONS[state]:
        raise ImpossibleMove(f"from {state} to {to}")
    return to


def after_crash(state: State) -> State:
    """Where a phone stands when the process died in `state`: start again, or look first."""
    if state is State.SETTLED:
        return state
    return State.UNCERTAIN if state in BEYOND_THE_LINE else State.PENDING
