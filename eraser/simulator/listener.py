"""A listening address that can be closed and opened again, and its connections.

A phone that restarts must really refuse connections and drop the open ones, so its listener is closed for that time.
"""

from __future__ import annotations

import asyncio
import socket
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
    addresses together."""

    def __init__(self, serve: Serve, tally: Tally) -> None:
        self._serve = serve
        self._all = tally
        self._server: asyncio.Server | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self._writers: set[asyncio.StreamWriter] = set()
        self.host = ""
        self.port = 0
        self.own = Tally()

    @property
    def is_open(self) -> bool:
        """Whether connections are taken."""
        return self._server is not None

    async def open(self, host: str, port: int) -> None:
        """Listens; port 0 takes a free one. Raises OSError if the address can not be had."""
        self.host = host
        self._server = await asyncio.start_server(
            self._accept, host, port, limit=HEADER_BYTES, backlog=_BACKLOG, reuse_address=True
        )
        self.port = self._server.sockets[0].getsockname()[1]

    async def reopen(self) -> None:
        """Listens again where it did before."""
        await self.open(self.host, self.port)

    def close(self) -> None:
        """Refuses new connections from now on, and resets the open ones."""
        if self._server is not None:
            self._server.close()
            self._server = None
        for writer in self._writers:
            reset(writer)

    async def ended(self) -> None:
        """Returns when no connection is being served; those that wait for their client are broken off."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        if self._server is None:  # closed between the handshake and now
            reset(writer)
            return
        self._tasks.add(task)
        self._writers.add(writer)
        self.own.come()
        self._all.come()
        try:
            await self._serve(reader, writer)
        except (Gone, ConnectionError, asyncio.CancelledError):
            pass  # the connection's own end; nobody waits for this task but `ended`
        finally:
            self._tasks.discard(task)
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
