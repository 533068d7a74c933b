"""The thin httpx transport: one connection to one phone, no pool (performance §1: a shared pool is scanned for every
request, and a client's own TLS context costs 16 ms and 831 kB a phone).
"""

from __future__ import annotations

import asyncio
import ssl
from functools import cache
from typing import Any

import httpx

from eraser.wire.connection import BODY_LIMIT_BYTES, PhoneConnection

_SENT = "eraser.sent"
_PORTS = {"http": 80, "https": 443}


def has_left(request: httpx.Request) -> bool:
    """Whether bytes of this request had left when its answer, or its failure, came."""
    return bool(request.extensions.get(_SENT, False))


@cache
def phone_tls() -> ssl.SSLContext:
    """One TLS context for all phones. Their certificates are self-signed or the maker's, and never name the host
    (phones §3.5): the name on the page is what tells a phone, not its certificate."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


class PhoneTransport(httpx.AsyncBaseTransport):
    """Sends one request after the other. Never sends one twice: a connection that the phone dropped while idle is
    replaced before the first byte, never after it."""

    def __init__(
        self,
        *,
        connect_within_s: float = 5.0,
        answer_within_s: float = 10.0,
        tls: ssl.SSLContext | None = None,
        body_limit_bytes: int = BODY_LIMIT_BYTES,
    ) -> None:
        self._connect_within_s = connect_within_s
        self._answer_within_s = answer_within_s
        self._tls = tls
        self._body_limit_bytes = body_limit_bytes
        self._turn = asyncio.Lock()
        self._connection: PhoneConnection | None = None
        self._origin: tuple[str, str, int] | None = None

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
        async with self._turn:
            try:
                connection = await self._connected(request)
                request.extensions[_SENT] = True
                answer = await connection.ask(request, answer_within_s=self._answer_within_s)
            except httpx.TransportError as error:
                error.request = request
                raise
        encodings = {value.strip().lower() for name, value in answer.headers if name.lower() == b"content-encoding"}
        if encodings - {b"identity"}:
            # Not asked for, and a small body could grow without bound.
            raise httpx.RemoteProtocolError("an encoded body that was not asked for", request=request)
        return httpx.Response(answer.status_code, headers=answer.headers, content=answer.body, request=request)

    async def aclose(self) -> None:
        """Closes the connection."""
        if self._connection is not None:
            self._connection.close()

    async def _connected(self, request: httpx.Request) -> PhoneConnection:
        scheme, host = request.url.scheme, request.url.host
        origin = (scheme, host, request.url.port or _PORTS.get(scheme, 80))
        if self._connection is not None:
            if self._origin == origin and self._connection.is_usable():
                return self._connection
            self._connection.close()
            self._connection = None
        self._connection = await self._connect(*origin)
        self._origin = origin
        return self._connection

    async def _connect(self, scheme: str, host: str, port: int) -> PhoneConnection:
        loop = asyncio.get_running_loop()
        secure: dict[str, Any] = {"ssl": self._tls or phone_tls()} if scheme == "https" else {}
        try:
            async with asyncio.timeout(self._connect_within_s):
                _, connection = await loop.create_connection(
                    lambda: PhoneConnection(loop, self._body_limit_bytes), host, port, **secure
                )
        except TimeoutError as error:
            raise httpx.ConnectTimeout(f"no connection within {self._connect_within_s:g} s") from error
        except (OSError, UnicodeError) as error:
            raise httpx.ConnectError(str(error)) from error
        return connection
