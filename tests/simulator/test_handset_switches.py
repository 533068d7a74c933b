"""Held and ringing calls, restricted settings, passwords that are right, and what profiles are made of."""

from __future__ import annotations

import asyncio
from collections import Counter

import pytest

from eraser.simulator.assembly import firmware_of
from eraser.simulator.catalogue import CATALOGUE, ERASABLE
from eraser.simulator.fleet import build_fleet
from eraser.simulator.hardware import model_key
from eraser.simulator.layout import Act, SoftKey
from eraser.simulator.profiles import PROFILES
from eraser.simulator.soft_keys import moved
from tests.simulator.hands import (
    NEW_ITL,
    OLD_ITL,
    erase,
    labels,
    phone,
    press,
    soft_keys,
)

pytestmark = pytest.mark.virtual_time


async def test_a_held_call_is_no_stream_and_stands_on_the_idle_screen():
    handset = phone(on_hold=True)
    assert ("On hold", ["From 4712"], 0) == (handset.describe().title, labels(handset), handset.state.active_streams)
    assert {1: "Resume", 2: "New call"} == soft_keys(handset)


async def test_erasing_under_a_held_call_is_wrong():
    handset = phone(on_hold=True)
    await erase(handset)
    assert ["Security settings: erased during a call"] == handset.state.truth.wrong


@pytest.mark.parametrize(
    ("key", "wrong"), [("Soft1", "resume pressed on a call"), ("Soft2", "new call pressed on a call")]
)
async def test_touching_a_held_call_is_wrong(key, wrong):
    handset = phone(on_hold=True)
    await press(handset, key)
    assert [wrong] == handset.state.truth.wrong
    assert int(key == "Soft1") == handset.state.active_streams


async def test_a_phone_that_rings_shows_no_menu_however_long_one_presses():
    handset = phone("CP-7965G", ringing=True)
    await press(handset, "Settings", "4", "5", "2")
    await asyncio.sleep(600)
    assert ("Incoming call", 0, []) == (
        handset.describe().title,
        handset.state.active_streams,
        handset.state.truth.wrong,
    )


async def test_a_call_put_on_hold_by_a_key_streams_no_more():
    handset = phone(in_call=True)
    await press(handset, "Soft1")
    assert ("On hold", 0, "HOLD") == (handset.describe().title, handset.state.active_streams, handset.state.call)


@pytest.mark.parametrize(
    ("model", "menu", "hidden", "kept"),
    [
        ("CP-8841", "Applications", "Admin settings", "Settings"),
        ("CP-7945G", "Settings", "Security Configuration", "User Preferences"),
        ("CP-6941", "Settings", "Administrator settings", "User preferences"),
    ],
)
async def test_restricted_settings_show_the_users_own_alone(model, menu, hidden, kept):
    restricted, free = phone(model, settings_restricted=True), phone(model)
    for handset in (restricted, free):
        await press(handset, menu)
    assert [(False, True), (True, True)] == [
        (hidden in all_labels(handset), kept in all_labels(handset)) for handset in (restricted, free)
    ]


def all_labels(handset):
    return [row.label for row in handset._navigation.rows()]


@pytest.mark.parametrize(
    ("model", "before", "enter", "after"),
    [
        ("CP-8841", "Applications 5", "Soft1", "4 4 Soft3"),
        ("CP-7965G", "Settings 4 5 2 * * #", "Soft1", "Soft4 Soft2"),
        ("CP-6941", "Settings 4", "Soft2", "4 Soft4 Soft2"),
        ("CP-7832", "Soft4 4", "Soft1", "4 5 Soft2"),
    ],
)
async def test_the_right_password_opens_the_way(model, before, enter, after):
    handset = phone(model, unlock_password=True, phone_password="2580", restarts=False)
    await press(handset, *before.split())
    assert "Enter password" == handset.describe().title
    await press(handset, "2", "5", "8", "0")
    assert ["****"] == labels(handset)
    await press(handset, enter, *after.split())
    assert (1, []) == (len(handset.state.truth.erasures), handset.state.truth.wrong)


@pytest.mark.parametrize("typed", ["", "2581", "258", "25800"])
async def test_another_password_opens_nothing(typed):
    handset = phone(unlock_password=True, phone_password="2580")
    await press(handset, "Applications", "5", *typed, "Soft1")
    assert ["Incorrect password"] == labels(handset)


