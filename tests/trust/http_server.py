"""The HTTP service of a TFTP node for tests: files by name, or one raw answer of the test's own."""

from __future__ import annotations

import asyncio
import contextlib
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

HOST = "127.0.0.22"


class Node:
    def __init__(self, files: dict[str, bytes], raw: bytes | None) -> None:
        self.files, self.raw = files, raw
        self.asked: list[str] = []
        self.heads: list[bytes] = []
        self.port = 0
        self.tasks: set[asyncio.Task[None]] = set()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self.tasks.add(task)
        try:
            await self.answer(reader, writer)
        except (OSError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()
            with contextlib.suppress(OSError):
                await writer.wait_closed()

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        self.heads.append(head)
        name = head.split(b" ")[1].decode().removeprefix("/")
        self.asked.append(name)
        if self.raw is not None:
            writer.write(self.raw)
        elif name in self.files:
            content = self.files[name]
            writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(content) + content)
        else:
            writer.write(b"HTTP/1.1 404 Not Found\r\nContent-Length: 4\r\n\r\nnone")
        await writer.drain()
        if self.raw == b"":  # an empty answer is a server that keeps quiet
            await reader.read()


@asynccontextmanager
async def serving_http(
    files: dict[str, bytes], *, raw: bytes | None = None, tls: ssl.SSLContext | None = None
) -> AsyncIterator[Node]:
    node = Node(files, raw)
    server = await asyncio.start_server(node.serve, HOST, 0, ssl=tls)
    node.port = server.sockets[0].getsockname()[1]
    try:
        yield node
    finally:
        server.close()
        await asyncio.gather(*node.tasks)
        await server.wait_closed()
