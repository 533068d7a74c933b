"""A voice engineer with a phone on the desk: the console in one terminal, a simulated phone in the other."""

from __future__ import annotations

import json
import os
import pty
import subprocess
from pathlib import Path
from typing import Any

import pytest

from eraser.model.recording import Recording, read_recording
from tests.e2e.processes import PROGRAM, WITHIN_S, environment, read_truth, run_program, simulated_fleet, wait_for
from tests.engine.test_drafting import driver_of

pytestmark = pytest.mark.slow


def an_ordinary_8841(truth: dict[str, Any]) -> tuple[str, list[str]]:
    """Its name, and the digits of its menus, which its layout is called by."""
    return next(
        (name, told["layout"].split("-")[1:])
        for name, told in truth.items()
        if told["model"] == "CP-8841" and len(told["layout"].split("-")) == 4
    )


def read_saved(folder: Path) -> tuple[str, Recording]:
    text = (folder / "phone.json").read_text()
    return text, read_recording(text.encode(), "phone.json")


def test_a_phone_is_recorded_from_idle_to_erased_and_a_driver_is_drafted(tmp_path: Path) -> None:
    with simulated_fleet(tmp_path, "--phones", "8", "--seed", "3"):
        name, digits = an_ordinary_8841(read_truth(tmp_path))
        address = next(
            line.split(",")[1] for line in (tmp_path / "fleet.csv").read_text().splitlines() if line.startswith(name)
        )
        stranger = run_program(tmp_path, "console", f"SEP0000000000FF@{address}")
        seen_by_stranger = read_truth(tmp_path)[name]["credentials_seen"]
        lines = [
            "Init:Services",
            "Applications",
            *digits,
            "expect Reset security settings",
            "!Reset",
            "wait 5",
            "facts",
        ]
        words = ["--inventory", "fleet.csv", "--recording", "phone.json", "--pictures", "seen", "--pace", "0.1"]
        session = run_program(tmp_path, "console", name, *words, stdin="\n".join(lines))
        wait_for(lambda: bool(read_truth(tmp_path)[name]["erasures"]))
        told = read_truth(tmp_path)[name]
        facts = (tmp_path / "fleet.csv").read_text()
        password = (tmp_path / "fleet.password").read_text().strip()
    draft = run_program(tmp_path, "console", "--draft", "phone.json")

    assert (1, "", 0) == (stranger.returncode, stranger.stdout, seen_by_stranger)
    assert f"{address} is {name} (CP-8841), not SEP0000000000FF" in stranger.stderr
    assert session.returncode == 0, session.stderr
    assert "== Reset settings ==" in session.stdout
    assert (1, [], [f"Key:KeyPad{one}" for one in digits]) == (
        len(told["erasures"]), told["wrong"], [key["uri"] for key in told["keys"]][2:-1],
    )  # fmt: skip
    text, recording = read_saved(tmp_path)
    for private in (name, name[3:], address.split(":")[0], password, told["held"]["itl"], told["held_at_start"]["itl"]):
        assert private.casefold() not in text.casefold()
    assert name in facts
    menus = [
        one for one in recording.screens if one.screen.title in {"Applications", "Admin settings", "Reset settings"}
    ]
    assert len(menus) >= 3
    assert all(one.picture and one.picture.startswith(b"\x89PNG") for one in menus)
    assert len(list((tmp_path / "seen").glob("phone-*.png"))) >= len(digits) + 3
    (route,) = driver_of(draft.stdout).routes
    assert [("Admin settings",), ("Reset settings",)] == [one.alternatives for one in route.path[:2]]
    assert {"otherwise": (",".join(digits),)} == route.digits


def test_a_person_at_a_terminal_is_asked_again_after_a_slip(tmp_path: Path) -> None:
    with simulated_fleet(tmp_path, "--phones", "2", "--seed", "3"):
        name = next(iter(read_truth(tmp_path)))
        near, far = pty.openpty()
        os.write(near, b"Settinks\nstatus\nquit\n")
        words = ["console", name, "--inventory", "fleet.csv", "--recording", "phone.json", "--pace", "0.1"]
        done = subprocess.run(
            [*PROGRAM, *words], cwd=tmp_path, env=environment(tmp_path), stdin=far, stderr=far, stdout=subprocess.PIPE,
            text=True, timeout=WITHIN_S, check=False,
        )  # fmt: skip
        os.close(far)
        os.close(near)

    assert 0 == done.returncode
    assert "not done: Settinks is no key" in done.stdout
    assert "ITL" in done.stdout.split("Settinks")[-1]
    assert "looked" in [step["kind"] for step in json.loads((tmp_path / "phone.json").read_text())["steps"]]
