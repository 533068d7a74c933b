"""Limits hold at once, waves stop a kind and not the fleet, and a person can end a run."""

from __future__ import annotations

import asyncio
import itertools
from dataclasses import replace

import pytest
import structlog

from eraser.engine.limits import Limits
from eraser.engine.stop import Stop
from eraser.model.outcome import Outcome, Reason
from eraser.model.phone import Phone
from eraser.model.run import EventKind, History, Options
from eraser.model.states import State
from eraser.simulator.state import Quirks
from tests.engine.rig import FAST, Bench, HandsetChannel, holds_old, make_handset

pytestmark = pytest.mark.virtual_time


NUMBERS = itertools.count()


class Crowd:
    """How many are inside at once, at most."""

    def __init__(self) -> None:
        self.inside = self.most = 0

    async def stay(self, seconds: float) -> None:
        self.inside += 1
        self.most = max(self.most, self.inside)
        await asyncio.sleep(seconds)
        self.inside -= 1


async def test_no_more_phones_than_allowed_are_in_flight_and_the_limit_is_reached() -> None:
    limits, crowd = Limits(Options(concurrency=7, per_site=100, starts_per_second=1000.0), Stop()), Crowd()

    async def one(site: str) -> None:
        async with limits.turn(f"phone {next(NUMBERS)}", site):
            await crowd.stay(10.0)

    await asyncio.gather(*(one(f"site {number % 3}") for number in range(50)))

    assert crowd.most == 7


async def test_no_more_phones_of_a_site_than_allowed_are_in_flight() -> None:
    limits = Limits(Options(concurrency=100, per_site=4, starts_per_second=1000.0), Stop())
    crowds = {"berlin": Crowd(), "rome": Crowd()}

    async def one(site: str) -> None:
        async with limits.turn(f"phone {next(NUMBERS)}", site):
            await crowds[site].stay(10.0)

    await asyncio.gather(*(one(site) for site in ("berlin", "rome") for _ in range(20)))

    assert {site: crowd.most for site, crowd in crowds.items()} == {"berlin": 4, "rome": 4}


async def test_starts_are_spaced_and_never_come_in_a_burst() -> None:
    limits = Limits(Options(concurrency=100, per_site=100, starts_per_second=2.0), Stop())
    starts: list[float] = []

    async def one() -> None:
        async with limits.turn(f"phone {next(NUMBERS)}", "hq"):
            starts.append(asyncio.get_running_loop().time())

    await asyncio.gather(*(one() for _ in range(11)))

    gaps = [later - earlier for earlier, later in itertools.pairwise(starts)]
    assert min(gaps) == pytest.approx(0.5, abs=0.01)
    assert starts[-1] - starts[0] == pytest.approx(5.0, abs=0.1)


async def test_keys_are_limited_per_authentication_host() -> None:
    limits = Limits(Options(keys_per_second=10.0), Stop())
    clock = asyncio.get_running_loop().time
    began = clock()

    await asyncio.gather(*(limits.key("http://cucm-a:8080/ccmcip/authenticate.jsp") for _ in range(21)))
    one_host_s = clock() - began
    began = clock()
    await asyncio.gather(*(limits.key(f"http://cucm-{number}:8080/x") for number in range(21)))

    assert one_host_s == pytest.approx(2.0, abs=0.05)
    assert clock() - began == pytest.approx(0.0, abs=0.05)


async def test_waves_let_one_then_five_then_all_of_a_kind_begin() -> None:
    limits, crowd = Limits(Options(canary=(1, 5)), Stop()), Crowd()
    sizes: list[int] = []

    async def one() -> None:
        async with limits.waves.place("CP-8841 12.5", "SEP001122334455") as tell:
            crowd.inside += 1
            sizes.append(crowd.inside)
            await asyncio.sleep(10.0)
            crowd.inside -= 1
            tell(Outcome.ERASED)

    await asyncio.gather(*(one() for _ in range(20)))

    assert sizes == [1, 1, 2, 3, 4, 5, *range(1, 15)]


async def test_a_failed_canary_stops_its_kind_and_no_other() -> None:
    bad = [make_handset("CP-8841", "88xx-renamed", number=number) for number in range(1, 5)]
    good = [make_handset("CP-7841", "78xx-5-4-4", number=number) for number in range(5, 9)]
    bench = Bench([*bad, *good], options=replace(FAST, canary=(1, 5)))

    end = await bench.work()

    assert [result.outcome for result in end.results[:4]] == [Outcome.FAILED, *[Outcome.PENDING] * 3]
    assert {result.reason for result in end.results[1:4]} == {Reason.CANARY}
    assert [result.outcome for result in end.results[4:]] == [Outcome.ERASED] * 4
    assert end.stopped is Reason.CANARY
    (canary,) = [one for one in end.results[:4] if one.outcome is not Outcome.PENDING]
    assert end.why.startswith(f"canary {canary.name} of {canary.model} ")
    assert end.why in end.results[3].detail


async def test_a_busy_canary_gives_its_place_to_another_phone() -> None:
    busy = make_handset("CP-8841", "88xx-5-4-4", Quirks(in_call=True), number=1)
    idle = [make_handset("CP-8841", "88xx-5-4-4", number=number) for number in range(2, 5)]
    bench = Bench([busy, *idle], options=replace(FAST, canary=(1,)))

    end = await bench.work()

    assert [result.outcome for result in end.results] == [Outcome.BUSY, *[Outcome.ERASED] * 3]


