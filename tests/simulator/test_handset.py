"""Keys: which exist, which are dropped, what the padlock and the display do."""

from __future__ import annotations

import asyncio
import json

import pytest

from eraser.simulator.handset import PressReply
from tests.simulator.hands import (
    MODELS,
    NEW_ITL,
    OLD_CTL,
    OLD_ITL,
    erase,
    labels,
    menu_key,
    phone,
    press,
    soft_keys,
    way_to_erase,
)

pytestmark = pytest.mark.virtual_time

ITL_SCREEN = ("Settings", "4", "5", "2")


@pytest.mark.parametrize("uri", ["Key:Foo", "Key:settings", "Key:", "Init:Reboot", "SoftKey:Exit", "Settings", ""])
async def test_a_word_that_is_no_uri_is_answered_uri_not_found(uri):
    handset = phone()
    assert handset.press(uri) == PressReply(6, "URI not found")
    assert handset.state.truth.keys == []


@pytest.mark.parametrize(
    ("model", "absent"),
    [
        ("CP-7945G", "Applications"),
        ("CP-7945G", "NavBack"),
        ("CP-7945G", "Soft5"),
        ("CP-7841", "NavBack"),
        ("CP-7841", "NavLeft"),
        ("CP-7841", "Soft5"),
        ("CP-8841", "Info"),
        ("CP-9971", "Settings"),
        ("CP-9971", "Services"),
        ("CP-7940G", "NavBack"),
    ],
)
async def test_a_key_that_the_model_lacks_is_answered_success_and_does_nothing(model, absent):
    handset = phone(model)
    await press(handset, menu_key(handset))
    before = handset.describe()
    assert await press(handset, absent) == "dropped: no such key"
    assert handset.describe() == before


async def test_a_soft_key_that_is_not_on_screen_does_nothing():
    handset = phone()
    await press(handset, "Applications")
    assert await press(handset, "Soft3") == "dropped: nothing there"
    assert await press(handset, "Soft5") == "dropped: nothing there"


async def test_a_key_during_a_redraw_is_dropped_and_answered_success():
    handset = phone(redraw_s=1.0)
    assert await press(handset, "Applications", "5", rest_s=0.9) == "dropped: redraw"
    assert await press(handset, "5") == "moved"
    assert handset.describe().title == "Admin settings"


async def test_moving_the_highlight_redraws_nothing():
    handset = phone(redraw_s=1.0)
    await press(handset, "Applications", rest_s=1.1)
    assert await press(handset, "NavDwn", "NavDwn", rest_s=0) == "moved highlight"


async def test_a_key_with_lag_takes_effect_later():
    handset = phone(press_lag_s=0.8)
    assert await press(handset, "Applications", rest_s=0.5) == "on its way"
    assert handset.describe().title == "4711"
    await asyncio.sleep(0.5)
    assert handset.describe().title == "Applications"
    assert handset.state.truth.keys[-1].effect == "moved"


@pytest.mark.parametrize(("lost", "title"), [(True, "4711"), (False, "Applications")])
async def test_the_first_key_wakes_a_dark_display(lost, title):
    handset = phone(dark=True, wake_key_lost=lost)
    assert handset.describe().dark
    await press(handset, "Applications")
    assert handset.describe().title == title


@pytest.mark.parametrize("uri", ["Init:Services", "Init:Settings", "Init:Applications"])
async def test_an_init_uri_closes_the_menu(uri):
    handset = phone()
    await press(handset, "Applications", "5", "4", uri)
    assert handset.describe().title == "4711"
    assert soft_keys(handset) == {1: "Redial", 2: "New call", 3: "Forward all", 4: "DND"}


async def test_the_menu_key_closes_an_open_menu():
    handset = phone("CP-7945G")
    await press(handset, *ITL_SCREEN, "Settings")
    assert handset.describe().title == "4711"


@pytest.mark.parametrize("works", [True, False])
async def test_nav_back_goes_back_where_it_works(works):
    handset = phone(nav_back_works=works)
    await press(handset, "Applications", "5", "NavBack")
    assert handset.describe().title == ("Applications" if works else "Admin settings")


async def test_digits_on_the_idle_screen_dial_and_only_the_call_key_calls():
    handset = phone()
    await press(handset, "5", "4", "4")
    assert labels(handset) == ["544"]
    assert handset.state.truth.wrong == []
    await press(handset, "Soft1")
    assert handset.state.truth.wrong == ["called 544"]


async def test_redial_on_the_idle_screen_is_a_wrong_call():
    handset = phone("CP-9971")
    await press(handset, "Soft1")
    assert handset.state.truth.wrong == ["called the last number"]


# -- the padlock of 79xx


async def test_a_locked_list_shows_its_entries_and_no_erase():
    handset = phone("CP-7945G")
    await press(handset, *ITL_SCREEN)
    assert handset.describe().padlock == "locked"
    assert labels(handset) == [
        "Signature",
        "EE 5C 0F 12 9A 01 B7 D4 C3 E2",
        "F1 A0 9B 8C 7D 6E 5F 4A 3B 2C",
        "TFTP old-pub",
        "TVS old-pub",
        "TFTP old-sub",
    ]
    assert soft_keys(handset) == {3: "Exit"}
    assert await press(handset, "Soft4", "Soft2") == "dropped: nothing there"
    assert handset.state.itl == OLD_ITL


