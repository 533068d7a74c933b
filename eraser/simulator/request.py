"""HTTP as a small device speaks it: requests read within bounds, answers written by hand. No I/O but the stream's."""

from __future__ import annotations

import asyncio
import base64
import binascii
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import unquote_plus, urlsplit

HEADER_BYTES = 8 * 1024  # more than any client of phones sends; a phone has little memory
BODY_BYTES = 64 * 1024  # the current guide allows 40 Kbytes for Execute (phones §3.1)

REASONS = {
    200: "OK",
    302: "Found",
    303: "See Other",
    400: "Bad Request",
    401: "Unauthorized",
    403: "Forbidden",
    404: "Not Found",
    405: "Method Not Allowed",
    413: "Request Entity Too Large",
    431: "Request Header Fields Too Large",
    500: "Internal Server Error",
    503: "Service Unavailable",
}


class BadRequest(Exception):
    """A request that can not be read; `status` is the answer to it."""

    def __init__(self, status: int) -> None:
        super().__init__(REASONS[status])
        self.status = status


class Gone(Exception):
    """The other side closed the connection, before or inside a request."""


@dataclass(frozen=True, slots=True)
class Request:
    """One request as it arrived. Header names are in lower case."""

    method: str
    path: str
    query: str
    version: str
    headers: Mapping[str, str] = field(repr=False)
    body: bytes = field(default=b"", repr=False)

    @property
    def login(self) -> tuple[str, str] | None:
        """User and password of a Basic login; None if there is none or it can not be read."""
        scheme, _, token = self.headers.get("authorization", "").partition(" ")
        if scheme.lower() != "basic":
            return None
        try:
            user, colon, password = base64.b64decode(token.strip(), validate=True).decode().partition(":")
        except (binascii.Error, UnicodeDecodeError):
            return None
        return (user, password) if colon else None

    @property
    def carries_credentials(self) -> bool:
        """Whether a secret came with it, readable or not."""
        return "authorization" in self.headers or "password" in self.query.lower()

    @property
    def wants_close(self) -> bool:
        """Whether the client asked for the end of the connection after the answer."""
        connection = self.headers.get("connection", "").lower()
        return "close" in connection or (self.version == "HTTP/1.0" and "keep-alive" not in connection)


@dataclass(frozen=True, slots=True)
class Answer:
    """What goes back. `headers` are those beside length, type and connection."""

    status: int = 200
    body: bytes = b""
    content_type: str = "text/html"
    headers: tuple[tuple[str, str], ...] = ()


def not_found() -> Answer:
    """The answer for a page that this model does not have."""
    return Answer(404, b"<HTML><BODY><H1>404 Not Found</H1></BODY></HTML>")


async def read_request(reader: asyncio.StreamReader, *, most_bytes: int = BODY_BYTES) -> Request:
    """The next request of a connection. Raises Gone at its end and BadRequest for what can not be served."""
    try:
        head = await reader.readuntil(b"\r\n\r\n")
    except (asyncio.IncompleteReadError, ConnectionError) as error:
        raise Gone from error
    except asyncio.LimitOverrunError as error:
        raise BadRequest(431) from error
    if len(head) > HEADER_BYTES:
        raise BadRequest(431)
    first, *lines = head.decode("latin-1").split("\r\n")
    try:
        method, target, version = first.split(" ")
        headers = dict(_header(line) for line in lines if line)
        split = urlsplit(target)
    except ValueError as error:
        raise BadRequest(400) from error
    body = await _read_body(reader, headers, most_bytes)
    return Request(method, split.path or "/", split.query, version, headers, body)


def _header(line: str) -> tuple[str, str]:
    name, colon, value = line.partition(":")
    if not colon:
        raise ValueError(line)
    return name.strip().lower(), value.strip()


async def _read_body(reader: asyncio.StreamReader, headers: Mapping[str, str], most_bytes: int) -> bytes:
    length = headers.get("content-length", "0")
    if "transfer-encoding" in headers or not length.isascii() or not length.isdigit():
        raise BadRequest(400)
    if int(length) > most_bytes:
        raise BadRequest(413)
    try:
        return await reader.readexactly(int(length))
    except (asyncio.IncompleteReadError, ConnectionError) as error:
        raise Gone from error


def form_field(body: bytes, name: str) -> str | None:
    """One field of a form, encoded or not: field tools send the XML bare, and phones take it (phones §3.1)."""
    text = body.decode("utf-8", errors="replace").strip()
    before, found, value = text.partition(f"{name}=")
    if not found or (before and not before.endswith("&")):
        return None
    if value.lstrip().startswith("<"):
        return value
    return unquote_plus(value.partition("&")[0])


def head_of(answer: Answer, *, version: str, framing: str, keep_alive: bool) -> bytes:
    """Status line and headers. `framing`: how the end of the body is told: `length`, `chunked` or `close`."""
    lines = [f"{version} {answer.status} {REASONS[answer.status]}", f"Content-Type: {answer.content_type}"]
    if framing == "length":
        lines.append(f"Content-Length: {len(answer.body)}")
    elif framing == "chunked":
        lines.append("Transfer-Encoding: chunked")
    lines += [f"{name}: {value}" for name, value in answer.headers]
    lines.append(f"Connection: {'keep-alive' if keep_alive else 'close'}")
    return "\r\n".join([*lines, "", ""]).encode("latin-1")


def framed(body: bytes, framing: str) -> bytes:
    """The body as it goes over the wire."""
    if framing != "chunked":
        return body
    middle = len(body) // 2
    chunks = [part for part in (body[:middle], body[middle:]) if part]
    return b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in chunks) + b"0\r\n\r\n"


async def pass_time(seconds: float) -> None:
    """Waits on the loop's own clock, so that a test's virtual clock works."""
    over = asyncio.Event()
    timer = asyncio.get_running_loop().call_later(seconds, over.set)
    try:
        await over.wait()
    finally:
        timer.cancel()
