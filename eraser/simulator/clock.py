"""The clock of one phone. It runs with the event loop, so that a test's virtual time moves it too."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from random import Random

from eraser.simulator.body import Hardware

_MORNING = datetime(2018, 10, 9, 9)  # noqa: DTZ001 - a phone's own clock has no zone


def now() -> float:
    """The running loop's time in seconds; 0 before a loop runs."""
    try:
        return asyncio.get_running_loop().time()
    except RuntimeError:
        return 0.0


class Clock:
    """Every phone's clock goes another way wrong, by its seed."""

    def __init__(self, hardware: Hardware, seed: int) -> None:
        self._hardware = hardware
        self._at_zero = _MORNING + timedelta(minutes=Random(seed).randrange(600))

    def stamp(self, ago_s: float = 0.0) -> str:
        """The time before a status message."""
        return self._hardware.stamp(self._wall() - timedelta(seconds=ago_s))

    def face(self) -> str:
        """The time on the screen."""
        wall = self._wall()
        return f"{wall.hour % 12 or 12}:{wall:%M} {('AM', 'PM')[wall.hour >= 12]}"

    def _wall(self) -> datetime:
        return self._at_zero + timedelta(seconds=now())
