"""Whole screens, drawn in all sizes and looks, are read as they were drawn."""

from __future__ import annotations

import io

import pytest
from PIL import Image, ImageDraw, ImageFilter

from eraser.model.screen import Padlock, Row, Screen
from eraser.sight.reading import read_screen
from tests.sight.drawn import (
    LOOKS,
    Drawing,
    Look,
    as_bmp,
    as_cip,
    as_png,
    font_of,
    fonts_for,
    in_words,
    menu,
    paint,
    soft_keys,
    varied,
)
from tests.sight.simulated import MODELS, Shown, walk

BY_NAME = {look.name: look for look in LOOKS}
SECURITY = menu(
    "Security Configuration",
    ["CTL File", "ITL File", "Trust List", "CAPF Server"],
    first=2,
    chosen=1,
    soft=("Select", "", "", "Exit"),
    padlock=Padlock.UNLOCKED,
)
RESET = menu(
    "Reset settings", ["All settings", "Network", "Security settings"], chosen=2, soft=("Select", "", "Back", "Exit")
)


def pairs(*, one_bit: bool) -> list[tuple[Look, str]]:
    return [(look, font) for look in LOOKS if look.one_bit is one_bit for font in fonts_for(look)]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("look", "font"), pairs(one_bit=False), ids=lambda one: one.name if isinstance(one, Look) else one or "default"
)
def test_screens_of_every_family_are_read(look, font, recogniser):
    number = LOOKS.index(look) + fonts_for(look).index(font)
    slots = 4 + number % 2
    drawings = varied(look, slots, number % 12)
    readings = [read_screen(as_bmp(paint(one, look, font, slots)), slots, recogniser) for one in drawings]

    assert [in_words(one.screen) for one in drawings] == [in_words(one) for one in readings]
    assert min(one.confidence for one in readings) >= 0.5


@pytest.mark.slow
@pytest.mark.parametrize(
    ("look", "font"), pairs(one_bit=True), ids=lambda one: one.name if isinstance(one, Look) else one or "default"
)
def test_on_a_7940_no_digit_and_no_slot_is_wrong(look, font, recogniser):
    for drawing in varied(look, 4, 3):
        screen = read_screen(as_cip(paint(drawing, look, font, 4)), 4, recogniser)

        assert all(
            seen.digit in {None, drawn.digit} for seen, drawn in zip(screen.rows, drawing.screen.rows, strict=False)
        )
        assert [key.slot for key in drawing.screen.soft_keys] == [key.slot for key in screen.soft_keys]
        assert drawing.screen.padlock is screen.padlock


def told(shown: Shown) -> dict[str, object]:
    """What the simulator says that it drew."""
    screen = shown.description
    return in_words(
        Screen(
            screen.title,
            tuple(Row(row.label, row.digit, selected=row.selected) for row in screen.rows if row.label or row.digit),
            soft_keys(*({key.slot: key.label for key in screen.soft_keys}.get(slot, "") for slot in range(1, 6))),
            Padlock(screen.padlock) if screen.padlock else None,
            dark=screen.dark,
        )
    )


@pytest.mark.slow
@pytest.mark.parametrize("model", MODELS)
def test_every_screen_that_the_simulator_draws_is_read(model, recogniser):
    count = 0
    for shown in walk(model):
        seen, drawn = in_words(read_screen(shown.picture, shown.soft_key_slots, recogniser)), told(shown)
        if model == "CP-7940G":  # soft-key labels of 9 pixels in one bit touch each other; it holds no list anyway
            seen["soft keys"], drawn["soft keys"] = len(list(seen["soft keys"])), len(list(drawn["soft keys"]))
        assert drawn == seen
        count += 1
    assert count >= 10


# --- what real pictures add ------------------------------------------------------------------------------------------


def assert_read(image: Image.Image, screen: Screen, recogniser, picture: bytes | None = None) -> None:
    assert in_words(screen) == in_words(read_screen(picture or as_png(image), 4, recogniser))


def test_a_title_bar_in_a_gradient(recogniser):
    look = BY_NAME["7945"]
    image = paint(Drawing(SECURITY, "10:35"), look, "", 4)
    pixels = image.load()
    assert pixels is not None
    for y in range(look.title):
        for x in range(image.width):
            if pixels[x, y] == look.band:
                pixels[x, y] = (20 + y * 3, 60 + y * 3, 120 + y * 3)

    assert_read(image, SECURITY, recogniser)


