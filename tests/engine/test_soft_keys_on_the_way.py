"""Ways that begin or go on by a soft key: pressed only where it was read, twice, and never under a confirming one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import cycle

import pytest

from drivers import cisco_6900, cisco_7800, cisco_conference
from eraser.dsl import BOTH, AnyDriver, Driver, softkey
from eraser.engine.confirming import why_not_leading, why_not_there
from eraser.model.outcome import Outcome, Reason
from eraser.model.screen import Screen, SoftKeyText
from tests.engine.menu_phone import (
    CONFERENCE,
    IDLE_8832,
    NEW,
    OLD,
    SIXES,
    SIXES_WAYS,
    Deliver,
    MenuPhone,
    Worked,
    conference,
    screen,
    sixes,
    work,
)

pytestmark = pytest.mark.virtual_time

WAYS: dict[str, tuple[Callable[[], MenuPhone], tuple[AnyDriver, ...]]] = {
    "8832": (conference, cisco_conference.DRIVERS),
    "6941": (sixes, cisco_6900.DRIVERS),
}
LONGEST_WAY = 14  # keys; the ways here have fewer
SETTINGS = softkey("Settings")


async def work_8832(phone: MenuPhone, **changes: object) -> Worked:
    return await work(phone, cisco_conference.DRIVERS, **changes)  # type: ignore[arg-type]


def showing(idle: Screen) -> MenuPhone:
    """A conference phone with another idle screen."""
    return conference(places={**CONFERENCE, "idle": idle})


async def test_a_menu_is_entered_by_the_soft_key_of_the_idle_screen() -> None:
    phone = conference()

    worked = await work_8832(phone)

    assert (Outcome.ERASED, NEW, []) == (worked.result.outcome, phone.itl, phone.wrong)
    assert ["Soft3"] == worked.intents
    assert [("idle", "Soft3"), ("question", "Soft3")] == worked.soft_keys


async def test_the_place_of_a_soft_key_is_read_from_the_screen() -> None:
    moved = replace(IDLE_8832, soft_keys=(SoftKeyText(1, "Settings"), SoftKeyText(3, "Redial")))
    phone = showing(moved)
    phone.ways = {**phone.ways, ("idle", "Soft1"): "settings", ("idle", "Soft3"): "wrong: redial"}

    worked = await work_8832(phone)

    assert (Outcome.ERASED, ("idle", "Soft1")) == (worked.result.outcome, worked.soft_keys[0])


IDLE_SCREENS_WITHOUT_THE_KEY = {
    "no such soft key": replace(IDLE_8832, soft_keys=(SoftKeyText(3, "Redial"),)),
    "two of them": replace(IDLE_8832, soft_keys=(SoftKeyText(1, "Settings"), SoftKeyText(3, "Settings"))),
    "dark": replace(IDLE_8832, dark=True),
    "not surely read": replace(IDLE_8832, confidence=0.3),
    "under the title of a neighbour": replace(IDLE_8832, title="Network settings"),
    "on the confirming screen": replace(
        CONFERENCE["question"], soft_keys=(SoftKeyText(2, "Settings"), SoftKeyText(3, "Reset"))
    ),
}


@pytest.mark.parametrize("name", IDLE_SCREENS_WITHOUT_THE_KEY)
async def test_a_soft_key_that_is_not_surely_there_is_not_pressed(name: str) -> None:
    phone = showing(IDLE_SCREENS_WITHOUT_THE_KEY[name])

    worked = await work_8832(phone)

    assert (Outcome.FAILED, Reason.SCREEN_UNEXPECTED) == (worked.result.outcome, worked.result.reason)
    assert ([], OLD) == (worked.soft_keys, phone.itl)
    assert "Settings" in worked.result.detail


async def test_a_soft_key_is_not_pressed_while_its_screen_changes() -> None:
    phone = conference()
    soft = cycle([(SoftKeyText(2, "Settings"),), (SoftKeyText(3, "Settings"),)])

    def change(one: MenuPhone) -> None:
        one.places = {**CONFERENCE, "idle": replace(IDLE_8832, soft_keys=next(soft))}

    phone.tick = change

    worked = await work_8832(phone)

    assert (Outcome.FAILED, []) == (worked.result.outcome, worked.soft_keys)
    assert "the screen still changes" in worked.result.detail


async def test_a_screen_that_came_to_rest_is_pressed() -> None:
    phone = conference()
    titles = iter(["10:24", "10:25"])

    def tell_time(one: MenuPhone) -> None:
        one.places = {**CONFERENCE, "idle": replace(IDLE_8832, title=next(titles, "10:25"))}

    phone.tick = tell_time

    assert Outcome.ERASED == (await work_8832(phone)).result.outcome


async def test_a_phone_whose_soft_keys_are_those_of_a_call_is_left_alone() -> None:
    call = replace(
        IDLE_8832, soft_keys=(SoftKeyText(1, "Hold"), SoftKeyText(2, "End call"), SoftKeyText(3, "Settings"))
    )

    worked = await work_8832(showing(call))

    assert (Outcome.BUSY, []) == (worked.result.outcome, worked.soft_keys)


def dropped(at: int) -> Deliver:
    return lambda place, uri: [] if place == at else [(0.0, uri)]


def doubled(at: int) -> Deliver:
    return lambda place, uri: [(0.0, uri), (0.3, uri)] if place == at else [(0.0, uri)]


def late(at: int, by_s: float) -> Deliver:
    return lambda place, uri: [(by_s, uri)] if place == at else [(0.0, uri)]


FAULTS: dict[str, Callable[[int], Deliver]] = {
    "dropped": dropped,
    "doubled": doubled,
    "1.5 s late": lambda at: late(at, 1.5),
    "2.5 s late, after the next": lambda at: late(at, 2.5),
    "6 s late": lambda at: late(at, 6.0),
    "40 s late": lambda at: late(at, 40.0),
    "200 s late": lambda at: late(at, 200.0),
}


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("way", WAYS)
async def test_one_key_gone_astray_never_makes_a_false_result(way: str, fault: str) -> None:
    new_phone, drivers = WAYS[way]
    ends = []
    for at in range(LONGEST_WAY):
        phone = new_phone()

        worked = await work(phone, drivers, deliver=FAULTS[fault](at))

        assert [] == phone.wrong
        if worked.result.outcome is Outcome.ERASED:
            assert (NEW, 1) == (phone.itl, phone.erasures)
        assert phone.erasures <= len(worked.intents)
        assert worked.confirmed_at <= {"question"}
        ends.append(worked.result.outcome)
        if at >= len(worked.channel.keys):
            break

    assert ends.count(Outcome.ERASED) >= len(ends) - 1, ends


@pytest.mark.parametrize("way", WAYS)
async def test_a_soft_key_that_comes_late_never_acts_one_menu_later(way: str) -> None:
    """Its slot is that of the confirming key there. It is waited for before any menu is opened under it."""
    new_phone, drivers = WAYS[way]
    keys = (await work(new_phone(), drivers)).channel.keys
    leading = next(place for place, uri in enumerate(keys) if uri.startswith("Key:Soft"))
    for by_s in range(1, 66):
        phone = new_phone()

        worked = await work(phone, drivers, deliver=late(leading, by_s))

        assert ([], Outcome.ERASED, 1) == (phone.wrong, worked.result.outcome, phone.erasures), by_s
        assert 1 == len(worked.intents), by_s


async def test_a_screen_that_does_not_change_is_not_taken_for_the_menu_behind_it() -> None:
    """Rows that a reader sees on the idle screen make no menu of it."""
    rows = screen("Lines", "1 Berlin", "2 Paris", soft={3: "Settings"})
    phone = showing(rows)

    worked = await work_8832(phone, deliver=late(1, 5.0))

    assert Outcome.ERASED == worked.result.outcome
    assert "Key:NavDwn" not in worked.channel.keys


async def test_a_step_of_the_path_can_be_a_soft_key() -> None:
    phone = sixes()

    worked = await work(phone, cisco_6900.DRIVERS)

    assert (Outcome.ERASED, NEW, []) == (worked.result.outcome, phone.itl, phone.wrong)
    assert [("reset", "Soft4"), ("question", "Soft2")] == worked.soft_keys
    assert ["Soft2"] == worked.intents


async def test_a_soft_key_of_the_path_is_pressed_by_its_name_and_not_by_its_place() -> None:
    """Where the fourth soft key is another one, a phone of its family is left as it is."""
    phone = sixes(places={**SIXES, "reset": screen("Reset settings", "What?", soft={1: "Back", 4: "Network"})})

    worked = await work(phone, cisco_6900.DRIVERS)

    assert (Outcome.FAILED, OLD) == (worked.result.outcome, phone.itl)
    assert "Soft4" not in {one for _, one in worked.soft_keys}


@pytest.mark.parametrize("by_s", [0.0, 5.0])
async def test_menus_are_left_by_the_soft_key_that_is_shown(by_s: float) -> None:
    """`Init:` closes nothing here. A key that comes late is waited for, not pressed again."""
    phone = sixes(at="admin", deaf=frozenset({"Init:Services"}))

    worked = await work(phone, cisco_6900.DRIVERS, deliver=late(1, by_s))

    assert Outcome.ERASED == worked.result.outcome
    assert [("admin", "Soft1"), ("settings", "Soft1")] == worked.soft_keys[:2]
    assert "idle" == phone.at


async def test_a_menu_is_left_even_where_its_title_is_that_of_a_neighbour() -> None:
    """*Network setup* must not be confirmed; leaving it is right."""
    places = {**SIXES, "network setup": screen("Network setup", "1 DHCP", soft={1: "Back"}, chosen=0)}
    ways = {**SIXES_WAYS, ("network setup", "Soft1"): "idle"}
    phone = sixes(places=places, ways=ways, at="network setup", deaf=frozenset({"Init:Services"}))

    assert Outcome.ERASED == (await work(phone, cisco_6900.DRIVERS)).result.outcome


async def test_a_reset_menu_is_known_by_its_soft_key_where_its_title_is_another() -> None:
    titled = replace(SIXES["reset"], title="What is to be reset?")
    phone = sixes(places={**SIXES, "reset": titled})

    assert Outcome.ERASED == (await work(phone, cisco_6900.DRIVERS)).result.outcome


async def test_a_phone_is_left_at_its_idle_screen_when_the_way_ended_in_a_menu() -> None:
    ways = {key: behind for key, behind in SIXES_WAYS.items() if key != ("reset", "Soft4")}
    phone = sixes(ways=ways, deaf=frozenset({"Init:Services"}))

    worked = await work(phone, cisco_6900.DRIVERS)

    assert (Outcome.FAILED, "idle", []) == (worked.result.outcome, phone.at, phone.wrong)


ROWS = screen("Reset settings", "1 All settings", "2 Security settings", soft={3: "Select"}, chosen=0)
UNNUMBERED = screen("Reset settings", "All settings", "Security settings", soft={4: "Security"}, chosen=0)
SOFT = screen("Reset settings", "1 All settings", "2 Network settings", soft={4: "Security"}, chosen=0)
MENUS_78 = {
    "idle": screen("10:25", soft={}),
    "apps": screen("Applications", "5 Admin settings", soft={}, chosen=0),
    "admin": screen("Admin settings", "4 Reset settings", soft={}, chosen=0),
    "question": screen("Security settings", "Reset security settings?", soft={2: "Reset"}),
}
WAYS_78 = {
    ("idle", "Applications"): "apps",
    ("apps", "KeyPad5"): "admin",
    ("admin", "KeyPad4"): "reset",
    ("question", "Soft2"): "erase",
}
EITHER = Driver("either", ("CP-7841",), BOTH, (cisco_7800.RESET_SECURITY_10,))


@pytest.mark.parametrize(
    ("reset", "key"),
    [(ROWS, "KeyPad2"), (SOFT, "Soft4"), (UNNUMBERED, "Soft4")],
    ids=["a row", "a soft key", "a soft key beside a row without a digit"],
)
async def test_a_step_may_be_a_row_or_a_soft_key(reset: Screen, key: str) -> None:
    ways = {**WAYS_78, ("reset", key): "question"}
    phone = MenuPhone("CP-7841", {**MENUS_78, "reset": reset}, ways)

    worked = await work(phone, [EITHER])

    assert (Outcome.ERASED, NEW) == (worked.result.outcome, phone.itl)
    assert f"Key:{key}" in worked.channel.keys


async def test_of_a_row_and_a_soft_key_the_row_is_chosen() -> None:
    both = screen("Reset settings", "1 All settings", "2 Security settings", soft={4: "Security"}, chosen=0)
    phone = MenuPhone("CP-7841", {**MENUS_78, "reset": both}, {**WAYS_78, ("reset", "KeyPad2"): "question"})

    worked = await work(phone, [EITHER])

    assert (Outcome.ERASED, [("question", "Soft2")]) == (worked.result.outcome, worked.soft_keys)


async def test_a_way_by_soft_keys_is_never_walked_blind() -> None:
    route = replace(cisco_conference.RESET_SECURITY_8832, digits={"otherwise": ("4,4,5",)}, blind_confirm=("Soft3",))
    phone = conference()

    worked = await work(phone, [Driver("blind", ("CP-8832",), BOTH, (route,))], sight=False, blind=("CP-8832",))

    assert (Outcome.MANUAL, Reason.NO_ROUTE, []) == (worked.result.outcome, worked.result.reason, worked.intents)
    assert OLD == phone.itl


def test_a_soft_key_leads_on_from_a_menu_with_a_neighbour_chosen() -> None:
    """It does not act on the chosen row; only a screen that is about a neighbour is one to keep away from."""
    security = softkey("Security")

    assert why_not_leading(SOFT, cisco_6900.RESET_SECURITY_6941, security) is None
    assert why_not_leading(replace(SOFT, title="Network setup"), cisco_6900.RESET_SECURITY_6941, security)


def test_a_soft_key_that_leaves_is_pressed_even_on_a_confirming_screen() -> None:
    question = SIXES["question"]

    assert why_not_there(question, softkey("Exit|Back")) is None
    assert why_not_leading(question, cisco_6900.RESET_SECURITY_6941, softkey("Exit|Back"))
