from __future__ import annotations

import pytest

from eraser.simulator.layout import Act, What, Which
from eraser.simulator.menus import LAYOUTS, hostile_layouts_for, layouts_for
from tests.simulator.hands import (
    ERASABLE,
    MODELS,
    NEW_ITL,
    OLD_ITL,
    digits_to,
    erase,
    labels,
    menu_key,
    phone,
    press,
    soft_keys,
    way_to_erase,
)

pytestmark = pytest.mark.virtual_time

BOTH_KINDS = [(model, name) for model in ERASABLE for name in (*layouts_for(model), *hostile_layouts_for(model))]
HONEST = [(model, name) for model, name in BOTH_KINDS if not name.endswith("misleading") and "highlight" not in name]


@pytest.mark.parametrize(("model", "layout"), HONEST)
async def test_every_layout_leads_by_its_digits_to_its_erase(model, layout):
    handset = phone(model, layout, renew_s=0.3)
    assert await erase(handset) == "erased"
    assert handset.state.truth.wrong == []
    assert [one["itl"] for one in handset.state.truth.erasures] == [OLD_ITL.signature]


@pytest.mark.parametrize("model", MODELS)
def test_every_model_has_an_ordinary_layout(model):
    assert layouts_for(model)
    assert not set(layouts_for(model)) & set(hostile_layouts_for(model))


@pytest.mark.parametrize("model", ERASABLE)
def test_every_model_with_a_list_has_hostile_layouts(model):
    assert len(hostile_layouts_for(model)) >= 3


BY_DIGITS = [name for name in LAYOUTS if name.count("-") == 3 and name[5].isdigit() and "soft" not in name]


@pytest.mark.parametrize("name", [name for name in BY_DIGITS if not name.startswith("cipc")])
def test_a_layout_is_named_by_its_digits(name):
    assert digits_to(name, What.SECURITY) == tuple(name.split("-")[1:])


def test_the_trust_list_of_79xx_is_where_all_tools_find_it():
    assert [("4", "5", "2"), ("4", "5", "1")] == [digits_to("79xx", which) for which in (Which.ITL, Which.CTL)]


def test_7940_has_no_trust_list_menu():
    assert [None, None, None] == [digits_to("7940", wanted) for wanted in (Which.ITL, Which.CTL, What.SECURITY)]


@pytest.mark.parametrize("name", [name for name, layout in LAYOUTS.items() if layout.service_mode])
def test_service_mode_is_a_row_where_the_layout_says_so(name):
    assert digits_to(name, What.SERVICE) is not None


@pytest.mark.parametrize("family", ["88xx", "78xx"])
@pytest.mark.parametrize("third", ["4", "5"])
def test_on_a_hostile_layout_the_usual_third_digit_is_network(family, third):
    assert digits_to(f"{family}-network-at-{third}", What.NETWORK) == ("5", "4", third)


@pytest.mark.parametrize(
    ("wanted", "said"),
    [
        (What.NETWORK, "reset of network settings"),
        (What.ALL, "reset of all settings"),
        (What.DEVICE, "reset of device"),
        (What.SERVICE, "reset of service mode"),
    ],
)
@pytest.mark.parametrize(("model", "confirm"), [("CP-8841", "Soft3"), ("CP-7841", "Soft2")])
async def test_a_confirmed_wrong_neighbour_is_written_down_as_wrong(wanted, said, model, confirm):
    layout = "88xx-5-4-5" if model == "CP-8841" else "78xx-5-4-5"
    handset = phone(model, layout)
    await press(handset, "Applications", *digits_to(layout, wanted), confirm)
    assert handset.state.truth.wrong == [said]
    assert handset.truth()["held"]["itl"] == (None if wanted is What.ALL else OLD_ITL.signature)


async def test_a_misleading_row_opens_the_question_about_network():
    handset = phone("CP-8841", "88xx-misleading")
    await press(handset, "Applications", "5", "4")
    assert "Security settings" in labels(handset)
    await press(handset, "4")
    assert handset.describe().title == "Network settings"
    assert labels(handset) == ["Reset network settings?"]
    await press(handset, "Soft3")
    assert handset.state.truth.wrong == ["reset of network settings"]


async def test_where_a_digit_only_highlights_the_soft_key_resets_the_highlighted_row():
    handset = phone("CP-8841", "88xx-5-4-4-highlight")
    await press(handset, *way_to_erase(handset))
    described = handset.describe()
    assert described.title == "Reset settings"
    assert [row.label for row in described.rows if row.selected] == ["Security settings"]
    assert soft_keys(handset) == {2: "Back", 3: "Reset"}
    assert await press(handset, "Soft3") == "erased"
    assert handset.state.truth.wrong == []


async def test_where_a_digit_only_highlights_a_lost_digit_resets_all_settings():
    handset = phone("CP-8841", "88xx-5-4-4-highlight")
    await press(handset, "Applications", "5", "4", "Soft3")
    assert handset.state.truth.wrong == ["reset of all settings"]


async def test_a_long_menu_scrolls_to_the_highlight_and_digits_reach_hidden_rows():
    handset = phone("CP-8851", "88xx-7-4-5")
    await press(handset, "Applications")
    assert "Admin settings" not in labels(handset)
    assert handset.describe().more_below
    await press(handset, *["NavDwn"] * 6)
    last = handset.describe().rows[-1]
    assert (last.label, last.digit, last.selected) == ("Admin settings", "7", True)
    assert handset.describe().more_above
    await press(handset, "NavSelect")
    assert handset.describe().title == "Admin settings"
    await press(handset, "NavBack", "NavBack", "Applications", "7")
    assert handset.describe().title == "Admin settings"


async def test_up_and_down_end_at_the_ends():
    handset = phone()
    await press(handset, "Applications")
    assert await press(handset, "NavUp") == "dropped: nothing there"
    assert await press(handset, "9") == "dropped: nothing there"
    assert await press(handset, "0") == "dropped: nothing there"
    assert handset.describe().rows[0].selected


@pytest.mark.parametrize("model", MODELS)
async def test_every_row_of_the_first_menu_opens_a_screen_with_its_name(model):
    handset = phone(model)
    await press(handset, menu_key(handset))
    count = len(LAYOUTS[handset.state.spec.layout].root.entries)
    for place in range(1, count + 1):
        label = LAYOUTS[handset.state.spec.layout].root.entries[place - 1].label
        await press(handset, str(place))
        assert handset.describe().title == label
        back = next(slot for slot, text in soft_keys(handset).items() if text in ("Back", "Exit"))
        await press(handset, f"Soft{back}")
        assert handset.describe().title == LAYOUTS[handset.state.spec.layout].root.title


async def test_the_soft_key_select_opens_the_highlighted_row():
    handset = phone("CP-7945G")
    await press(handset, "Settings", "NavDwn", "NavDwn", "NavDwn", "Soft1")
    assert handset.describe().title == "Security Configuration"


def test_every_soft_key_stands_once_in_its_slot():
    for model in MODELS:
        sets = phone(model)._hardware.soft_keys
        for name in sets.__slots__:
            keys = getattr(sets, name)
            assert len({key.slot for key in keys}) == len(keys), (model, name)
            assert all(isinstance(key.act, Act) for key in keys)


async def test_a_renamed_row_still_erases_so_that_only_reading_can_stop():
    handset = phone("CP-9971", "99xx-renamed")
    await press(handset, *way_to_erase(handset))
    assert handset.describe().title == "Protection"
    await press(handset, "Soft3", rest_s=3)
    assert handset.state.itl == NEW_ITL
