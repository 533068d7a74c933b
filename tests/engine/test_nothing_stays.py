"""When a fleet is done nothing of it is left, however long it took: no task, no timer, no open channel, no object.
While it lasts, a phone that is settled leaves its result alone, and one that rests or is away no picture."""

from __future__ import annotations

import asyncio
import gc
from collections import Counter
from dataclasses import dataclass, field

import pytest

from eraser.engine.errand import Errand
from eraser.engine.limits import Limits
from eraser.model.outcome import Outcome
from eraser.model.run import Event, EventKind, Options
from tests.engine.rig import Bench, HandsetChannel, MemoryStore, make_handset

PHONES = 40
# Each limit is reached, so that everybody waits somewhere.
TIGHT = Options(
    canary=(1, 5), concurrency=8, per_site=6, starts_per_second=1.0, keys_per_second=4.0, away_per_cluster=5
)

pytestmark = pytest.mark.virtual_time


@dataclass
class Counted(HandsetChannel):
    open_ones: set[int] = field(default_factory=set)

    async def identify(self):
        self.open_ones.add(id(self))
        return await super().identify()

    async def aclose(self):
        self.open_ones.discard(id(self))
        await super().aclose()


class ForgettingStore(MemoryStore):
    async def write(self, event: Event) -> None:
        del event


@dataclass
class Hall(Bench):
    open_ones: set[int] = field(default_factory=set)

    def open_channel(self, phone):
        handset = next(one for one in self.handsets if one.state.spec.name == phone.name)
        return Counted(handset, open_ones=self.open_ones)


async def work(options: Options) -> tuple[float, Counter[Outcome], set[int]]:
    """Virtual seconds, how the phones ended, and channels that are still open."""
    began_s = asyncio.get_running_loop().time()
    hall = Hall(
        [make_handset("CP-8841", "88xx-5-4-4", number=n) for n in range(1, PHONES + 1)],
        options=options,
        store=ForgettingStore(),
    )
    end = await hall.work()
    ended_s = asyncio.get_running_loop().time()
    await asyncio.sleep(3600)  # simulated phones have timers of their own
    return ended_s - began_s, Counter(result.outcome for result in end.results), hall.open_ones


def left() -> tuple[int, int, Counter[str]]:
    """Tasks, timers, and objects of the engine."""
    gc.collect()
    timers = [one for one in asyncio.get_running_loop()._scheduled if not one.cancelled()]
    kinds = (type(one) for one in gc.get_objects())
    objects = Counter(one.__qualname__ for one in kinds if str(one.__module__).startswith("eraser.engine."))
    return len(asyncio.all_tasks()), len(timers), objects


async def test_a_second_fleet_leaves_no_more_than_the_first():
    await work(TIGHT)
    first = left()
    seconds, outcomes, open_ones = await work(TIGHT)
    assert outcomes == {Outcome.ERASED: PHONES}
    assert seconds > 120  # they did wait for each other
    assert not open_ones
    second = left()
    assert ([], Counter()) == ([one for one in (0, 1) if second[one] > first[one]], second[2] - first[2])
    # What a test before this one left may have been there at the first look, so these are held against nothing.
    assert (0, 0) == (second[2][Errand.__qualname__], second[2][Limits.__qualname__])


def errands() -> list[Errand]:
    """All that there are in this process."""
    return [one for one in gc.get_objects() if type(one) is Errand]


@dataclass
class Asked(HandsetChannel):
    """Notes which picture its phone's errand holds when a key leaves, and when its pages are asked for."""

    held: list[bytes | None] = field(default_factory=list)

    def note(self) -> None:
        self.held += [one.last_picture for one in errands() if one.channel is self]

    async def press(self, uri: str) -> None:
        self.note()
        await super().press(uri)

    async def identify(self):
        self.note()
        return await super().identify()


async def test_no_picture_is_held_while_a_key_takes_effect_or_the_phone_is_away():
    channel = Asked(make_handset("CP-8841", "88xx-5-4-4"))

    class Asking(Bench):
        def open_channel(self, phone):
            del phone
            return channel

    end = await Asking([channel.handset]).work()
    assert [Outcome.ERASED] == [result.outcome for result in end.results]
    assert len(channel.held) > len(channel.keys) + 2  # looks before the first key and after the last are among them
    assert {None} == set(channel.held)


class CountingStore(ForgettingStore):
    """Notes now and then, by the number of settled phones, how many errands there are when one is settled."""

    def __init__(self) -> None:
        super().__init__()
        self.settled = 0
        self.errands: dict[int, int] = {}

    async def write(self, event: Event) -> None:
        if event.kind is EventKind.SETTLED:
            self.settled += 1
            if self.settled % 10 == 0:
                self.errands[self.settled] = len(errands())


async def test_a_settled_phone_leaves_its_result_alone_while_the_fleet_goes_on():
    gc.collect()
    store = CountingStore()
    handsets = [make_handset("CP-8841", "88xx-5-4-4", number=n) for n in range(1, PHONES + 1)]
    await Bench(handsets, options=TIGHT, store=store).work()
    assert [10, 20, 30, 40] == list(store.errands)
    # Whoever was settled in the same moment may not have left yet.
    assert all(left <= PHONES - settled + TIGHT.concurrency for settled, left in store.errands.items())
