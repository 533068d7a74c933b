"""Bytes to pixels: every format a phone sends, and whatever else comes."""

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
from eraser.sight.picture import MAX_PICTURE_BYTES, to_pixels, to_png
from tests.sight.drawn import as_bmp, as_cip, as_png


def checks(width: int = 37, height: int = 21) -> Image.Image:
    """Only black and white, unsymmetrical, of an odd width."""
    image = Image.new("L", (width, height), 255)
    for x in range(width):
        for y in range(height):
            if (x * x + 3 * y) % 7 < 3 or x < y:
                image.putpixel((x, y), 0)
    return image.convert("RGB")


def encoded(image: Image.Image, name: str) -> bytes:
    file = io.BytesIO()
    image.save(file, name)
    return file.getvalue()


WHOLE = {
    "BMP 24": as_bmp(checks()),
    "BMP 32": as_bmp(checks(), "RGBA"),
    "BMP 8": as_bmp(checks(), "L"),
    "BMP 1": as_bmp(checks(), "1"),
    "PNG": as_png(checks()),
    "GIF": encoded(checks(), "GIF"),
    "CIP 1": as_cip(checks(), 1),
    "CIP 2": as_cip(checks(), 2),
    "CIP 4": as_cip(checks(), 4),
}


@pytest.mark.parametrize("name", WHOLE)
def test_every_format_gives_the_same_pixels(name):
    assert np.array_equal(np.array(checks()), to_pixels(WHOLE[name]))


def test_a_jpeg_gives_pixels():
    assert (21, 37, 3) == to_pixels(encoded(checks(), "JPEG")).shape


def test_the_bitmap_of_an_8841_has_the_size_of_the_dossier():
    picture = as_bmp(Image.new("RGB", (800, 480)), "RGBA")

    assert 1_536_054 == len(picture)  # phones §4.2
    assert (480, 800, 3) == to_pixels(picture).shape


def test_the_first_pixel_of_a_cip_image_is_in_the_low_bits():
    data = bytes([0b00_10_11_01]) + bytes(63)  # 1, 3, 2, 0: the example of Cisco's documentation
    picture = f"<CiscoIPPhoneImage><Width>16</Width><Height>16</Height><Depth>2</Depth><Data>{data.hex()}</Data></CiscoIPPhoneImage>"

    assert [170, 0, 85, 255] == to_pixels(picture.encode())[0, :4, 0].tolist()


def test_a_cip_image_may_begin_a_new_byte_with_each_line():
    lines = b"".join(bytes([0b11, 0, 0, 0, 0b11]) for _ in range(16))  # 17 pixels of 2 bits are 4 bytes and a quarter
    picture = f"<CiscoIPPhoneImage><Width>17</Width><Height>16</Height><Depth>2</Depth><Data>{lines.hex()}</Data></CiscoIPPhoneImage>"

    assert [0, 0] == [int(to_pixels(picture.encode())[9, x, 0]) for x in (0, 16)]


def test_a_cip_image_may_say_depth_1_and_be_packed_in_2_bits():
    picture = as_cip(checks(), 2).replace(b"<Depth>2<", b"<Depth>1<")

    assert np.array_equal(np.array(checks()), to_pixels(picture))


@pytest.mark.parametrize(
    ("picture", "words"),
    [
        (b"", "no whole BMP, PNG, GIF, JPEG or CiscoIPPhoneImage (0 bytes)"),
        (b"<html><body>Not Found</body></html>", "no whole BMP, PNG, GIF, JPEG or CiscoIPPhoneImage (35 bytes)"),
        (WHOLE["BMP 24"][:-40], f"no whole BMP, PNG, GIF, JPEG or CiscoIPPhoneImage ({len(WHOLE['BMP 24']) - 40} bytes)"),
        (WHOLE["PNG"][:60], "no whole BMP, PNG, GIF, JPEG or CiscoIPPhoneImage (60 bytes)"),
        (b"BM" + bytes(MAX_PICTURE_BYTES), f"picture of {MAX_PICTURE_BYTES + 2} bytes; no phone's screen needs that many"),
        (as_png(Image.new("1", (2000, 2000))), "picture of 2000 × 2000 pixels; no phone has such a screen"),
        (as_png(Image.new("1", (400, 3))), "picture of 400 × 3 pixels; no phone has such a screen"),
        (WHOLE["CIP 2"].replace(b"Width", b"Wide"), "CiscoIPPhoneImage without a Width"),
        (WHOLE["CIP 2"].replace(b"<Data>", b"<Data>xy"), "CiscoIPPhoneImage without whole hex data"),
        (WHOLE["CIP 2"].replace(b"</Data>", b""), "CiscoIPPhoneImage without whole hex data"),
        (WHOLE["CIP 2"].replace(b"<Data>", b"<Data>0000"), "CiscoIPPhoneImage of 37 × 21, depth 2, but 197 bytes of data"),
        (WHOLE["CIP 2"].replace(b"<Width>37", b"<Width>99999"), "picture of 99999 × 21 pixels; no phone has such a screen"),
    ],
)  # fmt: skip
def test_what_is_no_picture_is_said_in_one_line(picture, words):
    with pytest.raises(PictureUnreadable) as caught:
        to_pixels(picture)

    assert words == str(caught.value)


def test_a_small_file_that_unpacks_to_a_huge_picture_is_not_unpacked():
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", 60_000, 60_000, 1, 0, 0, 0, 0)
    bomb = (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(bytes(10_000)))
        + chunk(b"IEND", b"")
    )

    with pytest.raises(PictureUnreadable):
        to_pixels(bomb)


def test_a_picture_becomes_a_png_for_the_report():
    png = to_png(WHOLE["BMP 32"])

    assert b"\x89PNG" == png[:4]
    assert np.array_equal(np.array(checks()), to_pixels(png))


def test_the_png_of_a_colourful_picture_is_whole_and_loses_nothing():
    colours = Image.fromarray(np.random.default_rng(3).integers(0, 256, (21, 37, 3), np.uint8))
    png = to_png(as_bmp(colours))
    with Image.open(io.BytesIO(png)) as image:
        image.verify()  # the check sums of its pieces

    assert np.array_equal(np.array(colours), to_pixels(png))


def readable_or_unreadable(picture: bytes) -> None:
    with contextlib.suppress(PictureUnreadable):
        to_pixels(picture)


@given(st.binary(max_size=400))
def test_arbitrary_bytes_raise_nothing_else(data):
    readable_or_unreadable(data)


@settings(deadline=1000)
@given(
    st.sampled_from(sorted(WHOLE)),
    st.lists(st.tuples(st.integers(0, 5000), st.integers(0, 255)), max_size=12),
    st.integers(0, 5000),
)
def test_mutated_pictures_raise_nothing_else(name, changes, cut):
    data = bytearray(WHOLE[name])
    for at, value in changes:
        data[at % min(len(data), 120 if at % 2 else len(data))] = value  # headers are hit more often
    readable_or_unreadable(bytes(data[: len(data) - cut % 50]))


@settings(deadline=1000)
@given(
    st.sampled_from([b"Width", b"Height", b"Depth"]),
    st.one_of(st.integers(-3, 10**8).map(lambda number: str(number).encode()), st.binary(max_size=8)),
)
def test_cip_images_with_strange_numbers_raise_nothing_else(tag, value):
    before, _, after = WHOLE["CIP 2"].partition(b"<" + tag + b">")
    readable_or_unreadable(before + b"<" + tag + b">" + value + after[after.index(b"<") :])
