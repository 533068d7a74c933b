"""What only Python's collector of garbage can free: objects that hold each other in a circle."""

from __future__ import annotations

import gc
from collections import Counter
from collections.abc import Awaitable, Callable

OURS = ("eraser.engine", "eraser.model", "eraser.wire", "eraser.service", "tests.engine")


async def left_by(work: Callable[[], Awaitable[object]]) -> Counter[str]:
    """The objects of the program, and of its tests' phones, that `work` leaves to the collector, by their type."""
    await work()  # what is imported and kept once
    gc.collect()
    gc.disable()
    gc.set_debug(gc.DEBUG_SAVEALL)
    try:
        await work()
        gc.collect()
        kinds = [type(one) for one in gc.garbage]
    finally:
        gc.set_debug(0)
        gc.garbage.clear()
        gc.enable()
    return Counter(kind.__qualname__ for kind in kinds if kind.__module__.startswith(OURS))
