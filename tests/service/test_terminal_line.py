"""A question on the terminal while phones are worked on: the answer is heard, and nothing hangs on it."""

from __future__ import annotations

import asyncio
import os
import pty
from collections.abc import Iterator

import pytest

from eraser.service.terminal import hear_line


@pytest.fixture
def typing(monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    """What is written here is typed by a person."""
    mine, its = pty.openpty()
    with os.fdopen(its, closefd=True) as terminal:
        monkeypatch.setattr("sys.stdin", terminal)
        yield mine
    os.close(mine)


async def test_a_line_is_heard_while_others_work(typing: int, capsys: pytest.CaptureFixture[str]) -> None:
    asked = asyncio.create_task(hear_line("go on? "))
    await asyncio.sleep(0)
    os.write(typing, b"go on\n")

    assert "go on" == (await asked).strip()
    assert "go on? " == capsys.readouterr().err


async def test_a_question_that_nobody_answers_can_be_dropped(typing: int) -> None:
    asked = asyncio.create_task(hear_line("go on? "))
    await asyncio.sleep(0)
    asked.cancel()

    assert [True] == [
        isinstance(one, asyncio.CancelledError) for one in await asyncio.gather(asked, return_exceptions=True)
    ]
    assert not asyncio.get_running_loop().remove_reader(typing)
