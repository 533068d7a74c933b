"""A listening address that can be closed and opened again, and its connections.

A phone that restarts must really refuse connections and drop the open ones, so its listener is closed for that time.
"""

from __future__ import annotations

import asyncio
import socket
import ssl
import struct
from collections.abc import Awaitable, Callable

from eraser.simulator.request import HEADER_BYTES, Gone

_BACKLOG = 128
_RESET_ON_CLOSE = struct.pack("ii", 1, 0)

Serve = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


class Tally:
    """Counts something that comes and goes: how many there are, and how many there were at most."""

    def __init__(self) -> None:
        self.now = 0
        self.most = 0

    def come(self) -> None:
        """One more."""
        self.now += 1
        self.most = max(self.most, self.now)

    def go(self) -> None:
        """One less."""
        self.now -= 1


class Listener:
    """One address. `serve` is called for each connection; it ends when it returns. `tally` counts connections of all
    addresses together; `tls`: the address speaks TLS alone.

    Connections are taken by our own hand: asyncio's server leaks one that arrives while it closes.
    """

    def __init__(self, serve: Serve, tally: Tally, *, tls: ssl.SSLContext | None = None) -> None:
        self._serve = serve
        self._all = tally
        self._tls = tls
        self._socket: socket.socket | None = None
        self._arrived: set[socket.socket] = set()  # taken, and not yet served
        self._tasks: set[asyncio.Task[None]] = set()
        self._writers: set[asyncio.StreamWriter] = set()
        self.host = ""
        self.port = 0
        self.own = Tally()

    @property
    def is_open(self) -> bool:
        """Whether connections are taken."""
        return self._socket is not None

    async def open(self, host: str, port: int) -> None:
        """Listens; port 0 takes a free one. Raises OSError if the address can not be had."""
        listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        try:
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listening.bind((host, port))
            listening.listen(_BACKLOG)
        except OSError:
            listening.close()
            raise
        listening.setblocking(False)
        self.host, self.port = host, listening.getsockname()[1]
        self._socket = listening
        asyncio.get_running_loop().add_reader(listening, self._take)

    async def reopen(self) -> None:
        """Listens again where it did before."""
        await self.open(self.host, self.port)

    def close(self) -> None:
        """Refuses new connections from now on, and resets the open ones."""
        if self._socket is not None:
            asyncio.get_running_loop().remove_reader(self._socket)
            self._socket.close()
            self._socket = None
        for writer in self._writers:
            reset(writer)

    async def ended(self) -> None:
        """Returns when no connection is being served; those that wait for their client are broken off."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        for raw in self._arrived:  # a task that was cancelled before it began
            raw.close()
        self._arrived.clear()

    def _take(self) -> None:
        if self._socket is None:
            return
        try:
            raw, _ = self._socket.accept()
        except OSError:  # the client is gone again, or no file is left: it may come again
            return
        self._arrived.add(raw)
        task = asyncio.get_running_loop().create_task(self._welcome(raw))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _welcome(self, raw: socket.socket) -> None:
        self._arrived.discard(raw)
        loop = asyncio.get_running_loop()
        reader = asyncio.StreamReader(limit=HEADER_BYTES)
        protocol = asyncio.StreamReaderProtocol(reader)
        raw.setblocking(False)
        try:
            transport, _ = await loop.connect_accepted_socket(lambda: protocol, raw, ssl=self._tls)
        except (OSError, asyncio.CancelledError):  # a client that speaks no TLS, or the end
            raw.close()
            return
        writer = asyncio.StreamWriter(transport, protocol, reader, loop)
        if self._socket is None:  # closed between the handshake and now
            reset(writer)
            return
        await self._serve_one(reader, writer)

    async def _serve_one(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._writers.add(writer)
        self.own.come()
        self._all.come()
        try:
            await self._serve(reader, writer)
        except (Gone, ConnectionError, asyncio.CancelledError):
            pass  # the connection's own end; nobody waits for this task but `ended`
        finally:
            self._writers.discard(writer)
            self.own.go()
            self._all.go()
            writer.close()


def reset(writer: asyncio.StreamWriter) -> None:
    """Breaks a connection so that the other side sees a reset, not an end."""
    raw = writer.get_extra_info("socket")
    if raw is not None and not writer.transport.is_closing():
        raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET_ON_CLOSE)
    writer.transport.abort()
