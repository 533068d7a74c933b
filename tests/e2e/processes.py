"""Real processes of the program, as an operator starts them."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

PROGRAM = [sys.executable, "-m", "eraser.service"]
WITHIN_S = 120.0  # the longest that any one thing may take on a busy machine
# What suits simulated phones: they redraw in 0.05 s and restart in seconds.
QUICK = ["--yes", "--canary", "off", "--pace", "0.1", "--starts-per-second", "200", "--per-site", "100"]
QUICK += ["--away-percent-of-site", "100"]  # their sites have two or three phones
QUICK += ["--return-within", "60", "--no-progress", "--log-level", "warning"]


def environment(folder: Path) -> dict[str, str]:
    """The environment of an operator who has sourced the fleet's login."""
    login = folder / "fleet.env"
    lines = login.read_text().split() if login.exists() else []
    clean = {name: value for name, value in os.environ.items() if not name.startswith("ITL_ERASER_")}
    return clean | dict(line.split("=", 1) for line in lines)


def run_program(folder: Path, *words: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
    """One command to its end."""
    return subprocess.run(
        [*PROGRAM, *words],
        cwd=folder,
        env=environment(folder),
        input=stdin,
        capture_output=True,
        text=True,
        timeout=WITHIN_S * 2,
        check=False,
    )


def start_program(folder: Path, *words: str) -> subprocess.Popen[str]:
    """A command that goes on; its output is in files, so that it never waits for a reader."""
    with (folder / f"{words[0]}.out").open("w") as output:
        return subprocess.Popen(
            [*PROGRAM, *words], cwd=folder, env=environment(folder), stdout=output, stderr=output, text=True
        )


def wait_for(what: Callable[[], bool], process: subprocess.Popen[str] | None = None) -> None:
    """Looks until it is so; ends with an error when it does not come, or the process ends before."""
    deadline = time.monotonic() + WITHIN_S
    while not what():
        assert time.monotonic() < deadline, "it did not come"
        if process is not None and process.poll() is not None:
            assert what(), "the process ended before"
            return
        time.sleep(0.01)


@contextmanager
def simulated_fleet(folder: Path, *words: str) -> Iterator[Path]:
    """`itl-eraser simulate` with its inventory, login and truth in `folder`."""
    inventory = folder / "fleet.csv"
    process = start_program(folder, "simulate", "--inventory-out", "fleet.csv", "--truth", "truth.json", *words)
    try:
        wait_for(lambda: (folder / "fleet.env").exists() and (folder / "truth.json").exists(), process)
        yield inventory
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(WITHIN_S)


def read_truth(folder: Path) -> dict[str, Any]:
    """The simulator's own truth, as it wrote it last."""
    truth: dict[str, Any] = json.loads((folder / "truth.json").read_text())
    return {name: told for name, told in truth.items() if name != "strangers"}


def count_events(folder: Path) -> int:
    """How many events are on disk in the store."""
    try:
        with closing(sqlite3.connect(f"file:{folder / 'itl-eraser.db'}?mode=ro", uri=True, timeout=5)) as db:
            return int(db.execute("SELECT count(*) FROM event").fetchone()[0])
    except sqlite3.OperationalError:
        return 0


def read_report(folder: Path) -> dict[str, Any]:
    """The newest report.json below the folder."""
    newest = max(folder.glob("itl-eraser-report-*/report.json"), key=lambda path: path.stat().st_mtime)
    report: dict[str, Any] = json.loads(newest.read_text())
    return report


def outcomes(report: dict[str, Any]) -> dict[str, tuple[str, str | None]]:
    """Outcome and reason of each phone."""
    return {phone["name"]: (phone["outcome"], phone["reason"]) for phone in report["phones"]}
