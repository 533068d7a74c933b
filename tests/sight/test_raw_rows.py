"""Pictures compared by the bytes of their files: never equal where the pixels that Pillow finds are not."""

from __future__ import annotations

import contextlib
import io
import struct
import zlib

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from eraser.model.outcome import PictureUnreadable
from eraser.model.screen import Screen
from eraser.sight.match import KnownScreens, View
from eraser.sight.picture import MAX_PICTURE_BYTES, to_pixels, to_png
from eraser.sight.raw_rows import outside, raw_rows
from tests.sight.drawn import as_bmp, as_png

WIDTH, HEIGHT = 37, 21
COLOURS = np.random.default_rng(1).integers(0, 256, (HEIGHT, WIDTH, 3), np.uint8)


def saved(mode: str, kind: str, **how: object) -> bytes:
    file = io.BytesIO()
    image = Image.fromarray(COLOURS)
    if mode.endswith("A"):
        image.putalpha(image.convert("L"))
    image.convert(mode).save(file, kind, **how)
    return file.getvalue()


def downwards(bmp: bytes) -> bytes:
    """The same file with its uppermost row first."""
    begin = struct.unpack_from("<I", bmp, 10)[0]
    rows = np.frombuffer(bmp, np.uint8, offset=begin).reshape(HEIGHT, -1)
    return bmp[:22] + struct.pack("<i", -HEIGHT) + bmp[26:begin] + rows[::-1].tobytes()


def with_masks(bmp: bytes) -> bytes:
    """The same file of 32 bits, with a newer header that tells which byte is which colour."""
    masks = struct.pack("<4I", 0xFF0000, 0xFF00, 0xFF, 0) + bytes(52)
    head = bytearray(bmp[:54] + masks)
    struct.pack_into("<I", head, 10, len(head))
    struct.pack_into("<I", head, 14, 108)
    struct.pack_into("<I", head, 30, 3)
    return bytes(head) + bmp[54:]


