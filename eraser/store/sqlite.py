"""The store in one SQLite file: WAL, `synchronous=FULL`, one writer thread, readers of their own."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path
from typing import TypeVar
from urllib.parse import quote

from eraser.model.outcome import BadInput
from eraser.model.phone import Phone
from eraser.model.record import time_text
from eraser.model.recording import Recording
from eraser.model.run import Event, EventKind, History, Run, now
from eraser.store import statements
from eraser.store.claim import Claim, holder_of, take_claim
from eraser.store.journal import GATHER_S, ROOM_EVENTS, Journal
from eraser.store.rows import event_row, refuse_secrets
from eraser.store.schema import open_file, open_reading
from eraser.store.statements import Numbers, SqliteFile

DURABLE = frozenset({EventKind.INTENT, EventKind.SETTLED})

Value = TypeVar("Value")


class SqliteStore:
    """Journal, runs and results in the file at `path`."""

    def __init__(
        self, path: Path, *, create: bool = True, gather_s: float = GATHER_S, room_events: int = ROOM_EVENTS
    ) -> None:
        self._path = path.resolve()  # one file, one lock, whatever link led here
        self._file = SqliteFile(open_file(self._path, create=create))
        self._journal = Journal(self._file, str(path), gather_s=gather_s, room_events=room_events)
        self._numbers: dict[str, Numbers] = {}  # of the runs that this store has claimed
        self._claims: dict[str, Claim] = {}

    async def open_run(self, run: Run, phones: Sequence[Phone]) -> None:
        """Writes the run and its phones and claims it; raises BadInput for a run or a phone that is there twice."""
        refuse_secrets(run.options)
        self._numbers[run.id] = await self._journal.ask(lambda: self._open(run, phones))

    async def claim_run(self, run_id: str) -> Run:
        """Takes an earlier run for this process; raises BadInput if another process works on it."""
        run, numbers = await self._journal.ask(lambda: self._claim(run_id))
        self._numbers[run.id] = numbers
        return run

    async def finish_run(self, run_id: str) -> None:
        """Writes the end of the run and lets go of it."""
        at = time_text(now(), "microseconds")
        await self._journal.ask(lambda: self._file.transact(lambda db: statements.finish_run(db, run_id, at)))
        self._release(run_id)

    async def write(self, event: Event) -> None:
        """Appends an event; INTENT and SETTLED are on disk when this returns. Claims the run if nobody has yet."""
        if event.run not in self._numbers and (await self.claim_run(event.run)).id != event.run:
            raise BadInput(f"there is no run {event.run}; `itl-eraser runs` lists them")
        run_number, phone_numbers = self._numbers[event.run]
        if event.phone not in phone_numbers:
            raise BadInput(f"run {event.run}: phone {event.phone} is not in its inventory; start a new run for it")
        row = event_row(event, run_number, phone_numbers[event.phone])
        await self._journal.write(row, durable=event.kind in DURABLE)

    async def read_runs(self) -> tuple[Run, ...]:
        """All runs, oldest first."""
        return await self._read(statements.read_runs)

    async def read_run(self, run_id: str) -> tuple[Run, tuple[Phone, ...], dict[str, History]]:
        """A run by a unique prefix of its id, its phones in order, their histories."""
        return await self._read(lambda db: statements.read_run(db, run_id))

    async def keep_recording(self, run_id: str, recording: Recording) -> None:
        """Keeps a recording; on disk when this returns."""
        text = recording.to_json()
        await self._journal.ask(lambda: self._file.transact(lambda db: statements.insert_recording(db, run_id, text)))

    async def read_recordings(self, run_id: str) -> tuple[Recording, ...]:
        """The recordings of a run, oldest first."""
        return await self._read(lambda db: statements.read_recordings(db, run_id))

    async def read_pictures(self, run_id: str) -> dict[str, bytes]:
        """The pictures of a run, by file name."""
        return await self._read(lambda db: statements.read_pictures(db, run_id))

    async def aclose(self) -> None:
        """Writes what waits, then closes; raises StoreBroken if the disk has failed and nobody has been told."""
        try:
            await self._journal.aclose()
        finally:
            for run_id in tuple(self._claims):
                self._release(run_id)

    async def _read(self, question: Callable[[sqlite3.Connection], Value]) -> Value:
        """The answer from one moment of the file, after all that was written so far. A broken store can be read."""
        if not self._journal.broken:
            await self._journal.flush()

        def ask() -> Value:
            with closing(open_reading(self._path)) as db:
                db.execute("BEGIN")
                return question(db)

        return await asyncio.to_thread(ask)

    # --- in the writer thread ----------------------------------------------------------------------------------------

    def _open(self, run: Run, phones: Sequence[Phone]) -> Numbers:
        new = self._take(run.id)
        try:
            self._file.transact(lambda db: statements.insert_run(db, run, phones))
            return self._claim(run.id)[1]
        except BaseException as error:
            if new:
                self._release(run.id)
            if isinstance(error, UnicodeEncodeError):
                raise BadInput(f"run {run.id}: a field is no Unicode text ({error}); correct the inventory") from None
            raise

    def _claim(self, prefix: str) -> tuple[Run, Numbers]:
        number, run = self._file.transact(lambda db: statements.find_run(db, prefix))
        self._take(run.id)
        return run, self._file.transact(lambda db: statements.read_numbers(db, number))

    def _take(self, run_id: str) -> bool:
        """Locks the run; False: this store has it already."""
        if run_id in self._claims:
            return False
        path = self._path.with_name(f"{self._path.name}.run-{quote(run_id, safe='')}.lock")
        try:
            claim = take_claim(path)
        except OSError as error:
            raise BadInput(
                f"{path}: can not be written ({error.strerror}); free space there, or correct the rights of the folder"
            ) from error
        if claim is None:
            raise BadInput(
                f"run {run_id} is being worked on by another process (pid {holder_of(path)}); "
                f"wait for it or stop it, then `itl-eraser resume {run_id}`"
            )
        self._claims[run_id] = claim
        return True

    def _release(self, run_id: str) -> None:
        self._numbers.pop(run_id, None)
        claim = self._claims.pop(run_id, None)
        if claim is not None:
            claim.release()
