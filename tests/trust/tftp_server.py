"""A TFTP server for tests, written from RFC 1350 and 2347 to 2349, with the bad manners that a client must survive.

async with serving({"ITLFile.tlv": data}, Manners(loses={3})) as server: …
"""

from __future__ import annotations

import asyncio
import struct
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

Address = tuple[str, int]
HOST = "127.0.0.21"


@dataclass
class Manners:
    """Everything off: a good server with options."""

    knows_options: bool = True
    refuses_options_with: int | None = None  # an error code
    loses: set[int] = field(default_factory=set)  # of the packets with data, counted from 1: this one never arrives
    doubles: bool = False  # every packet leaves twice
    after_last_block: int = 0  # what follows block 65535
    tells_bytes: int | None = None  # another size than the file's
    block_bytes: int | None = None  # a size that was not asked for
    extra_option: bool = False
    error: tuple[int, str] | None = None  # the answer to every request
    says: bytes | None = None  # one packet of garbage in place of an answer
    silent: bool = False
    deaf_to: int = 0  # that many requests are lost
    stops_after: int | None = None  # packets with data
    stranger: bytes | None = None  # sent from another port before the first packet
    stranger_host: str = HOST
    leaves_it_to_the_stranger: bool = False
    too_long_block: bool = False
    endless: bool = False


class Transfer(asyncio.DatagramProtocol):
    """One file to one client, from a port of its own."""

    def __init__(self, client: Address, content: bytes, options: dict[str, str], manners: Manners) -> None:
        self.client, self.content, self.manners = client, content, manners
        self.size = 512
        self.number = self.at = self.sent = 0
        self.accepted: dict[str, str] = {}
        if options and manners.knows_options:
            self.accepted = {"blksize": str(manners.block_bytes or options["blksize"])}
            self.accepted["tsize"] = str(len(content) if manners.tells_bytes is None else manners.tells_bytes)
            self.size = int(self.accepted["blksize"])
            if manners.extra_option:
                self.accepted["windowsize"] = "4"
        self.heard: list[bytes] = []
        self.was_refused = asyncio.Event()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport
        if self.accepted:
            words = b"".join(word.encode() + b"\0" for item in self.accepted.items() for word in item)
            self._send(b"\0\6" + words)
        else:
            self._send_block()

    def datagram_received(self, data: bytes, addr: Address) -> None:
        self.heard.append(data)
        kind, number = struct.unpack(">HH", data[:4])
        if kind != 4:
            self.was_refused.set()
            return
        if self.sent in self.manners.loses:  # what is acknowledged again tells that the next was lost
            self.manners.loses.remove(self.sent)
            self._send(self.again)
        if number != self.number:
            return  # an acknowledgement of before: answering it would double everything from here on
        last = self.number and self.at + self.size > len(self.content) and not self.manners.endless
        if last:
            return
        self._next()

    def _next(self) -> None:
        if self.number or self.at:
            self.at += self.size
        self._send_block()

    def _send_block(self) -> None:
        self.number = self.manners.after_last_block if self.number == 0xFFFF else self.number + 1
        block = self.content[self.at : self.at + self.size]
        if self.manners.endless:
            block = bytes(self.size)
        if self.manners.too_long_block:
            block = bytes(self.size + 1)
        self.again = struct.pack(">HH", 3, self.number) + block
        self.sent += 1
        if self.manners.stops_after is not None and self.sent > self.manners.stops_after:
            return
        if self.sent in self.manners.loses:
            return
        self._send(self.again)

    def _send(self, datagram: bytes) -> None:
        for _ in range(2 if self.manners.doubles else 1):
            self.transport.sendto(datagram, self.client)


class Server(asyncio.DatagramProtocol):
    def __init__(self, files: dict[str, bytes], manners: Manners) -> None:
        self.files, self.manners = files, manners
        self.asked: list[tuple[str, bool]] = []  # name, with options
        self.transfers: list[Transfer] = []
        self.turned_away: list[bytes] = []
        self.endpoints: list[asyncio.BaseTransport] = []
        self.tasks: set[asyncio.Task[None]] = set()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport
        self.port = transport.get_extra_info("sockname")[1]

    def datagram_received(self, data: bytes, addr: Address) -> None:
        words = data[2:].split(b"\0")[:-1]
        assert (b"\0\1", b"octet") == (data[:2], words[1])
        name, rest = words[0].decode(), [word.decode() for word in words[2:]]
        options = dict(zip(rest[::2], rest[1::2], strict=True))
        self.asked.append((name, bool(options)))
        if len(self.asked) <= self.manners.deaf_to:
            return
        refusal = self._refusal(name, options)
        if self.manners.silent:
            return
        if self.manners.says is not None:
            self.transport.sendto(self.manners.says, addr)
        elif refusal is not None:
            code, message = refusal
            self.transport.sendto(struct.pack(">HH", 5, code) + message.encode() + b"\0", addr)
        else:
            task = asyncio.get_running_loop().create_task(self._begin(addr, name, options))
            self.tasks.add(task)

    def _refusal(self, name: str, options: dict[str, str]) -> tuple[int, str] | None:
        if self.manners.error:
            return self.manners.error
        if options and self.manners.refuses_options_with is not None:
            return self.manners.refuses_options_with, "no options"
        return None if name in self.files else (1, "File not found")

    async def _begin(self, addr: Address, name: str, options: dict[str, str]) -> None:
        loop = asyncio.get_running_loop()
        if self.manners.stranger is not None:
            turned_away = self.turned_away

            class Stranger(asyncio.DatagramProtocol):
                def datagram_received(self, data: bytes, addr: Address) -> None:
                    turned_away.append(data)

            stranger, _ = await loop.create_datagram_endpoint(Stranger, local_addr=(self.manners.stranger_host, 0))
            self.endpoints.append(stranger)
        if self.manners.leaves_it_to_the_stranger:
            stranger.sendto(self.manners.stranger, addr)
            return
        make = lambda: Transfer(addr, self.files[name], options, self.manners)  # noqa: E731
        transport, transfer = await loop.create_datagram_endpoint(make, local_addr=(HOST, 0))
        if self.manners.stranger is not None:
            stranger.sendto(self.manners.stranger, addr)
        self.endpoints.append(transport)
        self.transfers.append(transfer)


@asynccontextmanager
async def serving(files: dict[str, bytes], manners: Manners | None = None) -> AsyncIterator[Server]:
    make = lambda: Server(files, manners or Manners())  # noqa: E731
    transport, server = await asyncio.get_running_loop().create_datagram_endpoint(make, local_addr=(HOST, 0))
    try:
        yield server
    finally:
        for one in (transport, *server.endpoints):
            one.close()
