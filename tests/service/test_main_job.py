"""The main job with real processes: a simulated fleet in one, the command in another."""

from __future__ import annotations

import csv
import json
import os
import pty
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

ITL_ERASER = str(Path(sys.executable).with_name("itl-eraser"))
WITHIN_S = 120
QUICK = (
    "--yes",
    "--canary",
    "off",
    "--pace",
    "0.1",
    "--away-percent-of-site",
    "100",
    "--starts-per-second",
    "100",
    "--log-level",
    "error",
)

pytestmark = pytest.mark.slow


@dataclass(frozen=True)
class Fleet:
    """A simulated fleet in its own process."""

    inventory: Path
    login: Mapping[str, str]
    process: subprocess.Popen[str]

    def truth(self) -> dict[str, Any]:
        """What really happened, after the fleet was ended."""
        self.process.send_signal(signal.SIGINT)
        assert 0 == self.process.wait(WITHIN_S)
        return json.loads(self.inventory.with_name("truth.json").read_text())  # type: ignore[no-any-return]

    def models(self) -> dict[str, str]:
        """A phone's name for each model."""
        with self.inventory.open(encoding="utf-8") as file:
            return {row["model"]: row["name"] for row in csv.DictReader(file)}

    def password(self) -> str:
        return self.inventory.with_name("fleet.password").read_text().strip()


@pytest.fixture
def fleet(clean_place: Path) -> Iterator[Fleet]:
    place = clean_place / "simulator"
    place.mkdir()
    words = ["simulate", "--phones", "10", "--seed", "2", "--inventory-out", "fleet.csv", "--truth", "truth.json"]
    with subprocess.Popen([ITL_ERASER, *words], cwd=place, stderr=subprocess.PIPE, text=True) as process:
        try:
            assert process.stderr is not None
            assert any("Ctrl-C ends" in line for line in process.stderr)
            lines = (place / "fleet.env").read_text().splitlines()
            yield Fleet(place / "fleet.csv", dict(line.split("=", 1) for line in lines), process)
        finally:
            process.kill()


