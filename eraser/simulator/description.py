"""What stands on a simulated phone's screen: the truth that the picture draws."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

PadlockSeen = Literal["locked", "unlocked"]


@dataclass(frozen=True, slots=True)
class RowShown:
    """One visible row; `digit` is printed before the label where digits choose rows."""

    label: str
    digit: str | None = None
    selected: bool = False


@dataclass(frozen=True, slots=True)
class SoftKeyShown:
    """A soft key's label over its slot; slot 1 is the leftmost."""

    slot: int
    label: str


@dataclass(frozen=True, slots=True)
class Description:
    """A screen in words. Rows are the visible ones; `more_above` and `more_below` say that others are scrolled away."""

    title: str = ""
    rows: tuple[RowShown, ...] = ()
    soft_keys: tuple[SoftKeyShown, ...] = ()
    padlock: PadlockSeen | None = None
    dark: bool = False
    clock: str = ""
    more_above: bool = False
    more_below: bool = False


DARK = Description(dark=True)
