"""Every family of the dossier under its own keys: the way to its erase, and where the way is disputed (phones §2)."""

from __future__ import annotations

import asyncio

import pytest

from eraser.simulator.catalogue import BY_HAND, CATALOGUE, ERASABLE, IP_COMMUNICATOR, WITHOUT_LIST, Answer, firmware_of
from eraser.simulator.hardware import hardware_of, model_key
from eraser.simulator.layout import What, Which
from eraser.simulator.menus import LAYOUTS, hostile_layouts_for, layouts_for, layouts_in, rare_layouts_for
from tests.simulator.hands import (
    NEW_CTL,
    NEW_ITL,
    OLD_CTL,
    OLD_ITL,
    confirming_keys,
    digits_to,
    erase,
    erased_list,
    labels,
    menu_key,
    phone,
    press,
    said,
    soft_keys,
    way_to_erase,
)

pytestmark = pytest.mark.virtual_time

MODELS = tuple(known.model for known in ERASABLE)
WAYS = [
    (model, layout)
    for model in (*MODELS, IP_COMMUNICATOR.model)
    for layout in (*layouts_for(model), *rare_layouts_for(model), *layouts_in("de", model), *hostile_layouts_for(model))
    if "misleading" not in layout and "highlight" not in layout
]


@pytest.mark.parametrize(("model", "layout"), WAYS)
async def test_the_keys_of_field_tools_erase_on_every_layout(model, layout):
    handset = phone(model, layout, old_ctl=OLD_CTL, offered_ctl=NEW_CTL)
    wanted = erased_list(handset)
    assert "erased" == await erase(handset)
    assert [] == handset.state.truth.wrong
    await asyncio.sleep(3)
    held = {"itl": handset.state.itl, "ctl": handset.state.ctl}
    # Where the lists are apart the other one is still the old one, and refuses what it does not vouch for.
    if wanted is Which.ITL:
        assert {"itl": None, "ctl": OLD_CTL} == held
    elif wanted is Which.CTL:
        assert {"itl": None, "ctl": NEW_CTL} == held
    else:
        assert {"itl": NEW_ITL, "ctl": NEW_CTL} == held


# The sequences as published: digits and soft keys after the menu key (phones §2.3).
PUBLISHED = [
    ("CP-7911G", "7911-3-4-5-2", "Applications 3 4 5 2 * * # Soft4 Soft2"),
    ("CP-7942G", "79xx", "Settings 4 5 2 * * # Soft4 Soft2"),
    ("CP-7961G", "79xx", "Settings 4 5 2 * * # Soft2 Soft4 Soft2"),
    ("CP-7942G", "79xx-4-5-1-2", "Settings 4 5 1 2 * * # Soft4 Soft2"),
    ("CP-7971G", "79xx", "Settings 4 5 2 * * # Soft5 Soft2"),
    ("CP-6941", "69xx-4-4", "Settings 4 4 Soft4 Soft2"),
    ("CP-6921", "69xx-4-5", "Settings 4 5 Soft4 Soft2"),
    ("CP-7841", "78xx-5-4-4", "Applications 5 4 4 Soft2"),
    ("CP-7841", "78xx-5-4-soft4", "Settings 5 4 Soft4 Soft2"),
    ("CP-7841", "78xx-4-soft4", "Settings 4 Soft4 Soft2"),
    ("CP-7841", "78xx-5-4-2-soft3", "Applications 5 4 2 Soft3"),
    ("CP-8841", "88xx-5-4-2", "Applications 5 4 2 Soft3"),
    ("CP-8861", "88xx-6-4-4", "Settings 6 4 4 Soft3"),
    ("CP-8865NR", "88xx-7-4-5", "Applications 7 4 5 Soft3"),
    ("CP-8831", "8831-4-4", "Soft3 4 4 Soft4 Soft2"),
    ("CP-8831", "8831-4-4-4", "Soft3 4 4 4 Soft3"),
    ("CP-8945", "89xx-4-4-3", "Settings 4 4 3 Soft3"),
    ("CP-8941", "89xx-4-4-3", "Applications 4 4 3 Soft3"),
    ("CP-8961", "99xx-4-4-4", "Applications 4 4 4 Soft3"),
    ("CP-7832", "conference-4-4-5", "Soft4 4 4 5 Soft2"),
    ("CP-8832", "conference-4-4-5", "Soft4 4 4 5 Soft3"),
    ("CP-8832", "conference-3-5-5", "Soft3 3 5 5 Soft3"),
]


@pytest.mark.parametrize(("model", "layout", "keys"), PUBLISHED)
async def test_a_published_sequence_erases(model, layout, keys):
    handset = phone(model, layout, redraw_s=0.0)
    assert "erased" == await press(handset, *keys.split())
    assert [] == handset.state.truth.wrong


