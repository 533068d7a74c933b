"""A small real server that answers as a test says, and remembers all that it heard."""

from __future__ import annotations

import asyncio
import socket
import struct
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

PAGES = Path(__file__).parent / "pages"
DEVICE = "/CGI/Java/Serviceability?adapter=device.statistics.device"
NETWORK = "/CGI/Java/Serviceability?adapter=device.statistics.configuration"
STATUS = "/CGI/Java/Serviceability?adapter=device.settings.status.messages"
STREAMS = tuple(f"/CGI/Java/Serviceability?adapter=device.statistics.streaming.{n}" for n in range(5))
SUCCESS = b'<CiscoIPPhoneResponse><ResponseItem Status="0" Data="Success" URL="Key:Settings"/></CiscoIPPhoneResponse>'

Act = Callable[[asyncio.StreamWriter], Awaitable[None]]


def page(name: str) -> bytes:
    return (PAGES / name).read_bytes()


def answer(
    body: bytes = b"", status: int = 200, *, close: bool = False, content_type: str = "text/html", **headers: str
) -> bytes:
    """A whole answer; `Some_Name="x"` becomes the header `Some-Name`."""
    lines = [f"HTTP/1.1 {status} Because", f"Content-Type: {content_type}", f"Content-Length: {len(body)}"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    lines += ["Connection: close"] if close else []
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def error(number: int, text: str = "") -> bytes:
    return answer(f'<CiscoIPPhoneError Number="{number}">{text}</CiscoIPPhoneError>'.encode())


async def say_nothing(writer: asyncio.StreamWriter) -> None:
    """Keeps the connection open for as long as the other side does."""
    del writer
    await asyncio.Event().wait()


async def reset(writer: asyncio.StreamWriter) -> None:
    """Breaks the connection."""
    writer.transport.abort()


def cut(data: bytes) -> Act:
    """Sends these bytes, then closes."""

    async def act(writer: asyncio.StreamWriter) -> None:
        writer.write(data)
        await writer.drain()
        writer.close()

    return act


def drip(data: bytes) -> Act:
    """Sends these bytes and never the rest."""

    async def act(writer: asyncio.StreamWriter) -> None:
        writer.write(data)
        await writer.drain()
        await asyncio.Event().wait()

    return act


@dataclass(frozen=True, slots=True)
class Heard:
    method: str
    target: str
    headers: dict[str, str]
    body: bytes
    connection: int


Reply = bytes | Act


@dataclass
class PhoneServer:
    """`replies`: what a target is answered, or a list of replies, one after the other, the last one for ever."""

    address: str = ""
    replies: dict[str, Reply | list[Reply]] = field(default_factory=dict)
    otherwise: Reply = field(default_factory=lambda: answer(b"not here", 404))
    heard: list[Heard] = field(default_factory=list, repr=False)  # has credentials
    connections: int = 0
    open: int = 0
    most_open: int = 0
    idle: asyncio.Event = field(default_factory=asyncio.Event)
    listening: asyncio.Server | None = None
    _writers: list[asyncio.StreamWriter] = field(default_factory=list)
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)

    @property
    def targets(self) -> list[str]:
        return [f"{one.method} {one.target}" for one in self.heard]

    @property
    def with_credentials(self) -> list[str]:
        return [one.target for one in self.heard if "authorization" in one.headers]

    async def drop_all(self) -> None:
        """Closes every open connection, in order."""
        for writer in list(self._writers):
            writer.close()
            with suppress(ConnectionError):
                await writer.wait_closed()

    async def break_all(self) -> None:
        """Resets every open connection."""
        for writer in list(self._writers):
            connection = writer.transport.get_extra_info("socket")
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            writer.transport.abort()
            with suppress(ConnectionError):
                await writer.wait_closed()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        self.connections += 1
        self.open += 1
        self.idle.clear()
        self.most_open = max(self.most_open, self.open)
        self._writers.append(writer)
        number = self.connections
        try:
            while (heard := await _hear(reader, number)) is not None:
                self.heard.append(heard)
                reply = self._reply_to(heard.target)
                if isinstance(reply, bytes):
                    writer.write(reply)
                    await writer.drain()
                    if b"\r\nConnection: close" in reply.partition(b"\r\n\r\n")[0]:
                        return
                else:
                    await reply(writer)
        except (ConnectionError, asyncio.CancelledError):
            pass
        finally:
            self.open -= 1
            self._writers.remove(writer)
            self._tasks.discard(task)
            writer.close()
            if not self.open:
                self.idle.set()

    async def stop_listening(self) -> None:
        """From now on connections are refused."""
        assert self.listening is not None
        self.listening.close()

    async def stop(self) -> None:
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _reply_to(self, target: str) -> Reply:
        reply = self.replies.get(target, self.otherwise)
        if isinstance(reply, list):
            return reply.pop(0) if len(reply) > 1 else reply[0]
        return reply


async def _hear(reader: asyncio.StreamReader, connection: int) -> Heard | None:
    try:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
    except asyncio.IncompleteReadError:
        return None
    first, *lines = head.strip().split("\r\n")
    method, target, _ = first.split(" ")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    body = await reader.readexactly(int(headers.get("content-length", "0")))
    return Heard(method, target, headers, body, connection)


@asynccontextmanager
async def serving(host: str = "127.0.0.1", port: int = 0, **replies: Reply) -> AsyncIterator[PhoneServer]:
    """A server on a port of its own."""
    server = PhoneServer(replies=dict(replies))
    listening = server.listening = await asyncio.start_server(server.serve, host, port)
    number = listening.sockets[0].getsockname()[1]
    server.address = f"{host}:{number}"
    try:
        yield server
    finally:
        listening.close()
        await server.stop()
        await listening.wait_closed()


def be_an_8841(server: PhoneServer) -> None:
    """Answers as an idle CP-8841 named SEP00AABB112233 does."""
    server.replies |= {
        DEVICE: answer(page("device-8841.html")),
        NETWORK: answer(page("network-8841.html")),
        STATUS: answer(page("status-8841.html")),
        "/CGI/Execute": answer(SUCCESS, content_type="text/xml"),
        "/CGI/Screenshot": answer(b"BM" + bytes(3000), content_type="image/bmp"),
    }
    server.replies |= {stream: answer(page("stream-idle.html")) for stream in STREAMS}
