"""A driver drafted from a recording is a module that walks the recorded way again, and a simulated phone's too."""

from __future__ import annotations

import ast
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eraser.dsl import BOTH, CTL, ITL, Driver, Strength, gone, key, label, screen_changed, softkey
from eraser.engine.drafting import draft_driver
from eraser.engine.fleet import work_fleet
from eraser.engine.recordings import RecordedReader, ReplayChannel
from eraser.engine.registry import build_registry
from eraser.model.outcome import BadInput, Outcome
from eraser.model.phone import Phone
from eraser.model.recording import Intended, Pressed, Recording, SeenScreen, Shown
from eraser.model.run import Run, now
from eraser.model.screen import Row, Screen, SoftKeyText
from tests.engine.rig import FAST, MemoryStore
from tests.engine.test_recordings import record

pytestmark = pytest.mark.virtual_time

TO_8841 = ("Init:Services", "Applications", "5", "4", "4", "!Reset", "wait 30", "facts")
TO_7965 = ("Settings", "4", "5", "2", "**#", "!Erase", "!Yes", "wait 30", "facts")


def driver_of(text: str) -> Driver:
    """The driver of a drafted module."""
    space: dict[str, Any] = {}
    exec(compile(text, "draft.py", "exec"), space)
    (driver,) = space["DRIVERS"]
    assert isinstance(driver, Driver)
    return driver


async def test_a_reset_menu_is_drafted_with_its_labels_neighbours_and_proof(tmp_path: Path) -> None:
    driver = driver_of(draft_driver(await record(tmp_path, *TO_8841), "our-8841.json"))

    (route,) = driver.routes
    assert ("draft-cp-8841", ("CP-8841",), BOTH) == (driver.name, driver.models, driver.erases)
    assert ((key("Init:Services"),), key("Applications")) == (route.home, route.enter)
    assert ["Admin settings", "Reset settings", "Security settings"] == [str(one).strip("“”") for one in route.path]
    assert softkey("Reset") == route.confirm
    assert {"All settings", "Reset device", "Network settings"} <= {one.alternatives[0] for one in route.never}
    assert {"otherwise": ("5,4,4",)} == route.digits
    assert gone("itl_signature") in route.expect
    assert (Strength.SEEN, "recording our-8841.json") == (route.source.strength, route.source.reference)


async def test_a_padlock_and_a_second_soft_key_are_drafted(tmp_path: Path) -> None:
    driver = driver_of(draft_driver(await record(tmp_path, *TO_7965, model="CP-7965G", layout="79xx"), "it"))

    (route,) = driver.routes
    assert ("**#", softkey("Erase", then=softkey("Yes", if_shown=True))) == (route.unlock, route.confirm)
    assert (ITL, screen_changed()) == (route.erases, route.expect[0])
    assert label("CTL File") in route.never


async def test_a_way_that_was_left_again_is_not_drafted(tmp_path: Path) -> None:
    lines = ("Applications", "2", "Back", "5", "1", "Back", "4", "4", "!Reset")

    (route,) = driver_of(draft_driver(await record(tmp_path, *lines), "it")).routes

    assert [label("Admin settings"), label("Reset settings"), label("Security settings")] == list(route.path)


async def test_the_chosen_row_counts_like_its_digit(tmp_path: Path) -> None:
    lines = ("Applications", "5", "4", "NavDwn", "NavDwn", "NavDwn", "NavSelect")

    (route,) = driver_of(draft_driver(await record(tmp_path, *lines), "it")).routes

    assert label("Security settings") == route.path[-1]


async def test_a_row_that_was_scrolled_away_is_called_like_the_screen_that_it_opened(tmp_path: Path) -> None:
    lines = ("Applications", "5", "4", "4", "!Reset")

    (route,) = driver_of(
        draft_driver(await record(tmp_path, *lines, model="CP-7821", layout="78xx-5-4-4"), "it")
    ).routes

    assert [label("Admin settings"), label("Reset settings"), label("Security")] == list(route.path)


async def test_who_dares_not_erase_gets_a_draft_with_the_soft_key_that_was_shown(tmp_path: Path) -> None:
    text = draft_driver(await record(tmp_path, *TO_8841[:5]), "it")

    assert softkey("Reset") == driver_of(text).routes[0].confirm
    assert "    # ? this soft key was shown and not pressed in the recording\n" in text


