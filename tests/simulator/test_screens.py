"""The pictures: right sizes, nothing cut, padlock and highlight to be seen."""

from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image, ImageFont

from eraser.simulator.description import Description, RowShown, SoftKeyShown
from eraser.simulator.hardware import FAMILIES, hardware_of
from eraser.simulator.layout import Menu, Plain, Reset
from eraser.simulator.menus import LAYOUTS
from eraser.simulator.screens import draw, paint
from tests.simulator.hands import MODELS, menu_key, phone, press

TWO_LINES_PX = 64  # 7911 and 7940 have two rows of small letters
ROOMY = [one for one in FAMILIES if one.panel.size[1] > TWO_LINES_PX]

pytestmark = pytest.mark.virtual_time

SIZES = {
    "CP-7945G": (320, 222),
    "CP-7965G": (320, 222),
    "CP-7821": (396, 162),
    "CP-7841": (396, 162),
    "CP-8841": (800, 480),
    "CP-8851": (800, 480),
    "CP-9971": (640, 480),
    "CP-7940G": (133, 64),
}


def opened(picture):
    return Image.open(io.BytesIO(picture))


@pytest.mark.parametrize("model", MODELS)
async def test_each_picture_opens_at_the_size_of_its_screen(model):
    handset = phone(model)
    idle = opened(handset.picture())
    await press(handset, menu_key(handset))
    menu = opened(handset.picture())
    assert [SIZES[model]] * 2 == [idle.size, menu.size]
    assert idle.convert("RGB").tobytes() != menu.convert("RGB").tobytes()


def test_the_picture_of_88xx_is_the_bmp_that_real_ones_send():
    picture = phone("CP-8841").picture()
    assert len(picture) == 1_536_054
    assert (picture[:2], picture[10], picture[14], picture[28]) == (b"BM", 54, 40, 32)
    assert int.from_bytes(picture[22:26], "little", signed=True) == 480  # positive: bottom-up


@pytest.mark.parametrize(("model", "mode"), [("CP-7841", "L"), ("CP-7940G", "1"), ("CP-7945G", "RGB")])
def test_grey_and_black_and_white_screens_have_no_colour(model, mode):
    assert opened(phone(model).picture()).mode == mode


@pytest.mark.parametrize("model", MODELS)
def test_a_dark_screen_is_nearly_black(model):
    pixels = np.asarray(opened(phone(model, dark=True).picture()).convert("L"))
    assert pixels.max() < 16


@pytest.mark.parametrize("family", ROOMY, ids=lambda one: one.family)
def test_the_highlighted_row_has_another_ground(family):
    panel = family.panel
    rows = (RowShown("Status", "1"), RowShown("Reset settings", "2", selected=True))
    pixels = np.asarray(paint(Description(title="Admin settings", rows=rows), panel))
    first, second = (tuple(pixels[panel.title + place * panel.row + 4, panel.size[0] // 2]) for place in (0, 1))
    assert (first, second) == (panel.paper, panel.bar)


@pytest.mark.parametrize("family", FAMILIES, ids=lambda one: one.family)
def test_each_soft_key_is_drawn_inside_its_slot(family):
    panel = family.panel
    blank = np.asarray(paint(Description(), panel)).astype(int)
    for slot in range(1, panel.soft_slots + 1):
        drawn = np.asarray(paint(Description(soft_keys=(SoftKeyShown(slot, "Cancel"),)), panel)).astype(int)
        columns = np.flatnonzero(np.abs(drawn - blank).sum(axis=(0, 2)))
        width = panel.size[0] / panel.soft_slots
        assert (slot - 1) * width <= columns.min() <= columns.max() < slot * width


def padlock_columns(padlock):
    """Ink per row in the right half of the padlock, between its top and its body."""
    panel = hardware_of("CP-7945G").panel
    with_icon = np.asarray(paint(Description(padlock=padlock), panel)).astype(int)
    without = np.asarray(paint(Description(), panel)).astype(int)
    ink = np.abs(with_icon - without).sum(axis=2) > 0
    ys, xs = np.nonzero(ink)
    box = ink[ys.min() : ys.max() + 1, xs.min() : xs.max() + 1]
    return box[:, box.shape[1] // 2 + 1 :].any(axis=1), box


def test_a_locked_shackle_ends_in_the_body_on_both_sides():
    right, box = padlock_columns("locked")
    assert right.all()
    assert box.shape[0] > box.shape[1]


def test_an_unlocked_shackle_ends_clearly_above_the_body():
    right, _ = padlock_columns("unlocked")
    assert np.count_nonzero(~right) >= 3


def all_labels(menu):
    yield menu.title, False
    for entry in menu.entries:
        yield entry.label, True
        match entry.opens:
            case Menu() as inner:
                yield from all_labels(inner)
            case Plain(title, lines):
                yield from ((text, False) for text in (title, *lines))
            case Reset(_, title, question):
                yield from ((text, False) for text in (title, question, f"{title}: continue?"))


@pytest.mark.parametrize("name", [name for name in LAYOUTS if hardware_of(LAYOUTS[name].models[0]) in ROOMY])
def test_no_label_of_any_layout_is_made_smaller_or_cut(name):
    panel = hardware_of(LAYOUTS[name].models[0]).panel
    font = ImageFont.load_default(panel.font)
    room = panel.size[0] - 3 * panel.font
    too_long = [
        text
        for text, numbered in all_labels(LAYOUTS[name].root)
        if font.getlength(f"9  {text}" if numbered else text) > room
    ]
    assert too_long == []


@pytest.mark.parametrize("family", ROOMY, ids=lambda one: one.family)
def test_letters_are_at_least_twelve_pixels_high_where_the_screen_has_room(family):
    _, top, _, bottom = ImageFont.load_default(family.panel.font).getbbox("E")
    assert bottom - top >= (12 if family.panel.size[1] > 100 else 11)


@pytest.mark.parametrize("family", ROOMY, ids=lambda one: one.family)
def test_no_soft_key_label_is_cut(family):
    width = family.panel.size[0] // 4 - 5
    for name in family.soft_keys.__slots__:
        for key in getattr(family.soft_keys, name):
            assert ImageFont.load_default(12).getlength(key.label) <= width


def test_the_same_screen_is_the_same_picture():
    panel = hardware_of("CP-8841").panel
    assert draw(Description(title="A"), panel) == draw(Description(title="A"), panel)
