"""What stands next to each row and each soft key on the phones of a driver, as the simulator has them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from itertools import pairwise

from eraser.dsl import Driver
from eraser.simulator.hardware import hardware_of
from eraser.simulator.layout import Menu
from eraser.simulator.menus import LAYOUTS
from tests.drivers.walking import known_as


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What stands next to each row and each soft key on the phones of a driver."""

    rows: dict[str, tuple[str, ...]]
    soft_keys: dict[str, tuple[str, ...]]


def surroundings_of(driver: Driver) -> Surroundings:
    """From the menus and bodies of the simulated phones that the driver claims."""
    rows: dict[str, dict[str, None]] = {}
    soft: dict[str, dict[str, None]] = {}
    for known in filter(None, map(known_as, driver.models)):
        for name in known.layouts:
            _note_rows(LAYOUTS[name].root, rows)
        sets = hardware_of(known.model).soft_keys
        for keys in (getattr(sets, one.name) for one in fields(sets)):
            _note_pairs([key.label for key in keys], soft)
    return Surroundings(
        {one: tuple(near) for one, near in rows.items()}, {one: tuple(near) for one, near in soft.items()}
    )


def _note_rows(menu: Menu, found: dict[str, dict[str, None]]) -> None:
    _note_pairs([entry.label for entry in menu.entries], found)
    for entry in menu.entries:
        if isinstance(entry.opens, Menu):
            _note_rows(entry.opens, found)


def _note_pairs(labels: Sequence[str], found: dict[str, dict[str, None]]) -> None:
    for one, other in pairwise(labels):
        found.setdefault(one, {})[other] = None
        found.setdefault(other, {})[one] = None