async def test_ip_communicator_erases_its_ctl_by_the_published_keys():
    handset = phone(IP_COMMUNICATOR.model, old_ctl=OLD_CTL, offered_ctl=NEW_CTL, erase_asks=False)
    assert {"itl": None, "ctl": OLD_CTL.signature} == handset.truth()["held_at_start"]
    assert "erased" == await press(handset, "Settings", "5", "4", "1", "*", "*", "#", "Soft5", rest_s=0.3)
    await asyncio.sleep(5)
    assert {"itl": None, "ctl": NEW_CTL.signature} == handset.truth()["held"]
    assert ["No Trust List Installed", "CTL Installed"] == said(handset)


@pytest.mark.parametrize("model", ["CP-7970G", "CP-7971G", "CP-7975G"])
@pytest.mark.parametrize("asks", [True, False])
async def test_797x_erase_on_the_fifth_soft_key_with_a_second_key_or_without(model, asks):
    handset = phone(model, erase_asks=asks)
    await press(handset, "Settings", "4", "5", "2", "*", "*", "#")
    assert {3: "Exit", 5: "Erase"} == soft_keys(handset)
    effect = await press(handset, "Soft5", rest_s=0.1)
    assert "erased" == (await press(handset, "Soft2", rest_s=0.1) if asks else effect)


async def test_on_69xx_the_first_soft_key_leads_out_after_the_erase_and_a_fourth_press_calls_somebody():
    handset = phone("CP-6941", restarts=False)
    await erase(handset)
    assert "Reset settings" == handset.describe().title
    await press(handset, "Soft1", "Soft1", "Soft1")
    assert ("4711", []) == (handset.describe().title, handset.state.truth.wrong)
    await press(handset, "Soft1")
    assert ["called the last number"] == handset.state.truth.wrong


async def test_on_69xx_the_reset_screen_has_soft_keys_and_no_rows_to_choose():
    handset = phone("CP-6921", "69xx-4-4")
    await press(handset, "Settings", "4", "4")
    assert {1: "Back", 3: "Network", 4: "Security"} == soft_keys(handset)
    assert "dropped: nothing there" == await press(handset, "1")
    await press(handset, "Soft3")
    assert ("Network", ["Reset network settings?"]) == (handset.describe().title, labels(handset))
    await press(handset, "Soft1")
    assert "Reset settings" == handset.describe().title


@pytest.mark.parametrize(
    ("model", "layout", "wrong"),
    [
        ("CP-6941", "69xx-network-at-soft4", "reset of network settings"),
        ("CP-8831", "8831-network-at-soft4", "reset of network settings"),
        ("CP-7832", "conference-network-at-5", "reset of network settings"),
        ("CP-8945", "89xx-network-at-3", "reset of network settings"),
    ],
)
async def test_the_usual_keys_do_harm_on_a_hostile_menu(model, layout, wrong):
    usual = way_to_erase(phone(model))
    handset = phone(model, layout)
    await press(handset, *usual, *confirming_keys(handset))
    assert ([wrong], OLD_ITL) == (handset.state.truth.wrong, handset.state.itl)


async def test_on_a_69xx_a_lost_soft_key_turns_the_confirming_one_to_all_settings():
    handset = phone("CP-6941", "69xx-all-at-soft2")
    await press(handset, "Settings", "4", "4", "Soft2")
    assert ["Reset all settings?"] == labels(handset)
    await press(handset, "Soft2")
    assert ["reset of all settings"] == handset.state.truth.wrong


async def test_a_conference_phone_has_no_key_for_its_menu():
    handset = phone("CP-7832")
    for key in ("Applications", "Settings", "NavBack", "Services"):
        assert "dropped: no such key" == await press(handset, key)
    assert "Settings" == soft_keys(handset)[4]
    assert "Settings" == soft_keys(phone("CP-7832", "conference-3-5-5"))[3]


async def test_an_8831_has_no_arrows_and_digits_reach_its_last_row():
    handset = phone("CP-8831")
    await press(handset, menu_key(handset))
    assert "dropped: no such key" == await press(handset, "NavDwn")
    await press(handset, "4")
    assert "Admin settings" == handset.describe().title


@pytest.mark.parametrize(
    ("model", "only", "other"), [("CP-7911G", "AppMenu", "Applications"), ("CP-8945", "Settings", "Applications")]
)
async def test_where_sources_name_two_menu_keys_a_phone_may_have_one(model, only, other):
    handset = phone(model, menu_key=only)
    assert "dropped: no such key" == await press(handset, other)
    assert "moved" == await press(handset, only)
    both = phone(model)
    assert "moved" == await press(both, other)


