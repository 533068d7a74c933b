"""A process of its own that works on a store until it is killed, and says what has returned.

python -m tests.store.child DATABASE intent     one INTENT, then says so and sleeps
python -m tests.store.child DATABASE torrent    events of all kinds without end; says each INTENT and SETTLED
python -m tests.store.child DATABASE claim      claims the run, says so, and sleeps; or says why not
python -m tests.store.child DATABASE fork       claims the run, leaves a forked child behind, and sleeps
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from pathlib import Path

from eraser.model.outcome import BadInput
from eraser.model.phone import Phone
from eraser.model.run import EventKind
from eraser.store.sqlite import SqliteStore
from tests.contract.store_samples import a_result, a_run, a_settled, an_event

TORRENT_PHONES = tuple(Phone(name=f"SEP{number:012X}") for number in range(2_000))


def say(text: str) -> None:
    """To the parent, at once: a line that was begun is whole, because it is one write."""
    os.write(1, f"{text}\n".encode())


async def intent(store: SqliteStore) -> None:
    await store.open_run(a_run(), TORRENT_PHONES)
    await store.write(an_event(EventKind.INTENT, {"key": "Soft1", "before": {}}, phone=TORRENT_PHONES[0].key))
    say("returned")
    await asyncio.Event().wait()


async def torrent(store: SqliteStore) -> None:
    await store.open_run(a_run(), TORRENT_PHONES)
    say("open")

    async def work(phone: str) -> None:
        for number in range(20):
            await store.write(an_event(EventKind.PRESS, {"key": "Settings", "n": number}, phone=phone))
            await asyncio.sleep(0)
        await store.write(an_event(EventKind.INTENT, {"key": "Soft1", "before": {}}, phone=phone))
        say(f"intent {phone}")
        await store.write(a_settled(a_result(name=phone), phone=phone, picture=None))
        say(f"settled {phone}")

    waiting = iter(TORRENT_PHONES)

    async def technician() -> None:
        for phone in waiting:
            await work(phone.key)

    await asyncio.gather(*(technician() for _ in range(40)))
    say("done")


async def claim(store: SqliteStore) -> None:
    try:
        await store.claim_run("20260102-aa")
    except BadInput as refusal:
        say(str(refusal))
        await store.aclose()
    else:
        say("claimed")
        await asyncio.Event().wait()


async def fork(store: SqliteStore) -> None:
    await store.claim_run("20260102-aa")
    orphan = os.fork()
    if orphan == 0:
        signal.pause()
    say(str(orphan))
    await asyncio.Event().wait()


WORK = {"intent": intent, "torrent": torrent, "claim": claim, "fork": fork}

if __name__ == "__main__":
    asyncio.run(WORK[sys.argv[2]](SqliteStore(Path(sys.argv[1]))))
