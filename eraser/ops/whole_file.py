"""A file that is whole, or as it was, whenever the process dies."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path


def write_whole(path: Path, content: bytes, *, durable: bool = True) -> None:
    """Writes beside the file and then takes its place.

    Args:
        path: the file.
        content: all of it.
        durable: on the disk itself, and its name too, before this returns.

    Raises:
        OSError: it can not be written; the file is as it was.
    """
    beside = path.with_name(f".{path.name}.{os.getpid()}.new")
    try:
        with beside.open("wb") as file:
            file.write(content)
            if durable:
                file.flush()
                os.fsync(file.fileno())
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
    if durable:
        sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Makes what was named and unnamed in a folder durable, where the system can."""
    with contextlib.suppress(PermissionError, NotADirectoryError):  # Windows opens no folder
        number = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(number)
        finally:
            os.close(number)
