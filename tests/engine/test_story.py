"""The story of one phone, on every layout that field tools report and on every hostile one."""

from __future__ import annotations

from dataclasses import replace

import pytest

from eraser.model.outcome import Outcome, Reason
from eraser.simulator.menus import hostile_layouts_for, layouts_for
from eraser.simulator.state import Quirks
from tests.engine.rig import FAST, FIRMWARE, NEW_ITL, Bench, erase_one, holds_old, make_handset

pytestmark = pytest.mark.virtual_time

ERASABLE = [model for model in FIRMWARE if model != "CP-7940G"]
ORDINARY = [(model, layout) for model in ERASABLE for layout in layouts_for(model)]
HOSTILE = [(model, layout) for model in ERASABLE for layout in hostile_layouts_for(model)]


@pytest.mark.parametrize(("model", "layout"), ORDINARY)
async def test_every_ordinary_layout_is_erased_with_proof(model: str, layout: str) -> None:
    handset = make_handset(model, layout)

    result = await erase_one(handset)

    assert (result.outcome, result.detail) == (Outcome.ERASED, result.detail)
    assert handset.state.itl == NEW_ITL
    assert handset.state.truth.wrong == []
    assert any(one.startswith("itl_") for one in result.proof)


@pytest.mark.parametrize(("model", "layout"), HOSTILE)
async def test_a_hostile_layout_is_erased_rightly_or_left_alone(model: str, layout: str) -> None:
    handset = make_handset(model, layout)

    result = await erase_one(handset)

    assert handset.state.truth.wrong == []
    if result.outcome is Outcome.ERASED:
        assert not holds_old(handset)
    else:
        assert (result.outcome, result.reason) == (Outcome.FAILED, Reason.SCREEN_UNEXPECTED)
        assert holds_old(handset)


QUIRKS = {
    "two confirming keys": Quirks(confirm_keys=2),
    "a notice after it": Quirks(notice_after=True),
    "a notice after it and no restart": Quirks(notice_after=True, restarts=False),
    "no restart": Quirks(restarts=False),
    "slow restart": Quirks(restart_s=200.0, renew_s=20.0),
    "dark, waking key lost": Quirks(dark=True),
    "dark, waking key works": Quirks(dark=True, wake_key_lost=False),
    "slow redraw": Quirks(redraw_s=0.9),
    "late keys": Quirks(press_lag_s=0.8),
    "no NavBack": Quirks(nav_back_works=False),
    "padlock open": Quirks(padlock_open=True),
    "unlock soft key": Quirks(unlock_soft_key=True),
    "erase shown while locked": Quirks(erase_hidden_when_locked=False),
    "comes back with nothing": Quirks(offers_nothing=True),
}


@pytest.mark.parametrize("quirk", QUIRKS)
@pytest.mark.parametrize("model", ["CP-7965G", "CP-7841", "CP-8851", "CP-9971"])
async def test_every_way_of_a_phone_that_can_be_erased_is_erased(model: str, quirk: str) -> None:
    handset = make_handset(model, layouts_for(model)[0], QUIRKS[quirk])

    result = await erase_one(handset)

    assert handset.state.truth.wrong == []
    assert result.outcome is Outcome.ERASED, result.detail
    assert not holds_old(handset)


@pytest.mark.parametrize("model", ["CP-7965G", "CP-7841", "CP-8851", "CP-9971"])
async def test_a_phone_that_takes_the_same_list_again_is_unproven(model: str) -> None:
    handset = make_handset(model, layouts_for(model)[0], Quirks(offers_same_list=True))

    result = await erase_one(handset)

    assert (result.outcome, result.reason) == (Outcome.UNPROVEN, Reason.SAME_LIST_AGAIN)
    assert len(handset.state.truth.erasures) == 1


@pytest.mark.parametrize("model", ["CP-7965G", "CP-7841", "CP-8851", "CP-9971"])
async def test_a_phone_that_does_not_come_back_is_lost(model: str) -> None:
    handset = make_handset(model, layouts_for(model)[0], Quirks(returns=False))

    result = await erase_one(handset)

    assert (result.outcome, result.reason) == (Outcome.LOST, Reason.NO_RETURN)