async def test_draining_finishes_what_is_begun_and_begins_nothing_more() -> None:
    handsets = [make_handset("CP-8841", "88xx-5-4-4", number=number) for number in range(1, 9)]
    bench, stop = Bench(handsets, options=replace(FAST, concurrency=2)), Stop()
    asyncio.get_running_loop().call_later(15.0, stop.drain)

    end = await bench.work(stop=stop)

    outcomes = [result.outcome for result in end.results]
    assert set(outcomes) == {Outcome.ERASED, Outcome.PENDING}
    assert outcomes.count(Outcome.ERASED) == sum(not holds_old(handset) for handset in handsets)
    assert end.stopped is Reason.INTERRUPTED


@pytest.mark.parametrize("after_s", [5.0, 18.0, 30.0, 33.0, 40.0, 60.0])
async def test_after_a_halt_no_key_is_pressed_any_more(after_s: float) -> None:
    handset = make_handset("CP-8851", "88xx-6-4-5", Quirks(confirm_keys=2))
    bench, stop = Bench([handset]), Stop()
    pressed: list[int] = []

    def halt() -> None:
        stop.halt()
        pressed.append(len(bench.channels[handset.state.spec.name].keys))

    asyncio.get_running_loop().call_later(after_s, halt)
    (result,) = (await bench.work(stop=stop)).results

    assert result.outcome in {Outcome.PENDING, Outcome.UNCERTAIN, Outcome.ERASED}
    assert pressed in ([len(bench.channels[result.name].keys)], [])
    if bench.store.intents() and result.outcome is not Outcome.ERASED:
        assert (result.outcome, result.reason) == (Outcome.UNCERTAIN, Reason.INTERRUPTED)


async def test_after_a_halt_nobody_waits_for_the_end_of_a_call() -> None:
    bench, stop = Bench([make_handset("CP-8851", "88xx-6-4-5", Quirks(in_call=True))]), Stop()
    loop = asyncio.get_running_loop()
    began_s = loop.time()
    loop.call_later(5.0, stop.halt)

    (result,) = (await bench.work(stop=stop)).results

    assert (result.outcome, result.reason) == (Outcome.PENDING, Reason.INTERRUPTED)
    assert 6.0 > loop.time() - began_s
    assert 1 == len(
        [event for event in bench.store.events if event.stage == "identify" and event.kind is EventKind.STAGE]
    )


async def test_a_result_that_stands_is_not_worked_on_again() -> None:
    handset = make_handset("CP-8851", "88xx-6-4-5")
    bench = Bench([handset])
    (first,) = (await bench.work()).results
    history = History(first.name, state=State.SETTLED, result=first)

    (again,) = (await bench.work({first.name: history})).results

    assert again == first
    assert bench.store.events[-1].kind is EventKind.SETTLED


async def test_a_phone_in_a_call_waits_and_is_erased_when_it_is_idle() -> None:
    handset = make_handset("CP-8851", "88xx-6-4-5", Quirks(in_call=True))
    bench = Bench([handset])
    asyncio.get_running_loop().call_later(45.0, handset._call.end)

    (result,) = (await bench.work()).results

    assert (result.outcome, handset.state.truth.wrong) == (Outcome.ERASED, [])


class Stranger(HandsetChannel):
    """Breaks in a way that nobody foresaw."""

    async def fetch_status(self) -> tuple:  # type: ignore[type-arg]
        raise RuntimeError("nobody foresaw this")


async def test_a_fault_of_ours_ends_one_phone_and_not_the_fleet() -> None:
    handsets = [make_handset("CP-8841", "88xx-5-4-4", number=number) for number in (1, 2)]
    bench = Bench(handsets)
    bench.open_channel = lambda phone: (  # type: ignore[method-assign]
        Stranger(handsets[0]) if phone.name == handsets[0].state.spec.name else HandsetChannel(handsets[1])
    )

    with structlog.testing.capture_logs() as told:  # printing a traceback with its locals takes seconds
        end = await bench.work()

    assert ["phone.internal_error"] == [one["event"] for one in told]
    assert [(result.outcome, result.reason) for result in end.results] == [
        (Outcome.FAILED, Reason.INTERNAL),
        (Outcome.ERASED, None),
    ]


def refusing(bench: Bench, *places: int) -> Bench:
    """The login is refused for these keys of every phone, as a slow authentication server does."""
    made = bench.open_channel

    def open_channel(phone: Phone) -> HandsetChannel:
        channel = made(phone)
        channel.refuses = lambda place: place in places
        return channel

    bench.open_channel = open_channel  # type: ignore[method-assign]
    return bench


@pytest.mark.parametrize("place", range(1, 9))
async def test_a_login_refused_in_passing_is_tried_again_and_nothing_is_erased_twice(place: int) -> None:
    handset = make_handset("CP-8851", "88xx-6-4-5", Quirks(confirm_keys=2))

    (result,) = (await refusing(Bench([handset]), place).work()).results

    assert (result.outcome, result.detail, len(handset.state.truth.erasures)) == (Outcome.ERASED, result.detail, 1)


async def test_a_login_refused_from_the_first_key_is_not_tried_again() -> None:
    """A wrong password tried again and again locks the account."""
    handset = make_handset("CP-8851", "88xx-6-4-5")
    bench = refusing(Bench([handset]), *range(99))

    (result,) = (await bench.work()).results

    assert (result.outcome, result.reason, bench.channels[result.name].refused) == (
        Outcome.MANUAL,
        Reason.AUTH_REFUSED,
        1,
    )
    assert "http://cucm-pub:8080/ccmcip/authenticate.jsp" in result.detail
