"""Times as Windows writes them for people: `29.11.2026 09:30:00`, `11/29/2026 9:30:00 AM`, `2026-11-29T09:30:00`.

No word says whether the day or the month comes first, and none says the time zone. The first is told by the other times
of the same file, or not at all; the second does not matter to whoever only asks how far two times lie apart.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

_STAMP = re.compile(
    r"(\d{1,4})([./-])\s?(\d{1,2})[./-]\s?(\d{1,4})[T\s]+(\d{1,2})[:.](\d{2})(?:[:.](\d{2}))?\S*\s*([AP]\.?\s?M\.?)?.*",
    re.ASCII | re.IGNORECASE,
)
_LASTS = re.compile(r"(?:(\d{1,5})\.)?(\d{1,2}):(\d{2}):(\d{2})", re.ASCII)


@dataclass(frozen=True, slots=True)
class TimeStyle:
    """How the times of one file are written; None: nothing tells, so none is read."""

    day_first: bool | None

    @classmethod
    def of(cls, texts: Iterable[str]) -> TimeStyle:
        """The style of a file by all its times."""
        firsts, seconds, dotted = [0], [0], False
        for match in filter(None, map(_STAMP.match, texts)):
            if len(match[1]) < 4:
                firsts.append(int(match[1]))
                seconds.append(int(match[3]))
                dotted = dotted or match[2] == "."
        if max(firsts) > 12 or dotted:
            return cls(day_first=True if max(seconds) <= 12 else None)
        return cls(day_first=False if max(seconds) > 12 else None)

    def read(self, text: str) -> datetime | None:
        """The time as if it were UTC; None if it is none, or can not be told."""
        match = _STAMP.match(text)
        if match is None:
            return None
        first, second, third = int(match[1]), int(match[3]), int(match[4])
        if len(match[1]) == 4:
            year, month, day = first, second, third
        elif self.day_first is None:
            return None
        else:
            year, month, day = (third, second, first) if self.day_first else (third, first, second)
        hour = int(match[5])
        if match[8]:
            hour = hour % 12 + (12 if match[8][0] in "Pp" else 0)
        try:
            return datetime(year, month, day, hour, int(match[6]), int(match[7] or 0), tzinfo=UTC)
        except ValueError:
            return None


def read_duration(text: str) -> timedelta | None:
    """`8.00:00:00` → 8 days; None if it is none."""
    match = _LASTS.fullmatch(text)
    if match is None:
        return None
    return timedelta(days=int(match[1] or 0), hours=int(match[2]), minutes=int(match[3]), seconds=int(match[4]))
