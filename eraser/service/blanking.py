"""A picture for a recording: without what its text may not show, and without the clock and number beside the title.

A piece of the picture stays only if it was read and its words may be shown. Where the lines of the picture and those of
the reading do not agree, nobody knows which is which, and the picture is left out; so is one that, read again, still
says what is hidden.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass
from io import BytesIO

from PIL import Image

from eraser.engine.caution import asks_for_password, is_numbered
from eraser.engine.confirming import fingerprint
from eraser.model.outcome import PictureUnreadable
from eraser.model.recording import SeenScreen
from eraser.model.screen import Screen
from eraser.ports import Reader
from eraser.sight.ink import Sheet, lay_ink
from eraser.sight.layout import Layout, RowPlace, lay_out
from eraser.sight.lines import Box, Line, around, find_lines
from eraser.sight.padlock import find_padlock
from eraser.sight.picture import Pixels, to_pixels

_TITLE_GAP = 1.0  # of the text's height: what stands further behind the title is a clock, a number, an icon
_ICON_WIDTH = 2.0  # of its height at most
_MARGIN = 2  # pixels around a box, for the soft edges of letters


class CanNotBlank(Exception):
    """Why a picture is left out of the recording."""


@dataclass(frozen=True, slots=True)
class _Pair:
    """A screen as read, and as it may be shown."""

    read: Screen
    shown: Screen


async def blanked(picture: bytes, read: Screen, shown: Screen, *, reader: Reader, soft_key_slots: int) -> SeenScreen:
    """The screen as it may be shown, with its picture if that can be made to show no more."""
    try:
        png = await asyncio.to_thread(_blank, picture, _Pair(read, shown), soft_key_slots)
        await _check(png, _Pair(read, shown), reader, soft_key_slots)
    except (CanNotBlank, PictureUnreadable) as error:
        return SeenScreen(shown, None, str(error))
    return SeenScreen(shown, png)


async def _check(png: bytes, pair: _Pair, reader: Reader, soft_key_slots: int) -> None:
    """Reads what is about to be kept: nothing hidden may be read from it, and nothing else may have gone."""
    again = await reader.read(png, soft_key_slots=soft_key_slots)
    if fingerprint(pair.read) == fingerprint(pair.shown):
        if fingerprint(again) != fingerprint(pair.shown):
            raise CanNotBlank("it reads otherwise without its clock")
        return
    open_words = set(_words([pair.shown]))
    # The digit of a row whose label is gone is read as its label.
    if any(word not in open_words and not (word.isdecimal() and len(word) <= 2) for word in _words([again])):
        raise CanNotBlank("what is hidden can still be read from it")


def _words(screens: Iterable[Screen]) -> list[str]:
    return [
        word.casefold()
        for screen in screens
        for text in (screen.title, *(row.label for row in screen.rows), *(soft.label for soft in screen.soft_keys))
        for word in text.split()
    ]


def _blank(picture: bytes, pair: _Pair, soft_key_slots: int) -> bytes:
    if asks_for_password(pair.read):
        raise CanNotBlank("it asks for a password")
    if pair.read != pair.shown and not (is_numbered(pair.read) or pair.read.title == pair.shown.title != ""):
        raise CanNotBlank("words of it are hidden, and it is no menu")
    pixels = to_pixels(picture).copy()
    if not pair.read.dark:
        sheet = lay_ink(pixels)
        for box in _boxes_to_blank(sheet, pair, soft_key_slots):
            _paint_over(pixels, sheet, box)
    out = BytesIO()
    Image.fromarray(pixels).save(out, "PNG", optimize=True)
    return out.getvalue()


def _boxes_to_blank(sheet: Sheet, pair: _Pair, soft_key_slots: int) -> list[Box]:
    found = find_padlock(sheet)
    if found is not None:
        box = found[1]
        sheet.depth[max(0, box.top - 1) : box.bottom + 1, box.left - 1 : box.right + 1] = 0
    layout = lay_out(sheet, find_lines(sheet), soft_key_slots)
    title_is_open = bool(pair.read.title) and pair.read.title == pair.shown.title
    boxes = list(_behind_title(layout.title) if title_is_open else layout.title)
    for line, is_open in _lines_of_rows(layout, pair):
        boxes += [] if is_open else line
    open_slots = {
        soft.slot for soft, shown in zip(pair.read.soft_keys, pair.shown.soft_keys, strict=True) if soft == shown
    }
    return boxes + [box for slot, box in layout.soft_keys if slot not in open_slots]


def _lines_of_rows(layout: Layout, pair: _Pair) -> list[tuple[Line, bool]]:
    """Each row of the picture, without its digit, and whether it may be shown."""
    is_open = [row == shown for row, shown in zip(pair.read.rows, pair.shown.rows, strict=True)]
    has_digit = [row.digit is not None for row in pair.read.rows]
    if not layout.title and len(layout.rows) > len(is_open):
        is_open.insert(0, pair.read.title == pair.shown.title)
        has_digit.insert(0, False)
    places, icons = layout.rows, []
    if len(places) > len(is_open):
        icons = [(place.whole, False) for place in layout.rows if _is_icon(place)]
        places = [place for place in layout.rows if not _is_icon(place)]
    if len(places) != len(is_open):
        raise CanNotBlank(f"it has {len(layout.rows)} lines, {len(is_open)} of them were read")
    texts = [place.rest if place.digit and one else place.whole for place, one in zip(places, has_digit, strict=True)]
    return [*zip(texts, is_open, strict=True), *icons]


def _is_icon(place: RowPlace) -> bool:
    """An arrow that says that a menu goes on: no wider than two letters."""
    whole = around(place.whole)
    return place.digit is None and whole.width <= _ICON_WIDTH * whole.height


def _behind_title(line: Line) -> Line:
    """What stands behind the title's words."""
    for place in range(1, len(line)):
        if line[place].left - line[place - 1].right > _TITLE_GAP * line[place - 1].height:
            return line[place:]
    return ()


def _paint_over(pixels: Pixels, sheet: Sheet, box: Box) -> None:
    top, left = max(0, box.top - _MARGIN), max(0, box.left - _MARGIN)
    area = (slice(top, box.bottom + _MARGIN), slice(left, box.right + _MARGIN))
    pixels[area] = sheet.ground[area]
