"""Keys by hand: what may confirm an erase is pressed only knowingly, on the screen that was seen, noted before."""

from __future__ import annotations

from pathlib import Path

import pytest

from eraser.model.outcome import BadInput
from eraser.model.phone import CallState
from eraser.model.recording import Intended, Looked, Pressed, Refused, Shown, read_recording
from eraser.service.notebook import Notebook
from eraser.simulator.state import Quirks
from tests.engine.rig import make_handset
from tests.service.desk import Desk

pytestmark = pytest.mark.virtual_time

TO_ITL = ("Init:Services", "Settings", "4", "5", "2", "**#")
TO_RESET = ("Init:Services", "Applications", "5", "4", "4")


def desk_with_7965(folder: Path, **quirks: object) -> Desk:
    return Desk(make_handset("CP-7965G", "79xx", Quirks(**quirks)), folder)  # type: ignore[arg-type]


def desk_with_8841(folder: Path, **quirks: object) -> Desk:
    return Desk(make_handset("CP-8841", "88xx-5-4-4", Quirks(**quirks)), folder)  # type: ignore[arg-type]


def recorded(desk: Desk):
    path = desk.notebook.path
    return read_recording(path.read_bytes(), path.name)


# --- looking ---------------------------------------------------------------------------------------------------------


async def test_the_phone_shows_itself_before_its_screen_is_asked_for(tmp_path: Path) -> None:
    desk = desk_with_8841(tmp_path)

    await desk.console.begin()

    assert "name:               SEP001122334401" == desk.said[0]
    assert [Looked, Shown] == [type(step) for step in recorded(desk).steps]
    assert [] == desk.channel.keys


async def test_a_screen_is_text_with_the_chosen_row_the_soft_keys_and_the_padlock(tmp_path: Path) -> None:
    desk = desk_with_7965(tmp_path)
    await desk.play("Settings", "4")

    shown = desk.said[desk.said.index("== Security Configuration ==   [padlock locked]") :]

    assert ">  1  Web Access Enabled" == shown[1]
    assert "   5  Trust List" == shown[5]
    assert "soft keys: [1 Select]  [3 Exit]" == shown[7]


async def test_a_picture_that_is_none_is_told_and_the_session_goes_on(tmp_path: Path) -> None:
    desk = desk_with_8841(tmp_path)

    assert [True] == await desk.play("look")
    assert desk.told("no picture file: no whole BMP")


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("Settinks", "not done: Settinks is no key and no soft key (soft keys: "),
        ("expect Reset settings", "not done: the screen does not say Reset settings"),
        ("wait long", "not done: write wait and a number of seconds up to 900"),
        ("save", "not done: write save FILE"),
        ("!", "not done: ! is no key"),
        ("Dial:112", "not done: Dial:112 is no key"),
        ("http://x/", "not done: http://x/ is no key"),
        ("SoftKey:Erase", "not done: SoftKey:Erase is no key"),
    ],
)
async def test_a_line_that_can_not_be_done_says_why_and_presses_nothing(tmp_path: Path, line: str, told: str) -> None:
    desk = desk_with_8841(tmp_path)

    assert [False] == await desk.play(line)
    assert desk.said[-1].startswith(told)
    assert [] == desk.channel.keys


async def test_help_has_every_command(tmp_path: Path) -> None:
    desk = desk_with_8841(tmp_path)

    assert [True] == await desk.play("help")
    for word in ("look", "facts", "status", "keep", "expect", "wait", "save", "quit", "!Erase"):
        assert word in desk.said[-1]


# --- keys ------------------------------------------------------------------------------------------------------------


async def test_keys_by_every_name_that_they_have(tmp_path: Path) -> None:
    desk = desk_with_8841(tmp_path)

    assert [True] * 7 == await desk.play(
        "Applications", "navdwn", "Key:NavUp", "Select", "Soft2", "exit", "Init:Services"
    )
    assert [
        "Key:Applications", "Key:NavDwn", "Key:NavUp", "Key:Soft1", "Key:Soft2", "Key:Soft4", "Init:Services",
    ] == desk.channel.keys  # fmt: skip


