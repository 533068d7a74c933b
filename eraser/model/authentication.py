"""What is seen, from where this program runs, of the server that a phone asks about each login."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ServerSeen:
    """One look at an authentication URL. `where`: its scheme, host, port and path, without login and query; `answers`:
    somebody does; `what`: how, or why not, in words."""

    where: str
    answers: bool
    what: str

    @property
    def secure(self) -> bool:
        """Whether the phone must verify the server's certificate by its list before it asks."""
        return self.where.startswith("https:")
