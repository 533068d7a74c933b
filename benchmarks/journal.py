"""Events a second: group commit against one transaction an event, in one run on the same disk.

    python benchmarks/journal.py [--folder FOLDER]

Both write the same events by the same statements with `synchronous=FULL`. Group commit goes through the whole store: an
event loop offers events as fast as it can, and the time ends when the last is on disk.
"""

from __future__ import annotations

import argparse
import asyncio
import statistics
import tempfile
import time
from dataclasses import replace
from pathlib import Path

from eraser.model.phone import Phone
from eraser.model.run import Event, EventKind, Run, now
from eraser.model.states import State
from eraser.store.rows import event_row
from eraser.store.schema import open_file
from eraser.store.sqlite import SqliteStore
from eraser.store.statements import SqliteFile

EVENTS = 60_000  # what 3,000 phones write in an erase of 20 events each
SINGLE_S = 2.0  # long enough for thousands of transactions
PHONES = 3_000
TARGET_PER_S = 20_000  # performance §6
PACED_S = 2.0

phones = tuple(Phone(name=f"SEP{number:012X}") for number in range(PHONES))


def events_of(run: str) -> list[Event]:
    """Presses of all phones in turn."""
    data = {"key": "Settings"}
    return [
        Event(run, phones[number % PHONES].key, now(), EventKind.PRESS, State.NAVIGATING, "navigate", "berlin", data)
        for number in range(EVENTS)
    ]


async def opened(path: Path, run: str, gather_s: float) -> SqliteStore:
    store = SqliteStore(path, gather_s=gather_s)
    await store.open_run(Run(run, "run", now()), phones)
    return store


async def in_groups(folder: Path) -> float:
    """Events a second, offered as fast as the loop can, all on disk at the end."""
    store = await opened(folder / "groups.db", "groups", 0.010)
    events = events_of("groups")
    began = time.perf_counter()
    for number, event in enumerate(events):
        await store.write(event)
        if number % 100 == 0:
            await asyncio.sleep(0)
    await store._journal.flush()  # noqa: SLF001  the end of the measurement is the disk's
    rate = EVENTS / (time.perf_counter() - began)
    await store.aclose()
    return rate


async def one_by_one(folder: Path) -> float:
    """Events a second, a transaction each, without a queue or a thread in the way: the best that this way can do."""
    path = folder / "single.db"
    await (await opened(path, "single", 0.0)).aclose()
    file = SqliteFile(open_file(path))
    done = 0
    began = time.perf_counter()
    for event in events_of("single"):
        file.append([event_row(event, 1, 1)])
        done += 1
        if time.perf_counter() - began > SINGLE_S:
            break
    rate = done / (time.perf_counter() - began)
    file.close()
    return rate


async def waits_at_target(folder: Path) -> tuple[float, float, float]:
    """Milliseconds that an intent waits (median, 99 of 100) and the loop's worst lag (99 of 100) at 20,000 a second."""
    store = await opened(folder / "paced.db", "paced", 0.010)
    events, waits, lags = events_of("paced"), [], []

    async def wait_for_intent(event: Event) -> None:
        began = time.perf_counter()
        await store.write(replace(event, kind=EventKind.INTENT))
        waits.append((time.perf_counter() - began) * 1_000)

    async with asyncio.TaskGroup() as group:
        began = time.perf_counter()
        for slot in range(int(PACED_S * 1_000)):
            for event in events[(first := slot * 20 % EVENTS) : first + 19]:
                await store.write(event)
            group.create_task(wait_for_intent(events[slot]))
            due = began + (slot + 1) / 1_000
            await asyncio.sleep(max(0.0, due - time.perf_counter()))
            lags.append((time.perf_counter() - due) * 1_000)
    await store.aclose()
    return statistics.median(waits), statistics.quantiles(waits, n=100)[98], statistics.quantiles(lags, n=100)[98]


async def measure(folder: Path) -> None:
    groups, single = await in_groups(folder), await one_by_one(folder)
    median_ms, slow_ms, lag_ms = await waits_at_target(folder)
    print(f"one transaction an event   {single:>9,.0f} events/s")
    print(
        f"group commit               {groups:>9,.0f} events/s   {groups / single:.1f} times (target {TARGET_PER_S:,}/s)"
    )
    print(
        f"at {TARGET_PER_S:,}/s an intent waits {median_ms:.1f} ms (median), {slow_ms:.1f} ms (99 of 100); "
        f"the loop is late by {lag_ms:.1f} ms (99 of 100)"
    )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--folder", help="a folder on the disk to measure (default: the system's temporary folder)")
    with tempfile.TemporaryDirectory(dir=parser.parse_args().folder) as temporary:
        asyncio.run(measure(Path(temporary)))
