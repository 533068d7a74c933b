"""Places that are taken all at once or not at all, so that nobody waits with a place in hand.

A phone needs several: one of the fleet's, one of its site's, one of its cluster's. Whoever took one and waited for the
next would hold up a phone that needs only the first; two who did so in another order would wait for each other for
ever. Groups of phones that need the same places take turns, so that no site waits until another is done.
"""

from __future__ import annotations

import asyncio
from collections import Counter, deque
from collections.abc import Callable, Iterable
from contextlib import suppress

Name = tuple[str, str | None]  # what for, and of whom: `("site", "berlin")`
Names = tuple[Name, ...]


class Places:
    """Counts places by name. `room`: how many places a name has now; it may change, and then `admit` is called."""

    def __init__(self, room: Callable[[Name], int]) -> None:
        self._room = room
        self._taken: Counter[Name] = Counter()
        self._waiting: dict[Names, deque[asyncio.Future[None]]] = {}

    def taken(self, name: Name) -> int:
        """How many places of this name are taken."""
        return self._taken[name]

    async def take(self, names: Names) -> None:
        """Returns when one place of each name is taken."""
        if names not in self._waiting and self._is_room(names):
            self.count_in(names)
            return
        turn = asyncio.get_running_loop().create_future()
        self._waiting.setdefault(names, deque()).append(turn)
        try:
            await turn
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled() and turn.exception() is None:
                self.give_back(names)
            raise

    def count_in(self, names: Iterable[Name]) -> None:
        """Takes one place of each name without asking whether there is one."""
        self._taken.update(names)

    def give_back(self, names: Iterable[Name]) -> None:
        """Gives places back, and lets in who waits for them."""
        for name in names:
            self._taken[name] -= 1
            if not self._taken[name]:
                del self._taken[name]
        self.admit()

    def admit(self) -> None:
        """Lets in as many as there is room for, one of each group in turn."""
        again = True
        while again:
            ready = [names for names in self._waiting if self._is_room(names)]
            again = bool(ready)
            for names in ready:
                if self._is_room(names):
                    self._let_in(names)

    def refuse(self, error: Callable[[], Exception]) -> None:
        """Sends everybody away who waits."""
        waiting, self._waiting = self._waiting, {}
        for queue in waiting.values():
            for turn in queue:
                if not turn.done():
                    turn.set_exception(error())

    def _let_in(self, names: Names) -> None:
        """The first of the group that still waits; the group goes to the end of the line."""
        queue = self._waiting.pop(names)
        with suppress(IndexError):
            while (turn := queue.popleft()).done():  # its task was cancelled
                pass
            turn.set_result(None)
            self.count_in(names)
        if queue:
            self._waiting[names] = queue

    def _is_room(self, names: Names) -> bool:
        return all(self._taken[name] < self._room(name) for name in names)
