"""Does anybody answer at a phone's authentication URL? One bare request, asked from here.

A phone says *Error 4* alike for a wrong password and for a server that is gone (phones §3.2). So the server is looked
at by somebody else too: no login is sent, nor the query that the URL may have, and no redirect is followed. What
answers here may not answer the phone, and the reverse: whoever words the finding says “from here”.
"""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections import defaultdict
from functools import lru_cache

import httpx

from eraser.model.address import DEFAULT_PORTS
from eraser.model.authentication import ServerSeen
from eraser.wire.execute import show
from eraser.wire.transport import PhoneTransport

WITHIN_S = 5.0  # for the connection, and again for the answer; how long a phone waits is not documented (phones §3.3)
FRESH_S = 30.0  # thousands of phones name one server: it is asked once in this time (our choice)
_LATE_S = 0.1  # a loop with time to spare is late by a few milliseconds (performance §3)
_ASKED_WHILE_BUSY = 10  # thousands of phones that begin at once keep it busy for half a minute (measured)
LONGEST_URL = 255  # characters of an authentication URL (cucm §3.2)


class AuthenticationServers:
    """`ports.Authentication` over HTTP. One look at a server serves all phones that name it, for `fresh_s`."""

    def __init__(self, *, within_s: float = WITHIN_S, fresh_s: float = FRESH_S) -> None:
        self._within_s, self._fresh_s = within_s, fresh_s
        self._turns: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._seen: dict[str, tuple[float, ServerSeen]] = {}

    async def look(self, url: str) -> ServerSeen:
        """Whether somebody answers there; never raises for what is found."""
        where = _without_login_and_query(url)
        if where is None:
            return ServerSeen(
                show(url.partition("?")[0].rpartition("@")[2]), answers=False, what="it is no http(s) URL"
            )
        clock_s = asyncio.get_running_loop().time
        async with self._turns[where]:
            at_s, seen = self._seen.get(where, (float("-inf"), None))
            if seen is None or clock_s() - at_s >= self._fresh_s:
                answers, what = await self._ask(where)
                seen = ServerSeen(where, answers, what)
                self._seen[where] = (clock_s(), seen)
            return seen

    async def _ask(self, where: str) -> tuple[bool, str]:
        """A time-out that came late says that this process was busy, not that the server was: it is asked again."""
        clock_s = asyncio.get_running_loop().time
        for _ in range(_ASKED_WHILE_BUSY):
            began_s = clock_s()
            answers, what, within_s = await self._ask_once(where)
            if answers or within_s is None or clock_s() - began_s < within_s + _LATE_S:
                break
        return answers, what

    async def _ask_once(self, where: str) -> tuple[bool, str, float | None]:
        """What was found; after a time-out also the seconds that it takes at most."""
        request = httpx.Request("GET", where, headers={"Accept": "*/*", "Connection": "close"})
        transport = PhoneTransport(connect_within_s=self._within_s, answer_within_s=self._within_s)
        try:
            response = await transport.handle_async_request(request)
        except httpx.TransportError as error:
            waits: dict[type[Exception], float] = {
                httpx.ConnectTimeout: self._within_s,
                httpx.ReadTimeout: 2 * self._within_s,
            }
            return *_read_failure(error, self._within_s), waits.get(type(error))
        finally:
            await transport.aclose()
        return True, f"HTTP {response.status_code}", None


@lru_cache(maxsize=256)  # a fleet names the same few
def _without_login_and_query(url: str) -> str | None:
    """`http://user:word@cucm/auth?a=b` → `http://cucm:80/auth`; None if it is no URL that can be asked. The port is
    always told: whoever must stand in for the server has to know it."""
    try:
        parsed = httpx.URL(url.strip())
        path = parsed.raw_path.partition(b"?")[0].decode("ascii")
    except (httpx.InvalidURL, UnicodeError):
        return None
    port = parsed.port if parsed.port is not None else DEFAULT_PORTS.get(parsed.scheme, 0)
    usable = parsed.scheme in DEFAULT_PORTS and parsed.host and 0 < port < 65536
    if not usable or len(url) > LONGEST_URL:
        return None
    host = f"[{parsed.host}]" if ":" in parsed.host else parsed.host
    return f"{parsed.scheme}://{host}:{port}{path}"


def _read_failure(error: httpx.TransportError, within_s: float) -> tuple[bool, str]:
    """Whether somebody answers in spite of it, and in words what was seen."""
    cause = error.__cause__
    if isinstance(cause, ssl.SSLError):
        return True, "it answers, but agrees on no TLS with this program"
    if isinstance(cause, socket.gaierror):
        return False, "its name does not resolve"
    if isinstance(cause, ConnectionRefusedError):
        return False, "it refuses the connection"
    if isinstance(error, httpx.ConnectTimeout):
        return False, f"no connection within {within_s:g} s"
    if isinstance(error, httpx.ReadTimeout):
        return False, f"it takes the connection and gives no whole answer within {within_s:g} s"
    if isinstance(error, httpx.RemoteProtocolError):
        return True, "it answers, but no HTTP"
    return False, show(str(error)) or "the connection fails"
