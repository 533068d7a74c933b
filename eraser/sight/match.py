"""Known screens: is this the very picture that was read before? Milliseconds, where reading takes a hundred.

What mattered in a picture that was read is everything but its free areas (`free_areas`): title, rows, digits, the bar,
soft keys, the padlock, and the empty ground too, because a row may appear there. Phones send their screens without loss
(phones §4.2), so all that mattered must be equal to the last bit. A sample of it tells most screens apart; the whole of
it then says yes. Anything else is no: the picture is read.
"""

from __future__ import annotations

import threading
import zlib
from collections import Counter, OrderedDict
from dataclasses import dataclass

import numpy as np

from eraser.model.screen import Area, Screen
from eraser.sight.picture import Pixels, to_pixels

MOST_KNOWN = 1_000  # samples: those of a hundred kinds of phones; about 25 kB each at 800 × 480
_MOST_ALIKE = 8  # screens of one sample; menus that differ by a word have two or three
_SAMPLE = 16  # every so many pixels, across and down

Frame = tuple[int, ...]
"""Height and width in pixels, and the number of soft keys: other frames are never alike."""
Free = tuple[Area, ...]
_Name = tuple[Frame, Free, bytes]  # the sample at its end


@dataclass(frozen=True, slots=True)
class View:
    """A picture as it is compared: its pixels, and how many soft keys are below them."""

    pixels: Pixels
    soft_key_slots: int

    @property
    def frame(self) -> Frame:
        return *self.pixels.shape[:2], self.soft_key_slots


def view_of(picture: bytes, soft_key_slots: int) -> View:
    """The picture as it is compared. Raises PictureUnreadable."""
    return View(to_pixels(picture), soft_key_slots)


@dataclass(frozen=True, slots=True)
class KnownScreen:
    """A screen that was read, and the pixels it was read from, packed."""

    screen: Screen
    packed: bytes

    def is_seen_in(self, view: View) -> bool:
        """Whether nothing differs but in the free areas."""
        pixels = np.frombuffer(zlib.decompress(self.packed, bufsize=view.pixels.size), np.uint8)
        different = pixels.reshape(view.pixels.shape) != view.pixels
        for left, top, right, bottom in self.screen.free:
            different[top:bottom, left:right] = False
        return not different.any()


class KnownScreens:
    """The known screens of all phones. Which phone shows a picture does not change what it says, so kinds that look
    alike share them. The ones longest not seen are forgotten first. Threads may use it at once."""

    def __init__(self, most: int = MOST_KNOWN) -> None:
        self._most = most
        self._known: OrderedDict[_Name, tuple[KnownScreen, ...]] = OrderedDict()
        self._free: dict[Frame, Counter[Free]] = {}
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return sum(map(len, self._known.values()))

    def find(self, view: View) -> Screen | None:
        """The screen that is seen, if it is known."""
        for one in self._alike(view):
            if one.is_seen_in(view):
                return one.screen
        return None

    def learn(self, view: View, screen: Screen) -> None:
        """From now on all that mattered in this picture is known as this screen."""
        known = KnownScreen(screen, zlib.compress(np.ascontiguousarray(view.pixels).data, 1))
        name = view.frame, screen.free, _sample(view, screen.free)
        with self._lock:
            if name not in self._known:
                self._free.setdefault(view.frame, Counter())[screen.free] += 1
            self._known[name] = (known, *self._known.get(name, ()))[:_MOST_ALIKE]
            self._known.move_to_end(name)
            if len(self._known) > self._most:
                self._forget()

    def _alike(self, view: View) -> list[KnownScreen]:
        """The known screens with the sample of this picture."""
        with self._lock:
            names = [(view.frame, free, _sample(view, free)) for free in self._free.get(view.frame, ())]
            found = [name for name in names if name in self._known]
            for name in found:
                self._known.move_to_end(name)
            return [one for name in found for one in self._known[name]]

    def _forget(self) -> None:
        (frame, free, _), _ = self._known.popitem(last=False)
        self._free[frame][free] -= 1
        if not self._free[frame][free]:
            del self._free[frame][free]
        if not self._free[frame]:
            del self._free[frame]


def _sample(view: View, free: Free) -> bytes:
    few = view.pixels[::_SAMPLE, ::_SAMPLE].copy()
    for left, top, right, bottom in free:
        few[-(-top // _SAMPLE) : -(-bottom // _SAMPLE), -(-left // _SAMPLE) : -(-right // _SAMPLE)] = 0
    return few.tobytes()