@pytest.mark.parametrize("model", ["CP-7965G", "CP-7841", "CP-8851", "CP-9971"])
async def test_a_phone_in_a_call_is_left_alone(model: str) -> None:
    handset = make_handset(model, layouts_for(model)[0], Quirks(in_call=True))
    bench = Bench([handset])

    (result,) = (await bench.work()).results

    assert (result.outcome, result.reason, bench.channels[result.name].keys) == (Outcome.BUSY, Reason.IN_CALL, [])


@pytest.mark.parametrize("quirk", [Quirks(on_hold=True), Quirks(ringing=True)], ids=["held", "ringing"])
@pytest.mark.parametrize("model", ["CP-7965G", "CP-7841", "CP-8851", "CP-9971"])
async def test_a_held_or_ringing_call_is_seen_on_the_screen_and_left_alone(model: str, quirk: Quirks) -> None:
    handset = make_handset(model, layouts_for(model)[0], quirk)
    bench = Bench([handset])

    (result,) = (await bench.work()).results

    assert (result.outcome, result.reason, bench.store.intents()) == (Outcome.BUSY, Reason.IN_CALL, [])
    assert handset.state.truth.wrong == []


@pytest.mark.parametrize("after_keys", range(1, 16))
@pytest.mark.parametrize("model", ["CP-7965G", "CP-8851"])
async def test_a_call_that_comes_in_on_the_way_is_never_cut(model: str, after_keys: int) -> None:
    handset = make_handset(model, layouts_for(model)[0], Quirks(call_from_key=after_keys))

    result = await erase_one(handset)

    assert handset.state.truth.wrong == []
    assert result.outcome in {Outcome.BUSY, Outcome.ERASED, Outcome.UNPROVEN}
    assert result.outcome is not Outcome.ERASED or not holds_old(handset)


@pytest.mark.parametrize("quirk", [Quirks(settings_locked=True), Quirks(unlock_password=True)])
@pytest.mark.parametrize("model", ["CP-7965G", "CP-7841", "CP-8851", "CP-9971"])
async def test_closed_settings_need_a_person(model: str, quirk: Quirks) -> None:
    handset = make_handset(model, layouts_for(model)[0], quirk)

    result = await erase_one(handset)

    assert (result.outcome, result.reason) == (Outcome.MANUAL, Reason.SETTINGS_LOCKED)
    assert holds_old(handset)


async def test_a_first_row_that_is_missing_may_be_restricted_settings_and_is_told_so() -> None:
    handset = make_handset("CP-8851", "88xx-6-4-5", Quirks(settings_restricted=True))

    result = await erase_one(handset)

    assert (result.outcome, result.reason) == (Outcome.FAILED, Reason.SCREEN_UNEXPECTED)
    assert "as where settings access is restricted" in result.detail


async def test_a_phone_without_such_a_list_is_not_applicable_and_not_touched() -> None:
    handset = make_handset("CP-7940G", "7940")
    bench = Bench([handset])

    (result,) = (await bench.work()).results

    assert (result.outcome, result.reason) == (Outcome.NOT_APPLICABLE, Reason.MODEL_WITHOUT_LIST)
    assert bench.channels[result.name].keys == []


async def test_a_9971_whose_pages_hide_the_list_is_never_called_erased() -> None:
    handset = make_handset("CP-9971", "99xx-4-4-4", Quirks(page_shows_lists=False))

    result = await erase_one(handset)

    assert (result.outcome, result.reason) == (Outcome.UNPROVEN, Reason.NOT_ERASED)


async def test_a_plan_presses_nothing_and_says_what_it_would_do() -> None:
    handset = make_handset("CP-8851", "88xx-6-4-5")
    bench = Bench([handset])

    (result,) = (await bench.work(look_only=True)).results

    assert (result.outcome, result.keys_pressed, bench.channels[result.name].keys) == (Outcome.PENDING, 0, [])
    assert "reset-security-settings" in result.detail


async def test_both_lists_of_a_79xx_are_erased_one_after_the_other() -> None:
    handset = make_handset("CP-7965G", "79xx", ctl=True)

    result = await erase_one(handset, options=replace(FAST, lists="both"))

    assert result.outcome is Outcome.ERASED, result.detail
    assert [one["lists"] for one in handset.state.truth.erasures] == ["ctl", "itl"]
    assert {"ctl_screen_changed", "itl_screen_changed"} <= set(result.proof)
