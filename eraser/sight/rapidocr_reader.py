"""The built-in reader: rapidocr in worker processes, so that the loop never waits for it.

Importing this file is cheap: numpy, OpenCV and rapidocr are imported in the workers only.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import signal
import threading
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import TYPE_CHECKING

from eraser.model.outcome import PictureUnreadable
from eraser.model.screen import Screen

if TYPE_CHECKING:
    from eraser.sight.recogniser import Recogniser

READ_WITHIN_S = 60.0  # a screen of the largest size takes about 1 s, a worker's start 2 s, on one slow core
_PARENT_POLL_S = 2.0

_Answer = Screen | str


class RapidReader:
    """Reads pictures in `workers` processes, each on one core; they start with the first picture."""

    name = "rapidocr"

    def __init__(self, workers: int = 1) -> None:
        self._workers = max(1, workers)
        self._pool: ProcessPoolExecutor | None = None
        self._under_way = asyncio.Semaphore(2 * self._workers)
        self._closed = False

    async def read(self, picture: bytes, *, soft_key_slots: int) -> Screen:
        """The screen. Raises PictureUnreadable."""
        async with self._under_way:
            answer = await self._ask_worker(picture, soft_key_slots)
        if isinstance(answer, str):
            raise PictureUnreadable(answer)
        return answer

    async def aclose(self) -> None:
        """Ends the worker processes."""
        self._closed = True
        pool, self._pool = self._pool, None
        if pool is not None:
            await asyncio.get_running_loop().run_in_executor(None, _end, pool)

    async def _ask_worker(self, picture: bytes, soft_key_slots: int) -> _Answer:
        for _ in range(2):
            if self._closed:
                break
            pool = self._open_pool()
            try:
                async with asyncio.timeout(READ_WITHIN_S):
                    return await asyncio.get_running_loop().run_in_executor(
                        pool, read_in_worker, bytes(picture), soft_key_slots
                    )
            except BrokenProcessPool:
                self._drop(pool)
            except TimeoutError:
                self._drop(pool)
                return f"the reader did not finish within {READ_WITHIN_S:.0f} s"
        return "the reader is closed" if self._closed else "the reader's worker process died twice"

    def _open_pool(self) -> ProcessPoolExecutor:
        if self._pool is None:
            self._pool = ProcessPoolExecutor(
                self._workers,
                mp_context=multiprocessing.get_context("spawn"),
                initializer=prepare_worker,
                initargs=(os.getpid(),),
            )
        return self._pool

    def _drop(self, pool: ProcessPoolExecutor) -> None:
        """Several readings notice the same death; only the first ends the pool."""
        if self._pool is pool:
            self._pool = None
        _kill(pool)


def _end(pool: ProcessPoolExecutor) -> None:
    pool.shutdown(wait=True, cancel_futures=True)


def _kill(pool: ProcessPoolExecutor) -> None:
    for process in list((pool._processes or {}).values()):  # noqa: SLF001 - its own door to this exists from 3.14 on
        process.kill()
    pool.shutdown(wait=False, cancel_futures=True)


# --- in the worker process -------------------------------------------------------------------------------------------

_recogniser: Recogniser | None = None


def prepare_worker(parent: int) -> None:
    """Ctrl-C is the parent's to answer (it drains); a worker without a parent ends itself."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_watch_parent, args=(parent,), daemon=True).start()


def _watch_parent(parent: int) -> None:
    asked = threading.Event()  # never set: its wait is the pause between two looks
    while os.getppid() == parent:
        asked.wait(_PARENT_POLL_S)
    os._exit(1)


def read_in_worker(picture: bytes, soft_key_slots: int) -> _Answer:
    """The screen, or why there is none. Errors go home as words: not every exception survives the way back."""
    global _recogniser  # noqa: PLW0603 - one per process, loaded once
    from eraser.sight.reading import read_screen  # noqa: PLC0415 - heavy, and only the worker needs it
    from eraser.sight.recogniser import Recogniser  # noqa: PLC0415

    if _recogniser is None:
        _recogniser = Recogniser()
    try:
        return read_screen(picture, soft_key_slots, _recogniser)
    except PictureUnreadable as error:
        return str(error)
    except Exception as error:  # noqa: BLE001 - whatever a strange picture makes a library raise, it is unreadable
        return f"the reader failed on it ({type(error).__name__}: {str(error)[:200]})"
