"""Asks many addresses who is there, one connection each: steadily, few at once, and nobody twice without a reason.

A phone must not be missed in silence. Who took the connection and did not answer is asked again at the end, and so is
who did not take it while this process was too busy to see that; what is still open then is told.
"""

from __future__ import annotations

import asyncio
import errno
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from aiolimiter import AsyncLimiter

from eraser.model.outcome import (
    AnswerCut,
    EraserError,
    IdentityMismatch,
    PhoneOverloaded,
    Unreachable,
    WebAccessOff,
)
from eraser.model.phone import Facts
from eraser.model.run import now
from eraser.wire.exchange import ConnectionRefused, Exchange
from eraser.wire.identification import identify_phone
from eraser.wire.pages import merge_facts
from inventory.lateness import Lateness

# After a second the first packet is sent again (RFC 6298 §2): one that is lost costs no phone, a dead address two.
CONNECT_WITHIN_S = 1.5
ANSWER_WITHIN_S = 5.0  # a phone that is busy takes seconds for a page (unproven)
MOST_AT_ONCE = 600  # connections: a process may have 1024 files open unless somebody raised that
AGAIN_WITHIN_S = 15.0  # for the answers of those who are asked again,
AGAIN_AT_ONCE = 20  # a few at a time, since this machine or the line may have been what was slow
PATIENCE = 2  # pages of something else; a phone of another family answers 404, which does not count
TOLD_EVERY_S = 5.0
_SLICES_PER_SECOND = 50  # the pace is kept within a fiftieth of a second: a burst is short, and keeps nobody waiting
# What this machine, not the other, could not do: to go on would miss phones in silence.
_OURS = frozenset({errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM, errno.EADDRNOTAVAIL})


@dataclass(slots=True)
class Found:
    """What is known of the addresses: the facts of phones, the errors of other hosts, nothing of dead ones."""

    addresses: int
    begun_s: float
    told_s: float
    asked: int = 0
    answers: dict[str, Facts | EraserError] = field(default_factory=dict)
    doubtful: list[str] = field(default_factory=list)  # nobody there, or nobody that this busy process saw
    stopped_by: str | None = None

    def told(self, now_s: float) -> str:
        """`12000 of 65534 addresses asked, 310 phones, 12 other hosts, about 214 s left`."""
        phones = sum(isinstance(answer, Facts) for answer in self.answers.values())
        others = len(self.answers) - phones
        asked = min(self.asked, self.addresses)  # some are asked twice
        left_s = (now_s - self.begun_s) / max(1, asked) * (self.addresses - asked)
        return (
            f"{asked} of {self.addresses} addresses asked, {phones} phones, {others} other hosts, "
            f"about {left_s:.0f} s left"
        )


class Walk:
    """One walk over many addresses. `tell` gets a line every few seconds."""

    def __init__(self, connects_per_second: float, addresses: int, tell: Callable[[str], None]) -> None:
        self._clock_s = asyncio.get_running_loop().time
        self._tell = tell
        slice_of = max(1.0, connects_per_second / _SLICES_PER_SECOND)
        self._starts = AsyncLimiter(slice_of, slice_of / connects_per_second)
        self._turn = asyncio.Lock()
        self._lateness = Lateness()
        # As many as wait for nobody at this pace, and some for those who answer.
        self._at_once = min(MOST_AT_ONCE, addresses, int(connects_per_second * CONNECT_WITHIN_S) + 100)
        self.found = Found(addresses, self._clock_s(), self._clock_s())

    async def ask_all(self, addresses: Iterator[str]) -> Found:
        """Everybody once; then those again of whom that says too little."""
        found = self.found
        self._lateness.start()
        try:
            await self._ask_side_by_side(addresses, self._at_once, ANSWER_WITHIN_S)
            slow = [address for address, answer in found.answers.items() if isinstance(answer, Unreachable)]
            again, found.doubtful = [*slow, *found.doubtful], []
            if again and not found.stopped_by:
                await self._ask_side_by_side(iter(again), AGAIN_AT_ONCE, AGAIN_WITHIN_S)
        finally:
            self._lateness.stop()
        return found

    async def _ask_side_by_side(self, addresses: Iterator[str], at_once: int, answer_within_s: float) -> None:
        async with asyncio.TaskGroup() as group:
            for _ in range(at_once):
                group.create_task(self._ask_one_by_one(addresses, answer_within_s))

    async def _ask_one_by_one(self, addresses: Iterator[str], answer_within_s: float) -> None:
        found = self.found
        while True:
            async with self._turn:  # one waits for the pace, not hundreds with a timer each
                await self._starts.acquire()
                address = next(addresses, None)
            if address is None or found.stopped_by:
                return
            try:
                await self._ask(address, answer_within_s)
            except OSError as error:
                found.stopped_by = error.strerror or str(error)
                return
            if self._clock_s() - found.told_s >= TOLD_EVERY_S:
                found.told_s = self._clock_s()
                self._tell(found.told(found.told_s))

    async def _ask(self, address: str, answer_within_s: float) -> None:
        """Notes the facts of a phone, the error of a host that is none, nothing where nobody is.

        Raises:
            OSError: this machine has no connection to give.
        """
        begun_s = self._clock_s()
        exchange = Exchange(
            address, "http", connect_within_s=CONNECT_WITHIN_S, answer_within_s=answer_within_s, sees=None, tls=None
        )
        answer: Facts | EraserError | None
        try:
            answer = await _identify(exchange)
        except (IdentityMismatch, AnswerCut, PhoneOverloaded, WebAccessOff) as error:
            answer = error
        except Unreachable as error:
            _raise_ours(error)
            answer = error if exchange.was_connected else None
            unseen = answer is None and not isinstance(error, ConnectionRefused)
            if unseen and self._lateness.was_late_since(begun_s):
                self.found.doubtful.append(address)
        finally:
            await exchange.aclose()
        self.found.asked += 1
        if answer is not None:
            self.found.answers[address] = answer


async def _identify(exchange: Exchange) -> Facts | EraserError:
    found = await identify_phone(exchange, None, patience=PATIENCE)
    facts = merge_facts(found.device, found.network, seen_at=now(), pages=found.pages)
    return facts if facts.name else IdentityMismatch("its page names no phone")


def _raise_ours(error: BaseException) -> None:
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, OSError) and cause.errno in _OURS:
            raise cause
        cause = cause.__cause__
