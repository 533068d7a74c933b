"""What a plug-in must satisfy. No import of ours is needed to write one: the right methods are enough."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol, runtime_checkable

from eraser.model.authentication import ServerSeen
from eraser.model.inventory import Listing
from eraser.model.phone import CallState, Facts, Phone, StatusMessage
from eraser.model.recording import Recording
from eraser.model.run import Event, History, Run
from eraser.model.screen import Screen


@runtime_checkable
class Channel(Protocol):
    """How one phone is spoken to. One request at a time; never retries by itself; never resends a press.

    The `fetch_…` methods send no credential. `press` and `fetch_picture` send one, and only after `identify` saw the
    phone's own page at this address; a broken connection ends that and `identify` must be asked again.
    All raise only `EraserError`s (model.outcome).
    """

    name: str

    async def identify(self) -> Facts:
        """The phone's own pages; raises IdentityMismatch if they are not those of the phone that is meant."""
        ...

    async def fetch_status(self) -> tuple[StatusMessage, ...]:
        """The status messages, oldest first; () if the phone has no such page."""
        ...

    async def ask_call(self) -> CallState:
        """In a call? All streams are looked at."""
        ...

    async def press(self, uri: str) -> None:
        """Sends one key (`Key:Settings`, `Init:Services`). That it returns says nothing about the screen (phones
        §0.1)."""
        ...

    async def fetch_picture(self) -> bytes:
        """The picture of the screen, as the phone sends it."""
        ...

    async def aclose(self) -> None:
        """Ends the connection."""
        ...


@runtime_checkable
class Authentication(Protocol):
    """Looks from here at the servers that phones ask about each login."""

    async def look(self, url: str) -> ServerSeen:
        """Whether somebody answers at this authentication URL. Sends no credential; raises nothing for what it
        finds."""
        ...


@runtime_checkable
class Reader(Protocol):
    """Reads pictures of screens. Raises PictureUnreadable and nothing else."""

    name: str

    async def read(self, picture: bytes, *, soft_key_slots: int) -> Screen:
        """The screen; `soft_key_slots` is how many soft keys the phone has below its screen."""
        ...

    async def aclose(self) -> None:
        """Ends worker processes."""
        ...


@runtime_checkable
class Source(Protocol):
    """A source of phones, behind `SCHEME:REST` on the command line."""

    async def read_phones(self) -> Listing:
        """All phones, and all faults; raises BadInput if it can not be read at all."""
        ...


@runtime_checkable
class Telling(Protocol):
    """A source that takes long has this too: it gives `tell` a line now and then, which says how far it is."""

    tell: Callable[[str], None]


@runtime_checkable
class Observer(Protocol):
    """Sees every event of a run; must not block and must not raise."""

    def see(self, event: Event) -> None:
        """One event; journal order."""
        ...


@runtime_checkable
class Store(Protocol):
    """The journal and the results. What `write` has returned for INTENT and SETTLED events is on disk.

    Once the disk has failed, every waiting and later call that writes raises StoreBroken.
    """

    async def open_run(self, run: Run, phones: Sequence[Phone]) -> None:
        """Writes the run and its phones, on disk when it returns."""
        ...

    async def claim_run(self, run_id: str) -> Run:
        """Takes an earlier run for this process until `finish_run`, `aclose` or its death: claim, read, go on.

        A unique prefix of its id is enough. `open_run` claims by itself. Raises BadInput if another process works on
        the run, or if there is none.
        """
        ...

    async def finish_run(self, run_id: str) -> None:
        """Writes the time at which the run ended, and lets go of it."""
        ...

    async def write(self, event: Event) -> None:
        """Appends an event. Returns at once, but for INTENT and SETTLED: those only when they are on disk."""
        ...

    async def read_runs(self) -> tuple[Run, ...]:
        """All runs, oldest first."""
        ...

    async def read_run(self, run_id: str) -> tuple[Run, tuple[Phone, ...], dict[str, History]]:
        """A run (a unique prefix of its id is enough), its phones in order, and their histories by phone key.

        Raises BadInput if there is none or more than one.
        """
        ...

    async def keep_recording(self, run_id: str, recording: Recording) -> None:
        """Keeps what one phone of a kind showed and was told; on disk when it returns."""
        ...

    async def read_recordings(self, run_id: str) -> tuple[Recording, ...]:
        """The recordings of a run, oldest first. They tell whose phone it was: hide that before they leave."""
        ...

    async def read_pictures(self, run_id: str) -> dict[str, bytes]:
        """The pictures of a run, by file name."""
        ...

    async def aclose(self) -> None:
        """Writes what waits, then closes; raises StoreBroken if that fails and nobody has been told before."""
        ...
