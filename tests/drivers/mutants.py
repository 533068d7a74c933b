"""Every driver that is wrong by one step: another digit, the row next to it, the soft key beside, no rest, a key less.

What stands next to a row or a soft key is the simulator's to say, from the menus of the models that the driver claims.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from eraser.dsl import (
    ALWAYS,
    AnyDriver,
    ByHand,
    Driver,
    Evidence,
    Expectation,
    FactGone,
    Firmware,
    Key,
    Label,
    Lists,
    NoList,
    Restarts,
    Route,
    SoftKey,
    StatusSays,
    Strength,
)
from tests.drivers.surroundings import Surroundings, surroundings_of

Change = tuple[str, Any]  # what was changed, in words, and the value that came of it

# Buttons as they are named next to each other in the vendor's notes (phones §2.1).
_BUTTONS = ("Messages", "Services", "Directories", "Settings", "Applications", "AppMenu", "Info")
_ARROWS = ("NavUp", "NavBack", "NavDwn", "NavSelect")
_INITS = ("Init:Settings", "Init:Services", "Init:Applications")
_PAD = "147*2580369#"  # each above the next, so that a neighbour is a finger's slip
_MESSAGES = ("Trust List update failed", "Erasing CTL and ITL files", "No Trust List installed", "ITL installed")


@dataclass(frozen=True, slots=True)
class Mutant:
    """A driver that is wrong by one step. `route`: the place of the changed route, None where none was changed."""

    driver: AnyDriver
    says: str
    route: int | None = None

    def __str__(self) -> str:
        return f"{self.driver.name}: {self.says}"


def mutants_of(driver: AnyDriver) -> Iterator[Mutant]:
    """All mutants of a driver."""
    for says, changed in _of_models(driver):
        yield Mutant(changed, says)
    if isinstance(driver, Driver):
        yield from _of_routes(driver)
        return
    for field in ("because", "instructions"):
        text = getattr(driver, field, "")
        if text:
            yield Mutant(replace(driver, **{field: text.replace(" ", "  ", 1)[:-1]}), f"{field} cut")
    for says, source in _of_source(driver.source):
        yield Mutant(replace(driver, source=source), says)
    yield Mutant(_of_other_kind(driver), "another kind of driver")


def _of_models(driver: AnyDriver) -> Iterator[tuple[str, AnyDriver]]:
    models = driver.models
    for place, model in enumerate(models):
        rest = (*models[:place], *models[place + 1 :])
        yield f"model {model} dropped", replace(driver, models=rest)
        digit = re.search(r"\d(?=\D*$)", model)
        other = _with(model, digit.start(), str((int(digit[0]) + 1) % 10)) if digit else model + "X"
        yield f"model {model} → {other}", replace(driver, models=(*models[:place], other, *models[place + 1 :]))


def _of_other_kind(driver: NoList | ByHand) -> AnyDriver:
    if isinstance(driver, NoList):
        return ByHand(driver.name, driver.models, driver.because, "At the phone: erase it.", driver.source)
    return NoList(driver.name, driver.models, "no Security by Default", driver.source)


def _of_routes(driver: Driver) -> Iterator[Mutant]:
    near = surroundings_of(driver)
    for lists in Lists:
        if lists is not driver.erases:
            yield Mutant(replace(driver, erases=lists), f"erases {lists}")
    for slots in (driver.soft_key_slots - 1, driver.soft_key_slots + 1):
        yield Mutant(replace(driver, soft_key_slots=slots), f"{slots} soft keys")
    for place, route in enumerate(driver.routes):
        before, after = driver.routes[:place], driver.routes[place + 1 :]
        if before or after:
            yield Mutant(replace(driver, routes=(*before, *after)), f"route {route.name} dropped")
        if after:
            swapped = (*before, after[0], route, *after[1:])
            yield Mutant(replace(driver, routes=swapped), f"route {route.name} swapped with the next")
        for says, changed in _of_route(route, near):
            routes = (*before, changed, *after)
            yield Mutant(replace(driver, routes=routes), f"{route.name}: {says}", place)


def _of_route(route: Route, near: Surroundings) -> Iterator[Change]:
    each: dict[str, Iterator[Change]] = {
        "name": iter([("renamed", f"{route.name}-2")]),
        "home": _of_tuple(route.home, lambda one: _of_press(one, near)),
        "enter": _of_press(route.enter, near),
        "enter_else": _of_optional(route.enter_else, lambda one: _of_press(one, near)),
        "path": _of_tuple(route.path, lambda one: _of_step(one, near)),
        "confirm": _of_soft_key(route.confirm, near),
        "erases": iter([(str(one), one) for one in Lists if one is not route.erases]),
        "never": _of_tuple(route.never, _of_never),
        "digits": _of_digits(dict(route.digits)),
        "blind_confirm": _of_tuple(route.blind_confirm, _of_soft_slot),
        "unlock": _of_unlock(route.unlock),
        "unlock_soft_key": _of_optional(route.unlock_soft_key, lambda one: _of_label(one, near.soft_keys)),
        "rest_s": _of_seconds(route.rest_s),
        "expect": _of_tuple(route.expect, _of_expectation),
        "source": _of_source(route.source),
        "when": _of_firmware(route.when),
    }
    if route.unlock:
        each |= {name: _of_seconds(getattr(route, name)) for name in ("unlock_rest_s", "unlock_again_after_s")}
    for field, changes in each.items():
        for says, changed in changes:
            yield f"{field}: {says}", replace(route, **{field: changed})


def _of_tuple(values: tuple[Any, ...], change: Any) -> Iterator[Change]:
    for place, value in enumerate(values):
        before, after = values[:place], values[place + 1 :]
        if before or after:
            yield f"{value} dropped", (*before, *after)
        if after:
            yield f"{value} swapped with the next", (*before, after[0], value, *after[1:])
        for says, changed in change(value):
            yield says, (*before, changed, *after)
    if len(values) == 1 and not isinstance(values[0], Label):
        yield f"{values[0]} dropped", ()


def _of_optional(value: Any, change: Any) -> Iterator[Change]:
    if value is not None:
        yield f"{value} dropped", None
        yield from change(value)


def _of_press(press: Key | SoftKey, near: Surroundings) -> Iterator[Change]:
    if isinstance(press, SoftKey):
        yield from _of_soft_key(press, near)
        return
    for name in _beside(press.name, next((row for row in (_BUTTONS, _ARROWS, _INITS) if press.name in row), ())):
        yield f"{press} → {name}", replace(press, name=name)
    if press.name.startswith("Init:"):
        yield f"{press} → the key", replace(press, name=press.name.removeprefix("Init:"))
    yield f"{press} is {'needed' if press.optional else 'optional'}", replace(press, optional=not press.optional)
    for times in {press.times - 1, press.times + 1}:
        yield f"{press}, {times} times", replace(press, times=times)


def _of_soft_key(soft: SoftKey, near: Surroundings) -> Iterator[Change]:
    for says, changed in _of_label(soft.label, near.soft_keys | near.rows):
        yield f"soft key {says}", replace(soft, label=changed)
    if soft.then is not None:
        yield f"then {soft.then} dropped", replace(soft, then=None)
        for says, then in _of_soft_key(soft.then, near):
            yield f"then {says}", replace(soft, then=then)
        yield f"then {soft.then} in every case", replace(soft, then=replace(soft.then, if_shown=not soft.then.if_shown))
    if soft.times > 1:
        for times in (soft.times - 1, soft.times + 1):
            yield f"{soft}, {times} times", replace(soft, times=times)


def _of_step(step: Label | SoftKey, near: Surroundings) -> Iterator[Change]:
    if isinstance(step, Label):
        yield from _of_label(step, near.rows)
        yield f"{step} twice", Label((*step.alternatives, step.alternatives[0]))
        yield f"{step} as a soft key", SoftKey(step)
        return
    yield from _of_soft_key(step, near)
    yield f"{step} as a row", step.label
    yield f"{step} if shown: {not step.if_shown}", replace(step, if_shown=not step.if_shown)


def _of_label(one: Label, near: dict[str, tuple[str, ...]]) -> Iterator[Change]:
    words = one.alternatives
    for place, word in enumerate(words):
        if len(words) > 1:
            yield f"spelling “{word}” dropped", Label((*words[:place], *words[place + 1 :]))
        for other in near.get(word, ()):
            yield f"“{word}” → “{other}”", Label((*words[:place], other, *words[place + 1 :]))
        yield f"“{word}” misspelt", Label((*words[:place], word[:-1] or "x", *words[place + 1 :]))


def _of_never(one: Label) -> Iterator[Change]:
    yield from _of_label(one, {})


def _of_digits(digits: dict[str, tuple[str, ...]]) -> Iterator[Change]:
    for when, rows in digits.items():
        yield f"“{when}” dropped", {key: value for key, value in digits.items() if key != when}
        for says, changed in _of_tuple(rows, _of_keys):
            yield f"“{when}” {says}", {**digits, when: changed}
    if len(digits) > 1:
        yield "swapped", dict(zip(digits, reversed(digits.values()), strict=True))


def _of_keys(row: str) -> Iterator[Change]:
    for place in range(0, len(row), 2):
        for step in (-1, 1):
            other = _with(row, place, str((int(row[place]) + step) % 10))
            yield f"{row} → {other}", other


def _of_soft_slot(name: str) -> Iterator[Change]:
    slot = int(name.removeprefix("Soft"))
    for other in (slot - 1, slot + 1):
        if other:
            yield f"{name} → Soft{other}", f"Soft{other}"


def _of_unlock(code: str | None) -> Iterator[Change]:
    if code is None:
        yield "**#", "**#"
        return
    yield "dropped", None
    yield "twice", code * 2
    yield f"{code}*", f"{code}*"
    for place, sign in enumerate(code):
        yield f"{place + 1}. sign dropped", code[:place] + code[place + 1 :]
        for other in _beside(sign, _PAD):
            yield f"{place + 1}. sign → {other}", _with(code, place, other)


def _of_seconds(seconds: float) -> Iterator[Change]:
    for changed in (0.0, seconds / 2, seconds * 2):
        yield f"{changed:g} s", changed


def _of_expectation(one: Expectation) -> Iterator[Change]:
    if isinstance(one, StatusSays):
        for says, changed in _of_label(one.label, {}):
            yield says, StatusSays(changed)
        for text in _MESSAGES:
            if not one.label.names(text):
                yield f"→ “{text}”", StatusSays(Label((text,)))
    elif isinstance(one, FactGone):
        for fact in sorted({"itl_signature", "ctl_signature", "serial"} - {one.fact}):
            yield f"{one.fact} → {fact}", FactGone(fact)
    elif isinstance(one, Restarts):
        for says, within_s in _of_seconds(one.within_s):
            yield f"restart within {says}", Restarts(within_s)


def _of_source(source: Evidence) -> Iterator[Change]:
    for strength in _beside(source.strength, tuple(Strength)):
        yield f"source {strength}", replace(source, strength=strength)
    yield "source without its place", replace(source, reference=source.reference.partition(" ")[2] or "?")


def _of_firmware(when: Firmware) -> Iterator[Change]:
    if when == ALWAYS:
        yield "since 12-0-1", Firmware(at_least="12-0-1")
        return
    yield "always", ALWAYS
    for bound in ("at_least", "below"):
        text = getattr(when, bound)
        if text is None:
            continue
        parts = text.split("-")
        for place, part in enumerate(parts):
            for step in (-1, 1):
                number = int(part) + step
                if number >= 0:
                    other = "-".join([*parts[:place], str(number), *parts[place + 1 :]])
                    yield f"{bound} {other}", replace(when, **{bound: other})
        yield "the bound turned round", Firmware(at_least=when.below, below=when.at_least)


def _beside(one: Any, row: Sequence[Any]) -> tuple[Any, ...]:
    if one not in row:
        return ()
    place = list(row).index(one)
    return tuple(row[at] for at in (place - 1, place + 1) if 0 <= at < len(row))


def _with(text: str, place: int, other: str) -> str:
    return text[:place] + other + text[place + 1 :]
