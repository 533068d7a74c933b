"""Coverage-guided fuzzing of the picture reader up to the letters; run by hand, no part of `make test`.

    python -m tests.fuzz.fuzz_pictures [FOLDER_FOR_FINDINGS] [-max_total_time=600] [other options of libFuzzer]

Wants `atheris` in the environment that it runs in. Seeds are small drawn screens in every format. An input is a picture
as a phone may send it, or (its first byte says so) a recipe by which one is painted. It stops at the first one that
raises anything but PictureUnreadable, takes too long, grows, or makes a box lie outside of the picture.
"""

from __future__ import annotations

import io
import sys
import time

import atheris
from atheris.import_hook import HookManager

with atheris.instrument_imports(include=["eraser"]):
    from eraser.model.outcome import PictureUnreadable
    from eraser.sight.picture import Pixels, to_pixels

# Where arrays are compared, what atheris 3.0 keeps of each comparison is never freed: 0.2 MB an input. Branches are enough.
with HookManager({"eraser"}, set(), enable_loader_override=True, trace_dataflow=False):
    from eraser.sight.ink import Sheet, lay_ink
    from eraser.sight.layout import chosen_row, lay_out
    from eraser.sight.lines import Box, crop, find_lines
    from eraser.sight.padlock import find_padlock
    from eraser.sight.reading import is_dark

import numpy as np
from PIL import Image, ImageDraw

from tests.fuzz.libfuzzer import arguments

WITHIN_S = 5.0  # a screen of 800 × 480 takes 0.1 s, the tracing a multiple of it
RECIPE = 0xF5  # no picture begins with it
SIZES = ((48, 32), (133, 64), (160, 90), (240, 128))
WORDS = (
    b"BM", b"\x89PNG\r\n\x1a\n", b"IHDR", b"IDAT", b"IEND", b"PLTE", b"tRNS", b"GIF87a", b"GIF89a", b"\xff\xd8\xff\xe0",
    b"\xff\xc0", b"\xff\xd9", b"<CiscoIPPhoneImage>", b"<Width>48</Width>", b"<Height>32</Height>", b"<Depth>2</Depth>",
    b"<Data>", b"</Data>", b"FF", b"</CiscoIPPhoneImage>", b"\x28\x00\x00\x00", b"\x20\x00", b"\x18\x00", b"\xf5",
)  # fmt: skip


