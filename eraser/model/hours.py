"""When phones may be begun: `--until 05:30` and `--window 22:00-05:00`, as times of day of the machine's own zone.

On the two nights of a year on which the clock is set, a time of day may come twice or not at all. Then the earlier
moment ends a window and the later one opens it: in doubt no phone is begun.
"""

from __future__ import annotations

import os
import re
from datetime import UTC, datetime, time, timedelta, tzinfo
from pathlib import Path
from zoneinfo import ZoneInfo

_TIME = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)")
_LOCALTIME = Path("/etc/localtime")


def local_zone() -> tzinfo:
    """The machine's zone with its rules: what TZ names, else the system's; else the offset of now."""
    named = os.environ.get("TZ", "").lstrip(":")
    try:
        if named:
            return ZoneInfo(named)
        with _LOCALTIME.open("rb") as file:
            return ZoneInfo.from_file(file, key="local time")
    except (OSError, ValueError, KeyError):  # TZ=CET-1 names no zone
        return datetime.now(UTC).astimezone().tzinfo or UTC


def end_of(word: str, now: datetime, zone: tzinfo) -> datetime:
    """`05:30` → the next time that it is half past five; an ISO time is that moment, local without a zone.

    Raises:
        ValueError: it is neither.
    """
    if _TIME.fullmatch(word):
        return _next(_time(word), now, zone, latest=False)
    at = datetime.fromisoformat(word)
    return at.astimezone(UTC) if at.tzinfo else _moment(at, zone, latest=False)


def window_of(word: str, now: datetime, zone: tzinfo) -> tuple[datetime, datetime]:
    """`22:00-05:00` → when the window opens and closes that is open now, or else the next one.

    Raises:
        ValueError: it is no window.
    """
    begin, dash, end = (part.strip() for part in word.partition("-"))
    opens, closes = _time(begin), _time(end)
    if not dash or opens == closes:
        raise ValueError("a window has two times")
    today = now.astimezone(zone).date()
    for days in (-1, 0, 1, 2):
        day = today + timedelta(days=days)
        until = day if opens < closes else day + timedelta(days=1)
        last = _moment(datetime.combine(until, closes), zone, latest=False)
        first = _moment(datetime.combine(day, opens), zone, latest=True)
        if now < last and first < last:
            return first, last
    raise ValueError("it never opens")


def is_end(word: str) -> bool:
    """Whether this can be written after `--until`."""
    try:
        end_of(word, datetime(2026, 1, 1, tzinfo=UTC), UTC)
    except (ValueError, OverflowError):
        return False
    return True


def is_window(word: str) -> bool:
    """Whether this can be written after `--window`."""
    try:
        window_of(word, datetime(2026, 1, 1, tzinfo=UTC), UTC)
    except ValueError:
        return False
    return True


def _time(word: str) -> time:
    found = _TIME.fullmatch(word)
    if not found:
        raise ValueError(f"{word!r} is no time of day")
    return time(int(found[1]), int(found[2]))


def _next(at: time, now: datetime, zone: tzinfo, *, latest: bool) -> datetime:
    today = now.astimezone(zone).date()
    moments = (_moment(datetime.combine(today + timedelta(days=days), at), zone, latest=latest) for days in (0, 1, 2))
    return next(moment for moment in moments if moment > now)


def _moment(local: datetime, zone: tzinfo, *, latest: bool) -> datetime:
    """The moment of a local time; of the two that it may mean, the latest or the earliest."""
    both = (local.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1))
    return max(both) if latest else min(both)
