"""The pressing user controls the phones of a run for its length, and exactly what was added is taken back.

AXL replaces the whole list of a user's phones (cucm §3.5): it is read, merged and written, and in the end read, reduced
and written. What is about to be added stands in a file, on disk, before it is written to the cluster, so that a run
that was killed anywhere can be undone by the next start. What somebody else added meanwhile stays.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from eraser.cluster.axl import Axl, ControlUser
from eraser.model.outcome import BadInput, PersonNeeded
from eraser.ops.whole_file import sync_folder, write_whole

FORM = 1  # of the file


class AssociationLost(PersonNeeded):
    """The cluster took the change and does not show it: somebody else may have written at the same moment. Look at
    Controlled Devices of the user, then start again."""


@dataclass(frozen=True, slots=True)
class Added:
    """What stands in a ledger: whose phones, at which cluster (`cucm://…`), and which of them are a run's own."""

    user: str
    cluster: str
    phones: frozenset[str]


@dataclass(frozen=True, slots=True)
class Ledger:
    """The file in which a run's additions stand until they are taken back."""

    path: Path

    def read(self) -> Added | None:
        """What was added; None if nothing is open. Raises BadInput for a file that can not be read."""
        try:
            told = json.loads(self.path.read_text(encoding="utf-8"))
            forms = {FORM: Added(str(told["user"]), str(told["cluster"]), frozenset(map(str, told["added"])))}
            return forms[told["form"]]
        except FileNotFoundError:
            return None
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise BadInput(
                f"{self.path}: is no record of an association ({error}); take back the phones of the run from the user "
                "by hand, then remove the file"
            ) from error

    def write(self, added: Added) -> None:
        """On disk when this returns, whole or as before."""
        told = {"form": FORM, "user": added.user, "cluster": added.cluster, "added": sorted(added.phones)}
        write_whole(self.path, json.dumps(told).encode())

    def close(self) -> None:
        """Nothing is open any more."""
        self.path.unlink(missing_ok=True)
        sync_folder(self.path.parent)


class Association:
    """One user's control of the phones of one run. `cluster`: how it is named in the ledger, without a login."""

    def __init__(self, axl: Axl, user: str, ledger: Ledger, *, cluster: str = "") -> None:
        self._axl, self._user, self._ledger, self._cluster = axl, user, ledger, cluster

    async def add(self, phones: Sequence[str]) -> int:
        """Lets the user control these phones; how many it did not before.

        Raises:
            AssociationLost, EraserError: not all are controlled now. What may have been added stands in the ledger.
            BadInput: the ledger belongs to another user or can not be read.
        """
        before = self._ledger.read()
        if before is not None and before.user != self._user:
            raise BadInput(
                f"{self._ledger.path}: phones were added to {before.user}, not {self._user}; take them back first"
            )
        user = await self._axl.read_user(self._user)
        missing = frozenset(one.upper() for one in phones) - user.devices
        if not missing:
            return 0
        own = missing | (before.phones if before else frozenset())
        self._ledger.write(Added(self._user, self._cluster, own))
        await self._axl.write_devices(user, user.devices | missing)
        await self._check(lambda now: missing <= now)
        return len(missing)

    async def take_back(self) -> int:
        """Takes back what this run has added, and nothing else; how many. Raises as `add`."""
        added = self._ledger.read()
        if added is None:
            return 0
        user = await self._axl.read_user(added.user)
        ours = added.phones & user.devices
        if ours:
            await self._axl.write_devices(user, user.devices - ours)
            await self._check(lambda now: not ours & now)
        self._ledger.close()
        return len(ours)

    async def _check(self, holds: Callable[[frozenset[str]], bool]) -> None:
        now: ControlUser = await self._axl.read_user(self._user)
        if not holds(now.devices):
            raise AssociationLost(f"user {self._user}")
