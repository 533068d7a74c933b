"""What must hold for every driver that is installed, ours or a stranger's."""

from __future__ import annotations

import pytest

from eraser.dsl import ALWAYS, Driver, Lists, NoList, Route
from eraser.engine.decision import routes_of
from eraser.engine.registry import load_drivers
from eraser.simulator.hardware import INIT_WORDS, hardware_of
from eraser.simulator.menus import layouts_for

DRIVERS = load_drivers().drivers
ROUTES = [
    (driver, model, route)
    for driver in DRIVERS
    if isinstance(driver, Driver)
    for model in driver.models
    for route in driver.routes
]
PER_ROUTE = pytest.mark.parametrize(
    ("driver", "model", "route"), ROUTES, ids=[f"{model} {route.name}" for _, model, route in ROUTES]
)


def test_the_families_of_the_first_version_are_all_known() -> None:
    models = {model for driver in DRIVERS for model in driver.models}

    assert {"CP-7945G", "CP-7965G", "CP-7940G", "CP-7821", "CP-7841", "CP-8841", "CP-8851", "CP-9971"} <= models


def test_no_model_is_claimed_twice() -> None:
    models = [model for driver in DRIVERS for model in driver.models]

    assert sorted(models) == sorted(set(models))


@pytest.mark.parametrize("driver", [one for one in DRIVERS if isinstance(one, Driver)], ids=lambda one: one.name)
def test_some_route_fits_whatever_the_load_is(driver: Driver) -> None:
    for lists in (Lists.ITL, Lists.CTL, Lists.BOTH):
        assert routes_of(driver, "a load nobody can read", lists, done=frozenset())

    assert driver.routes[-1].when == ALWAYS


@PER_ROUTE
def test_every_key_exists_on_the_model(driver: Driver, model: str, route: Route) -> None:
    """Optional and home keys may be missing: they are pressed to be ignored (phones §2.1, §3.1)."""
    del driver
    keys = hardware_of(model).keys
    digits = {f"KeyPad{digit}" for row in route.digits.values() for digits in row for digit in digits.split(",")}
    unlock = {"KeyPadStar" if one == "*" else "KeyPadPound" for one in route.unlock or ""}

    assert {route.enter.name, *digits, *unlock, *route.blind_confirm} <= keys
    for key in route.home:
        assert key.optional or key.name in keys or key.name.removeprefix("Init:") in INIT_WORDS


@PER_ROUTE
def test_a_route_names_its_neighbours_and_is_not_one_of_them(driver: Driver, model: str, route: Route) -> None:
    del driver, model
    for neighbour in ("All settings", "Network settings", "Network Configuration"):
        if route.erases is Lists.BOTH or neighbour != "Network settings":
            assert any(one.names(neighbour) for one in route.never), neighbour

    assert not any(one.names(spelling) for one in route.never for spelling in route.path[-1].alternatives)


@PER_ROUTE
def test_a_route_rests_as_long_as_its_source_says(driver: Driver, model: str, route: Route) -> None:
    """One second between keys is the least that field tools agree on, two on 88xx and 99xx (phones §3.5)."""
    del model

    assert route.rest_s >= (2.0 if driver.name in {"cisco-8800", "cisco-9900"} else 1.0)
    assert route.unlock_rest_s >= 5.0
    assert route.unlock_again_after_s >= 10.0
    assert route.source.reference.startswith("phones §")


@PER_ROUTE
def test_the_likeliest_digits_are_those_of_an_ordinary_layout(driver: Driver, model: str, route: Route) -> None:
    if driver.name == "cisco-7900":
        assert route.digits == {"otherwise": ("4,5,2",) if route.erases is Lists.ITL else ("4,5,1",)}
        return
    known = {name.removesuffix("-highlight").split("-", 1)[1].replace("-", ",") for name in layouts_for(model)}

    assert {digits for row in route.digits.values() for digits in row} & known


def test_a_model_without_a_list_says_why() -> None:
    (driver,) = (one for one in DRIVERS if isinstance(one, NoList))

    assert "Security by Default" in driver.because
