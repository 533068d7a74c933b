"""`itl-eraser drivers`: which phones can be erased, and how sure that is."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from eraser.dsl import AnyDriver, ByHand, Driver, Lists, Route
from eraser.engine.decision import routes_of
from eraser.engine.registry import Registry
from eraser.model.outcome import BadInput
from eraser.service.assemble import ready_drivers
from eraser.service.commands import options as o
from eraser.service.script import firmware_words, lists_words, script_of
from eraser.service.terminal import say, say_columns

app = o.new_door()

COLUMNS = ("model", "driver", "erases", "route", "firmware", "strength", "evidence")
Model = Annotated[str | None, typer.Argument(metavar="[MODEL]", help="A model as the phone reports it: CP-8841.")]
Load = Annotated[str | None, typer.Option("--firmware", metavar="LOAD", help="Its load: sip88xx.12-5-1SR3-74.")]


@app.command()
def drivers(model: Model = None, firmware: Load = None, as_json: o.Json = False) -> None:
    """Supported phones with the strength of the evidence; with MODEL its route as a script, key by key."""
    registry = ready_drivers()
    if model is None:
        if firmware:
            raise BadInput("--firmware: which model is meant? Write itl-eraser drivers MODEL --firmware LOAD")
        rows = [row for driver in registry.drivers for one in driver.models for row in _rows(one, driver)]
    else:
        found = _find(registry, model, firmware)
        routes = _routes(found, firmware)
        if not as_json:
            say(script_of(model, found, routes))
            return
        rows = [row for row in _rows(model, found) if not routes or row["route"] in {one.name for one in routes}]
    if as_json:
        say(json.dumps(rows, indent=1, ensure_ascii=False))
    else:
        say_columns([one.upper() for one in COLUMNS], [[row[one] for one in COLUMNS] for row in sorted_rows(rows)])


def sorted_rows(rows: list[dict[str, str]]) -> list[dict[str, str]]:
    """By model, its routes in their order."""
    return sorted(rows, key=lambda row: row["model"])


def _find(registry: Registry, model: str, firmware: str | None) -> AnyDriver:
    found = registry.find(model, firmware)
    if found is None:
        known = ", ".join(sorted(registry.by_model))
        raise BadInput(f"model {model}: no driver knows it, and nothing is guessed; known: {known}")
    return found


def _routes(driver: AnyDriver, firmware: str | None) -> tuple[Route, ...]:
    if not isinstance(driver, Driver):
        return ()
    return routes_of(driver, firmware, Lists.BOTH, done=frozenset()) if firmware else driver.routes


def _rows(model: str, driver: AnyDriver) -> list[dict[str, str]]:
    if not isinstance(driver, Driver):
        route = "by hand" if isinstance(driver, ByHand) else "no list"
        return [_row(model, driver, route, "any", str(driver.source.strength), driver.source.reference)]
    return [
        _row(model, driver, one.name, firmware_words(one.when), str(one.source.strength), one.source.reference)
        for one in driver.routes
    ]


def _row(model: str, driver: AnyDriver, *cells: str) -> dict[str, str]:
    return dict(zip(COLUMNS, (model, driver.name, lists_words(driver), *cells), strict=True))
