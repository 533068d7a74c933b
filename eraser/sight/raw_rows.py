"""The rows of a picture as they lie in its file, to be compared without making pixels of them.

A file is its rows of pixels and its form: all the rest, with sizes, depth and colours. Where two files have the same
form, equal bytes at the same place are equal pixels. Only plain files are taken: BMP without compression, whose pixels
have bytes of their own, and PNG that is told row by row. Any other is compared by its pixels.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from eraser.model.outcome import PictureUnreadable
from eraser.model.screen import Area
from eraser.sight.inflating import crc32, inflated
from eraser.sight.picture import MAX_PICTURE_BYTES, PNG_SIGNATURE, Pixels, is_size_of_a_screen, png_file, to_pixels

Bytes = NDArray[np.uint8]

_BMP_HEAD = struct.Struct("<2s8xIIiiHHI")  # at 10: where the rows begin, size of the header behind, width, height, …
_PLAIN, _BY_MASKS = 0, 3  # a BMP's compression; masks tell which byte is which colour
_PNG_HEAD = struct.Struct(">I4sIIBBBBB")  # length and name of the first piece; width, height, depth, colours, …
_PNG_BEGINS = len(PNG_SIGNATURE)
_PNG_HEAD_ENDS = _PNG_BEGINS + 25  # with its check sum
_PNG_PIXEL_BYTES = {0: 1, 2: 3, 4: 2, 6: 4}  # grey, colour; both with opacity. A palette may have a colour twice
_MOST_PNG_PIECES = 1_000  # a megabyte in pieces of 1 kB
_LEAST_ROWS = 16  # to_pixels takes no smaller picture


class RawRows(Protocol):
    """`form`: all of the file but its rows."""

    @property
    def form(self) -> bytes: ...

    @property
    def size_bytes(self) -> int: ...

    def pieces(self, free: Sequence[Area]) -> Iterator[Bytes]:
        """All that is not free, in rectangles of bytes, the largest or the cheapest first. If those of two files of one
        form are equal, so are their pixels outside the free areas."""

    def show(self, pixels: Pixels) -> bool:
        """Whether these are the pixels of the picture, to prove what was understood of its form."""


def raw_rows(picture: bytes) -> RawRows | None:
    """The rows of a file that is plain enough."""
    if len(picture) > MAX_PICTURE_BYTES:
        return None
    if picture.startswith(b"BM"):
        return _bmp_rows(picture)
    return _png_rows(picture) if picture.startswith(PNG_SIGNATURE) else None


@dataclass(frozen=True, slots=True)
class BmpRows:
    """`rows`: as they lie in the file, mostly the lowest first."""

    form: bytes
    rows: Bytes
    width: int
    pixel_bytes: int
    upwards: bool

    @property
    def size_bytes(self) -> int:
        return self.rows.size + len(self.form)

    def pieces(self, free: Sequence[Area]) -> Iterator[Bytes]:
        height, size = len(self.rows), self.pixel_bytes
        if self.upwards:
            free = [(left, height - bottom, right, height - top) for left, top, right, bottom in free]
        yield from outside(self.rows, [(left * size, top, right * size, bottom) for left, top, right, bottom in free])

    def show(self, pixels: Pixels) -> bool:
        values = self.rows[:, : self.width * self.pixel_bytes].reshape(len(self.rows), self.width, -1)
        if self.pixel_bytes == 1:
            (header_bytes,) = struct.unpack_from("<I", self.form, 14)
            palette = np.zeros((256, 4), np.uint8)
            said = self.form[14 + header_bytes :][: palette.size]
            palette.reshape(-1)[: len(said)] = np.frombuffer(said, np.uint8)
            values = palette[values[:, :, 0]]
        return np.array_equal(values[:: -1 if self.upwards else 1, :, 2::-1], pixels)


def _bmp_rows(picture: bytes) -> BmpRows | None:
    if len(picture) < _BMP_HEAD.size:
        return None
    _, begin, header_bytes, width, height, _, bits, compression = _BMP_HEAD.unpack_from(picture)
    plain = compression == _PLAIN or (compression == _BY_MASKS and bits == 32)
    if not plain or bits not in {8, 24, 32} or not is_size_of_a_screen(width, abs(height)):
        return None
    row_bytes = -(-width * bits // 32) * 4
    end = begin + row_bytes * abs(height)
    if header_bytes < 40 or begin < 14 + header_bytes or end > len(picture):
        return None
    rows = np.frombuffer(picture, np.uint8, end - begin, begin).reshape(abs(height), row_bytes)
    return BmpRows(picture[:begin] + picture[end:], rows, width, bits // 8, upwards=height > 0)


@dataclass(frozen=True, slots=True)
class PngRows:
    """`rows`: each told by its difference to the row above. So a row is the same if its bytes are, and all of the row
    above is. Down to the row behind the lowest free area, pixels are compared; below, only bytes."""

    form: bytes
    rows: Bytes
    head: bytes  # that of the file, from its width on
    colours: bytes  # what stands between the head and the rows

    @property
    def size_bytes(self) -> int:
        return self.rows.size + len(self.form)

    def pieces(self, free: Sequence[Area]) -> Iterator[Bytes]:
        height = len(self.rows)
        upper = min(height, max((bottom + 1 for *_, bottom in free), default=0))
        if upper < height:
            yield self.rows[upper:]
        if upper:
            areas = [(3 * left, top, 3 * right, bottom) for left, top, right, bottom in free]
            yield from outside(self._pixels(upper)[:upper].reshape(upper, -1), areas)

    def show(self, pixels: Pixels) -> bool:
        try:
            return np.array_equal(self._pixels(len(self.rows)), pixels)
        except PictureUnreadable:
            return False

    def _pixels(self, count: int) -> Pixels:
        """The pixels of the upper rows, a few more if they are too few for a picture."""
        count = max(count, _LEAST_ROWS)
        head = self.head[:4] + struct.pack(">I", count) + self.head[8:]
        return to_pixels(png_file(head, self.colours, zlib.compress(self.rows[:count].data, 0)))


def _png_rows(picture: bytes) -> PngRows | None:
    if len(picture) < _PNG_HEAD_ENDS:
        return None
    size, kind, width, height, depth, colours, packing, filters, interlaced = _PNG_HEAD.unpack_from(
        picture, _PNG_BEGINS
    )
    pixel_bytes = _PNG_PIXEL_BYTES.get(colours)
    plain = (size, kind, depth, packing, filters, interlaced) == (13, b"IHDR", 8, 0, 0, 0)
    packed = _packed_rows(picture)
    if not plain or pixel_bytes is None or packed is None or not is_size_of_a_screen(width, height):
        return None
    begin, end, parts = packed
    rows = _unpacked(b"".join(parts), height, 1 + width * pixel_bytes)
    if rows is None:
        return None
    head, between = picture[_PNG_BEGINS + 8 : _PNG_HEAD_ENDS - 4], picture[_PNG_HEAD_ENDS:begin]
    return PngRows(picture[:begin] + picture[end:], rows, head, between)


def _packed_rows(picture: bytes) -> tuple[int, int, list[bytes]] | None:
    """Where the pieces with the rows begin and end, and what is in them. None of a file that is cut or damaged."""
    at, begin, parts = _PNG_HEAD_ENDS, 0, list[bytes]()
    for _ in range(_MOST_PNG_PIECES):
        if at + 12 > len(picture):
            return None
        size, kind = struct.unpack_from(">I4s", picture, at)
        if kind != b"IDAT" and parts:
            return begin, at, parts
        if kind == b"IDAT":
            begin = begin or at
            parts.append(picture[at + 8 : at + 8 + size])
            if picture[at + 8 + size : at + 12 + size] != struct.pack(">I", crc32(parts[-1], crc32(kind))):
                return None
        at += 12 + size
    return None


def _unpacked(packed: bytes, height: int, row_bytes: int) -> Bytes | None:
    """The check sum behind the rows is not looked at: those of the pieces tell as much, in a tenth of the time."""
    if packed[:1] != b"\x78":
        return None
    data = inflated(packed[2:], height * row_bytes)
    return None if data is None else np.frombuffer(data, np.uint8).reshape(height, row_bytes)


def outside(rows: Bytes, areas: Sequence[Area]) -> list[Bytes]:
    """The rectangles of rows, the largest first, that cover all but the areas (in bytes of a row, and in rows)."""
    height, width = rows.shape
    edges = sorted({0, height} | {min(edge, height) for _, top, _, bottom in areas for edge in (top, bottom)})
    found = []
    for above, below in pairwise(edges):
        left = 0
        for begin, _, end, _ in sorted(area for area in areas if area[1] <= above and area[3] >= below):
            if begin > left:
                found.append(rows[above:below, left:begin])
            left = max(left, end)
        if left < width:
            found.append(rows[above:below, left:])
    return sorted(found, key=lambda piece: -piece.size)
