"""Screens drawn for tests, unlike those of the simulator: other fonts, bars, boxes, icons, clocks."""

from __future__ import annotations

import io
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from eraser.dsl import folded
from eraser.model.screen import Padlock, Row, Screen, SoftKeyText

Colour = tuple[int, int, int]
DEJAVU = Path("/usr/share/fonts/truetype/dejavu")
FONTS = (
    "",
    *(name for name in ("DejaVuSans", "DejaVuSans-Bold", "DejaVuSansCondensed") if (DEJAVU / f"{name}.ttf").exists()),
)


@dataclass(frozen=True)
class Look:
    """How a family's screens look. Heights in pixels."""

    name: str
    size: tuple[int, int]
    title: int
    row: int
    soft: int
    font: int
    paper: Colour
    ink: Colour
    band: Colour
    band_ink: Colour
    bar: Colour
    bar_ink: Colour
    boxes: str = "filled"  # filled | outlined | band
    digit_column: int = 0  # pixels from the digit to the label; 0: two blanks
    one_bit: bool = False
    bar_inset: int = 0
    round_bar: bool = False
    scroll_bar: bool = False
    centred_title: bool = False


BLACK, WHITE = (0, 0, 0), (255, 255, 255)
LOOKS = (
    Look("7945", (320, 222), 26, 28, 26, 15, (240, 244, 250), (16, 16, 16), (40, 80, 140), WHITE, (120, 170, 230), BLACK),
    Look("7945-plain", (320, 222), 24, 24, 24, 14, WHITE, (30, 30, 60), WHITE, (30, 30, 60), (250, 200, 90), BLACK, "band", 22),
    Look("7945-inset", (320, 222), 26, 26, 24, 13, (214, 226, 236), BLACK, (190, 204, 220), BLACK, (30, 60, 120), WHITE, "outlined", bar_inset=6, round_bar=True),
    Look("7821", (396, 162), 26, 27, 27, 17, WHITE, BLACK, WHITE, BLACK, BLACK, WHITE, "outlined"),
    Look("7821-inverse", (396, 162), 27, 27, 27, 16, WHITE, BLACK, BLACK, WHITE, BLACK, WHITE, "filled", 28),
    Look("8841", (800, 480), 54, 62, 58, 28, (20, 20, 24), (235, 235, 235), (45, 45, 52), WHITE, (0, 110, 160), WHITE, digit_column=48, scroll_bar=True),
    Look("8841-line", (800, 480), 60, 60, 60, 30, (10, 14, 20), (220, 224, 230), (10, 14, 20), WHITE, (60, 66, 76), WHITE, "band", centred_title=True),
    Look("9971", (640, 480), 50, 54, 54, 26, (245, 245, 245), (30, 30, 30), (70, 80, 90), WHITE, (130, 190, 60), BLACK, "outlined", bar_inset=10),
    Look("7940", (133, 64), 16, 16, 16, 12, WHITE, BLACK, WHITE, BLACK, BLACK, WHITE, "band", one_bit=True),
)  # fmt: skip


def fonts_for(look: Look) -> tuple[str, ...]:
    """Bold and condensed letters of 9 to 13 pixels are no letters any more."""
    return tuple(
        name
        for name in FONTS
        if look.font >= 15 or (name != "DejaVuSansCondensed" and not (look.one_bit and "Bold" in name))
    )


def font_of(name: str, size: float) -> ImageFont.FreeTypeFont:
    font = ImageFont.truetype(str(DEJAVU / f"{name}.ttf"), size) if name else ImageFont.load_default(size)
    assert isinstance(font, ImageFont.FreeTypeFont)
    return font


def fitting(name: str, text: str, size: int, width: float) -> ImageFont.FreeTypeFont:
    """The font, made smaller until the text fits."""
    font = font_of(name, size)
    while font.getlength(text) > width and size > 9:
        size -= 1
        font = font_of(name, size)
    return font


@dataclass(frozen=True)
class Drawing:
    """What is to be drawn."""

    screen: Screen
    clock: str = ""
    digit_style: str = "{}"  # "{}." "{})"
    message: bool = False  # rows are a question in the middle


def paint(drawing: Drawing, look: Look, font: str, slots: int) -> Image.Image:
    image = Image.new("RGB", look.size, look.paper)
    pen = ImageDraw.Draw(image)
    pen.fontmode = "1" if look.one_bit else "L"
    _paint_title(pen, drawing, look, font)
    top = look.title + (look.row if drawing.message else 1)
    for place, row in enumerate(drawing.screen.rows):
        _paint_row(pen, row, look, font, top=top + place * look.row, digit_style=drawing.digit_style)
    if look.scroll_bar and not drawing.message:
        width = look.size[0]
        pen.rectangle((width - 9, look.title + 4, width - 5, look.size[1] - look.soft - 5), fill=look.band)
        pen.rectangle((width - 9, look.title + 40, width - 5, look.title + 140), fill=look.ink)
    for key in drawing.screen.soft_keys:
        _paint_soft_key(pen, key, look, font, slots)
    return image


