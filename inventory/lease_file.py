"""A file of leases as a source of phones."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from eraser.model.inventory import Listing
from eraser.model.run import now
from inventory.leases import Lease, list_phones
from inventory.sheet import Sheet
from inventory.source_file import read_source_file, saved_at

Reads = Callable[[bytes, Sheet], list[Lease]]


def the_file_alone(path: Path) -> tuple[Path, ...]:
    """Most servers keep all leases in one file."""
    return (path,)


@dataclass(frozen=True, slots=True)
class LeaseFile:
    """The leases of one server. `read` never raises; `files`: all files that belong together, the oldest first."""

    scheme: str
    path: Path
    read: Reads
    what: str
    files: Callable[[Path], tuple[Path, ...]] = the_file_alone
    clock: Callable[[], datetime] = now

    async def read_phones(self) -> Listing:
        """The phones among the leases, and what was wrong with the file.

        Raises:
            BadInput: the file can not be read.
        """
        return await asyncio.to_thread(self._read)

    def _read(self) -> Listing:
        leases: list[Lease] = []
        sheets = []
        for path in self.files(self.path):
            sheet = Sheet(str(path), saved_at(path))
            leases += self.read(read_source_file(path, self.scheme, self.what), sheet)
            sheets.append(sheet)
        if not leases and not any(sheet.faults for sheet in sheets):
            sheets[-1].fault(None, "holds no lease", f"check that it is the {self.what} that the server writes")
        return list_phones(leases, sheets, self.clock())
