"""Canary waves: the first phone of a kind goes alone, then a few, then all.

A wave that does not end well stops its kind, not the fleet: a wrong menu path is a property of model and firmware.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from eraser.engine.stop import CanaryFailed, Stop
from eraser.model.outcome import Outcome


class _Kind:
    """The waves of one model and firmware."""

    def __init__(self, sizes: tuple[int, ...]) -> None:
        self.sizes = list(sizes)
        self.free = self.sizes.pop(0) if self.sizes else None  # None: no limit any more
        self.open = 0
        self.failed = ""  # why it is stopped
        self.changed = asyncio.Condition()


class Waves:
    """Canary waves per kind. `sizes` (1, 5, 25): one phone, then five, then twenty-five, then all; () lets all go."""

    def __init__(self, sizes: tuple[int, ...], stop: Stop) -> None:
        self._sizes, self._stop = sizes, stop
        self._kinds: dict[str, _Kind] = {}
        self.failures: list[str] = []  # one for each kind that was stopped

    @asynccontextmanager
    async def place(self, kind: str, phone: str) -> AsyncIterator[Callable[[Outcome], None]]:
        """A place in the current wave of the kind; the caller tells by the given function how its phone ended."""
        wave = self._kinds.setdefault(kind, _Kind(self._sizes))
        await self._enter(wave)
        ended: list[Outcome] = []
        canary = f"canary {phone} of {kind}"
        try:
            yield ended.append
        finally:
            await asyncio.shield(self._leave(wave, canary, ended[-1] if ended else Outcome.PENDING))

    async def _enter(self, wave: _Kind) -> None:
        async with wave.changed:
            await wave.changed.wait_for(
                lambda: wave.failed or wave.free is None or wave.free > 0 or self._stop.draining,
            )
            self._stop.check_start()
            if wave.failed:
                raise CanaryFailed(wave.failed)
            if wave.free is not None:
                wave.free -= 1
            wave.open += 1

    async def _leave(self, wave: _Kind, canary: str, outcome: Outcome) -> None:
        async with wave.changed:
            wave.open -= 1
            if wave.free is not None:
                if outcome in (Outcome.BUSY, Outcome.PENDING):
                    wave.free += 1  # says nothing about the menus: the place goes to another phone
                elif not outcome.settled_well and not wave.failed:
                    wave.failed = f"{canary} did not end well ({outcome})"
                    self.failures.append(wave.failed)
                if wave.free == 0 and wave.open == 0 and not wave.failed:
                    wave.free = wave.sizes.pop(0) if wave.sizes else None
            wave.changed.notify_all()

    async def wake(self) -> None:
        """Lets everybody who waits look again: the run is being stopped."""
        for wave in self._kinds.values():
            async with wave.changed:
                wave.changed.notify_all()
