"""What an operator does in two terminals: simulate in one; plan, run, runs, report, resume in the other."""

from __future__ import annotations

import csv
import io
import json
import signal
from pathlib import Path

import pytest

from tests.e2e.processes import (
    QUICK,
    WITHIN_S,
    count_events,
    outcomes,
    read_report,
    read_truth,
    run_program,
    simulated_fleet,
    start_program,
    wait_for,
)

pytestmark = pytest.mark.slow


def test_plan_presses_nothing_and_run_erases_with_proof(tmp_path: Path) -> None:
    with simulated_fleet(tmp_path, "--phones", "10", "--seed", "3"):
        planned = run_program(tmp_path, "plan", "fleet.csv", "--no-progress")
        after_plan = read_truth(tmp_path)
        plan = read_report(tmp_path)
        ran = run_program(tmp_path, "run", "fleet.csv", *QUICK)
        report = read_report(tmp_path)
        wait_for(lambda: all(told["up"] for told in read_truth(tmp_path).values()))
        truth = read_truth(tmp_path)
        text = run_program(tmp_path, "report", report["run"]["id"], "--format", "csv", "-o", "again.csv")
        runs = json.loads(run_program(tmp_path, "runs", "--json").stdout)

    assert planned.returncode == 0, planned.stderr
    assert {(len(told["keys"]), told["credentials_seen"]) for told in after_plan.values()} == {(0, 0)}
    assert {phone["keys_pressed"] for phone in plan["phones"]} == {0}
    assert ran.returncode == 0, ran.stderr
    assert {name: told["expected"] for name, told in truth.items()} == {
        name: [outcome] for name, (outcome, _) in outcomes(report).items()
    }
    assert all(phone["proof"] for phone in report["phones"] if phone["outcome"] == "erased")
    assert [told["wrong"] for told in truth.values()] == [[]] * 10
    assert text.returncode == 0, text.stderr
    rows = list(csv.DictReader(io.StringIO((tmp_path / "again.csv").read_text())))
    assert [row["outcome"] for row in rows] == [phone["outcome"] for phone in report["phones"]]
    assert [run["kind"] for run in runs] == ["plan", "run"]


def test_one_signal_drains_a_run_and_resume_finishes_it(tmp_path: Path) -> None:
    with simulated_fleet(tmp_path, "--phones", "10", "--seed", "4"):
        running = start_program(tmp_path, "run", "fleet.csv", *QUICK, "--concurrency", "2")
        wait_for(lambda: count_events(tmp_path) > 60, running)
        running.send_signal(signal.SIGINT)
        interrupted = running.wait(WITHIN_S)
        drained = outcomes(read_report(tmp_path))
        resumed = run_program(tmp_path, "resume", "2", "--no-progress")
        report = outcomes(read_report(tmp_path))
        truth = read_truth(tmp_path)

    assert interrupted == 130
    assert "itl-eraser resume" in (tmp_path / "run.out").read_text()
    assert ("pending", "interrupted") in drained.values()
    assert {outcome for outcome, _ in drained.values()} <= {"erased", "not_applicable", "pending"}
    assert resumed.returncode == 0, resumed.stderr
    assert {outcome for outcome, _ in report.values()} == {"erased", "not_applicable"}
    assert {len(told["erasures"]) for told in truth.values() if told["erasable"]} == {1}


def test_a_wrong_password_presses_no_key_and_is_nowhere_on_disk(tmp_path: Path) -> None:
    secret = "correct-horse-battery-staple"
    with simulated_fleet(tmp_path, "--phones", "9", "--seed", "3"):
        (tmp_path / "fleet.password").write_text(secret)
        ran = run_program(tmp_path, "run", "fleet.csv", *QUICK, "--log-level", "debug")
        report, truth = read_report(tmp_path), read_truth(tmp_path)

    (tmp_path / "fleet.password").unlink()
    assert ran.returncode == 1, ran.stderr
    assert {phone["reason"] for phone in report["phones"] if phone["model"] != "CP-7940G"} == {"auth_refused"}
    assert {len(told["keys"]) for told in truth.values()} == {0}
    written = [path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()]
    assert not any(secret.encode() in content for content in [*written, ran.stdout.encode(), ran.stderr.encode()])


def test_a_second_signal_stops_after_the_current_key_and_resume_finishes(tmp_path: Path) -> None:
    with simulated_fleet(tmp_path, "--phones", "9", "--seed", "6"):
        running = start_program(tmp_path, "run", "fleet.csv", *QUICK)
        wait_for(lambda: count_events(tmp_path) > 90, running)
        running.send_signal(signal.SIGINT)
        wait_for(lambda: "once more" in (tmp_path / "run.out").read_text(), running)
        running.send_signal(signal.SIGINT)
        halted = running.wait(WITHIN_S)
        left = outcomes(read_report(tmp_path))
        resumed = run_program(tmp_path, "resume", "2", "--no-progress")
        truth = read_truth(tmp_path)
        report = outcomes(read_report(tmp_path))

    assert halted == 130
    assert {reason for outcome, reason in left.values() if outcome in {"pending", "uncertain"}} == {"interrupted"}
    assert resumed.returncode == 0, resumed.stdout + resumed.stderr
    assert {outcome for outcome, _ in report.values()} == {"erased", "not_applicable"}
    assert {len(told["erasures"]) for told in truth.values() if told["erasable"]} == {1}
    assert [told["wrong"] for told in truth.values()] == [[]] * 9
