"""What gathers is written together, what must be on disk is there, and the loop never waits for the disk."""

from __future__ import annotations

import asyncio
import sqlite3
import threading
from collections.abc import AsyncIterator, Sequence
from contextlib import closing
from pathlib import Path

import pytest

from eraser.model.outcome import StoreBroken
from eraser.model.run import EventKind
from eraser.model.states import State
from eraser.store.journal import Journal
from eraser.store.rows import EventRow, event_row
from eraser.store.sqlite import SqliteStore
from tests.contract.store_samples import PHONES, a_result, a_run, a_settled, an_event, history_of

PRESS = an_event(EventKind.PRESS, {"key": "Settings"})
INTENT = an_event(EventKind.INTENT, {"key": "Soft1", "before": {}}, state=State.CONFIRMING)


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[SqliteStore]:
    store = SqliteStore(tmp_path / "journal.db")
    await store.open_run(a_run(), PHONES)
    yield store
    await store.aclose()


def rows_on_disk(tmp_path: Path) -> list[tuple[str, str]]:
    with closing(sqlite3.connect(tmp_path / "journal.db")) as db:
        return db.execute("SELECT kind, stage FROM event ORDER BY number").fetchall()


def commits_of(store: SqliteStore) -> list[str]:
    """Every COMMIT that SQLite itself sees from now on."""
    commits: list[str] = []
    store._file._connection.set_trace_callback(lambda said: commits.append(said) if said == "COMMIT" else None)
    return commits


async def test_what_gathers_is_one_transaction(tmp_path: Path) -> None:
    store = SqliteStore(tmp_path / "journal.db", gather_s=60)  # until somebody asks for it: no clock decides
    await store.open_run(a_run(), PHONES)
    commits = commits_of(store)
    writers = [asyncio.create_task(store.write(INTENT)) for _ in range(500)]
    await asyncio.sleep(0)  # each has put its row by now
    await store._journal.flush()
    await asyncio.gather(*writers)

    assert (500, 1) == (len(rows_on_disk(tmp_path)), len(commits))
    await store.aclose()


async def test_one_after_the_other_is_one_transaction_each(store: SqliteStore) -> None:
    commits = commits_of(store)
    for _ in range(5):
        await store.write(INTENT)

    assert len(commits) == 5


async def test_an_intent_is_on_disk_before_write_returns(store: SqliteStore, tmp_path: Path) -> None:
    await store.write(PRESS)
    await store.write(INTENT)

    assert rows_on_disk(tmp_path) == [("press", "identify"), ("intent", "identify")]


async def test_a_settled_phone_is_on_disk_before_write_returns(store: SqliteStore, tmp_path: Path) -> None:
    await store.write(a_settled(a_result()))

    assert rows_on_disk(tmp_path) == [("settled", "verify")]


async def test_events_of_many_tasks_keep_their_order_per_phone(store: SqliteStore, tmp_path: Path) -> None:
    async def work(phone: str) -> None:
        for number in range(300):
            kind = EventKind.INTENT if number % 60 == 0 else EventKind.STAGE
            await store.write(an_event(kind, phone=phone, stage=f"{phone} {number}"))

    await asyncio.gather(*(work(phone.key) for phone in PHONES))
    await store.aclose()
    stages = [stage for _, stage in rows_on_disk(tmp_path)]

    for phone in PHONES:
        assert [stage for stage in stages if stage.startswith(phone.key)] == [f"{phone.key} {n}" for n in range(300)]


async def test_an_event_that_nobody_waits_for_is_written_by_itself(store: SqliteStore, tmp_path: Path) -> None:
    """A press alone is written although nobody waits for it and nothing follows."""
    await store.write(PRESS)

    async with asyncio.timeout(10):
        while not rows_on_disk(tmp_path):  # noqa: ASYNC110  the writer thread gives no sign for what nobody waits for
            await asyncio.sleep(0.005)


class StuckDisk:
    """A disk that answers when it is let go."""

    def __init__(self) -> None:
        self.asked = threading.Event()
        self.go = threading.Event()
        self.groups: list[int] = []
        self.failure: Exception | None = None

    def append(self, rows: Sequence[EventRow]) -> None:
        self.asked.set()
        self.go.wait()
        if self.failure:
            raise self.failure
        self.groups.append(len(rows))

    def close(self) -> None:
        if self.failure:
            raise self.failure


ROW = event_row(PRESS, 1, 1)


async def test_a_full_queue_holds_its_writers_back() -> None:
    disk = StuckDisk()
    journal = Journal(disk, "journal.db", room_events=100)
    async with asyncio.timeout(10):
        for _ in range(100):
            await journal.write(ROW, durable=False)
        # The first group is on its way to the stuck disk sooner or later, so there is room for up to 100 more.
        held = [asyncio.create_task(journal.write(ROW, durable=False)) for _ in range(200)]
        await asyncio.sleep(0)
        waiting = [task for task in held if not task.done()]
        disk.go.set()
        await asyncio.gather(*held)
        await journal.aclose()

    assert len(waiting) >= 100
    assert sum(disk.groups) == 300


async def test_who_came_while_the_disk_was_failing_is_told_too() -> None:
    disk = StuckDisk()
    disk.failure = OSError("input/output error")
    journal = Journal(disk, "journal.db")
    async with asyncio.timeout(10):
        first = asyncio.create_task(journal.write(ROW, durable=True))
        await asyncio.to_thread(disk.asked.wait)
        second = asyncio.create_task(journal.write(ROW, durable=True))
        await asyncio.sleep(0)
        disk.go.set()
        answers = await asyncio.gather(first, second, return_exceptions=True)
        await journal.aclose()

    assert [type(answer) for answer in answers] == [StoreBroken, StoreBroken]


async def test_a_disk_that_fails_while_closing_says_so() -> None:
    disk = StuckDisk()
    disk.go.set()
    journal = Journal(disk, "journal.db")
    await journal.write(ROW, durable=True)
    disk.failure = OSError("input/output error")

    with pytest.raises(StoreBroken, match=r"journal.db: input/output error: The journal can not be written"):
        await journal.aclose()


@pytest.mark.virtual_time
async def test_a_clock_that_jumps_stands_still_while_the_disk_works(tmp_path: Path) -> None:
    """So that engine tests can use the real store with the virtual clock."""
    store = SqliteStore(tmp_path / "journal.db")
    await store.open_run(a_run(), PHONES)
    async with asyncio.timeout(0.001):  # virtual seconds
        await store.write(INTENT)
        history = await history_of(store)
    await store.aclose()

    assert history.intents == 1


async def test_the_loop_turns_while_the_disk_is_stuck() -> None:
    disk = StuckDisk()
    journal = Journal(disk, "journal.db")
    writer = asyncio.create_task(journal.write(ROW, durable=True))
    turns = 0
    while turns < 1_000:
        await asyncio.sleep(0)
        turns += 1
    still_waiting = not writer.done()
    disk.go.set()
    await writer
    await journal.aclose()

    assert still_waiting


async def test_sqlite_is_told_to_be_careful(store: SqliteStore) -> None:
    """A kill does not show whether the disk was asked to keep what it got; only a power cut would."""
    said = {
        name: store._file._connection.execute(f"PRAGMA {name}").fetchone()[0]
        for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
    }

    assert said == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 30_000}
