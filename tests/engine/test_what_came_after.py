"""What became of a phone after its last key: each end has words of its own, and a restart that was not seen is told."""

from __future__ import annotations

import pytest

from eraser.model.outcome import Outcome, Reason
from eraser.model.run import History
from eraser.model.states import State
from eraser.simulator.state import Quirks
from tests.engine.rig import Bench, erase_one, make_handset

pytestmark = pytest.mark.virtual_time

UNSEEN = "No restart was seen within "
SHOWN, HIDDEN = ("CP-8851", "88xx-6-4-5"), ("CP-9971", "99xx-4-4-4")  # whose pages show the list, in these tests
ENDS = {
    "another list after a restart": (
        SHOWN,
        Quirks(restart_s=30.0),
        Outcome.ERASED,
        None,
        "it holds another list now.",
        "",
    ),
    "another list without a restart": (
        *(SHOWN, Quirks(restarts=False), Outcome.ERASED, None),
        *("it holds another list now.", UNSEEN),
    ),
    "back with nothing": (
        *(SHOWN, Quirks(offers_nothing=True, restart_s=30.0), Outcome.ERASED, None),
        *("it came back with no list and has taken no other yet.", ""),
    ),
    "nothing, without a restart": (
        *(SHOWN, Quirks(offers_nothing=True, restarts=False), Outcome.ERASED, None),
        *("it holds no list and has taken no other yet.", f"{UNSEEN}60 s. Reset it in the cluster's administration"),
    ),
    "the old list after a restart": (
        *(SHOWN, Quirks(offers_same_list=True, restart_s=30.0), Outcome.UNPROVEN, Reason.SAME_LIST_AGAIN),
        *("took the same list again: its TFTP server still offers the old one.", ""),
    ),
    "the old list without a restart": (
        *(SHOWN, Quirks(offers_same_list=True, restarts=False), Outcome.UNPROVEN, Reason.SAME_LIST_AGAIN),
        *("took the same list again: its TFTP server still offers the old one.", UNSEEN),
    ),
    "never back": (SHOWN, Quirks(returns=False), Outcome.LOST, Reason.NO_RETURN, "Not back after 300 s", ""),
    "no proof after a restart": (
        *(HIDDEN, Quirks(page_shows_lists=False, restart_s=30.0), Outcome.UNPROVEN, Reason.NOT_ERASED),
        *("neither its pages nor its screen show what became of the list.", ""),
    ),
    "no proof and no restart": (
        *(HIDDEN, Quirks(page_shows_lists=False, restarts=False, offers_nothing=True)),
        *(Outcome.UNPROVEN, Reason.NOT_ERASED),
        *("neither its pages nor its screen show what became of the list.", f"{UNSEEN}60 s."),
    ),
}


@pytest.mark.parametrize("end", ENDS)
async def test_each_end_is_told_from_the_others(end: str) -> None:
    (model, layout), quirks, outcome, reason, words, about_restart = ENDS[end]

    result = await erase_one(make_handset(model, layout, quirks))

    assert (outcome, reason) == (result.outcome, result.reason)
    assert words in result.detail
    assert about_restart in result.detail
    assert (UNSEEN in result.detail) == bool(about_restart)


async def test_a_last_key_that_does_nothing_is_told_with_the_restart_that_did_not_come() -> None:
    handset = make_handset(*SHOWN)

    result = await erase_one(handset, deliver=lambda _place, uri: [] if uri == "Key:Soft3" else [(0.0, uri)])

    assert (result.outcome, result.reason) == (Outcome.UNPROVEN, Reason.NOT_ERASED)
    assert f"the phone still holds {handset.state.held_at_start['itl']}. {UNSEEN}60 s." in result.detail


async def test_after_a_crash_nobody_claims_that_there_was_no_restart() -> None:
    handset = make_handset(*SHOWN, Quirks(restarts=False))
    bench = Bench([handset])
    (first,) = (await bench.work()).results
    (intent,) = [event for event in bench.store.intents() if event.data["key"] == "Soft3"]
    history = History(first.name, State.CONFIRMING, intent=intent.data)

    (result,) = (await Bench([handset]).work({first.name: history})).results

    assert (result.outcome, UNSEEN in first.detail, UNSEEN in result.detail) == (Outcome.ERASED, True, False)
