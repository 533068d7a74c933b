"""Every outcome and reason has its words; the curve's shapes keep their measure."""

import itertools
from dataclasses import replace

import pytest

from eraser.model.outcome import Outcome, Reason
from eraser.report.curve import HEIGHT, LEFT, RIGHT, WIDTH, draw_curve, elapsed
from eraser.report.tally import cares
from eraser.report.words import ORDER, meaning, next_step
from tests.report.samples import STARTED, result


def test_every_outcome_has_a_place_and_a_meaning():
    assert set(Outcome) == set(ORDER)
    assert all(meaning(outcome) for outcome in Outcome)


@pytest.mark.parametrize("outcome", [outcome for outcome in Outcome if not outcome.settled_well])
@pytest.mark.parametrize("reason", [None, *Reason])
def test_whatever_ended_badly_has_a_next_step(outcome, reason):
    assert next_step(outcome, reason).endswith(".")


@pytest.mark.parametrize("outcome", [outcome for outcome in Outcome if outcome.settled_well])
def test_nothing_is_left_to_do_about_what_settled_well(outcome):
    assert "" == next_step(outcome, None)


def test_an_uncertain_phone_is_resumed_whatever_the_reason():
    assert "itl-eraser resume" in next_step(Outcome.UNCERTAIN, Reason.UNREACHABLE)


def test_groups_to_care_for_come_worst_first_then_largest():
    results = [
        result(1, Outcome.BUSY, Reason.IN_CALL),
        result(2, Outcome.FAILED, Reason.UNREACHABLE),
        result(3, Outcome.FAILED, Reason.KEY_REFUSED),
        result(4, Outcome.FAILED, Reason.KEY_REFUSED),
        result(5, Outcome.UNPROVEN),
        result(6),
    ]

    assert [
        ("unproven", None, 1),
        ("failed", "key_refused", 2),
        ("failed", "unreachable", 1),
        ("busy", "in_call", 1),
    ] == [(care.outcome, care.reason, len(care.results)) for care in cares(results)]


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0, "0 s"),
        (59.4, "59 s"),
        (60, "1 min"),
        (432, "7 min 12 s"),
        (3600, "1 h"),
        (7500, "2 h 05 min"),
        (3630, "1 h"),
    ],
)
def test_a_span_of_time_is_told_as_people_do(seconds, text):
    assert text == elapsed(seconds)


def test_the_names_of_bands_never_cover_each_other():
    results = [result(number, outcome) for number, outcome in enumerate(Outcome) for _ in range(1)]
    results += [result(number) for number in range(20, 400)]

    curve = draw_curve(STARTED, results)

    places = sorted(band.label_y for band in curve.bands)
    assert all(below - above >= 16 for above, below in itertools.pairwise(places))
    assert 0 < places[0]
    assert places[-1] < HEIGHT


def test_all_points_lie_inside_the_frame():
    curve = draw_curve(STARTED, [result(number, outcome) for number, outcome in enumerate(Outcome)])

    for band in curve.bands:
        for point in band.points.split():
            x, y = map(float, point.split(","))
            assert LEFT <= x <= WIDTH - RIGHT
            assert 0 <= y <= HEIGHT


@pytest.mark.parametrize("results", [[], [result(1, finished_at=None)], [result(1, finished_at=STARTED)]])
def test_without_a_span_of_time_there_is_no_curve(results):
    assert draw_curve(STARTED, results) is None


def test_phones_without_a_time_are_told_apart():
    curve = draw_curve(
        STARTED, [result(1), replace(result(2), finished_at=None), result(3, Outcome.PENDING, finished_at=None)]
    )

    assert (1, 1) == (curve.settled, curve.without_time)
