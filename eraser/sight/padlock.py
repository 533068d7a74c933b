"""The padlock icon at the right end of the title band of 79xx settings screens (phones §2.2).

A filled body about as wide as high, an arched shackle above it. Locked: both legs of the shackle reach the body.
Unlocked: one of them ends clearly above it, or the shackle is swung aside.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from eraser.model.screen import Padlock
from eraser.sight.ink import INK, Sheet, runs
from eraser.sight.lines import Box

_TITLE_BAND = 0.27  # of the screen's height; the title bars of all families end above
_TITLE_MIDDLE = 0.17  # of the screen's height: the icon's middle lies above
_RIGHT_PART = 0.6  # the icon lies to the right of this share of the width
_MOST_PIECES = 300  # a title band has about 30; more is a wallpaper or noise, and each is compared with each
_STRONG = 0.5  # of the strongest difference: soft edges are not ink when a gap of one pixel counts


def find_padlock(sheet: Sheet) -> tuple[Padlock, Box] | None:
    """The padlock and where it is; None if there is no such icon."""
    bottom, left = int(_TITLE_BAND * sheet.height), int(_RIGHT_PART * sheet.width)
    band = sheet.depth[:bottom, left:]
    mask = (band > max(60.0, _STRONG * float(band.max()))).astype(np.uint8)
    count, _, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=8)
    if count > _MOST_PIECES:
        return None
    boxes = [
        Box(int(x), int(y), int(x + w), int(y + h)) for x, y, w, h, _area in (stats[index] for index in range(1, count))
    ]
    for body in sorted(boxes, key=lambda box: -box.right):
        for icon in (body, *_with_loose_shackle(body, boxes)):
            if icon.center_y > _TITLE_MIDDLE * sheet.height:
                continue
            state = _judge(mask[icon.top : icon.bottom, icon.left : icon.right] > 0)
            if state is not None and _stands_alone(icon, band > INK):
                return state, Box(icon.left + left, icon.top, icon.right + left, icon.bottom)
    return None


def _stands_alone(icon: Box, mask: NDArray[np.bool_]) -> bool:
    """Digits of a clock, which may look like an icon, have neighbours."""
    reach = max(3, icon.height // 4)
    left = mask[icon.top : icon.bottom, max(0, icon.left - reach) : max(0, icon.left - 1)]  # behind the soft edge
    right = mask[icon.top : icon.bottom, icon.right + 1 : icon.right + reach]
    return not left.any() and not right.any()


def _with_loose_shackle(body: Box, boxes: list[Box]) -> list[Box]:
    """The body with a piece that lies just above it without touching."""
    reach = max(2, body.height // 2)
    return [
        body.around(box)
        for box in boxes
        if box.top < body.top
        and 0 <= body.top - box.bottom <= reach
        and box.right > body.left
        and box.left < body.right
        and box.width <= 1.6 * body.width
    ]


def _body_rows(icon: NDArray[np.bool_]) -> tuple[int, int, int] | None:
    """(top, left, right) of the filled body that ends the icon below."""
    bottom_run = max(runs(icon[-1]) or [(0, 0)], key=lambda run: run[1] - run[0])
    middle = icon.shape[0] * 3 // 4
    across = runs(icon[middle])
    if not across:
        return None
    left, right = across[0][0], across[-1][1]
    if right - left < 4 or bottom_run[1] - bottom_run[0] < 0.6 * (right - left):
        return None
    top = icon.shape[0]
    while top > 0:
        inside = icon[top - 1, left:right]
        ends = inside[: max(1, len(inside) // 5)].any() and inside[-max(1, len(inside) // 5) :].any()
        if inside.mean() < 0.7 and not (ends and inside.mean() >= 0.55 and top - 1 > icon.shape[0] // 2):
            break
        top -= 1
    return top, left, right


def _judge(icon: NDArray[np.bool_]) -> Padlock | None:
    high, wide = icon.shape
    if high < 7 or wide < 4 or not 0.8 <= high / wide <= 2.6:
        return None
    body = _body_rows(icon)
    if body is None:
        return None
    top, left, right = body
    body_high, body_wide = high - top, right - left
    if top < 0.25 * high or body_high < 0.3 * high or not 0.6 <= body_wide / body_high <= 2.2:
        return None
    if icon[top:, left:right].mean() < (0.8 if body_high >= 10 else 0.9):  # a keyhole is allowed for in a large one
        return None
    if icon[top:].sum() > 1.05 * icon[top:, left:right].sum():  # the foot of a 1
        return None
    return _judge_shackle(icon[:top], left, right)


def _judge_shackle(shackle: NDArray[np.bool_], left: int, right: int) -> Padlock | None:
    """Legs are counted from the arch down to the body; the arch is the first row of ink."""
    legs = [len(runs(row)) for row in shackle]
    if not legs or legs[0] != 1 or 2 not in legs or max(legs) > 2:
        return None
    arch = runs(shackle[0])[0]
    if arch[0] <= left - 0.1 * (right - left) or arch[1] > right + 0.1 * (right - left):
        return Padlock.UNLOCKED if legs[-1] == 1 else None
    shortest_gap = max(1, round(0.12 * len(shackle)))
    above_body = legs[-shortest_gap:]
    if all(count == 2 for count in above_body):
        return Padlock.LOCKED
    if all(count < 2 for count in above_body):
        return Padlock.UNLOCKED
    return None
