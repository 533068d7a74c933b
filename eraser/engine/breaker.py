"""The breaker: too many phones that did not end well, and no further one is begun until a person has looked.

What counts is what tells of our doing, or of the way to the phones: `lost`, `unproven` and `uncertain` always, `failed`
when a key was pressed, or when the phone showed itself in this run and then gave no whole answer any more, as all of a
site do whose line is cut, or is too thin for what we ask.
A phone that is `manual` or `busy` tells of itself, and so does one that answered nobody from the start: inventories are
never current, and three phones that were thrown away must not stop a night's work. A phone to which nothing was done
(`excluded`, `already_trusted`, `not_applicable`) says nothing for us either, so that a fleet full of them does not
water the share down: only phones that were worked on are counted.
"""

from __future__ import annotations

from collections import Counter, deque

from eraser.model.outcome import Outcome, Reason
from eraser.model.run import Options, Result

_OUR_DOING = frozenset({Outcome.FAILED, Outcome.LOST, Outcome.UNPROVEN, Outcome.UNCERTAIN})


class Breaker:
    """Counts how phones end, and says why it opens."""

    def __init__(self, options: Options) -> None:
        self._most = options.breaker_span * options.breaker_percent / 100
        self._last: deque[bool] = deque(maxlen=options.breaker_span)
        self._streak = options.breaker_in_succession
        self._in_succession: Counter[str | None] = Counter()

    def count(self, result: Result) -> str | None:
        """Counts one phone. Returns why the breaker opens, or None."""
        failed = is_failure(result)
        if not failed and result.outcome is not Outcome.ERASED:
            return None
        self._last.append(failed)
        self._in_succession[result.site] = self._in_succession[result.site] + 1 if failed else 0
        if not failed:
            return None
        if self._streak and self._in_succession[result.site] >= self._streak:
            where = f"of site {result.site}" if result.site else "without a site"
            return f"{self._in_succession[result.site]} phones in succession {where} did not end well"
        failures = sum(self._last)
        if failures > self._most:
            return f"{failures} of the last {len(self._last)} phones that were worked on did not end well"
        return None

    def forget(self) -> None:
        """Begins to count anew: a person has looked and wants to go on."""
        self._last.clear()
        self._in_succession.clear()


def is_failure(result: Result) -> bool:
    """Whether this end tells against our doing, or against the way to the phone."""
    if result.outcome is not Outcome.FAILED:
        return result.outcome in _OUR_DOING
    had_answered = result.channel is not None
    return result.keys_pressed > 0 or (had_answered and result.reason is Reason.UNREACHABLE)
