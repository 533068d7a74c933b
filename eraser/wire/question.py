"""One request to a phone, ready to leave, and its answer. No library's objects: those cost half of what a key costs
(performance §1)."""

from __future__ import annotations

from dataclasses import dataclass, field

Origin = tuple[str, str, int]
"""Scheme, host, port."""


@dataclass(slots=True)
class Question:
    """A request. `path`: with its query, in ASCII; `has_left`: bytes of it may have left."""

    origin: Origin
    method: str
    path: str
    headers: tuple[tuple[bytes, bytes], ...] = field(repr=False)  # with the login
    body: bytes = field(default=b"", repr=False)
    has_login: bool = False
    has_left: bool = False

    def serialised(self) -> bytes:
        """The bytes on the wire."""
        lines = [b"%b: %b\r\n" % header for header in self.headers]
        return b"%b %b HTTP/1.1\r\n%b\r\n%b" % (
            self.method.encode("ascii"),
            self.path.encode("ascii"),
            b"".join(lines),
            self.body,
        )


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
