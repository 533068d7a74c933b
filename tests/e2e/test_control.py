"""A run that puts phones under its user's control takes back just what it added, also after a `kill -9` in between."""

from __future__ import annotations

import signal
from pathlib import Path

import pytest

from eraser.simulator.cucm_devices import Device
from tests.cluster.publisher import LOGIN, publisher_in_a_thread
from tests.e2e.processes import (
    QUICK,
    WITHIN_S,
    outcomes,
    read_report,
    read_truth,
    run_program,
    simulated_fleet,
    start_program,
    wait_for,
)

pytestmark = pytest.mark.slow

ALREADY = "SEP0000000000AA"


def test_a_kill_in_the_middle_of_an_association_leaves_nothing_behind_after_resume(tmp_path: Path) -> None:
    with simulated_fleet(tmp_path, "--phones", "2", "--seed", "5"):
        with (tmp_path / "fleet.env").open("a") as login:
            login.write(f"ITL_ERASER_CUCM_USER={LOGIN.user}\nITL_ERASER_CUCM_PASSWORD={LOGIN.password}\n")
        user = next(line for line in (tmp_path / "fleet.env").read_text().split() if "PHONE_USER" in line).split("=")[1]
        names = sorted(read_truth(tmp_path))
        devices = [Device(name, "10.1.1.1") for name in (*names, ALREADY)]
        with publisher_in_a_thread(devices, controlled=[ALREADY]) as (publisher, on_its_loop, word):
            publisher.user = user
            on_its_loop(publisher.answers_writes.clear)
            running = start_program(tmp_path, "run", "fleet.csv", *QUICK, "--associate", word)
            wait_for(lambda: bool(publisher.truth.writes), running)
            running.send_signal(signal.SIGKILL)
            running.wait(WITHIN_S)
            left_behind = set(publisher.controlled)
            on_its_loop(publisher.answers_writes.set)

            resumed = run_program(
                tmp_path,
                "resume",
                "2",
                "--associate",
                word,
                "--report",
                "itl-eraser-report-again",
                "--no-progress",
                "--log-level",
                "warning",
            )
            controlled, writes = set(publisher.controlled), len(publisher.truth.writes)
        ends = outcomes(read_report(tmp_path))

    assert {*names, ALREADY} == left_behind
    assert "control: 2 phones were taken back" in resumed.stderr
    assert "cluster: 2 of 2 phones that were pressed are registered again" in resumed.stderr
    assert ({ALREADY}, 2) == (controlled, writes)
    assert {"erased"} == {outcome for outcome, _ in ends.values()}
    assert [] == list(tmp_path.rglob("control.json"))
    files = [path for path in tmp_path.rglob("*") if path.is_file() and path.name != "fleet.env"]
    assert [] == [path for path in files if LOGIN.password.encode() in path.read_bytes()]
