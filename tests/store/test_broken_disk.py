"""A disk that fails reaches everybody who waits and everybody who comes later."""

from __future__ import annotations

import asyncio
import sqlite3
import subprocess
import sys
import textwrap
from contextlib import closing
from pathlib import Path

import pytest

from eraser.model.outcome import StoreBroken
from eraser.model.run import EventKind
from eraser.store.sqlite import SqliteStore
from tests.contract.store_samples import PHONES, a_result, a_run, a_settled, an_event, history_of

BIG = an_event(EventKind.PICTURE, {"file": "big.png"}, picture=bytes(10_000_000))
INTENT = an_event(EventKind.INTENT, {"key": "Soft1", "before": {}})
ROOT = Path(__file__).parents[2]


async def full_store(path: Path) -> SqliteStore:
    """A store whose file may not grow by more than about 80 kB."""
    store = SqliteStore(path)
    await store.open_run(a_run(), PHONES)
    await store.write(INTENT)
    (pages,) = await store._journal.ask(lambda: store._file._connection.execute("PRAGMA page_count").fetchone())
    await store._journal.ask(lambda: store._file._connection.execute(f"PRAGMA max_page_count = {pages + 20}"))
    return store


async def test_a_full_disk_reaches_everybody_who_waits(tmp_path: Path) -> None:
    store = await full_store(tmp_path / "journal.db")
    await store.write(BIG)
    answers = await asyncio.gather(*(store.write(INTENT) for _ in range(10)), return_exceptions=True)

    assert {type(answer) for answer in answers} == {StoreBroken}
    assert len({id(answer) for answer in answers}) == 10  # an exception each: tracebacks must not mix
    await store.aclose()


async def test_a_full_disk_reaches_everybody_who_comes_later(tmp_path: Path) -> None:
    store = await full_store(tmp_path / "journal.db")
    await store.write(BIG)
    with pytest.raises(StoreBroken):
        await store.write(INTENT)
    for late in (INTENT, an_event(EventKind.PRESS, {"key": "Settings"}), a_settled(a_result())):
        with pytest.raises(StoreBroken):
            await store.write(late)
    with pytest.raises(StoreBroken):
        await store.finish_run("20260102-aa")
    with pytest.raises(StoreBroken):
        await store.open_run(a_run("another"), PHONES)
    await store.aclose()


async def test_the_message_says_what_where_and_what_to_do(tmp_path: Path) -> None:
    store = await full_store(tmp_path / "journal.db")
    await store.write(BIG)
    with pytest.raises(StoreBroken) as caught:
        await store.write(INTENT)
    await store.aclose()

    assert str(caught.value) == (
        f"{tmp_path}/journal.db: database or disk is full: The journal can not be written, so nothing more may be "
        "pressed. Free space or correct the rights of the store's folder, then `itl-eraser resume RUN`."
    )
    assert isinstance(caught.value.__cause__, sqlite3.Error)


async def test_a_group_that_did_not_fit_left_nothing_behind(tmp_path: Path) -> None:
    store = await full_store(tmp_path / "journal.db")
    await asyncio.gather(store.write(INTENT), store.write(BIG), store.write(INTENT), return_exceptions=True)
    history = await history_of(store)  # a broken store can still be read, for the report
    pictures = await store.read_pictures("20260102-aa")
    await store.aclose()

    assert (history.intents, pictures) == (1, {})


async def test_a_disk_that_fails_for_what_nobody_waits_for_is_told_when_closing(tmp_path: Path) -> None:
    store = await full_store(tmp_path / "journal.db")
    await store.write(BIG)
    with pytest.raises(StoreBroken):
        await store.aclose()


async def test_after_a_full_disk_the_run_can_be_taken_up_again(tmp_path: Path) -> None:
    store = await full_store(tmp_path / "journal.db")
    await store.write(BIG)
    with pytest.raises(StoreBroken):
        await store.aclose()
    again = SqliteStore(tmp_path / "journal.db")
    await again.claim_run("20260102-aa")
    await again.write(INTENT)
    history = await history_of(again)
    await again.aclose()

    assert history.intents == 2


async def test_a_file_lost_under_the_program_is_told(tmp_path: Path) -> None:
    store = SqliteStore(tmp_path / "journal.db")
    await store.open_run(a_run(), PHONES)
    with closing(sqlite3.connect(tmp_path / "journal.db")) as vandal:
        vandal.execute("DROP TABLE event")

    with pytest.raises(StoreBroken, match="no such table: event"):
        await store.write(INTENT)
    await store.aclose()


@pytest.mark.slow
def test_a_real_limit_of_the_system_stops_the_writer(tmp_path: Path) -> None:
    """The system itself refuses to let the file grow (RLIMIT_FSIZE), as a full disk does."""
    child = textwrap.dedent("""
        import asyncio, resource, sys
        from pathlib import Path
        from eraser.model.outcome import StoreBroken
        from eraser.model.run import EventKind
        from eraser.store.sqlite import SqliteStore
        from tests.contract.store_samples import PHONES, a_run, an_event

        async def main() -> None:
            store = SqliteStore(Path(sys.argv[1]))
            await store.open_run(a_run(), PHONES)
            resource.setrlimit(resource.RLIMIT_FSIZE, (1_000_000, resource.RLIM_INFINITY))
            returned = 0
            try:
                for number in range(10_000):
                    await store.write(an_event(EventKind.INTENT, {"key": "x" * 5_000}))
                    returned += 1
            except StoreBroken:
                print(returned)

        asyncio.run(main())
    """)
    path = tmp_path / "journal.db"
    command = [sys.executable, "-c", child, str(path)]
    ran = subprocess.run(command, check=True, cwd=ROOT, capture_output=True, text=True, timeout=60)
    with closing(sqlite3.connect(path)) as db:
        (on_disk,) = db.execute("SELECT count(*) FROM event").fetchone()
        (sound,) = db.execute("PRAGMA integrity_check").fetchone()

    assert ran.stderr == ""
    assert sound == "ok"
    assert on_disk == int(ran.stdout) > 10
