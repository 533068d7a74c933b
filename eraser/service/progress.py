"""What a person sees while phones are worked on, and the table at the end.

On a terminal a live view, elsewhere one plain line every ten seconds, both on standard error. The engine's thread only
counts; a thread of its own draws, so that a slow terminal or a full pipe holds up no phone.
"""

from __future__ import annotations

import contextlib
import threading
from collections import Counter, deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import NamedTuple

from rich.console import Console, Group, RenderableType
from rich.live import Live
from rich.progress_bar import ProgressBar
from rich.table import Table
from rich.text import Text

from eraser.model.outcome import Outcome, Reason
from eraser.model.run import Event, EventKind, Result, now
from eraser.model.states import State
from eraser.ops.log import printable
from eraser.report.curve import elapsed
from eraser.report.tally import Care, Tally, cares, tallies, tally
from eraser.report.words import ORDER, next_step, spoken

MOST_SITES = 12
LAST_FAILURES = 5
PLAIN_EVERY_S = 10.0
LISTED_IN_TABLE = 20
_REFRESHES_PER_SECOND = 4
_WHOLE_RATE = 10  # phones a minute; below it a tenth tells something
_BAR_WIDTH = 30
_OTHER_LINES = 13  # of the live view: total, counts, rate, headings, failures
_NO_SITE = "no site"

_STYLES = {
    Outcome.ERASED: "green",
    Outcome.ALREADY_TRUSTED: "cyan",
    Outcome.NOT_APPLICABLE: "dim",
    Outcome.EXCLUDED: "dim",
}
_STYLE_OF_CARE = "red"


class Failure(NamedTuple):
    """One phone that did not settle well."""

    phone: str
    outcome: Outcome
    reason: Reason | None
    detail: str