ENGLISH = {"Erase", "Reset", "Security", "Security settings", "Reset settings", "Trust List", "ITL File", "CTL File"}


def words_of(shown):
    return {shown.title, *(row.label for row in shown.rows), *(key.label for key in shown.soft_keys)}


@pytest.mark.parametrize(("model", "layout"), [(m, name) for m in (*MODELS, "CIPC") for name in layouts_in("de", m)])
async def test_german_screens_have_no_english_word_on_the_way(model, layout):
    handset = phone(model, layout)
    lists_apart = hardware_of(model).lists_apart
    for key in (*way_to_erase(handset), *("**#" if lists_apart else ())):
        await press(handset, key)
        assert set() == words_of(handset.describe()) & ENGLISH
    assert {"Löschen", "Zurücksetzen", "Ja"} & words_of(handset.describe())


NO_ROUTE = [known for known in (*WITHOUT_LIST, *BY_HAND) if model_key(known.model) not in ("7940", "7960")]


@pytest.mark.parametrize("known", NO_ROUTE, ids=lambda known: known.model)
async def test_a_key_on_a_model_without_a_route_is_written_down_as_wrong(known):
    handset = phone(known.model, "no-route")
    await press(handset, "KeyPad1")
    assert ["KeyPad1 pressed on a model without a known route"] == handset.state.truth.wrong
    assert (known.answer is Answer.NO_LIST) == (handset.state.itl is None)


def test_the_catalogue_names_every_model_of_the_dossier_once():
    keys = [model_key(known.model) for known in CATALOGUE]
    named = (
        "7906 7911 7941 7942 7961 7962 7945 7965 7970 7971 7975 CIPC 6921 6941 6945 6961 7811 7821 7841 7861 7832 8811 8841 "
        "8845 8851 8861 8865 8831 8832 8941 8945 8961 9951 9971 7902 7905 7910 7912 7920 7935 7936 7940 7960 MPP 7931 7937 "
        "6901 6911 3905 7921 7925 7926 8821 9821 8875 9811 9841 9851 9861 9871 ATA187 ATA190 ATA191 DX650 DX70 DX80"
    )
    assert set(named.split()) == set(keys)
    assert ["8851", "8865"] == sorted({key for key in keys if keys.count(key) > 1})  # NR models


@pytest.mark.parametrize("known", CATALOGUE, ids=lambda known: known.model)
def test_every_model_has_a_layout_and_those_with_a_route_a_hostile_one(known):
    if known.answer is Answer.ERASED or known is IP_COMMUNICATOR:
        assert len(hostile_layouts_for(known.model)) >= 3
    assert known.layouts
    for name in known.layouts:
        assert known.firmware in ("", firmware_of(known.model, name, service_mode=LAYOUTS[name].service_mode))


@pytest.mark.parametrize("known", WITHOUT_LIST, ids=lambda known: known.model)
def test_a_model_before_security_by_default_holds_no_list(known):
    handset = phone(known.model, old_ctl=OLD_CTL)
    assert {"itl": None, "ctl": None} == handset.truth()["held_at_start"]


@pytest.mark.parametrize(
    ("model", "key"),
    [
        ("CP-7945G", "7945"),
        ("CP-8865NR", "8865"),
        ("CP-8841-3PCC", "MPP"),
        ("Cisco Communicator", "CIPC"),
        ("CP-CIPC", "CIPC"),
        ("Cisco IP Communicator", "CIPC"),
        ("ATA 187", "ATA187"),
        ("ATA-191", "ATA191"),
        ("CP-DX80", "DX80"),
        ("DX650", "DX650"),
        ("toaster", ""),
    ],
)
def test_a_model_is_known_by_its_number_however_it_is_written(model, key):
    assert key == model_key(model)


def test_the_misleading_soft_key_asks_about_the_network():
    for model, layout in (("CP-6941", "69xx-misleading"), ("CP-8831", "8831-misleading")):
        assert digits_to(layout, What.SECURITY) is None
        assert digits_to(layout, What.NETWORK)[-1] == "Soft4", model


@pytest.mark.parametrize("model", MODELS)
def test_the_keys_of_a_way_exist_on_the_model(model):
    for layout in (*layouts_for(model), *rare_layouts_for(model)):
        handset = phone(model, layout)
        names = {str(digit): f"KeyPad{digit}" for digit in range(10)} | {"*": "KeyPadStar", "#": "KeyPadPound"}
        way = {names.get(key, key) for key in (*way_to_erase(handset), *confirming_keys(handset))}
        assert way <= hardware_of(model).keys
