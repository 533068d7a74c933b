"""Recordings: read back as they were written, refused when broken, replayed key by key."""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eraser.engine.recordings import NotRecorded, RecordedReader, ReplayChannel
from eraser.model.outcome import BadInput, KeyRefused, NoPicture, PictureUnreadable
from eraser.model.phone import CallState
from eraser.model.recording import Pressed, Recording, SeenScreen, read_recording
from eraser.ports import Channel, Reader
from eraser.simulator.state import Quirks
from tests.engine.rig import make_handset
from tests.service.desk import Desk

pytestmark = pytest.mark.virtual_time


async def record(folder: Path, *lines: str, model: str = "CP-8841", layout: str = "88xx-5-4-4") -> Recording:
    """A session with a simulated phone. Each screen has a picture of its own: its number."""
    desk = Desk(make_handset(model, layout, Quirks(restart_s=5.0)), folder)
    assert all(await desk.play(*lines))
    await desk.console.end()
    recording = read_recording(desk.notebook.path.read_bytes(), "it")
    assert recording.to_json() == desk.notebook.path.read_text()
    screens = tuple(SeenScreen(seen.screen, b"picture %d" % n) for n, seen in enumerate(recording.screens))
    return replace(recording, screens=screens)


# --- files -----------------------------------------------------------------------------------------------------------


async def test_a_recording_is_read_back_as_it_was_written(tmp_path: Path) -> None:
    recording = await record(tmp_path, "Applications", "5", "4", "4", "!Reset", "wait 30", "facts")

    assert recording == read_recording(recording.to_json().encode(), "it")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "is no recording; name a file that itl-eraser console wrote"),
        ("[]", "is no recording; name a file that itl-eraser console wrote"),
        ("[" * 100_000, "is no recording; name a file that itl-eraser console wrote"),
        ('{"format": "another", "version": 1}', "is no recording; name a file that itl-eraser console wrote"),
        (
            '{"format": "itl-eraser recording", "version": 2}',
            "has version 2, this program reads 1; install a newer itl-eraser",
        ),
        (
            '{"format": "itl-eraser recording", "version": 1}',
            "is a broken recording ('screens' is missing); record it again",
        ),
    ],
)
def test_what_is_no_recording_is_told_in_one_line(text: str, told: str) -> None:
    with pytest.raises(BadInput) as error:
        read_recording(text.encode(), "a.json")

    assert (f"a.json: {told}",) == error.value.faults


PLACES = st.lists(
    st.one_of(st.integers(0, 30), st.sampled_from(["steps", "screens", "facts", "rows", "soft_keys"])), max_size=5
)
VALUES = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=5), st.just([]), st.just({}))


@pytest.fixture(scope="module")
def whole() -> str:
    """The text of a small recording with a step of each kind."""
    facts = {
        "seen_at": "2026-01-02T03:04:05.000000Z", "itl": "installed", "ctl": "absent", "tftp_servers": [], "pages": [],
        "name": "SEP000000000001", "model": None, "firmware": None, "serial": None, "itl_signature": None,
        "ctl_signature": None, "authentication_url": None, "alternate_tftp": None, "service_mode": None, "web_access": None,
        "ssh_access": None, "user_locale": None, "registered": None, "complete": True, "weak": False,
    }  # fmt: skip
    screen = {
        "title": "Settings", "rows": [{"digit": "1", "label": "Reset", "selected": True}], "padlock": "locked",
        "soft_keys": [{"slot": 1, "label": "Exit"}], "dark": False, "confidence": 0.9, "picture": "AAAA", "left_out": None,
    }  # fmt: skip
    steps: list[dict[str, Any]] = [
        {"at_s": 0, "kind": "looked", "facts": facts, "status": [{"text": "x", "stamp": None}], "call": "idle"},
        {"at_s": 1, "kind": "shown", "screen": 0},
        {"at_s": 2, "kind": "refused", "uri": "Key:Soft1", "label": "Exit"},
        {"at_s": 3, "kind": "intended", "uri": "Key:Soft1"},
        {"at_s": 4, "kind": "pressed", "uri": "Key:Soft1", "answer": "taken"},
        {"at_s": 5, "kind": "away", "error": "Unreachable"},
    ]
    head = {"format": "itl-eraser recording", "version": 1, "recorded_at": "2026-01-02T03:04:05Z", "program": "0.1.0"}
    about = {"model": None, "firmware": None, "locale": None, "soft_key_slots": 4}
    return json.dumps(head | about | {"steps": steps, "screens": [screen]})