class Progress:
    """An observer that shows how far the run is.

    Args:
        console: where to; standard error if not given.
        live: a live view or plain lines; by default a live view if the console is a terminal that can draw one.
        every_s: seconds between two plain lines.
    """

    def __init__(
        self,
        console: Console | None = None,
        *,
        live: bool | None = None,
        every_s: float = PLAIN_EVERY_S,
        clock: Callable[[], datetime] = now,
    ) -> None:
        self._console = console or Console(stderr=True)
        self._is_live = self._console.is_terminal and not self._console.is_dumb_terminal if live is None else live
        self._every_s = every_s
        self._clock = clock
        self._lock = threading.Lock()
        self._started_at = clock()
        self._total = 0
        self._site_totals: dict[str, int] = {}
        self._site_settled: Counter[str] = Counter()
        self._site_failed: Counter[str] = Counter()
        self._outcomes: Counter[Outcome] = Counter()
        self._settled: set[str] = set()
        self._in_flight: set[str] = set()
        self._failures: deque[Failure] = deque(maxlen=LAST_FAILURES)
        self._view: Live | None = None
        self._ended = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self, total: int, sites: Mapping[str | None, int]) -> None:
        """Begins to show; `sites`: how many phones each has."""
        self._started_at = self._clock()
        self._total = total
        for site, phones in sites.items():
            self._site_totals[site or _NO_SITE] = self._site_totals.get(site or _NO_SITE, 0) + phones
        if self._is_live:
            self._view = Live(
                console=self._console,
                get_renderable=self.draw,
                refresh_per_second=_REFRESHES_PER_SECOND,
                transient=True,
            )
            self._view.start()
            return
        self._thread = threading.Thread(target=self._print_lines, name="progress", daemon=True)
        self._thread.start()

    def see(self, event: Event) -> None:
        """Counts one event; a phone settles once."""
        try:
            if event.kind is EventKind.SETTLED:
                with self._lock:
                    self._settle(event)
            elif event.state is State.WAITING:  # for its turn: looked at, and not begun
                with self._lock:
                    self._in_flight.discard(event.phone)
            elif event.phone not in self._in_flight and event.state not in (State.PENDING, State.SETTLED):
                with self._lock:
                    if event.phone not in self._settled:
                        self._in_flight.add(event.phone)
        except Exception:  # noqa: BLE001  an observer must not raise, whatever it is shown
            return

    @contextlib.contextmanager
    def held(self) -> Iterator[None]:
        """No live view while a person is asked something."""
        view = self._view
        if view is not None:
            view.stop()
        try:
            yield
        finally:
            if view is not None and view is self._view:
                view.start(refresh=True)

    def stop(self) -> None:
        """Ends the view; a last line stays."""
        self._ended.set()
        if self._thread is not None:
            self._thread.join(timeout=1.0)  # it may hang in a full pipe for ever
        if self._view is not None:
            with contextlib.suppress(OSError, ValueError):  # the terminal may be gone
                self._view.stop()
            self._view = None
            self._print_line()

    def line(self) -> str:
        """`03:04:05 12/40 settled, 9 erased, 2 not applicable, 1 failed, 5 in flight`."""
        with self._lock:
            parts = [f"{len(self._settled)}/{self._total} settled"]
            parts += [f"{self._outcomes[one]} {spoken(one.value)}" for one in ORDER if self._outcomes[one]]
            parts.append(f"{len(self._in_flight)} in flight")
            parts += [f"about {elapsed(left_s)} left" for left_s in [self._left_s()] if left_s is not None]
        return f"{self._clock().astimezone(UTC):%H:%M:%S} {', '.join(parts)}"

    def draw(self) -> RenderableType:
        """The live view as it is now."""
        with self._lock:
            parts: list[RenderableType] = [self._draw_bars(), Text(), self._draw_counts(), self._draw_rate()]
            if self._failures:
                parts += [Text(), Text("Last that did not settle well", style="bold"), self._draw_failures()]
        return Group(*parts)

    def _settle(self, event: Event) -> None:
        self._in_flight.discard(event.phone)
        if event.phone in self._settled:
            return
        result = event.data["result"]
        outcome = Outcome(result["outcome"])
        site = result.get("site") or event.site or _NO_SITE
        self._settled.add(event.phone)
        self._outcomes[outcome] += 1
        self._site_settled[site] += 1
        if not outcome.settled_well:
            self._site_failed[site] += 1
            reason = result.get("reason")
            self._failures.append(
                Failure(event.phone, outcome, Reason(reason) if reason else None, result.get("detail") or "")
            )

    def _print_lines(self) -> None:
        while not self._ended.wait(self._every_s):
            self._print_line()
        self._print_line()

    def _print_line(self) -> None:
        with contextlib.suppress(OSError, ValueError):  # standard error may be closed; the work goes on
            self._console.file.write(self.line() + "\n")
            self._console.file.flush()

    def _draw_bars(self) -> Table:
        bars = Table.grid(padding=(0, 2))
        bars.add_column(max_width=24, no_wrap=True, overflow="ellipsis")
        bars.add_column()
        bars.add_column(justify="right", no_wrap=True)
        bars.add_column(no_wrap=True)
        failed = sum(self._site_failed.values())
        bars.add_row(Text("all phones", style="bold"), *_bar(len(self._settled), self._total, failed))
        if len(self._site_totals) > 1:
            for name, total, settled, failed in self._site_lines():
                bars.add_row(Text(printable(name)), *_bar(settled, total, failed))
        return bars

    def _site_lines(self) -> Iterator[tuple[str, int, int, int]]:
        """The largest sites, and the others as one."""
        room = max(1, min(MOST_SITES, self._console.height - _OTHER_LINES))
        largest = sorted(self._site_totals, key=lambda site: (-self._site_totals[site], site))
        for site in largest[:room]:
            yield site, self._site_totals[site], self._site_settled[site], self._site_failed[site]
        others = largest[room:]
        if others:
            yield (
                f"{len(others)} other sites",
                sum(self._site_totals[site] for site in others),
                sum(self._site_settled[site] for site in others),
                sum(self._site_failed[site] for site in others),
            )

    def _draw_counts(self) -> Text:
        text = Text()
        for outcome in ORDER:
            if self._outcomes[outcome]:
                style = _STYLES.get(outcome, _STYLE_OF_CARE)
                text.append(f"{self._outcomes[outcome]} {spoken(outcome.value)}", style).append(" · ", "dim")
        return text.append(f"{len(self._in_flight)} in flight")

    def _draw_rate(self) -> Text:
        seconds = max(0.0, (self._clock() - self._started_at).total_seconds())
        settled = len(self._settled)
        text = Text(f"{elapsed(seconds)} elapsed", style="dim")
        if settled and seconds >= 1:
            rate = settled * 60 / seconds
            text.append(f" · {rate:,.0f} phones a minute" if rate >= _WHOLE_RATE else f" · {rate:.2g} phones a minute")
        left_s = self._left_s()
        return text if left_s is None else text.append(f" · about {elapsed(left_s)} left")

    def _left_s(self) -> float | None:
        """At the rate so far; None while there is none, or nothing is left."""
        seconds, settled = (self._clock() - self._started_at).total_seconds(), len(self._settled)
        return (self._total - settled) * seconds / settled if 0 < settled < self._total and seconds >= 1 else None

    def _draw_failures(self) -> Group:
        lines = []
        for failure in self._failures:
            said = failure.detail or next_step(failure.outcome, failure.reason)
            line = Text(printable(failure.phone) + "  ", no_wrap=True, overflow="ellipsis")
            line.append(_how(failure.outcome, failure.reason), _STYLE_OF_CARE).append("  " + printable(said))
            lines.append(line)
        return Group(*lines)


