"""What must hold for every route: its digits and fixed keys, its neighbours, what it waits for."""

from __future__ import annotations

import re

from eraser.dsl import Driver, FactGone, Key, Lists, Restarts, Route, ScreenChanged, SoftKey, StatusSays
from eraser.engine.verify import ARRIVED, ERASING, NO_LIST
from eraser.simulator.layout import Which
from eraser.simulator.menus import LAYOUTS
from tests.drivers.test_every_driver import PER_ROUTE
from tests.drivers.walking import known_as, wrong_titles

# Digits after the key or soft key that opens the menu, most likely first (phones §2.4), by model and route.
DIGITS: dict[tuple[str, str], dict[str, tuple[str, ...]]] = {
    (r"CP-79(06|11)G", "erase-itl-file"): {"otherwise": ("3,4,5,2",)},
    (r"CP-79(06|11)G", "erase-ctl-file"): {"otherwise": ("3,4,5,1",)},
    (r"CP-79[467].*", "erase-itl-file"): {"otherwise": ("4,5,2",)},
    (r"CP-79[467].*", "erase-ctl-file"): {"otherwise": ("4,5,1",)},
    (r".*(Communicator|CIPC)", "erase-ctl-file"): {"otherwise": ("5,4,1",)},
    (r"CP-6921", ".*"): {"otherwise": ("4,5",)},
    (r"CP-694[15]", ".*"): {"otherwise": ("4,4", "4,5")},
    (r"CP-6961", ".*"): {"otherwise": ("4,5", "4,4")},
    (r"CP-78[^3].*", "reset-security-settings"): {
        "service mode shown": ("5,4,5", "5,5,5"),
        "otherwise": ("5,4,4", "5,5,4"),
    },
    (r"CP-78[^3].*", ".*-11"): {"otherwise": ("5,5,4", "5,4,4")},
    (r"CP-78[^3].*", ".*-10"): {},
    (r"CP-88(11|41)", ".*"): {"service mode shown": ("5,4,5", "7,4,5", "7,5,5"), "otherwise": ("5,4,4",)},
    (r"CP-88(45|5|6).*", ".*"): {
        "service mode shown": ("7,4,5", "6,4,5", "7,5,5"),
        "otherwise": ("6,4,4", "5,4,4"),
    },
    (r"CP-8831", ".*"): {"otherwise": ("4,4",)},
    (r"CP-[78]832.*", ".*"): {},
    (r"CP-89(41|45)", ".*"): {"otherwise": ("4,4,3",)},
    (r"CP-(8961|99.1)", ".*"): {"otherwise": ("4,4,4",)},
}
# The keys that follow the digits, where tools agree on them (phones §2.3).
FIXED = {
    r"CP-794.*|CP-796.*": ("Soft4", "Soft2"),
    r"CP-78[^3].*": ("Soft2",),
    r"CP-88(11|4|5|6).*|CP-8961|CP-99.1": ("Soft3", "Soft1"),
}


@PER_ROUTE
def test_digits_are_those_of_the_sources_and_the_likeliest_goes_first(driver: Driver, model: str, route: Route) -> None:
    del driver
    known = [
        digits
        for (models, name), digits in DIGITS.items()
        if re.fullmatch(models, model) and re.fullmatch(name, route.name)
    ]

    assert known == [dict(route.digits)]


@PER_ROUTE
def test_keys_that_are_pressed_unseen_are_those_that_tools_agree_on(driver: Driver, model: str, route: Route) -> None:
    del driver
    agreed = next((keys for pattern, keys in FIXED.items() if re.fullmatch(pattern, model)), ())

    assert route.blind_confirm == (agreed if route.digits else ())


@PER_ROUTE
def test_every_key_is_pressed(driver: Driver, model: str, route: Route) -> None:
    del driver, model
    keys = [one for one in (*route.home, route.enter, route.enter_else) if isinstance(one, Key | SoftKey)]

    assert [] == [one for one in keys if one.times < 1]


@PER_ROUTE
def test_a_route_names_everything_else_that_its_menus_can_reset(driver: Driver, model: str, route: Route) -> None:
    """The rows of the simulated menus, which are those of the dossier, but the renamed ones of the hostile."""
    del driver
    asked = Which.CTL if route.erases is Lists.CTL else Which.ITL
    known = known_as(model)
    layouts = [LAYOUTS[one] for one in known.layouts if "renamed" not in one] if known else []
    titles = {title for layout in layouts for title in wrong_titles(layout, asked)}

    assert set() == {title for title in titles if not any(one.names(title) for one in route.never)}


@PER_ROUTE
def test_a_route_waits_for_the_proof_that_its_phones_can_give(driver: Driver, model: str, route: Route) -> None:
    """79xx show their lists on a screen alone, the others their signature on a page (phones §0.8, §5)."""
    del driver, model
    proofs = {one.fact for one in route.expect if isinstance(one, FactGone)}
    by_screen = any(isinstance(one, ScreenChanged) for one in route.expect)

    assert (proofs, by_screen) == (({"itl_signature"}, False) if route.erases is Lists.BOTH else (set(), True))


@PER_ROUTE
def test_a_route_waits_for_messages_that_phones_write(driver: Driver, model: str, route: Route) -> None:
    del driver, model
    messages = [text for one in route.expect if isinstance(one, StatusSays) for text in one.label.alternatives]
    other = {Lists.ITL: "CTL installed", Lists.CTL: "ITL installed"}.get(route.erases)

    assert messages
    assert other not in messages
    assert [] == [text for text in messages if not any(one.names(text) for one in (ERASING, NO_LIST, ARRIVED))]


@PER_ROUTE
def test_a_route_waits_as_long_for_its_phone_as_tools_do(driver: Driver, model: str, route: Route) -> None:
    """89xx and 99xx are slow: one tool looks every 35 s (phones §2.5)."""
    del driver
    within_s = [one.within_s for one in route.expect if isinstance(one, Restarts)]

    assert within_s == [600.0 if re.match(r"CP-(89|99)", model) else 300.0]
