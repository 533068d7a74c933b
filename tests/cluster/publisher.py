"""A simulated publisher on a real port, and who asks it."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from contextlib import asynccontextmanager, contextmanager

from eraser.cluster.axl import Axl
from eraser.cluster.place import ClusterPlace, read_place
from eraser.cluster.ris import Ris
from eraser.cluster.trusted_tls import presented_fingerprint
from eraser.simulator.authentication import Credentials
from eraser.simulator.cucm import Publisher
from eraser.simulator.cucm_devices import ClusterQuirks, Device
from eraser.wire.login import Login

LOGIN = Login("axl", "geheim-7")


def name_of(number: int) -> str:
    return f"SEP0011223{number:05X}"


def devices(count: int, **changes: object) -> list[Device]:
    return [
        Device(name_of(n), f"10.1.{n // 250}.{n % 250 + 1}", node=n % 2, **changes)  # type: ignore[arg-type]
        for n in range(1, count + 1)
    ]


@asynccontextmanager
async def publisher(
    phones: Iterable[Device], *, controlled: Iterable[str] = (), quirks: ClusterQuirks | None = None
) -> AsyncIterator[Publisher]:
    made = Publisher(phones, Credentials(LOGIN.user, LOGIN.password), controlled=controlled, quirks=quirks)
    await made.start()
    try:
        yield made
    finally:
        await made.stop()


async def place_of(made: Publisher) -> ClusterPlace:
    bare = read_place(made.word.removeprefix("cucm:"))
    fingerprint = await presented_fingerprint(bare, within_s=5)
    return read_place(f"{made.word.removeprefix('cucm:')}?fingerprint={fingerprint}")


@asynccontextmanager
async def doors(made: Publisher, login: Login = LOGIN) -> AsyncIterator[tuple[Axl, Ris]]:
    place = await place_of(made)
    axl, ris = Axl(place, login), Ris(place, login)
    try:
        yield axl, ris
    finally:
        await axl.aclose()
        await ris.aclose()


@contextmanager
def publisher_in_a_thread(
    phones: Iterable[Device], *, controlled: Iterable[str] = ()
) -> Iterator[tuple[Publisher, Callable[[Callable[[], object]], object], str]]:
    """For tests of whole processes: the publisher, how to do something on its loop, and its word with fingerprint."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()

    async def start() -> tuple[Publisher, str]:
        made = Publisher(phones, Credentials(LOGIN.user, LOGIN.password), controlled=controlled)
        await made.start()
        return made, f"{made.word}?fingerprint={(await place_of(made)).fingerprint}"

    made, word = asyncio.run_coroutine_threadsafe(start(), loop).result(30)
    try:
        yield made, loop.call_soon_threadsafe, word
    finally:
        asyncio.run_coroutine_threadsafe(made.stop(), loop).result(30)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(30)
        loop.close()
