"""Real processes and a real SIGKILL: what returned is there, and nobody is locked out by the dead."""

from __future__ import annotations

import os
import random
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from eraser.model.outcome import BadInput
from eraser.model.run import EventKind
from eraser.store.sqlite import SqliteStore
from tests.contract.store_samples import PHONES, a_run, an_event
from tests.store.child import TORRENT_PHONES

pytestmark = pytest.mark.slow
ROOT = Path(__file__).parents[2]


@contextmanager
def child(path: Path, work: str) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-m", "tests.store.child", str(path), work]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        try:
            yield process
        finally:
            process.kill()


def line_of(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    line = process.stdout.readline().strip()
    assert line, process.stderr.read() if process.stderr else ""
    return line


def rest_of(process: subprocess.Popen[str]) -> list[str]:
    assert process.stdout is not None
    return process.stdout.read().splitlines()


def names_in(folder: Path) -> list[str]:
    return [file.name for file in folder.iterdir()]


def kill(process: subprocess.Popen[str]) -> None:
    process.kill()
    process.wait(timeout=30)


def test_an_intent_whose_write_returned_survives_a_kill(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    with child(path, "intent") as process:
        assert line_of(process) == "returned"
        kill(process)
    with closing(sqlite3.connect(path)) as db:
        kinds = db.execute("SELECT kind FROM event").fetchall()

    assert kinds == [("intent",)]


@pytest.mark.parametrize("seed", range(6))
async def test_whenever_it_is_killed_nothing_that_returned_is_missing(tmp_path: Path, seed: int) -> None:
    path = tmp_path / "journal.db"
    lines_before_death = random.Random(seed).choice([0, 1, 10, 100, 1_000]) + random.Random(seed).randrange(200)
    with child(path, "torrent") as process:
        assert line_of(process) == "open"
        said = [line_of(process) for _ in range(lines_before_death)]
        kill(process)
        said += rest_of(process)
    with closing(sqlite3.connect(path)) as db:
        assert db.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert db.execute("PRAGMA foreign_key_check").fetchall() == []
    store = SqliteStore(path)
    await store.claim_run("20260102-aa")
    _, phones, histories = await store.read_run("20260102-aa")
    await store.aclose()
    settled = {key for key, history in histories.items() if history.result}
    intended = {key for key, history in histories.items() if history.intents}

    assert len(said) >= lines_before_death
    assert phones == TORRENT_PHONES
    assert {line.split()[1] for line in said if line.startswith("settled")} - settled == set()
    assert {line.split()[1] for line in said if line.startswith("intent")} - intended == set()
    # What led to an intent is there too, and nothing is there that was not written.
    assert {histories[key].keys_pressed for key in intended} <= {21}
    assert {histories[key].intents for key in intended} <= {1}
    assert settled <= intended


async def test_a_dead_process_holds_no_run(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    first = SqliteStore(path)
    await first.open_run(a_run(), PHONES)
    await first.aclose()
    with child(path, "claim") as holder:
        assert line_of(holder) == "claimed"
        with child(path, "claim") as second:
            refusal = line_of(second)
        mine = SqliteStore(path)
        with pytest.raises(BadInput) as caught:
            await mine.claim_run("20260102-aa")
        kill(holder)
    await mine.claim_run("20260102-aa")
    await mine.write(an_event(EventKind.INTENT, {"key": "Soft1", "before": {}}))
    await mine.aclose()

    assert refusal == str(caught.value)
    assert refusal == (
        f"run 20260102-aa is being worked on by another process (pid {holder.pid}); "
        "wait for it or stop it, then `itl-eraser resume 20260102-aa`"
    )
    assert names_in(tmp_path) == ["journal.db"]


async def test_a_forked_child_does_not_hold_the_run_of_its_dead_parent(tmp_path: Path) -> None:
    """Worker processes that read pictures may outlive a killed parent."""
    path = tmp_path / "journal.db"
    first = SqliteStore(path)
    await first.open_run(a_run(), PHONES)
    await first.aclose()
    with child(path, "fork") as parent:
        orphan = int(line_of(parent))
        try:
            kill(parent)
            mine = SqliteStore(path)
            claimed = await mine.claim_run("20260102-aa")
            await mine.aclose()
        finally:
            os.kill(orphan, signal.SIGKILL)

    assert claimed.id == "20260102-aa"