@given(
    places=PLACES,
    value=VALUES,
    key=st.sampled_from(["at_s", "kind", "screen", "uri", "digit", "slot", "picture", "call"]),
)
def test_a_broken_recording_raises_nothing_but_bad_input(
    whole: str, places: list[int | str], value: object, key: str
) -> None:
    record = json.loads(whole)
    at: Any = record
    for place in places:
        if isinstance(at, list) and at:
            at = at[place % len(at)] if isinstance(place, int) else at[0]
        elif isinstance(at, dict) and at:
            at = at[place] if place in at else list(at.values())[hash(place) % len(at)]
    if isinstance(at, dict):
        at[key] = value
        if at:
            at[list(at)[len(places) % len(at)]] = value
    elif isinstance(at, list):
        at.append(value)

    with suppress(BadInput):
        read_recording(json.dumps(record).encode(), "it")


@given(st.binary(max_size=200))
def test_any_bytes_are_no_recording(data: bytes) -> None:
    with pytest.raises(BadInput):
        read_recording(data, "it")


# --- replay ----------------------------------------------------------------------------------------------------------


async def test_the_recorded_screens_come_when_the_recorded_keys_come(tmp_path: Path) -> None:
    recording = await record(tmp_path, "Init:Services", "Applications", "5", "4")
    channel, reader = ReplayChannel(recording), RecordedReader(recording)
    titles = []

    for uri in ("Init:Services", "Key:Applications", "Key:KeyPad5", "Key:KeyPad4"):
        await channel.press(uri)
        titles.append((await reader.read(await channel.fetch_picture(), soft_key_slots=4)).title)

    assert (True, True) == (isinstance(channel, Channel), isinstance(reader, Reader))
    assert ["Applications", "Admin settings", "Reset settings"] == titles[1:]


async def test_a_key_that_was_not_recorded_says_so_and_the_screen_stays(tmp_path: Path) -> None:
    channel = ReplayChannel(await record(tmp_path, "Applications", "5", "4"))
    await channel.press("Key:Applications")
    before = await channel.fetch_picture()

    with pytest.raises(NotRecorded) as error:
        await channel.press("Key:KeyPad3")

    assert "Key:KeyPad3 was not recorded on “Applications”" == str(error.value)
    assert "Record the way with `itl-eraser console`." == error.value.next_step
    assert (before, ["Key:Applications"]) == (await channel.fetch_picture(), channel.keys)


async def test_a_way_back_may_be_gone_again(tmp_path: Path) -> None:
    channel = ReplayChannel(await record(tmp_path, "Applications", "5", "Exit", "Applications", "1"))

    for uri in ("Applications", "KeyPad5", "Soft4", "Applications", "KeyPad5", "Soft4", "Applications", "KeyPad1"):
        await channel.press(f"Key:{uri}")

    assert channel.shown is not None
    assert "Recents" == channel.shown.screen.title


async def test_pages_are_those_that_were_seen_before_the_next_key(tmp_path: Path) -> None:
    recording = await record(tmp_path, "Applications", "5", "4", "4", "!Reset", "wait 30", "status")
    channel = ReplayChannel(recording)
    first, messages = await channel.identify(), await channel.fetch_status()

    for uri in ("Applications", "KeyPad5", "KeyPad4", "KeyPad4", "Soft3"):
        assert first == await channel.identify()
        await channel.press(f"Key:{uri}")

    assert (CallState.IDLE, "SEP000000000001") == (await channel.ask_call(), first.name)
    assert first.itl_signature != (await channel.identify()).itl_signature
    assert messages == (await channel.fetch_status())[: len(messages)]


async def test_a_refusal_is_replayed_and_a_picture_that_was_left_out_is_none(tmp_path: Path) -> None:
    recording = await record(tmp_path, "Applications")
    steps = [replace(one, answer="KeyRefused") if isinstance(one, Pressed) else one for one in recording.steps]
    screens = tuple(SeenScreen(one.screen, None, "it asks for a password") for one in recording.screens)
    channel = ReplayChannel(replace(recording, steps=tuple(steps), screens=screens))

    with pytest.raises(KeyRefused):
        await channel.press("Key:Applications")
    with pytest.raises(NoPicture, match="the recording has no picture of this screen: it asks for a password"):
        await channel.fetch_picture()
    with pytest.raises(PictureUnreadable):
        await RecordedReader(recording).read(b"another", soft_key_slots=4)
