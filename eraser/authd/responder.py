"""The stand-in authentication service: listens where the phones ask, and lets in only what the run itself sends."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from eraser.authd.guests import Guests, Question, Verdict
from eraser.authd.wire import GRANTED, REFUSED, Asked, Fields
from eraser.model.address import BadAddress, split_address
from eraser.model.outcome import BadInput

# What clusters write into their phones' configuration (cucm §3.1, §3.4); what a phone's page names is added.
USUAL_PATHS = frozenset({"/ccmcip/authenticate.jsp", "/authenticate"})
DEFAULT_PORT = 8080  # of CUCM's plain authentication URL (cucm §3.1)
_BACKLOG = 512

PassOn = Callable[[str, Fields], Awaitable[bytes | None]]
"""Asks a living service the same question; None: it gave no answer."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where to listen."""

    host: str
    port: int = DEFAULT_PORT

    def __str__(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{host}:{self.port}"

    @classmethod
    def read(cls, word: str) -> Place:
        """`HOST[:PORT]`. Raises BadInput."""
        try:
            host, port = split_address(word)
        except BadAddress as error:
            raise BadInput(f"--authd {word}: {error}; write HOST:PORT, such as 10.1.1.5:8080") from error
        return cls(host.strip("[]"), DEFAULT_PORT if port is None else port)


class Responder:
    """Listens at several places at once. `pass_on`: who answers for users that are not the run's."""

    def __init__(self, guests: Guests, *, pass_on: PassOn | None = None) -> None:
        self._guests = guests
        self._pass_on = pass_on
        self._paths = set(USUAL_PATHS)
        self._servers: list[asyncio.Server] = []
        self._open_ones: set[Asked] = set()
        self.passed_on = 0
        self.elsewhere = 0  # asked for a path that no phone has
        self.places: tuple[Place, ...] = ()

    async def start(self, places: Sequence[Place]) -> None:
        """Listens; port 0 takes a free one, and `places` says which.

        Raises:
            BadInput: an address is not this machine's, or its port is taken or not allowed; nothing listens then.
        """
        for place in places:
            try:
                await self.listen(place)
            except BadInput:
                await self.stop()
                raise

    async def listen(self, place: Place) -> None:
        """Listens at one more place.

        Raises:
            BadInput: the address is not this machine's, or its port is taken or not allowed.
        """
        loop = asyncio.get_running_loop()
        try:
            server = await loop.create_server(
                lambda: Asked(self._answer, self._open_ones), place.host, place.port, backlog=_BACKLOG
            )
        except OSError as error:
            raise BadInput(
                f"--authd {place}: can not listen there ({error.strerror or error}); "
                "give this machine that address first, or choose another port and redirect"
            ) from error
        self._servers.append(server)
        self.places += (Place(place.host, server.sockets[0].getsockname()[1]),)

    async def stop(self) -> None:
        """Listens no more, and ends what is open."""
        for server in self._servers:
            server.close()
        for one in tuple(self._open_ones):
            one.abort()
        for server in self._servers:
            await server.wait_closed()
        self._servers.clear()

    def serve_path(self, path: str) -> None:
        """Answers at this path too: a phone's page names it."""
        self._paths.add(path or "/")

    @property
    def told(self) -> Counter[str]:
        """How many questions ended how."""
        counts: Counter[str] = Counter({str(verdict): n for verdict, n in self._guests.verdicts.items()})
        counts.update({"passed_on": self.passed_on, "wrong_path": self.elsewhere})
        return +counts

    async def _answer(self, path: str, fields: Fields, peer: str) -> tuple[int, bytes]:
        if path not in self._paths:
            self.elsewhere += 1
            return 404, b""
        question = Question(
            user=fields.get("UserID", ""),
            password=fields.get("Password", ""),
            device=fields.get("devicename", ""),
            peer=peer,
        )
        if self._pass_on is not None and not self._guests.is_ours(question.user):
            self.passed_on += 1
            return 200, await self._pass_on(path, fields) or REFUSED
        verdict = self._guests.judge(question)
        return 200, GRANTED if verdict is Verdict.AUTHORIZED else REFUSED
