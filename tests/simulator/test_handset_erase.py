"""What the erase does, and what becomes of the phone after it."""

from __future__ import annotations

import asyncio
import re

import pytest

from tests.simulator.hands import (
    ERASABLE,
    NEW_CTL,
    NEW_ITL,
    OLD_CTL,
    OLD_ITL,
    confirming_keys,
    erase,
    labels,
    phone,
    press,
    said,
    soft_keys,
    way_to_erase,
)

pytestmark = pytest.mark.virtual_time

CAPITALS = ("CP-7945G", "CP-7965G")


def words(model):
    """What the family says of an erase and a renewal (phones §5)."""
    if model in CAPITALS:
        return ["No Trust List Installed", "ITL Installed"]
    return ["Erasing CTL and ITL files", "No Trust List installed", "ITL installed"]


@pytest.mark.parametrize("model", ERASABLE)
@pytest.mark.parametrize("restarts", [True, False])
async def test_after_the_erase_the_new_list_is_taken_and_said_in_the_familys_words(model, restarts):
    handset = phone(model, restarts=restarts)
    await erase(handset)
    await asyncio.sleep(3)
    assert handset.truth()["held"] == {"itl": NEW_ITL.signature, "ctl": None}
    assert said(handset) == words(model)
    assert handset.state.truth.restarts == int(restarts)
    assert handset.state.truth.wrong == []


async def test_the_phone_is_away_for_its_time_and_comes_back_idle():
    handset = phone(restart_s=5.0, renew_s=2.0)
    await press(handset, *way_to_erase(handset), "Soft3", rest_s=0.3)
    assert (handset.state.up, handset.state.registered, handset.describe().dark) == (False, False, True)
    assert await press(handset, "Applications") == "dropped: away"
    await asyncio.sleep(4.5)
    assert (handset.state.up, handset.state.registered, handset.describe().title) == (True, True, "4711")
    assert handset.state.itl is None
    await asyncio.sleep(2)
    assert handset.state.itl == NEW_ITL


async def test_a_phone_that_never_returns_stays_away():
    handset = phone(returns=False)
    await erase(handset)
    await asyncio.sleep(3600)
    assert not handset.state.up
    assert handset.truth()["held"] == {"itl": None, "ctl": None}


async def test_the_same_list_again_is_the_old_one():
    handset = phone(offers_same_list=True)
    await erase(handset)
    assert [one["itl"] for one in handset.state.truth.erasures] == [OLD_ITL.signature]
    await asyncio.sleep(3)
    assert handset.state.itl == OLD_ITL
    assert [text for _, text in handset.state.status][-1] == "ITL installed"


async def test_without_an_offer_the_phone_holds_none():
    handset = phone(offers_nothing=True)
    await erase(handset)
    await asyncio.sleep(60)
    assert handset.truth()["held"] == {"itl": None, "ctl": None}
    assert [text for _, text in handset.state.status][-1] == "No Trust List installed"


async def test_both_lists_go_at_once_where_there_is_one_reset():
    handset = phone("CP-8851", old_ctl=OLD_CTL, offered_ctl=NEW_CTL)
    await erase(handset)
    await asyncio.sleep(3)
    assert handset.truth()["held"] == {"itl": NEW_ITL.signature, "ctl": NEW_CTL.signature}
    assert said(handset)[-1] == "CTL and ITL installed"


async def test_on_79xx_only_the_chosen_list_goes_and_a_stale_ctl_still_refuses_the_new_itl():
    handset = phone("CP-7945G", old_ctl=OLD_CTL, offered_ctl=NEW_CTL, restarts=False)
    await erase(handset)
    await asyncio.sleep(3)
    assert handset.truth()["held"] == {"itl": None, "ctl": OLD_CTL.signature}
    assert said(handset) == ["Trust List update failed"]
    await press(handset, "Init:Settings", "Settings", "4", "5", "1", "*", "*", "#", "Soft4", "Soft2")
    await asyncio.sleep(3)
    assert handset.truth()["held"] == {"itl": NEW_ITL.signature, "ctl": NEW_CTL.signature}
    assert handset.state.truth.wrong == []


async def test_an_erased_list_of_79xx_shows_blank_entries_and_then_the_new_ones():
    handset = phone("CP-7945G", restarts=False, renew_s=5.0)
    await erase(handset)
    assert handset.describe().title == "ITL File"
    assert labels(handset) == ["Signature", "TFTP", "TVS"]
    await asyncio.sleep(5)
    assert labels(handset)[3:] == ["TFTP new-pub", "TVS new-pub"]


