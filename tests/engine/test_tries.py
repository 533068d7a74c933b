"""A phone that is away is asked three times for each thing, and not three times within each of three tries."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import pytest

from eraser.model.outcome import IdentityMismatch, Unreachable
from eraser.model.phone import Facts, Phone
from eraser.model.run import EventKind
from tests.engine.rig import FAST, Bench, HandsetChannel, make_handset

pytestmark = pytest.mark.virtual_time


@dataclass
class GoesAway(HandsetChannel):
    """Its connection breaks with the first picture; from then on nobody answers."""

    asked: list[str] = field(default_factory=list)

    async def identify(self) -> Facts:
        if not self.asked:
            return await super().identify()
        self.asked.append("identify")
        raise Unreachable("no connection within 5 s")

    async def press(self, uri: str) -> None:
        if not self.asked:
            await super().press(uri)
            return
        self.asked.append("press")
        raise IdentityMismatch("not shown to be the phone")

    async def fetch_picture(self) -> bytes:
        self.asked.append("picture")
        raise IdentityMismatch("not shown to be the phone")


class OneGoesAway(Bench):
    def open_channel(self, phone: Phone) -> HandsetChannel:
        self.gone = GoesAway(super().open_channel(phone).handset)
        return self.gone


async def test_a_picture_of_a_phone_that_went_away_is_asked_for_three_times_in_all() -> None:
    bench = OneGoesAway([make_handset("CP-8841", "88xx-5-4-4")], options=replace(FAST, attempts=1))

    end = await bench.work()

    leaving = bench.gone.asked.index("press")  # a last try to leave the menus
    assert ["picture", "identify"] * 3 == bench.gone.asked[:leaving]
    assert ["failed unreachable"] == [f"{one.outcome} {one.reason}" for one in end.results]
    assert EventKind.INTENT not in {event.kind for event in bench.store.events}
