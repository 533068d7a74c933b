"""The thin httpx transport: one connection to one phone, no pool (performance §1: a shared pool is scanned for every
request, and a client's own TLS context costs 16 ms and 831 kB a phone).
"""

from __future__ import annotations

import asyncio
import ssl

import httpx

from eraser.ops.unverified_tls import legacy_tls, modern_tls
from eraser.wire.connection import BODY_LIMIT_BYTES, PhoneConnection
from eraser.wire.phone_tls import CertificateChanged
from eraser.wire.question import Answer, Origin, Question, header_lines

_SENT = "eraser.sent"
_PORTS = {"http": 80, "https": 443}


def has_left(request: httpx.Request) -> bool:
    """Whether bytes of this request had left when its answer, or its failure, came."""
    return bool(request.extensions.get(_SENT, False))


class PhoneTransport(httpx.AsyncBaseTransport):
    """Sends one request after the other. Never sends one twice: a connection that the phone dropped while idle is
    replaced before the first byte, never after it.

    Over TLS a request with a login leaves only on a connection that shows the certificate of the last request without
    one. `allow_legacy`: where a modern handshake fails, the TLS of old phones is tried; `is_legacy` tells that it was
    needed.
    """

    def __init__(
        self,
        *,
        connect_within_s: float = 5.0,
        answer_within_s: float = 10.0,
        tls: ssl.SSLContext | None = None,
        allow_legacy: bool = False,
        body_limit_bytes: int = BODY_LIMIT_BYTES,
    ) -> None:
        self._connect_within_s = connect_within_s
        self._answer_within_s = answer_within_s
        self._tls = tls
        self._allow_legacy = allow_legacy
        self._certificate: str | None = None  # of the last request without a login
        self.is_legacy = False
        self._body_limit_bytes = body_limit_bytes
        self._turn = asyncio.Lock()
        self._connection: PhoneConnection | None = None
        self._origin: Origin | None = None

    @property
    def was_reset(self) -> bool:
        """Whether the phone broke the connection, rather than closed it, since the last answer."""
        return self._connection is not None and self._connection.was_reset

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Sends the request and returns the whole answer.

        Raises:
            httpx.TransportError: `has_left(request)` tells whether bytes of it had left.
        """
        await request.aread()
        question = _question_of(request)
        try:
            async with self._turn:
                answer = await self.ask(question)
        except httpx.TransportError as error:
            error.request = request
            raise
        finally:
            request.extensions[_SENT] = question.has_left
        return httpx.Response(answer.status_code, headers=answer.headers, content=answer.body, request=request)

    async def ask(self, question: Question) -> Answer:
        """As `handle_async_request`, without httpx's objects; `question.has_left` tells what `has_left` does. One
        question at a time: who asks sees to it."""
        connection = await self._connected(question.origin)
        self._check_certificate(connection, question)
        question.has_left = True
        answer = await connection.ask(question, answer_within_s=self._answer_within_s)
        for name, value in answer.headers:
            if name == b"content-encoding" and value.strip().lower() != b"identity":
                # Not asked for, and a small body could grow without bound.
                raise httpx.RemoteProtocolError("an encoded body that was not asked for")
        return answer

    async def aclose(self) -> None:
        """Closes the connection."""
        if self._connection is not None:
            self._connection.close()

    async def _connected(self, origin: Origin) -> PhoneConnection:
        if self._connection is not None:
            if self._origin == origin and self._connection.is_usable():
                return self._connection
            self._connection.close()
            self._connection = None
        self._connection = await self._connect(*origin)
        self._origin = origin
        return self._connection

    def _check_certificate(self, connection: PhoneConnection, question: Question) -> None:
        """Raises CertificateChanged before a login leaves to somebody who has not shown the phone's pages."""
        if not question.has_login:
            self._certificate = connection.certificate
        elif connection.certificate != self._certificate:
            connection.close()
            raise CertificateChanged("another certificate than that of the phone's pages; no login was sent")

    async def _connect(self, scheme: str, host: str, port: int) -> PhoneConnection:
        if scheme != "https":
            return await self._open(host, port, None)
        try:
            return await self._open(host, port, legacy_tls() if self.is_legacy else self._tls or modern_tls())
        except httpx.ConnectError as error:
            # A server that finds nothing in common says so, or breaks the connection.
            failed = isinstance(error.__cause__, ssl.SSLError | ConnectionResetError)
            if self.is_legacy or not self._allow_legacy or not failed:
                raise
        connection = await self._open(host, port, legacy_tls())
        self.is_legacy = True
        return connection

    async def _open(self, host: str, port: int, tls: ssl.SSLContext | None) -> PhoneConnection:
        connection = PhoneConnection(asyncio.get_running_loop(), self._body_limit_bytes)
        await connection.open(host, port, tls, within_s=self._connect_within_s)
        return connection


def _question_of(request: httpx.Request) -> Question:
    url = request.url
    return Question(
        origin=(url.scheme, url.host, url.port or _PORTS.get(url.scheme, 80)),
        method=request.method,
        path=url.raw_path.decode("ascii"),
        head=header_lines(request.headers.raw),
        body=request.content,
        has_login="authorization" in request.headers,
    )
