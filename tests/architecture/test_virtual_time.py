"""The clock that jumps: hours cost nothing, order holds, and threads are waited for as they are."""

from __future__ import annotations

import asyncio
import concurrent.futures
import contextlib
import queue
import sqlite3
import threading
import time
from pathlib import Path

import pytest

from tests.virtual_time import STARTS_AT_S, EverybodyWaits, VirtualTimeLoop

pytestmark = pytest.mark.virtual_time

HOUR_S = 3600.0


def now_s() -> float:
    return asyncio.get_running_loop().time()


async def test_ten_thousand_tasks_that_sleep_an_hour_take_no_time() -> None:
    began = time.perf_counter()

    async with asyncio.TaskGroup() as group:
        for number in range(10_000):
            group.create_task(asyncio.sleep(HOUR_S + number / 1000))

    assert STARTS_AT_S + HOUR_S + 9.999 == pytest.approx(now_s())
    assert time.perf_counter() - began < 5.0  # real seconds, on a machine that others use as well


async def test_the_clock_stands_still_while_somebody_works() -> None:
    before = now_s()
    for _ in range(1000):
        await asyncio.sleep(0)

    assert before == now_s()


async def test_timers_fire_in_their_order_at_their_time() -> None:
    fired: list[tuple[str, float]] = []
    began = now_s()

    async def note(name: str, after_s: float) -> None:
        await asyncio.sleep(after_s)
        fired.append((name, round(now_s() - began, 6)))

    async with asyncio.TaskGroup() as group:
        group.create_task(note("late", 86_400.0 * 400))
        group.create_task(note("soon", 0.001))
        group.create_task(note("twice", 5.0))
        group.create_task(note("between", 2.5))
        group.create_task(note("twice again", 5.0))

    assert [("soon", 0.001), ("between", 2.5), ("twice", 5.0), ("twice again", 5.0), ("late", 34_560_000.0)] == fired


async def test_a_sleep_that_begins_later_keeps_its_whole_length() -> None:
    await asyncio.sleep(10)
    began = now_s()
    await asyncio.sleep(7)

    assert began + 7 == pytest.approx(now_s())


async def test_a_timeout_fires_when_its_time_has_come() -> None:
    began = now_s()

    with pytest.raises(TimeoutError):
        async with asyncio.timeout(30):
            await asyncio.Event().wait()

    assert began + 30 == pytest.approx(now_s())


async def test_a_timeout_does_not_fire_for_what_ends_before_it() -> None:
    async with asyncio.timeout(HOUR_S):
        await asyncio.sleep(HOUR_S - 1)


async def test_a_cancelled_timer_moves_no_clock() -> None:
    began = now_s()
    asyncio.get_running_loop().call_later(HOUR_S, pytest.fail).cancel()
    await asyncio.sleep(1)

    assert began + 1 == pytest.approx(now_s())


async def test_a_thread_is_waited_for_and_no_timer_fires_meanwhile() -> None:
    began, go_on = now_s(), threading.Event()

    def work() -> str:
        # Long enough that a clock which jumped would have jumped: the loop polls many times in it.
        assert not go_on.wait(0.05)
        return "done"

    async with asyncio.timeout(0.001):
        answer = await asyncio.to_thread(work)

    assert ("done", began) == (answer, now_s())


async def test_a_writer_thread_that_calls_back_is_heard_while_others_sleep() -> None:
    """As a store's writer does: a queue in, `call_soon_threadsafe` out."""
    loop = asyncio.get_running_loop()
    orders: queue.SimpleQueue[asyncio.Future[int] | None] = queue.SimpleQueue()

    def write() -> None:
        for number, order in enumerate(iter(orders.get, None)):
            loop.call_soon_threadsafe(order.set_result, number)

    writer = threading.Thread(target=write)
    writer.start()
    try:
        sleeper = asyncio.create_task(asyncio.sleep(HOUR_S))
        for expected in range(200):
            order = loop.create_future()
            orders.put(order)
            assert expected == await order
        await sleeper
    finally:
        orders.put(None)
        writer.join()


async def test_a_slow_disk_is_no_reason_for_a_timeout(tmp_path: Path) -> None:
    """As our store does it: a thread fulfils a future, `asyncio.wrap_future` waits for it, timers stand still."""
    began, database = now_s(), tmp_path / "journal.db"
    done: concurrent.futures.Future[int] = concurrent.futures.Future()

    def write() -> None:
        with contextlib.closing(sqlite3.connect(database)) as connection:
            connection.executescript("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; CREATE TABLE t (n)")
            for number in range(50):
                connection.execute("INSERT INTO t VALUES (?)", (number,))
                connection.commit()
            done.set_result(connection.execute("SELECT count(*) FROM t").fetchone()[0])

    writer = threading.Thread(target=write)
    writer.start()
    async with asyncio.timeout(0.000_01):
        written = await asyncio.wrap_future(done)
    writer.join()

    assert (50, began) == (written, now_s())


async def test_a_file_written_by_a_thread_is_there_when_the_thread_says_so(tmp_path: Path) -> None:
    file = tmp_path / "journal"

    await asyncio.gather(asyncio.sleep(HOUR_S), asyncio.to_thread(file.write_text, "intent"))

    assert "intent" == file.read_text()


def test_a_test_that_would_never_end_is_ended() -> None:
    async def wait_for_nobody() -> None:
        asyncio.get_running_loop().patience_s = 0.05  # type: ignore[attr-defined]  # the loop is ours, four lines below
        await asyncio.Event().wait()

    with (
        pytest.raises(EverybodyWaits, match=r"nothing happened in 0\.05 real seconds"),
        asyncio.Runner(loop_factory=VirtualTimeLoop) as runner,
    ):
        runner.run(wait_for_nobody())
