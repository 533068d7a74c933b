"""Where there is ink, and on which ground: the first step from pixels to text.

A phone's screen is made of flat bands: title bar, body, the highlighted bar, soft-key boxes. So the ground of a row of
pixels is its most frequent colour, and ink is what differs from it. A band or box narrower than half the screen comes
out as one large filled piece of ink, a *panel*, and is looked at again by itself. Only where no colour prevails (a
wallpaper) is ink what is thin and differs from its surroundings.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

from eraser.sight.picture import Pixels

INK = 44  # of 255: least difference to the ground; grey text of rows that can not be chosen differs by about 90
SAME = 24  # of 255: colours nearer than this are one ground (JPEG noise, dithering, gradients)
_KEPT_SHARE = 0.25  # of a row's pixels that still have the colour of the row above: boxes may hide the rest of it
_FLAT_SHARE = 0.25  # of a row's pixels that have the ground's colour; less is a wallpaper
_DEEPEST_PANEL = 3  # screen, dialogue, bar in the dialogue


@dataclass(frozen=True, slots=True)
class Sheet:
    """A picture as ink on ground: `depth` is how far each pixel is from its ground (0–255), `ground` its colour."""

    depth: NDArray[np.uint8]
    ground: Pixels

    @property
    def height(self) -> int:
        return int(self.depth.shape[0])

    @property
    def width(self) -> int:
        return int(self.depth.shape[1])


def lay_ink(pixels: Pixels) -> Sheet:
    """Ink and ground of a whole picture."""
    sheet = Sheet(np.zeros(pixels.shape[:2], np.uint8), pixels.copy())
    _lay(pixels, sheet, pixels.shape[:2], 0)
    return sheet


def difference(pixels: Pixels, colour: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """How far each pixel is from a colour, or from the colour of its row; the channel that differs most counts."""
    red, green, blue = cv2.split(cv2.absdiff(pixels, np.ascontiguousarray(np.broadcast_to(colour, pixels.shape))))
    return np.asarray(cv2.max(cv2.max(red, green), blue), np.uint8)


def _lay(pixels: Pixels, sheet: Sheet, screen: tuple[int, ...], panel_level: int) -> None:
    """Fills `sheet` (views of the same shape as `pixels`); `screen` is (height, width) of the whole picture."""
    ground, flat = _ground_of_rows(pixels)
    ground_map = np.broadcast_to(ground[:, None, :], pixels.shape)
    depth = difference(pixels, ground_map)
    if not flat.all():
        depth[~flat], ground_map = _rough_depth(pixels)[~flat], np.ascontiguousarray(ground_map)
    sheet.depth[:] = depth
    sheet.ground[:] = ground_map
    _let_neighbours_through(pixels, sheet, ground)
    if panel_level < _DEEPEST_PANEL:
        _open_panels(pixels, sheet, screen, panel_level)


def _ground_of_rows(pixels: Pixels) -> tuple[Pixels, NDArray[np.bool_]]:
    """The ground's colour of each row of pixels, and whether it prevails there."""
    coarse = (pixels >> 4).astype(np.int32)
    bins = (coarse[:, :, 0] << 8) | (coarse[:, :, 1] << 4) | coarse[:, :, 2]
    colours = np.zeros((len(pixels), 3), np.uint8)
    lines = pixels.reshape(len(pixels), -1)
    repeated = np.concatenate(([False], (lines[1:] == lines[:-1]).all(axis=1)))
    for row in range(len(pixels)):
        if repeated[row]:
            colours[row] = colours[row - 1]
            continue
        own = difference(pixels[row : row + 1], colours[max(row - 1, 0)])[0] < SAME
        if row == 0 or np.count_nonzero(own) < _KEPT_SHARE * own.size:
            own = bins[row] == np.bincount(bins[row]).argmax()
        colours[row] = pixels[row][own].mean(axis=0)
    ground = _without_thin_bands(pixels, colours)
    rough = (difference(pixels, ground[:, None, :]) < SAME).mean(axis=1) < _FLAT_SHARE
    for top, bottom in runs(rough):
        if bottom - top < max(8, len(pixels) // 20):  # the upper and lower lines of outlined boxes, no wallpaper
            rough[top:bottom] = False
    return ground, ~rough


def runs(flags: NDArray[np.bool_]) -> list[tuple[int, int]]:
    """Stretches of true values, as (first, behind the last)."""
    edges = np.flatnonzero(np.diff(np.concatenate(([False], flags, [False])).astype(np.int8)))
    return [(int(first), int(behind)) for first, behind in zip(edges[::2], edges[1::2], strict=True)]


def _bands(ground: Pixels) -> list[tuple[int, int]]:
    """Runs of rows whose ground hardly changes from one to the next."""
    steps = np.abs(np.diff(ground.astype(np.int16), axis=0)).max(axis=1) >= SAME
    edges = [0, *(np.flatnonzero(steps) + 1).tolist(), len(ground)]
    return list(pairwise(edges))


def _without_thin_bands(pixels: Pixels, ground: Pixels) -> Pixels:
    """Rules, and rows of pixels that lie in the strokes of an E or T, get the ground of their neighbours."""
    thinnest = max(4, len(ground) // 40)
    ground = ground.copy()
    bands = _bands(ground)
    thick = [band for band in bands if band[1] - band[0] >= thinnest]
    if not thick:
        return ground
    for top, bottom in bands:
        if bottom - top >= thinnest:
            continue
        above = max((band for band in thick if band[1] <= top), default=None)
        below = min((band for band in thick if band[0] >= bottom), default=None)
        choices = [ground[band[1] - 1] for band in (above,) if band] + [ground[band[0]] for band in (below,) if band]
        for row in range(top, bottom):
            covers = [np.count_nonzero(difference(pixels[row : row + 1], choice) < SAME) for choice in choices]
            ground[row] = choices[int(np.argmax(covers))]
    return ground


def _rough_depth(pixels: Pixels) -> NDArray[np.uint8]:
    """Ink on a ground without a prevailing colour: what is thinner than a letter's strokes could be."""
    side = max(5, 2 * round(len(pixels) / 80) + 1)
    kernel = np.ones((side, side), np.uint8)
    bright = cv2.morphologyEx(pixels, cv2.MORPH_TOPHAT, kernel)
    dark = cv2.morphologyEx(pixels, cv2.MORPH_BLACKHAT, kernel)
    return np.asarray(np.maximum(bright, dark).max(axis=2), np.uint8)


def _let_neighbours_through(pixels: Pixels, sheet: Sheet, ground: Pixels) -> None:
    """Gaps between boxes, and the body beside a bar that does not reach the sides: the ground of the band above or
    below shows over the whole height of this band, and is no ink."""
    for top, bottom in _bands(ground):
        if bottom - top < 8:
            continue
        outside = [ground[row] for row in (top - 1, bottom) if 0 <= row < len(ground)]
        depth = sheet.depth[top:bottom]
        for colour in outside:
            alike = (difference(pixels[top:bottom], colour) < INK) & (depth > INK)
            if not alike.any():
                continue
            count, labels, stats, _ = cv2.connectedComponentsWithStats(alike.astype(np.uint8), connectivity=4)
            for index in range(1, count):
                if stats[index, cv2.CC_STAT_HEIGHT] >= 0.85 * (bottom - top):
                    depth[labels == index] = 0
                    sheet.ground[top:bottom][labels == index] = colour


def _open_panels(pixels: Pixels, sheet: Sheet, screen: tuple[int, ...], panel_level: int) -> None:
    """Looks at each large filled piece of ink as a sheet of its own, and takes away frames and rules."""
    height, width = screen
    count, labels, stats, _ = cv2.connectedComponentsWithStats((sheet.depth > INK).astype(np.uint8), connectivity=8)
    for index in range(1, count):
        left, top, wide, high, area = (int(value) for value in stats[index])
        if wide == sheet.width and high == sheet.height:
            continue
        view = (slice(top, top + high), slice(left, left + wide))
        piece = labels[view] == index
        if _is_rule(wide, high, width, height) or _is_frame(piece, width, height):
            sheet.depth[view][piece] = 0
        elif _is_panel(piece, area, width, height):
            _open_panel(pixels[view], Sheet(sheet.depth[view], sheet.ground[view]), piece, screen, panel_level)


def _is_rule(wide: int, high: int, width: int, height: int) -> bool:
    """A separating line, or a scroll bar."""
    lying = wide >= 0.4 * width and high <= max(3, height // 50)
    standing = high >= max(24, 0.12 * height) and wide <= max(3, width // 30) and high >= 5 * wide
    return lying or standing


def _sides(piece: NDArray[np.bool_]) -> tuple[float, float, float, float]:
    """How much of each side of its box a piece touches: upper, lower, left, right."""
    upper, lower = float(piece[:2].any(axis=0).mean()), float(piece[-2:].any(axis=0).mean())
    return upper, lower, float(piece[:, :2].any(axis=1).mean()), float(piece[:, -2:].any(axis=1).mean())


def _is_frame(piece: NDArray[np.bool_], width: int, height: int) -> bool:
    """An outline; its upper or lower side may be one with a bar next to it."""
    high, wide = piece.shape
    if wide < 0.12 * width or high < max(8, 0.06 * height) or piece.mean() > 0.5:
        return False
    upper, lower, left, right = _sides(piece)
    return max(upper, lower) > 0.7 and min(left, right) > 0.7


def _is_panel(piece: NDArray[np.bool_], area: int, width: int, height: int) -> bool:
    high, wide = piece.shape
    if area < 0.5 * wide * high or high < 8:
        return False
    bar_or_box = wide >= max(0.12 * width, 1.8 * high) and high >= 0.05 * height
    dialogue = wide >= 0.25 * width and high >= 0.2 * height
    upper, lower, left, right = _sides(piece)
    return (bar_or_box or dialogue) and min(upper, lower) > 0.7 and min(left, right) > 0.5  # corners may be round


def _open_panel(
    pixels: Pixels, sheet: Sheet, piece: NDArray[np.bool_], screen: tuple[int, ...], panel_level: int
) -> None:
    outlines, _ = cv2.findContours(piece.astype(np.uint8), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    filled = cv2.drawContours(np.zeros(piece.shape, np.uint8), outlines, -1, 1, cv2.FILLED)
    inside = cv2.erode(filled, np.ones((3, 3), np.uint8), borderType=cv2.BORDER_CONSTANT, borderValue=0) > 0
    inner = Sheet(np.zeros_like(sheet.depth), sheet.ground.copy())
    _lay(pixels, inner, screen, panel_level + 1)
    _wipe_sides(inner.depth)
    sheet.depth[filled > 0] = 0
    sheet.depth[inside] = inner.depth[inside]
    sheet.ground[filled > 0] = inner.ground[filled > 0]


def _wipe_sides(depth: NDArray[np.uint8]) -> None:
    """Takes away the panel's own border: ink that runs along the whole of a side."""
    count, labels, stats, _ = cv2.connectedComponentsWithStats((depth > INK).astype(np.uint8), connectivity=8)
    height, width = depth.shape
    for index in range(1, count):
        left, top, wide, high, _area = (int(value) for value in stats[index])
        at_side = left <= 1 or top <= 1 or left + wide >= width - 1 or top + high >= height - 1
        if at_side and (high >= 0.8 * height or wide >= 0.8 * width):
            depth[labels == index] = 0