async def test_79xx_asks_before_it_erases():
    handset = phone("CP-7945G")
    await press(handset, "Settings", "4", "5", "2", "*", "*", "#", "Soft4")
    assert (handset.describe().title, labels(handset)) == ("ITL File", ["Erase ITL File?"])
    assert soft_keys(handset) == {2: "Yes", 3: "No"}
    await press(handset, "Soft3")
    assert handset.describe().title == "ITL File"
    assert handset.state.truth.erasures == []


@pytest.mark.parametrize(
    ("model", "asked", "keys"),
    [
        ("CP-8841", "Security settings", {1: "Cancel", 3: "Reset"}),
        ("CP-7841", "Security", {2: "Reset", 3: "Cancel"}),
        ("CP-9971", "Security", {2: "Cancel", 3: "Reset"}),
    ],
)
async def test_a_reset_asks_and_cancel_leaves_everything(model, asked, keys):
    handset = phone(model)
    await press(handset, *way_to_erase(handset))
    assert (handset.describe().title, labels(handset)) == (asked, ["Reset security settings?"])
    assert soft_keys(handset) == keys
    cancel = next(slot for slot, label in keys.items() if label == "Cancel")
    await press(handset, f"Soft{cancel}")
    assert handset.describe().title == "Reset settings"
    assert handset.state.itl == OLD_ITL


@pytest.mark.parametrize(
    ("model", "layout", "label"),
    [
        ("CP-8841", None, "OK"),
        ("CP-7841", None, "OK"),
        ("CP-9971", None, "Continue"),
        ("CP-8841", "88xx-5-4-4-highlight", "OK"),
    ],
)
async def test_a_second_confirmation_is_asked_on_the_first_soft_key(model, layout, label):
    handset = phone(model, layout, confirm_keys=2)
    await press(handset, *way_to_erase(handset), *confirming_keys(handset))
    assert handset.state.itl == OLD_ITL
    assert soft_keys(handset)[1] == label
    assert await press(handset, "Soft1", rest_s=3) == "erased"
    assert handset.state.itl == NEW_ITL
    assert handset.state.truth.wrong == []


async def test_a_notice_after_the_erase_only_closes():
    handset = phone(notice_after=True, restarts=False)
    await erase(handset)
    assert labels(handset) == ["Security settings were reset"]
    assert soft_keys(handset) == {1: "OK"}
    await press(handset, "Soft1")
    assert handset.describe().title == "Reset settings"
    assert len(handset.state.truth.erasures) == 1


async def test_9971_shows_its_notice_when_it_is_back():
    handset = phone("CP-9971", notice_after=True)
    await erase(handset)
    await asyncio.sleep(3)
    assert labels(handset) == ["Security settings were reset"]
    await press(handset, "Soft1")
    assert handset.describe().title == "4711"
    assert handset.state.truth.wrong == []


async def test_a_second_erase_of_a_phone_without_an_old_list_is_wrong():
    handset = phone()
    await erase(handset)
    await asyncio.sleep(3)
    await erase(handset)
    assert handset.state.truth.wrong == ["Security settings: erased again, no old list was left"]


async def test_a_second_erase_is_right_when_the_old_list_came_back():
    handset = phone(offers_same_list=True)
    await erase(handset)
    await asyncio.sleep(3)
    await erase(handset)
    assert handset.state.truth.wrong == []
    assert len(handset.state.truth.erasures) == 2


async def test_a_phone_that_holds_a_list_refuses_another_one_when_it_starts():
    handset = phone()
    await press(handset, "Applications", "5", "4", "2", "Soft3", rest_s=1)
    await asyncio.sleep(5)
    assert handset.state.itl == OLD_ITL
    assert said(handset) == ["Trust List update failed"]


@pytest.mark.parametrize(
    ("model", "form"),
    [("CP-7965G", r"\d{1,2}:\d\d:\d\d[ap]"), ("CP-8841", r"\d{1,2}:\d\d:\d\d[ap]m \d\d/\d\d/\d\d")],
)
async def test_status_messages_are_stamped_as_the_family_does(model, form):
    handset = phone(model)
    await erase(handset)
    await asyncio.sleep(3)
    assert [stamp for stamp, _ in handset.state.status if not re.fullmatch(form, stamp)] == []


@pytest.mark.parametrize("model", ["CP-7945G", "CP-8841"])
def test_status_pages_remember_earlier_days(model):
    texts = [text.lower() for _, text in phone(model).state.status]
    assert texts == ["no trust list installed", "itl installed", "trust list update failed"]


async def test_only_the_last_thirty_status_messages_are_kept():
    handset = phone(offers_same_list=True, restarts=False)
    for _ in range(14):
        await erase(handset)
        await press(handset, "Init:Services")
    assert len(handset.state.status) == 30
