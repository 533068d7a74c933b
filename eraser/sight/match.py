"""Known screens: is this the very picture that was read before? A millisecond, where reading takes a hundred.

What mattered in a picture that was read is everything but its free areas (`free_areas`): title, rows, digits, the bar,
soft keys, the padlock, and the empty ground too, because a row may appear there. Phones send their screens without loss
(phones §4.2), so all that mattered must be equal to the last bit. A sample of it tells most screens apart; the whole of
it then says yes. Anything else is no: the picture is read.

Mostly the same bytes are sent for the same screen: they are compared as they lie in the file (`raw_rows`). What is not
known so is compared by its pixels, whatever file they came in, and its bytes are known from then on.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from eraser.model.screen import Screen
from eraser.sight.album import Album, Free
from eraser.sight.picture import Pixels, to_pixels
from eraser.sight.raw_rows import Bytes, RawRows, raw_rows

MOST_BYTES = 64 * 1024 * 1024  # of files, and again of packed pixels: 40 screens of 1.5 MB, or 300 of small phones
_SAMPLE = 16  # every so many pixels, across and down
_RAW_SAMPLE = 8, 29  # every so many rows and bytes: an odd number, so that each colour has its turn
_AT_ONCE = 64 * 1024  # bytes compared before the next are looked at: they and their result stay near the processor

Frame = tuple[int, ...]
"""Height and width in pixels, and the number of soft keys: other frames are never alike."""


@dataclass(frozen=True, slots=True)
class PixelLook:
    """A picture by its pixels."""

    pixels: Pixels
    soft_key_slots: int

    @property
    def frame(self) -> Frame:
        return *self.pixels.shape[:2], self.soft_key_slots

    def sample(self, free: Free) -> bytes:
        few = self.pixels[::_SAMPLE, ::_SAMPLE].copy()
        for left, top, right, bottom in free:
            few[-(-top // _SAMPLE) : -(-bottom // _SAMPLE), -(-left // _SAMPLE) : -(-right // _SAMPLE)] = 0
        return few.tobytes()


@dataclass(frozen=True, slots=True)
class KeptPixels:
    """A screen that was read, and the pixels it was read from, packed."""

    screen: Screen
    packed: bytes

    @property
    def size_bytes(self) -> int:
        return len(self.packed)

    def is_seen_in(self, look: PixelLook) -> bool:
        """Whether nothing differs but in the free areas."""
        pixels = np.frombuffer(zlib.decompress(self.packed, bufsize=look.pixels.size), np.uint8)
        different = pixels.reshape(look.pixels.shape) != look.pixels
        for left, top, right, bottom in self.screen.free:
            different[top:bottom, left:right] = False
        return not different.any()


@dataclass(frozen=True, slots=True)
class RawLook:
    """A picture by the bytes of its file."""

    raw: RawRows
    soft_key_slots: int

    @property
    def frame(self) -> tuple[int, bytes]:
        return self.soft_key_slots, self.raw.form

    def sample(self, free: Free) -> bytes:
        """Of the piece that comes first, which is most of the picture."""
        down, across = _RAW_SAMPLE
        piece = next(self.raw.pieces(free), None)
        return b"" if piece is None else piece[::down, ::across].tobytes()


@dataclass(frozen=True, slots=True)
class KeptRows:
    """A screen, and all that is not free of a file that shows it."""

    screen: Screen
    pieces: tuple[Bytes, ...]
    size_bytes: int

    def is_seen_in(self, look: RawLook) -> bool:
        """Whether nothing differs but in the free areas."""
        both = zip(self.pieces, look.raw.pieces(self.screen.free), strict=True)
        return all(_are_equal(one, other) for one, other in both)


class View:
    """A picture as it is compared, and how many soft keys are below it."""

    def __init__(self, picture: bytes, soft_key_slots: int) -> None:
        self.soft_key_slots = soft_key_slots
        self._picture = picture

    @property
    def frame(self) -> Frame:
        """Of its pixels. Raises PictureUnreadable."""
        return self.by_pixels.frame

    @cached_property
    def by_pixels(self) -> PixelLook:
        """Raises PictureUnreadable."""
        return PixelLook(to_pixels(self._picture), self.soft_key_slots)

    @cached_property
    def by_rows(self) -> RawLook | None:
        """By the bytes of a plain file."""
        raw = raw_rows(self._picture)
        return None if raw is None else RawLook(raw, self.soft_key_slots)


class KnownScreens:
    """The known screens of all phones. Which phone shows a picture does not change what it says, so kinds that look
    alike share them. The ones longest not seen are forgotten first. Threads may use it at once."""

    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        self._by_rows: Album[RawLook] = Album(most_bytes)
        self._by_pixels: Album[PixelLook] = Album(most_bytes)

    def __len__(self) -> int:
        return len(self._by_pixels)

    def find(self, view: View) -> Screen | None:
        """The screen that is seen, if it is known. Raises PictureUnreadable."""
        screen = None if view.by_rows is None else self._by_rows.find(view.by_rows)
        if screen is None:
            screen = self._by_pixels.find(view.by_pixels)
            if screen is not None:
                self._learn_rows(view, screen)
        return screen

    def learn(self, view: View, screen: Screen) -> None:
        """From now on all that mattered in this picture is known as this screen. Raises PictureUnreadable."""
        packed = zlib.compress(np.ascontiguousarray(view.by_pixels.pixels).data, 1)
        self._by_pixels.keep(view.by_pixels, KeptPixels(screen, packed))
        self._learn_rows(view, screen)

    def _learn_rows(self, view: View, screen: Screen) -> None:
        """Only of a file whose form was understood rightly: its rows show what Pillow finds in it."""
        look = view.by_rows
        if look is not None and look.raw.show(view.by_pixels.pixels):
            self._by_rows.keep(look, KeptRows(screen, tuple(look.raw.pieces(screen.free)), look.raw.size_bytes))


def _are_equal(one: Bytes, other: Bytes) -> bool:
    rows = max(1, _AT_ONCE // one.shape[1])
    return one.shape == other.shape and not any(
        (one[top : top + rows] != other[top : top + rows]).any() for top in range(0, len(one), rows)
    )
