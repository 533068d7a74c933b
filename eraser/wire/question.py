"""One request to a phone, ready to leave, and its answer. No library's objects: those cost half of what a key costs
(performance §1)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

Origin = tuple[str, str, int]
"""Scheme, host, port."""


@dataclass(slots=True)
class Question:
    """A request. `path`: with its query, in ASCII; `has_left`: bytes of it may have left."""

    origin: Origin
    method: str
    path: str
    head: bytes = field(repr=False)  # the header's lines (`header_lines`), with the login
    body: bytes = field(default=b"", repr=False)
    has_login: bool = False
    has_left: bool = False

    def serialised(self) -> bytes:
        """The bytes on the wire."""
        start = f"{self.method} {self.path} HTTP/1.1\r\n".encode("ascii")
        return b"%b%b\r\n%b" % (start, self.head, self.body)


def header_lines(headers: Iterable[tuple[bytes, bytes]]) -> bytes:
    """Names and values as they stand in a request."""
    return b"".join([b"%b: %b\r\n" % header for header in headers])


@dataclass(slots=True)
class Answer:
    """A whole answer. `keep_alive`: the next request may use the same connection."""

    status_code: int = 0
    headers: list[tuple[bytes, bytes]] = field(default_factory=list)
    body: bytes = b""
    keep_alive: bool = False

    def header(self, name: bytes) -> str | None:
        """The first header of this name, given in small letters."""
        value = next((value for one, value in self.headers if one.lower() == name), None)
        if value is None:
            return None
        try:
            return value.decode("utf-8")
        except UnicodeDecodeError:
            return value.decode("latin-1")
