"""A process of ours that is asked and answers in JSON lines on its standard input and output.

It is alone with us: what it says that is no answer, and silence, end it, so that nothing which it has not done by then
is done later. It sees the end of its input when we die, whatever kills us.
"""

from __future__ import annotations

import asyncio
import json
import os
import signal
from collections import deque
from collections.abc import Mapping, Sequence
from contextlib import suppress
from itertools import count
from pathlib import Path

ANSWER_LIMIT_BYTES = 64 * 1024  # of a line; an answer has some hundred
GOODBYE_S = 3.0  # for leaving by itself after the end of its input; the bridge takes one at most (Bridge.java)


class SidecarGone(Exception):
    """It ended, or was ended: what was asked and not answered may have been done or not."""


class Sidecar:
    """One such process. Any number may ask at a time."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process
        self._numbers = count(1)
        self._waiting: dict[str, asyncio.Future[Mapping[str, str]]] = {}
        self._gone = ""
        self._last_words: deque[str] = deque(maxlen=20)
        self._listening = (asyncio.create_task(self._listen()), asyncio.create_task(self._keep_last_words()))

    @classmethod
    async def start(cls, command: Sequence[str], *, folder: Path, environment: Mapping[str, str]) -> Sidecar:
        """Raises OSError. A signal from the keyboard does not reach it: a run drains first."""
        process = await asyncio.create_subprocess_exec(
            *command,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            cwd=folder,
            env=environment,
            limit=ANSWER_LIMIT_BYTES,
            start_new_session=True,
        )
        return cls(process)

    @property
    def process_id(self) -> int:
        return self._process.pid

    @property
    def is_gone(self) -> bool:
        return bool(self._gone)

    @property
    def last_words(self) -> tuple[str, ...]:
        """What it said last on its standard error."""
        return tuple(self._last_words)

    async def ask(self, what: Mapping[str, str], *, within_s: float) -> Mapping[str, str]:
        """Its answer.

        Raises:
            SidecarGone: none came.
        """
        if self._gone:
            raise SidecarGone(self._gone)
        number = str(next(self._numbers))
        answer: asyncio.Future[Mapping[str, str]] = asyncio.get_running_loop().create_future()
        self._waiting[number] = answer
        try:
            self._write({"id": number, **what})
            async with asyncio.timeout(within_s):
                return await answer
        except TimeoutError:
            self._end(f"no answer within {within_s:g} s")
            raise SidecarGone(self._gone) from None
        finally:
            self._waiting.pop(number, None)

    def tell(self, what: Mapping[str, str]) -> None:
        """Asks without waiting for the answer."""
        if not self._gone:
            self._write({"id": "0", **what})

    async def aclose(self) -> None:
        """Ends it, and returns when it has ended."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        with suppress(TimeoutError):
            async with asyncio.timeout(GOODBYE_S):
                await self._process.wait()
        self._end("it was closed")
        await self._process.wait()
        await asyncio.gather(*self._listening)

    def _write(self, what: Mapping[str, str]) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(what).encode("ascii") + b"\n")

    async def _listen(self) -> None:
        assert self._process.stdout is not None
        words = "it ended"
        try:
            while line := await self._process.stdout.readline():
                answer = _read(line)
                waiting = self._waiting.get(answer.get("id", ""))
                if waiting is not None and not waiting.done():
                    waiting.set_result(answer)
        except ValueError:  # of a line that is too long, too
            words = "it said something that is no answer"
        self._end(words)
        while await self._process.stdout.read(ANSWER_LIMIT_BYTES):
            pass  # to its end, so that the pipe is closed

    async def _keep_last_words(self) -> None:
        assert self._process.stderr is not None
        rest = b""
        while piece := await self._process.stderr.read(4096):
            *lines, rest = (rest + piece)[-ANSWER_LIMIT_BYTES:].split(b"\n")
            self._last_words += [line.decode(errors="replace").strip() for line in lines if line.strip()]
        self._last_words += [rest.decode(errors="replace").strip()] if rest.strip() else []

    def _end(self, words: str) -> None:
        """Now: whatever it has not done yet it does not do later."""
        self._gone = self._gone or words
        if self._process.returncode is None:
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(self._process.pid, signal.SIGKILL)  # `java` may be a script that starts another
        for waiting in self._waiting.values():
            if not waiting.done():
                waiting.set_exception(SidecarGone(self._gone))


def _read(line: bytes) -> Mapping[str, str]:
    """Raises ValueError: it is no flat object of strings."""
    answer = json.loads(line)
    if not isinstance(answer, dict) or not all(isinstance(value, str) for value in answer.values()):
        raise ValueError("no flat object of strings")
    return answer
