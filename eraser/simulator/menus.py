"""All menus that simulated phones can have. Written from phones §2.1 to §2.5 and §9, never from the drivers."""

from __future__ import annotations

from eraser.simulator import menus_7900, menus_8800
from eraser.simulator.hardware import model_digits
from eraser.simulator.layout import Layout

LAYOUTS: dict[str, Layout] = {
    layout.name: layout
    for layout in (
        *menus_7900.ORDINARY,
        *menus_7900.HOSTILE,
        *menus_7900.NO_LIST,
        *menus_8800.ORDINARY,
        *menus_8800.HOSTILE,
    )
}


def layouts_for(model: str) -> tuple[str, ...]:
    """Names of the layouts that field tools report for this model (`CP-8841`)."""
    digits = model_digits(model)
    return tuple(name for name, layout in LAYOUTS.items() if digits in layout.models and not layout.hostile)


def hostile_layouts_for(model: str) -> tuple[str, ...]:
    """Names of the layouts on which the digits of field tools lead to a wrong place."""
    digits = model_digits(model)
    return tuple(name for name, layout in LAYOUTS.items() if digits in layout.models and layout.hostile)
