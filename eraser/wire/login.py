"""The login that a phone asks for before it takes a key."""

from __future__ import annotations

from base64 import b64encode
from dataclasses import dataclass, field

from eraser.model.outcome import BadInput


@dataclass(frozen=True, slots=True)
class Login:
    """User and password; the password is in no text that can be printed."""

    user: str
    password: str = field(repr=False)

    def __post_init__(self) -> None:
        if ":" in self.user:  # RFC 7617 §2: the first colon ends the user
            raise BadInput("phone user: a colon is not possible in a login; use a user without one")

    def header(self) -> str:
        """The value of the `Authorization` header."""
        return "Basic " + b64encode(f"{self.user}:{self.password}".encode()).decode("ascii")
