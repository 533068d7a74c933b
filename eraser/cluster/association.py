"""The pressing user controls the phones of a run for its length, and exactly what was added is taken back.

AXL replaces the whole list of a user's phones (cucm §3.5): it is read, merged and written, and in the end read, reduced
and written. What is about to be added stands in a file, on disk, before it is written to the cluster, so that a run
that was killed anywhere can be undone by the next start. What somebody else added meanwhile stays.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from eraser.cluster.axl import Axl, ControlUser
from eraser.model.outcome import BadInput, PersonNeeded

FORM = 1  # of the file


class AssociationLost(PersonNeeded):
    """The cluster took the change and does not show it: somebody else may have written at the same moment. Look at
    Controlled Devices of the user, then start again."""


@dataclass(frozen=True, slots=True)
class Ledger:
    """The file in which a run's additions stand until they are taken back."""

    path: Path

    def read(self) -> tuple[str, frozenset[str]]:
        """User and added phones; ("", none) if nothing is open. Raises BadInput for a file that can not be read."""
        try:
            told = json.loads(self.path.read_text(encoding="utf-8"))
            users = {FORM: str(told["user"])}
            return users[told["form"]], frozenset(str(one) for one in told["added"])
        except FileNotFoundError:
            return "", frozenset()
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise BadInput(
                f"{self.path}: is no record of an association ({error}); take back the phones of the run from the user "
                "by hand, then remove the file"
            ) from error

    def write(self, user: str, added: Iterable[str]) -> None:
        """On disk when this returns, whole or as before."""
        half = self.path.with_name(f".{self.path.name}.half")
        with half.open("w", encoding="utf-8") as file:
            json.dump({"form": FORM, "user": user, "added": sorted(added)}, file)
            file.flush()
            os.fsync(file.fileno())
        half.replace(self.path)
        self._sync_folder()

    def close(self) -> None:
        """Nothing is open any more."""
        self.path.unlink(missing_ok=True)
        self._sync_folder()

    def _sync_folder(self) -> None:
        folder = os.open(self.path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


class Association:
    """One user's control of the phones of one run."""

    def __init__(self, axl: Axl, user: str, ledger: Ledger) -> None:
        self._axl, self._user, self._ledger = axl, user, ledger

    async def add(self, phones: Sequence[str]) -> int:
        """Lets the user control these phones; how many it did not before.

        Raises:
            AssociationLost, EraserError: not all are controlled now. What may have been added stands in the ledger.
            BadInput: the ledger belongs to another user or can not be read.
        """
        owner, open_ones = self._ledger.read()
        if owner and owner != self._user:
            raise BadInput(f"{self._ledger.path}: phones were added to {owner}, not {self._user}; take them back first")
        user = await self._axl.read_user(self._user)
        missing = frozenset(one.upper() for one in phones) - user.devices
        if not missing:
            return 0
        self._ledger.write(self._user, open_ones | missing)
        await self._axl.write_devices(user, user.devices | missing)
        await self._check(lambda now: missing <= now)
        return len(missing)

    async def take_back(self) -> int:
        """Takes back what this run has added, and nothing else; how many. Raises as `add`."""
        owner, added = self._ledger.read()
        if not added:
            return 0
        user = await self._axl.read_user(owner)
        if added & user.devices:
            await self._axl.write_devices(user, user.devices - added)
            await self._check(lambda now: not added & now)
        self._ledger.close()
        return len(added & user.devices)

    async def _check(self, holds: Callable[[frozenset[str]], bool]) -> None:
        now: ControlUser = await self._axl.read_user(self._user)
        if not holds(now.devices):
            raise AssociationLost(f"user {self._user}")
