"""The cluster's authentication service, and how a phone asks it (phones §3.3).

A phone checks the Basic login of each push by asking its Authentication URL, with user and password in the query.
Only the exact body `AUTHORIZED` lets the push in.
"""

from __future__ import annotations

import asyncio
import hmac
import secrets
import ssl
from collections import deque
from dataclasses import dataclass, field
from enum import StrEnum
from urllib.parse import parse_qs, quote_plus, urlsplit

from eraser.simulator.listener import Listener, Tally
from eraser.simulator.request import Answer, BadRequest, Request, head_of, pass_time, read_request

PATH = "/ccmcip/authenticate.jsp"
ANSWER_BYTES = 4096  # nobody says AUTHORIZED in more
WAIT_S = 6.0  # how long a phone waits for the service; not documented (phones §3.3), long enough for a busy machine


@dataclass(frozen=True, slots=True)
class Credentials:
    """What the operator has: a user that controls the fleet's phones."""

    user: str
    password: str = field(repr=False)

    @classmethod
    def fresh(cls) -> Credentials:
        """A pair nobody has seen before."""
        return cls(user=f"eraser-{secrets.token_hex(3)}", password=secrets.token_urlsafe(18))


class Login(StrEnum):
    """What came of asking the Authentication URL."""

    GRANTED = "granted"
    REFUSED = "refused"
    UNREACHABLE = "unreachable"
    UNVERIFIABLE = "unverifiable"


class AuthenticationService:
    """Answers `AUTHORIZED` to the right user and password for a phone under its control, else `UN-AUTHORIZED`.

    `tls`: it speaks https, by a certificate for which no phone's list vouches.
    """

    def __init__(
        self, credentials: Credentials, controlled: frozenset[str], *, tls: ssl.SSLContext | None = None
    ) -> None:
        self._credentials = credentials
        self._controlled = controlled
        self._scheme = "https" if tls else "http"
        self._listener = Listener(self._serve, Tally(), tls=tls)
        self._last_second: deque[float] = deque()
        self.url = ""
        self.requests = 0
        self.granted = 0
        self.most_in_a_second = 0

    async def start(self, host: str = "127.0.0.1") -> None:
        """Listens on a free port; `url` is known then."""
        await self._listener.open(host, 0)
        self.url = f"{self._scheme}://{host}:{self._listener.port}{PATH}"

    async def stop(self) -> None:
        """Closes the listener and what is under way."""
        self._listener.close()
        await self._listener.ended()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            async with asyncio.timeout(WAIT_S):
                answer = self._answer(await read_request(reader))
                writer.write(head_of(answer, version="HTTP/1.1", framing="length", keep_alive=False) + answer.body)
                await writer.drain()
        except (BadRequest, TimeoutError):
            return

    def _answer(self, request: Request) -> Answer:
        if request.path != PATH:
            return Answer(404, b"")
        self._count()
        query = parse_qs(request.query, keep_blank_values=True)
        user, password, device = (query.get(name, [""])[0] for name in ("UserID", "Password", "devicename"))
        right = hmac.compare_digest(password.encode(), self._credentials.password.encode())
        if right and user == self._credentials.user and device in self._controlled:
            self.granted += 1
            return Answer(200, b"AUTHORIZED")
        return Answer(200, b"UN-AUTHORIZED")

    def _count(self) -> None:
        now = asyncio.get_running_loop().time()
        self.requests += 1
        self._last_second.append(now)
        while self._last_second[0] < now - 1.0:
            self._last_second.popleft()
        self.most_in_a_second = max(self.most_in_a_second, len(self._last_second))


async def ask_authentication(
    url: str, login: tuple[str, str], device: str, *, delay_s: float, asks_from: str = ""
) -> Login:
    """What a phone does with a Basic login. A blank URL lets everybody in (phones §3.3).

    `asks_from`: the phone's own address, from which it asks.
    `delay_s`: how long it takes until the phone gives up on a URL that it can not reach or whose certificate the held
    list does not vouch for (the trap of phones §0.3; such a phone never sends the login over https).
    """
    if not url:
        return Login.GRANTED
    parts = urlsplit(url)
    if parts.scheme != "http":
        await pass_time(delay_s)
        return Login.UNVERIFIABLE
    fields = {"UserID": login[0], "Password": login[1], "devicename": device}
    query = "&".join(
        [parts.query] * bool(parts.query) + [f"{name}={quote_plus(value)}" for name, value in fields.items()]
    )
    try:
        async with asyncio.timeout(WAIT_S):
            body = await _fetch(parts.hostname or "", parts.port or 80, f"{parts.path}?{query}", asks_from)
    except (OSError, TimeoutError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
        await pass_time(delay_s)
        return Login.UNREACHABLE
    return Login.GRANTED if body == b"AUTHORIZED" else Login.REFUSED


async def _fetch(host: str, port: int, target: str, asks_from: str) -> bytes:
    own = (asks_from, 0) if asks_from else None
    reader, writer = await asyncio.open_connection(host, port, limit=ANSWER_BYTES, local_addr=own)
    try:
        writer.write(f"GET {target} HTTP/1.0\r\nHost: {host}:{port}\r\nConnection: close\r\n\r\n".encode("latin-1"))
        head = await reader.readuntil(b"\r\n\r\n")
        body = await reader.read(ANSWER_BYTES)
        while more := await reader.read(ANSWER_BYTES):
            if len(body) > ANSWER_BYTES:
                break
            body += more
    finally:
        writer.close()
    return body if head.split(b" ", 2)[1:2] == [b"200"] else b""
