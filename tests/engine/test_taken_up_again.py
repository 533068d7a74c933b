"""Ends that are none: a resumed run takes these phones up again, and looks first where a confirming key may have left."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from eraser.engine.fleet import work_fleet
from eraser.model.outcome import Outcome, Reason
from eraser.model.phone import CallState, Phone
from eraser.model.run import History, Result, Run, now
from eraser.model.states import State
from eraser.simulator.handset import Handset
from eraser.store.sqlite import SqliteStore
from tests.engine.rig import FAST, Bench, HandsetChannel, WordReader, make_handset, registry

pytestmark = pytest.mark.virtual_time

ONCE = replace(FAST, attempts=1)


class Talking(HandsetChannel):
    async def ask_call(self) -> CallState:
        return CallState.BUSY


@asynccontextmanager
async def a_run(folder: Path, handset: Handset) -> AsyncIterator[tuple[Bench, SqliteStore]]:
    bench, store = Bench([handset], options=ONCE), SqliteStore(folder / "journal.db")
    await store.open_run(Run("run-1", "run", now()), bench.phones())
    try:
        yield bench, store
    finally:
        await store.aclose()


async def work(bench: Bench, store: SqliteStore, kind: type[HandsetChannel]) -> Result:
    """As a process that finds in the journal what there is."""
    _, _, histories = await store.read_run("run-1")

    def open_channel(phone: Phone) -> HandsetChannel:
        return kind(bench.open_channel(phone).handset)

    end = await work_fleet(
        Run("run-1", "run", now()),
        bench.phones(),
        histories,
        options=bench.options,
        registry=registry(),
        open_channel=open_channel,
        reader=WordReader(),
        store=store,
    )
    return end.results[0]


async def test_a_phone_that_was_in_a_call_is_erased_by_the_resumed_run(tmp_path: Path) -> None:
    handset = make_handset("CP-8841", "88xx-5-4-4")
    async with a_run(tmp_path, handset) as (bench, store):
        ends = [str((await work(bench, store, kind)).outcome) for kind in (Talking, Talking, HandsetChannel)]

    assert ["busy", "busy", "erased"] == ends
    assert 1 == len(handset.state.truth.erasures)


async def test_a_phone_that_ended_as_uncertain_is_looked_at_and_not_pressed_again() -> None:
    handset = make_handset("CP-8841", "88xx-5-4-4")
    bench = Bench([handset])
    (first,) = (await bench.work()).results
    (intent,) = [event for event in bench.store.intents() if event.data["key"] == "Soft3"]
    uncertain = replace(first, outcome=Outcome.UNCERTAIN, reason=Reason.IDENTITY_MISMATCH)
    history = History(first.name, State.SETTLED, intent=intent.data, result=uncertain)

    (result,) = (await bench.work({first.name: history})).results

    assert (Outcome.ERASED, 1) == (result.outcome, len(handset.state.truth.erasures))
    assert [] == [key for key in bench.channels[first.name].keys if key == "Key:Soft3"]
