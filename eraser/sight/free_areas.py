"""Where the picture of a screen may differ although it is the same screen.

A wrong yes here lets a changed screen pass as a known one, so only two things are free, and both by reasons that do not
depend on what will stand there:

- The clock behind the title, if it stands so far behind that the reader would not take it for the title's next word,
  whatever it said. Its band is as high as the clock: a padlock is higher, a longer title begins before it.
- The numbers of a screen that says nothing but numbers (an idle screen with its line's number). No key is confirmed on
  such a screen, since it names nothing, whatever takes their place.

Menu digits, rows, soft keys, the bar and the padlock are never free.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from eraser.model.screen import Area, Row
from eraser.sight.lines import Box, Line

TITLE_GAP = 1.6  # of the text's height: what stands further behind the title is another thing
TIME_OR_DATE = re.compile(
    r"(\d{1,2}[:.]\d{2}([:.]\d{2})?\s?([ap]\.?m?\.?)?|\d{1,4}[./-]\d{1,2}([./-]\d{2,4})?|\s|,|mon|tue|wed|thu|fri|sat|sun)+",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"[\d\s+*#().:/-]{2,}")
_SOFT_EDGE = 2  # pixels above and below: soft edges, and a 0 that is a pixel higher than a 1
_WIDER = 2.0  # of the text's height on both sides: 10:00 is a digit wider than 9:59
_STEP = 8  # pixels: areas begin and end on this grid, so that a fleet's clocks have few different ones


@dataclass(slots=True)
class TitleLine:
    """What stands in the title's line: all boxes, where the title ends, and the boxes of clocks and dates."""

    boxes: Line
    end: int = 0
    clocks: list[Box] = field(default_factory=list)


def clocks_behind(line: TitleLine, width: int) -> tuple[Area, ...]:
    """The clocks that are no part of the title by their place alone."""
    areas = []
    for clock in line.clocks:
        begins = line.end + int(TITLE_GAP * clock.height) + 1
        if line.end == 0 or clock.left < begins:
            continue
        before = max((box.right for box in line.boxes if box.right <= clock.left and box not in line.clocks), default=0)
        behind = min((box.left for box in line.boxes if box.left >= clock.right), default=width)
        ((left, top, right, bottom),) = widened([clock], width)
        areas.append((max(left, begins, before), top, min(right, behind), bottom))
    return _on_grid(areas)


def is_only_numbers(title: str, rows: Sequence[Row]) -> bool:
    """Whether the screen says nothing but numbers: no digit that chooses, nothing chosen, no word."""
    texts = [title, *(row.label for row in rows)] if title else [row.label for row in rows]
    plain = not any(row.selected or row.digit is not None for row in rows)
    return bool(texts) and plain and all(_NUMBER.fullmatch(text) for text in texts)


def widened(boxes: Sequence[Box], width: int) -> tuple[Area, ...]:
    """Boxes with room for other digits."""
    return _on_grid(
        (
            max(0, box.left - int(_WIDER * box.height)),
            max(0, box.top - _SOFT_EDGE),
            min(width, box.right + int(_WIDER * box.height)),
            box.bottom + _SOFT_EDGE,
        )
        for box in boxes
    )


def _on_grid(areas: Iterable[Area]) -> tuple[Area, ...]:
    """The areas, no larger than they were."""
    placed = ((-(-left // _STEP) * _STEP, top, right // _STEP * _STEP, bottom) for left, top, right, bottom in areas)
    return tuple(area for area in placed if area[0] < area[2])


def beside(padlock: Box, areas: Sequence[Area]) -> tuple[Area, ...]:
    """The areas without what would reach into the padlock."""
    return tuple(
        (left, top, min(right, padlock.left - 1) if left < padlock.left < right else right, bottom)
        for left, top, right, bottom in areas
        if not padlock.left <= left < padlock.right
    )