async def test_the_code_opens_and_closes_the_padlock():
    handset = phone("CP-7965G")
    await press(handset, *ITL_SCREEN)
    assert await press(handset, "*", "*", "#") == "padlock opened"
    assert handset.describe().padlock == "unlocked"
    assert soft_keys(handset) == {3: "Exit", 4: "Erase"}
    await asyncio.sleep(10)
    assert await press(handset, "*", "*", "#") == "padlock closed"
    assert handset.state.truth.restarts == 0


async def test_the_code_twice_within_ten_seconds_restarts_the_phone():
    handset = phone("CP-7945G")
    await press(handset, *ITL_SCREEN, "*", "*", "#", "*", "*")
    assert handset.state.truth.wrong == ["restarted by **#**"]
    assert handset.state.truth.restarts == 1
    assert not handset.state.up
    await asyncio.sleep(2)
    assert handset.state.up
    assert handset.describe().title == "4711"
    assert handset.state.itl == OLD_ITL


async def test_another_key_between_two_codes_keeps_them_apart():
    handset = phone("CP-7945G")
    await press(handset, *ITL_SCREEN, "*", "*", "#", "Soft1", "*", "*", "#")
    assert handset.state.truth.wrong == []
    assert handset.describe().padlock == "locked"


async def test_the_code_outside_the_settings_is_a_number():
    handset = phone("CP-7945G")
    await press(handset, "*", "*", "#", "*", "*")
    assert labels(handset) == ["**#**"]
    assert handset.state.truth.restarts == 0


async def test_leaving_the_settings_closes_the_padlock():
    handset = phone("CP-7945G")
    await press(handset, *ITL_SCREEN, "*", "*", "#", "Init:Settings", *ITL_SCREEN)
    assert handset.describe().padlock == "locked"


async def test_a_padlock_may_be_open_when_we_arrive():
    handset = phone("CP-7945G", padlock_open=True)
    await press(handset, *ITL_SCREEN)
    assert handset.describe().padlock == "unlocked"
    assert await press(handset, "Soft4", "Soft2") == "erased"


async def test_a_later_load_has_an_unlock_soft_key():
    handset = phone("CP-7945G", unlock_soft_key=True)
    await press(handset, *ITL_SCREEN)
    assert soft_keys(handset) == {2: "Unlock", 3: "Exit"}
    await press(handset, "Soft2")
    assert soft_keys(handset) == {3: "Exit", 4: "Erase"}


async def test_erase_may_be_shown_on_a_locked_list_where_it_does_nothing():
    handset = phone("CP-7945G", erase_hidden_when_locked=False)
    await press(handset, *ITL_SCREEN)
    assert soft_keys(handset) == {3: "Exit", 4: "Erase"}
    assert await press(handset, "Soft4") == "dropped: nothing there"
    assert handset.describe().title == "ITL File"


async def test_the_code_may_ask_for_a_password_that_nobody_knows():
    handset = phone("CP-7945G", unlock_password=True)
    await press(handset, *ITL_SCREEN, "*", "*", "#")
    assert handset.describe().title == "Enter password"
    await press(handset, "1", "2")
    assert labels(handset) == ["**"]
    await press(handset, "Soft1")
    assert labels(handset) == ["Incorrect password"]
    await press(handset, "Soft1")
    assert handset.describe().padlock == "locked"


@pytest.mark.parametrize("model", ["CP-7841", "CP-8841", "CP-9971"])
async def test_admin_settings_may_ask_for_a_password(model):
    handset = phone(model, unlock_password=True)
    await press(handset, *way_to_erase(handset)[:2])
    assert handset.describe().title == "Enter password"


@pytest.mark.parametrize("model", ["CP-7945G", "CP-7841", "CP-8841", "CP-9971"])
async def test_locked_settings_show_a_note_and_no_way_on(model):
    handset = phone(model, settings_locked=True)
    await press(handset, *way_to_erase(handset))
    assert labels(handset) in (["Settings access is off"], ["Access is restricted"])
    await erase(handset)
    assert handset.state.itl == OLD_ITL


# -- the truth


async def test_the_truth_is_json_and_names_every_key_with_its_effect():
    handset = phone("CP-7945G", old_ctl=OLD_CTL)
    await press(handset, "Settings", "Applications")
    truth = json.loads(json.dumps(handset.truth()))
    assert truth["held"] == truth["held_at_start"] == {"itl": OLD_ITL.signature, "ctl": OLD_CTL.signature}
    assert [(key["uri"], key["effect"], key["screen_after"]) for key in truth["keys"]] == [
        ("Key:Settings", "moved", "Settings"),
        ("Key:Applications", "dropped: no such key", "Settings"),
    ]
    assert (truth["wrong"], truth["erasures"], truth["restarts"]) == ([], [], 0)


@pytest.mark.parametrize("model", MODELS)
def test_a_handset_is_made_and_drawn_without_a_loop(model):
    handset = phone(model)
    assert handset.describe().title == "4711"
    assert handset.picture()


def test_a_7940_holds_no_list_and_remembers_none():
    handset = phone("CP-7940G", old_ctl=OLD_CTL)
    assert handset.truth()["held_at_start"] == {"itl": None, "ctl": None}
    assert handset.state.status == []


def test_a_phone_of_an_unknown_model_is_refused():
    with pytest.raises(ValueError, match="model 'CP-9999' is not simulated"):
        phone("CP-9999", "88xx-5-4-4")


def test_the_offer_is_not_taken_before_anything_happened():
    assert phone(offered_itl=NEW_ITL).state.itl == OLD_ITL
