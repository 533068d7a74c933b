"""Makes a run's recordings fit to be handed out: without what tells whose phone it was, like those of the console."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from eraser.engine.caution import asks_for_password
from eraser.model.outcome import BadInput
from eraser.model.recording import HIDDEN_KEY, Intended, Looked, Pressed, Recording, SeenScreen, Shown, Step
from eraser.model.screen import Screen
from eraser.ops.stand_ins import StandIns
from eraser.ports import Reader
from eraser.service.blanking import blanked
from eraser.service.notebook import write_safely


def make_folder(folder: Path) -> None:
    """Makes the folder for recordings. Raises BadInput if that can not be done."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise BadInput(f"-o {folder}: can not be made ({error.strerror}); choose another folder") from error


async def write_recordings(folder: Path, recordings: Sequence[Recording], reader: Reader) -> list[Path]:
    """A file for each kind of phone in a folder that is there; returns their paths. Raises BadInput if one can not be
    written."""
    paths = []
    for number, recording in enumerate(recordings, start=1):
        model = re.sub(r"[^A-Za-z0-9]+", "-", recording.model or "phone").strip("-")
        paths.append(folder / f"itl-eraser-recording-{model}-{number}.json")
        write_safely(paths[-1], (await hidden(recording, reader)).to_json().encode())
    return paths


async def hidden(recording: Recording, reader: Reader) -> Recording:
    """The recording with stand-ins for what is somebody's, in its text and its pictures."""
    stand_ins = StandIns()
    for step in recording.steps:
        if isinstance(step, Looked):
            stand_ins.know_facts(step.facts)
    screens = [await _hidden_screen(seen, recording, stand_ins, reader) for seen in recording.screens]
    password = {place for place, seen in enumerate(recording.screens) if asks_for_password(seen.screen)}
    steps: list[Step] = []
    asked = False
    for step in recording.steps:
        if isinstance(step, Shown):
            asked = step.screen in password
        steps.append(_hidden_step(step, stand_ins, asked=asked))
    about = next((step.facts for step in steps if isinstance(step, Looked)), None)
    return replace(
        recording,
        model=about.model if about else None,
        firmware=about.firmware if about else None,
        locale=about.user_locale if about else None,
        screens=tuple(screens),
        steps=tuple(steps),
    )


def _hidden_step(step: Step, stand_ins: StandIns, *, asked: bool) -> Step:
    if isinstance(step, Looked):
        return replace(step, facts=stand_ins.facts(step.facts), status=stand_ins.status(step.status))
    if isinstance(step, Pressed | Intended):
        uri = HIDDEN_KEY if asked and step.uri.startswith("Key:KeyPad") else stand_ins.uri(step.uri)
        return replace(step, uri=uri, label=None if step.label is None else stand_ins.text(step.label))
    return step


async def _hidden_screen(seen: SeenScreen, recording: Recording, stand_ins: StandIns, reader: Reader) -> SeenScreen:
    if asks_for_password(seen.screen):
        shown = stand_ins.screen(Screen(seen.screen.title, (), seen.screen.soft_keys))
        return SeenScreen(shown, None, "it asks for a password")
    shown = stand_ins.screen(seen.screen)
    if seen.picture is None:
        return SeenScreen(shown, None, seen.left_out)
    return await blanked(seen.picture, seen.screen, shown, reader=reader, soft_key_slots=recording.soft_key_slots)
