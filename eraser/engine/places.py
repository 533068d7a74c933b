"""Places that are taken all at once or not at all, so that nobody waits with a place in hand.

A phone needs several: one of the fleet's, one of its site's, one of its cluster's. Whoever took one and waited for the
next would hold up a phone that needs only the first; two who did so in another order would wait for each other for
ever. Groups of phones that need the same places take turns, so that no site waits until another is done.
"""

from __future__ import annotations

import asyncio
from collections import Counter, defaultdict, deque
from collections.abc import Callable, Iterable

Name = tuple[str, str | None]  # what for, and of whom: `("site", "berlin")`
Names = tuple[Name, ...]


class Places:
    """Counts places by name. `room`: how many places a name has now; when that grows, `admit` is called.

    A group that waits stands under one name that has no place for it. So whoever gives a place back looks at those
    that stand under it and at nobody else, however many sites there are.
    """

    def __init__(self, room: Callable[[Name], int]) -> None:
        self._room = room
        self._taken: Counter[Name] = Counter()
        self._waiting: dict[Names, deque[asyncio.Future[None]]] = {}
        self._under: defaultdict[Name, dict[Names, None]] = defaultdict(dict)

    def taken(self, name: Name) -> int:
        """How many places of this name are taken."""
        return self._taken[name]

    async def take(self, names: Names) -> None:
        """Returns when one place of each name is taken."""
        full = self._full_one(names)
        if names not in self._waiting and full is None:
            self.count_in(names)
            return
        turn = asyncio.get_running_loop().create_future()
        if names not in self._waiting and full is not None:
            self._waiting[names] = deque()
            self._under[full][names] = None
        self._waiting[names].append(turn)
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
        names = tuple(names)
        for name in names:
            self._taken[name] -= 1
            if not self._taken[name]:
                del self._taken[name]
        for name in names:
            self._admit_under(name)

    def admit(self) -> None:
        """Lets in as many as there is room for."""
        for name in list(self._under):
            self._admit_under(name)

    def refuse(self, error: Callable[[], Exception]) -> None:
        """Sends everybody away who waits."""
        waiting, self._waiting = self._waiting, {}
        self._under.clear()
        for queue in waiting.values():
            for turn in queue:
                if not turn.done():
                    turn.set_exception(error())

    def _admit_under(self, name: Name) -> None:
        """One of each group in turn, while there is room; who lacks another place stands under that from now on."""
        groups = self._under.get(name)
        while groups and self._taken[name] < self._room(name):
            names = next(iter(groups))
            del groups[names]
            full = self._full_one(names)
            if full is None:
                self._let_in(names)
                full = self._full_one(names) or name
            if names in self._waiting:
                self._under[full][names] = None

    def _let_in(self, names: Names) -> None:
        """The first of the group that still waits."""
        queue = self._waiting[names]
        while queue:
            turn = queue.popleft()
            if not turn.done():  # its task was not cancelled
                turn.set_result(None)
                self.count_in(names)
                break
        if not queue:
            del self._waiting[names]

    def _full_one(self, names: Names) -> Name | None:
        """A name that has no place left."""
        for name in names:
            if self._taken[name] >= self._room(name):
                return name
        return None
