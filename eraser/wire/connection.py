"""One TCP connection to one phone, one request at a time.

Knows bytes, not phones. Raises httpx's exceptions, since it stands under an httpx transport.
"""

from __future__ import annotations

import asyncio
import select
import ssl
from math import inf
from typing import Any, cast

import httptools
import httpx

from eraser.wire.phone_tls import fingerprint_of
from eraser.wire.question import Answer, Question

HEADER_LIMIT_BYTES = 16 * 1024
BODY_LIMIT_BYTES = 4 * 1024 * 1024  # a picture of 800×480 pixels has 1.5 MB (phones §4.2)
_WITHOUT_BODY = frozenset({204, 304})
_FRAMES = frozenset({b"content-length", b"transfer-encoding"})
_SWITCHING = 101
_HAIR_S = 0.001  # by which a timer may ring early: clocks are floats, and uvloop counts milliseconds


class AnswerReader:
    """Bytes in, one answer out (the names of the `on_…` methods are httptools')."""

    def __init__(self, body_limit_bytes: int) -> None:
        self.answer = Answer()
        self.done = False
        self.begun = False
        self._body_limit_bytes = body_limit_bytes
        self._pieces: list[bytes] = []
        self._body_bytes = 0
        self._head_bytes = 0
        self._unfinished_bytes = 0
        self._head_done = False
        self._framed = False
        self._until_close = False
        self._parser = httptools.HttpResponseParser(self)
        # One request a connection at a time, so nothing can be smuggled: what old phones write sloppily is read.
        self._parser.set_dangerous_leniencies(
            lenient_headers=True,
            lenient_data_after_close=True,
            lenient_optional_cr_before_lf=True,
            lenient_optional_lf_after_cr=True,
        )

    def feed(self, data: bytes) -> None:
        """Raises RemoteProtocolError for what is no HTTP or too much of it."""
        self.begun = True
        try:
            self._parser.feed_data(data)
        except httptools.HttpParserError as error:
            if not self.done:
                raise httpx.RemoteProtocolError(f"no HTTP: {error}") from error
            self.answer.keep_alive = False
        if not self._head_done:
            self._unfinished_bytes += len(data)  # a header that never ends is not told to us
        if max(self._head_bytes, self._unfinished_bytes) > HEADER_LIMIT_BYTES:
            raise httpx.RemoteProtocolError(f"headers of more than {HEADER_LIMIT_BYTES} bytes")
        if self._body_bytes > self._body_limit_bytes:
            raise httpx.RemoteProtocolError(f"a body of more than {self._body_limit_bytes} bytes")

    def end(self) -> None:
        """The other side closed: the end of a body that says no length."""
        if self._head_done and self._until_close and not self.done:
            self._finish()

    def let_go(self) -> None:
        """The parser and this hold each other, and the answer with them, until the collector of garbage comes by."""
        del self._parser

    def on_message_begin(self) -> None:
        if self.done:
            self.answer.keep_alive = False  # more than was asked for

    def on_header(self, name: bytes, value: bytes) -> None:
        if self.done:
            return
        self._head_bytes += len(name) + len(value) + 4  # with colon, blank and line end
        if self._head_bytes <= HEADER_LIMIT_BYTES:
            name = name.lower()
            self.answer.headers.append((name, value))
            self._framed = self._framed or name in _FRAMES

    def on_headers_complete(self) -> None:
        if self.done:
            return
        self._head_done = True
        self.answer.status_code = self._parser.get_status_code()
        self._until_close = not self._framed and self.answer.status_code not in _WITHOUT_BODY

    def on_body(self, piece: bytes) -> None:
        if self.done:
            return
        self._body_bytes += len(piece)
        if self._body_bytes <= self._body_limit_bytes:
            self._pieces.append(piece)

    def on_message_complete(self) -> None:
        if self.done:
            return
        if 100 <= self.answer.status_code < 200 and self.answer.status_code != _SWITCHING:
            self._head_done = self._framed = False  # an interim answer: the real one follows
            self.answer.headers.clear()
            return
        self.answer.keep_alive = self._parser.should_keep_alive() and self.answer.status_code != _SWITCHING
        self._finish()

    def _finish(self) -> None:
        self.done = True
        self.answer.body = b"".join(self._pieces)


