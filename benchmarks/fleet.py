"""Thousands of phones at once in one process: the fleet's time against one phone's own, memory, and late keys.

    python benchmarks/fleet.py [--phones N] [--away SECONDS]

One second of rest between keys, all limits asked and none bounding, all phones at once; client on one core, phones on
the other. A fleet can not end before one phone that is alone, nor before its core has done the work: the larger of the
two is the bound. The reader of screens is free (`emulated/client.py`). A key is due when the key before was answered
and the rest is over; it is the phones that look at the clock.
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
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.emulated.client import FreeReader, at_pace, client, stay_on
from benchmarks.emulated.phones import Fleets, Manner, Seen, allow_files, cores
from benchmarks.emulated.tape import record
from eraser.service.assemble import run_loop

MODEL = "CP-8841"
PHONES = 300  # a quick look; the targets are for 3,000 and 10,000
AWAY_S = 3.0
PACE = 0.5  # of the driver's 2 s
TARGET_RATIO, TARGET_LATE_MS, TARGET_KB = 1.10, 50, 30  # performance §6
PAGE_BYTES = os.sysconf("SC_PAGE_SIZE")


@dataclass(frozen=True, slots=True)
class Took:
    """What a fleet took of the client. `peak_kb`: what the process had grown by at most."""

    wall_s: float
    cpu_s: float
    peak_kb: float
    seen: Seen


def resident_kb() -> float:
    return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * PAGE_BYTES / 1024


async def work(folder: Path, fleets: Fleets, phones: int, away_s: float) -> Took:
    listed = fleets.phones(phones, Manner(away_s=away_s), sites=20)
    gc.collect()
    before_kb = peak_kb = resident_kb()

    async def watch() -> None:
        nonlocal peak_kb
        while True:
            peak_kb = max(peak_kb, resident_kb())
            await asyncio.sleep(0.5)

    async with client(folder, listed, FreeReader(fleets.tape), at_pace(PACE)) as one:
        watching = asyncio.create_task(watch())
        began_s, began_cpu_s = time.perf_counter(), time.process_time()
        end = await one.work()
        wall_s, cpu_s = time.perf_counter() - began_s, time.process_time() - began_cpu_s
        watching.cancel()
    bad = [result for result in end.results if result.outcome != "erased"]
    if bad:
        print(f"{len(bad)} phones did not end well, the first: {bad[0].outcome} {bad[0].detail}")
    return Took(wall_s, cpu_s, peak_kb - before_kb, fleets.seen())


async def measure(folder: Path, fleets: Fleets, phones: int, away_s: float) -> None:
    await work(folder, fleets, 1, 0.5)  # what is imported and cached once
    alone_s = statistics.median([(await work(folder, fleets, 1, away_s)).wall_s for _ in range(2)])
    took = await work(folder, fleets, phones, away_s)
    late_ms = statistics.quantiles([late * 1_000 for late in took.seen.late_s] or [0.0, 0.0], n=100)
    bound_s = max(alone_s, took.cpu_s)
    print(f"one phone alone {alone_s:.1f} s, {away_s:g} s of it away; {took.seen.keys} keys, all phones at once")
    print(
        f"{phones:,} phones  {took.wall_s:.1f} s   {took.wall_s / alone_s:.2f} of one phone's own time, "
        f"{took.wall_s / bound_s:.2f} of the bound (target {TARGET_RATIO})"
    )
    print(f"CPU {took.cpu_s:.1f} s, {took.cpu_s * 1_000 / phones:.1f} ms a phone, {took.cpu_s / took.wall_s:.0%} of it")
    print(
        f"memory {took.peak_kb / phones:.0f} kB a phone (target {TARGET_KB}); "
        f"{took.seen.most_connections:,} connections"
    )
    print(
        f"keys late by {late_ms[49]:.1f} ms (median), {late_ms[98]:.1f} ms (99 of 100; target {TARGET_LATE_MS}): "
        f"{'met' if late_ms[98] <= TARGET_LATE_MS else 'MISSED'}"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--phones", type=int, default=PHONES, help=f"phones at once (default {PHONES})")
    parser.add_argument("--away", type=float, default=AWAY_S, help=f"seconds of a restart (default {AWAY_S:g})")
    asked = parser.parse_args()
    files = allow_files()
    if files < asked.phones + 100:
        sys.exit(f"{asked.phones} phones need as many open files, and this system allows {files}; raise ulimit -n")
    mine, theirs = cores()
    with Fleets(record(MODEL), core=theirs) as fleets, tempfile.TemporaryDirectory() as folder:
        stay_on(mine)
        run_loop(measure(Path(folder), fleets, asked.phones, asked.away))


if __name__ == "__main__":
    main()
