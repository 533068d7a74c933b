"""What phones of some kinds show on the way to the erase, and what else they might show instead."""

from __future__ import annotations

import asyncio
import string
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from random import Random

from eraser.simulator.description import Description, RowShown, SoftKeyShown
from eraser.simulator.hardware import hardware_of
from eraser.simulator.menus import layouts_for
from eraser.simulator.panel import Panel
from tests.engine.rig import Bench, HandsetChannel, make_handset
from tests.virtual_time import VirtualTimeLoop

# Model, and which of its layouts: kinds that look alike would share what is known.
KINDS = (("CP-7945G", 0), ("CP-7821", 0), ("CP-8841", 0), ("CP-9971", 0), ("CP-7841", 1), ("CP-8851", 1))


@dataclass
class _Seen(HandsetChannel):
    """Notes what the phone shows whenever the engine looks at it."""

    looks: list[Description] = field(default_factory=list)

    async def fetch_picture(self) -> bytes:
        self.looks.append(self.handset.describe())
        return await super().fetch_picture()


@dataclass
class _Watched(Bench):
    looks: list[Description] = field(default_factory=list)

    def open_channel(self, phone):
        return _Seen(self.handsets[0], looks=self.looks)


@dataclass(frozen=True)
class Way:
    """One kind of phones: its glass, and each screen that the engine sees on the way, once, the idle screen first."""

    model: str
    panel: Panel
    screens: tuple[Description, ...]

    def of_phone(self, dice: Random) -> tuple[Description, ...]:
        """The same way on another phone at another time."""
        number, clock = (
            str(dice.randrange(2000, 9999)),
            f"{dice.randrange(1, 13)}:{dice.randrange(60):02} {dice.choice('AP')}M",
        )
        shown = (replace(one, title=number) if is_idle(one) else one for one in self.screens)
        return tuple(replace(one, clock=clock) if one.clock else one for one in shown)


def is_idle(screen: Description) -> bool:
    return screen.title.isdigit()


def way_of(model: str, place: int) -> Way:
    """What the engine sees on a phone of this model in its layout at this place."""
    bench = _Watched([make_handset(model, layouts_for(model)[place])])
    with asyncio.Runner(loop_factory=VirtualTimeLoop) as runner:
        (result,) = runner.run(bench.work()).results
    assert result.outcome == "erased", result.detail
    screens = {replace(one, clock=""): one for one in bench.looks if not one.dark}
    return Way(model, hardware_of(model).panel, tuple(screens.values()))


# --- hostile changes -------------------------------------------------------------------------------------------------


def changed(screen: Description, dice: Random) -> tuple[str, Description]:
    """What was changed, and the screen with that change. The clock stays."""
    while True:
        name, other = dice.choice(tuple(_changes(screen, dice)))
        if other != screen:
            return name, other


def _changes(screen: Description, dice: Random) -> Iterator[tuple[str, Description]]:
    if not is_idle(screen):  # a number in place of a number is no change
        yield "a letter of the title", replace(screen, title=_another_letter(screen.title, dice))
        yield "another title", replace(screen, title=dice.choice(("All settings", "Network settings", "Reset device")))
    if screen.rows:
        yield from _changed_rows(screen, dice)
    if screen.soft_keys:
        yield from _changed_soft_keys(screen, dice)
    if screen.padlock:
        yield "the padlock", replace(screen, padlock="unlocked" if screen.padlock == "locked" else "locked")


def _changed_rows(screen: Description, dice: Random) -> Iterator[tuple[str, Description]]:
    rows, place = list(screen.rows), dice.randrange(len(screen.rows))

    def with_row(row: RowShown) -> Description:
        return replace(screen, rows=(*rows[:place], row, *rows[place + 1 :]))

    yield "a letter of a row", with_row(replace(rows[place], label=_another_letter(rows[place].label, dice)))
    yield "another row", with_row(replace(rows[place], label="All settings"))
    yield "a row less", replace(screen, rows=(*rows[:place], *rows[place + 1 :]))
    if len(rows) > 1:
        moved = [rows[place - 1].label, rows[place].label]
        two = {place: moved[0], place - 1 if place else len(rows) - 1: moved[1]}
        yield (
            "two rows moved",
            replace(screen, rows=tuple(replace(one, label=two.get(n, one.label)) for n, one in enumerate(rows))),
        )
        yield (
            "another row chosen",
            replace(screen, rows=tuple(replace(one, selected=n == place) for n, one in enumerate(rows))),
        )
    if rows[place].digit:
        yield "a digit", with_row(replace(rows[place], digit=dice.choice("123456789")))


def _changed_soft_keys(screen: Description, dice: Random) -> Iterator[tuple[str, Description]]:
    keys, place = list(screen.soft_keys), dice.randrange(len(screen.soft_keys))

    def with_key(key: SoftKeyShown) -> Description:
        return replace(screen, soft_keys=(*keys[:place], key, *keys[place + 1 :]))

    yield "a letter of a soft key", with_key(replace(keys[place], label=_another_letter(keys[place].label, dice)))
    yield "a soft key less", replace(screen, soft_keys=(*keys[:place], *keys[place + 1 :]))
    if len(keys) > 1:
        labels = [one.label for one in keys]
        turned = [*labels[1:], labels[0]]
        yield (
            "soft keys in other slots",
            replace(
                screen, soft_keys=tuple(replace(one, label=label) for one, label in zip(keys, turned, strict=True))
            ),
        )


def _another_letter(text: str, dice: Random) -> str:
    places = [n for n, letter in enumerate(text) if letter.isalpha()]
    if not places:
        return text + "x"
    place = dice.choice(places)
    return text[:place] + dice.choice(string.ascii_lowercase) + text[place + 1 :]
