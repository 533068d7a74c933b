"""Progress over time: how many phones had settled when, by outcome, as shapes for an inline SVG."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from eraser.model.outcome import Outcome
from eraser.model.run import Result
from eraser.report.words import ORDER

WIDTH, HEIGHT = 1000, 300
LEFT, RIGHT, TOP, BOTTOM = 46, 180, 12, 30  # room for the numbers at the left and the names at the right
_STEPS = 160  # points of a curve; more than the page has pixels for is waste
_LABEL_APART = 17  # units between two names at the right, so that they can be read
_NICE_S = (1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400, 28800, 43200, 86400)


@dataclass(frozen=True, slots=True)
class Band:
    """One outcome: its area, where its name stands, and how many phones it has at the end."""

    outcome: Outcome
    count: int
    points: str
    middle_y: float
    label_y: float


@dataclass(frozen=True, slots=True)
class Tick:
    at: float
    text: str


@dataclass(frozen=True, slots=True)
class Curve:
    """All shapes, and the same as numbers: `rows` are (elapsed, counts in the order of the bands, sum)."""

    bands: tuple[Band, ...]
    x_ticks: tuple[Tick, ...]
    y_ticks: tuple[Tick, ...]
    rows: tuple[tuple[str, tuple[int, ...], int], ...]
    settled: int
    without_time: int


def draw_curve(started_at: datetime, results: Sequence[Result]) -> Curve | None:
    """The curve, or None when no phone has a time or all have one and the same."""
    ends: dict[Outcome, list[float]] = {}
    for outcome in ORDER:
        times = sorted(_seconds_after(started_at, results, outcome))
        if times and outcome is not Outcome.PENDING:
            ends[outcome] = times
    settled = sum(len(times) for times in ends.values())
    span_s = max((times[-1] for times in ends.values()), default=0.0)
    if span_s <= 0:
        return None
    moments = [span_s * step / _STEPS for step in range(_STEPS)] + [span_s]
    begun = sum(result.outcome is not Outcome.PENDING for result in results)
    return Curve(
        bands=_bands(ends, moments, len(results)),
        x_ticks=tuple(Tick(_x(at, span_s), elapsed(at)) for at in _every(_nice_step(span_s), span_s)),
        y_ticks=tuple(
            Tick(_y(count, len(results)), f"{count:,}") for count in _every(_count_step(len(results)), len(results))
        ),
        rows=tuple(_row(at, ends) for at in _every(_nice_step(span_s), span_s, last=True)),
        settled=settled,
        without_time=begun - settled,
    )


def elapsed(seconds: float) -> str:
    """`45 s`, `7 min`, `7 min 12 s`, `2 h 05 min`."""
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} min" + (f" {whole % 60:02} s" if whole % 60 else "")
    return f"{whole // 3600} h" + (f" {whole % 3600 // 60:02} min" if whole % 3600 >= 60 else "")


def _seconds_after(started_at: datetime, results: Sequence[Result], outcome: Outcome) -> list[float]:
    times = (result.finished_at for result in results if result.outcome is outcome and result.finished_at)
    return [max(0.0, (time - started_at).total_seconds()) for time in times]


def _bands(ends: dict[Outcome, list[float]], moments: list[float], phones: int) -> tuple[Band, ...]:
    below = [0] * len(moments)
    bands = []
    for outcome, times in ends.items():
        above = [low + bisect_right(times, at) for low, at in zip(below, moments, strict=True)]
        span = moments[-1]
        edge = [(_x(at, span), _y(count, phones)) for at, count in zip(moments, above, strict=True)]
        floor = [(_x(at, span), _y(count, phones)) for at, count in zip(moments, below, strict=True)]
        points = " ".join(f"{x:.1f},{y:.1f}" for x, y in [*edge, *reversed(floor)])
        middle = (edge[-1][1] + floor[-1][1]) / 2
        bands.append(Band(outcome, len(times), points, middle, middle))
        below = above
    return _apart(bands)


def _apart(bands: list[Band]) -> tuple[Band, ...]:
    """Moves the names so that none covers another: upwards from the lowest, then down again from the top if need
    be."""
    at = []
    lowest = float(HEIGHT - BOTTOM)
    for band in bands:
        lowest = min(band.middle_y, lowest)
        at.append(lowest)
        lowest -= _LABEL_APART
    highest = TOP + 4.0
    for index in reversed(range(len(at))):
        at[index] = max(at[index], highest)
        highest = at[index] + _LABEL_APART
    return tuple(
        Band(band.outcome, band.count, band.points, band.middle_y, y) for band, y in zip(bands, at, strict=True)
    )


def _row(at: float, ends: dict[Outcome, list[float]]) -> tuple[str, tuple[int, ...], int]:
    counts = tuple(bisect_right(times, at) for times in ends.values())
    return elapsed(at), counts, sum(counts)


def _x(at: float, span_s: float) -> float:
    return LEFT + (WIDTH - LEFT - RIGHT) * at / span_s


def _y(count: float, phones: int) -> float:
    return HEIGHT - BOTTOM - (HEIGHT - BOTTOM - TOP) * count / phones


def _every(step: float, end: float, *, last: bool = False) -> list[float]:
    marks = [step * number for number in range(int(end // step) + 1)]
    return [*marks, end] if last and marks[-1] < end else marks


def _nice_step(span_s: float) -> float:
    return next((step for step in _NICE_S if span_s / step <= 8), 86400 * math.ceil(span_s / 86400 / 8))


def _count_step(phones: int) -> int:
    rough = max(1, phones / 4)
    power = 10 ** int(math.log10(rough))
    return int(next(step * power for step in (1, 2, 5, 10) if step * power >= rough))
