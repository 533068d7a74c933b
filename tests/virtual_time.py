"""A clock that jumps: an event loop in which nobody waits for a timer.

When every task waits and nothing is ready, the loop's clock is set to the next timer instead of sleeping until then,
so that thousands of phones that rest, return and time out cost a test only what they compute. Mark a test, a class or
a module with `pytest.mark.virtual_time`, and read the clock with `asyncio.get_running_loop().time()`.

Work outside the loop (a thread that an executor or `asyncio.wrap_future` answers for, such as a store's writer) is
really waited for, and the clock stands still meanwhile: a timeout never fires only because a disk was slow. Sockets
are no such work. Whoever reads one under a timer will see the timer fire first: test real sockets in real time.
"""

from __future__ import annotations

import asyncio
import selectors
import sys
from typing import Any

# The loop's clock begins here, as a machine's does that was not started this very moment.
STARTS_AT_S = 1_000.0
# Who in asyncio makes a future that a thread is to fulfil.
_FULFILLED_BY_A_THREAD = frozenset({"wrap_future", "shutdown_default_executor"})


class EverybodyWaits(Exception):
    """All tasks wait, no timer is set, and nothing came from outside: this test would never end."""


class VirtualTimeLoop(asyncio.SelectorEventLoop):
    """The loop. `patience_s` is how long, in real seconds, it waits for somebody outside when nothing else is left."""

    patience_s = 20.0

    def __init__(self) -> None:
        self._now_s = STARTS_AT_S
        self._outside = 0
        super().__init__(_JumpingSelector(self))
        # The loop runs timers that are due within this; large clocks lose the nine digits of the real resolution.
        self._clock_resolution = 1e-6

    def time(self) -> float:
        """Virtual seconds. They pass only when everybody waits."""
        return self._now_s

    def jump(self, forward_s: float) -> None:
        """Sets the clock forward."""
        self._now_s += forward_s

    def create_future(self) -> asyncio.Future[Any]:
        """A future; one that a thread is to fulfil counts as outside work until it is done."""
        future = super().create_future()
        caller = sys._getframe(1)
        if caller.f_code.co_name in _FULFILLED_BY_A_THREAD and caller.f_globals["__name__"].startswith("asyncio."):
            self._outside += 1
            future.add_done_callback(self._came_back)
        return future

    def _came_back(self, _future: asyncio.Future[Any]) -> None:
        self._outside -= 1

    @property
    def waits_for_outside(self) -> bool:
        """Whether a thread works for somebody in this loop."""
        return self._outside > 0


class _JumpingSelector(selectors.DefaultSelector):
    def __init__(self, loop: VirtualTimeLoop) -> None:
        super().__init__()
        self._loop = loop

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        """What is ready now; else the clock jumps by `timeout`, which is the time to the next timer (None: no timer)."""
        ready = super().select(0)
        if ready or timeout == 0:
            return ready
        if timeout is not None and not self._loop.waits_for_outside:
            self._loop.jump(timeout)
            return ready
        ready = super().select(self._loop.patience_s)
        if not ready:
            raise EverybodyWaits(f"nothing happened in {self._loop.patience_s:g} real seconds")
        return ready
