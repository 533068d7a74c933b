"""Draws what a phone shows, in the real sizes of its family (phones §4.2)."""

from __future__ import annotations

import io
from functools import lru_cache

from PIL import Image, ImageDraw, ImageFont

from eraser.simulator.description import Description, RowShown, SoftKeyShown
from eraser.simulator.panel import Colour, Panel

SMALLEST_FONT = 7  # letters are made smaller down to this until a label fits; then it is cut
_BLACK = (0, 0, 0)
_SMALL_BAND = 18  # pixels: in a lower title band the padlock is drawn with thin strokes
_Box = tuple[int, int, int, int]


@lru_cache(maxsize=32)
def draw(description: Description, panel: Panel) -> bytes:
    """The picture file of a screen: BMP, CiscoIPPhoneImage, or PNG where the family's real format is unclear."""
    image = paint(description, panel).convert(panel.mode, dither=Image.Dither.NONE)
    if panel.file == "CIP":
        return _cip(image)
    file = io.BytesIO()
    image.save(file, panel.file, compress_level=1)  # only PNG heeds it: speed before size on loopback
    return file.getvalue()


def _cip(image: Image.Image) -> bytes:
    """Four pixels a byte, the first in its lowest bits; 0 is white, 3 black (Cisco's XML objects, “Packed Pixel
    Data”)."""
    levels = [3 - round(grey / 85) for grey in image.convert("L").tobytes()]
    levels += [0] * (-len(levels) % 4)
    packed = bytes(a | b << 2 | c << 4 | d << 6 for a, b, c, d in zip(*[iter(levels)] * 4, strict=True))
    width, height = image.size
    return (
        '<?xml version="1.0" encoding="utf-8"?><CiscoIPPhoneImage><Title></Title><LocationX>0</LocationX>'
        f"<LocationY>0</LocationY><Width>{width}</Width><Height>{height}</Height><Depth>2</Depth>"
        f"<Data>{packed.hex().upper()}</Data><Prompt></Prompt></CiscoIPPhoneImage>"
    ).encode()


# Pillow unpacks its own font at each call.
_font = lru_cache(maxsize=64)(ImageFont.load_default)


def paint(description: Description, panel: Panel) -> Image.Image:
    """The pixels of a screen."""
    if description.dark:
        return Image.new("RGB", panel.size, _BLACK)
    image = Image.new("RGB", panel.size, panel.paper)
    pen = ImageDraw.Draw(image)
    pen.fontmode = "1" if panel.mode == "1" else "L"
    _paint_title(pen, description, panel)
    for place, row in enumerate(description.rows[: panel.visible_rows]):
        _paint_row(pen, row, panel, place)
    _paint_arrows(pen, description, panel)
    for key in description.soft_keys:
        _paint_soft_key(pen, key, panel)
    return image


def _paint_title(pen: ImageDraw.ImageDraw, description: Description, panel: Panel) -> None:
    width, _ = panel.size
    margin = panel.font // 2
    pen.rectangle((0, 0, width - 1, panel.title - 1), fill=panel.band)
    if panel.ruled:
        pen.line((0, panel.title - 1, width - 1, panel.title - 1), fill=panel.ink)
    right = width - margin
    if description.padlock is not None:
        size = panel.title - (6 if panel.title > _SMALL_BAND else 3)
        top = (panel.title - size) // 2
        _paint_padlock(
            pen, (right - size, top, right, top + size - 1), panel.band_text, locked=description.padlock == "locked"
        )
        right -= size + margin
    if description.clock:
        font = _font(panel.font * 0.85)
        length = int(font.getlength(description.clock)) + 1
        pen.text((right, panel.title // 2), description.clock, font=font, fill=panel.band_text, anchor="rm")
        right -= length + margin
    _write(pen, description.title, (margin, 0, right, panel.title), panel, panel.band_text)


def _paint_padlock(pen: ImageDraw.ImageDraw, box: _Box, ink: Colour, *, locked: bool) -> None:
    """A filled body about as wide as high, and above it an arched shackle: its right leg ends in the body, or clearly
    above it."""
    left, top, right, bottom = box
    height = bottom - top
    body_height = height * 11 // 20
    body_top = bottom - body_height
    middle = (left + right) // 2
    half_body = body_height * 3 // 5
    half_shackle = max(body_height * 9 // 20, 3)
    stroke = max(height // 9, 2 if height > _SMALL_BAND else 1)
    legs_begin = top + half_shackle
    pen.arc((middle - half_shackle, top, middle + half_shackle, top + 2 * half_shackle), 180, 360, ink, stroke)
    left_leg, right_leg = middle - half_shackle, middle + half_shackle - stroke + 1
    pen.rectangle((left_leg, legs_begin, left_leg + stroke - 1, body_top), fill=ink)
    if locked:
        pen.rectangle((right_leg, legs_begin, right_leg + stroke - 1, body_top), fill=ink)
    pen.rectangle((middle - half_body, body_top, middle + half_body, bottom), fill=ink)


def _paint_row(pen: ImageDraw.ImageDraw, row: RowShown, panel: Panel, place: int) -> None:
    width, _ = panel.size
    top = panel.title + place * panel.row
    margin = panel.font // 2
    ink = panel.ink
    if row.selected:
        pen.rectangle((0, top + 1, width - 1, top + panel.row - 2), fill=panel.bar)
        ink = panel.bar_text
    text = row.label if row.digit is None else f"{row.digit}  {row.label}"
    _write(pen, text, (margin, top, width - 2 * margin, top + panel.row), panel, ink)


def _paint_arrows(pen: ImageDraw.ImageDraw, description: Description, panel: Panel) -> None:
    """Small arrows at the right say that rows are scrolled away."""
    half = max(panel.font // 5, 2)
    x = panel.size[0] - half - 2
    if description.more_above:
        y = panel.title + half + 1
        pen.polygon(((x, y - half), (x - half, y + half), (x + half, y + half)), fill=panel.ink)
    if description.more_below:
        y = panel.title + panel.visible_rows * panel.row - half - 2
        pen.polygon(((x, y + half), (x - half, y - half), (x + half, y - half)), fill=panel.ink)


def _paint_soft_key(pen: ImageDraw.ImageDraw, key: SoftKeyShown, panel: Panel) -> None:
    width, height = panel.size
    slot_width = width / panel.soft_slots
    left, right = round((key.slot - 1) * slot_width) + 1, round(key.slot * slot_width) - 2
    box = (left, height - panel.soft + 1, right, height - 2)
    pen.rectangle(box, fill=panel.band, outline=panel.ink if panel.ruled and panel.mode != "1" else None)
    inner = (left + 1, box[1], right - 1, box[3])
    _write(pen, key.label, inner, panel, panel.band_text, centred=True)


def _write(pen: ImageDraw.ImageDraw, text: str, box: _Box, panel: Panel, ink: Colour, *, centred: bool = False) -> None:
    left, top, right, bottom = box
    size: float = panel.font
    font = _font(size)
    while font.getlength(text) > right - left and size > SMALLEST_FONT:
        size -= 1
        font = _font(size)
    while text and font.getlength(text) > right - left:
        text = text[:-1]
    at = ((left + right) / 2 if centred else left, (top + bottom) / 2)
    pen.text(at, text, font=font, fill=ink, anchor="mm" if centred else "lm")
