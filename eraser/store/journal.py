"""What is written when: one writer thread, and group commit.

The promise is that nothing follows from a confirming key, or from a result, before the disk has it. The price of the
disk is paid per transaction and not per event: a transaction an event costs 140 to 650 µs and ends at about 4,000
events a second; whatever gathered in 10 ms in one transaction costs 3 µs each (performance §2). So all tasks put their
events in one queue, and one thread takes whatever gathered and writes it in one transaction. Who wrote a press goes on
at once; who wrote an intent or a settled outcome goes on when the transaction that holds it is on disk. While nobody
waits it gathers for longer.

There is one queue, so the journal is at any moment a prefix of what was written, in that order: if an intent is there,
so is everything that led to it.

A disk that fails once is not tried again: what was lost then can not be told from what was not. The thread ends,
everybody who waits and everybody who comes later gets `StoreBroken`, and the engine stops pressing.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Any, NamedTuple, Protocol, TypeVar

from eraser.model.outcome import BadInput, StoreBroken
from eraser.store.rows import EventRow

GATHER_S = 0.010  # half of it is what an intent waits on average; a phone rests 1 s between keys (performance §2)
UNAWAITED = 5  # times as long, where nobody waits: a transaction costs what 20 keys do, and no intent or result is lost
ROOM_EVENTS = 50_000  # about 50 MB: more than a stuck disk should cost in memory

Value = TypeVar("Value")


class Disk(Protocol):
    """What the writer thread writes to; all calls come from that thread."""

    def append(self, rows: Sequence[EventRow]) -> None:
        """Writes the rows, in order, in one transaction that is on disk when this returns."""
        ...

    def close(self) -> None: ...


@dataclass(frozen=True, slots=True)
class _Work:
    """Something else to do in the writer thread, in its turn."""

    run: Callable[[], Any]


class _Entry(NamedTuple):
    what: EventRow | _Work
    done: Future[Any] | None


class Journal:
    """The queue and its thread. Used from one event loop."""

    def __init__(self, disk: Disk, place: str, *, gather_s: float = GATHER_S, room_events: int = ROOM_EVENTS) -> None:
        self._disk = disk
        self._place = place
        self._gather_s = gather_s
        self._room_events = room_events
        self._lock = threading.Lock()
        self._changed = threading.Condition(self._lock)
        self._waiting: list[_Entry] = []
        self._awaited = False  # somebody waits for one of them
        self._urgent = False
        self._closing = False
        self._failure: Exception | None = None
        self._told = False  # whether somebody has heard of it
        self._ended = _promise()
        # A daemon: a process that forgot to close ends all the same, and loses what a kill would lose.
        threading.Thread(target=self._write_groups, name=f"journal {place}", daemon=True).start()

    @property
    def broken(self) -> StoreBroken | None:
        """Why nothing can be written any more."""
        if self._failure is None:
            return None
        broken = StoreBroken(f"{self._place}: {self._failure}")
        broken.__cause__ = self._failure
        return broken

    async def write(self, row: EventRow, *, durable: bool) -> None:
        """Puts a row in the queue; returns at once, or if `durable` when it is on disk.

        The row is in the queue before the first await: whoever is cancelled while waiting has written all the same.
        When the queue is full, every row is waited for: the loop must not gather faster than the disk takes.
        """
        done = self._put(row, _promise() if durable else None)
        if done is not None:
            await self._come_back(done)

    async def ask(self, run: Callable[[], Value]) -> Value:
        """Does `run` in the writer thread, after all that was written before; BadInput goes to the asker alone."""
        done = self._put(_Work(run), _promise(), urgent=True)
        assert done is not None
        value: Value = await self._come_back(done)
        return value

    async def flush(self) -> None:
        """Returns when everything written so far is on disk."""
        await self.ask(lambda: None)

    async def aclose(self) -> None:
        """Writes what waits and ends the thread; raises StoreBroken if the disk has failed and nobody knows yet."""
        with self._changed:
            self._closing = True
            self._changed.notify()
        await asyncio.wrap_future(self._ended)
        if (broken := self.broken) and not self._told:
            raise broken

    async def _come_back(self, done: Future[Any]) -> Any:
        try:
            return await asyncio.wrap_future(done)
        except StoreBroken:
            self._told = True
            raise

    def _put(self, what: EventRow | _Work, done: Future[Any] | None, *, urgent: bool = False) -> Future[Any] | None:
        with self._lock:
            if self._failure is not None or self._closing:
                raise self._refusal()
            waiting = self._waiting
            if len(waiting) >= self._room_events:
                done, urgent = done or _promise(), True
            waiting.append(_Entry(what, done))
            if urgent or len(waiting) == 1 or (done is not None and not self._awaited):
                self._urgent = self._urgent or urgent
                self._awaited = self._awaited or done is not None
                self._changed.notify()
        return done

    def _refusal(self) -> Exception:
        broken = self.broken
        self._told = self._told or broken is not None
        return broken or RuntimeError(f"{self._place}: the store is closed")

    # --- in the writer thread ----------------------------------------------------------------------------------------

    def _write_groups(self) -> None:
        group: list[_Entry] = []
        try:
            while group := self._gather():
                self._write(group)
        except Exception as failure:  # noqa: BLE001  whatever it was, nobody may wait for ever or believe it is written
            self._break(failure, group)
        try:
            self._disk.close()
        except Exception as failure:  # noqa: BLE001  as above
            self._failure = self._failure or failure
        self._ended.set_result(None)

    def _gather(self) -> list[_Entry]:
        """What gathered, after a moment for more to gather; nothing: the journal is closed."""
        with self._changed:
            self._changed.wait_for(lambda: self._waiting or self._closing)
            self._changed.wait_for(
                lambda: self._awaited or self._urgent or self._closing, timeout=(UNAWAITED - 1) * self._gather_s
            )
            self._changed.wait_for(lambda: self._urgent or self._closing, timeout=self._gather_s)
            group, self._waiting = self._waiting, []
            self._awaited = self._urgent = False
        return group

    def _write(self, group: list[_Entry]) -> None:
        """Writes a group: rows that follow each other in one transaction, other work in between, in order."""
        rows: list[_Entry] = []
        for entry in group:
            if isinstance(entry.what, _Work):
                self._append(rows)
                rows = []
                _answer(entry.what, entry.done)
            else:
                rows.append(entry)
        self._append(rows)

    def _append(self, entries: list[_Entry]) -> None:
        if not entries:
            return
        self._disk.append([entry.what for entry in entries if isinstance(entry.what, EventRow)])
        for entry in entries:
            if entry.done is not None:
                entry.done.set_result(None)

    def _break(self, failure: Exception, group: list[_Entry]) -> None:
        with self._changed:
            self._failure = failure
            lost, self._waiting = group + self._waiting, []
        for entry in lost:
            if entry.done is not None and not entry.done.done():
                entry.done.set_exception(self.broken)


def _promise() -> Future[Any]:
    """A future of the writer thread, which no waiter can cancel: what is in the queue is written."""
    done: Future[Any] = Future()
    done.set_running_or_notify_cancel()
    return done


def _answer(work: _Work, done: Future[Any] | None) -> None:
    assert done is not None
    try:
        value = work.run()
    except BadInput as refusal:
        done.set_exception(refusal)
    else:
        done.set_result(value)
