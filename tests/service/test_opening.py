"""Before the first phone: hours of the machine's own zone, the estimate, the standing list, the limits explained."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eraser.engine.estimate import estimate
from eraser.engine.limits import Hours
from eraser.engine.stop import Stop
from eraser.model.hours import end_of, is_end, is_window, window_of
from eraser.model.outcome import BadInput
from eraser.model.phone import Phone
from eraser.model.run import Options
from eraser.ops.bounds import BOUNDS, explained
from eraser.ops.settings import load_settings
from eraser.service.cli import main
from eraser.service.job import new_job
from eraser.service.opening import next_hours, settled_hours, wait_for_hours
from eraser.service.selection import select
from tests.engine.rig import registry

BERLIN = ZoneInfo("Europe/Berlin")
EVENING = datetime(2026, 3, 10, 21, 0, tzinfo=BERLIN)


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=BERLIN)


def length(span: tuple[datetime, datetime]) -> timedelta:
    return span[1] - span[0]


@pytest.mark.parametrize(
    ("word", "at", "end"),
    [
        ("05:30", "2026-03-10T21:00", "2026-03-11T05:30"),
        ("05:30", "2026-03-10T05:29", "2026-03-10T05:30"),
        ("05:30", "2026-03-10T05:30", "2026-03-11T05:30"),
        ("2026-03-12T05:30", "2026-03-10T21:00", "2026-03-12T05:30"),
        ("2026-03-12T05:30+00:00", "2026-03-10T21:00", "2026-03-12T06:30"),
        ("05:30", "2026-03-28T22:00", "2026-03-29T05:30"),
    ],
)
def test_an_end_is_the_next_time_of_day_or_that_moment(word: str, at: str, end: str) -> None:
    assert local(end) == end_of(word, local(at), BERLIN)


@pytest.mark.parametrize(
    ("at", "opens", "closes"),
    [
        ("2026-03-10T21:00", "2026-03-10T22:00", "2026-03-11T05:00"),
        ("2026-03-10T23:00", "2026-03-10T22:00", "2026-03-11T05:00"),
        ("2026-03-11T04:59", "2026-03-10T22:00", "2026-03-11T05:00"),
        ("2026-03-11T05:00", "2026-03-11T22:00", "2026-03-12T05:00"),
    ],
)
def test_a_window_over_midnight_is_the_one_that_is_open_or_else_the_next(at: str, opens: str, closes: str) -> None:
    assert (local(opens), local(closes)) == window_of("22:00-05:00", local(at), BERLIN)


def test_where_clocks_are_set_a_window_opens_later_and_closes_earlier_in_doubt() -> None:
    spring, autumn = local("2026-03-28T20:00"), local("2026-10-24T20:00")

    assert timedelta(hours=6) == length(window_of("22:00-05:00", spring, BERLIN))
    assert timedelta(hours=8) == length(window_of("22:00-05:00", autumn, BERLIN))
    assert datetime(2026, 3, 29, 0, 30, tzinfo=UTC) == end_of("02:30", spring, BERLIN)
    assert datetime(2026, 10, 25, 0, 30, tzinfo=UTC) == end_of("02:30", autumn, BERLIN)
    assert datetime(2026, 10, 25, 1, 30, tzinfo=UTC) == window_of("02:30-05:00", autumn, BERLIN)[0]


@given(
    st.integers(0, 400 * 1440),
    st.times(),
    st.times(),
)
def test_a_window_is_never_over_already_and_opens_within_two_days(minutes, opens, closes) -> None:  # type: ignore[no-untyped-def]
    word, now = f"{opens:%H:%M}-{closes:%H:%M}", datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
    if opens.replace(second=0, microsecond=0) == closes.replace(second=0, microsecond=0):
        assert not is_window(word)
        return
    first, last = window_of(word, now, BERLIN)

    assert first < last
    assert now < last
    assert first - now < timedelta(days=2)


@pytest.mark.parametrize("word", ["5", "25:00", "05:60", "tomorrow", "", "2026-13-01"])
def test_what_is_no_end_is_told_with_the_remedy(word: str) -> None:
    assert not is_end(word)
    with pytest.raises(BadInput) as told:
        load_settings({"until": word or "-"})

    assert told.value.faults[0].endswith(
        "is not allowed; write a time of day such as 05:30, or a moment such as 2026-03-01T05:30+01:00"
    )


def test_a_file_may_say_the_time_as_toml_has_it() -> None:
    Path("itl-eraser.toml").write_text('until = 05:30:00\nwindow = "22:00-05:00"\n')

    settings = load_settings({})

    assert ("05:30", "22:00-05:00") == (settings.until, settings.window)


def test_the_end_is_kept_as_one_moment_and_a_passed_one_is_refused() -> None:
    options = settled_hours(Options(), load_settings({"until": "05:30"}), at=EVENING, zone=BERLIN)

    assert "2026-03-11T04:30:00+00:00" == options.until
    later = EVENING + timedelta(days=1)
    with pytest.raises(BadInput, match="has passed; give a later one"):
        settled_hours(options, load_settings({}), at=later, zone=BERLIN)
    again = settled_hours(options, load_settings({"until": "05:30"}), at=later, zone=BERLIN)
    assert "2026-03-12T04:30:00+00:00" == again.until


def hours_at(at: str, **options: str) -> tuple[datetime | None, Hours]:
    return next_hours(replace(Options(), **options), 600.0, zone=BERLIN, clock=lambda: local(at))  # type: ignore[arg-type]


def test_a_run_before_its_window_waits_and_one_inside_begins_at_once() -> None:
    opens, hours = hours_at("2026-03-10T21:00", window="22:00-05:00")
    assert (local("2026-03-10T22:00"), local("2026-03-11T04:50")) == (opens, hours.last_start)
    opens, hours = hours_at("2026-03-10T23:00", window="22:00-05:00")
    assert (None, local("2026-03-11T04:50")) == (opens, hours.last_start)


def test_what_is_left_of_a_window_may_be_too_little_and_then_the_next_is_waited_for() -> None:
    opens, hours = hours_at("2026-03-11T04:55", window="22:00-05:00")

    assert (local("2026-03-11T22:00"), local("2026-03-12T04:50")) == (opens, hours.last_start)


@pytest.mark.parametrize(
    "options", [{"until": "2026-03-10T21:05"}, {"window": "22:00-22:05"}, {"window": "22:00-05:00", "until": "22:05"}]
)
def test_hours_without_room_for_one_phone_are_refused(options: dict[str, str]) -> None:
    with pytest.raises(BadInput):
        hours_at("2026-03-10T21:00", **options)


@pytest.mark.virtual_time
async def test_the_window_is_waited_for_and_that_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    clock = asyncio.get_running_loop().time
    began = clock()
    job = new_job("run", (Phone("SEP001122334455", "127.0.0.1", model="CP-8841"),), Options(window="22:00-05:00"), None)

    hours = await wait_for_hours(
        job, registry(), Stop(), zone=BERLIN, clock=lambda: EVENING + timedelta(seconds=clock() - began)
    )

    assert 3600.0 == pytest.approx(clock() - began, abs=1)
    assert "waiting until 2026-03-10 22:00 CET; no phone is begun after 2026-03-11 04:5" in capsys.readouterr().err
    assert hours.last_start is not None


# --- estimate --------------------------------------------------------------------------------------------------------


def phones(count: int, sites: int = 1000, **more: str) -> list[Phone]:
    return [Phone(f"SEP{number:012X}", site=f"site {number % sites}", **more) for number in range(count)]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("options", "sites", "bound"),
    [
        ({}, 400, "150 phones of one cluster away at once"),
        ({"concurrency": 10}, 400, "10 phones at once"),
        ({"starts_per_second": 0.1}, 400, "0.1 starts a second"),
        ({"keys_per_second": 0.5}, 400, "0.5 keys a second for one authentication host"),
        ({"away_per_cluster": 2000, "concurrency": 2000}, 2, "25 phones of site site 1 at once"),
    ],
)
def test_the_estimate_names_what_bounds_the_run(options: dict[str, float], sites: int, bound: str) -> None:
    many = phones(10_000, sites, model="CP-8841")

    assert bound == estimate(many, replace(Options(), **options), registry(), inventory=many).bound  # type: ignore[arg-type]


def test_ten_thousand_phones_take_about_four_hours_with_the_defaults() -> None:
    many = phones(10_000, 400, model="CP-8841")

    assert 3.3 < estimate(many, Options(), registry(), inventory=many).seconds / 3600 < 4.5


def test_phones_without_a_list_or_a_driver_cost_nothing() -> None:
    many = [*phones(5, model="CP-7940G"), *phones(5, model="unknown")]

    assert (0, "nothing to press") == (
        (told := estimate(many, Options(), registry(), inventory=many)).phones,
        told.bound,
    )


# --- the standing list -----------------------------------------------------------------------------------------------


def test_a_standing_list_can_not_be_switched_off_by_another_file_or_by_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    etc, here = tmp_path / "etc", tmp_path / "here"
    for place in (etc, here):
        place.mkdir()
    monkeypatch.setattr("eraser.ops.settings.PLACES", (here, etc))
    (etc / "itl-eraser.toml").write_text('do_not_touch = "lifts.txt"\n')
    (here / "other.toml").write_text('do-not-touch = ["guards.txt"]\npace = 0.5\n')
    monkeypatch.setenv("ITL_ERASER_DO_NOT_TOUCH", str(tmp_path / "more.txt"))

    settings = load_settings({}, here / "other.toml")

    expected = [str(here / "guards.txt"), str(etc / "lifts.txt"), str(tmp_path / "more.txt")]
    assert (expected, 0.5) == (list(settings.do_not_touch), settings.pace)


def test_a_standing_list_that_can_not_be_read_ends_the_call() -> None:
    with pytest.raises(BadInput) as told:
        select(phones(1), exclude=["@lifts.txt"])

    assert (
        "--exclude @lifts.txt: can not be read (No such file or directory); write one pattern a line into a text file",
    ) == (told.value.faults)


# --- the limits explained --------------------------------------------------------------------------------------------


def test_every_limit_has_its_value_who_said_it_and_a_reason_with_a_source(monkeypatch: pytest.MonkeyPatch) -> None:
    Path("itl-eraser.toml").write_text("\nper_site = 7\n")
    monkeypatch.setenv("ITL_ERASER_CONCURRENCY", "9")

    told = {option: (value, origin) for option, value, origin, _ in explained(load_settings({"pace": 2.0}))}

    assert ("7", "itl-eraser.toml:2") == told["--per-site"]
    assert ("9", "ITL_ERASER_CONCURRENCY") == told["--concurrency"]
    assert ("2", "--pace") == told["--pace"]
    assert ("150", "default") == told["--away-per-cluster"]
    assert [] == [one.field for one in BOUNDS if "cucm §" not in one.reason and "our choice" not in one.reason]


def test_explain_limits_needs_no_source_and_does_nothing_else(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.argv", ["itl-eraser", "run", "--explain-limits", "--away-per-site", "4"])
    with pytest.raises(SystemExit) as ended:
        main()

    lines = capsys.readouterr().out.splitlines()
    assert (0, len(BOUNDS) + 1) == (ended.value.code, len(lines))
    assert ["--away-per-site", "4", "--away-per-site"] == next(
        one.split()[:3] for one in lines if "--away-per-site" in one
    )
    assert [] == list(Path().iterdir())
