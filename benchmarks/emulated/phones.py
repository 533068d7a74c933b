"""Thousands of phones in one process of their own, on one core: raw bytes over uvloop, everything made beforehand.

One listener on the loopback device answers for all of 127.0.0.0/8: the address that was asked is the phone. A key is
answered after 50 ms, as phones do on a good day; pages and pictures at once. After its last confirming key a phone
breaks every connection for a while, and then has the new list. It takes no notice of logins.

A key is due when the one before was answered and the rest is over; what the looks between them took is the phone's
own. Keys right after looks at pages are not judged: nobody but the engine knows when they are due.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import re
import resource
import socket
import time
from array import array
from dataclasses import dataclass
from ipaddress import IPv4Address
from multiprocessing.connection import Connection
from typing import Any, Self
from urllib.parse import quote

import uvloop

from benchmarks.emulated.tape import AUTHENTICATION, Tape
from eraser.model.phone import Phone

ANSWER_S = 0.05
NO_MOVE = "Key:NavDwn"  # a key that leads nowhere on these phones
FIRST = IPv4Address("127.4.0.0")
AUTHENTICATION_AT = "127.3.0.1"
_CLOCK = re.compile(rb">\d{1,2}:\d\d:\d\d[ap]m<")
_KEPT = "Connection: keep-alive\r\n"
_CLOSED = "Connection: close\r\n"


@dataclass(frozen=True, slots=True)
class Manner:
    """How a fleet behaves. `rest_s`: the rest between keys that the client was told, for judging its lateness."""

    keep_alive: bool = True
    real_pictures: bool = False  # else a few bytes that name the screen
    away_s: float = 3.0
    rest_s: float = 1.0


@dataclass(slots=True)
class Seen:
    """What the phones saw of a fleet."""

    keys: int
    requests: int
    most_connections: int
    late_s: array[float]


class _Book:
    """Everything that a fleet of one manner says, as bytes; and what it counts."""

    def __init__(self, tape: Tape, manner: Manner, authentication: str) -> None:
        self.manner, self.tape = manner, tape
        self.mac = tape.name.removeprefix("SEP").encode()
        server = AUTHENTICATION.split("/")[2].encode()
        self.before, self.after = (
            {path: body.replace(server, authentication.encode()) for path, body in pages.items()}
            for pages in (tape.before, tape.after)
        )
        kind = _KEPT if manner.keep_alive else _CLOSED
        self.page_head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n%bContent-Length: " % kind.encode()
        pictures = tape.pictures if manner.real_pictures else [b"BM%d" % place for place in range(tape.confirms)]
        self.pictures = [self.framed(one) for one in pictures]
        reply = (
            '<?xml version="1.0"?><CiscoIPPhoneResponse><ResponseItem Status="0" Data="Success" URL="{}"/>'
            "</CiscoIPPhoneResponse>"
        )
        self.replies = {
            quote(key, safe="").encode(): self.framed(reply.format(key).encode()) for key in {*tape.keys, NO_MOVE}
        }
        self.order = [quote(key, safe="").encode() for key in tape.keys[: tape.confirms]]
        self.missing = b"HTTP/1.1 404 Not Found\r\n%bContent-Length: 0\r\n\r\n" % kind.encode()
        self.forget()

    def own(self, body: bytes, mac: bytes) -> bytes:
        """A page as this phone's: with its name, and with its clock going, so that no look is quite like the last."""
        if _CLOCK.search(body):
            body = _CLOCK.sub(time.strftime(">%I:%M:%S%p<").lower().encode(), body)
        return body.replace(self.mac, mac)

    def framed(self, body: bytes) -> bytes:
        return self.page_head + b"%d\r\n\r\n" % len(body) + body

    def forget(self) -> None:
        self.phones: dict[str, _Phone] = {}
        self.keys = self.requests = self.connections = self.most_connections = 0
        self.late_s = array("d")

    def seen(self) -> Seen:
        return Seen(self.keys, self.requests, self.most_connections, self.late_s)


class _Phone:
    """What is remembered of a phone while nobody is connected."""

    __slots__ = ("back_at", "due", "mac", "place")

    def __init__(self, host: str) -> None:
        self.mac = mac_of(host)
        self.place = 0
        self.back_at = 0.0
        self.due: float | None = None


