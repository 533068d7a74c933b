"""A file that a source reads: its bytes, or one line that says why not."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from eraser.model.outcome import BadInput

LARGEST_BYTES = 64 * 1024 * 1024  # a row of a table has about 100 bytes, a lease at most 500: more than 130,000 devices


def read_source_file(path: Path, scheme: str, what: str) -> bytes:
    """The bytes of the file that stands behind `scheme:`; `what` it is, for the messages.

    Raises:
        BadInput: it can not be read, or is too large.
    """
    if str(path) in {"", "."}:
        raise BadInput(f"{scheme}: no file named; write {scheme}:PATH")
    try:
        with path.open("rb") as file:
            raw = file.read(LARGEST_BYTES + 1)  # not its size first: a pipe has none, and a file may grow
            size = path.stat().st_size
    except IsADirectoryError:
        raise BadInput(f"{path}: is a folder; name the {what} in it") from None
    except FileNotFoundError:
        raise BadInput(f"{path}: no such file; check the path") from None
    except (OSError, ValueError) as error:
        raise BadInput(f"{path}: can not be read ({getattr(error, 'strerror', None) or error}); check it") from None
    if len(raw) > LARGEST_BYTES:
        raise BadInput(f"{path}: has {max(size, len(raw))} bytes; an inventory has at most {LARGEST_BYTES}")
    return raw


def saved_at(path: Path) -> datetime | None:
    """When the file was last written, if the system says so."""
    try:
        return datetime.fromtimestamp(path.stat().st_mtime, UTC)
    except (OSError, ValueError, OverflowError):
        return None
