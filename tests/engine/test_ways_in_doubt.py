"""Keys of which tools disagree, evidence that is weak, and lists to which no way is known."""

from __future__ import annotations

from dataclasses import replace

import pytest

from drivers import cisco_7906, cisco_8945, cisco_conference, cisco_ip_communicator
from eraser.dsl import Driver, Lists, Strength, documented, inferred, reported, reported_once, seen
from eraser.engine.decision import routes_of
from eraser.model.outcome import Outcome, Reason
from tests.engine.menu_phone import NEW, OLD, MenuPhone, Worked, conference, screen, work

pytestmark = pytest.mark.virtual_time

MENUS_8945 = {
    "idle": screen("10:25", soft={1: "Redial"}),
    "menu": screen("Applications", "4 Administrator settings", soft={}, chosen=0),
    "admin": screen("Administrator settings", "4 Reset settings", soft={}, chosen=0),
    "reset": screen("Reset settings", "1 All settings", "3 Security", soft={}, chosen=0),
    "question": screen("Security", "Reset security settings?", soft={3: "Reset", 4: "Cancel"}),
}
WAYS_8945 = {
    ("menu", "KeyPad4"): "admin",
    ("admin", "KeyPad4"): "reset",
    ("reset", "KeyPad3"): "question",
    ("question", "Soft3"): "erase",
}


def phone_8945(opens: str, **changes: object) -> MenuPhone:
    """An 8945 whose menu opens by this key only."""
    phone = MenuPhone("CP-8945", MENUS_8945, {**WAYS_8945, ("idle", opens): "menu"})
    return replace(phone, **changes)  # type: ignore[arg-type]


@pytest.mark.parametrize("opens", ["Applications", "Settings"])
@pytest.mark.parametrize("missing", [frozenset(), frozenset({"Applications", "NavBack"})], ids=["ignored", "refused"])
async def test_the_menu_is_opened_by_whichever_key_opens_it(opens: str, missing: frozenset[str]) -> None:
    phone = phone_8945(opens, missing=missing - {opens})

    worked = await work(phone, cisco_8945.DRIVERS)

    assert (Outcome.ERASED, NEW) == (worked.result.outcome, phone.itl)
    assert (opens == "Settings") == ("Key:Settings" in worked.channel.keys)


async def test_where_no_key_opens_a_menu_both_are_told() -> None:
    worked = await work(phone_8945("Line1"), cisco_8945.DRIVERS)

    assert (Outcome.FAILED, Reason.SCREEN_UNEXPECTED) == (worked.result.outcome, worked.result.reason)
    assert "Applications and Settings opened no menu" in worked.result.detail


async def test_a_last_key_that_is_refused_is_told() -> None:
    phone = phone_8945("Line1", missing=frozenset({"Applications", "Settings"}))

    worked = await work(phone, cisco_8945.DRIVERS)

    assert (Outcome.FAILED, Reason.KEY_REFUSED) == (worked.result.outcome, worked.result.reason)


async def work_8832(**options: object) -> tuple[Worked, MenuPhone]:
    phone = conference()
    return await work(phone, cisco_conference.DRIVERS, **options), phone  # type: ignore[arg-type]


async def test_a_way_on_weak_evidence_needs_waves_or_the_operators_word() -> None:
    worked, phone = await work_8832(trust_weak=())

    result = worked.result
    assert (Outcome.MANUAL, Reason.NO_ROUTE, OLD) == (result.outcome, result.reason, phone.itl)
    assert "weak evidence: needs a canary wave or --trust-weak CP-8832" in result.detail
    assert [] == worked.channel.keys


ALLOWED = {
    "a canary wave": {"canary": (1,), "trust_weak": ()},
    "the operator's word": {"trust_weak": ("CP-8832",)},
    "the operator's word in small letters": {"trust_weak": ("cp-8832",)},
    "the operator's word for every model": {"trust_weak": ("*",)},
}


@pytest.mark.parametrize("by", ALLOWED)
async def test_a_way_on_weak_evidence_is_allowed(by: str) -> None:
    worked, phone = await work_8832(**ALLOWED[by])

    assert (Outcome.ERASED, NEW) == (worked.result.outcome, phone.itl)


async def test_the_operators_word_for_one_model_is_none_for_another() -> None:
    worked, _ = await work_8832(trust_weak=("CP-7832", "CP-88", "CP-8832NR"))

    assert (Outcome.MANUAL, []) == (worked.result.outcome, worked.channel.keys)


async def test_a_plan_says_that_evidence_is_weak() -> None:
    worked, _ = await work_8832(canary=(1, 5), trust_weak=(), look_only=True)

    assert Outcome.PENDING == worked.result.outcome
    assert "which is weak: a first phone of its kind must prove it" in worked.result.detail


async def test_a_plan_without_waves_says_what_a_run_would_say() -> None:
    worked, _ = await work_8832(trust_weak=(), look_only=True)

    assert (Outcome.MANUAL, Reason.NO_ROUTE) == (worked.result.outcome, worked.result.reason)


async def test_one_weak_way_of_two_holds_both_back() -> None:
    """To erase only the ITL where both were asked for would leave a phone half done."""
    phone = MenuPhone("CP-7911G", MENUS_8945, {})

    both = await work(phone, cisco_7906.DRIVERS, trust_weak=(), lists="both")
    itl = await work(phone, cisco_7906.DRIVERS, trust_weak=(), lists="itl", look_only=True)

    assert (Outcome.MANUAL, []) == (both.result.outcome, both.channel.keys)
    assert "Route erase-ctl-file: weak evidence" in both.result.detail
    assert Outcome.PENDING == itl.result.outcome


@pytest.mark.parametrize("lists", ["itl", "both"])
async def test_a_list_to_which_no_way_is_known_is_not_passed_over(lists: str) -> None:
    phone = MenuPhone("CIPC", MENUS_8945, {}, ctl=OLD)

    worked = await work(phone, cisco_ip_communicator.DRIVERS, lists=lists)

    assert (Outcome.MANUAL, Reason.NO_ROUTE, []) == (worked.result.outcome, worked.result.reason, worked.channel.keys)
    assert "No route is known to the ITL of a CIPC; `--list ctl` erases its CTL." == worked.result.detail


@pytest.mark.parametrize(("lists", "itl"), [("ctl", OLD), ("ctl", None), ("both", None)])
async def test_the_list_to_which_a_way_is_known_is_planned(lists: str, itl: str | None) -> None:
    """A list that is not installed, as the page says, needs no way."""
    phone = MenuPhone("CIPC", MENUS_8945, {}, itl=itl, ctl=OLD)

    worked = await work(phone, cisco_ip_communicator.DRIVERS, lists=lists, look_only=True)

    assert Outcome.PENDING == worked.result.outcome
    assert "erase-ctl-file" in worked.result.detail


def test_a_reset_of_both_lists_covers_each_of_them() -> None:
    (driver,) = (one for one in cisco_8945.DRIVERS if isinstance(one, Driver))

    for lists in Lists:
        assert driver.routes == routes_of(driver, None, lists, done=frozenset())


def test_what_only_one_tool_or_only_we_say_is_weak() -> None:
    strong = (documented("x"), reported("x"), seen("x"))
    weak = (reported_once("x"), inferred("x"))

    assert [False] * 3 == [one.weak for one in strong]
    assert [True] * 2 == [one.weak for one in weak]
    assert set(Strength) == {one.strength for one in (*strong, *weak)}
    assert "reported once (x)" == str(weak[0])
