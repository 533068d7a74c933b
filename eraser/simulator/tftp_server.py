"""A TFTP server that only reads: RFC 1350 with the options blksize and tsize (RFC 2347 to 2349).

Files come from a function by their name, never from a disk. Whatever a client sends that makes no sense is answered
with an error or not at all, and is forgotten.
"""

from __future__ import annotations

import asyncio
import struct
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

Ask = Callable[[str], bytes | None]
Peer = tuple[str, int]

READ, WRITE, DATA, ACK, ERROR, OACK = 1, 2, 3, 4, 5, 6  # RFC 1350, RFC 2347
NOT_FOUND, REFUSED, ILLEGAL, UNKNOWN_TRANSFER = 1, 2, 4, 5
BLOCK_BYTES, SMALLEST_BLOCK_BYTES, LARGEST_BLOCK_BYTES = 512, 8, 65_464  # RFC 1350, RFC 2348
ANSWER_WITHIN_S = 1.0  # then the packet goes out again; RFC 1350 names no number, most clients wait longer
TRIES = 4  # of one packet
MOST_TRANSFERS = 64  # at once, of one server: more than clients on loopback need; others may ask again
_LARGEST_REQUEST_BYTES = 512  # RFC 2347


@dataclass(frozen=True, slots=True)
class Request:
    """A read request with what of its options is understood. `size_asked`: tsize was named."""

    name: str
    block_bytes: int | None = None
    size_asked: bool = False


class IllegalRequest(Exception):
    """What a client sent is no read request; `code` and words are the answer to it."""

    def __init__(self, code: int, words: str) -> None:
        super().__init__(words)
        self.code = code


def read_request(packet: bytes) -> Request:
    """Raises IllegalRequest."""
    opcode = int.from_bytes(packet[:2])
    if opcode == WRITE:
        raise IllegalRequest(REFUSED, "this server only reads")
    fields = packet[2:].split(b"\0")
    if opcode != READ or len(packet) > _LARGEST_REQUEST_BYTES or len(fields) < 3 or fields[-1]:
        raise IllegalRequest(ILLEGAL, "no read request")
    name, mode, *options = (one.decode("latin-1") for one in fields[:-1])
    if mode.lower() != "octet":
        raise IllegalRequest(ILLEGAL, "octet only")
    named = dict(zip((one.lower() for one in options[::2]), options[1::2], strict=False))
    return Request(name, _block_bytes(named.get("blksize", "")), "tsize" in named)


def _block_bytes(written: str) -> int | None:
    """None for what is no number or less than allowed: the option is then passed over (RFC 2347)."""
    if not (written.isascii() and written.isdigit() and len(written) < 10):
        return None
    size = int(written)
    return None if size < SMALLEST_BLOCK_BYTES else min(size, LARGEST_BLOCK_BYTES)


def error_packet(code: int, words: str) -> bytes:
    """An ERROR."""
    return struct.pack(">HH", ERROR, code) + words.encode() + b"\0"


class TftpServer:
    """One address. Every transfer has a port of its own (RFC 1350); all of them live in one task group."""

    def __init__(self, ask: Ask) -> None:
        self._ask = ask
        self._transport: asyncio.DatagramTransport | None = None
        self._life: asyncio.Task[None] | None = None
        self._group: asyncio.TaskGroup | None = None
        self._transfers: dict[Peer, _Transfer] = {}
        self.host, self.port = "", 0
        self.requests: list[str] = []  # names that were asked for

    async def start(self, host: str, port: int) -> None:
        """Listens; port 0 takes a free one. Raises OSError if the address can not be had."""
        loop = asyncio.get_running_loop()
        self._transport, _ = await loop.create_datagram_endpoint(lambda: _Door(self.hear), local_addr=(host, port))
        self.host, self.port = self._transport.get_extra_info("sockname")[:2]
        opened = asyncio.Event()
        self._life = asyncio.create_task(self._live(opened))
        await opened.wait()

    async def _live(self, opened: asyncio.Event) -> None:
        async with asyncio.TaskGroup() as self._group:
            opened.set()
            await asyncio.Event().wait()  # until it is cancelled, and every transfer with it

    async def stop(self) -> None:
        """Breaks off what is under way."""
        if self._transport is not None:
            self._transport.close()
        if self._life is not None:
            self._life.cancel()
            with suppress(asyncio.CancelledError):
                await self._life
        self._transport = self._life = self._group = None

    def hear(self, packet: bytes, peer: Peer) -> None:
        """A packet to the server's own port."""
        if self._group is None or self._transport is None or int.from_bytes(packet[:2]) == ERROR:
            return  # an error is never answered
        if peer in self._transfers:
            self._transfers[peer].hear_again(packet)
            return
        try:
            request = read_request(packet)
        except IllegalRequest as error:
            self._transport.sendto(error_packet(error.code, str(error)), peer)
            return
        self.requests.append(request.name)
        content = self._ask(request.name)
        if content is None:
            self._transport.sendto(error_packet(NOT_FOUND, "File not found"), peer)
        elif len(self._transfers) < MOST_TRANSFERS:
            self._transfers[peer] = _Transfer(content, request, peer)
            self._group.create_task(self._send(self._transfers[peer], peer))

    async def _send(self, transfer: _Transfer, peer: Peer) -> None:
        try:
            await transfer.run(self.host)
        except OSError:
            pass  # no port is left: the client may ask again
        finally:
            del self._transfers[peer]
        if transfer.asked_next:
            self.hear(transfer.asked_next, peer)


