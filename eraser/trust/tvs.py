"""Asks a TVS whether it vouches for a signer, as a phone would (trust §2.4). *Unproven*: no real one has answered yet.

The best answer there is before a move: it turns *depends on the TVS* into yes or no without touching a phone. Only
reads: one connection at a time, one question for each signer, and nothing that a phone would not send. The certificate
of the TVS is not verified, since it is what is asked for: the judge compares its serial with that in the held ITL.
"""

from __future__ import annotations

import asyncio
import itertools
import ssl
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

from eraser.ops.unverified_tls import legacy_tls, modern_tls
from eraser.trust.case import Tvs, Vouched
from eraser.trust.certificate import read_certificate
from eraser.trust.trust_file import Signer
from eraser.trust.tvs_message import HEAD_BYTES, TvsUnreadable, body_bytes, question, read_answer

PORT = 2445  # trust §2.4
WITHIN_S = 10.0  # for all questions; a phone's own patience is not known (*unproven*)
MOST_QUESTIONS = 8  # a cluster signs its lists with two keys, its configurations with one for each node
_FIRST_SESSION = 1001  # that of the printed question
_UNPROVEN = "how a TVS is asked is known from two printed messages only, and no real one has been asked by this program"


@dataclass(frozen=True)
class TvsAnswer:
    """`tvs` is for the judge; None where nothing was learned. `warnings`: each a sentence that names the TVS."""

    tvs: Tvs | None
    warnings: tuple[str, ...] = ()


async def ask_tvs(host: str, port: int, signers: Sequence[Signer], *, within_s: float = WITHIN_S) -> TvsAnswer:
    """Which of these signers the TVS vouches for, and which certificate it presents.

    That nobody listens is an answer (`reachable` is False). Silence is none: a phone may stand behind another firewall.

    Args:
        host: of the TVS that the phones' present configuration names: of the old cluster.
        port: 2445, if it was not moved.
        signers: of the offered files; at most eight.
        within_s: for everything together.
    """
    asked = list({one.identity: one for one in signers if one.identity}.values())[:MOST_QUESTIONS]
    talk = _Talk(host, port)
    warnings = [f"{talk.name}: {_UNPROVEN}; check its answer on one phone"]
    try:
        async with asyncio.timeout(within_s):
            knows = await _ask_all(talk, asked)
    except TimeoutError:
        return talk.known(warnings, f"no whole answer within {within_s:g} s; what it knows stays open")
    except ConnectionRefusedError:
        refused = f"{talk.name}: nobody listens there; if it is the right address, no phone reaches it either"
        return TvsAnswer(Tvs(reachable=False), (*warnings, refused))
    except (ssl.SSLError, TvsUnreadable, OSError, UnicodeError, ValueError, EOFError) as error:
        return talk.known(warnings, f"{_words(error)}; what it knows stays open")
    if talk.is_old:
        warnings.append(f"{talk.name}: it needs the TLS of old days ({talk.spoken})")
    return TvsAnswer(Tvs(reachable=True, presents=talk.presents, knows=knows), tuple(warnings))


class _Talk:
    """What is learned on the way."""

    def __init__(self, host: str, port: int) -> None:
        self.host, self.port = host.strip("[]"), port
        self.name = f"TVS {host}:{port}"
        self.presents: str | None = None
        self.is_old = False
        self.spoken = ""  # the TLS version
        self.sessions: Iterator[int] = itertools.count(_FIRST_SESSION)

    def known(self, warnings: Sequence[str], why: str) -> TvsAnswer:
        """Half of it, after a failure."""
        tvs = Tvs(reachable=True, presents=self.presents) if self.presents else None
        return TvsAnswer(tvs, (*warnings, f"{self.name}: {why}"))


async def _ask_all(talk: _Talk, signers: Sequence[Signer]) -> tuple[Vouched, ...]:
    """On one connection; on another where the TVS closes behind each answer."""
    waiting = list(signers)
    found: list[Vouched | None] = []
    while True:
        answered = 0
        async with _connected(talk) as (reader, writer):
            while waiting and not (answered and reader.at_eof()):
                try:
                    found.append(await _ask(talk, waiting[0], reader, writer))
                except (EOFError, ConnectionError):
                    if not answered:
                        raise
                    break
                waiting.pop(0)
                answered += 1
        if not waiting:
            return tuple(one for one in found if one is not None)


async def _ask(
    talk: _Talk, signer: Signer, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
) -> Vouched | None:
    session = next(talk.sessions)
    writer.write(question(signer, session))
    await writer.drain()
    head = await reader.read(1)
    if not head:
        raise EOFError("it closes the connection without an answer")
    try:
        head += await reader.readexactly(HEAD_BYTES - 1)
        body = await reader.readexactly(body_bytes(head, session))
    except asyncio.IncompleteReadError as error:
        raise TvsUnreadable(f"its answer is cut after {len(error.partial)} bytes") from error
    return read_answer(body, signer)


@asynccontextmanager
async def _connected(talk: _Talk) -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
    reader, writer = await _connect(talk)
    try:
        tls = writer.get_extra_info("ssl_object")
        talk.spoken = tls.version() or ""
        certificate = read_certificate(tls.getpeercert(binary_form=True) or b"")
        talk.presents = certificate.serial if certificate else None
        yield reader, writer
    finally:
        writer.transport.abort()  # everything was read; nobody waits for a polite end


async def _connect(talk: _Talk) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    if not talk.is_old:
        try:
            return await asyncio.open_connection(talk.host, talk.port, ssl=modern_tls())
        except (ssl.SSLError, ConnectionResetError):
            talk.is_old = True
    return await asyncio.open_connection(talk.host, talk.port, ssl=legacy_tls())


def _words(error: Exception) -> str:
    told = getattr(error, "reason", None) or getattr(error, "strerror", None) or str(error)
    return " ".join(str(told).split()) or type(error).__name__
