"""Whether this process was too busy to see what came in. Then a time-out says nothing of the other side."""

from __future__ import annotations

import asyncio

LOOK_EVERY_S = 0.1
LATE_S = 0.5  # a third of the time that a connection has; a process with enough to breathe is late by milliseconds


class Lateness:
    """Looks at the clock of the loop ten times a second, from `start` to `stop`."""

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._late_at_s = float("-inf")
        self._due_s = 0.0
        self._timer: asyncio.TimerHandle | None = None

    def start(self) -> None:
        """Begins to look."""
        self._due_s = self._loop.time() + LOOK_EVERY_S
        self._timer = self._loop.call_at(self._due_s, self._look)

    def stop(self) -> None:
        """Looks no more."""
        if self._timer is not None:
            self._timer.cancel()

    def was_late_since(self, begun_s: float) -> bool:
        """Whether the process was late at some time since then."""
        return self._late_at_s >= begun_s

    def _look(self) -> None:
        now_s = self._loop.time()
        if now_s - self._due_s > LATE_S:
            self._late_at_s = now_s
        self.start()
