"""A phone that waits for its turn holds no connection, and shows itself again before anything is sent to it."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace

import pytest

from eraser.model.outcome import IdentityMismatch
from eraser.model.phone import Facts, Phone
from eraser.model.run import Event, EventKind
from eraser.simulator.handset import Handset
from eraser.simulator.state import Quirks
from tests.engine.rig import FAST, Bench, HandsetChannel, MemoryStore, make_handset

pytestmark = pytest.mark.virtual_time


class Open(HandsetChannel):
    """Counts who holds a connection, and no login may go to a stranger."""

    now_open = 0
    is_open = False
    stranger_from_s = float("inf")

    async def identify(self) -> Facts:
        if asyncio.get_running_loop().time() > self.stranger_from_s:
            self.shown = False
            raise IdentityMismatch("another phone answers")
        if not self.is_open:
            self.is_open = True
            Open.now_open += 1
        return await super().identify()

    async def press(self, uri: str) -> None:
        if self.shown:
            self._check_login()
        await super().press(uri)

    async def fetch_picture(self) -> bytes:
        if self.shown:
            self._check_login()
        return await super().fetch_picture()

    def _check_login(self) -> None:
        assert asyncio.get_running_loop().time() <= self.stranger_from_s, "a login went to a stranger"

    async def aclose(self) -> None:
        Open.now_open -= self.is_open
        self.is_open = False
        await super().aclose()


class Phones(Bench):
    stranger_after_s = float("inf")

    def __init__(self, handsets: Sequence[Handset]) -> None:
        super().__init__(handsets)
        self.open_ones: dict[str, Open] = {}

    def open_channel(self, phone: Phone) -> HandsetChannel:
        channel = self.open_ones[phone.key] = Open(super().open_channel(phone).handset)
        if len(self.channels) == 2:
            channel.stranger_from_s = asyncio.get_running_loop().time() + self.stranger_after_s
        return channel


async def test_phones_that_wait_hold_no_connection() -> None:
    Open.now_open = 0
    after_looks: list[int] = []
    asyncio.get_running_loop().call_later(5.0, lambda: after_looks.append(Open.now_open))
    bench = Phones([make_handset("CP-8841", "88xx-5-4-4", number=number) for number in range(1, 31)])
    bench.options = replace(FAST, concurrency=2)

    end = await bench.work()

    assert {"erased"} == {one.outcome for one in end.results}
    assert ([2], 0) == (after_looks, Open.now_open)


async def test_a_stranger_that_took_the_address_of_a_phone_that_waited_gets_no_login() -> None:
    bench = Phones([make_handset("CP-8841", "88xx-5-4-4", number=number) for number in (1, 2)])
    bench.options, bench.stranger_after_s = replace(FAST, concurrency=1), 5.0

    end = await bench.work()

    ends = [(str(one.outcome), str(one.reason), one.keys_pressed) for one in end.results]
    assert [("erased", "None", end.results[0].keys_pressed), ("failed", "identity_mismatch", 0)] == ends


class TakenWhileItWaits(MemoryStore):
    """A second after a phone waits for leave to go away, somebody else has its address."""

    def __init__(self, bench: Phones) -> None:
        super().__init__()
        self.bench = bench
        self.taken: list[str] = []

    async def write(self, event: Event) -> None:
        await super().write(event)
        if event.stage == "await_away" and event.kind is EventKind.STAGE and self.away():
            self.taken.append(event.phone)
            self.bench.open_ones[event.phone].stranger_from_s = asyncio.get_running_loop().time() + 1.0

    def away(self) -> bool:
        return len(self.intents()) > len([one for one in self.events if one.kind is EventKind.SETTLED])


async def test_a_stranger_that_took_the_address_of_a_phone_that_waited_on_its_screen_gets_no_login() -> None:
    quirks = Quirks(restart_s=90.0, renew_s=2.0)
    bench = Phones([make_handset("CP-8841", "88xx-5-4-4", quirks, number=number) for number in (1, 2, 3)])
    bench.options = replace(FAST, away_per_cluster=1)
    bench.store = store = TakenWhileItWaits(bench)

    end = await bench.work()

    ends = {one.name: (str(one.outcome), str(one.reason)) for one in end.results}
    assert store.taken
    assert {("failed", "identity_mismatch")} == {ends[name] for name in store.taken}
    assert [] == [event for event in store.intents() if event.phone in store.taken]
