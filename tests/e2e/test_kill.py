"""`kill -9` in the middle of a run: `resume` ends with the results of an undisturbed run, and nothing is erased twice.

`pytest tests/e2e/test_kill.py --kill-phones 40 --kill-moments 10` is the long form.
"""

from __future__ import annotations

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

EVENTS_PER_PHONE = 24  # of an undisturbed run over all families, measured; only spreads the moments


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "moment" in metafunc.fixturenames:
        moments = metafunc.config.getoption("--kill-moments")
        metafunc.parametrize("moment", [(number + 0.5) / moments for number in range(moments)])


def test_a_killed_run_ends_resumed_like_an_undisturbed_one(
    tmp_path: Path, moment: float, request: pytest.FixtureRequest
) -> None:
    phones = request.config.getoption("--kill-phones")
    after_events = int(phones * EVENTS_PER_PHONE * moment)
    with simulated_fleet(tmp_path, "--phones", str(phones), "--seed", "5"):
        running = start_program(tmp_path, "run", "fleet.csv", *QUICK)
        wait_for(lambda: count_events(tmp_path) >= after_events, running)
        running.send_signal(signal.SIGKILL)
        killed = running.wait(WITHIN_S)

        resumed = run_program(tmp_path, "resume", "2", "--no-progress", "--log-level", "warning")
        wait_for(lambda: all(told["up"] for told in read_truth(tmp_path).values()))
        report, truth = outcomes(read_report(tmp_path)), read_truth(tmp_path)

    assert killed == -signal.SIGKILL
    assert resumed.returncode == 0, resumed.stderr
    assert {name: [told["expected"][0], len(told["wrong"])] for name, told in truth.items()} == {
        name: [outcome, 0] for name, (outcome, _) in report.items()
    }
    assert {len(told["erasures"]) for told in truth.values() if told["erasable"]} == {1}