class PhoneConnection(asyncio.Protocol):
    """A connection; `was_reset` tells that the other side broke it rather than closed it."""

    def __init__(self, loop: asyncio.AbstractEventLoop, body_limit_bytes: int = BODY_LIMIT_BYTES) -> None:
        self.was_reset = False
        self.certificate: str | None = None  # fingerprint of the one that the phone showed; None without TLS
        self._loop = loop
        self._body_limit_bytes = body_limit_bytes
        self._transport: asyncio.Transport | None = None
        self._reader: AnswerReader | None = None
        self._waiting: asyncio.Future[Answer] | None = None
        self._usable = False
        self._arrivals: _Arrivals | None = None
        self._opening: asyncio.Task[Any] | None = None  # who waits for the connection
        self._within_s = 0.0
        self._due_s = inf  # when the connection must be there, or the answer whole, by the loop's clock
        self._timer: asyncio.TimerHandle | None = None  # one for many waits: most end long before it
        self._rings_s = inf  # when it rings, which uvloop's does not tell where that is at once

    async def open(self, host: str, port: int, tls: ssl.SSLContext | None, *, within_s: float) -> None:
        """Connects; over TLS, `certificate` is known then.

        Raises:
            httpx.ConnectTimeout, httpx.ConnectError: there is no connection.
        """
        self._opening = task = asyncio.current_task(self._loop)
        assert task is not None
        wished = task.cancelling()
        self._expect_within(within_s)
        try:
            transport, _ = await self._loop.create_connection(lambda: self, host, port, ssl=tls)
        except BaseException as error:
            self._stop_timer()
            # As asyncio.timeout does, for a tenth of its price: the end of the time and a wish from outside may meet.
            if self._opening is None and task.uncancel() <= wished and isinstance(error, asyncio.CancelledError):
                raise httpx.ConnectTimeout(f"no connection within {within_s:g} s") from None
            if isinstance(error, OSError | UnicodeError):
                raise httpx.ConnectError(str(error)) from error
            raise
        finally:
            self._opening, self._due_s = None, inf
        if tls is not None:
            self.certificate = fingerprint_of(transport.get_extra_info("ssl_object"))

    async def ask(self, question: Question, *, answer_within_s: float) -> Answer:
        """Sends a request and waits for the whole answer.

        Raises:
            httpx.ReadTimeout, httpx.ReadError, httpx.RemoteProtocolError: no whole answer came; bytes may have left.
        """
        transport = self._transport
        if transport is None:
            raise httpx.WriteError("the connection is closed")
        assert self._reader is None, "the question before is not answered yet"
        self._reader = AnswerReader(self._body_limit_bytes)
        self._waiting = self._loop.create_future()
        self._usable = False
        try:
            self._expect_within(answer_within_s)
            transport.write(question.serialised())  # no variable holds the bytes: they carry the login
            answer = await self._waiting
        except BaseException:
            self.abort()
            raise
        finally:
            self._due_s = inf
            self._reader.let_go()
            self._reader = self._waiting = None
        self._usable = answer.keep_alive
        if not self._usable:
            self.close()
        return answer

    def is_usable(self) -> bool:
        """Whether another request may be sent: open, kept alive, and nothing arrived unasked (an end is an arrival)."""
        if self._transport is None or self._transport.is_closing() or not self._usable:
            return False
        if self._arrivals is None:
            self._arrivals = _Arrivals(self._transport.get_extra_info("socket").fileno())
        return not self._arrivals.are_there()

    def close(self) -> None:
        self._usable = False
        if self._transport is not None:
            self._transport.close()

    def abort(self) -> None:
        self._usable = False
        if self._transport is not None:
            self._transport.abort()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)
        self._usable = True

    def data_received(self, data: bytes) -> None:
        if self._reader is None:
            self.abort()  # nobody asked
            return
        try:
            self._reader.feed(data)
        except httpx.RemoteProtocolError as error:
            self._fail(error)
            return
        if self._reader.done:
            self._succeed(self._reader.answer)

    def eof_received(self) -> None:
        self._usable = False
        if self._reader is None:
            return
        self._reader.end()
        if self._reader.done:
            self._succeed(self._reader.answer)
        elif self._reader.begun:
            self._fail(httpx.RemoteProtocolError("the answer was cut short"))
        else:
            self._fail(httpx.ReadError("the connection was closed without an answer"))

    def connection_lost(self, exc: Exception | None) -> None:
        self._usable = False
        self._transport = None
        self._stop_timer()
        self.was_reset = exc is not None
        self._fail(httpx.ReadError(f"the connection broke ({exc})" if exc else "the connection was closed"))

    def _expect_within(self, within_s: float) -> None:
        self._within_s, self._due_s = within_s, self._loop.time() + within_s
        if self._timer is not None and self._rings_s > self._due_s:
            self._stop_timer()
        if self._timer is None:
            self._ring_when_due()

    def _ring_when_due(self) -> None:
        self._rings_s = self._due_s
        self._timer = self._loop.call_at(self._rings_s, self._look_at_clock)

    def _look_at_clock(self) -> None:
        self._timer = None
        if self._due_s == inf:
            return
        if self._due_s - self._loop.time() > _HAIR_S:
            self._ring_when_due()
        elif self._opening is not None:
            self._opening.cancel()
            self._opening = None
        else:
            self._fail(httpx.ReadTimeout(f"no whole answer within {self._within_s:g} s"))

    def _stop_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _succeed(self, answer: Answer) -> None:
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_result(answer)

    def _fail(self, error: httpx.TransportError) -> None:
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_exception(error)


class _Arrivals:
    """Whether bytes, or the end, wait at a socket."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._poll: select.poll | None = None

    def are_there(self) -> bool:
        if not hasattr(select, "poll"):
            return bool(select.select([self._descriptor], [], [], 0)[0])
        if self._poll is None:
            self._poll = select.poll()
            self._poll.register(self._descriptor, select.POLLIN)
        return bool(self._poll.poll(0))
