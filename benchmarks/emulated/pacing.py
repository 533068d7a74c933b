"""Keys at an even pace: what each costs of the CPU."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence

Press = Callable[[], Awaitable[None]]


async def cost_us(phones: Sequence[Press], keys: int, gap_s: float) -> float:
    """Microseconds of this process's CPU for each key: so many of each phone, `gap_s` apart, spread over all phones."""
    loop = asyncio.get_running_loop()

    async def press(one: Press, first_s: float) -> None:
        for number in range(keys):
            await asyncio.sleep(first_s + number * gap_s - loop.time())
            await one()

    async with asyncio.TaskGroup() as group:
        begins_s = loop.time() + 0.2
        for place, one in enumerate(phones):
            group.create_task(press(one, begins_s + gap_s * place / len(phones)))
        began = time.process_time()
    return (time.process_time() - began) * 1e6 / (keys * len(phones))
