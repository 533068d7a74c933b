"""How much may happen at once: the only place that holds anybody back.

These limits hold together. *In flight*: phones begun and not settled. *Per site*: the same of one site. *Away*: phones
of a site and of a cluster that may be restarting (`away.py`). *Starts per second*: so that a fleet does not restart
in one gulp and ask TFTP at once. *Keys per second per authentication host*: every key makes the phone ask that host
(cucm §3.1). Each phone has one connection, which its channel sees to. What each number is and why stands in
`ops/bounds.py`.

A phone takes its places in this order and never another: its wave's, then the fleet's and its site's together, then
the next start, and on the confirming screen those of the away. Who is away waits for nothing, so that the last places
always come back, and no two phones wait for each other. The breaker and the end of a maintenance window let nobody in
any more; those that are in are finished.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict, deque
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from math import inf
from urllib.parse import urlsplit

from eraser.engine.away import Away, Site, names_of
from eraser.engine.breaker import Breaker
from eraser.engine.places import Name, Names, Places
from eraser.engine.promise import Promise
from eraser.engine.stop import Stop
from eraser.engine.waves import Waves
from eraser.model.outcome import Reason
from eraser.model.run import Options, Result, now

_LOOK, _FLIGHT = ("look", None), ("flight", None)
_JUST_AFTER_S = 0.01
_CLOCK_STEP_S = 30.0  # a wall clock may be set meanwhile: it is asked again after this long


@dataclass(frozen=True, slots=True)
class Hours:
    """When the last phone may be begun (None: always), and the clock that tells the time."""

    last_start: datetime | None = None
    clock: Callable[[], datetime] = now

    @property
    def over(self) -> bool:
        return self.last_start is not None and self.clock() > self.last_start

    @property
    def left_s(self) -> float:
        return inf if self.last_start is None else (self.last_start - self.clock()).total_seconds()


ALWAYS = Hours()


class Limits:
    """All limits of one run. `sizes`: how many phones each site has in the run."""

    def __init__(
        self,
        options: Options,
        stop: Stop,
        *,
        sizes: Mapping[Site, int] | None = None,
        hours: Hours = ALWAYS,
    ) -> None:
        self.waves = Waves(options.canary, stop)
        self._options, self._stop = options, stop
        self._hours = hours
        self._away = Away(options, sizes or {})
        self._begun = Places(self._room)
        self._promises: dict[str, Promise] = {}
        self._breaker = Breaker(options)
        self._why = ""  # why the breaker is open; empty: it is closed
        self._opened, self._closed = asyncio.Event(), asyncio.Event()
        self._starts = Pace(options.starts_per_second, stop.wished_within)
        self._keys: defaultdict[str, Pace] = defaultdict(lambda: Pace(options.keys_per_second, asyncio.sleep))

    # --- places ------------------------------------------------------------------------------------------------------

    @asynccontextmanager
    async def look(self) -> AsyncIterator[None]:
        """A place to look at a phone without pressing anything."""
        async with self._places((_LOOK,)):
            yield

    @asynccontextmanager
    async def turn(self, key: str, site: Site, cluster: str = "") -> AsyncIterator[None]:
        """A place to work on a phone: the fleet's and its site's, when its cluster and site can soon spare it; then
        the next start."""
        promise = self._promises[key] = Promise(self._begun, names_of(site, cluster))
        try:
            async with self._places((_FLIGHT, ("at", site)), promise):
                await self.start()
                promise.begins()
                next_s = self._away.next_after_begin_s
                if next_s is not None:
                    promise.ends_after(next_s)
                yield
        finally:
            self.back(key, seen=False)

    @asynccontextmanager
    async def taken_up(self, key: str, site: Site, cluster: str) -> AsyncIterator[None]:
        """The places of a phone that was begun, and may be away, when the process died: it has them already."""
        names = (_FLIGHT, ("at", site))
        self._begun.count_in(names)
        self._away.count_in(key, site, cluster)
        try:
            yield
        finally:
            self.back(key, seen=False)
            self._begun.give_back(names)

    @asynccontextmanager
    async def _places(self, names: Names, promise: Promise | None = None) -> AsyncIterator[None]:
        self._check_start()
        await self._begun.take((*names, *promise.names) if promise else names)
        if promise:
            promise.is_given()
        try:
            self._check_start()
            yield
        finally:
            self._begun.give_back(names)

    def _room(self, name: Name) -> int:
        if name in (_LOOK, _FLIGHT):
            return 0 if self._why else self._options.concurrency
        if name[0] == "at":
            return self._options.per_site
        return self._away.room(name)

    # --- paces -------------------------------------------------------------------------------------------------------

    async def start(self) -> None:
        """Returns at the next start.

        Raises:
            NotBegun: the run is being stopped.
        """
        await self._starts.acquire()
        self._check_start()
        while self._why:
            await self._closed.wait()
            self._check_start()
            await self._starts.acquire()
            self._check_start()

    async def key(self, authentication_url: str | None) -> None:
        """Waits until the host that the phone asks about each key can take one more."""
        host = urlsplit(authentication_url or "").netloc
        if host:
            await self._keys[host].acquire()

    # --- away --------------------------------------------------------------------------------------------------------

    async def leave(self, key: str, site: Site, cluster: str) -> float:
        """Returns when the phone may go away: after how many seconds of waiting."""
        clock, promise = asyncio.get_running_loop().time, self._promises.get(key)
        arrived_s = clock()
        if promise:
            self._away.walked(arrived_s - promise.begun_s)
            promise.waits()
        await self._away.leave(key, site, cluster)
        if promise:
            promise.ends_after(self._away.next_after_leaving_s)
        return clock() - arrived_s

    def gone(self, key: str, site: Site, cluster: str) -> None:
        """A confirming key may have left: the phone is away, whether it had leave or not."""
        self._away.count_in(key, site, cluster)

    def back(self, key: str, *, seen: bool) -> None:
        """The phone is seen back, or given up; or it did not go away at all (`seen` is false)."""
        self._away.back(key, seen=seen)
        if key in self._promises:
            self._promises.pop(key).end()

    # --- stopping ----------------------------------------------------------------------------------------------------

    def count(self, result: Result) -> None:
        """Tells the breaker how a phone ended."""
        why = self._breaker.count(result)
        if why and not self._why:
            self._why = why
            self._closed.clear()
            self._opened.set()

    async def opened(self) -> str:
        """Returns when the breaker opens: why."""
        await self._opened.wait()
        return self._why

    def close(self) -> None:
        """Closes the breaker: phones are begun again, and failures are counted anew."""
        self._why = ""
        self._breaker.forget()
        self._opened.clear()
        self._closed.set()
        self._begun.admit()

    async def wake(self) -> None:
        """Sends away everybody who waits to be begun: the run is being stopped."""
        self._closed.set()
        self._begun.refuse(self._stop.not_begun)
        await self.waves.wake()

    async def window_over(self) -> None:
        """Stops the run when no further phone may be begun in its window, if it has one."""
        if self._hours.last_start is None:
            return
        while not self._hours.over:
            await self._stop.wished_within(min(_CLOCK_STEP_S, self._hours.left_s + _JUST_AFTER_S))
            if self._stop.draining:
                return
        self._stop.drain(Reason.WINDOW)

    def _check_start(self) -> None:
        if self._hours.over:
            self._stop.drain(Reason.WINDOW)
        self._stop.check_start()


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

    def __init__(self, per_second: float, wait: Callable[[float], Awaitable[None]]) -> None:
        self._gap_s = 1 / per_second
        self._next_s = float("-inf")
        self._wait = wait

    async def acquire(self) -> None:
        """Returns when it is this caller's turn, or when `wait` returns early."""
        now_s = asyncio.get_running_loop().time()
        turn_s = max(now_s, self._next_s)
        self._next_s = turn_s + self._gap_s
        if turn_s > now_s:
            await self._wait(turn_s - now_s)
