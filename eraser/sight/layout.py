"""What the lines of a screen are: title, rows and soft keys, by where they lie. No text is read here."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from eraser.sight.ink import SAME, Sheet
from eraser.sight.lines import Box, Line, around, gaps_in, tightened

_TITLE_END = 0.17  # of the height: the middle of the title's line lies above
_SOFT_KEYS_BEGIN = 0.84  # of the height: the middle of the soft keys' line lies below
_BAR_HEIGHT = 3.0  # of the text's height at most; a higher band of another colour is a dialogue
_WELL_INSIDE = 0.3  # of a slot's width from its middle
_DIGIT_WIDTH = 2.6  # of the text's height at most: two digits and a point
_BLANK = 0.26  # of the text's height at least: the gap behind the digits
_DIGIT_REACH = 2.8  # of the text's height: the gap behind the digits begins before


@dataclass(frozen=True, slots=True)
class RowPlace:
    """A row: its segments, the piece before the first gap that may be its digit, and the rest without it."""

    whole: Line
    digit: Box | None
    rest: Line
    ground: tuple[int, int, int]
    band_height: int


@dataclass(slots=True)
class Layout:
    """The places of all text."""

    title: Line = ()
    rows: list[RowPlace] = field(default_factory=list)
    soft_keys: list[tuple[int, Box]] = field(default_factory=list)
    body: tuple[int, int, int] = (0, 0, 0)


def lay_out(sheet: Sheet, lines: list[Line], soft_key_slots: int) -> Layout:
    """Sorts lines into title, rows and soft keys."""
    layout = Layout(body=_body_ground(sheet))
    lines = list(lines)
    if lines and around(lines[0]).center_y < _TITLE_END * sheet.height:
        layout.title = lines.pop(0)
    if lines and _is_soft_keys(sheet, lines, layout.body, soft_key_slots):
        layout.soft_keys = _place_soft_keys(sheet, lines.pop(), soft_key_slots)
    layout.rows = [place_row(sheet, line) for line in lines]
    return layout


def place_row(sheet: Sheet, line: Line) -> RowPlace:
    """Looks at one line as a row."""
    whole = around(line)
    digit, rest = _cut_digit(sheet, line)
    ground = _ground_at(sheet, whole)
    return RowPlace(line, digit, rest, ground, _band_height(sheet, whole, ground))


def chosen_row(layout: Layout) -> int | None:
    """Which row is on a bar of another ground than the body and the other rows."""
    bars = [
        index
        for index, row in enumerate(layout.rows)
        if _differs(row.ground, layout.body) and row.band_height <= _BAR_HEIGHT * around(row.whole).height
    ]
    if len(bars) == 1:
        return bars[0]
    grounds = [row.ground for row in layout.rows]
    alone = [
        i for i, one in enumerate(grounds) if all(_differs(one, other) for other in grounds[:i] + grounds[i + 1 :])
    ]
    return alone[0] if len(grounds) > 2 and len(alone) == 1 else None


def _differs(one: tuple[int, int, int], other: tuple[int, int, int]) -> bool:
    return max(abs(a - b) for a, b in zip(one, other, strict=True)) >= SAME


def _ground_at(sheet: Sheet, box: Box) -> tuple[int, int, int]:
    red, green, blue = np.median(sheet.ground[box.top : box.bottom, box.left : box.right].reshape(-1, 3), axis=0)
    return int(red), int(green), int(blue)


def _same_ground(sheet: Sheet, x: int, ground: tuple[int, int, int]) -> NDArray[np.bool_]:
    column = sheet.ground[:, x].astype(np.int16)
    return np.asarray(np.abs(column - np.array(ground, np.int16)).max(axis=1) < SAME)


def _band_height(sheet: Sheet, box: Box, ground: tuple[int, int, int]) -> int:
    """How high the band of this ground is on which the box lies."""
    same = _same_ground(sheet, int(box.center_x), ground)
    top = bottom = int(box.center_y)
    while top > 0 and same[top - 1]:
        top -= 1
    while bottom < len(same) and same[bottom]:
        bottom += 1
    return bottom - top


def _body_ground(sheet: Sheet) -> tuple[int, int, int]:
    """The most frequent ground between title and soft keys."""
    body = (sheet.ground[int(0.2 * sheet.height) : int(0.85 * sheet.height)] >> 3).astype(np.int32)
    colours = np.bincount(((body[:, :, 0] << 10) | (body[:, :, 1] << 5) | body[:, :, 2]).ravel())
    most = int(colours.argmax())
    return (most >> 10) * 8 + 4, (most >> 5 & 31) * 8 + 4, (most & 31) * 8 + 4


def _cut_digit(sheet: Sheet, line: Line) -> tuple[Box | None, Line]:
    """The first piece, if it is as narrow as one or two digits and a gap follows."""
    first, height = line[0], around(line).height
    if first.width <= _DIGIT_WIDTH * height:
        return (first, line[1:]) if len(line) > 1 else (None, line)
    reach = first.left + _DIGIT_REACH * height
    gaps = gaps_in(sheet, first)
    between_letters = float(np.median([right - left for left, right in gaps])) if gaps else 0.0
    blank = max(_BLANK * height, 1.6 * between_letters if len(gaps) > 3 else 0.0)
    near = [gap for gap in gaps if gap[0] <= reach and gap[1] - gap[0] >= blank]
    if not near:
        return None, line
    left, right = max(near, key=lambda gap: gap[1] - gap[0])
    digit = tightened(sheet, Box(first.left, first.top, left, first.bottom))
    rest = tightened(sheet, Box(right, first.top, first.right, first.bottom))
    if digit is None or rest is None or digit.width > _DIGIT_WIDTH * height or digit.height < 0.5 * height:
        return None, line
    return digit, (rest, *line[1:])


# --- soft keys -------------------------------------------------------------------------------------------------------


def _is_soft_keys(sheet: Sheet, lines: list[Line], body: tuple[int, int, int], slots: int) -> bool:
    line = lines[-1]
    whole = around(line)
    if whole.center_y < _SOFT_KEYS_BEGIN * sheet.height:
        return False
    slot_width = sheet.width / slots
    if len(line) > 1 and all(abs(box.center_x / slot_width % 1 - 0.5) < _WELL_INSIDE for box in line):
        return True
    others = [around(other) for other in lines[:-1]]
    if _differs(_ground_at(sheet, line[0]), body) or len(line) > 1 or not others:
        digit = place_row(sheet, line).digit
        return digit is None or not any(abs(digit.left - other.left) < 0.5 * whole.height for other in others)
    slot_center = (int(whole.center_x / slot_width) + 0.5) * slot_width
    in_slot = abs(whole.center_x - slot_center) < 0.15 * slot_width and whole.width <= 1.1 * slot_width
    return in_slot or all(abs(whole.left - other.left) >= 0.5 * whole.height for other in others)


def _place_soft_keys(sheet: Sheet, line: Line, slots: int) -> list[tuple[int, Box]]:
    """Words of one slot are one label; a word near the border of two slots belongs to the word that it is nearer to."""
    height, slot_width = around(line).height, sheet.width / slots
    words = _words(sheet, line, 0.2 * height)
    owner = list(range(len(words)))
    for index, word in enumerate(words):
        neighbour = _neighbour(words, index, 0.6 * height, slot_width)
        if neighbour is not None and abs(word.center_x / slot_width % 1 - 0.5) > _WELL_INSIDE:
            owner = [owner[neighbour] if one == owner[index] else one for one in owner]
    placed: dict[int, Box] = {}
    for name in sorted(set(owner)):
        label = around([word for word, one in zip(words, owner, strict=True) if one == name])
        slot = int(label.center_x / slot_width) + 1
        placed[slot] = placed[slot].around(label) if slot in placed else label
    return sorted(placed.items())


def _neighbour(words: list[Box], index: int, widest: float, slot_width: float) -> int | None:
    """The nearer of the words beside a word, unless the gap is wide or lies where two slots meet."""
    near = []
    for right in (index, index + 1):
        if not 0 < right < len(words):
            continue
        gap = words[right].left - words[right - 1].right
        same_slot = int((words[right - 1].right - 1) / slot_width) == int((words[right].left + 1) / slot_width)
        if gap <= widest and same_slot:
            near.append((gap, right - 1 if right == index else right))
    return min(near)[1] if near else None


def _words(sheet: Sheet, line: Line, least_gap: float) -> list[Box]:
    words: list[Box] = []
    for segment in line:
        left = segment.left
        for gap in [*gaps_in(sheet, segment), (segment.right, segment.right + int(least_gap) + 1)]:
            if gap[1] - gap[0] < least_gap:
                continue
            word = tightened(sheet, Box(left, segment.top, gap[0], segment.bottom))
            if word is not None:
                words.append(word)
            left = gap[1]
    return words