def draw_screen(width: int, height: int) -> Image.Image:
    """A title bar with a padlock, three rows, one of them chosen, two soft keys."""
    image = Image.new("RGB", (width, height), (240, 244, 250))
    pen = ImageDraw.Draw(image)
    pen.fontmode = "1"
    line = height // 5
    pen.rectangle((0, 0, width, line - 2), fill=(40, 80, 140))
    pen.text((2, 0), "Set", fill="white", font_size=max(6, line - 2))
    pen.rectangle((width - 9, line // 2, width - 3, line - 2), fill="white")
    pen.arc((width - 8, 0, width - 4, line), 180, 360, fill="white")
    for row in range(3):
        top = line * (row + 1)
        if row == 1:
            pen.rectangle((0, top, width, top + line - 1), fill=(120, 170, 230))
        pen.text((2, top), f"{row + 1} Row {row}", fill="black", font_size=max(6, line - 2))
    for slot in (0, 2):
        left = slot * width // 4
        pen.rectangle((left + 1, height - line + 1, left + width // 4 - 2, height - 1), fill="black")
        pen.text((left + 2, height - line), "OK", fill="white", font_size=max(6, line - 2))
    return image


def seed_pictures() -> list[bytes]:
    screens = [draw_screen(48, 32), draw_screen(133, 64)]
    seeds = [_saved(screen, kind) for screen in screens for kind in ("BMP", "PNG", "GIF", "JPEG")]
    seeds += [_saved(screens[0].convert(mode), "PNG") for mode in ("1", "L", "P", "RGBA")]
    seeds += [_saved(screens[0].convert(mode), "BMP") for mode in ("1", "L", "P", "RGBA")]
    data = (255 - np.array(screens[0].convert("L"))) >> 6
    packed = data[:, 0::4] | data[:, 1::4] << 2 | data[:, 2::4] << 4 | data[:, 3::4] << 6
    seeds.append(
        b"<CiscoIPPhoneImage><Width>48</Width><Height>32</Height><Depth>2</Depth><Data>"
        + packed.astype(np.uint8).tobytes().hex().encode()
        + b"</Data></CiscoIPPhoneImage>"
    )
    title, bar, text = b"\x00\x00\x00\xff\x20\x30", b"\x00\x30\x00\xff\x60\x18", b"\x40\x20\x40\x30\x30\xf8"
    seeds += [bytes([RECIPE, size]) + (title + bar + text) * 3 for size in range(len(SIZES))]
    return seeds


def _saved(image: Image.Image, kind: str) -> bytes:
    out = io.BytesIO()
    image.save(out, kind)
    return out.getvalue()


def paint(recipe: bytes) -> Pixels:
    """Six bytes a stroke: how, colour, left, top, width, height. Rectangles, rows of letters, specks, frames, noise."""
    width, height = SIZES[recipe[0] % len(SIZES)] if recipe else SIZES[0]
    pixels = np.full((height, width, 3), 230, np.uint8)
    for at in range(1, min(len(recipe), 40 * 6) - 5, 6):
        how, colour, left, top, wide, high = recipe[at : at + 6]
        left, top = left * width // 256, top * height // 256
        part = pixels[top : top + 1 + high * height // 256, left : left + 1 + wide * width // 256]
        _stroke(part, how, np.array([colour, colour // 2, 255 - colour], np.uint8))
    return pixels


def _stroke(part: Pixels, how: int, colour: Pixels) -> None:
    y, x = np.indices(part.shape[:2])
    step = 2 + how // 8 % 8
    masks = (
        np.ones(part.shape[:2], bool),
        (x % step < step - 1) & (y % (step + 3) < step + 1) & ((x + y) % 3 > 0),
        (x % step == 0) & (y % step == 0),
        (x == 0) | (y == 0) | (x == part.shape[1] - 1) | (y == part.shape[0] - 1),
        np.random.default_rng(how).random(part.shape[:2]) < 0.3,
        x % step == 0,
        y % step == 0,
        (x + y) % step == 0,
    )
    part[masks[how % 8]] = colour


def check_layout(pixels: Pixels) -> None:
    if is_dark(pixels):
        return
    sheet = lay_ink(pixels)
    assert sheet.depth.shape == pixels.shape[:2]
    found = find_padlock(sheet)
    if found is not None:
        check_box(sheet, found[1])
    lines = find_lines(sheet)
    for soft_key_slots in (4, 5):
        layout = lay_out(sheet, list(lines), soft_key_slots)
        for row in layout.rows:
            for box in (*row.whole, *row.rest, *((row.digit,) if row.digit else ())):
                check_box(sheet, box)
        for slot, box in layout.soft_keys:
            assert 1 <= slot <= soft_key_slots, slot
            check_box(sheet, box)
        chosen = chosen_row(layout)
        assert chosen is None or 0 <= chosen < len(layout.rows)


def check_box(sheet: Sheet, box: Box) -> None:
    assert 0 <= box.left < box.right <= sheet.width, box
    assert 0 <= box.top < box.bottom <= sheet.height, box
    assert crop(sheet, box).size


def check_picture(data: bytes) -> None:
    try:
        pixels = to_pixels(data)
    except PictureUnreadable:
        return
    assert pixels.shape[2:] == (3,)
    check_layout(pixels)


def check(data: bytes) -> None:
    began_s = time.process_time()
    if data[:1] == bytes([RECIPE]):
        check_layout(paint(data[1:]))
    else:
        check_picture(data)
    took_s = time.process_time() - began_s
    assert took_s < WITHIN_S, f"{took_s:.1f} s for {len(data)} bytes"


if __name__ == "__main__":
    atheris.Setup(arguments(sys.argv, seed_pictures(), WORDS, longest_bytes=32 * 1024), check)
    atheris.Fuzz()
