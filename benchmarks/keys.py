"""CPU of the whole client for a key press, on a kept connection and on one for each key.

    python benchmarks/keys.py [--alone N] [--phones N] [--keys N]

The client is all that a run has: the engine's errand, limits, journal on disk, metrics, log at info to a file, progress
and the HTTP channel over real sockets. It runs on one core, the phones on the other; the phones answer a key in 50 ms.
First a key with nothing around it, which tells how fast this machine is beside that of the targets
(`emulated/bare.py`). Then keys alone, half a second apart; what a second costs by itself (the journal's hundred groups)
is shared by all keys of that second, so that few phones pay more for each. Then whole erases, their looks at pages and
screens included, for which the reader of screens is free (`client.py`); then with real pictures, compared with what is
known.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from functools import partial
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.emulated.bare import THERE_US, press_bare
from benchmarks.emulated.client import Client, FreeReader, at_pace, client, stay_on
from benchmarks.emulated.pacing import cost_us
from benchmarks.emulated.phones import Fleets, Manner, allow_files, cores
from benchmarks.emulated.tape import record
from eraser.engine.errand import Errand
from eraser.engine.house import House
from eraser.engine.limits import Limits
from eraser.engine.registry import load_reader
from eraser.engine.stop import Stop
from eraser.model.states import State
from eraser.service.assemble import run_loop
from eraser.sight.remembering import RememberingReader

MODEL = "CP-8841"
ALONE, PHONES, KEYS, REAL = 1000, 300, 12, 20
GAP_S = 0.5
PACE = 0.25  # of the driver's 2 s: a key each half second
TARGET_KEPT_US, TARGET_OPENED_US = 300, 450  # performance §6


async def press_alone(one: Client, keys: int) -> float:
    """Microseconds of CPU for each key of phones that showed themselves."""
    stop = Stop()
    limits = Limits(one.options, stop)
    house = House(one.run.id, one.options, one.registry, one.reader, one.store, one.observers, limits, stop)
    errands = [
        Errand(phone, one.open_channel(phone), house, state=State.NAVIGATING, stage="navigate") for phone in one.phones
    ]
    for errand in errands:
        errand.facts = await errand.channel.identify()
    cost = await cost_us([partial(errand.press, "NavDwn") for errand in errands], keys, GAP_S)
    for errand in errands:
        await errand.channel.aclose()
    return cost


async def erase(one: Client) -> tuple[float, float]:
    """Microseconds of CPU for each key of whole erases, and how many keys one took."""
    began = time.process_time()
    end = await one.work()
    spent = time.process_time() - began
    bad = [result for result in end.results if result.outcome != "erased"]
    assert not bad, bad[0]
    keys = sum(result.keys_pressed for result in end.results)
    return spent * 1e6 / keys, keys / len(end.results)


async def measure(folder: Path, fleets: Fleets, alone: int, phones: int, keys: int) -> None:
    bare_us = await press_bare(fleets.phones(alone, Manner(rest_s=GAP_S)), keys, GAP_S)
    slower = bare_us / THERE_US
    print(
        f"{'nothing around it':32}{'kept':20}{bare_us:9,.0f} µs a key   this machine takes {slower:.2f} of "
        f"the time of the targets' ({THERE_US} µs)"
    )
    for name, keep, target in (("kept", True, TARGET_KEPT_US), ("one for each key", False, TARGET_OPENED_US)):
        manner = Manner(keep_alive=keep, rest_s=0.5, away_s=1.0)
        async with client(folder, fleets.phones(alone, manner), FreeReader(fleets.tape)) as one:
            cost = await press_alone(one, keys)
        print(
            f"{'keys alone':32}{name:20}{cost:9,.0f} µs a key   {cost / target:5.2f} of the target ({target} µs), "
            f"{cost / target / slower:.2f} on the targets' machine"
        )
        async with client(folder, fleets.phones(phones, manner), FreeReader(fleets.tape), at_pace(PACE, 0.25)) as one:
            cost, each = await erase(one)
        print(f"{'whole erases, reader free':32}{name:20}{cost:9,.0f} µs a key   {each:.1f} keys a phone")
        manner = Manner(keep_alive=keep, real_pictures=True, rest_s=0.5, away_s=1.0)
        reader = RememberingReader(load_reader())
        async with client(folder, fleets.phones(min(REAL, phones), manner), reader, at_pace(PACE, 0.25)) as one:
            cost, each = await erase(one)
        await reader.aclose()
        print(f"{'whole erases, screens compared':32}{name:20}{cost:9,.0f} µs a key   {reader.readings} read")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--alone", type=int, default=ALONE, help=f"phones at once for keys alone (default {ALONE})")
    parser.add_argument("--phones", type=int, default=PHONES, help=f"phones at once for erases (default {PHONES})")
    parser.add_argument("--keys", type=int, default=KEYS, help=f"keys alone, of each phone (default {KEYS})")
    asked = parser.parse_args()
    allow_files()
    mine, theirs = cores()
    with Fleets(record(MODEL), core=theirs) as fleets, tempfile.TemporaryDirectory() as folder:
        stay_on(mine)
        run_loop(measure(Path(folder), fleets, asked.alone, asked.phones, asked.keys))


if __name__ == "__main__":
    main()
