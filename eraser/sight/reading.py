"""From a picture to a Screen: the work of one worker process."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np

from eraser.model.screen import Row, Screen, SoftKeyText
from eraser.sight.free_areas import TIME_OR_DATE, TITLE_GAP, TitleLine, beside, clocks_behind, is_only_numbers, widened
from eraser.sight.ink import Sheet, lay_ink
from eraser.sight.layout import Layout, chosen_row, lay_out
from eraser.sight.lines import Box, Line, crop, find_lines
from eraser.sight.menu_digits import agree_on_digits, digit_in_text, expected_digit, is_hex_row
from eraser.sight.padlock import find_padlock
from eraser.sight.picture import Pixels, to_pixels
from eraser.sight.recogniser import Reading, Recogniser

_DARK = 40  # of 255: nothing on a lit screen is as dark as this everywhere
_LIT_SHARE = 0.001  # of the pixels that may be lit on a dark screen: a pixel that sticks
_LEAST_CONFIDENCE = 0.5  # rapidocr's own; below it are icons and noise
_ONE_LETTER_CONFIDENCE = 0.9
_CLOCK_BEHIND = re.compile(r"\s*\d{1,2}[:.]\d{2}\s?([ap]\.?m?\.?)?$", re.IGNORECASE)


def read_screen(picture: bytes, soft_key_slots: int, recogniser: Recogniser) -> Screen:
    """The screen. Raises PictureUnreadable."""
    pixels = to_pixels(picture)
    if is_dark(pixels):
        return Screen(dark=True)
    sheet = lay_ink(pixels)
    found = find_padlock(sheet)
    if found is not None:
        box = found[1]
        sheet.depth[max(0, box.top - 1) : box.bottom + 1, box.left - 1 : box.right + 1] = 0
    lines = find_lines(sheet)
    screen = _read_lines(sheet, lines, soft_key_slots, recogniser)
    if not (screen.title or screen.rows or screen.soft_keys) and int(np.ptp(pixels)) > _DARK:
        lines = [(Box(*box),) for box in recogniser.find_text(pixels)]
        lines.sort(key=lambda line: line[0].center_y)
        screen = replace(_read_lines(sheet, lines, soft_key_slots, recogniser), free=())  # these boxes are rough
    if found is None:
        return screen
    return replace(screen, padlock=found[0], free=beside(found[1], screen.free))


def is_dark(pixels: Pixels) -> bool:
    """A display that sleeps sends a nearly black picture (phones §3.5; unproven on which loads)."""
    return bool(np.count_nonzero(pixels >= _DARK) < _LIT_SHARE * pixels.size)


def _read_lines(sheet: Sheet, lines: list[Line], slots: int, recogniser: Recogniser) -> Screen:
    layout = lay_out(sheet, lines, slots)
    rows, confidences, written = _read_rows(sheet, layout, recogniser)
    keys = recogniser.read([crop(sheet, box) for _, box in layout.soft_keys])
    soft_keys = tuple(
        SoftKeyText(slot, reading.text)
        for (slot, _), reading in zip(layout.soft_keys, keys, strict=True)
        if _is_text(reading)
    )
    confidences += [reading.confidence for reading in keys if _is_text(reading)]
    title, title_confidence, behind = _read_title(sheet, layout.title, recogniser)
    confidences += title_confidence
    free = clocks_behind(behind, sheet.width)
    if is_only_numbers(title, rows):
        free = widened([*layout.title, *written], sheet.width)
    if not title and len(rows) > 2 and rows[0].digit is None and all(row.digit for row in rows[1:]):
        title, rows = rows[0].label, rows[1:]
    return Screen(title, rows, soft_keys, confidence=round(min(confidences, default=1.0), 3), free=free)


def _is_text(reading: Reading) -> bool:
    """Not an icon: those are read as nothing, as a sign, or doubtfully as one letter."""
    letters = [letter for letter in reading.text if letter.isalnum() or letter == "*"]
    return bool(letters) and reading.confidence >= (_LEAST_CONFIDENCE if len(letters) > 1 else _ONE_LETTER_CONFIDENCE)


def _read_title(sheet: Sheet, line: Line, recogniser: Recogniser) -> tuple[str, list[float], TitleLine]:
    """The title without the clock behind it, and without icons."""
    words: list[Reading] = []
    places = TitleLine(line)
    ended = False
    for box, reading in zip(line, recogniser.read([crop(sheet, box) for box in line]), strict=True):
        if not _is_text(reading):
            continue
        if TIME_OR_DATE.fullmatch(reading.text):
            places.clocks.append(box)
            continue
        if ended or (words and box.left - places.end > TITLE_GAP * box.height):
            ended = True
            continue
        words.append(reading)
        places.end = box.right
    title = " ".join(one.text for one in words)
    return _CLOCK_BEHIND.sub("", title), [one.confidence for one in words], places


def _read_rows(sheet: Sheet, layout: Layout, recogniser: Recogniser) -> tuple[tuple[Row, ...], list[float], list[Box]]:
    """Rows, confidences, and where the rows are written: lines of icons, or of a wallpaper's specks, are none."""
    places = layout.rows
    digit_boxes = [place.digit for place in places]
    seen = iter(recogniser.read([crop(sheet, box) for box in digit_boxes if box is not None]))
    digits = agree_on_digits(
        [None if box is None else next(seen) for box in digit_boxes],
        [None if box is None else box.left for box in digit_boxes],
        [0 if box is None else box.height for box in digit_boxes],
    )
    found = _read_labels(
        sheet, [place.rest if d.digit else place.whole for place, d in zip(places, digits, strict=True)], recogniser
    )
    chosen = chosen_row(layout)
    rows: list[Row] = []
    confidences: list[float] = []
    written: list[Box] = []
    for index, (digit, (label, sure)) in enumerate(zip(digits, found, strict=True)):
        printed, text = digit.digit, label
        if printed is None:
            printed, text = digit_in_text(label, expected_digit(digits, index))
        elif is_hex_row(printed, label):
            printed, text = None, f"{printed} {label}"
        if text or printed:
            rows.append(Row(text, printed, selected=index == chosen))
            written += places[index].whole
            confidences += [sure] if text else []
            confidences += [digit.confidence] if digit.digit else []
    return tuple(rows), confidences, written


def _read_labels(sheet: Sheet, lines: list[Line], recogniser: Recogniser) -> list[tuple[str, float]]:
    """Text and confidence of each line; ("", 1.0) where there are only icons."""
    readings = iter(recogniser.read([crop(sheet, box) for line in lines for box in line]))
    labels = []
    for line in lines:
        words = [reading for reading in (next(readings) for _ in line) if _is_text(reading)]
        labels.append((" ".join(word.text for word in words), min((word.confidence for word in words), default=1.0)))
    return labels
