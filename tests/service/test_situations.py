"""Between two clusters: a plan says of every phone what it then does, and only those that must be are erased."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from tests.service.test_main_job import call, report_of

pytestmark = pytest.mark.slow


def test_a_plan_knows_of_every_move_whether_the_phone_would_follow(clean_place: Path) -> None:
    words = ("--phones", "30", "--dry-run", "--report", "rehearsal", "--log-level", "error", "--no-progress")
    done = call("rehearse", "--profile", "clusters", *words)

    assert 0 == done.returncode, done.stdout
    assert "results checked against the simulator's own truth: 30 phones, 0 false" == done.stdout.splitlines()[-1]
    phones = report_of("rehearsal")["phones"]
    assert {"pending": 16, "already_trusted": 12, "failed": 2} == Counter(one["outcome"] for one in phones)
    assert {0} == {one["keys_pressed"] for one in phones}
    whole = Path("rehearsal/why.txt").read_text()
    assert "Why 16 phones would be erased:" in done.stdout
    assert all(way in whole for way in ("bulk certificate export: ", "rollback parameter: ", "utils itl reset: "))


def test_only_phones_that_would_not_follow_are_erased(clean_place: Path) -> None:
    words = ("--phones", "2", "--seed", "1", "--report", "rehearsal", "--log-level", "error", "--no-progress")
    done = call("rehearse", "--profile", "clusters", *words)

    assert 0 == done.returncode, done.stdout
    assert "results checked against the simulator's own truth: 2 phones, 0 false" == done.stdout.splitlines()[-1]
    phones = report_of("rehearsal")["phones"]
    assert {"erased", "already_trusted"} == {one["outcome"] for one in phones}
    assert all("itl_is_wanted" in one["proof"] for one in phones if one["outcome"] == "erased")
