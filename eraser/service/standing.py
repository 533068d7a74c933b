"""The end of a plan: why phones need erasing, and what may save the walk, each said once for all phones alike."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from eraser.model.need import Answer, Saving, Standing
from eraser.model.outcome import Outcome, Reason
from eraser.model.run import Result
from eraser.service.target import Judged
from eraser.service.terminal import say, tell
from eraser.trust.other_ways import OTHER_WAYS

MOST_GROUPS = 10  # of one kind: what a person reads
FILE = "why.txt"
_BEGINS = {
    Standing.REFUSES: "they refuse the wanted list",
    Standing.DEPENDS: "they take the wanted list only if the old cluster's TVS vouches for it",
    Standing.UNKNOWN: "nobody knows whether they would take it",
}
_IN_THE_WAY = {Reason.AUTH_URL_UNREACHABLE, Reason.AUTH_URL_UNVERIFIABLE}
_DO = {way.name: way.do for way in OTHER_WAYS}


def tell_standing(results: Sequence[Result], need: Judged | None, folder: Path) -> None:
    """Says the summary, and leaves the whole of it beside the report."""
    if need is None:
        return
    say("\n".join(told_of(results, need)))
    try:
        (folder / FILE).write_text("\n".join(told_of(results, need, most=len(results))) + "\n", encoding="utf-8")
    except OSError as error:
        tell(f"{folder / FILE}: can not be written ({error.strerror})")


def tell_in_the_way(results: Sequence[Result]) -> None:
    """Says what must be opened first, each server once with its exact place, however many phones ask it."""
    closed = [one for one in results if one.reason in _IN_THE_WAY]
    lines = _counted(f"What stands in the way of {_phones(len(closed))}:", (one.detail for one in closed), MOST_GROUPS)
    if closed:
        say("\n".join(lines))


def told_of(results: Sequence[Result], need: Judged, *, most: int = MOST_GROUPS) -> tuple[str, ...]:
    """The lines of the summary. `most`: groups of one kind."""
    judged = [(one, need.answers[one.name]) for one in results if one.name in need.answers]
    erased = [answer for result, answer in judged if result.outcome is Outcome.PENDING and answer.standing.needs_erase]
    taken = [answer.why for _, answer in judged if answer.standing is Standing.TAKES_WANTED]
    return (
        *_counted(f"{_phones(len(taken))} will take a wanted list without an erase:", taken, most),
        *_counted(f"Why {_phones(len(erased))} would be erased:", map(_because, erased), most),
        *_counted("What may save the walk:", _savings(erased), most),
        *_counted("What to know before:", (words for one in erased for words in one.pitfalls), most),
    )


def _because(answer: Answer) -> str:
    return f"{_BEGINS[answer.standing]}: {answer.why}"


def _savings(answers: Iterable[Answer]) -> Iterator[str]:
    for answer in answers:
        for one in answer.savings:
            yield _way(one)


def _way(one: Saving) -> str:
    asks = f" Nobody sees from here whether {'; whether '.join(one.asks)}." if one.asks else ""
    return f"{one.way}: {_DO[one.way]}.{asks}"


def _counted(heading: str, words: Iterable[str], most: int) -> Iterator[str]:
    """`  412  words`, the most frequent first."""
    counts: Mapping[str, int] = Counter(words)
    if not counts:
        return
    ordered = sorted(counts.items(), key=lambda one: (-one[1], one[0]))
    width = len(str(ordered[0][1]))
    yield ""
    yield heading
    yield from (f"  {count:>{width}}  {line}" for line, count in ordered[:most])
    rest = ordered[most:]
    if rest:
        yield f"  {sum(count for _, count in rest):>{width}}  for {len(rest)} others; {FILE} beside the report has them"


def _phones(count: int) -> str:
    return f"{count} phone{'' if count == 1 else 's'}"