class _Door(asyncio.DatagramProtocol):
    """Hands on what arrives."""

    def __init__(self, hear: Callable[[bytes, Peer], None]) -> None:
        self._hear = hear

    def datagram_received(self, data: bytes, addr: Peer) -> None:
        self._hear(data, addr)


class _Transfer:
    """One file to one client, block by block; each waits for its ACK."""

    def __init__(self, content: bytes, request: Request, peer: Peer) -> None:
        self._content = content
        self._request = request
        self._peer = peer
        self._block_bytes = request.block_bytes or BLOCK_BYTES
        self._answers: asyncio.Queue[tuple[int, int]] = asyncio.Queue()
        self._transport: asyncio.DatagramTransport | None = None
        self._was_answered = False
        self.asked_next = b""

    def hear_again(self, packet: bytes) -> None:
        """The client asks the server anew. Before its first ACK it repeats itself; behind that it has ended here."""
        if self._was_answered:
            self.asked_next = packet
            self._answers.put_nowait((ERROR, 0))

    async def run(self, host: str) -> None:
        """Until the last ACK, an ERROR of the client, or its silence."""
        loop = asyncio.get_running_loop()
        self._transport, _ = await loop.create_datagram_endpoint(lambda: _Door(self._hear), local_addr=(host, 0))
        try:
            options = self._agreed()
            if options and not await self._deliver(struct.pack(">H", OACK) + options, 0):
                return
            for number in range(len(self._content) // self._block_bytes + 1):
                part = self._content[number * self._block_bytes : (number + 1) * self._block_bytes]
                block = (number + 1) & 0xFFFF
                if not await self._deliver(struct.pack(">HH", DATA, block) + part, block):
                    return
        finally:
            self._transport.close()

    def _agreed(self) -> bytes:
        """The options that are kept, as an OACK has them."""
        agreed = {}
        if self._request.block_bytes is not None:
            agreed["blksize"] = self._block_bytes
        if self._request.size_asked:
            agreed["tsize"] = len(self._content)
        return b"".join(f"{name}\0{value}\0".encode() for name, value in agreed.items())

    async def _deliver(self, packet: bytes, block: int) -> bool:
        """Sends it until it is acknowledged. False: the client is gone or wants no more."""
        assert self._transport is not None
        for _ in range(TRIES):
            self._transport.sendto(packet, self._peer)
            with suppress(TimeoutError):
                async with asyncio.timeout(ANSWER_WITHIN_S):
                    while True:
                        opcode, number = await self._answers.get()
                        if opcode == ERROR:
                            return False
                        if (opcode, number) == (ACK, block):
                            return True
        return False

    def _hear(self, packet: bytes, peer: Peer) -> None:
        if peer != self._peer:
            if self._transport is not None and int.from_bytes(packet[:2]) != ERROR:
                self._transport.sendto(error_packet(UNKNOWN_TRANSFER, "Unknown transfer ID"), peer)
        elif len(packet) >= 4:
            self._was_answered = True
            self._answers.put_nowait(struct.unpack(">HH", packet[:4]))
