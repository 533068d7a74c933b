"""All menus that simulated phones can have. Written from phones §2.1 to §2.5 and §9, never from the drivers."""

from __future__ import annotations

from eraser.simulator import menus_6900, menus_7900, menus_8800, menus_conference
from eraser.simulator.bodies_hosts import FAMILIES as HOSTS
from eraser.simulator.hardware import model_key
from eraser.simulator.layout import Entry, Layout, Menu, Plain

# Hosts to which no route is known show nothing that leads to an erase (phones §2.6).
_NO_ROUTE = Layout(
    "no-route",
    tuple(model for hardware in HOSTS for model in hardware.models),
    Menu("Settings", (Entry("Phone information", Plain("Phone information")),)),
)

LAYOUTS: dict[str, Layout] = {
    layout.name: layout
    for layout in (
        *menus_7900.ORDINARY,
        *menus_7900.HOSTILE,
        *menus_7900.NO_LIST,
        *menus_8800.ORDINARY,
        *menus_8800.HOSTILE,
        *menus_6900.ORDINARY,
        *menus_6900.HOSTILE,
        *menus_conference.ORDINARY,
        *menus_conference.HOSTILE,
        *(one for menus in (menus_7900, menus_8800, menus_conference) for one in menus.RARE),
        *(one for menus in (menus_7900, menus_8800, menus_6900, menus_conference) for one in menus.GERMAN),
        _NO_ROUTE,
    )
}


def layouts_for(model: str) -> tuple[str, ...]:
    """Names of the layouts that field tools report for this model (`CP-8841`)."""
    return tuple(layout.name for layout in _of(model) if layout.ordinary)


def hostile_layouts_for(model: str) -> tuple[str, ...]:
    """Names of the layouts on which the digits of field tools lead to a wrong place."""
    return tuple(layout.name for layout in _of(model) if layout.hostile)


def rare_layouts_for(model: str) -> tuple[str, ...]:
    """Names of the layouts that one tool alone tells of, for loads that others describe otherwise (phones §2.3)."""
    return tuple(layout.name for layout in _of(model) if layout.rare)


def layouts_in(language: str, model: str) -> tuple[str, ...]:
    """Names of the layouts whose screens are in this language (`de`), where it is not English."""
    return tuple(layout.name for layout in _of(model) if layout.language == language != "en")


def _of(model: str) -> tuple[Layout, ...]:
    key = model_key(model)
    return tuple(layout for layout in LAYOUTS.values() if key in layout.models)
