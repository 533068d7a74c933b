"""Pictures as phones send them → pixels, and → PNG for the report.

BMP of 24 or 32 bits, PNG, GIF and JPEG by Pillow; `CiscoIPPhoneImage` of older loads by ourselves (phones §4.1, §4.2).
Nothing that a phone (or a stranger at its address) sends may cost more than a screen's worth of memory.
"""

from __future__ import annotations

import re
import struct
import zlib
from io import BytesIO

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from eraser.model.outcome import PictureUnreadable

Pixels = NDArray[np.uint8]
"""Height × width × (red, green, blue)."""

MAX_IMAGE_PIXELS = 1280 * 1024  # the largest screen of the dossier is 800 × 480 (phones §4.2); this leaves room
MAX_PICTURE_BYTES = 8 * 1024 * 1024  # MAX_IMAGE_PIXELS at 32 bits, and a header
MIN_SIDE_PIXELS = 16
PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_FORMATS = ("BMP", "PNG", "GIF", "JPEG")
_CIP_TAG = b"<CiscoIPPhoneImage"
_UP = 2  # PNG's filter that tells each line of pixels by its difference to the line above


def to_pixels(picture: bytes) -> Pixels:
    """The pixels of a picture; they may be read only.

    Raises:
        PictureUnreadable: it is none, is cut, or is larger than any phone's screen.
    """
    if len(picture) > MAX_PICTURE_BYTES:
        raise PictureUnreadable(f"picture of {len(picture)} bytes; no phone's screen needs that many")
    if _CIP_TAG in picture[:1024]:
        return _cip_to_pixels(picture)
    return _file_to_pixels(picture)


def to_png(picture: bytes) -> bytes:
    """The same picture as a PNG file. Raises PictureUnreadable.

    Packed by ourselves, because a picture is kept of each phone: Pillow tries five filters on each line of pixels,
    which takes three times as long, and ten times at its smallest. With one filter a menu is a fifth larger than that.
    """
    pixels = to_pixels(picture)
    height, width, _ = pixels.shape
    lines = pixels.reshape(height, -1)
    filtered = np.empty((height, 1 + 3 * width), np.uint8)
    filtered[:, 0], filtered[0, 1:] = _UP, lines[0]
    np.subtract(lines[1:], lines[:-1], out=filtered[1:, 1:])
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)  # 8 bits each of red, green and blue
    return png_file(head, b"", zlib.compress(filtered.data, 1))


def png_file(head: bytes, colours: bytes, packed: bytes) -> bytes:
    """A PNG file. `head`: what its first piece says; `colours`: whole pieces; `packed`: the rows of pixels."""
    first, rows, last = (
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(data, zlib.crc32(kind)))
        for kind, data in ((b"IHDR", head), (b"IDAT", packed), (b"IEND", b""))
    )
    return PNG_SIGNATURE + first + colours + rows + last


def is_size_of_a_screen(width: int, height: int) -> bool:
    """Whether a phone may have a screen of so many pixels."""
    return min(width, height) >= MIN_SIDE_PIXELS and width * height <= MAX_IMAGE_PIXELS


def _check_size(width: int, height: int) -> None:
    if not is_size_of_a_screen(width, height):
        raise PictureUnreadable(f"picture of {width} × {height} pixels; no phone has such a screen")


def _file_to_pixels(picture: bytes) -> Pixels:
    try:
        # Warnings are not made errors here: their filters are the whole process's, and pictures are decoded in threads.
        with Image.open(BytesIO(picture), formats=_FORMATS) as image:
            _check_size(image.width, image.height)
            return np.asarray(image if image.mode == "RGB" else image.convert("RGB"))
    except PictureUnreadable:
        raise
    except Exception as error:  # Pillow has no root error: its decoders raise what they stumble over
        raise PictureUnreadable(f"no whole BMP, PNG, GIF, JPEG or CiscoIPPhoneImage ({len(picture)} bytes)") from error


def _cip_number(picture: bytes, tag: bytes) -> int:
    found = re.search(rb"<%b>\s{0,99}(\d{1,6})\s{0,99}</%b>" % (tag, tag), picture)
    if found is None:
        raise PictureUnreadable(f"CiscoIPPhoneImage without a {tag.decode()}")
    return int(found[1])


def _cip_to_pixels(picture: bytes) -> Pixels:
    """Hex digits, pixels packed from the low end of each byte, 0 = white (Cisco's XML objects, “Packed Pixel Data”).

    Whether each line of pixels begins a new byte, and whether a depth of 1 is packed as 2 bits, differs between
    senders (unproven which loads do what): the amount of data tells.
    """
    width, height = _cip_number(picture, b"Width"), _cip_number(picture, b"Height")
    depth = _cip_number(picture, b"Depth")
    _check_size(width, height)
    _, _, after = picture.partition(b"<Data>")
    digits, end, _ = after.partition(b"</Data>")
    try:
        data = np.frombuffer(bytes.fromhex(digits.decode("ascii") if end else "cut"), dtype=np.uint8)
    except ValueError as error:
        raise PictureUnreadable("CiscoIPPhoneImage without whole hex data") from error
    for bits in (depth, 1, 2, 4):
        if bits not in {1, 2, 4}:
            continue
        for line_pixels in (width, -(-width * bits // 8) * 8 // bits):
            if data.size == -(-line_pixels * height * bits // 8):
                levels = _unpack(data, bits)[: line_pixels * height].reshape(height, line_pixels)[:, :width]
                grey = 255 - levels.astype(np.uint16) * 255 // ((1 << bits) - 1)
                return np.repeat(grey.astype(np.uint8)[:, :, None], 3, axis=2)
    raise PictureUnreadable(f"CiscoIPPhoneImage of {width} × {height}, depth {depth}, but {data.size} bytes of data")


def _unpack(data: NDArray[np.uint8], bits: int) -> NDArray[np.uint8]:
    shifts = np.arange(0, 8, bits, dtype=np.uint8)
    return ((data[:, None] >> shifts) & ((1 << bits) - 1)).astype(np.uint8).reshape(-1)