async def test_the_unlock_code_is_not_typed_twice_so_that_the_phone_does_not_restart(tmp_path: Path) -> None:
    desk = desk_with_7965(tmp_path)

    assert [True, True, False, True, True] == await desk.play("Settings", "**#", "**#", "wait 11", "**#")
    assert desk.told("not done: the phone would read **#** and restart")
    assert (0, []) == (desk.handset.state.truth.restarts, desk.handset.state.truth.wrong)


async def test_the_two_signs_typed_one_by_one_are_the_same_code(tmp_path: Path) -> None:
    desk = desk_with_7965(tmp_path)

    assert [True] * 5 + [False] == await desk.play("Settings", "*", "*", "#", "*", "*")
    assert 0 == desk.handset.state.truth.restarts


# --- what may confirm ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("line", ["Erase", "erase", "Soft4", "Key:Soft4"])
async def test_a_soft_key_that_erases_is_refused_however_it_is_named(tmp_path: Path, line: str) -> None:
    desk = desk_with_7965(tmp_path)

    assert [True] * 6 + [False] == await desk.play(*TO_ITL, line)
    assert (
        f"not done: {line} may confirm an erase or a reset here; look at the screen, then write !{line}"
        == desk.said[-1]
    )
    assert "Key:Soft4" not in desk.channel.keys
    assert isinstance(recorded(desk).steps[-1], Refused)


async def test_the_answer_to_a_question_is_refused_too(tmp_path: Path) -> None:
    desk = desk_with_7965(tmp_path)

    assert [True] * 7 + [False, False, True] == await desk.play(*TO_ITL, "!Erase", "Yes", "NavSelect", "No")
    assert [] == desk.handset.state.truth.erasures


async def test_what_is_asked_for_knowingly_is_noted_on_disk_before_it_leaves(tmp_path: Path) -> None:
    desk = desk_with_8841(tmp_path, restarts=False)
    on_disk: list[object] = []

    def look_at_the_file(_place: int, uri: str):
        if uri == "Key:Soft3":
            on_disk.extend(recorded(desk).steps)
        return [(0.0, uri)]

    desk.channel.deliver = look_at_the_file

    assert [True] * 6 == await desk.play(*TO_RESET, "!Reset")
    assert ("Key:Soft3", "Reset") == (on_disk[-1].uri, on_disk[-1].label)
    assert isinstance(on_disk[-1], Intended)
    assert 1 == len(desk.handset.state.truth.erasures)
    assert [] == desk.handset.state.truth.wrong


async def test_a_screen_that_changed_since_it_was_seen_is_shown_and_nothing_is_pressed(tmp_path: Path) -> None:
    desk = desk_with_8841(tmp_path)
    await desk.play(*TO_RESET)
    for key in ("Soft1", "KeyPad3"):  # somebody at the phone goes back and chooses the neighbour
        desk.handset.press(f"Key:{key}")
        await desk.console.do("wait 1")

    assert not await desk.console.do("!Reset")
    assert "not done: the screen has changed since you saw it" == desk.said[-1]
    assert "== Network settings ==" in desk.said[-8:]
    assert ("Key:KeyPad4", []) == (desk.channel.keys[-1], desk.handset.state.truth.wrong)


async def test_a_screen_that_was_never_read_confirms_nothing(tmp_path: Path) -> None:
    desk = desk_with_8841(tmp_path)
    await desk.channel.identify()

    assert not await desk.console.do("Soft3")
    assert not await desk.console.do("!Soft3")
    assert "not done: !Soft3 means what the screen shows, and it was not seen; look first" == desk.said[-1]
    assert [] == desk.channel.keys


