"""The life of one phone: what the table must hold, whoever edits it."""

from __future__ import annotations

import itertools

import pytest

from eraser.model.states import BEYOND_THE_LINE, TRANSITIONS, ImpossibleMove, State, after_crash, apply


def reachable_from(start: State) -> set[State]:
    found, edge = {start}, [start]
    while edge:
        edge = [to for state in edge for to in TRANSITIONS[state] if to not in found]
        found.update(edge)
    return found


def test_every_state_has_its_row() -> None:
    assert set(State) == set(TRANSITIONS)


def test_every_state_is_reachable_from_pending() -> None:
    assert set(State) == reachable_from(State.PENDING)


@pytest.mark.parametrize("state", State)
def test_every_state_can_come_to_an_end(state: State) -> None:
    assert State.SETTLED in reachable_from(state)


def test_settled_is_final() -> None:
    assert frozenset() == TRANSITIONS[State.SETTLED]


@pytest.mark.parametrize("state", sorted(BEYOND_THE_LINE))
def test_beyond_the_line_a_phone_is_looked_at_and_never_led_back_to_the_keys(state: State) -> None:
    allowed = {State.UNCERTAIN, State.WATCHING, State.VERIFYING, State.SETTLED}
    if state is State.UNCERTAIN:
        allowed.add(State.LOOKING)

    assert set() == TRANSITIONS[state] - allowed


def test_only_navigating_leads_to_the_confirming_key() -> None:
    assert {State.NAVIGATING} == {state for state in State if State.CONFIRMING in TRANSITIONS[state]}


def test_a_phone_that_waits_for_its_turn_never_becomes_uncertain() -> None:
    """A look or a walk can meet the late effect of an earlier key; who only waits has pressed nothing since."""
    doubtful = {state for state in State if State.UNCERTAIN in TRANSITIONS[state]}

    assert set() == doubtful & {State.PENDING, State.READY, State.WAITING, State.SETTLED}


@pytest.mark.parametrize(("state", "to"), tuple(itertools.product(State, State)))
def test_a_move_is_made_exactly_if_the_table_allows_it(state: State, to: State) -> None:
    if to is state or to in TRANSITIONS[state]:
        assert to is apply(state, to)
    else:
        with pytest.raises(ImpossibleMove, match=f"^from {state} to {to}$"):
            apply(state, to)


@pytest.mark.parametrize("state", State)
def test_after_a_crash_a_phone_beyond_the_line_is_uncertain_and_any_other_begins_again(state: State) -> None:
    expected = State.SETTLED if state is State.SETTLED else State.PENDING
    if state in BEYOND_THE_LINE:
        expected = State.UNCERTAIN

    assert expected is after_crash(state)


def test_the_line_lies_before_the_confirming_key() -> None:
    assert {State.CONFIRMING, State.WATCHING, State.VERIFYING, State.UNCERTAIN} == BEYOND_THE_LINE