class _Connection(asyncio.Protocol):
    __slots__ = ("book", "buffer", "clock", "later", "phone", "transport")

    def __init__(self, book: _Book, loop: asyncio.AbstractEventLoop) -> None:
        self.book, self.clock, self.later = book, time.monotonic, loop.call_later
        self.buffer = b""

    def connection_made(self, transport: Any) -> None:
        self.transport = transport
        host = transport.get_extra_info("sockname")[0]
        book = self.book
        self.phone = book.phones.get(host) or book.phones.setdefault(host, _Phone(host))
        book.connections += 1
        book.most_connections = max(book.most_connections, book.connections)
        if self.phone.back_at > self.clock():
            transport.abort()

    def connection_lost(self, _: Exception | None) -> None:
        self.book.connections -= 1

    def data_received(self, data: bytes) -> None:
        data = self.buffer + data
        head, found, body = data.partition(b"\r\n\r\n")
        if not found or (head.startswith(b"POST") and not body.endswith(b"%3E")):
            self.buffer = data
            return
        self.buffer = b""
        if self.phone.back_at > self.clock():
            self.transport.abort()
            return
        self.book.requests += 1
        if body:
            self._press(body[(start := body.index(b"URL%3D%22") + 9) : body.index(b"%22", start)])
        else:
            self._show(head[4 : head.index(b" ", 4)])

    def _press(self, key: bytes) -> None:
        book, phone = self.book, self.phone
        if phone.due is not None:
            book.late_s.append(self.clock() - phone.due)
            phone.due = None
        book.keys += 1
        if phone.place < len(book.order) and key == book.order[phone.place]:
            phone.place += 1
            if phone.place == len(book.order):
                self.later(ANSWER_S, self._restart)
        self.later(ANSWER_S, self._answer, book.replies.get(key, book.missing))

    def _restart(self) -> None:
        self.phone.back_at = self.clock() + self.book.manner.away_s
        self.later(self.book.manner.rest_s, self.transport.abort)

    def _answer(self, reply: bytes) -> None:
        phone, book = self.phone, self.book
        if phone.place < len(book.order):
            phone.due = self.clock() + book.manner.rest_s
        self._send(reply)

    def _show(self, path: bytes) -> None:
        book, phone = self.book, self.phone
        if path == b"/CGI/Screenshot":
            self._send(book.pictures[phone.place if phone.place < len(book.order) else 0])
            return
        phone.due = None
        body = (book.before if phone.place < len(book.order) else book.after).get(path)
        self._send(book.missing if body is None else book.framed(book.own(body, phone.mac)))

    def _send(self, answer: bytes) -> None:
        if self.transport.is_closing():
            return
        self.transport.write(answer)
        if not self.book.manner.keep_alive:
            self.transport.close()


class Fleets:
    """The process of the phones. A context; in it `phones` gives phones that nobody asked before."""

    def __init__(self, tape: Tape, *, core: int | None, first: int = 0) -> None:
        self.tape = tape
        self._core = core
        self._given = first
        self._listener = socket.socket()
        self._listener.setsockopt(socket.SOL_SOCKET, socket.SO_BINDTODEVICE, b"lo\0")
        self._listener.bind(("0.0.0.0", 0))
        self._listener.listen(4096)
        self.port = int(self._listener.getsockname()[1])

    def __enter__(self) -> Self:
        context = multiprocessing.get_context("fork")  # before any thread: the tape need not travel
        self._here, there = context.Pipe()
        self._process = context.Process(target=self._serve, args=(there,), daemon=True)
        self._process.start()
        self._listener.close()
        return self

    def __exit__(self, *_: object) -> None:
        self._here.send(None)
        self._process.join(10)
        self._here.close()

    def phones(self, count: int, manner: Manner, *, sites: int = 1) -> list[Phone]:
        """So many phones that behave like this. What the phones of before saw is forgotten."""
        self._here.send(manner)
        self._here.recv()
        hosts = [str(FIRST + self._given + n) for n in range(count)]
        self._given += count
        return [
            Phone(
                name=f"SEP{mac_of(host).decode()}",
                address=f"{host}:{self.port}",
                site=f"site {n % sites}",
                model=self.tape.model,
                firmware=self.tape.firmware,
            )
            for n, host in enumerate(hosts)
        ]

    def seen(self) -> Seen:
        self._here.send("seen")
        seen: Seen = self._here.recv()
        return seen

    def _serve(self, pipe: Connection) -> None:
        if self._core is not None:
            os.sched_setaffinity(0, {self._core})
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            runner.run(_serve(self._listener, pipe, self.tape, f"{AUTHENTICATION_AT}:{self.port}"))


def mac_of(host: str) -> bytes:
    return b"0008%08X" % int(IPv4Address(host))


async def _serve(listener: socket.socket, pipe: Connection, tape: Tape, authentication: str) -> None:
    loop, ended = asyncio.get_running_loop(), asyncio.Event()
    books = [_Book(tape, Manner(), authentication)]

    def hear() -> None:
        os.set_blocking(pipe.fileno(), True)  # what was seen of 10,000 phones fits in no pipe, and the loop made it so
        match pipe.recv():
            case None:
                ended.set()
            case Manner() as manner:
                books[0] = _Book(tape, manner, authentication)
                pipe.send(True)
            case _:
                pipe.send(books[0].seen())

    loop.add_reader(pipe.fileno(), hear)
    server = await loop.create_server(lambda: _Connection(books[0], loop), sock=listener, backlog=4096)
    await ended.wait()
    server.close()


def allow_files() -> int:
    """Raises the number of files that this process may have open to what the system lets it; how many."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    return most


def cores() -> tuple[int | None, int | None]:
    """A core for the client and one for the phones; None: there is one only."""
    found = sorted(os.sched_getaffinity(0))
    return (found[0], found[1]) if len(found) > 1 else (None, None)