async def test_a_phone_in_a_call_is_not_confirmed(tmp_path: Path) -> None:
    desk = desk_with_8841(tmp_path)
    await desk.play(*TO_RESET)
    desk.handset.state.active_streams = 1

    assert not await desk.console.do("!Reset")
    assert "not done: the phone is in a call; wait until it is idle" == desk.said[-1]
    assert ([], CallState.BUSY) == (desk.handset.state.truth.erasures, await desk.channel.ask_call())


async def test_an_intent_that_can_not_be_written_presses_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = desk_with_8841(tmp_path)
    await desk.play(*TO_RESET)

    def full(*_: object) -> None:
        raise BadInput("recording.json: can not be written (No space left on device); free space")

    monkeypatch.setattr(Notebook, "intended", full)

    assert not await desk.console.do("!Reset")
    assert desk.said[-1].startswith("not done: the intent can not be written: recording.json")
    assert "Key:Soft3" not in desk.channel.keys


async def test_a_phone_that_restarts_is_told_to_be_away_and_the_last_look_is_noted(tmp_path: Path) -> None:
    desk = desk_with_8841(tmp_path, restart_s=20.0)

    assert [True] * 8 == await desk.play(*TO_RESET, "!Reset", "wait 60", "status")
    await desk.console.end()

    looks = [step for step in recorded(desk).steps if isinstance(step, Looked)]
    assert desk.told("(no screen: ")
    assert looks[0].facts.itl_signature != looks[-1].facts.itl_signature
    assert "ITL installed" in [message.text for message in looks[-1].status]


# --- the recording ---------------------------------------------------------------------------------------------------


async def test_a_recording_has_keys_screens_and_pages_and_tells_nobody_whose_phone_it_is(tmp_path: Path) -> None:
    desk = desk_with_7965(tmp_path)
    await desk.play(*TO_ITL, "Exit")

    recording, text = recorded(desk), desk.notebook.path.read_text()

    assert ("CP-7965G", "SCCP45.9-4-2SR3-1S") == (recording.model, recording.firmware)
    assert desk.channel.keys == [step.uri for step in recording.steps if isinstance(step, Pressed)]
    assert ["Settings", "Security Configuration", "Trust List", "ITL File", "ITL File"] == [
        one.screen.title for one in recording.screens[1:6]
    ]
    for private in ("001122334401", "FCH00000001", "1001", "old-pub", "0A0A", "cucm-pub"):
        assert private not in text


async def test_what_is_typed_into_a_password_question_is_not_noted(tmp_path: Path) -> None:
    desk = desk_with_8841(tmp_path, unlock_password=True)

    await desk.play("Init:Services", "Applications", "5", "7", "3", "look")

    recording = recorded(desk)
    assert ["Init:Services", "Key:Applications", "Key:KeyPad5", "hidden", "hidden"] == [
        step.uri for step in recording.steps if isinstance(step, Pressed)
    ]
    asking = next(one for one in recording.screens if "password" in one.screen.title.casefold())
    assert ((), None, "it asks for a password") == (asking.screen.rows, asking.picture, asking.left_out)


async def test_a_word_that_is_kept_is_in_the_recording_from_then_on(tmp_path: Path) -> None:
    desk = desk_with_7965(tmp_path)
    await desk.play("Settings", "4", "5", "2")

    def rows() -> list[str]:
        return [row.label for row in recorded(desk).screens[-1].screen.rows if row.label.startswith("TVS")]

    assert ["TVS word-1"] == rows()
    assert await desk.console.do("keep pub")
    assert ["TVS old-pub"] == rows()
    assert "the recording may show: pub" in desk.said


async def test_save_writes_the_recording_so_far_and_refuses_a_place_that_is_none(tmp_path: Path) -> None:
    desk = desk_with_8841(tmp_path)

    assert [True, False] == await desk.play(f"save {tmp_path / 'copy.json'}", f"save {tmp_path / 'none' / 'copy.json'}")
    assert desk.notebook.path.read_bytes() == (tmp_path / "copy.json").read_bytes()
    assert "can not be written (No such file or directory)" in desk.said[-1]
