"""Why a phone is not begun, and the wish to end a run: a person's, the breaker's, or that of the clock."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress

from eraser.model.outcome import EraserError, Outcome, Reason


class NotBegun(EraserError):
    """The run was stopped before this phone was done. Go on with `itl-eraser resume RUN`."""

    outcome = Outcome.PENDING
    reason = Reason.INTERRUPTED


class Interrupted(NotBegun):
    """The run was stopped before this phone was done. Go on with `itl-eraser resume RUN`."""


class CanaryFailed(NotBegun):
    """An earlier phone of this model and firmware did not end well, so the others of its kind were not begun. Look at
    that phone in the report, then go on with `itl-eraser resume RUN`."""

    reason = Reason.CANARY


class BreakerOpened(NotBegun):
    """Too many phones before this one did not end well. Find the cause in the report, then go on with
    `itl-eraser resume RUN`."""

    reason = Reason.BREAKER


class WindowOver(NotBegun):
    """The maintenance window had no room for one more phone. Go on in the next one with `itl-eraser resume RUN`."""

    reason = Reason.WINDOW


_BEFORE_IT: dict[Reason, Callable[[str], NotBegun]] = {
    Reason.INTERRUPTED: lambda _why: Interrupted("stopped by a person before it was begun"),
    Reason.BREAKER: lambda why: BreakerOpened(f"the breaker opened before it was begun: {why}"),
    Reason.WINDOW: lambda _why: WindowOver("the maintenance window ended before it was begun"),
}


class Stop:
    """The wish to end: `drain` begins no further phone, `halt` presses no further key. A person's wish is the reason
    that counts."""

    def __init__(self) -> None:
        self.reason: Reason | None = None
        self.why = ""  # of the breaker, in words
        self.halted = False
        self._wish, self._halt = asyncio.Event(), asyncio.Event()

    @property
    def draining(self) -> bool:
        return self.reason is not None

    def drain(self, reason: Reason = Reason.INTERRUPTED, why: str = "") -> None:
        if self.reason is None or reason is Reason.INTERRUPTED:
            self.reason, self.why = reason, why
        self._wish.set()

    def halt(self) -> None:
        self.halted = True
        self._halt.set()
        self.drain()

    async def wished(self) -> None:
        """Returns when somebody wants to end."""
        await self._wish.wait()

    async def wished_within(self, seconds: float) -> None:
        """Returns after so many seconds, or earlier when somebody wants to end."""
        await _set_within(self._wish, seconds)

    async def halted_within(self, seconds: float) -> None:
        """Returns after so many seconds, or earlier when no further key may be pressed."""
        await _set_within(self._halt, seconds)

    def check_key(self) -> None:
        """Raises Interrupted if no further key may be pressed."""
        if self.halted:
            raise Interrupted("stopped by a person")

    def check_start(self) -> None:
        """Raises NotBegun if no further phone may be begun."""
        if self.reason is not None:
            raise self.not_begun()

    def not_begun(self) -> NotBegun:
        """What a phone is told that was not begun."""
        return _BEFORE_IT[self.reason or Reason.INTERRUPTED](self.why)


async def _set_within(event: asyncio.Event, seconds: float) -> None:
    with suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await event.wait()
