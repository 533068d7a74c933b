"""Every screen that simulated phones can show: found by pressing keys, without repeating one."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass, replace

from eraser.simulator.description import Description
from eraser.simulator.handset import Handset, new_state
from eraser.simulator.hardware import hardware_of
from eraser.simulator.menus import hostile_layouts_for, layouts_for
from eraser.simulator.panel import Panel
from eraser.simulator.screens import draw
from eraser.simulator.state import Quirks, Spec, TrustList

MODELS = ("CP-7945G", "CP-7821", "CP-8841", "CP-8851", "CP-9971", "CP-7940G")
_DEEPEST = 7  # keys from the idle screen
_PLAIN = Quirks(redraw_s=0.0)
_ODD = Quirks(redraw_s=0.0, confirm_keys=2, notice_after=True, unlock_soft_key=True)
_UNLOCK = ("Key:KeyPadStar", "Key:KeyPadStar", "Key:KeyPadPound")


@dataclass(frozen=True)
class Shown:
    """A screen, and the picture of it."""

    model: str
    description: Description
    picture: bytes
    soft_key_slots: int


def _spec(model: str, layout: str, quirks: Quirks) -> Spec:
    return Spec(
        name="SEP001122334455",
        model=model,
        firmware="x",
        serial="FCH00000000",
        directory_number="2001",
        layout=layout,
        quirks=quirks,
    )


def _moves(model: str, screen: Description) -> list[tuple[str, ...]]:
    """The keys that may lead to another screen; what is keyed in character by character is not followed."""
    if any(row.label.strip("*0123456789") == "" for row in screen.rows):
        return []
    digits = [(f"Key:KeyPad{row.digit}",) for row in screen.rows if row.digit]
    soft = [(f"Key:Soft{key.slot}",) for key in screen.soft_keys]
    down = [("Key:NavDwn",)] if len(screen.rows) > 1 else []
    unlock = [_UNLOCK] if screen.padlock == "locked" else []
    enter = [] if screen.rows else [(f"Key:{key}",) for key in hardware_of(model).menu_keys]
    return [*enter, *digits, *soft, *down, *unlock]


async def _press_all(model: str, layout: str, quirks: Quirks, keys: tuple[str, ...]) -> Description:
    old = TrustList("5D3C0A9E41F27B6688D01C35EFA2947B10CE63D8")
    state = new_state(_spec(model, layout, quirks), old_itl=old, old_ctl=old)
    handset = Handset(state, offered_itl=old, offered_ctl=None)
    for key in keys:
        handset.press(key)
        await asyncio.sleep(0)
    return handset.describe()


def walk(model: str) -> Iterator[Shown]:
    """All screens of all layouts of a model, and those of phones that ask twice and have an Unlock soft key."""
    panel: Panel = hardware_of(model).panel
    seen: set[Description] = set()
    ordinary = layouts_for(model)
    alike = {*layouts_for("CP-8841"), *hostile_layouts_for("CP-8841")} if model == "CP-8851" else set()
    phones = [(layout, _PLAIN) for layout in (*ordinary, *hostile_layouts_for(model)) if layout not in alike]
    phones.append((ordinary[0], _ODD))
    for layout, quirks in phones:
        for description in asyncio.run(_walk_layout(model, layout, quirks)):
            if replace(description, clock="") not in seen:
                seen.add(replace(description, clock=""))
                yield Shown(model, description, draw(description, panel), panel.soft_slots)


async def _walk_layout(model: str, layout: str, quirks: Quirks) -> list[Description]:
    found = [await _press_all(model, layout, quirks, ())]
    seen = {replace(found[0], clock="")}
    ends = [((), found[0])]
    for _ in range(_DEEPEST):
        longer: list[tuple[tuple[str, ...], Description]] = []
        for path, at in ends:
            for move in _moves(model, at):
                screen = await _press_all(model, layout, quirks, path + move)
                if replace(screen, clock="") not in seen:
                    seen.add(replace(screen, clock=""))
                    found.append(screen)
                    longer.append((path + move, screen))
        ends = longer
    return found
