"""What must hold for every driver that is installed, ours or a stranger's."""

from __future__ import annotations

import re
from itertools import chain

import pytest

from eraser.dsl import ALWAYS, BOTH, ByHand, Driver, Key, Label, Lists, NoList, Route, SoftKey
from eraser.engine.decision import routes_of
from eraser.engine.obstacles import CALL_KEYS
from eraser.engine.registry import load_drivers
from tests.drivers.hardware import INIT, KEYS, keys_of, slots_of
from tests.drivers.recorded_scripts import FOLDER, script_path, script_text

REGISTRY = load_drivers()
DRIVERS = REGISTRY.drivers
ERASING = [one for one in DRIVERS if isinstance(one, Driver)]
ROUTES = [(driver, model, route) for driver in ERASING for model in driver.models for route in driver.routes]
PER_ROUTE = pytest.mark.parametrize(
    ("driver", "model", "route"), ROUTES, ids=[f"{model} {route.name}" for _, model, route in ROUTES]
)

# Every model of phones §2 and what the program answers (§2.4, §2.6).
ANSWERS: dict[type, str] = {
    Driver: "CP-7906G CP-7911G CP-7941G CP-7941G-GE CP-7942G CP-7945G CP-7961G CP-7961G-GE CP-7962G CP-7965G CP-7970G CP-7971G "
    "CP-7971G-GE CP-7975G CP-6921 CP-6941 CP-6945 CP-6961 CP-7811 CP-7821 CP-7841 CP-7861 CP-7832 CP-8811 CP-8831 CP-8832 CP-8841 "
    "CP-8845 CP-8851 CP-8851NR CP-8861 CP-8865 CP-8865NR CP-8941 CP-8945 CP-8961 CP-9951 CP-9971 CIPC",
    NoList: "CP-7902G CP-7905G CP-7910G CP-7912G CP-7920 CP-7935 CP-7936 CP-7940 CP-7940G CP-7960 CP-7960G CP-8841-3PCC CP-6821-3PCC",
    ByHand: "CP-7931G CP-7937G CP-6901 CP-6911 CP-3905 CP-7921G CP-7925G CP-7926G CP-8821 CP-9821 CP-8875 CP-9811 CP-9841 CP-9851 "
    "CP-9861 CP-9871 ATA-187 ATA-190 ATA-191 CP-DX650 CP-DX70 CP-DX80",
}


@pytest.mark.parametrize(
    ("model", "kind"), [(model, kind) for kind, models in ANSWERS.items() for model in models.split()]
)
def test_every_model_that_is_known_has_its_answer(model: str, kind: type) -> None:
    assert kind is type(REGISTRY.find(model))


@pytest.mark.parametrize("model", ["CP-8899", "CP-6821", "CP-8841X", "SPA504G", ""])
def test_a_model_that_nobody_knows_has_no_driver(model: str) -> None:
    assert REGISTRY.find(model) is None


def test_no_model_is_claimed_twice() -> None:
    models = [model.upper() for driver in DRIVERS for model in driver.models]

    assert sorted(models) == sorted(set(models))


def test_the_script_of_every_driver_is_as_recorded() -> None:
    """If a script is meant to be another: read it aloud, then `python -m tests.drivers.recorded_scripts`."""
    for driver in DRIVERS:
        assert script_path(driver).read_text(encoding="utf-8") == script_text(driver)

    assert {path.name for path in FOLDER.iterdir()} == {script_path(driver).name for driver in DRIVERS}


@pytest.mark.parametrize("driver", ERASING, ids=lambda one: one.name)
def test_some_route_fits_whatever_the_load_is(driver: Driver) -> None:
    asked = tuple(Lists) if driver.erases is BOTH else (driver.erases,)
    for lists in asked:
        assert routes_of(driver, "a load nobody can read", lists, done=frozenset())

    assert driver.routes[-1].when == ALWAYS


@pytest.mark.parametrize("driver", ERASING, ids=lambda one: one.name)
def test_a_driver_erases_what_its_routes_erase(driver: Driver) -> None:
    erased = {route.erases for route in driver.routes}

    assert erased in ({driver.erases}, {Lists.ITL, Lists.CTL} if driver.erases is BOTH else set())


@pytest.mark.parametrize("driver", ERASING, ids=lambda one: one.name)
def test_a_route_is_known_by_its_name_after_a_crash(driver: Driver) -> None:
    names = [route.name for route in driver.routes]

    assert sorted(set(names)) == sorted(names)


@PER_ROUTE
def test_every_key_exists_on_the_model(driver: Driver, model: str, route: Route) -> None:
    """Optional and home keys may be missing: they are pressed to be ignored (phones §2.1, §3.1)."""
    del driver
    digits = {f"KeyPad{digit}" for row in route.digits.values() for digits in row for digit in digits.split(",")}
    unlock = {"KeyPadStar" if one == "*" else "KeyPadPound" for one in route.unlock or ""}
    entering = {key.name for key in (route.enter, route.enter_else) if isinstance(key, Key) and not key.optional}

    assert {*entering, *digits, *unlock, *route.blind_confirm} <= keys_of(model)
    for key in route.home:
        assert isinstance(key, SoftKey) or key.optional or key.name in keys_of(model) | INIT


@PER_ROUTE
def test_where_there_is_no_key_for_the_menu_it_is_opened_by_a_soft_key(
    driver: Driver, model: str, route: Route
) -> None:
    del driver
    has_a_key = bool({"Applications", "Settings", "AppMenu"} & keys_of(model))

    assert has_a_key == isinstance(route.enter, Key)
    if isinstance(route.enter, Key) and route.enter.optional:
        assert route.enter_else is not None


