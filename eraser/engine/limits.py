"""How much may happen at once: the only place that holds anybody back.

Four limits hold together. *In flight*: phones worked on at once; a phone's web server is small, the fleet's
authentication server is shared. *Starts per second*: so that a fleet does not restart in one gulp and ask TFTP at
once. *Per site*: a site keeps phones that can dial an emergency number while others restart (cucm §6.3). *Keys per
second per authentication host*: every key makes the phone ask that host (cucm §3.1). Each phone has one connection,
which its channel sees to.

Canary waves come before all of them: the first phone of a kind goes alone, then a few, then all. A wave that does not
end well stops its kind, not the fleet: a wrong menu path is a property of model and firmware.

A phone that waits here holds no place anywhere else.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict, deque
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from urllib.parse import urlsplit

from eraser.model.outcome import EraserError, Outcome, Reason
from eraser.model.run import Options


class Interrupted(EraserError):
    """The run was stopped before this phone was done. Go on with `itl-eraser resume RUN`."""

    outcome = Outcome.PENDING
    reason = Reason.INTERRUPTED


class CanaryFailed(EraserError):
    """An earlier phone of this model and firmware did not end well, so the others of its kind were not begun. Look at
    that phone in the report, then go on with `itl-eraser resume RUN`."""

    outcome = Outcome.PENDING
    reason = Reason.CANARY


class Stop:
    """A person's wish to end: `drain` begins no further phone, `halt` presses no further key."""

    def __init__(self) -> None:
        self.draining = False
        self.halted = False
        self._wish = asyncio.Event()

    def drain(self) -> None:
        self.draining = True
        self._wish.set()

    def halt(self) -> None:
        self.draining = self.halted = True
        self._wish.set()

    async def wished(self) -> None:
        """Returns when somebody wants to end."""
        await self._wish.wait()

    def check_key(self) -> None:
        """Raises Interrupted if no further key may be pressed."""
        if self.halted:
            raise Interrupted("stopped by a person")

    def check_start(self) -> None:
        """Raises Interrupted if no further phone may be begun."""
        if self.draining:
            raise Interrupted("stopped by a person before it was begun")


class _Kind:
    """The waves of one model and firmware."""

    def __init__(self, sizes: tuple[int, ...]) -> None:
        self.sizes = list(sizes)
        self.free = self.sizes.pop(0) if self.sizes else None  # None: no limit any more
        self.open = 0
        self.failed = False
        self.changed = asyncio.Condition()


class Waves:
    """Canary waves per kind. `sizes` (1, 5, 25): one phone, then five, then twenty-five, then all; () lets all go."""

    def __init__(self, sizes: tuple[int, ...], stop: Stop) -> None:
        self._sizes, self._stop = sizes, stop
        self._kinds: dict[str, _Kind] = {}
        self.failed_kinds: list[str] = []

    @asynccontextmanager
    async def place(self, kind: str) -> AsyncIterator[Callable[[Outcome], None]]:
        """A place in the current wave of the kind; the caller tells by the given function how its phone ended."""
        wave = self._kinds.setdefault(kind, _Kind(self._sizes))
        await self._enter(kind, wave)
        ended: list[Outcome] = []
        try:
            yield ended.append
        finally:
            await asyncio.shield(self._leave(kind, wave, ended[-1] if ended else Outcome.PENDING))

    async def _enter(self, kind: str, wave: _Kind) -> None:
        async with wave.changed:
            await wave.changed.wait_for(
                lambda: wave.failed or wave.free is None or wave.free > 0 or self._stop.draining,
            )
            self._stop.check_start()
            if wave.failed:
                raise CanaryFailed(f"canary of {kind} failed")
            if wave.free is not None:
                wave.free -= 1
            wave.open += 1

    async def _leave(self, kind: str, wave: _Kind, outcome: Outcome) -> None:
        async with wave.changed:
            wave.open -= 1
            if wave.free is not None:
                if outcome in (Outcome.BUSY, Outcome.PENDING):
                    wave.free += 1  # says nothing about the menus: the place goes to another phone
                elif not outcome.settled_well and not wave.failed:
                    wave.failed = True
                    self.failed_kinds.append(kind)
                if wave.free == 0 and wave.open == 0 and not wave.failed:
                    wave.free = wave.sizes.pop(0) if wave.sizes else None
            wave.changed.notify_all()

    async def wake(self) -> None:
        """Lets everybody who waits look again: the run is being stopped."""
        for wave in self._kinds.values():
            async with wave.changed:
                wave.changed.notify_all()


class Limits:
    """All limits of one run. Defaults and reasons: cucm §6.4, carried by `Options`."""

    def __init__(self, options: Options, stop: Stop) -> None:
        self.waves = Waves(options.canary, stop)
        self._stop = stop
        self._looks = asyncio.Semaphore(options.concurrency)
        self._flight = asyncio.Semaphore(options.concurrency)
        self._site_size = options.per_site
        self._sites: dict[str | None, asyncio.Semaphore] = {}
        self._starts = Pace(options.starts_per_second)
        self._keys: defaultdict[str, Pace] = defaultdict(lambda: Pace(options.keys_per_second))

    @asynccontextmanager
    async def look(self) -> AsyncIterator[None]:
        """A place to look at a phone without pressing anything."""
        async with self._looks:
            yield

    @asynccontextmanager
    async def turn(self, site: str | None) -> AsyncIterator[None]:
        """A place to work on a phone: its site's first, then the fleet's, then the next start."""
        async with self._sites.setdefault(site, asyncio.Semaphore(self._site_size)), self._flight:
            self._stop.check_start()
            await self._starts.acquire()
            self._stop.check_start()
            yield

    async def key(self, authentication_url: str | None) -> None:
        """Waits until the host that the phone asks about each key can take one more."""
        host = urlsplit(authentication_url or "").netloc
        if host:
            await self._keys[host].acquire()


class Quota:
    """So many turns in any span of this length, at once if they are free: what a cluster allows (cucm §1.5)."""

    def __init__(self, turns: int, span_s: float) -> None:
        self._span_s = span_s
        self._taken: deque[float] = deque(maxlen=turns)

    async def acquire(self) -> None:
        """Returns when it is this caller's turn."""
        now_s = asyncio.get_running_loop().time()
        turn_s = now_s
        if len(self._taken) == self._taken.maxlen:
            turn_s = max(now_s, self._taken[0] + self._span_s)
        self._taken.append(turn_s)
        if turn_s > now_s:
            await asyncio.sleep(turn_s - now_s)


class Pace:
    """Evenly spaced turns, in the order in which they were asked for; no burst after a pause."""

    def __init__(self, per_second: float) -> None:
        self._gap_s = 1 / per_second
        self._next_s = float("-inf")

    async def acquire(self) -> None:
        """Returns when it is this caller's turn."""
        now_s = asyncio.get_running_loop().time()
        turn_s = max(now_s, self._next_s)
        self._next_s = turn_s + self._gap_s
        if turn_s > now_s:
            await asyncio.sleep(turn_s - now_s)
