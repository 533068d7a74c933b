"""Each recording in tests/recordings is replayed: the driver of its model, or the draft of it, still finds its way.

Those called `simulated-…` were recorded from the simulator, the others by people with such a phone on the desk.
"""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from eraser.dsl import Driver
from eraser.engine.drafting import draft_driver
from eraser.engine.fleet import work_fleet
from eraser.engine.recordings import RecordedReader, ReplayChannel
from eraser.engine.registry import Registry, build_registry, load_drivers
from eraser.model.outcome import Outcome
from eraser.model.phone import Phone
from eraser.model.recording import Intended, Looked, Recording, SeenScreen, read_recording
from eraser.model.run import Run, now
from tests.engine.rig import FAST, MemoryStore
from tests.engine.test_drafting import driver_of

pytestmark = pytest.mark.virtual_time

FILES = sorted((Path(__file__).parents[1] / "recordings").glob("*.json"))
PER_FILE = pytest.mark.parametrize("file", FILES, ids=[file.stem for file in FILES])


def recording_of(file: Path) -> Recording:
    """A screen whose picture was left out gets one that the recording's own reader knows."""
    recording = read_recording(file.read_bytes(), file.name)
    screens = (SeenScreen(seen.screen, seen.picture or b"left out %d" % n) for n, seen in enumerate(recording.screens))
    return replace(recording, screens=tuple(screens))


def registry_for(recording: Recording, file: Path) -> Registry:
    registry = load_drivers()
    if isinstance(registry.find(recording.model or "", recording.firmware), Driver):
        return registry
    return build_registry([("draft", driver_of(draft_driver(recording, file.name)))])


def test_there_are_recordings() -> None:
    assert {"simulated-cp-7821", "simulated-cp-7945g"} <= {file.stem for file in FILES}


@PER_FILE
async def test_the_driver_walks_the_recorded_way_and_confirms_where_the_person_did(file: Path) -> None:
    recording = recording_of(file)
    channel, store = ReplayChannel(recording), MemoryStore()

    end = await work_fleet(
        Run("run-1", "run", now()),
        [Phone(name="SEP000000000001", address="127.0.0.1:80")],
        {},
        options=FAST,
        registry=registry_for(recording, file),
        open_channel=lambda _phone: channel,
        reader=RecordedReader(recording),
        store=store,
    )

    (result,) = end.results
    confirmed = [f"Key:{event.data['key']}" for event in store.intents()]
    assert [step.uri for step in recording.steps if isinstance(step, Intended)] == confirmed, result.detail
    looks = [step.facts for step in recording.steps if isinstance(step, Looked)]
    if looks[0].itl_signature and looks[0].itl_signature != looks[-1].itl_signature:
        assert result.outcome is Outcome.ERASED


@PER_FILE
def test_a_recording_says_nothing_that_looks_like_an_address_or_a_name(file: Path) -> None:
    text = re.sub(r'"(?:picture|seen_at|recorded_at)": "[^"]*"', "", file.read_text(encoding="utf-8"))

    addresses = set(re.findall(r"\d{1,3}(?:\.\d{1,3}){3}", text))
    assert set() == {one for one in addresses if not one.startswith(("192.0.2.", "198.51.100."))}
    assert set() == {one for one in re.findall(r"SEP[0-9A-F]{12}", text) if not one.startswith("SEP0000000")}
