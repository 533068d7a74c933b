"""One process at a time works on a run.

The claim is a lock of the operating system on a small file beside the database, so it ends with the process, however
that dies. It is a POSIX record lock and no `flock`, because that would live on in forked children (worker processes
that read pictures) after their parent was killed. A second open and close of the file in this process would drop such a
lock, so what this process holds is kept in a list and not opened again. The file is removed while the lock is held, so
whoever gets the lock checks that it has the file that is there now.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import threading
from dataclasses import dataclass
from pathlib import Path

_held: set[Path] = set()
_held_lock = threading.Lock()


@dataclass(frozen=True, slots=True)
class Claim:
    """A lock that this process holds."""

    path: Path
    descriptor: int

    def release(self) -> None:
        """Lets go, and removes the file."""
        with _held_lock:
            self.path.unlink(missing_ok=True)
            os.close(self.descriptor)
            _held.discard(self.path)


def take_claim(path: Path) -> Claim | None:
    """The lock on `path` (absolute), or None if somebody has it."""
    with _held_lock:
        while path not in _held:
            descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            try:
                fcntl.lockf(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                os.close(descriptor)
                return None
            if _is_still(path, descriptor):
                os.ftruncate(descriptor, 0)
                os.pwrite(descriptor, f"{os.getpid()}\n".encode(), 0)
                _held.add(path)
                return Claim(path, descriptor)
            os.close(descriptor)
    return None


def holder_of(path: Path) -> str:
    """The process number of whoever has the lock, as written by it; `?` if it can not be read."""
    with _held_lock:
        if path in _held:
            return str(os.getpid())
        with contextlib.suppress(OSError, UnicodeDecodeError):
            return path.read_text(encoding="ascii").strip() or "?"
    return "?"


def _is_still(path: Path, descriptor: int) -> bool:
    try:
        there = path.stat()
    except FileNotFoundError:
        return False
    mine = os.fstat(descriptor)
    return (there.st_dev, there.st_ino) == (mine.st_dev, mine.st_ino)
