"""From ink to segments (a stretch of text without a wide gap) and lines (segments at one height)."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

from eraser.sight.ink import INK, Sheet, runs

MOST_PIECES = 1000  # a full screen has about 100 with its dots; noise has 100,000, and each is compared with each
MOST_SEGMENTS = 80  # a full text screen of 800 × 480 has about 40; more is a photograph, and its smallest are dropped
_WORD_GAP = 0.75  # of a letter's height: gaps below are inside a stretch of text
_ICON_HEIGHT = 1.95  # of a letter's height at least, in one piece; a j or a bracket of small letters is 1.9
_CROP_MARGIN = 0.3  # of the text's height, white on all sides: measured best for the recogniser, at all sizes
_CROP_LEVELS = 16  # greys in a crop: the same word in other colours gives the same bytes, and is read once


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle of pixels; right and bottom are outside it."""

    left: int
    top: int
    right: int
    bottom: int

    @property
    def width(self) -> int:
        return self.right - self.left

    @property
    def height(self) -> int:
        return self.bottom - self.top

    @property
    def center_x(self) -> float:
        return (self.left + self.right) / 2

    @property
    def center_y(self) -> float:
        return (self.top + self.bottom) / 2

    def around(self, other: Box) -> Box:
        """The smallest box that holds both."""
        return Box(
            min(self.left, other.left),
            min(self.top, other.top),
            max(self.right, other.right),
            max(self.bottom, other.bottom),
        )


Line = tuple[Box, ...]
"""Segments at one height, from left to right."""


def around(boxes: Line | list[Box]) -> Box:
    """The smallest box that holds all."""
    whole = boxes[0]
    for box in boxes[1:]:
        whole = whole.around(box)
    return whole


def text_height(mask: NDArray[np.uint8]) -> int:
    """About the height of a capital letter in pixels; 0 if there is nothing like letters."""
    _, _, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=8)
    heights = stats[1:, cv2.CC_STAT_HEIGHT]
    heights = heights[(heights >= 4) & (heights <= max(12, 0.15 * mask.shape[0]))]
    return int(np.percentile(heights, 70)) if heights.size else 0


def find_lines(sheet: Sheet) -> list[Line]:
    """The lines of text from top to bottom."""
    mask = (sheet.depth > INK).astype(np.uint8)
    letter = text_height(mask)
    if letter == 0:
        return []
    reach = max(3, round(_WORD_GAP * letter))
    padded = cv2.copyMakeBorder(
        mask, 0, 0, reach, reach, cv2.BORDER_CONSTANT, value=0
    )  # sides of the screen are no ink
    smeared = cv2.morphologyEx(padded, cv2.MORPH_CLOSE, np.ones((1, reach), np.uint8))[:, reach:-reach]
    count, labels, stats, _ = cv2.connectedComponentsWithStats(smeared, connectivity=8)
    boxes: list[Box] = []
    for index in range(1, count):
        left, top, wide, high, _area = (int(value) for value in stats[index])
        box = Box(left, top, left + wide, top + high)
        if high > 1.7 * letter:
            own = mask[top : box.bottom, left : box.right] * (labels[top : box.bottom, left : box.right] == index)
            boxes += [] if _is_icon(own, letter) else _split_stacked(own, box, letter)
        else:
            boxes.append(box)
    if len(boxes) > MOST_PIECES:
        boxes = _largest(boxes, MOST_PIECES)
    boxes = _largest(_with_dots(boxes, letter), MOST_SEGMENTS)
    return _join_lines(boxes, letter)


def _is_icon(own: NDArray[np.uint8], letter: int) -> bool:
    """One piece that is much higher than letters, and about as wide as high."""
    high, wide = own.shape
    _, _, stats, _ = cv2.connectedComponentsWithStats(own, connectivity=8)
    return high >= 16 and wide <= 2 * high and bool((stats[1:, cv2.CC_STAT_HEIGHT] > _ICON_HEIGHT * letter).any())


def _largest(boxes: list[Box], most: int) -> list[Box]:
    return sorted(boxes, key=lambda box: -box.width * box.height)[:most]


