"""A run seldom collects garbage, so that keys are not late: what a phone leaves behind must be freed without."""

from __future__ import annotations

import pytest

from eraser.model.outcome import Unreachable
from eraser.model.phone import Facts
from tests.engine.rig import Bench, HandsetChannel, WordReader, make_handset
from tests.garbage import left_by


class Gone(HandsetChannel):
    """Nobody answers at the address of this phone."""

    async def identify(self) -> Facts:
        raise Unreachable("no connection")


class GoneBench(Bench):
    def open_channel(self, phone):
        return Gone(next(one for one in self.handsets if one.state.spec.name == phone.name))


class RefusedBench(Bench):
    """Phones that refuse the login."""

    def open_channel(self, phone):
        channel = super().open_channel(phone)
        channel.refuses = lambda _place: True
        return channel


@pytest.mark.virtual_time
@pytest.mark.parametrize(
    ("bench", "reader", "outcome"),
    [
        (Bench, WordReader(), "erased"),
        (GoneBench, WordReader(), "failed"),
        (RefusedBench, WordReader(), "manual"),
        (Bench, None, "manual"),
    ],
    ids=["erased", "gone", "refused", "not erased"],
)
async def test_five_phones_leave_no_more_to_the_collector_than_one(bench, reader, outcome):
    async def work(phones: int) -> None:
        handsets = [make_handset("CP-8841", "88xx-5-4-4", number=number) for number in range(phones)]
        results = (await bench(handsets, reader=reader).work()).results
        assert {outcome} == {result.outcome for result in results}

    assert await left_by(lambda: work(1)) == await left_by(lambda: work(5))