@PER_ROUTE
def test_a_driver_has_as_many_soft_keys_as_the_phone(driver: Driver, model: str, route: Route) -> None:
    del route

    assert slots_of(model) == driver.soft_key_slots


@PER_ROUTE
def test_a_route_names_its_neighbours_and_is_not_one_of_them(driver: Driver, model: str, route: Route) -> None:
    del driver, model
    for neighbour in ("All settings", "Network settings", "Network Configuration"):
        if route.erases is Lists.BOTH or neighbour != "Network settings":
            assert any(one.names(neighbour) for one in route.never), neighbour
    other = {Lists.ITL: "CTL File", Lists.CTL: "ITL File"}.get(route.erases)
    if other:
        assert any(one.names(other) for one in route.never)

    assert not any(one.names(spelling) for one in route.never for spelling in route.meant.alternatives)


@PER_ROUTE
def test_a_route_ends_at_the_list_that_it_erases(driver: Driver, model: str, route: Route) -> None:
    del driver, model
    meant = {Lists.ITL: "ITL File", Lists.CTL: "CTL File", Lists.BOTH: "Security"}[route.erases]

    assert route.meant.names(meant)
    assert (route.erases is not Lists.BOTH) == (route.unlock == "**#")


def _leading(route: Route) -> list[Label]:
    return [one.label for one in (*route.home, route.enter, *route.path) if isinstance(one, SoftKey)]


@PER_ROUTE
def test_no_soft_key_on_the_way_says_what_a_confirming_one_says(driver: Driver, model: str, route: Route) -> None:
    del driver, model
    confirming, soft = set[str](), route.confirm
    while soft is not None:
        confirming |= set(soft.label.alternatives)
        soft = soft.then

    for one in _leading(route):
        assert not any(one.names(text) for text in confirming)
        assert not any(CALL_KEYS.names(text) for text in one.alternatives)


@PER_ROUTE
def test_a_soft_key_that_leaves_a_menu_confirms_nothing(driver: Driver, model: str, route: Route) -> None:
    del driver, model
    leaving = chain.from_iterable(one.label.alternatives for one in route.home if isinstance(one, SoftKey))

    assert set(leaving) <= {"Exit", "Back", "Return"}


@PER_ROUTE
def test_a_route_rests_as_long_as_its_source_says(driver: Driver, model: str, route: Route) -> None:
    """One second between keys is the least that field tools agree on, two on 88xx, 89xx, 99xx and 8831 (phones §3.5)."""
    del driver

    assert route.rest_s >= (2.0 if re.match(r"CP-(88|89|99)", model) else 1.0)
    assert route.unlock_rest_s >= 5.0
    assert route.unlock_again_after_s >= 10.0


@PER_ROUTE
def test_a_route_says_where_it_comes_from(driver: Driver, model: str, route: Route) -> None:
    del driver, model

    assert route.source.reference.startswith("phones §")


# Where one tool alone, or nobody, says that the way erases the ITL of this model (phones §2.2, §2.3).
WEAK = {"CP-7832", "CP-8832", "CP-8832NR", "CP-6921", "CP-6961"}
WEAK_CTL = {"CP-7906G", "CP-7911G", *REGISTRY.by_model["CIPC"].models}


@PER_ROUTE
def test_weak_evidence_is_called_weak(driver: Driver, model: str, route: Route) -> None:
    del driver

    assert route.source.weak == (model in WEAK or (route.erases is Lists.CTL and model in WEAK_CTL))


@pytest.mark.parametrize(
    ("load", "name", "first"),
    [
        ("sip78xx.14-2-1-0001-1", "reset-security-settings", "5,4,4"),
        ("sip78xx.12-1-1-12", "reset-security-settings", "5,4,4"),
        ("sip78xx.12-0-1-1", "reset-security-settings", "5,4,4"),
        ("sip78xx.12-0-0-1", "reset-security-settings-11", "5,5,4"),
        ("sip78xx.11-7-1-17", "reset-security-settings-11", "5,5,4"),
        ("sip78xx.11-0-1-11", "reset-security-settings-11", "5,5,4"),
        ("sip78xx.11-0-0-1", "reset-security-settings-10", None),
        ("sip78xx.10-3-1-12", "reset-security-settings-10", None),
        (None, "reset-security-settings-10", None),
    ],
)
def test_a_78xx_is_erased_by_the_route_of_its_load(load: str | None, name: str, first: str | None) -> None:
    driver = REGISTRY.find("CP-7841")
    assert isinstance(driver, Driver)

    (route,) = routes_of(driver, load, Lists.ITL, done=frozenset())

    assert (name, first) == (route.name, route.digits["otherwise"][0] if route.digits else None)


@pytest.mark.parametrize("driver", [one for one in DRIVERS if isinstance(one, NoList)], ids=lambda one: one.name)
def test_a_model_without_a_list_says_why(driver: NoList) -> None:
    assert "Security by Default" in driver.because or "multiplatform" in driver.because
    assert driver.source.reference.startswith("phones §")


@pytest.mark.parametrize("driver", [one for one in DRIVERS if isinstance(one, ByHand)], ids=lambda one: one.name)
def test_a_model_by_hand_says_why_and_what_to_press(driver: ByHand) -> None:
    assert re.search(r"\b[Aa]t the (phone|adapter)\b", driver.instructions)
    assert driver.instructions.endswith(".")
    assert not driver.because.endswith(".")
    assert driver.source.reference.startswith("phones §")


def test_the_table_of_keys_speaks_of_every_model_that_is_pressed() -> None:
    unused = {pattern for pattern in KEYS if not any(re.fullmatch(pattern, model) for _, model, _ in ROUTES)}

    assert set() == unused