def test_a_body_in_a_gradient(recogniser):
    look = BY_NAME["8841"]
    image = paint(Drawing(RESET), look, "", 4)
    pixels = image.load()
    assert pixels is not None
    for y in range(image.height):
        for x in range(image.width):
            if pixels[x, y] == look.paper:
                pixels[x, y] = (20 + y // 16, 20 + y // 16, 24 + y // 10)

    assert_read(image, RESET, recogniser)


def test_a_jpeg(recogniser):
    file = io.BytesIO()
    paint(Drawing(RESET), BY_NAME["9971"], "", 4).save(file, "JPEG", quality=75)

    assert_read(Image.new("RGB", (1, 1)), RESET, recogniser, file.getvalue())


def test_the_packed_greys_of_an_old_load(recogniser):
    image = paint(Drawing(SECURITY), BY_NAME["7821-inverse"], "", 4)

    assert_read(image, SECURITY, recogniser, as_cip(image, 2))


def test_icons_before_the_rows_and_arrows_behind_them(recogniser):
    image = Image.new("RGB", (640, 480), (250, 250, 250))
    pen, font = ImageDraw.Draw(image), font_of("", 26)
    pen.rectangle((0, 0, 639, 49), fill=(60, 70, 80))
    pen.text((8, 25), "Applications", font=font, fill=(255, 255, 255), anchor="lm")
    for place, text in enumerate(("Recents", "Bluetooth", "Accessories", "Administrator settings")):
        middle = 50 + place * 56 + 28
        pen.ellipse((12, middle - 20, 52, middle + 20), fill=(20 + 60 * place, 120, 200))
        pen.text((70, middle), str(place + 1), font=font, fill=(10, 10, 10), anchor="lm")
        pen.text((104, middle), text, font=font, fill=(10, 10, 10), anchor="lm")
        pen.line((610, middle - 8, 618, middle, 610, middle + 8), fill=(90, 90, 90), width=3)
    screen = menu("Applications", ["Recents", "Bluetooth", "Accessories", "Administrator settings"], chosen=None)

    assert_read(image, screen, recogniser)


def test_a_question_in_a_dialogue_is_not_a_chosen_row(recogniser):
    image = paint(Drawing(Screen("Security settings", (), soft_keys("Reset", "", "Cancel"))), BY_NAME["8841"], "", 4)
    pen = ImageDraw.Draw(image)
    pen.rectangle((150, 150, 650, 330), fill=(230, 230, 235), outline=(120, 120, 130), width=2)
    pen.text((400, 220), "Reset Security settings?", font=font_of("", 28), fill=(20, 20, 20), anchor="mm")
    pen.text((400, 270), "The phone may restart.", font=font_of("", 28), fill=(20, 20, 20), anchor="mm")
    rows = (Row("Reset Security settings?"), Row("The phone may restart."))

    assert_read(image, Screen("Security settings", rows, soft_keys("Reset", "", "Cancel")), recogniser)


def test_labels_and_values_of_one_row_are_one_row(recogniser):
    look = BY_NAME["8841-line"]
    image = paint(Drawing(Screen("Network setup", (), soft_keys("", "", "", "Exit"))), look, "", 4)
    pen = ImageDraw.Draw(image)
    for place, (name, value) in enumerate((("Host name", "SEP001122334455"), ("DHCP", "Yes"))):
        middle = look.title + place * look.row + 30
        pen.text((10, middle), name, font=font_of("", 28), fill=look.ink, anchor="lm")
        pen.text((780, middle), value, font=font_of("", 28), fill=look.ink, anchor="rm")
    rows = (Row("Host name SEP001122334455"), Row("DHCP Yes"))

    assert_read(image, Screen("Network setup", rows, soft_keys("", "", "", "Exit")), recogniser)


def test_soft_keys_are_read_over_a_wallpaper(recogniser):
    noise = Image.effect_noise((100, 60), 90).resize((800, 480), Image.Resampling.BICUBIC)
    image = Image.merge(
        "RGB", (noise, noise.filter(ImageFilter.BLUR), noise.transpose(Image.Transpose.FLIP_LEFT_RIGHT))
    )
    overlay = paint(Drawing(Screen("2001", (), soft_keys("Redial", "New Call", "", "More"))), BY_NAME["8841"], "", 4)
    image.paste(overlay.crop((0, 0, 800, 54)), (0, 0))
    image.paste(overlay.crop((0, 422, 800, 480)), (0, 422))
    screen = read_screen(as_png(image), 4, recogniser)

    assert "2001" == screen.title
    assert [(1, "Redial"), (2, "New Call"), (4, "More")] == [(key.slot, key.label) for key in screen.soft_keys]


@pytest.mark.parametrize("size", [(320, 222), (800, 480), (133, 64)])
def test_an_empty_screen_is_neither_dark_nor_text(size, recogniser):
    screen = read_screen(as_png(Image.new("RGB", size, (255, 255, 255))), 4, recogniser)

    assert Screen() == screen


def test_a_dark_display_with_a_pixel_that_sticks_is_dark(recogniser):
    image = Image.new("RGB", (800, 480), (2, 2, 2))
    image.putpixel((400, 200), (255, 255, 255))

    assert Screen(dark=True) == read_screen(as_bmp(image), 4, recogniser)


@pytest.mark.slow
@pytest.mark.parametrize(("size", "sigma"), [((800, 480), 60), ((320, 222), 160)])
def test_noise_is_read_in_bounded_time_and_has_no_digits(size, sigma, recogniser):
    image = Image.effect_noise(size, sigma)
    before = recogniser.unseen
    screen = read_screen(as_png(image), 4, recogniser)

    assert [] == [row.digit for row in screen.rows if row.digit]
    assert recogniser.unseen - before <= 400


def test_the_same_word_in_other_colours_is_read_once(recogniser):
    look = BY_NAME["8841"]
    read_screen(as_bmp(paint(Drawing(RESET), look, "", 4)), 4, recogniser)
    before = recogniser.unseen
    rows = tuple(Row(row.label, row.digit, selected=place == 0) for place, row in enumerate(RESET.rows))
    moved = Screen(RESET.title, rows, RESET.soft_keys)

    assert in_words(moved) == in_words(read_screen(as_bmp(paint(Drawing(moved), look, "", 4)), 4, recogniser))
    assert recogniser.unseen - before <= 4  # two digits and two labels changed their ground
