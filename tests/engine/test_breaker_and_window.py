"""The breaker and the end of a window begin no further phone, finish those that are begun, and leave the rest."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from eraser.engine.breaker import Breaker
from eraser.engine.fleet import FleetEnd, work_fleet
from eraser.engine.limits import Hours
from eraser.model.outcome import AnswerCut, EraserError, Outcome, PhoneOverloaded, Reason, Unreachable
from eraser.model.phone import CallState, Facts, Phone
from eraser.model.run import EventKind, History, Options, Run, now
from eraser.model.states import State
from eraser.simulator.handset import Handset
from eraser.simulator.state import Quirks
from tests.engine.rig import FAST, Bench, HandsetChannel, holds_old, make_handset, registry
from tests.report.samples import result

pytestmark = pytest.mark.virtual_time

ONE_BY_ONE = replace(FAST, concurrency=1, attempts=1)


def counted(*outcomes: Outcome, options: Options = FAST, site: str = "berlin") -> list[str | None]:
    breaker = Breaker(options)
    return [breaker.count(result(1, one, site=site, keys_pressed=9)) for one in outcomes]


def test_the_third_failure_of_forty_opens_the_breaker_and_the_second_does_not() -> None:
    spaced = (*[Outcome.ERASED] * 12, Outcome.LOST) * 3

    told = counted(*spaced)

    assert [None] * 38 == told[:38]
    assert "3 of the last 39 phones that were worked on did not end well" == told[38]


def test_failures_further_apart_than_the_span_do_not_open_it() -> None:
    assert {None} == set(counted(*((*[Outcome.ERASED] * 20, Outcome.FAILED) * 9)))


def test_three_in_succession_at_one_site_open_it() -> None:
    assert "3 phones in succession of site berlin did not end well" == counted(*[Outcome.UNPROVEN] * 3)[-1]


def test_failures_in_succession_at_several_sites_do_not() -> None:
    breaker = Breaker(replace(FAST, breaker_percent=100.0))

    assert {None} == {breaker.count(result(1, Outcome.LOST, site=f"site {number}")) for number in range(20)}


@pytest.mark.parametrize("outcome", [Outcome.MANUAL, Outcome.BUSY, Outcome.EXCLUDED, Outcome.PENDING])
def test_what_tells_of_the_phone_itself_does_not_open_it(outcome: Outcome) -> None:
    assert {None} == set(counted(*[outcome] * 50))


def test_phones_that_never_answered_do_not_open_it() -> None:
    breaker = Breaker(FAST)
    gone = result(1, Outcome.FAILED, Reason.UNREACHABLE, keys_pressed=0, channel=None)

    assert {None} == {breaker.count(gone) for _ in range(50)}


def test_phones_that_were_not_worked_on_do_not_water_the_share_down() -> None:
    outcomes = (*[Outcome.ALREADY_TRUSTED] * 100, Outcome.LOST) * 3
    sites = replace(FAST, breaker_in_succession=0)

    assert "3 of the last 3" in (counted(*outcomes, options=sites)[-1] or "")


def fleet(good: int, bad: int, then: int) -> list[Handset]:
    layouts = ["88xx-5-4-4"] * good + ["88xx-renamed"] * bad + ["88xx-5-4-4"] * then
    return [make_handset("CP-8841", layout, number=number) for number, layout in enumerate(layouts, start=1)]


async def work(bench: Bench, **more: object) -> FleetEnd:
    return await work_fleet(
        Run("run-1", "run", now()),
        bench.phones(),
        more.pop("histories", {}),  # type: ignore[arg-type]
        options=bench.options,
        registry=registry(),
        open_channel=bench.open_channel,
        reader=bench.reader,
        store=bench.store,
        **more,  # type: ignore[arg-type]
    )


def outcomes_of(end: FleetEnd) -> list[str]:
    return [f"{one.outcome} {one.reason or ''}".strip() for one in end.results]


async def test_without_anybody_there_the_breaker_ends_the_run_and_resume_goes_on() -> None:
    bench = Bench(fleet(2, 3, 3), options=ONE_BY_ONE)

    end = await work(bench)

    assert ["erased"] * 2 + ["failed screen_unexpected"] * 3 + ["pending breaker"] * 3 == outcomes_of(end)
    assert end.stopped is Reason.BREAKER
    histories = {one.name: History(one.name, State.SETTLED, result=one) for one in end.results[:5]}
    again = await work(bench, histories=histories)
    assert ["erased"] * 3 == outcomes_of(again)[5:]
    assert again.stopped is None


class OneInFiveIsOff(Bench):
    def open_channel(self, phone: Phone) -> HandsetChannel:
        channel = super().open_channel(phone)
        return Unheard(channel.handset) if len(self.channels) % 5 == 0 else channel


class Unheard(HandsetChannel):
    async def identify(self) -> Facts:
        await asyncio.sleep(5.0)
        raise Unreachable("no connection within 5 s")


async def test_dead_phones_that_all_time_out_together_do_not_end_the_run() -> None:
    end = await work(OneInFiveIsOff(fleet(60, 0, 0)))

    assert {"erased": 48, "failed unreachable": 12} == Counter(outcomes_of(end))
    assert end.stopped is None


class LineFails(Bench):
    """The line fails when all have been looked at: each phone is missed only in its own turn."""

    failure: type[EraserError] = Unreachable

    def open_channel(self, phone: Phone) -> HandsetChannel:
        channel = SeenAndThenGone(super().open_channel(phone).handset)
        channel.failure = self.failure
        return channel


class SeenAndThenGone(HandsetChannel):
    failure: type[EraserError] = Unreachable

    async def ask_call(self) -> CallState:
        raise self.failure("no whole answer")


@pytest.mark.parametrize("failure", [Unreachable, PhoneOverloaded, AnswerCut])
async def test_a_site_whose_line_fails_after_the_first_look_stops_the_run(failure: type[EraserError]) -> None:
    bench = LineFails(fleet(8, 0, 0), options=ONE_BY_ONE)
    bench.failure = failure

    end = await work(bench)

    assert ["failed unreachable"] * 3 + ["pending breaker"] * 5 == outcomes_of(end)
    assert [0] * 8 == [one.keys_pressed for one in end.results]
    assert end.stopped is Reason.BREAKER
    assert "the breaker opened: 3 phones in succession of site hq did not end well" == end.why
    assert "before it was begun: 3 phones in succession of site hq" in end.results[-1].detail


async def test_somebody_who_is_there_is_told_why_and_may_go_on() -> None:
    told: list[str] = []

    async def ask(why: str) -> bool:
        told.append(why)
        await asyncio.sleep(1000.0)
        return True

    bench = Bench(fleet(1, 3, 2), options=ONE_BY_ONE)
    end = await work(bench, ask=ask)

    assert ["3 phones in succession of site hq did not end well"] == told
    assert ["erased"] + ["failed screen_unexpected"] * 3 + ["erased"] * 2 == outcomes_of(end)
    assert end.stopped is None


async def test_phones_that_are_begun_are_finished_while_somebody_is_asked() -> None:
    times: list[float] = []
    clock = asyncio.get_running_loop().time

    async def ask(_why: str) -> bool:
        times.append(clock())
        await asyncio.sleep(1000.0)
        times.append(clock())
        return False

    bench = Bench(fleet(0, 3, 9), options=replace(ONE_BY_ONE, concurrency=6))
    end = await work(bench, ask=ask)

    begun = {event.phone for event in bench.store.events if event.kind is EventKind.PRESS}
    good = end.results[3:]
    assert ["erased"] * 3 == outcomes_of(end)[3:6]
    assert [Outcome.ERASED if one.name in begun else Outcome.PENDING for one in good] == [one.outcome for one in good]
    assert Reason.BREAKER is end.results[-1].reason
    assert end.stopped is Reason.BREAKER
    assert 1000.0 == pytest.approx(times[1] - times[0])


async def test_a_breaker_that_opens_over_the_last_phones_stopped_nothing() -> None:
    end = await work(Bench(fleet(1, 3, 0), options=ONE_BY_ONE))

    assert end.stopped is None


def virtual_clock() -> Callable[[], datetime]:
    loop = asyncio.get_running_loop()
    began_s, began = loop.time(), datetime(2026, 3, 1, 4, 0, tzinfo=UTC)
    return lambda: began + timedelta(seconds=loop.time() - began_s)


async def test_no_phone_is_begun_after_the_last_start_and_those_begun_are_finished() -> None:
    bench, clock = Bench(fleet(0, 0, 12), options=ONE_BY_ONE), virtual_clock()
    last = clock() + timedelta(seconds=200)

    end = await work(bench, hours=Hours(last, clock))

    outcomes = outcomes_of(end)
    erased = outcomes.count("erased")
    assert 1 <= erased <= 11
    assert ["erased"] * erased + ["pending window"] * (12 - erased) == outcomes
    assert end.stopped is Reason.WINDOW
    assert [holds_old(one) for one in bench.handsets] == [outcome != "erased" for outcome in outcomes]
    began = [event for event in bench.store.events if event.kind is EventKind.PRESS]
    assert erased == len({event.phone for event in began})


async def test_at_the_end_of_the_window_nobody_waits_for_anything_any_more() -> None:
    clock = virtual_clock()
    slow = replace(FAST, starts_per_second=0.01)

    end = await work(Bench(fleet(0, 0, 9), options=slow), hours=Hours(clock() + timedelta(seconds=150), clock))

    assert ["erased"] * 2 + ["pending window"] * 7 == outcomes_of(end)
    assert clock() < datetime(2026, 3, 1, 4, 10, tzinfo=UTC)


async def test_a_window_that_is_over_begins_nobody() -> None:
    clock = virtual_clock()
    bench = Bench(fleet(0, 0, 2))

    end = await work(bench, hours=Hours(clock() - timedelta(seconds=1), clock))

    assert ["pending window"] * 2 == outcomes_of(end)
    assert [] == [channel.keys for channel in bench.channels.values() if channel.keys]


async def test_after_a_crash_phones_that_are_away_count_before_any_other_begins() -> None:
    """Of two phones a key may have left when the process died, and two may be away: one leaves when the first is seen
    not to have gone, and another when the second is seen back."""
    slow = Quirks(restart_s=100.0, renew_s=2.0)
    handsets = [make_handset("CP-8841", "88xx-5-4-4", slow, number=number) for number in range(1, 5)]
    bench = Bench(handsets, options=replace(FAST, away_per_cluster=2))
    first = await crashed_while_away(bench, 2)
    away_until: dict[str, float] = {}
    clock = asyncio.get_running_loop().time
    began = clock()

    class Watching:
        def see(self, event) -> None:  # type: ignore[no-untyped-def]
            if event.stage == "verify" and event.phone in first:
                away_until.setdefault(event.phone, clock() - began)
            if event.kind is EventKind.INTENT:
                left.append(clock() - began)

    left: list[float] = []
    end = await work(bench, histories=first, observers=[Watching()])

    assert {Outcome.ERASED} == {one.outcome for one in end.results}
    seen = sorted(away_until.values())
    assert [True, True] == [at >= back for at, back in zip(sorted(left), seen, strict=False)]
    assert seen[1] > 100.0


async def crashed_while_away(bench: Bench, count: int) -> dict[str, History]:
    """The histories of the first phones, whose process died right after their confirming key."""
    histories: dict[str, History] = {}
    some = Bench(bench.handsets[:count], options=bench.options)
    task = asyncio.create_task(work(some))
    while len(some.store.intents()) < count:  # noqa: ASYNC110 - the store has no bell
        await asyncio.sleep(0.5)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    for event in some.store.intents():
        keys = sum(one.phone == event.phone for one in some.store.events if one.kind is EventKind.PRESS)
        histories[event.phone] = History(
            event.phone, State.WATCHING, intent=event.data, intents=1, keys_pressed=keys + 1, started_at=now()
        )
    return histories
