"""Coverage-guided fuzzing of the readers of trust lists: what reaches a new pair of lines is kept and changed further.

    python -m tests.trust.fuzz --seconds 600 --seed 1

Ends with exit code 1 and the bytes at the first error that is not the reader's own, or at the first input that takes long.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from types import FrameType
from typing import Any

from tests.trust.test_lists_survive import FILES, TEXTS, use_all

SLOW_S = 5.0  # traced line by line; no file of these sizes takes a tenth of it
LARGEST = 20_000  # bytes
_ROOM = "/eraser/trust/"
_PIECES = [
    b"\x01\0\x02",
    b"\x03\0\x10",
    b"\x0c\0\x80",
    b"\x0d",
    b"\0\0",
    b"\xff\xff",
    b"\x30\x82",
    b"\x04",
    b"(SHA1 Hash HEX)",
]
_PIECES += [b"ITLFile.tlv\0", b"CTL Record #:1\n", b"The checksum value of the ITL file:", b"9 CERTIFICATE 700 ", b"\n"]


@dataclass
class Coverage:
    """Pairs of lines that followed each other in the room that is tested."""

    seen: set[tuple[str, int, int]] = field(default_factory=set)
    fresh: int = 0
    _last: int = 0

    def call(self, frame: FrameType, _event: str, _arg: Any) -> Callable[..., Any] | None:
        if _ROOM not in frame.f_code.co_filename:
            return None
        self._last = 0
        return self.line

    def line(self, frame: FrameType, event: str, _arg: Any) -> Callable[..., Any]:
        if event == "line":
            pair = (frame.f_code.co_filename, self._last, frame.f_lineno)
            if pair not in self.seen:
                self.seen.add(pair)
                self.fresh += 1
            self._last = frame.f_lineno
        return self.line

    def of(self, data: bytes, use: Callable[[bytes], None]) -> int:
        """How many pairs these bytes reached for the first time."""
        self.fresh = 0
        sys.settrace(self.call)
        try:
            use(data)
        finally:
            sys.settrace(None)
        return self.fresh


def change(dice: random.Random, data: bytes, others: Sequence[bytes]) -> bytes:
    changed = bytearray(data or b"\0")
    for _ in range(dice.choice((1, 1, 2, 4, 8))):
        at = dice.randrange(len(changed) + 1)
        match dice.randrange(7):
            case 0 if changed:
                changed[at % len(changed)] ^= 1 << dice.randrange(8)
            case 1 if changed:
                changed[at % len(changed)] = dice.choice((0, 1, 2, 3, 7, 9, 12, 13, 16, 127, 128, 255))
            case 2:
                del changed[at : at + dice.choice((1, 2, 3, 16, 300))]
            case 3:
                changed[at:at] = dice.choice(_PIECES)
            case 4:
                changed[at:at] = changed[at : at + dice.choice((3, 33, 1_000))]
            case 5:
                other = dice.choice(others)
                start = dice.randrange(len(other) + 1)
                changed[at:] = other[start:]
            case _:
                changed[at : at + 2] = dice.randrange(65_536).to_bytes(2)
    return bytes(changed[:LARGEST])


def fuzz(
    seed: int, *, seconds: float = 600, most: int | None = None, use: Callable[[bytes], None] = use_all
) -> tuple[int, int, int, bytes | None]:
    """Runs, kept inputs, pairs of lines, and the bytes that broke something."""
    dice, coverage = random.Random(seed), Coverage()
    kept = [*FILES, *(one.encode() for one in TEXTS), b""]
    for data in kept:
        coverage.of(data, use)
    runs, until = 0, time.monotonic() + seconds
    while time.monotonic() < until and (most is None or runs < most):
        data = change(dice, dice.choice(kept[-200:] if dice.random() < 0.5 else kept), kept)
        began = time.monotonic()
        try:
            if coverage.of(data, use):
                kept.append(data)
        except Exception as error:  # noqa: BLE001  any other error is what is looked for
            sys.stderr.write(f"{type(error).__name__}: {error}\n")
            return runs, len(kept), len(coverage.seen), data
        if time.monotonic() - began > SLOW_S:
            return runs, len(kept), len(coverage.seen), data
        runs += 1
    return runs, len(kept), len(coverage.seen), None


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--seconds", type=float, default=600)
    parser.add_argument("--seed", type=int, default=1)
    words = parser.parse_args()
    done, inputs, pairs, broken = fuzz(words.seed, seconds=words.seconds)
    fate = f"broken by {broken.hex()}" if broken is not None else "nothing broke"
    sys.stdout.write(f"{done:,} inputs, {inputs:,} kept, {pairs:,} pairs of lines, {fate}\n")
    sys.exit(broken is not None)
