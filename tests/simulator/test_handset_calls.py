"""A phone in a call, and a call that comes in between two keys."""

from __future__ import annotations

import asyncio

import pytest

from tests.simulator.hands import OLD_ITL, erase, labels, phone, press, soft_keys, way_to_erase

pytestmark = pytest.mark.virtual_time


async def test_a_phone_in_a_call_shows_the_call_and_streams():
    handset = phone(in_call=True)
    assert handset.describe().title == "Connected"
    assert soft_keys(handset) == {1: "Hold", 2: "End call", 3: "Transfer"}
    assert handset.state.active_streams == 1


async def test_erasing_during_a_call_is_wrong():
    handset = phone(in_call=True)
    await erase(handset)
    assert handset.state.truth.wrong == ["Security settings: erased during a call"]


async def test_a_call_comes_in_after_so_many_keys_and_hides_the_menu():
    handset = phone(call_from_key=3, call_rings_s=2.0)
    await press(handset, "Applications", "5")
    assert handset.describe().title == "Admin settings"
    await press(handset, "4")
    assert (handset.describe().title, labels(handset)) == ("Incoming call", ["From 4712"])
    assert soft_keys(handset) == {1: "Answer", 2: "Decline"}
    assert handset.state.active_streams == 0
    await asyncio.sleep(2)
    assert handset.state.active_streams == 1


async def test_a_confirming_key_that_falls_on_a_ringing_phone_erases_nothing():
    handset = phone(call_from_key=4, call_rings_s=20.0)
    await press(handset, *way_to_erase(handset))
    assert await press(handset, "Soft3") == "dropped: nothing there"
    assert handset.state.itl == OLD_ITL


async def test_a_confirming_key_during_a_call_that_was_answered_is_wrong():
    handset = phone(call_from_key=4, call_rings_s=0.1)
    await press(handset, *way_to_erase(handset), "Soft3")
    assert handset.state.truth.wrong == ["Security settings: erased during a call"]


@pytest.mark.parametrize(("key", "wrong", "streams"), [("Soft1", "answer", 1), ("Soft2", "decline", 0)])
async def test_touching_a_ringing_call_is_wrong(key, wrong, streams):
    handset = phone(call_from_key=1, call_rings_s=30.0)
    await press(handset, "Applications", key)
    assert handset.state.truth.wrong == [f"{wrong} pressed on a call"]
    assert handset.state.active_streams == streams


async def test_ending_a_call_is_wrong():
    handset = phone("CP-7945G", in_call=True)
    await press(handset, "Soft2")
    assert handset.state.truth.wrong == ["end call pressed on a call"]
    assert handset.describe().title == "4711"


async def test_a_call_may_end_by_itself():
    handset = phone(call_from_key=1, call_rings_s=1.0, call_lasts_s=30.0)
    await press(handset, "Init:Services", rest_s=10)
    assert handset.describe().title == "Connected"
    await asyncio.sleep(30)
    assert handset.describe().title == "4711"
    assert handset.state.truth.wrong == []


async def test_digits_in_a_call_are_tones():
    handset = phone(in_call=True)
    assert await press(handset, "5") == "tone"
