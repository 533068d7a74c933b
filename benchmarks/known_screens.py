"""Screens read and screens compared, for 2,000 phones of 6 kinds; then 500 hostile changes.

    python benchmarks/known_screens.py [--phones N] [--changes N]

Each phone shows what the engine sees on its way to the erase, with its own number and clock and one of four wallpapers
behind its idle screen. A change is one letter, digit, row, bar, soft key or padlock on one of these screens.
"""

from __future__ import annotations

import argparse
import asyncio
import io
import statistics
import sys
import time
from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from random import Random

import numpy as np
from PIL import Image

sys.path.insert(0, str(Path(__file__).parents[1]))  # the phones stand with the tests

from eraser.model.screen import Screen
from eraser.sight.reading import read_screen
from eraser.sight.recogniser import Recogniser
from eraser.sight.remembering import RememberingReader
from eraser.simulator.description import Description
from eraser.simulator.panel import Panel
from eraser.simulator.screens import draw, paint
from tests.sight.ways import KINDS, Way, changed, is_idle, way_of

PHONES = 2_000
CHANGES = 500
WALLPAPERS = 4  # of the phones' own; with one of its own, a phone's idle screen is read once for it
MOST_READ = 12  # screens of a kind
TARGET_MS = 5.0


class Reading:
    """The reader behind: the built-in one without its worker process. Notes what each reading takes of the CPU."""

    name = "local"

    def __init__(self) -> None:
        self._recogniser = Recogniser()
        self.took_ms: list[float] = []

    async def read(self, picture: bytes, *, soft_key_slots: int) -> Screen:
        began = time.process_time()
        screen = read_screen(picture, soft_key_slots, self._recogniser)
        self.took_ms.append((time.process_time() - began) * 1_000)
        return screen

    async def aclose(self) -> None:
        return


@lru_cache
def hills(width: int, height: int, wallpaper: int) -> Image.Image:
    down, across = np.mgrid[0:height, 0:width]
    waves = [128 + 90 * np.sin(across / (60 + 9 * wallpaper) + n) * np.cos(down / 70 + n) for n in range(3)]
    return Image.fromarray(np.stack(waves, axis=2).astype(np.uint8))


def picture_of(screen: Description, panel: Panel, wallpaper: int) -> bytes:
    """The picture; an idle screen in colour has a wallpaper between its title and its soft keys."""
    if not is_idle(screen) or panel.mode not in {"RGB", "RGBA"}:
        return draw(screen, panel)
    image = paint(screen, panel).convert("RGB")
    image.paste(hills(panel.size[0], panel.size[1] - panel.title - panel.soft, wallpaper), (0, panel.title))
    file = io.BytesIO()
    image.convert(panel.mode).save(file, panel.file if panel.file != "CIP" else "PNG", compress_level=1)
    return file.getvalue()


def looks(ways: Sequence[Way], phones: int, dice: Random) -> Iterator[tuple[Way, bytes]]:
    for number in range(phones):
        way, wallpaper = ways[number % len(ways)], dice.randrange(WALLPAPERS)
        for screen in way.of_phone(dice):
            yield way, picture_of(screen, way.panel, wallpaper)


async def compare_fleet(reader: RememberingReader, ways: Sequence[Way], phones: int) -> list[float]:
    """Milliseconds of CPU of each look that was answered by comparing."""
    took_ms = []
    for way, picture in looks(ways, phones, Random(2_000)):
        before, began = reader.readings, time.process_time()
        await reader.read(picture, soft_key_slots=way.panel.soft_slots)
        if reader.readings == before:
            took_ms.append((time.process_time() - began) * 1_000)
    return took_ms


async def change(reader: RememberingReader, ways: Sequence[Way], changes: int) -> tuple[int, int]:
    """How many changes were made, and how many were answered with the screen as it was before."""
    dice, made, missed = Random(500), 0, 0
    while made < changes:
        way = dice.choice(ways)
        screen = dice.choice(way.of_phone(dice))
        _, hostile = changed(screen, dice)
        picture, before = draw(hostile, way.panel), draw(screen, way.panel)
        if picture == before:
            continue  # the changed letter is cut off, or looks the same
        made += 1
        known = await reader.read(before, soft_key_slots=way.panel.soft_slots)
        missed += known is await reader.read(picture, soft_key_slots=way.panel.soft_slots)
    return made, missed


async def measure(phones: int, changes: int) -> None:
    ways = [await asyncio.to_thread(way_of, *kind) for kind in KINDS]
    reading = Reading()
    reader = RememberingReader(reading)
    took_ms = await compare_fleet(reader, ways, phones)
    slow_ms = statistics.quantiles(took_ms, n=100)[98]
    read_ms, compared_ms = statistics.median(reading.took_ms), statistics.median(took_ms)
    each = reader.readings / len(ways)
    print(f"{phones:,} phones of {len(ways)} kinds   {len(took_ms):,} screens compared")
    print(f"{reader.readings} screens read   {each:.1f} a kind (target at most {MOST_READ})")
    print(
        f"CPU of reading {read_ms:.0f} ms, of comparing {compared_ms:.2f} ms (median), {slow_ms:.2f} ms (99 of 100; "
        f"target {TARGET_MS:.0f} ms), {max(took_ms):.2f} ms (all)   {read_ms / compared_ms:.0f} times"
    )
    made, missed = await change(reader, ways, changes)
    print(f"{made} hostile changes on known screens   {made - missed} noticed, {missed} not")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--phones", type=int, default=PHONES, help=f"phones (default {PHONES:,})")
    parser.add_argument("--changes", type=int, default=CHANGES, help=f"hostile changes (default {CHANGES})")
    given = parser.parse_args()
    asyncio.run(measure(given.phones, given.changes))
