"""Looks at a store before it is needed: does the file open, and does its folder hold a file that is written for sure?

Nothing of it stays. A store that is there is opened as `resume` opens it; writing is tried on a file beside it, so that
neither the store nor a run that is under way is touched.
"""

from __future__ import annotations

import contextlib
import shutil
import sqlite3
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from secrets import token_hex

from eraser.model.outcome import BadInput
from eraser.store.open_store import path_of
from eraser.store.schema import open_file

NEEDED_SQLITE = (3, 26, 0)  # the SQL of schema.py and statements.py is kept to what it knows


@dataclass(frozen=True, slots=True)
class StoreSeen:
    """`is_there`: a store of ours is in the file already; `written_s`: how long one change took until it was on the
    disk; `sqlite`: the version of the library."""

    path: Path
    is_there: bool
    written_s: float
    free_bytes: int
    sqlite: tuple[int, ...]

    @property
    def is_new_enough(self) -> bool:
        return self.sqlite >= NEEDED_SQLITE


def examine_store(url: str) -> StoreSeen:
    """What is known of the store behind `url` after a try.

    Raises:
        BadInput: it could not be used by a run.
    """
    path = path_of(url).resolve()
    is_there = path.exists()
    if is_there:
        open_file(path, create=False).close()
    with _tried(path.with_name(f".{path.name}.{token_hex(4)}.try")) as beside:
        connection = open_file(beside)
        try:
            began_s = time.perf_counter()
            connection.execute("CREATE TABLE try (number INTEGER)")  # its commit waits for the disk: synchronous=FULL
            written_s = time.perf_counter() - began_s
        except sqlite3.Error as error:
            raise BadInput(f"{path}: can not be written ({error}); free space, or choose another folder") from error
        finally:
            connection.close()
    return StoreSeen(path, is_there, written_s, shutil.disk_usage(path.parent).free, sqlite3.sqlite_version_info)


@contextlib.contextmanager
def _tried(path: Path) -> Iterator[Path]:
    """A path of which nothing stays."""
    try:
        yield path
    finally:
        for end in ("", "-wal", "-shm", "-journal"):
            with contextlib.suppress(OSError):
                path.with_name(path.name + end).unlink(missing_ok=True)