def _split_stacked(own: NDArray[np.uint8], box: Box, letter: int) -> list[Box]:
    """Lines that touch each other (a g above an l) come apart where the least ink is."""
    rows = own.sum(axis=1)
    busy = rows > max(1, 0.08 * rows.max())
    tall = [(top, bottom) for top, bottom in runs(busy) if bottom - top >= 0.6 * letter]
    if len(tall) < 2:
        return [box]
    cuts = [0]
    for (_, above), (below, _) in pairwise(tall):
        cuts.append(above + int(np.argmin(rows[above:below])) if below > above else above)
    cuts.append(len(rows))
    return [Box(box.left, box.top + top, box.right, box.top + bottom) for top, bottom in pairwise(cuts)]


def _with_dots(boxes: list[Box], letter: int) -> list[Box]:
    """Dots of an i, accents and commas go to the text that they belong to; lone specks are dropped."""
    words = [box for box in boxes if box.height >= 0.5 * letter]
    for speck in boxes:
        if speck.height >= 0.5 * letter:
            continue
        gaps = [
            (max(word.top - speck.bottom, speck.top - word.bottom, 0), speck.top > word.top, index)
            for index, word in enumerate(words)
            if word.left - letter * _WORD_GAP <= speck.center_x <= word.right + letter * _WORD_GAP
        ]
        if gaps and min(gaps)[0] <= 0.5 * letter:
            index = min(gaps)[2]
            words[index] = words[index].around(speck)
    return words


def _join_lines(boxes: list[Box], letter: int) -> list[Line]:
    lines: list[list[Box]] = []
    for box in sorted(boxes, key=lambda one: one.center_y):
        for line in reversed(lines):
            shared = min(box.bottom, line[0].bottom) - max(box.top, line[0].top)
            if shared > 0.5 * min(box.height, line[0].height):
                line.append(box)
                break
        else:
            lines.append([box])
    joined = [_join_touching(sorted(line, key=lambda one: one.left), letter) for line in lines]
    return sorted(joined, key=lambda line: around(line).center_y)


def _join_touching(line: list[Box], letter: int) -> Line:
    """What the dots and splits left apart although there is no wide gap."""
    joined = [line[0]]
    for box in line[1:]:
        if box.left - joined[-1].right < _WORD_GAP * letter:
            joined[-1] = joined[-1].around(box)
        else:
            joined.append(box)
    return tuple(joined)


def gaps_in(sheet: Sheet, box: Box) -> list[tuple[int, int]]:
    """Columns without ink inside a box, as (left, right) from the left side of the sheet."""
    empty = sheet.depth[box.top : box.bottom, box.left : box.right].max(axis=0) <= INK
    return [(box.left + first, box.left + behind) for first, behind in runs(empty)]


def tightened(sheet: Sheet, box: Box) -> Box | None:
    """The box without empty sides; None if there is no ink in it."""
    ink = sheet.depth[box.top : box.bottom, box.left : box.right] > INK
    rows, columns = np.flatnonzero(ink.any(axis=1)), np.flatnonzero(ink.any(axis=0))
    if rows.size == 0:
        return None
    return Box(
        box.left + int(columns[0]), box.top + int(rows[0]), box.left + int(columns[-1]) + 1, box.top + int(rows[-1]) + 1
    )


def crop(sheet: Sheet, box: Box) -> NDArray[np.uint8]:
    """One stretch of text, dark on white, with a margin, in few greys."""
    depth = sheet.depth[box.top : box.bottom, max(0, box.left - 1) : box.right + 1]  # with the soft edge of an I or N
    strongest = max(int(np.percentile(depth, 98)), INK)
    levels = np.minimum(depth.astype(np.uint32) * (_CROP_LEVELS - 1) // strongest, _CROP_LEVELS - 1)
    grey = (255 - levels * 255 // (_CROP_LEVELS - 1)).astype(np.uint8)
    margin = max(2, round(_CROP_MARGIN * box.height))
    return np.pad(grey, margin, constant_values=255)
