"""Pictures and the screens they show, found again by a few samples and then compared in full."""

from __future__ import annotations

import threading
from collections import Counter, OrderedDict
from collections.abc import Hashable
from typing import Generic, Protocol, TypeVar

from eraser.model.screen import Area, Screen

Free = tuple[Area, ...]
_MOST_ALIKE = 8  # pictures of one sample; menus that differ by a word have two or three


class Look(Protocol):
    """A picture as it is compared: looks of other frames are never alike."""

    @property
    def frame(self) -> Hashable: ...

    def sample(self, free: Free) -> bytes:
        """A little of all that is not free."""


_L = TypeVar("_L", bound=Look)
_L_contra = TypeVar("_L_contra", bound=Look, contravariant=True)


class Kept(Protocol[_L_contra]):
    """A picture that is kept."""

    @property
    def screen(self) -> Screen: ...

    @property
    def size_bytes(self) -> int: ...

    def is_seen_in(self, look: _L_contra) -> bool:
        """Whether nothing differs but in the free areas."""


_Name = tuple[Hashable, Free, bytes]  # frame, free areas, sample


class Album(Generic[_L]):
    """The pictures longest not seen are forgotten first. Threads may use it at once."""

    def __init__(self, most_bytes: int) -> None:
        self._most_bytes, self._bytes = most_bytes, 0
        self._kept: OrderedDict[_Name, tuple[Kept[_L], ...]] = OrderedDict()
        self._free: dict[Hashable, Counter[Free]] = {}
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return sum(map(len, self._kept.values()))

    def find(self, look: _L) -> Screen | None:
        """The screen that is seen, if it is known."""
        for one in self._alike(look):
            if one.is_seen_in(look):
                return one.screen
        return None

    def keep(self, look: _L, kept: Kept[_L]) -> None:
        """From now on this look is known as that of a kept picture."""
        free = kept.screen.free
        name = look.frame, free, look.sample(free)
        with self._lock:
            if name not in self._kept:
                self._free.setdefault(look.frame, Counter())[free] += 1
            alike = (kept, *self._kept.get(name, ()))
            self._kept[name] = alike[:_MOST_ALIKE]
            self._kept.move_to_end(name)
            self._bytes += kept.size_bytes - sum(one.size_bytes for one in alike[_MOST_ALIKE:])
            while self._bytes > self._most_bytes and len(self._kept) > 1:
                self._forget()

    def _alike(self, look: _L) -> list[Kept[_L]]:
        """The kept pictures with a sample of this one."""
        with self._lock:
            ways = tuple(self._free.get(look.frame, ()))
        names = [(look.frame, free, look.sample(free)) for free in ways]
        with self._lock:
            found = [name for name in names if name in self._kept]
            for name in found:
                self._kept.move_to_end(name)
            return [one for name in found for one in self._kept[name]]

    def _forget(self) -> None:
        (frame, free, _), gone = self._kept.popitem(last=False)
        self._bytes -= sum(one.size_bytes for one in gone)
        self._free[frame][free] -= 1
        if not self._free[frame][free]:
            del self._free[frame][free]
        if not self._free[frame]:
            del self._free[frame]
