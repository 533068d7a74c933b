"""A trust verification service that can be nasty, as trust §2.4 tells of one.

It reads a query (command 3) and answers (command 4) with status, certificate, roles and time to live. Written from
what a phone and a call manager printed; it shares nothing with the program that asks.
"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from eraser.simulator.listener import Listener, Tally
from eraser.simulator.request import Gone

_MARK, _VERSION = 0x57, 1
_ASKED, _ANSWERED = 3, 4
_HEAD_BYTES = 10
_FILLED_BY_A_TVS = 0xF7  # the reserved byte of the printed answer
_A_DAY = bytes.fromhex("00015180")  # seconds to live, as printed
_ISSUER, _SERIAL = 4, 5  # by their order in the query
_UNKNOWN = 1  # any status but 0; the number that a call manager sends is not known


class Manner(StrEnum):
    """What it does instead of answering well."""

    GOOD = "good"
    CLOSES_AT_ONCE = "closes at once"
    CUT = "cut"  # half an answer, then the end
    WRONG_SESSION = "wrong session"
    WRONG_COMMAND = "wrong command"
    WRONG_CERTIFICATE = "wrong certificate"  # of somebody else whom it knows
    GARBAGE = "garbage"
    BROKEN_ELEMENTS = "broken elements"
    NO_STATUS = "no status"
    HUGE_LENGTH = "huge length"  # says more than it sends, and waits
    SILENT = "silent"
    ONE_ANSWER = "one answer"  # then the end: another connection for each question


@dataclass(frozen=True, slots=True)
class Known:
    """A certificate of its trust store with the roles it has there."""

    certificate: bytes  # DER
    roles: tuple[int, ...]


class SimulatedTvs:
    """Answers on one address. `knows` is by issuer (as the query writes it) and serial number in hex.

    `questions` has what was asked, `connections` how many came.
    """

    def __init__(
        self, knows: Mapping[tuple[str, str], Known], tls: ssl.SSLContext, manner: Manner = Manner.GOOD
    ) -> None:
        self._knows = {(issuer, serial.upper()): known for (issuer, serial), known in knows.items()}
        self._manner = manner
        self._listener = Listener(self._serve, Tally(), tls=tls)
        self.questions: list[dict[int, bytes]] = []
        self.connections = 0

    @property
    def port(self) -> int:
        return self._listener.port

    async def open(self, host: str, port: int = 0) -> None:
        await self._listener.open(host, port)

    async def close(self) -> None:
        self._listener.close()
        await self._listener.ended()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        if self._manner is Manner.CLOSES_AT_ONCE:
            return
        while True:
            head, query = await _read_query(reader)
            self.questions.append(query)
            if self._manner is Manner.SILENT:
                await reader.read()
                return
            writer.write(self._answer(head, query))
            await writer.drain()
            if self._manner is Manner.HUGE_LENGTH:
                await reader.read()
            if self._manner is not Manner.GOOD:
                return

    def _answer(self, head: bytes, query: dict[int, bytes]) -> bytes:
        issuer = query.get(_ISSUER, b"").rstrip(b"\0").decode("utf-8", errors="replace")
        known = self._knows.get((issuer, query.get(_SERIAL, b"").hex().upper()))
        if self._manner is Manner.WRONG_CERTIFICATE:
            known = next(one for one in self._knows.values() if one is not known)
        body = _body(known)
        session, command, length = head[4:8], _ANSWERED, len(body)
        if self._manner is Manner.GARBAGE:
            return b"HTTP/1.1 400 Bad Request\r\n\r\n"
        if self._manner is Manner.WRONG_SESSION:
            session = bytes(byte ^ 0xFF for byte in session)
        elif self._manner is Manner.WRONG_COMMAND:
            command = 2
        elif self._manner is Manner.HUGE_LENGTH:
            length = 0xFFFF
        elif self._manner is Manner.BROKEN_ELEMENTS:
            body = body[:-1] + b"\x09\x00"
            length = len(body)
        elif self._manner is Manner.NO_STATUS:
            body = body[4:]
            length = len(body)
        answer = bytes((_MARK, _VERSION, command, _FILLED_BY_A_TVS)) + session + length.to_bytes(2) + body
        return answer[: len(answer) // 2] if self._manner is Manner.CUT else answer


async def _read_query(reader: asyncio.StreamReader) -> tuple[bytes, dict[int, bytes]]:
    """A whole query. What is none ends the connection, as a service that is asked for anything else would."""
    try:
        head = await reader.readexactly(_HEAD_BYTES)
        body = await reader.readexactly(int.from_bytes(head[8:10]))
    except asyncio.IncompleteReadError:
        raise Gone from None
    if head[:3] != bytes((_MARK, _VERSION, _ASKED)):
        raise Gone
    query, at = {}, 0
    while at < len(body):
        length = int.from_bytes(body[at + 1 : at + 3])
        query[body[at]] = body[at + 3 : at + 3 + length]
        at += 3 + length
    return head, query


def _body(known: Known | None) -> bytes:
    if known is None:
        return bytes((7, 0, 1, _UNKNOWN))
    certificate = bytes((2,)) + len(known.certificate).to_bytes(2) + known.certificate
    roles = bytes((8,)) + len(known.roles).to_bytes(2) + bytes(known.roles)
    return bytes((7, 0, 1, 0)) + certificate + roles + bytes((9, 0, 4)) + _A_DAY
