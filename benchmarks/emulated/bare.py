"""What a key costs with nothing around it: the yardstick for how fast a machine is.

One asyncio protocol and one parser for each phone, no time-out, no journal, no limit, nothing checked. On the machine
of the targets it took 99 µs of CPU a key, with 1,000 phones paced and connections kept (performance §1, asyncio
Protocol with httptools).
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import cast

import httptools

from benchmarks.emulated.pacing import cost_us
from eraser.model.phone import Phone
from eraser.wire.execute import PATH, build_form

THERE_US = 99  # of the machine of the targets
_FORM = build_form("Key:NavDwn")


class _Bare(asyncio.Protocol):
    def __init__(self, host: str, loop: asyncio.AbstractEventLoop) -> None:
        self._request = (
            f"POST {PATH} HTTP/1.1\r\nHost: {host}\r\nAuthorization: Basic YmVuY2g6bm9ib2R5\r\n"
            f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(_FORM)}\r\n\r\n"
        ).encode() + _FORM
        self._loop = loop
        self._parser = httptools.HttpResponseParser(self)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast("asyncio.Transport", transport)

    def data_received(self, data: bytes) -> None:
        self._parser.feed_data(data)

    def on_message_complete(self) -> None:
        self._answered.set_result(None)

    async def press(self) -> None:
        self._answered = self._loop.create_future()
        self.transport.write(self._request)
        await self._answered


async def press_bare(phones: Sequence[Phone], keys: int, gap_s: float) -> float:
    """Microseconds of CPU for each key, `gap_s` apart for each phone, spread over all phones."""
    loop = asyncio.get_running_loop()
    bare = []
    for phone in phones:
        host, _, port = (phone.address or "").partition(":")
        _, one = await loop.create_connection(lambda host=host: _Bare(host, loop), host, int(port))  # type: ignore[misc]
        bare.append(one)

    cost = await cost_us([one.press for one in bare], keys, gap_s)
    for one in bare:
        one.transport.close()
    return cost
