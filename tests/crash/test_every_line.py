"""The process dies at each line of the journal: what the next start does, on the real store and virtual time."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from eraser.engine.fleet import FleetEnd, work_fleet
from eraser.model.outcome import Outcome
from eraser.model.run import Event, EventKind, History, Run, now
from eraser.simulator.handset import Handset
from eraser.simulator.state import Quirks
from eraser.store.sqlite import SqliteStore
from tests.engine.rig import FAST, Bench, WordReader, holds_old, make_handset, registry

pytestmark = pytest.mark.virtual_time

MANY = 400  # events; no story of one phone has so many


class DyingStore(SqliteStore):
    """The real store of a process that dies when event number `at` is written, just before or just after it is."""

    def __init__(self, path: Path, at: int, *, after: bool) -> None:
        super().__init__(path)
        self._left, self._after = at, after
        self.died = asyncio.Event()

    async def write(self, event: Event) -> None:
        if self.died.is_set():
            await asyncio.Event().wait()
        if self._left == 0:
            if self._after:
                await super().write(event)
            self.died.set()
            await asyncio.Event().wait()
        self._left -= 1
        await super().write(event)


async def run_until_it_dies(bench: Bench, path: Path, at: int, *, after: bool) -> FleetEnd | None:
    """The end of the run, or None if the process died before."""
    store = DyingStore(path, at, after=after)
    await store.open_run(Run("run-1", "run", now()), bench.phones())
    working = asyncio.create_task(work(bench, store, {}))
    died = asyncio.create_task(store.died.wait())
    await asyncio.wait({working, died}, return_when=asyncio.FIRST_COMPLETED)
    try:
        if working.done():
            return working.result()
        return None
    finally:
        died.cancel()
        working.cancel()
        await asyncio.gather(died, working, return_exceptions=True)
        store.died.set()
        await store.aclose()


async def work(bench: Bench, store: SqliteStore, histories: dict[str, History]) -> FleetEnd:
    return await work_fleet(
        Run("run-1", "run", now()),
        bench.phones(),
        histories,
        options=FAST,
        registry=registry(),
        open_channel=bench.open_channel,
        reader=WordReader(),
        store=store,
    )


async def resume(bench: Bench, path: Path) -> FleetEnd:
    store = SqliteStore(path)
    await store.claim_run("run-1")
    _, _, histories = await store.read_run("run-1")
    end = await work(bench, store, histories)
    await store.aclose()
    return end


def check(handset: Handset, end: FleetEnd) -> None:
    (result,) = end.results
    assert result.outcome is Outcome.ERASED, result.detail
    assert not holds_old(handset)
    assert handset.state.truth.wrong == []
    assert len(handset.state.truth.erasures) == 1


@pytest.mark.parametrize("away_s", [0.0, 0.5, 200.0])
@pytest.mark.parametrize("after", [False, True])
@pytest.mark.parametrize(
    ("model", "layout", "quirks"),
    [
        ("CP-8851", "88xx-6-4-5", Quirks(confirm_keys=2, restart_s=60.0, renew_s=5.0)),
        ("CP-7841", "78xx-5-4-4", Quirks(restarts=False, renew_s=5.0)),
        ("CP-7965G", "79xx", Quirks(restart_s=60.0, renew_s=5.0)),
        ("CP-7965G", "79xx", Quirks(restarts=False, renew_s=5.0)),
    ],
)
async def test_a_resumed_run_ends_like_an_undisturbed_one(  # noqa: PLR0917 - pytest passes them by name
    tmp_path: Path, model: str, layout: str, quirks: Quirks, after: bool, away_s: float
) -> None:
    """Same result, erased once and never again, wherever the process died."""
    for at in range(MANY):
        handset = make_handset(model, layout, quirks)
        bench = Bench([handset])
        path = tmp_path / f"{at}.db"

        end = await run_until_it_dies(bench, path, at, after=after)

        if end is not None:
            check(handset, end)
            assert at > 20
            return
        await asyncio.sleep(away_s)
        check(handset, await resume(bench, path))
    pytest.fail("the story has no end")


async def test_a_confirming_key_leaves_only_when_its_intent_can_be_read_back(tmp_path: Path) -> None:
    handset = make_handset("CP-8851", "88xx-6-4-5")
    bench = Bench([handset])
    path = tmp_path / "run.db"
    store = SqliteStore(path)
    await store.open_run(Run("run-1", "run", now()), bench.phones())
    confirming: list[bool] = []

    original = store.write

    async def write(event: Event) -> None:
        await original(event)
        if event.kind is EventKind.INTENT:
            reader = SqliteStore(path, create=False)
            _, _, histories = await reader.read_run("run-1")
            confirming.append(histories[event.phone].intents == 1 and handset.state.truth.erasures == [])
            await reader.aclose()

    store.write = write  # type: ignore[method-assign]
    await work(bench, store, {})
    await store.aclose()

    assert confirming == [True]