def call(*words: str, login: Mapping[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, **(login or {})}
    return subprocess.run(
        [ITL_ERASER, *words], env=environment, capture_output=True, text=True, check=False, timeout=WITHIN_S
    )


@contextmanager
def begun(*words: str, login: Mapping[str, str]) -> Iterator[subprocess.Popen[str]]:
    """A command that is under way: its run is told."""
    environment = {**os.environ, **login}
    with subprocess.Popen([ITL_ERASER, *words], env=environment, stderr=subprocess.PIPE, text=True) as process:
        try:
            yield process
        finally:
            process.kill()


def report_of(folder: str) -> dict[str, Any]:
    return json.loads((Path(folder) / "report.json").read_text(encoding="utf-8"))  # type: ignore[no-any-return]


def outcomes(report: dict[str, Any]) -> dict[str, str]:
    return {phone["name"]: phone["outcome"] for phone in report["phones"]}


def test_a_plan_presses_nothing_and_sends_no_credential(fleet: Fleet) -> None:
    done = call("plan", str(fleet.inventory), "--report", "plan", "--no-progress", login=fleet.login)

    assert (0, 10) == (done.returncode, len(report_of("plan")["phones"]))
    truth = fleet.truth()
    del truth["strangers"]
    assert [(0, 0)] * 10 == [(len(told["keys"]), told["credentials_seen"]) for told in truth.values()]


def test_a_run_erases_excludes_reports_and_is_told_again_from_the_store(fleet: Fleet) -> None:
    models = fleet.models()
    erased, spared = models["CP-8841"], models["CP-7945G"]
    limits = [word for model in ("CP-8841", "CP-7945G", "CP-7940G") for word in ("--limit", models[model])]

    done = call("run", str(fleet.inventory), *limits, "--exclude", spared, "--report", "r", *QUICK, login=fleet.login)

    assert (0, "") == (done.returncode, done.stderr if "Traceback" in done.stderr else "")
    expected = {erased: "erased", spared: "excluded", models["CP-7940G"]: "not_applicable"}
    assert expected == outcomes(report_of("r"))
    assert {"report.json", "report.csv", "report.html", "screens"} == {path.name for path in Path("r").iterdir()}
    (run,) = json.loads(call("runs", "--json").stdout)
    assert ("run", 3, {"erased": 1, "excluded": 1, "not_applicable": 1}) == (run["kind"], run["phones"], run["counts"])
    again = call("report", run["run"][:-2], "--format", "json")
    assert expected == outcomes(json.loads(again.stdout))
    resumed = call("resume", run["run"], "--no-progress", login=fleet.login)
    assert (0, f"run {run['run']}: 3 phones, 0 to do") == (resumed.returncode, resumed.stderr.splitlines()[0])
    truth = fleet.truth()
    assert ([], [], []) == (truth[erased]["wrong"], truth[spared]["keys"], truth[models["CP-7940G"]]["keys"])
    assert 1 == len(truth[erased]["erasures"])


def test_a_disk_that_is_full_is_no_stop_on_purpose_and_resume_goes_on(fleet: Fleet) -> None:
    little_room = ("bash", "-c", 'ulimit -f 100; exec "$@"', "bash", ITL_ERASER)
    words = ("run", str(fleet.inventory), *QUICK, "--no-progress")
    environment = {**os.environ, **fleet.login}
    full = subprocess.run(
        [*little_room, *words], env=environment, capture_output=True, text=True, check=False, timeout=WITHIN_S
    )
    assert (1, True) == (full.returncode, "The journal can not be written" in full.stderr)

    (run,) = json.loads(call("runs", "--json").stdout)
    resumed = call("resume", run["run"], "--report", "r", "--no-progress", login=fleet.login)
    assert (0, {"erased", "not_applicable"}) == (resumed.returncode, set(outcomes(report_of("r")).values()))
    assert {0, 1} == {len(told.get("erasures", ())) for told in fleet.truth().values() if isinstance(told, dict)}


@pytest.mark.parametrize("output", ["/dev/full", None])
def test_an_output_that_takes_no_more_does_not_cost_the_report(fleet: Fleet, output: str | None) -> None:
    """A device that is full, or a pipe whose reader has gone."""
    words = [ITL_ERASER, "run", str(fleet.inventory), *QUICK, "--no-progress", "--report", "r"]
    place = os.open(output, os.O_WRONLY) if output else _pipe_without_reader()
    environment = {**os.environ, **fleet.login}
    done = subprocess.run(
        words, env=environment, stdout=place, stderr=subprocess.PIPE, text=True, check=False, timeout=WITHIN_S
    )
    os.close(place)

    assert (1, {"erased", "not_applicable"}) == (done.returncode, set(outcomes(report_of("r")).values()))
    assert "Traceback" not in done.stderr
    (run,) = json.loads(call("runs", "--json").stdout)
    assert run["finished_at"]


def _pipe_without_reader() -> int:
    reader, writer = os.pipe()
    os.close(reader)
    return writer


def test_a_machine_that_lets_few_files_be_open_is_warned_of(fleet: Fleet) -> None:
    words = [
        "bash",
        "-c",
        'ulimit -n 300; exec "$@"',
        "bash",
        ITL_ERASER,
        "plan",
        str(fleet.inventory),
        "--no-progress",
    ]
    done = subprocess.run(words, capture_output=True, text=True, check=False, timeout=WITHIN_S)

    told = "warning: this system lets the program open 300 files, and it looks at 10 phones in quick succession; "
    assert (0, True) == (done.returncode, f"{told}raise the limit (ulimit -n 310)" in done.stderr)


def test_an_interrupted_run_drains_exits_with_130_and_is_resumed(fleet: Fleet) -> None:
    one_by_one = ("--limit", "CP-8841", "--limit", "CP-7940G", "--concurrency", "1", *QUICK[:-1], "debug")
    with begun("run", str(fleet.inventory), *one_by_one, "--report", "first", login=fleet.login) as process:
        assert process.stderr is not None
        assert any('"press.sent"' in line for line in process.stderr)
        process.send_signal(signal.SIGINT)
        rest = process.stderr.read()
        code = process.wait(WITHIN_S)

    (run,) = json.loads(call("runs", "--json").stdout)
    assert (130, None) == (code, run["finished_at"])
    assert f"go on with: itl-eraser resume {run['run']}" in rest
    first = list(outcomes(report_of("first")).values())
    assert 1 == first.count("erased")
    assert "pending" in first

    resumed = call("resume", run["run"], "--report", "second", "--log-level", "error", login=fleet.login)

    assert (0, "") == (resumed.returncode, "" if resumed.returncode == 0 else resumed.stdout)
    assert {"erased", "not_applicable"} == set(outcomes(report_of("second")).values())
    truth = fleet.truth()
    del truth["strangers"]
    assert {0, 1} == {len(told["erasures"]) for told in truth.values()}
    assert [] == [wrong for told in truth.values() for wrong in told["wrong"]]


def test_a_wrong_password_is_a_person_s_work_and_comes_out_nowhere(fleet: Fleet) -> None:
    name = fleet.models()["CP-8841"]
    wrong = {"ITL_ERASER_PHONE_USER": "eraser", "ITL_ERASER_PHONE_PASSWORD": "wr0ng-words"}

    words = ("run", str(fleet.inventory), "--limit", name, "--report", "r", *QUICK, "--log-level", "debug")
    done = call(*words, login=wrong)

    assert 1 == done.returncode
    (phone,) = report_of("r")["phones"]
    assert ("manual", "auth_refused", 0) == (phone["outcome"], phone["reason"], len(fleet.truth()[name]["erasures"]))
    written = b"".join(
        path.read_bytes() for path in Path().rglob("*") if path.is_file() and "simulator" not in path.parts
    )
    assert "wr0ng-words" not in done.stdout + done.stderr
    assert b"wr0ng-words" not in written


@pytest.mark.parametrize(("typed", "code"), [("10", 3), ("", 3), ("1", 0)])
def test_on_a_terminal_the_number_of_phones_must_be_typed(fleet: Fleet, typed: str, code: int) -> None:
    name = fleet.models()["CP-7940G"]
    mine, its = pty.openpty()
    words = [ITL_ERASER, "run", str(fleet.inventory), "--limit", name, "--report", "r", "--no-progress"]
    environment = {**os.environ, **fleet.login}
    with subprocess.Popen(words, env=environment, stdin=its, stderr=its, stdout=subprocess.DEVNULL) as process:
        os.close(its)
        seen = b""
        while b"go on: " not in seen:
            seen += os.read(mine, 1024)
        os.write(mine, typed.encode() + b"\n")
        assert code == process.wait(WITHIN_S)
    os.close(mine)

    assert b"1 phones will be worked on. Type their number to go on: " in seen
    assert (code == 0) == Path("r/report.json").exists()


def test_metrics_are_served_during_a_run_and_written_after_it(fleet: Fleet) -> None:
    name = fleet.models()["CP-8841"]
    words = ("run", str(fleet.inventory), "--limit", name, "--metrics", "127.0.0.1:0", "--metrics-textfile", "m.prom")
    told = call(*words, *QUICK, login=fleet.login)

    assert (2, "--metrics: '127.0.0.1:0' is not allowed; write HOST:PORT, such as 127.0.0.1:9500\n") == (
        told.returncode,
        told.stderr,
    )
    port = 20_000 + os.getpid() % 10_000
    words = (*words[:5], f"127.0.0.1:{port}", *words[6:])
    with begun(*words, *QUICK, login=fleet.login) as process:
        assert process.stderr is not None
        assert any("metrics on" in line for line in process.stderr)
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=10) as answer:
            served = answer.read().decode()
        process.stderr.read()
        assert 0 == process.wait(WITHIN_S)

    assert "eraser_phones_pending" in served
    assert 'eraser_phones_settled_total{outcome="erased",site=' in Path("m.prom").read_text()


def test_a_rehearsal_ends_with_the_truth(clean_place: Path) -> None:
    done = call("rehearse", "--phones", "5", "--report", "rehearsal", "--log-level", "error")

    assert 0 == done.returncode
    assert "results checked against the simulator's own truth: 5 phones, 0 false" == done.stdout.splitlines()[-1]
    assert 5 == len(report_of("rehearsal")["phones"])


def test_a_dry_rehearsal_presses_nothing(clean_place: Path) -> None:
    done = call("rehearse", "--phones", "3", "--dry-run", "--report", "rehearsal", "--log-level", "error")

    assert 0 == done.returncode
    assert set(outcomes(report_of("rehearsal")).values()) <= {"pending", "not_applicable"}
    assert [0, 0, 0] == [phone["keys_pressed"] for phone in report_of("rehearsal")["phones"]]