def _paint_title(pen: ImageDraw.ImageDraw, drawing: Drawing, look: Look, font: str) -> None:
    width, middle = look.size[0], look.title // 2
    pen.rectangle((0, 0, width - 1, look.title - 1), fill=look.band)
    pen.line((0, look.title - 1, width - 1, look.title - 1), fill=look.ink)
    right = width - 4
    if drawing.screen.padlock is not None:
        high = max(9, look.title * 2 // 3)
        paint_padlock(
            pen,
            (right - high * 3 // 4, (look.title - high) // 2, right, (look.title + high) // 2),
            look.band_ink,
            drawing.screen.padlock,
        )
        right -= high + 4
    if drawing.clock:
        clock_font = font_of(font, look.font - 1)
        pen.text((right, middle), drawing.clock, font=clock_font, fill=look.band_ink, anchor="rm")
        right -= int(clock_font.getlength(drawing.clock)) + look.font
    title = drawing.screen.title
    title_font = fitting(font, title, look.font, right - 6)
    if look.centred_title and not drawing.clock:
        pen.text((width / 2, middle), title, font=title_font, fill=look.band_ink, anchor="mm")
    else:
        pen.text((5, middle), title, font=title_font, fill=look.band_ink, anchor="lm")


def paint_padlock(pen: ImageDraw.ImageDraw, box: tuple[int, int, int, int], colour: Colour, state: Padlock) -> None:
    left, top, right, bottom = box
    body = top + (bottom - top) * 45 // 100
    pen.rectangle((left, body, right, bottom), fill=colour)
    stroke = max(1, (right - left) // 7)
    inset = max(1, (right - left) // 6)
    high = body - top
    pen.line((left + inset, top + high // 2, left + inset, body), fill=colour, width=stroke)
    reach = body if state is Padlock.LOCKED else top + high // 2
    pen.line((right - inset, top + high // 2, right - inset, reach), fill=colour, width=stroke)
    pen.arc(
        (left + inset - stroke // 2, top, right - inset + stroke // 2, top + high), 180, 360, fill=colour, width=stroke
    )


def _paint_row(pen: ImageDraw.ImageDraw, row: Row, look: Look, font: str, *, top: int, digit_style: str) -> None:
    width = look.size[0] - (14 if look.scroll_bar else 0)
    ink = look.ink
    if row.selected:
        box = (look.bar_inset, top, width - 1 - look.bar_inset, top + look.row - 2)
        if look.round_bar:
            pen.rounded_rectangle(box, radius=6, fill=look.bar)
        else:
            pen.rectangle(box, fill=look.bar)
        ink = look.bar_ink
    left, middle = 6 + look.bar_inset, top + (look.row - 2) / 2
    text = row.label
    if row.digit and look.digit_column:
        pen.text((left, middle), digit_style.format(row.digit), font=font_of(font, look.font), fill=ink, anchor="lm")
        left += max(
            look.digit_column,
            int(pen.textlength(digit_style.format(row.digit), font_of(font, look.font))) + look.font // 2,
        )
    elif row.digit:
        text = f"{digit_style.format(row.digit)}{' ' if digit_style != '{}' else '  '}{row.label}"
    pen.text((left, middle), text, font=fitting(font, text, look.font, width - left - 6), fill=ink, anchor="lm")


def _paint_soft_key(pen: ImageDraw.ImageDraw, key: SoftKeyText, look: Look, font: str, slots: int) -> None:
    width, height = look.size
    slot = width / slots
    left, right = round((key.slot - 1) * slot) + 2, round(key.slot * slot) - 3
    top, bottom = height - look.soft + 1, height - 2
    ink = look.band_ink
    if look.boxes == "filled":
        pen.rounded_rectangle((left, top, right, bottom), radius=look.soft // 6, fill=look.band)
    elif look.boxes == "outlined":
        pen.rectangle((left, top, right, bottom), outline=look.ink)
        ink = look.ink
    else:
        ink = look.ink
    pen.text(
        ((left + right) / 2, (top + bottom) / 2),
        key.label,
        font=fitting(font, key.label, look.font, right - left - 6),
        fill=ink,
        anchor="mm",
    )


def as_bmp(image: Image.Image, mode: str = "RGB") -> bytes:
    file = io.BytesIO()
    image.convert(mode).save(file, "BMP")
    return file.getvalue()


def as_png(image: Image.Image) -> bytes:
    file = io.BytesIO()
    image.save(file, "PNG")
    return file.getvalue()


def as_cip(image: Image.Image, depth: int = 2) -> bytes:
    """A CiscoIPPhoneImage; pixels from the low end of each byte, 0 is white."""
    width, height = image.size
    most = (1 << depth) - 1
    levels = [most - round(value * most / 255) for value in image.convert("L").get_flattened_data()]
    levels += [0] * (-len(levels) % (8 // depth))
    per_byte = 8 // depth
    data = bytes(
        sum(level << (depth * place) for place, level in enumerate(levels[at : at + per_byte]))
        for at in range(0, len(levels), per_byte)
    )
    return (
        f"<CiscoIPPhoneImage><Title/><LocationX>0</LocationX><LocationY>0</LocationY><Width>{width}</Width>"
        f"<Height>{height}</Height><Depth>{depth}</Depth><Data>{data.hex().upper()}</Data></CiscoIPPhoneImage>"
    ).encode()


def menu(
    title: str,
    labels: list[str],
    *,
    first: int = 1,
    chosen: int | None = 0,
    soft: tuple[str, ...] = (),
    padlock: Padlock | None = None,
) -> Screen:
    """A menu; `soft` are labels from slot 1 on, "" leaves a slot empty."""
    rows = tuple(Row(label, str(first + place), selected=place == chosen) for place, label in enumerate(labels))
    return Screen(title, rows, soft_keys(*soft), padlock)


def soft_keys(*labels: str) -> tuple[SoftKeyText, ...]:
    return tuple(SoftKeyText(slot, label) for slot, label in enumerate(labels, start=1) if label)


def in_words(screen: Screen) -> dict[str, object]:
    """A screen as it is compared: labels folded, confidence left out."""
    return {
        "title": folded(screen.title),
        "rows": [(row.digit, folded(row.label), row.selected) for row in screen.rows],
        "soft keys": [(key.slot, folded(key.label)) for key in screen.soft_keys],
        "padlock": screen.padlock,
        "dark": screen.dark,
    }


LABELS = (
    "Security Configuration", "Trust List", "CTL File", "ITL File", "Admin settings", "Administrator settings",
    "Reset settings", "All settings", "Reset device", "Network", "Service mode", "Security settings", "Security",
    "Network Configuration", "User Preferences", "Bluetooth", "Accessories", "Running applications", "Phone information",
)  # fmt: skip
SOFT_LABELS = (
    "Erase", "OK", "Yes", "Cancel", "Reset", "Exit", "Select", "Back", "More", "Unlock", "Continue", "Redial",
    "New Call", "End Call", "Hold", "Answer",
)  # fmt: skip


SHORT_SOFT_LABELS = ("Erase", "OK", "Yes", "Exit", "Reset", "Back", "More")


def varied(look: Look, slots: int, seed: int) -> list[Drawing]:
    """Menus, questions and lists that together use all labels; another `seed` begins elsewhere in them."""
    visible = (look.size[1] - look.title - look.soft - 1) // look.row
    soft_labels = SHORT_SOFT_LABELS if look.one_bit else SOFT_LABELS
    words, keys = cycle(LABELS[seed:] + LABELS[:seed]), cycle(soft_labels[seed:] + soft_labels[:seed])
    drawings = []
    for number in range(3):
        labels = [next(words) for _ in range(visible)]
        soft = tuple("" if (place + number + seed) % 4 == 3 else next(keys) for place in range(slots))
        first = (1, 6, 3, 9, 2)[(number + seed) % 5]
        padlock = (None, Padlock.LOCKED, Padlock.UNLOCKED)[(number + seed) % 3]
        clock = ("", "10:35", "8:05a", "12:48 PM", "09:15 03/04/26")[(number + seed) % 5] if look.size[0] > 200 else ""
        screen = menu(next(words), labels, first=first, chosen=(seed + number) % visible, soft=soft, padlock=padlock)
        drawings.append(Drawing(screen, clock, ("{}", "{}.", "{})")[number % 3]))
    question = (Row("Reset Security settings?"),) if seed % 2 else (Row("Reset Security"), Row("settings?"))
    drawings.append(
        Drawing(Screen("Security settings", question[:visible], soft_keys("Reset", "", "Cancel")), message=visible > 2)
    )
    signature = tuple(Row(text) for text in ("Signature", "5D 3C 0A 9E 41 F2 7B 66", "88 D0 1C 35 EF A2 94 7B"))
    if look.size[0] > 200:
        drawings.append(Drawing(Screen("ITL File", signature, soft_keys("", "", "Exit"), Padlock.LOCKED)))
    return drawings
