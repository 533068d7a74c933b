"""The stand-in's HTTP: one question a connection, and the exact answer that phones want.

The body is `AUTHORIZED` without a line end, and the head is bare: 69xx choke on more (cucm §3.1). A query string holds
a password, so nothing here writes, logs or keeps one.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import cast
from urllib.parse import parse_qs

import httptools

GRANTED, REFUSED = b"AUTHORIZED", b"UN-AUTHORIZED"
ASKED_WITHIN_S = 10.0  # for the whole question; phones send it in one packet (our choice)
HEAD_LIMIT_BYTES = 8 * 1024  # URLs have at most 255 characters (cucm §3.2), user and password a few dozen
_PHRASES = {200: "OK", 400: "Bad Request", 404: "Not Found", 405: "Method Not Allowed"}

Fields = dict[str, str]
Ask = Callable[[str, Fields, str], Awaitable[tuple[int, bytes]]]
"""From path, fields of the query and the asking address to status code and body."""


class Asked(asyncio.Protocol):
    """One connection: reads one question, answers it, closes."""

    def __init__(self, ask: Ask, open_ones: set[Asked]) -> None:
        self._ask = ask
        self._open_ones = open_ones
        self._parser = httptools.HttpRequestParser(self)
        self._url = b""
        self._bytes = 0
        self._transport: asyncio.Transport | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._task: asyncio.Task[None] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)  # uvloop's is none by name
        self._open_ones.add(self)
        self._timer = asyncio.get_running_loop().call_later(ASKED_WITHIN_S, self.abort)

    def connection_lost(self, exc: Exception | None) -> None:
        del exc
        self._open_ones.discard(self)
        if self._timer is not None:
            self._timer.cancel()
        if self._task is not None:
            self._task.cancel()

    def data_received(self, data: bytes) -> None:
        self._bytes += len(data)
        if self._task is not None:
            return  # one question a connection
        if self._bytes > HEAD_LIMIT_BYTES:
            self.abort()
            return
        try:
            self._parser.feed_data(data)
        except httptools.HttpParserError:
            if self._task is None:
                self._write(400, b"")

    def on_url(self, piece: bytes) -> None:
        self._url += piece

    def on_headers_complete(self) -> None:
        if self._task is None:
            self._task = asyncio.get_running_loop().create_task(self._answer(self._parser.get_method()))

    def abort(self) -> None:
        """Ends the connection at once."""
        if self._transport is not None:
            self._transport.abort()

    async def _answer(self, method: bytes) -> None:
        assert self._transport is not None
        if method != b"GET":
            self._write(405, b"")
            return
        path, _, query = self._url.decode("latin-1").partition("?")
        peer = self._transport.get_extra_info("peername") or ("",)
        self._write(*await self._ask(path, _fields(query), str(peer[0])))

    def _write(self, status: int, body: bytes) -> None:
        if self._transport is None or self._transport.is_closing():
            return
        head = (
            f"HTTP/1.1 {status} {_PHRASES.get(status, 'OK')}\r\n"
            f"Content-Type: text/html\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n"
        )
        self._transport.write(head.encode("ascii") + body)
        self._transport.close()


def _fields(query: str) -> Fields:
    """The first value of each field, form encoded in UTF-8; names keep their letter case, as phones send them."""
    try:
        found = parse_qs(query, keep_blank_values=True, max_num_fields=20, errors="replace")
    except ValueError:
        return {}
    return {name: values[0] for name, values in found.items()}
