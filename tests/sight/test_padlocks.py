"""The padlock icon, at the sizes and thicknesses that title bands allow."""

from __future__ import annotations

import pytest
from PIL import Image, ImageDraw

from eraser.model.screen import Padlock
from eraser.sight.ink import lay_ink
from eraser.sight.padlock import find_padlock
from eraser.sight.picture import to_pixels
from tests.sight.drawn import Colour, as_png, font_of, paint_padlock

BLACK, WHITE, BLUE = (0, 0, 0), (255, 255, 255), (40, 80, 140)


def seen(image: Image.Image) -> Padlock | None:
    found = find_padlock(lay_ink(to_pixels(as_png(image))))
    return found[0] if found else None


def band(colour: Colour = BLUE) -> tuple[Image.Image, ImageDraw.ImageDraw]:
    image = Image.new("RGB", (320, 222), WHITE)
    pen = ImageDraw.Draw(image)
    pen.rectangle((0, 0, 319, 27), fill=colour)
    return image, pen


def soft(image: Image.Image) -> Image.Image:
    """The same with the soft edges of a picture that was drawn larger."""
    return image.resize((960, 666), Image.Resampling.BICUBIC).resize((320, 222), Image.Resampling.LANCZOS)


@pytest.mark.parametrize("state", Padlock)
@pytest.mark.parametrize("high", [10, 12, 14, 16, 18, 20, 22])
@pytest.mark.parametrize(("ink", "paper"), [(WHITE, BLUE), (BLACK, (190, 204, 220)), ((255, 200, 40), BLACK)])
def test_open_and_closed_are_told_apart(state, high, ink, paper):
    image, pen = band(paper)
    paint_padlock(pen, (300 - high * 3 // 4, 3, 300, 3 + high), ink, state)

    assert state is seen(image)
    if high >= 14:
        assert state is seen(soft(image))


@pytest.mark.parametrize("text", ["10:35", "8:05a", "06/08/26", "12:48 PM", "B8", "A4", "2001", "!", "ITL"])
@pytest.mark.parametrize("font", ["", "DejaVuSans-Bold"])
@pytest.mark.parametrize("size", [9, 12, 15, 18, 22])
def test_letters_and_digits_are_no_padlock(text, font, size):
    image, pen = band()
    pen.text((314, 14), text, font=font_of(font, size), fill=WHITE, anchor="rm")

    assert seen(image) is None


def envelope(pen: ImageDraw.ImageDraw) -> None:
    pen.rectangle((296, 8, 312, 20), fill=WHITE)
    pen.line((296, 8, 304, 15, 312, 8), fill=BLUE, width=2)


def battery(pen: ImageDraw.ImageDraw) -> None:
    pen.rectangle((298, 8, 308, 22), fill=WHITE)
    pen.rectangle((301, 5, 305, 8), fill=WHITE)


def triangle(pen: ImageDraw.ImageDraw) -> None:
    pen.polygon(((305, 4), (296, 22), (314, 22)), fill=WHITE)


def bars(pen: ImageDraw.ImageDraw) -> None:
    for place in range(4):
        pen.rectangle((296 + place * 5, 20 - place * 4, 299 + place * 5, 22), fill=WHITE)


@pytest.mark.parametrize("icon", [envelope, battery, triangle, bars])
def test_other_icons_are_no_padlock(icon):
    image, pen = band()
    icon(pen)

    assert seen(image) is None


def test_a_padlock_below_the_title_band_is_none():
    image, pen = band()
    paint_padlock(pen, (290, 60, 302, 76), BLACK, Padlock.LOCKED)

    assert seen(image) is None


def test_a_shackle_that_was_lifted_off_is_unlocked():
    image, pen = band()
    pen.rectangle((296, 14, 310, 24), fill=WHITE)
    pen.arc((298, 3, 308, 14), 180, 360, fill=WHITE, width=2)
    pen.line((299, 8, 299, 13), fill=WHITE, width=2)

    assert Padlock.UNLOCKED is seen(image)
