"""Simulated phones under the whole engine, counted by what the phones themselves know: who is down, which key came when."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from eraser.engine.fleet import FleetEnd, work_fleet
from eraser.model.outcome import Outcome
from eraser.model.run import EventKind, History, Run, now
from eraser.simulator.handset import Handset
from eraser.simulator.state import Quirks
from eraser.store.sqlite import SqliteStore
from tests.engine.rig import FAST, Bench, WordReader, make_handset, registry

pytestmark = pytest.mark.virtual_time

TIGHT = replace(
    FAST, concurrency=9, per_site=5, away_per_cluster=4, away_per_site=2, starts_per_second=0.5, keys_per_second=3.0
)


def fleet(count: int = 24) -> list[Handset]:
    dice = random.Random(3)
    handsets = []
    for number in range(1, count + 1):
        quirks = Quirks(restart_s=dice.uniform(5, 120), renew_s=2.0)
        handset = make_handset("CP-8841", "88xx-5-4-4", quirks, number=number)
        handset.state.spec = replace(handset.state.spec, site=f"site {number % 3}")
        handsets.append(handset)
    return handsets


class Onlooker:
    """Looks at the phones every quarter of a second."""

    def __init__(self, handsets: list[Handset]) -> None:
        self._handsets = handsets
        self.most: Counter[str] = Counter()

    async def watch(self) -> None:
        while True:
            down = [one.state.spec for one in self._handsets if not one.state.up]
            seen = Counter({"all": len(down)}) + Counter(spec.site for spec in down)
            self.most |= seen
            await asyncio.sleep(0.25)

    def keys_in_a_second(self) -> int:
        times = sorted(key.at for one in self._handsets for key in one.state.truth.keys)
        return max(sum(at <= other < at + 1 - 1e-6 for other in times) for at in times)

    def starts_within(self, seconds: float) -> int:
        firsts = sorted(one.state.truth.keys[0].at for one in self._handsets if one.state.truth.keys)
        return max(sum(at <= other < at + seconds - 1e-6 for other in firsts) for at in firsts)


async def work(bench: Bench, store: SqliteStore, histories: dict[str, History]) -> FleetEnd:
    return await work_fleet(
        Run("run-1", "run", now()),
        bench.phones(),
        histories,
        options=bench.options,
        registry=registry(),
        open_channel=bench.open_channel,
        reader=WordReader(),
        store=store,
    )


@pytest.mark.parametrize("dies_after_s", [None, 30.0, 75.0, 140.0])
async def test_phones_see_no_limit_exceeded_and_all_are_erased_once(tmp_path: Path, dies_after_s: float | None) -> None:
    bench = Bench(fleet(), options=TIGHT)
    onlooker = Onlooker(list(bench.handsets))
    watching = asyncio.create_task(onlooker.watch())
    store = SqliteStore(tmp_path / "journal.db")
    await store.open_run(Run("run-1", "run", now()), bench.phones())
    histories: dict[str, History] = {}
    if dies_after_s is not None:
        working = asyncio.create_task(work(bench, store, {}))
        await asyncio.wait({working}, timeout=dies_after_s)
        working.cancel()
        await asyncio.gather(working, return_exceptions=True)
        _, _, histories = await store.read_run("run-1")
    end = await work(bench, store, histories)
    watching.cancel()
    await store.aclose()

    assert {Outcome.ERASED} == {one.outcome for one in end.results}
    assert [1] * 24 == [len(one.state.truth.erasures) for one in bench.handsets]
    assert onlooker.most["all"] == 4
    assert {2} == {onlooker.most[f"site {number}"] for number in range(3)}
    assert onlooker.keys_in_a_second() <= (3 if dies_after_s is None else 6)  # the paces of a process end with it
    assert onlooker.starts_within(2.0) <= (1 if dies_after_s is None else 2)


@pytest.mark.parametrize("disturbed", [False, True])
async def test_a_phone_that_waited_long_is_looked_at_and_walked_again_where_its_screen_went(disturbed: bool) -> None:
    """One may be away: the third comes a little before the second is back, and somebody presses keys on it."""
    handsets = [
        make_handset("CP-8841", "88xx-5-4-4", Quirks(restart_s=90.0, renew_s=2.0), number=number)
        for number in (1, 2, 3)
    ]
    bench = Bench(handsets, options=replace(FAST, away_per_cluster=1))
    arrived: list[str] = []

    def disturb() -> None:
        for one in handsets:
            if one.state.up and not one.state.truth.erasures:
                one.press("Key:NavBack")
                one.press("Init:Services")

    class Seeing:
        def see(self, event) -> None:  # type: ignore[no-untyped-def]
            if event.kind is EventKind.STAGE and event.stage == "await_away":
                arrived.append(event.phone)
                if disturbed and len(arrived) == 3:
                    asyncio.get_running_loop().call_later(5.0, disturb)

    end = await work_fleet(
        Run("run-1", "run", now()),
        bench.phones(),
        {},
        options=bench.options,
        registry=registry(),
        open_channel=bench.open_channel,
        reader=WordReader(),
        store=bench.store,
        observers=[Seeing()],
    )

    assert [(Outcome.ERASED, 1, [])] * 3 == [
        (result.outcome, result.attempts, one.state.truth.wrong)
        for result, one in zip(end.results, handsets, strict=True)
    ]
    walks = [sum(key == "Key:Applications" for key in bench.channels[name].keys) for name in arrived[:3]]
    assert [1, 1, 2 if disturbed else 1] == walks
