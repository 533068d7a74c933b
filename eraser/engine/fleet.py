"""Many phones: each one's story is a task; a failing phone is a result, not an exception in the group."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

import structlog

from eraser.engine.errand import Errand
from eraser.engine.house import Drivers, House, Need, OpenOther, TftpLook
from eraser.engine.limits import ALWAYS, Hours, Limits
from eraser.engine.pipeline import work_phone
from eraser.engine.stop import Stop
from eraser.model.outcome import Outcome, Reason
from eraser.model.phone import Phone
from eraser.model.run import History, Options, Result, Run
from eraser.model.states import State, after_crash
from eraser.ports import Authentication, Channel, Observer, Reader, Store

LOG = structlog.get_logger()

Ask = Callable[[str], Awaitable[bool]]

# Results that a resumed run takes up again: nothing was pressed, or only a look can settle them.
OPEN_AGAIN = frozenset({Outcome.PENDING, Outcome.BUSY, Outcome.UNCERTAIN})


@dataclass(frozen=True, slots=True)
class FleetEnd:
    """All results in the order of the phones; `stopped`: why the run ended before its end (None: it did not), and
    `why` in words where the reason alone does not tell it."""

    results: tuple[Result, ...]
    stopped: Reason | None = None
    why: str = ""


async def work_fleet(
    run: Run,
    phones: Sequence[Phone],
    histories: Mapping[str, History],
    *,
    options: Options,
    registry: Drivers,
    open_channel: Callable[[Phone], Channel],
    reader: Reader | None,
    store: Store,
    observers: Sequence[Observer] = (),
    stop: Stop | None = None,
    look_only: bool = False,
    authentication: Authentication | None = None,
    open_other: OpenOther | None = None,
    need: Need | None = None,
    tftp: TftpLook | None = None,
    ask: Ask | None = None,
    hours: Hours = ALWAYS,
) -> FleetEnd:
    """Works on all phones that are not settled yet.

    `look_only`: nothing is pressed and no credential is sent. `ask` is told why the breaker opened and says whether to
    go on; without it the run stops there. `hours`: when the last phone may be begun.
    """
    stop = stop or Stop()
    limits = Limits(options, stop, sizes=Counter(phone.site for phone in phones), hours=hours)
    around = (reader, store, tuple(observers), limits, stop)
    house = House(run.id, options, registry, *around, look_only, authentication, open_other, need, tftp)
    results: dict[str, Result] = {}

    async def work(phone: Phone) -> None:
        history = histories.get(phone.key)
        results[phone.key] = await work_phone(_errand(phone, history, open_channel(phone), house), history)

    async with _minded(limits, stop, ask), asyncio.TaskGroup() as group:
        for phone in phones:
            earlier = histories.get(phone.key, History(phone.key)).result
            if earlier is not None and earlier.outcome not in OPEN_AGAIN:
                results[phone.key] = earlier
            else:
                group.create_task(work(phone), name=phone.key)
    ended = tuple(results[phone.key] for phone in phones)
    stopped = _why_stopped(ended, stop, limits)
    return FleetEnd(ended, stopped, _in_words(stopped, stop, limits))


def _errand(phone: Phone, history: History | None, channel: Channel, house: House) -> Errand:
    if history is None:
        return Errand(phone, channel, house)
    return Errand(
        phone,
        channel,
        house,
        state=_where_it_stands(history),
        keys_pressed=history.keys_pressed,
        attempts=0,
        screens=list(history.screens),
        started_at=history.started_at,
    )


def _where_it_stands(history: History) -> State:
    """Where a phone begins that is taken up: its end was none (`OPEN_AGAIN`), or the process died before it."""
    if history.state is not State.SETTLED or history.result is None:
        return after_crash(history.state)
    return State.UNCERTAIN if history.result.outcome is Outcome.UNCERTAIN else State.PENDING


@asynccontextmanager
async def _minded(limits: Limits, stop: Stop, ask: Ask | None) -> AsyncIterator[None]:
    """While phones are worked on: the wish to end wakes who waits, the clock ends the window, the breaker asks."""
    minders = [
        asyncio.create_task(one)
        for one in (_wake_when_stopped(stop, limits), limits.window_over(), _mind_breaker(limits, stop, ask))
    ]
    try:
        yield
    finally:
        for minder in minders:
            minder.cancel()
        await asyncio.gather(*minders, return_exceptions=True)


async def _wake_when_stopped(stop: Stop, limits: Limits) -> None:
    await stop.wished()
    await limits.wake()


async def _mind_breaker(limits: Limits, stop: Stop, ask: Ask | None) -> None:
    while True:
        why = await limits.opened()
        LOG.warning("breaker.opened", why=why)
        if ask is None or not await ask(why):
            stop.drain(Reason.BREAKER, why)
            return
        limits.close()


def _why_stopped(results: Sequence[Result], stop: Stop, limits: Limits) -> Reason | None:
    """Breaker and window ended the run only if they left a phone behind."""
    if stop.reason is Reason.INTERRUPTED or any(one.reason is stop.reason for one in results if stop.reason):
        return stop.reason
    return Reason.CANARY if limits.waves.failures else None


def _in_words(stopped: Reason | None, stop: Stop, limits: Limits) -> str:
    if stopped is Reason.BREAKER:
        return f"the breaker opened: {stop.why}"
    return "; ".join(limits.waves.failures) if stopped is Reason.CANARY else ""
