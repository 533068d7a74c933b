"""How long `itl-eraser --help` takes, and a plan of thousands of phones by the real command.

    python benchmarks/start.py [--phones N]

The plan looks at the pages of phones of four models, over real sockets, judges, journals and writes its report: the
whole command as a process of its own on one core, the phones on the other. Its limit of phones at once is lifted.
"""

from __future__ import annotations

import argparse
import csv
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.emulated.client import stay_on
from benchmarks.emulated.phones import Fleets, Manner, allow_files, cores
from benchmarks.emulated.tape import record

MODELS = ("CP-7945G", "CP-8841", "CP-9971", "CP-7841")
PHONES = 1_000
TRIES = 10
TARGET_HELP_S, TARGET_PLAN_S, OF_PHONES = 0.3, 60.0, 10_000
COMMAND = (sys.executable, "-m", "eraser.service")
ROOT = Path(__file__).parents[1]


def help_s() -> float:
    """Seconds of `--help`: the median of ten."""
    took = []
    for _ in range(1 + TRIES):
        began = time.perf_counter()
        subprocess.run([*COMMAND, "--help"], cwd=ROOT, env=installed(), check=True, capture_output=True)
        took.append(time.perf_counter() - began)
    return statistics.median(took[1:])


def installed() -> dict[str, str]:
    """The environment of a program whose modules were compiled before, as those of an installed one are."""
    return {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": ""}


def write_inventory(path: Path, fleets: list[Fleets], phones: int) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["name", "address", "model", "firmware", "site"])
        for some in fleets:
            for one in some.phones(phones // len(fleets), Manner(), sites=20):
                writer.writerow([one.name, one.address, one.model, one.firmware, one.site])


def plan_s(folder: Path) -> tuple[float, float, str]:
    """Seconds by the clock and of the CPU, and the last line of what it said."""
    words = ["plan", "inventory.csv", "--store", "sqlite:plan.db", "--report", "report", "--no-progress"]
    subprocess.run([*COMMAND, "plan", "--help"], env=installed(), check=True, capture_output=True)
    began, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
    ended = subprocess.run([*COMMAND, *words], cwd=folder, env=installed(), capture_output=True, text=True, check=False)
    wall_s, after = time.perf_counter() - began, resource.getrusage(resource.RUSAGE_CHILDREN)
    assert ended.returncode == 0, ended.stderr[-1_000:]
    cpu_s = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    told = [line for line in ended.stdout.splitlines() if "looked at" in line]
    return wall_s, cpu_s, told[-1] if told else ended.stdout[-200:]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--phones", type=int, default=PHONES, help=f"phones of the plan (default {PHONES:,})")
    asked = parser.parse_args()
    allow_files()
    mine, theirs = cores()
    took_s = help_s()
    print(f"itl-eraser --help  {took_s:.2f} s (median of {TRIES})   {took_s / TARGET_HELP_S:.2f} of the target")
    with ExitStack() as stack, tempfile.TemporaryDirectory() as name:
        tapes = [record(model) for model in MODELS]
        fleets = [stack.enter_context(Fleets(tape, core=theirs, first=n << 20)) for n, tape in enumerate(tapes)]
        stay_on(mine)
        write_inventory(Path(name) / "inventory.csv", fleets, asked.phones)
        wall_s, cpu_s, told = plan_s(Path(name))
    print(told)
    print(
        f"plan  {wall_s:.1f} s, {cpu_s:.1f} s of CPU, {cpu_s * 1_000 / asked.phones:.2f} ms a phone; for {OF_PHONES:,} "
        f"phones {cpu_s * OF_PHONES / asked.phones:.0f} s of CPU   "
        f"{cpu_s * OF_PHONES / asked.phones / TARGET_PLAN_S:.2f} of the target ({TARGET_PLAN_S:.0f} s)"
    )


if __name__ == "__main__":
    main()
