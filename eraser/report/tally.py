"""Counts of a report: by outcome, by site, by model, and the groups that a person must care for."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from eraser.model.outcome import Outcome, Reason
from eraser.model.run import Result
from eraser.report.words import ORDER, next_step

NAMELESS = "not known"


@dataclass(frozen=True, slots=True)
class Tally:
    """One line of a table: how many phones ended how. `counts` stand in `ORDER`, zeros left out."""

    name: str
    counts: tuple[tuple[Outcome, int], ...]

    @property
    def phones(self) -> int:
        return sum(count for _, count in self.counts)

    @property
    def well(self) -> int:
        return sum(count for outcome, count in self.counts if outcome.settled_well)

    @property
    def not_well(self) -> int:
        return self.phones - self.well

    def of(self, outcome: Outcome) -> int:
        return dict(self.counts).get(outcome, 0)


def tally(name: str, results: Sequence[Result]) -> Tally:
    """How these results ended."""
    counts = Counter(result.outcome for result in results)
    return Tally(name, tuple((outcome, counts[outcome]) for outcome in ORDER if counts[outcome]))


def tallies(results: Sequence[Result], name_of: Callable[[Result], str | None]) -> tuple[Tally, ...]:
    """One tally a name (a site, a model): those with most phones to care for first, then by name."""
    by_name: defaultdict[str, list[Result]] = defaultdict(list)
    for result in results:
        by_name[name_of(result) or NAMELESS].append(result)
    lines = (tally(name, some) for name, some in by_name.items())
    return tuple(sorted(lines, key=lambda line: (-line.not_well, line.name)))


def combined(name: str, lines: Sequence[Tally]) -> Tally:
    """Several lines as one."""
    counts: Counter[Outcome] = Counter()
    for line in lines:
        counts.update(dict(line.counts))
    return Tally(name, tuple((outcome, counts[outcome]) for outcome in ORDER if counts[outcome]))


@dataclass(frozen=True, slots=True)
class Care:
    """Phones that ended alike and need the same step."""

    outcome: Outcome
    reason: Reason | None
    step: str
    results: tuple[Result, ...]


def cares(results: Sequence[Result], *, planned: bool = False) -> tuple[Care, ...]:
    """Groups of phones that did not settle well: worst outcome first, larger groups before smaller ones."""
    groups: defaultdict[tuple[Outcome, Reason | None], list[Result]] = defaultdict(list)
    for result in results:
        if not result.outcome.settled_well:
            groups[result.outcome, result.reason].append(result)
    ordered = sorted(groups.items(), key=lambda group: (ORDER.index(group[0][0]), -len(group[1]), str(group[0][1])))
    return tuple(
        Care(outcome, reason, next_step(outcome, reason, planned=planned), tuple(some))
        for (outcome, reason), some in ordered
    )