def png(head: bytes, rows: bytes, *, damaged: int = 0) -> bytes:
    def piece(kind: bytes, data: bytes, damage: int = 0) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data) ^ damage)

    pieces = piece(b"IHDR", head), piece(b"IDAT", zlib.compress(rows), damaged), piece(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + b"".join(pieces)


def png_head(depth: int = 8, colours: int = 2, interlaced: int = 0) -> bytes:
    return struct.pack(">IIBBBBB", WIDTH, HEIGHT, depth, colours, 0, 0, interlaced)


PLAIN = {
    "BMP 24": saved("RGB", "BMP"),
    "BMP 32": saved("RGBA", "BMP"),
    "BMP 8 grey": saved("L", "BMP"),
    "BMP 8 colours": saved("P", "BMP"),
    "BMP 24 downwards": downwards(saved("RGB", "BMP")),
    "BMP 32 with masks": with_masks(saved("RGBA", "BMP")),
    "PNG colours": saved("RGB", "PNG"),
    "PNG opacity": saved("RGBA", "PNG"),
    "PNG grey": saved("L", "PNG"),
    "PNG grey opacity": saved("LA", "PNG"),
    "PNG in one filter": to_png(saved("RGB", "BMP")),
}
ROWS = bytes(HEIGHT * (1 + 3 * WIDTH))
BMP = PLAIN["BMP 24"]
OTHERS = {
    "nothing": b"",
    "BM": b"BM",
    "a BMP of 1 bit": saved("1", "BMP"),
    "a BMP of 16 bits": BMP[:28] + b"\x10\0" + BMP[30:],
    "a BMP in runs": PLAIN["BMP 8 grey"][:30] + b"\1" + PLAIN["BMP 8 grey"][31:],
    "a BMP with an old header": BMP[:14] + b"\x0c" + BMP[15:],
    "a BMP whose rows begin in its header": BMP[:10] + b"\x20" + BMP[11:],
    "a BMP that is cut": BMP[:-1],
    "a BMP of no width": BMP[:18] + bytes(4) + BMP[22:],
    "a BMP of 60,000 columns": BMP[:18] + struct.pack("<I", 60_000) + BMP[22:],
    "too many bytes": BMP + bytes(MAX_PICTURE_BYTES),
    "a PNG that is cut": PLAIN["PNG colours"][:-13],
    "a PNG with a palette": saved("P", "PNG"),
    "a PNG of 16 bits": png(png_head(16, 0), bytes(HEIGHT * (1 + 2 * WIDTH))),
    "a PNG in seven parts": png(png_head(interlaced=1), ROWS),
    "a PNG with a row less": png(png_head(), ROWS[: -1 - 3 * WIDTH]),
    "a PNG that unpacks to more than it says": png(png_head(), ROWS + bytes(10_000_000)),
    "a PNG that is damaged": png(png_head(), ROWS, damaged=1),
    "a GIF": saved("P", "GIF"),
    "a JPEG": saved("RGB", "JPEG"),
}


def all_equal(one: bytes, other: bytes, free: tuple[tuple[int, int, int, int], ...]) -> bool:
    first, second = raw_rows(one), raw_rows(other)
    if first is None or second is None or first.form != second.form:
        return False
    return all(np.array_equal(*both) for both in zip(first.pieces(free), second.pieces(free), strict=True))


def same_pixels(one: bytes, other: bytes, free: tuple[tuple[int, int, int, int], ...]) -> bool:
    different = (to_pixels(one) != to_pixels(other)).any(axis=2)
    for left, top, right, bottom in free:
        different[top:bottom, left:right] = False
    return not different.any()


@pytest.mark.parametrize("name", PLAIN)
def test_the_rows_of_a_plain_file_show_the_pixels_that_pillow_finds(name):
    pixels = to_pixels(PLAIN[name])
    changed = pixels.copy()
    changed[HEIGHT - 1, WIDTH - 1, 2] ^= 1
    raw = raw_rows(PLAIN[name])

    assert raw is not None
    assert [True, False] == [raw.show(pixels), raw.show(changed)]
    assert raw.show(pixels[:, ::-1]) is raw.show(pixels[::-1]) is False


@pytest.mark.parametrize("name", OTHERS)
def test_any_other_file_is_left_to_pillow(name):
    assert raw_rows(OTHERS[name]) is None


AREAS = st.lists(
    st.tuples(st.integers(0, WIDTH), st.integers(0, HEIGHT), st.integers(0, WIDTH), st.integers(0, HEIGHT)).map(
        lambda area: (min(area[0], area[2]), min(area[1], area[3]), max(area[0], area[2]), max(area[1], area[3]))
    ),
    max_size=3,
).map(tuple)


@given(AREAS)
def test_the_pieces_cover_all_but_the_free_areas_once(areas):
    covered = np.zeros((HEIGHT, WIDTH), np.uint8)
    for piece in outside(covered, areas):
        np.add(piece, 1, out=piece)
    expected = np.ones_like(covered)
    for left, top, right, bottom in areas:
        expected[top:bottom, left:right] = 0

    assert np.array_equal(expected, covered)


@settings(deadline=1000, max_examples=150)
@given(
    st.sampled_from([as_bmp, as_png, lambda image: as_bmp(image, "RGBA"), lambda image: to_png(as_bmp(image))]),
    AREAS,
    st.tuples(st.integers(0, HEIGHT - 1), st.integers(0, WIDTH - 1), st.integers(0, 2)),
    st.sampled_from([COLOURS, np.full_like(COLOURS, 200)]),
)
def test_a_changed_pixel_is_noticed_wherever_it_is_not_free(write, areas, place, ground):
    y, x, _ = place
    other = ground.copy()
    other[place] ^= 1
    one, two = write(Image.fromarray(ground)), write(Image.fromarray(other))
    free = any(left <= x < right and top <= y < bottom for left, top, right, bottom in areas)

    assert all_equal(one, one, areas)
    assert not all_equal(one, two, areas) or free
    if write is not as_png:  # Pillow chooses other filters for rows with other pixels: those are compared as pixels
        assert free == all_equal(one, two, areas)


@settings(deadline=1000, max_examples=300)
@given(
    st.sampled_from(sorted(PLAIN)),
    st.lists(st.tuples(st.integers(0, 5000), st.integers(0, 255)), min_size=1, max_size=3),
    st.integers(0, 3),
    AREAS,
)
def test_a_mutated_file_is_equal_only_where_its_pixels_are(name, changes, cut, areas):
    whole = PLAIN[name]
    data = bytearray(whole)
    for at, value in changes:
        data[at % min(len(data), 120 if at % 2 else len(data))] = value  # headers are hit more often
    mutated = bytes(data[: len(data) - cut])
    equal = False
    with contextlib.suppress(PictureUnreadable):  # its rows cannot be unpacked: it is nobody's picture
        equal = all_equal(whole, mutated, areas)

    assert not equal or same_pixels(whole, mutated, areas)


def test_a_known_screen_is_found_without_making_pixels_of_its_file():
    known = KnownScreens()
    bmp, png_of_it = PLAIN["BMP 32"], to_png(PLAIN["BMP 32"])
    known.learn(View(png_of_it, 4), Screen("Security settings"))
    looks = [View(picture, 4) for picture in (png_of_it, bmp, bmp)]

    assert [Screen("Security settings")] * 3 == [known.find(look) for look in looks]
    assert [False, True, False] == ["by_pixels" in vars(look) for look in looks]  # a file of another kind is, once
