"""One driver under the engine on one simulated phone: how it ended, and everything wrong that was done.

What is right is the simulator's own to say: it is written from the dossier and knows no driver.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from eraser.dsl import AnyDriver, Driver, Route
from eraser.engine.fleet import work_fleet
from eraser.engine.registry import build_registry
from eraser.model.outcome import Outcome, Reason
from eraser.model.phone import Phone
from eraser.model.run import Options, Result, Run, now
from eraser.simulator.catalogue import CATALOGUE, Known, firmware_of
from eraser.simulator.handset import Handset, new_state
from eraser.simulator.hardware import hardware_of, model_key
from eraser.simulator.layout import Entry, Layout, Menu, Reset, TrustFile, What, Which
from eraser.simulator.menus import LAYOUTS
from eraser.simulator.page_kinds import family_of
from eraser.simulator.state import Quirks, Spec
from tests.engine.rig import FAST, NEW_CTL, NEW_ITL, OLD_CTL, OLD_ITL, HandsetChannel, MemoryStore, WordReader
from tests.virtual_time import VirtualTimeLoop

NAME = "SEP001122334455"
CLASSICS = {  # what differs among 79xx (phones §2.3, §9)
    "padlock open": Quirks(padlock_open=True),
    "an Unlock soft key": Quirks(unlock_soft_key=True),
    "Erase shown while locked": Quirks(erase_hidden_when_locked=False),
}
OTHERS = {
    "two confirming keys": Quirks(confirm_keys=2),
    "a notice after it": Quirks(notice_after=True),
    "dark": Quirks(dark=True),
    "slow redraw": Quirks(redraw_s=0.9),
    "late keys": Quirks(press_lag_s=0.8),
    "no restart": Quirks(restarts=False),
}


@dataclass(frozen=True, slots=True)
class Ground:
    """A phone to walk on. `asked`: the list that the operator wants erased; `blind`: it gives no pictures and the
    operator allowed fixed keys for its model."""

    model: str
    layout: str
    firmware: str
    asked: str
    quirks: Quirks = field(default_factory=Quirks)
    says: str = "as it is"
    blind: bool = False

    @property
    def misleads(self) -> bool:
        """Whether its menus were made to mislead, or one tool alone tells of them."""
        return not LAYOUTS[self.layout].ordinary

    def __str__(self) -> str:
        return f"{self.model} {self.layout} {self.firmware}, {self.says}{', blind' if self.blind else ''}"


@dataclass(frozen=True, slots=True)
class Walked:
    """How it ended. `wrong`: in words, everything that must never happen."""

    result: Result
    erased: tuple[str, ...]
    wrong: tuple[str, ...]

    @property
    def end(self) -> tuple[Outcome, Reason | None, tuple[str, ...]]:
        """What a test of the walk compares."""
        return self.result.outcome, self.result.reason, self.erased


def known_as(model: str) -> Known | None:
    """The model of the simulator that stands for this one."""
    return next((one for one in CATALOGUE if model_key(one.model) == model_key(model)), None)


def ground_of(model: str, layout: str, route: Route, load: str | None = None) -> Ground:
    """The phone of this layout on which this route is the one for its load."""
    firmware = load or firmware_of(model, layout, service_mode=LAYOUTS[layout].service_mode)
    asked = "ctl" if route.erases == "ctl" else "itl"
    return Ground(model, layout, firmware, asked)


def moods(ground: Ground) -> tuple[Ground, ...]:
    """The same phone in every way in which the dossier doubts it."""
    each = OTHERS | (CLASSICS if hardware_of(ground.model).lists_apart else {})
    return tuple(replace(ground, quirks=quirks, says=says) for says, quirks in each.items())


def handset_of(ground: Ground) -> Handset:
    """A phone with two old lists, if its model can hold both, which is offered two new ones."""
    spec = Spec(
        name=NAME,
        model=ground.model,
        firmware=ground.firmware,
        serial="FCH00000001",
        directory_number="1001",
        layout=ground.layout,
        service_mode=LAYOUTS[ground.layout].service_mode,
        quirks=ground.quirks,
    )
    shows = family_of(spec).shows_lists
    spec = replace(spec, quirks=replace(ground.quirks, page_shows_lists=shows))
    state = new_state(spec, old_itl=OLD_ITL, old_ctl=OLD_CTL)
    return Handset(state, offered_itl=NEW_ITL, offered_ctl=NEW_CTL)


def walk(driver: AnyDriver, ground: Ground, *, options: Options = FAST) -> Walked:
    """Works on this phone with this driver alone, on a clock that jumps."""
    with asyncio.Runner(loop_factory=VirtualTimeLoop) as runner:
        return runner.run(_walk(driver, ground, options))


async def _walk(driver: AnyDriver, ground: Ground, options: Options) -> Walked:
    handset, store = handset_of(ground), MemoryStore()
    channel = HandsetChannel(handset)
    end = await work_fleet(
        Run("run-1", "run", now()),
        [Phone(name=NAME, address="127.0.0.1:80")],
        {},
        options=replace(options, lists=ground.asked, trust_weak=("*",), blind=(ground.model,) if ground.blind else ()),
        registry=build_registry([("here", driver)]),
        open_channel=lambda _phone: channel,
        reader=None if ground.blind else WordReader(),
        store=store,
    )
    (result,) = end.results
    erased = tuple(str(one["lists"]) for one in handset.state.truth.erasures)
    confirming = [f"Key:{event.data['key']}" for event in store.intents()]
    wrong = (
        *handset.state.truth.wrong,
        *_false_words(result, handset, ground),
        *(f"erased the {one} list" for one in erased if _is_not_asked(one, ground)),
        *_wrong_screens(channel, confirming, ground),
    )
    return Walked(result, erased, wrong)


def _false_words(result: Result, handset: Handset, ground: Ground) -> Sequence[str]:
    if result.reason is Reason.INTERNAL:
        return [f"stumbled: {result.detail}"]
    held = handset.state.ctl if ground.asked == "ctl" else handset.state.itl
    if result.outcome is Outcome.ERASED and (held in (OLD_ITL, OLD_CTL) or not handset.state.truth.erasures):
        return ["said erased, and holds the old list"]
    return []


def _is_not_asked(lists: str, ground: Ground) -> bool:
    return hardware_of(ground.model).lists_apart and lists != ground.asked


def _wrong_screens(channel: HandsetChannel, confirming: Sequence[str], ground: Ground) -> list[str]:
    """Confirming keys that left on a screen about something else, whatever they did there."""
    elsewhere = wrong_titles(LAYOUTS[ground.layout], Which(ground.asked))
    left = list(zip(channel.keys, channel.screens, strict=True))
    return [
        f"{uri} on “{screen}”" for uri, screen in left if uri in confirming and (set(screen.split(" > ")) & elsewhere)
    ]


def wrong_titles(layout: Layout, asked: Which) -> frozenset[str]:
    """What the screens are called on which something else is reset or erased."""

    def inside(menu: Menu) -> set[str]:
        found: set[str] = set()
        for entry in menu.entries:
            found |= _wrong_title(entry, asked)
            if isinstance(entry.opens, Menu):
                found |= inside(entry.opens)
        return found

    return frozenset(inside(layout.root))


def _wrong_title(entry: Entry, asked: Which) -> set[str]:
    opens = entry.opens
    if isinstance(opens, Reset) and opens.what is not What.SECURITY:
        return {opens.title}
    return {opens.title} if isinstance(opens, TrustFile) and opens.which is not asked else set()


def grounds_of(driver: Driver, route: Route, loads: Sequence[str] = ()) -> tuple[Ground, ...]:
    """Each layout of the driver's models once, the models taken in turn, where this route is the one that is taken."""
    layouts: dict[str, list[str]] = {}
    for model in driver.models:
        known = known_as(model)
        for layout in known.layouts if known else ():
            layouts.setdefault(layout, []).append(model)
    found = []
    for place, (layout, models) in enumerate(layouts.items()):
        plain = ground_of(models[place % len(models)], layout, route)
        for load in (plain.firmware, *loads):
            if taken(driver, load, plain.asked) == route:
                found.append(replace(plain, firmware=load))
                break
    return tuple(found)


def taken(driver: Driver, load: str, asked: str) -> Route | None:
    """The first route of a driver for a load and a list."""
    fits = (one for one in driver.routes if one.when.holds(load) and one.erases in ("both", asked))
    return next(fits, None)
