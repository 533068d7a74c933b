"""Thousands of phones at once in one process: the fleet's time against one phone's own, memory, and late keys.

    python benchmarks/fleet.py [--phones N] [--away SECONDS] [--at-once N]

One second of rest between keys, all limits asked and none bounding; client on one core, phones on the other. First keys
alone, of phones that showed themselves before: twelve each. Then whole erases, all looks at pages and screens included,
all begun within one second, or so many at a time. A fleet can not end before one phone that is alone, nor before its
core has done the work, nor, where only some are begun at a time, before all have had their turn: the largest of them is
the bound. The reader of screens is free (`emulated/client.py`). A key is due when the key before was answered and the
rest is over; it is the phones that look at the clock.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.emulated.client import Client, FreeReader, at_pace, client, stay_on
from benchmarks.emulated.phones import Fleets, Manner, Seen, allow_files, cores
from benchmarks.emulated.tape import record
from eraser.engine.errand import Errand
from eraser.engine.house import House
from eraser.engine.limits import Limits
from eraser.engine.stop import Stop
from eraser.model.states import State
from eraser.service.assemble import run_loop

MODEL = "CP-8841"
PHONES = 300  # a quick look; the targets are for 3,000 and 10,000
AWAY_S = 3.0
KEYS = 12
REST_S = 1.0
PACE = 0.5  # of the driver's 2 s
TARGET_RATIO, TARGET_LATE_MS, TARGET_KB = 1.10, 50, 30  # performance §6
PAGE_BYTES = os.sysconf("SC_PAGE_SIZE")


@dataclass(frozen=True, slots=True)
class Took:
    """What a fleet took of the client. `peak_kb`: what the process had grown by at most; `stolen_s`: for how long
    other guests of the host had the cores that this one wanted."""

    wall_s: float
    cpu_s: float
    peak_kb: float
    stolen_s: float
    seen: Seen


def resident_kb() -> float:
    return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * PAGE_BYTES / 1024


def stolen_s() -> float:
    """Since the machine started, all cores together (proc(5), the eighth number)."""
    return int(Path("/proc/stat").read_text(encoding="ascii").split(maxsplit=9)[8]) / os.sysconf("SC_CLK_TCK")


async def measure_run(fleets: Fleets, run: Callable[[], Awaitable[None]]) -> Took:
    gc.collect()
    before_kb = peak_kb = resident_kb()

    async def watch() -> None:
        nonlocal peak_kb
        while True:
            peak_kb = max(peak_kb, resident_kb())
            await asyncio.sleep(0.5)

    watching = asyncio.create_task(watch())
    began_s, began_cpu_s, stolen_before_s = time.perf_counter(), time.process_time(), stolen_s()
    await run()
    wall_s, cpu_s = time.perf_counter() - began_s, time.process_time() - began_cpu_s
    watching.cancel()
    return Took(wall_s, cpu_s, peak_kb - before_kb, stolen_s() - stolen_before_s, fleets.seen())


async def keys_alone(folder: Path, fleets: Fleets, phones: int) -> Took:
    """Twelve keys of each phone, a rest after each."""
    listed = fleets.phones(phones, Manner(), sites=20)
    async with client(folder, listed, FreeReader(fleets.tape)) as one:
        errands = _errands(one)
        for errand in errands:
            errand.facts = await errand.channel.identify()

        async def press(errand: Errand, first_s: float) -> None:
            await asyncio.sleep(first_s)
            for _ in range(KEYS):
                await errand.press("NavDwn")
                await asyncio.sleep(REST_S)

        async def press_all() -> None:
            async with asyncio.TaskGroup() as group:
                for place, errand in enumerate(errands):
                    group.create_task(press(errand, REST_S * place / phones))

        took = await measure_run(fleets, press_all)
        for errand in errands:
            await errand.channel.aclose()
        return took


def _errands(one: Client) -> list[Errand]:
    stop = Stop()
    limits = Limits(one.options, stop)
    house = House(one.run.id, one.options, one.registry, one.reader, one.store, one.observers, limits, stop)
    return [
        Errand(phone, one.open_channel(phone), house, state=State.NAVIGATING, stage="navigate") for phone in one.phones
    ]


async def erases(folder: Path, fleets: Fleets, phones: int, away_s: float, at_once: int) -> Took:
    """Whole erases, all proved."""
    listed = fleets.phones(phones, Manner(away_s=away_s), sites=20)
    options = replace(at_pace(PACE), concurrency=at_once, starts_per_second=float(phones))
    async with client(folder, listed, FreeReader(fleets.tape), options) as one:

        async def erase() -> None:
            end = await one.work()
            bad = [result for result in end.results if result.outcome != "erased"]
            if bad:
                print(f"{len(bad)} phones did not end well, the first: {bad[0].outcome} {bad[0].detail}")

        return await measure_run(fleets, erase)


async def measure(folder: Path, fleets: Fleets, phones: int, away_s: float, at_once: int) -> None:
    await erases(folder, fleets, 1, 0.5, 1)  # what is imported and cached once
    alone = (await keys_alone(folder, fleets, 1)).wall_s
    print(f"keys alone: {KEYS} of each phone, {alone:.1f} s for one")
    _tell(phones, await keys_alone(folder, fleets, phones), alone)
    alone = (await erases(folder, fleets, 1, away_s, 1)).wall_s
    turns = -(-phones // at_once)
    print(f"whole erases: {alone:.1f} s for one, {away_s:g} s of it away; {min(phones, at_once):,} at once")
    _tell(phones, await erases(folder, fleets, phones, away_s, at_once), alone * turns)


def _tell(phones: int, took: Took, alone_s: float) -> None:
    late_ms = statistics.quantiles([late * 1_000 for late in took.seen.late_s] or [0.0, 0.0], n=100)
    bound_s = max(alone_s, took.cpu_s)
    print(
        f"  {phones:,} phones  {took.wall_s:.1f} s   {took.wall_s / alone_s:.2f} of the phones' own time, "
        f"{took.wall_s / bound_s:.2f} of the bound (target {TARGET_RATIO})"
    )
    print(
        f"  CPU {took.cpu_s:.1f} s, {took.cpu_s * 1_000 / phones:.1f} ms a phone, "
        f"{took.cpu_s * 1e6 / took.seen.keys:,.0f} µs a key, {took.cpu_s / took.wall_s:.0%} of the core; "
        f"memory {took.peak_kb / phones:.0f} kB a phone (target {TARGET_KB})"
    )
    print(
        f"  keys late by {late_ms[49]:.1f} ms (median), {late_ms[98]:.1f} ms (99 of 100; target {TARGET_LATE_MS}): "
        f"{'met' if late_ms[98] <= TARGET_LATE_MS else 'MISSED'}; other guests of the host took {took.stolen_s:.1f} s"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--phones", type=int, default=PHONES, help=f"phones at once (default {PHONES})")
    parser.add_argument("--away", type=float, default=AWAY_S, help=f"seconds of a restart (default {AWAY_S:g})")
    parser.add_argument("--at-once", type=int, default=1_000_000, help="phones begun at a time (default all)")
    asked = parser.parse_args()
    files = allow_files()
    if files < asked.phones + 100:
        sys.exit(f"{asked.phones} phones need as many open files, and this system allows {files}; raise ulimit -n")
    mine, theirs = cores()
    with Fleets(record(MODEL), core=theirs) as fleets, tempfile.TemporaryDirectory() as folder:
        stay_on(mine)
        run_loop(measure(Path(folder), fleets, asked.phones, asked.away, asked.at_once))


if __name__ == "__main__":
    main()
