"""Which tests of `test_every_driver` and `test_every_route` a changed driver fails: for drivers wrong on purpose."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Mapping
from typing import Any
from unittest.mock import patch

from eraser.dsl import AnyDriver, Driver
from eraser.engine.registry import Registry, build_registry
from eraser.model.outcome import BadInput
from tests.drivers import test_every_driver as every
from tests.drivers import test_every_route as routes
from tests.drivers.recorded_scripts import script_path, script_text

ONE_DRIVER = {"driver", "model", "route"}
SCRIPT = "the recorded script"
REFUSED = "the registry"  # does not load it, so that no key is ever pressed with it
_RECORDED = every.test_the_script_of_every_driver_is_as_recorded
_TESTS = {name: one for name, one in (vars(every) | vars(routes)).items() if name.startswith("test_")}
_RULES = [one for one in _TESTS.values() if one is not _RECORDED]


def broken_rules(driver: AnyDriver, registry: Registry = every.REGISTRY) -> Iterator[str]:
    """The names of the tests that this driver fails in the place of the one with its name."""
    others = [(f"driver {one.name}", driver if one.name == driver.name else one) for one in registry.drivers]
    try:
        changed = build_registry(others)
    except BadInput:
        yield REFUSED
        return
    erasing = [one for one in changed.drivers if isinstance(one, Driver)]
    each = [(one, model, route) for one in erasing for model in one.models for route in one.routes]
    places = {"REGISTRY": changed, "DRIVERS": changed.drivers, "ERASING": erasing, "ROUTES": each}
    with patch.multiple(every, **places):
        for rule in _RULES:
            if any(_fails(rule, words) for words in _examples(rule, driver)):
                yield rule.__name__
    if script_path(driver).read_text(encoding="utf-8") != script_text(driver):
        yield SCRIPT


def _fails(rule: Callable[..., None], words: Mapping[str, Any]) -> bool:
    try:
        rule(**words)
    except (AssertionError, ValueError, LookupError):
        return True
    return False


def _examples(rule: Callable[..., None], driver: AnyDriver) -> Iterator[Mapping[str, Any]]:
    names = set(inspect.signature(rule).parameters)
    if "driver" in names and names <= ONE_DRIVER:
        yield from _of_one_driver(names, str(inspect.signature(rule).parameters["driver"].annotation), driver)
        return
    marks = [mark for mark in getattr(rule, "pytestmark", ()) if mark.name == "parametrize"]
    for mark in marks:
        asked, values = mark.args
        for value in values:
            yield dict(zip(asked, value, strict=True)) if isinstance(asked, tuple) else {asked: value}
    if not marks:
        yield {}


def _of_one_driver(names: set[str], kind: str, driver: AnyDriver) -> Iterator[Mapping[str, Any]]:
    if kind != type(driver).__name__:
        return
    if names == {"driver"} or not isinstance(driver, Driver):
        yield {"driver": driver}
        return
    for model in driver.models:
        for route in driver.routes:
            yield {"driver": driver, "model": model, "route": route}
