"""One timer for many waits of a connection: each wait ends in its own time, and none outlives the connection."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
import pytest

from eraser.wire.connection import PhoneConnection
from eraser.wire.question import Question
from tests.wire.phone_server import PhoneServer, answer, say_nothing, serving

LONG_S = 60.0


@asynccontextmanager
async def connected(answers: int) -> AsyncIterator[tuple[PhoneServer, PhoneConnection]]:
    """To a server that gives so many answers, then none."""
    async with serving() as server:
        server.replies["/"] = [*[answer(b"ok")] * answers, say_nothing]
        host, _, port = server.address.partition(":")
        connection = PhoneConnection(asyncio.get_running_loop())
        await connection.open(host, int(port), None, within_s=LONG_S)
        try:
            yield server, connection
        finally:
            connection.abort()


def question() -> Question:
    return Question(("http", "127.0.0.1", 80), "GET", "/", b"Host: 127.0.0.1\r\n")


async def test_an_answer_that_does_not_come_is_waited_for_in_its_own_time() -> None:
    async with connected(answers=3) as (_, connection):
        for _ in range(3):
            assert b"ok" == (await connection.ask(question(), answer_within_s=LONG_S)).body
        with pytest.raises(httpx.ReadTimeout, match=r"within 0\.05 s"):
            await connection.ask(question(), answer_within_s=0.05)


async def test_the_time_of_an_answer_begins_with_its_question() -> None:
    """The timer of the first question rings while the second is waited for, and is not its end."""
    loop = asyncio.get_running_loop()
    async with connected(answers=1) as (_, connection):
        await connection.ask(question(), answer_within_s=0.2)
        began_s = loop.time()
        timer = connection._timer
        assert timer is not None
        with pytest.raises(httpx.ReadTimeout):
            await connection.ask(question(), answer_within_s=0.4)

        assert timer.when() < began_s + 0.4 <= loop.time() + 0.002  # uvloop's clock has milliseconds


def test_a_time_below_what_a_loop_can_tell_is_a_time_all_the_same() -> None:
    """uvloop makes no timer of less than half a millisecond, but calls at once."""
    uvloop = pytest.importorskip("uvloop")

    async def ask_on(connection: PhoneConnection) -> None:
        while True:
            await connection.ask(question(), answer_within_s=0.0004)

    async def ask_in_haste() -> set[type[BaseException]]:
        ends = set()
        for _ in range(100):
            async with connected(answers=9) as (_, connection):
                (end,) = await asyncio.gather(ask_on(connection), return_exceptions=True)
                ends.add(type(end))
        return ends

    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        assert {httpx.ReadTimeout} == runner.run(ask_in_haste())


async def test_no_timer_outlives_its_connection() -> None:
    async with connected(answers=1) as (server, connection):
        await connection.ask(question(), answer_within_s=LONG_S)
        timer = connection._timer
        connection.close()
        await server.idle.wait()

    assert (True, None) == (timer is not None and timer.cancelled(), connection._timer)


async def test_a_connection_that_does_not_come_is_no_wish_to_stop(deaf_host: tuple[str, int]) -> None:
    connection = PhoneConnection(asyncio.get_running_loop())
    with pytest.raises(httpx.ConnectTimeout, match=r"within 0\.05 s"):
        await connection.open(*deaf_host, None, within_s=0.05)

    task = asyncio.current_task()
    assert (0, None) == (task.cancelling() if task else None, connection._timer)


async def test_a_wish_to_stop_is_no_time_out(deaf_host: tuple[str, int]) -> None:
    connection = PhoneConnection(asyncio.get_running_loop())
    opening = asyncio.create_task(connection.open(*deaf_host, None, within_s=LONG_S))
    await asyncio.sleep(0)
    opening.cancel()
    with pytest.raises(asyncio.CancelledError):
        await opening

    assert connection._timer is None


async def test_a_wish_to_stop_that_meets_the_time_out_counts(deaf_host: tuple[str, int]) -> None:
    connection = PhoneConnection(asyncio.get_running_loop())
    opening = asyncio.create_task(connection.open(*deaf_host, None, within_s=0))
    await asyncio.sleep(0)
    connection._look_at_clock()
    opening.cancel()
    with pytest.raises(asyncio.CancelledError):
        await opening