async def test_the_list_is_told_by_the_last_label(tmp_path: Path) -> None:
    lines = ("Settings", "4", "5", "1", "**#", "!Erase")

    assert CTL == driver_of(draft_driver(await record(tmp_path, *lines, model="CP-7965G", layout="79xx"), "it")).erases


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        ((), "it: no row of a menu was chosen in it; record the way to the erase, key by key"),
        (("Applications",), "it: no row of a menu was chosen in it; record the way to the erase, key by key"),
        (("Applications", "5"), "it: it ends on no screen with a soft key that erases; record the way to the end"),
    ],
)
async def test_a_recording_without_a_way_drafts_nothing(tmp_path: Path, lines: tuple[str, ...], told: str) -> None:
    recording = await record(tmp_path, *lines)

    with pytest.raises(BadInput) as error:
        draft_driver(recording, "it")

    assert (told,) == error.value.faults


@pytest.mark.parametrize(
    ("lines", "model", "layout"),
    [(TO_8841, "CP-8841", "88xx-5-4-4"), (("Init:Services", "Init:Settings", *TO_7965), "CP-7965G", "79xx")],
)
async def test_the_engine_walks_a_recording_with_the_driver_that_was_drafted_from_it(
    tmp_path: Path, lines: tuple[str, ...], model: str, layout: str
) -> None:
    """Proves on 8841, whose pages show the list; on 7965 the recording has no second look at the list's screen."""
    recording = await record(tmp_path, *lines, model=model, layout=layout)
    channel, store = ReplayChannel(recording), MemoryStore()

    end = await work_fleet(
        Run("run-1", "run", now()),
        [Phone(name="SEP000000000001", address="127.0.0.1:80")],
        {},
        options=FAST,
        registry=build_registry([("draft", driver_of(draft_driver(recording, "it")))]),
        open_channel=lambda _phone: channel,
        reader=RecordedReader(recording),
        store=store,
    )

    (result,) = end.results
    presses = [step.uri for step in recording.steps if isinstance(step, Pressed)]
    assert presses == channel.keys[: len(presses)]
    assert len([one for one in recording.steps if isinstance(one, Intended)]) == len(store.intents())
    assert result.outcome is (Outcome.ERASED if model == "CP-8841" else Outcome.UNPROVEN)


@given(
    labels=st.lists(st.text(min_size=1, max_size=12).filter(str.strip), min_size=3, max_size=3),
    name=st.text(max_size=12),
)
def test_no_text_of_a_recording_is_code_in_a_draft(labels: list[str], name: str) -> None:
    """A recording comes from a stranger: its labels are literals of the module and nothing else."""
    menu = Screen(labels[0], (Row(labels[1], "1"), Row(labels[2], "2")), (SoftKeyText(1, "Select"),))
    question = Screen(labels[1], (Row("Erase?"),), (SoftKeyText(2, labels[2]),))
    recording = Recording(
        recorded_at=now(),
        program="0.1.0",
        model=labels[2],
        firmware=name,
        locale=None,
        soft_key_slots=4,
        screens=tuple(SeenScreen(one) for one in (Screen("idle"), menu, question)),
        steps=(
            Shown(0.0, 0), Pressed(1.0, "Key:Settings"), Shown(2.0, 1), Pressed(3.0, "Key:KeyPad1"), Shown(4.0, 2),
            Intended(5.0, "Key:Soft2", labels[2]), Pressed(6.0, "Key:Soft2", labels[2]),
        ),
    )  # fmt: skip
    try:
        text = draft_driver(recording, name)
    except BadInput:
        return

    called = {
        node.func.id
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    }
    assert called <= {
        "Driver",
        "Route",
        "follow",
        "key",
        "never",
        "restarts",
        "screen_changed",
        "seen",
        "softkey",
        "status",
    }
    assert not [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Attribute)]


def test_the_recording_may_come_from_any_model() -> None:
    recording = Recording(now(), "0.1.0", None, None, None, 4, (), ())

    with pytest.raises(BadInput):
        draft_driver(replace(recording, model="CP-9999"), "it")