def _bar(settled: int, total: int, failed: int) -> tuple[ProgressBar, Text, Text]:
    return (
        ProgressBar(total=max(1, total), completed=min(settled, total), width=_BAR_WIDTH),
        Text(f"{settled}/{total}"),
        Text(f"{failed} not well" if failed else "", style=_STYLE_OF_CARE),
    )


def _how(outcome: Outcome, reason: Reason | None) -> str:
    return spoken(outcome.value) + (f": {spoken(reason.value)}" if reason else "")


def print_table(results: Sequence[Result], console: Console, *, planned: bool = False) -> None:
    """The end of a run in the terminal: models with their counts, phones that did not settle well, and the sum.

    Args:
        results: how all phones ended.
        console: where to.
        planned: the results are those of a plan, in which a pending phone is one that would be erased.
    """
    total = tally("all", results)
    if results:
        console.print(_table_of_models(tallies(results, lambda result: result.model), total))
    room = LISTED_IN_TABLE
    for care in cares(results, planned=planned):
        if room > 0:
            _print_care(care, console, room)
        room -= len(care.results)
    if room < 0:
        console.print(Text(f"… and {-room} more that did not settle well; all are in the report."))
    console.print(Text(_sum_of(total, planned=planned), style="bold"), soft_wrap=not console.is_terminal)


def _table_of_models(lines: Sequence[Tally], total: Tally) -> Table:
    outcomes = [outcome for outcome, _ in total.counts]
    table = Table(box=None, pad_edge=False, show_footer=len(lines) > 1, header_style="dim", footer_style="bold")
    table.add_column("model", footer="all")
    table.add_column("phones", footer=str(total.phones), justify="right")
    for outcome in outcomes:
        style = _STYLES.get(outcome, _STYLE_OF_CARE)
        table.add_column(spoken(outcome.value), footer=str(total.of(outcome)), justify="right", style=style)
    for line in sorted(lines, key=lambda line: line.name):
        counts = (str(line.of(outcome) or "·") for outcome in outcomes)
        table.add_row(Text(printable(line.name)), str(line.phones), *counts)
    return table


def _print_care(care: Care, console: Console, room: int) -> None:
    heading = Text(f"\n{_how(care.outcome, care.reason)}", style=f"bold {_STYLE_OF_CARE}")
    heading.append(f" ({len(care.results)}) ", style="not bold default").append(
        care.step.replace("`", ""), "not bold default"
    )
    console.print(heading, soft_wrap=not console.is_terminal)
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(width=0)
    for _ in range(2):
        table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    for result in care.results[:room]:
        model = " ".join(part for part in (result.model, result.site) if part)
        table.add_row("", Text(printable(result.name)), Text(printable(model)), Text(printable(result.detail)))
    console.print(table)


def _sum_of(total: Tally, *, planned: bool) -> str:
    if not total.phones:
        return "No phones."
    counts = ", ".join(f"{count} {spoken(outcome.value)}" for outcome, count in total.counts)
    if planned:
        return f"\n{total.phones} phone{'' if total.phones == 1 else 's'} looked at, no key pressed: {counts}."
    return f"\n{total.well} of {total.phones} phones settled well: {counts}."
