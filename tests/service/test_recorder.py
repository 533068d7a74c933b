"""The first phone of each kind is recorded; the recording is kept, known again, and handed out without names."""

from __future__ import annotations

import pytest

from eraser.engine.drafting import draft_driver
from eraser.model.outcome import Outcome
from eraser.model.recording import Pressed, read_recording
from eraser.service.handing_out import write_recordings
from eraser.service.recorder import Recorder, take_up
from eraser.sight.remembering import RememberingReader
from eraser.simulator.menus import layouts_for
from eraser.simulator.state import Quirks
from tests.engine.pictures import LocalReader, PictureBench
from tests.engine.rig import MemoryStore, make_handset, registry

pytestmark = pytest.mark.virtual_time
MODEL = "CP-7945G"
LAYOUT = layouts_for(MODEL)[0]


class KeepingStore(MemoryStore):
    """Keeps recordings too, and lets the recorder hear the events."""

    def __init__(self) -> None:
        super().__init__()
        self.recordings = []
        self.recorder = None

    async def write(self, event):
        await super().write(event)
        self.recorder.see(event)

    async def keep_recording(self, run_id, recording):
        assert run_id == "run-1"
        self.recordings.append(recording)


class RecordedBench(PictureBench):
    def open_channel(self, phone):
        return self.store.recorder.channels(super().open_channel)(phone)


@pytest.fixture(scope="module")
def reader() -> RememberingReader:
    return RememberingReader(LocalReader())


async def worked(reader, *quirks: Quirks | None):
    """Phones of one kind, worked on: the outcomes, and what was recorded."""
    store = KeepingStore()
    store.recorder = Recorder("run-1", store, reader, registry())
    handsets = [make_handset(MODEL, LAYOUT, one, number=place) for place, one in enumerate(quirks, start=1)]
    results = []
    for handset in handsets:  # one after the other, as the first waves are
        bench = RecordedBench([handset], store=store, reader=reader)
        results += (await bench.work()).results
        keys = [key for channel in bench.channels.values() for key in channel.keys]
    return [one.outcome for one in results], store, keys


async def test_one_phone_of_a_kind_is_recorded_with_its_keys_and_screens(reader, tmp_path):
    outcomes, store, _ = await worked(reader, None, None)
    (recording,) = store.recordings

    assert [Outcome.ERASED] * 2 == outcomes
    assert (MODEL, 4) == (recording.model, recording.soft_key_slots)
    assert {"Settings", "Security Configuration", "Trust List", "ITL File"} <= {
        one.screen.title for one in recording.screens
    }
    assert "Key:Settings" in [step.uri for step in recording.steps if isinstance(step, Pressed)]

    # A resumed run knows its screens without reading one.
    later = RememberingReader(NoReader())
    recorder = Recorder("run-1", store, later, registry())
    await take_up([recording], recorder, later)
    for seen in recording.screens:
        assert seen.screen == await later.read(seen.picture, soft_key_slots=4)
    assert not recorder.wants("SEP1", facts_of(recording))

    # What is handed out tells nobody whose phone it was, and a driver can be drafted from it.
    (path,) = await write_recordings(tmp_path, [recording], reader)
    told = path.read_text("utf-8")
    assert [] == [word for word in ("SEP0011223344", "FCH0000", "1001", "old-pub", "cucm-pub") if word in told]
    handed_out = read_recording(path.read_bytes(), path.name)
    assert any(one.picture for one in handed_out.screens)
    assert 'confirm=softkey("Erase"' in draft_driver(handed_out, path.name)


async def test_a_phone_that_was_not_erased_leaves_its_kind_to_the_next(reader):
    outcomes, store, _ = await worked(reader, Quirks(settings_locked=True), None)

    assert [Outcome.ERASED] == outcomes[1:]
    assert Outcome.ERASED != outcomes[0]
    assert ["SEP001122334402"] == [one.steps[0].facts.name for one in store.recordings]


class NoReader:
    """Reads nothing."""

    name = "none"

    async def read(self, picture, *, soft_key_slots):
        raise AssertionError((len(picture), soft_key_slots))

    async def aclose(self):
        return


def facts_of(recording):
    return recording.steps[0].facts
