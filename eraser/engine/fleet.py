"""Many phones: each one's story is a task; a failing phone is a result, not an exception in the group."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from eraser.engine.errand import Errand
from eraser.engine.house import Drivers, House, Need, OpenOther, TftpLook
from eraser.engine.limits import Limits, Stop
from eraser.engine.pipeline import work_phone
from eraser.model.outcome import Outcome, Reason
from eraser.model.phone import Phone
from eraser.model.run import History, Options, Result, Run
from eraser.model.states import after_crash
from eraser.ports import Authentication, Channel, Observer, Reader, Store

# Results that a resumed run takes up again: nothing was pressed, or only a look can settle them.
OPEN_AGAIN = frozenset({Outcome.PENDING, Outcome.BUSY, Outcome.UNCERTAIN})


@dataclass(frozen=True, slots=True)
class FleetEnd:
    """All results in the order of the phones; `stopped`: why the run ended before its end (None: it did not)."""

    results: tuple[Result, ...]
    stopped: Reason | None = None


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
) -> FleetEnd:
    """Works on all phones that are not settled yet. `look_only`: nothing is pressed and no credential is sent."""
    stop = stop or Stop()
    limits = Limits(options, stop)
    around = (reader, store, tuple(observers), limits, stop)
    house = House(run.id, options, registry, *around, look_only, authentication, open_other, need, tftp)
    results: dict[str, Result] = {}

    async def work(phone: Phone) -> None:
        history = histories.get(phone.key)
        results[phone.key] = await work_phone(_errand(phone, history, open_channel(phone), house), history)

    waker = asyncio.create_task(_wake_when_stopped(stop, limits))
    try:
        async with asyncio.TaskGroup() as group:
            for phone in phones:
                earlier = histories.get(phone.key, History(phone.key)).result
                if earlier is not None and earlier.outcome not in OPEN_AGAIN:
                    results[phone.key] = earlier
                else:
                    group.create_task(work(phone), name=phone.key)
    finally:
        waker.cancel()
    return FleetEnd(tuple(results[phone.key] for phone in phones), _why_stopped(stop, limits))


def _errand(phone: Phone, history: History | None, channel: Channel, house: House) -> Errand:
    if history is None:
        return Errand(phone, channel, house)
    return Errand(
        phone,
        channel,
        house,
        state=after_crash(history.state),
        keys_pressed=history.keys_pressed,
        attempts=0,
        screens=list(history.screens),
        started_at=history.started_at,
    )


async def _wake_when_stopped(stop: Stop, limits: Limits) -> None:
    await stop.wished()
    await limits.waves.wake()


def _why_stopped(stop: Stop, limits: Limits) -> Reason | None:
    if stop.draining:
        return Reason.INTERRUPTED
    return Reason.CANARY if limits.waves.failed_kinds else None
