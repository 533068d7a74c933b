"""What stands on a phone's screen, as read from its picture."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

Area = tuple[int, int, int, int]
"""A rectangle of a picture in pixels: left, top, right, bottom; right and bottom are outside it."""


class Padlock(StrEnum):
    """The padlock icon of 79xx settings screens (phones §2.2)."""

    LOCKED = "locked"
    UNLOCKED = "unlocked"


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a menu or list: the digit printed before it (None: none printed or none read), its text, chosen or
    not."""

    label: str
    digit: str | None = None
    selected: bool = False


@dataclass(frozen=True, slots=True)
class SoftKeyText:
    """What is written on a soft key, and its slot: 1 is the leftmost (`Soft1`)."""

    slot: int
    label: str


@dataclass(frozen=True, slots=True)
class Screen:
    """A screen as read: title, rows from top to bottom, soft keys from left to right, padlock (None: no icon), dark
    or not. `free`: where its picture may differ and is still the picture of this screen (a clock); a reader that
    can not tell leaves it empty."""

    title: str = ""
    rows: tuple[Row, ...] = ()
    soft_keys: tuple[SoftKeyText, ...] = ()
    padlock: Padlock | None = None
    dark: bool = False
    confidence: float = 1.0
    free: tuple[Area, ...] = field(default=(), compare=False)

    @property
    def selected(self) -> Row | None:
        """The highlighted row, if one is."""
        return next((row for row in self.rows if row.selected), None)
