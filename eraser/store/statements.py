"""What is said to SQLite, statement by statement. SQL that SQLite 3.26 knows (see schema.py)."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from typing import TypeVar

from eraser.model.outcome import BadInput, Outcome
from eraser.model.phone import Phone
from eraser.model.record import time_text
from eraser.model.recording import Recording, read_recording
from eraser.model.run import History, Run
from eraser.store.rows import EventRow, RunRow, histories, json_text, phone_columns, phone_value

# A phone that ended so is worked on again when the run is resumed, and settles again. Any other end is the last word.
SETTLES_AGAIN = (Outcome.UNCERTAIN, Outcome.PENDING, Outcome.BUSY)

Numbers = tuple[int, dict[str, int]]
Value = TypeVar("Value")


class SqliteFile:
    """The file as the writer thread has it."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def append(self, rows: Sequence[EventRow]) -> None:
        """Writes events in one transaction."""
        self.transact(lambda db: append_events(db, rows))

    def transact(self, work: Callable[[sqlite3.Connection], Value]) -> Value:
        """Does `work` in one transaction, which is on disk when this returns, or has not happened at all."""
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            value = work(self._connection)
            self._connection.execute("COMMIT")
        except BaseException:
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
            raise
        return value

    def close(self) -> None:
        """Closes the file; the last one to close it folds the WAL back into it."""
        self._connection.close()


def append_events(db: sqlite3.Connection, rows: Sequence[EventRow]) -> None:
    """Appends events in order, with the results and pictures they bring."""
    db.executemany(
        "INSERT INTO event (run, phone, at, kind, state, stage, data) VALUES (?, ?, ?, ?, ?, ?, ?)",
        [row.columns() for row in rows],
    )
    for row in rows:
        if row.record is not None:
            _settle(db, row)
        if row.png is not None:
            picture = (row.run, row.file, row.png)
            db.execute("INSERT OR REPLACE INTO picture (run, file, png) VALUES (?, ?, ?)", picture)


def _settle(db: sqlite3.Connection, row: EventRow) -> None:
    """The first result counts, unless it was one that settles again."""
    db.execute(
        "UPDATE result SET outcome = ?, record = ? WHERE phone = ? AND outcome IN (?, ?, ?)",
        (row.outcome, row.record, row.phone, *SETTLES_AGAIN),
    )
    db.execute(
        "INSERT INTO result (phone, outcome, record) "
        "SELECT ?, ?, ? WHERE NOT EXISTS (SELECT 1 FROM result WHERE phone = ?)",
        (row.phone, row.outcome, row.record, row.phone),
    )


def insert_run(db: sqlite3.Connection, run: Run, phones: Sequence[Phone]) -> None:
    """Writes a new run; raises BadInput if it, or a phone in it, is there twice."""
    if db.execute("SELECT 1 FROM run WHERE id = ?", (run.id,)).fetchone():
        raise BadInput(f"run {run.id} is there already; `itl-eraser resume {run.id}` goes on with it")
    finished_at = None if run.finished_at is None else time_text(run.finished_at, "microseconds")
    number = db.execute(
        "INSERT INTO run (id, kind, started_at, options, finished_at) VALUES (?, ?, ?, ?, ?)",
        (run.id, run.kind, time_text(run.started_at, "microseconds"), json_text(run.options), finished_at),
    ).lastrowid
    keys: set[str] = set()
    for phone in phones:
        if phone.key in keys:
            raise BadInput(f"phone {phone.key} stands twice in the inventory of run {run.id}; remove one of them")
        keys.add(phone.key)
    db.executemany(
        'INSERT INTO phone (run, position, "key", name, address, model, firmware, site, scheme, origin, extra) '
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        ((number, position, *phone_columns(phone)) for position, phone in enumerate(phones)),
    )


def finish_run(db: sqlite3.Connection, run_id: str, at: str) -> None:
    """Writes the end of a run; raises BadInput if there is no such run."""
    if db.execute("UPDATE run SET finished_at = ? WHERE id = ?", (at, run_id)).rowcount == 0:
        raise BadInput(f"there is no run {run_id}; `itl-eraser runs` lists them")


def read_runs(db: sqlite3.Connection) -> tuple[Run, ...]:
    """All runs, oldest first."""
    rows = db.execute("SELECT id, kind, started_at, options, finished_at FROM run ORDER BY started_at, number")
    return tuple(RunRow(*row).value() for row in rows)


def find_run(db: sqlite3.Connection, prefix: str) -> tuple[int, Run]:
    """The number and the run of an id, or of a prefix that only one id has."""
    found = db.execute(
        "SELECT number, id, kind, started_at, options, finished_at FROM run "
        "WHERE substr(id, 1, length(?)) = ? ORDER BY id",
        (prefix, prefix),
    ).fetchall()
    if not found:
        raise BadInput(f"there is no run {prefix}; `itl-eraser runs` lists them")
    number, *columns = found[0]  # the id itself, if it is there, comes before the longer ones
    if len(found) > 1 and columns[0] != prefix:
        names = ", ".join(row[1] for row in found[:5]) + (", …" if len(found) > 5 else "")
        raise BadInput(f"run {prefix}: {len(found)} runs begin so ({names}); give more of the id")
    return number, RunRow(*columns).value()


def read_numbers(db: sqlite3.Connection, run_number: int) -> Numbers:
    """The number of a run, and those of its phones by their keys."""
    return run_number, dict(db.execute('SELECT "key", number FROM phone WHERE run = ?', (run_number,)))


def read_run(db: sqlite3.Connection, prefix: str) -> tuple[Run, tuple[Phone, ...], dict[str, History]]:
    """A run, its phones in order, their histories."""
    number, run = find_run(db, prefix)
    phones = db.execute(
        "SELECT name, address, model, firmware, site, scheme, origin, extra FROM phone WHERE run = ? ORDER BY position",
        (number,),
    )
    inventory = tuple(phone_value(columns) for columns in phones)
    results = db.execute(
        'SELECT phone.number, phone."key", result.record FROM phone '
        "LEFT JOIN result ON result.phone = phone.number WHERE phone.run = ? ORDER BY phone.position",
        (number,),
    )
    events = db.execute(
        "SELECT phone, at, kind, state, stage, CASE WHEN kind IN ('looked', 'intent', 'picture') THEN data END "
        "FROM event WHERE run = ? ORDER BY number",
        (number,),
    )
    return run, inventory, histories(results, events)


def insert_recording(db: sqlite3.Connection, run_id: str, text: str) -> None:
    """Keeps the text of a recording; raises BadInput if there is no such run."""
    number, _ = find_run(db, run_id)
    db.execute("INSERT INTO recording (run, record) VALUES (?, ?)", (number, text))


def read_recordings(db: sqlite3.Connection, prefix: str) -> tuple[Recording, ...]:
    """The recordings of a run, oldest first."""
    number, run = find_run(db, prefix)
    rows = db.execute("SELECT record FROM recording WHERE run = ? ORDER BY number", (number,))
    return tuple(read_recording(text.encode(), f"recording of run {run.id}") for (text,) in rows)


def read_pictures(db: sqlite3.Connection, prefix: str) -> dict[str, bytes]:
    """The pictures of a run, by file name."""
    number, _ = find_run(db, prefix)
    return dict(db.execute("SELECT file, png FROM picture WHERE run = ? ORDER BY file", (number,)))