async def test_without_a_password_set_none_is_right():
    handset = phone(unlock_password=True)
    await press(handset, "Applications", "5", "Soft1")
    assert ["Incorrect password"] == labels(handset)


@pytest.mark.parametrize("model", ["CP-9951", "CP-8961", "CP-8945"])
async def test_the_big_ones_show_their_notice_when_they_are_back(model):
    handset = phone(model, notice_after=True)
    await erase(handset)
    await asyncio.sleep(3)
    assert (["Security settings were reset"], NEW_ITL) == (labels(handset), handset.state.itl)


async def test_a_phone_that_erases_at_once_does_so_only_when_unlocked():
    handset = phone("CP-7970G", erase_asks=False)
    await press(handset, "Settings", "4", "5", "2", "Soft5")
    assert OLD_ITL == handset.state.itl
    assert "erased" == await press(handset, "*", "*", "#", "Soft5", rest_s=0.1)


def test_a_moved_soft_key_changes_places_with_what_stood_there():
    keys = (SoftKey(1, "Cancel", Act.BACK), SoftKey(2, "Reset", Act.CONFIRM), SoftKey(3, "Help", Act.NOTHING))
    assert [(1, "Cancel"), (2, "Help"), (3, "Reset")] == [(key.slot, key.label) for key in moved(keys, Act.CONFIRM, 3)]
    assert keys == moved(keys, Act.CONFIRM, 0) == moved(keys, Act.ERASE, 1)


def test_loads_are_spelled_as_their_models_have_them():
    assert ["sip8845_65.12-5-1SR3-74", "sip88xx.11-5-1-18", "SCCP70.9-4-2SR3-1S", "sip78xx.12-5-1SR3-74"] == [
        firmware_of("CP-8865NR", "88xx-5-4-5", service_mode=True),
        firmware_of("CP-8811", "88xx-5-4-4", service_mode=False),
        firmware_of("CP-7971G", "79xx", service_mode=False),
        firmware_of("CP-7811", "78xx-5-4-5", service_mode=True),
    ]


def models_of(profile: str, phones: int) -> Counter[str]:
    fleet = build_fleet(phones=phones, seed=0, profile=profile)
    return Counter(one.host.handset.state.spec.model for one in fleet.members if not hasattr(one.host, "kind"))


@pytest.mark.parametrize("profile", ["mixed", "big"])
def test_mixed_and_big_have_every_model_from_150_phones_on(profile):
    assert {known.model for known in CATALOGUE} <= models_of(profile, 150).keys()


def test_hostile_has_every_model_with_a_route():
    missing = {known.model for known in ERASABLE} - models_of("hostile", 150).keys()
    assert set() == missing


def test_easy_has_the_eight_models_of_the_first_version_alone():
    keys = {model_key(model) for model in models_of("easy", 200)}
    assert {"7940", "7945", "7965", "7821", "7841", "8841", "8851", "9971"} == keys


@pytest.mark.parametrize("profile", PROFILES)
def test_most_phones_of_a_profile_have_one_right_outcome(profile):
    fleet = build_fleet(phones=200, seed=1, profile=profile)
    certain = [one for one in fleet.members if len(one.case.expected) == 1]
    assert len(certain) >= {"hostile": 40, "calls": 140}.get(profile, 160)


@pytest.mark.parametrize("profile", ["mixed", "hostile", "calls"])
def test_three_seeds_of_150_phones_play_every_odd_case(profile):
    fleets = [build_fleet(phones=150, seed=seed, profile=profile) for seed in (0, 1, 2)]
    played = {one.case.says for fleet in fleets for one in fleet.members}
    assert set() == {case.says for case in PROFILES[profile].odd} - played


def test_three_seeds_of_150_phones_play_every_hostile_menu():
    fleets = [build_fleet(phones=150, seed=seed, profile="hostile") for seed in (0, 1, 2)]
    played = {(one.case.model, one.case.layout) for fleet in fleets for one in fleet.members}
    assert set() == {(case.model, case.layout) for case in PROFILES["hostile"].ordinary} - played


def test_an_easy_fleet_has_the_same_cases_whatever_the_seed():
    one, other = (build_fleet(phones=48, seed=seed, profile="easy") for seed in (1, 2))
    assert [member.case for member in one.members] == [member.case for member in other.members]
