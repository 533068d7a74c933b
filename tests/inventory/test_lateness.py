"""A process that was too busy knows it: its time-outs say nothing of the other side."""

from __future__ import annotations

import asyncio
import threading

from inventory.lateness import LATE_S, LOOK_EVERY_S, Lateness


async def test_a_process_that_was_busy_for_long_was_late() -> None:
    loop = asyncio.get_running_loop()
    lateness = Lateness()
    lateness.start()
    begun_s = loop.time()
    threading.Event().wait(LOOK_EVERY_S + LATE_S + 0.1)  # blocks the loop, as a loaded machine does
    looked = loop.create_future()
    loop.call_later(0.05, looked.set_result, None)
    await looked
    late, since = lateness.was_late_since(begun_s), lateness.was_late_since(loop.time())
    lateness.stop()

    assert (True, False) == (late, since)


async def test_a_process_with_time_to_breathe_was_not() -> None:
    lateness = Lateness()

    assert not lateness.was_late_since(asyncio.get_running_loop().time())
