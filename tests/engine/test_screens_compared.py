"""A fleet under the engine with pictures: the first phone of a kind is read, the others are compared."""

from __future__ import annotations

from dataclasses import replace

import pytest

from eraser.model.outcome import Outcome
from eraser.sight.remembering import RememberingReader
from eraser.simulator.description import Description
from eraser.simulator.menus import layouts_for
from tests.engine.pictures import LocalReader, PictureBench, PictureChannel
from tests.engine.rig import FAST, make_handset

pytestmark = pytest.mark.virtual_time

KINDS = ("CP-7945G", "CP-7821")
PER_KIND = 5


@pytest.fixture(scope="module")
def reader() -> RememberingReader:
    """One for all tests of the file: what the first has read is known to the second."""
    return RememberingReader(LocalReader())


async def test_of_many_phones_of_a_kind_few_screens_are_read(reader):
    handsets = [
        make_handset(model, layouts_for(model)[0], number=1 + place + PER_KIND * n)
        for n, model in enumerate(KINDS)
        for place in range(PER_KIND)
    ]
    end = await PictureBench(handsets, reader=reader).work()

    assert [Outcome.ERASED] * len(handsets) == [result.outcome for result in end.results]
    assert 0 < reader.readings <= 12 * len(KINDS)
    assert reader.comparings > 4 * reader.readings


class SwappedChannel(PictureChannel):
    """A phone of the kind whose question is about something else."""

    def shows(self, description: Description) -> Description:
        if any("Erase" in key.label for key in description.soft_keys):
            return replace(description, title="CTL File")
        return description


async def test_a_phone_that_differs_right_before_the_confirming_key_is_read_and_not_confirmed(reader):
    readings = reader.readings
    other = PictureBench(
        [make_handset("CP-7945G", layouts_for("CP-7945G")[0], number=99)],
        options=replace(FAST, attempts=1),
        reader=reader,
    )
    other.channel = SwappedChannel
    (result,) = (await other.work()).results

    assert (Outcome.FAILED, "screen_unexpected") == (result.outcome, result.reason)
    assert reader.readings > readings
    assert [] == other.store.intents()
