"""The SQLite file: its tables, how it is created, and how a wrong one is refused without touching it.

SQL that SQLite 3.26 knows, because RHEL 8 links Python to that: no RETURNING, no UPDATE … FROM, no upsert.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from eraser.model.outcome import BadInput

APPLICATION = 0x49544C45  # "ITLE", in the file's header
VERSION = 2

BUSY_MS = 30_000  # another process writes its own runs into the same file; a group takes milliseconds

_TABLES = (
    """CREATE TABLE run (
        number INTEGER PRIMARY KEY,
        id TEXT NOT NULL UNIQUE,
        kind TEXT NOT NULL,
        started_at TEXT NOT NULL,
        options TEXT NOT NULL,
        finished_at TEXT)""",
    """CREATE TABLE phone (
        number INTEGER PRIMARY KEY,
        run INTEGER NOT NULL REFERENCES run,
        position INTEGER NOT NULL,
        "key" TEXT NOT NULL,
        name TEXT,
        address TEXT,
        model TEXT,
        firmware TEXT,
        site TEXT,
        scheme TEXT NOT NULL,
        origin TEXT NOT NULL,
        extra TEXT NOT NULL,
        UNIQUE (run, position),
        UNIQUE (run, "key"))""",
    # Append only: no statement of ours changes or removes a row.
    """CREATE TABLE event (
        number INTEGER PRIMARY KEY,
        run INTEGER NOT NULL REFERENCES run,
        phone INTEGER NOT NULL REFERENCES phone,
        at TEXT NOT NULL,
        kind TEXT NOT NULL,
        state TEXT NOT NULL,
        stage TEXT NOT NULL,
        data TEXT NOT NULL)""",
    "CREATE INDEX event_of_run ON event (run)",
    """CREATE TABLE result (
        phone INTEGER PRIMARY KEY REFERENCES phone,
        outcome TEXT NOT NULL,
        record TEXT NOT NULL)""",
    """CREATE TABLE picture (
        run INTEGER NOT NULL REFERENCES run,
        file TEXT NOT NULL,
        png BLOB NOT NULL,
        PRIMARY KEY (run, file))""",
)

# What each version has more than the one before; a store of an older one gets it when it is opened.
_SINCE = {
    2: """CREATE TABLE recording (
        number INTEGER PRIMARY KEY,
        run INTEGER NOT NULL REFERENCES run,
        record TEXT NOT NULL)""",
}


def open_file(path: Path, *, create: bool = True) -> sqlite3.Connection:
    """The connection for the writer thread; a new file gets mode 0600 and the tables.

    Raises:
        BadInput: the file can not be opened or written, is not ours, or is newer than this program.
    """
    _check_folder(path)
    if create and not path.exists():
        with contextlib.suppress(FileExistsError), _told(path):
            os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    with _told(path):
        _check_header(path)
        connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False, timeout=BUSY_MS / 1000)
        try:
            _prepare(connection, path)
        except BaseException:
            connection.close()
            raise
    return connection


def open_reading(path: Path) -> sqlite3.Connection:
    """A connection that can not write; sees what is on disk."""
    return sqlite3.connect(
        f"{path.as_uri()}?mode=ro", uri=True, isolation_level=None, check_same_thread=False, timeout=BUSY_MS / 1000
    )


def _check_folder(path: Path) -> None:
    if not path.parent.is_dir():
        raise BadInput(f"{path}: its folder is not there; create it, or choose another file with --store sqlite:PATH")
    if path.is_dir():
        raise BadInput(f"{path}: is a folder; choose a file with --store sqlite:PATH")


def _check_header(path: Path) -> None:
    """The first 100 bytes tell whose file it is; a foreign one is not even opened by SQLite, which might touch it."""
    with path.open("rb") as file:
        header = file.read(100)
    half_made = not header or path.with_name(path.name + "-journal").exists()  # then SQLite sorts it out
    if half_made:
        return
    if not header.startswith(b"SQLite format 3\0"):
        raise BadInput(f"{path}: is no store, it is not an SQLite file; choose another file with --store sqlite:PATH")
    if int.from_bytes(header[68:72], "big") != APPLICATION:
        raise BadInput(f"{path}: is the SQLite file of another program; choose another file with --store sqlite:PATH")


def _prepare(connection: sqlite3.Connection, path: Path) -> None:
    version = _number(connection, "PRAGMA user_version")
    if version == 0:
        _create_tables(connection)
    elif version < VERSION:
        _add_tables(connection)
    elif version > VERSION:
        raise BadInput(
            f"{path}: was written by a newer itl-eraser (store version {version}, this program knows {VERSION}); "
            f"use that program, or choose another file with --store sqlite:PATH"
        )
    connection.execute("PRAGMA foreign_keys = ON")
    if connection.execute("PRAGMA journal_mode = WAL").fetchone()[0] != "wal":
        raise BadInput(f"{path}: its file system can not hold a store (a network folder?); choose a local folder")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("BEGIN IMMEDIATE")  # says now, not at the first intent, if the file can not be written
    connection.execute("ROLLBACK")


def _create_tables(connection: sqlite3.Connection) -> None:
    """Creates the tables, unless another process has done it meanwhile."""
    connection.execute("BEGIN IMMEDIATE")
    if _number(connection, "PRAGMA user_version") == 0:
        for table in (*_TABLES, *_SINCE.values()):
            connection.execute(table)
        connection.execute(f"PRAGMA application_id = {APPLICATION}")
        connection.execute(f"PRAGMA user_version = {VERSION}")
    connection.execute("COMMIT")


def _add_tables(connection: sqlite3.Connection) -> None:
    """Adds what an older store lacks, unless another process has done it meanwhile."""
    connection.execute("BEGIN IMMEDIATE")
    for version in range(_number(connection, "PRAGMA user_version") + 1, VERSION + 1):
        connection.execute(_SINCE[version])
        connection.execute(f"PRAGMA user_version = {version}")
    connection.execute("COMMIT")


def _number(connection: sqlite3.Connection, question: str) -> int:
    return int(connection.execute(question).fetchone()[0])


@contextlib.contextmanager
def _told(path: Path) -> Iterator[None]:
    """Turns what the system says about the file into one line with a remedy."""
    try:
        yield
    except FileNotFoundError:
        raise BadInput(f"{path}: there is no such store; name the file with --store sqlite:PATH") from None
    except (OSError, sqlite3.Error) as error:
        if isinstance(error, sqlite3.DatabaseError) and not isinstance(error, sqlite3.OperationalError):
            raise BadInput(
                f"{path}: is damaged ({error}); bring back a copy, or choose another file with --store sqlite:PATH"
            ) from error
        why = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise BadInput(
            f"{path}: can not be used as store ({why}); correct the rights of file and folder, "
            f"or choose another with --store sqlite:PATH"
        ) from error
