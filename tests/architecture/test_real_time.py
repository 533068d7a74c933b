"""Without the mark, a test's clock is the machine's."""

from __future__ import annotations

import asyncio

from tests.virtual_time import VirtualTimeLoop


async def test_a_test_without_the_mark_runs_on_a_real_loop() -> None:
    loop = asyncio.get_running_loop()
    began = loop.time()
    await asyncio.sleep(0.01)

    assert not isinstance(loop, VirtualTimeLoop)
    assert loop.time() - began < 100.0
