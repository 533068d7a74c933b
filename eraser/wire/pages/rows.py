"""Rows of cells out of the HTML that phones write: unclosed rows, tables in cells, spacers, broken cells (phones §4.3).

Tables are read as they are parsed, without a tree, so that neither depth nor size can make it slow.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

DEEPEST = 100  # levels of elements; real pages have 14
MOST_EVENTS = 100_000  # tags and texts of one page; real pages have under 2,000


class StrangeShape(Exception):
    """Deeper or longer than any page of a phone."""


class Row(NamedTuple):
    """The cells of one row, from left to right, each tidied; lines inside a cell are separated by a line feed.

    `linked`: it holds a link, so it belongs to the page's menu. A text outside of tables is a row of one cell.
    """

    cells: tuple[str, ...]
    linked: bool

    @property
    def text(self) -> str:
        """All of the row in one line."""
        return " ".join(" ".join(self.cells).split())


def tidy(text: str) -> str:
    """Without blanks around its lines, and without empty lines. A no-break space is a blank."""
    if "\n" not in text:
        return " ".join(text.split())
    lines = [" ".join(line.split()) for line in text.split("\n")]
    return "\n".join([line for line in lines if line])


@dataclass(slots=True)
class _OpenRow:
    cells: list[list[str]] = field(default_factory=list)
    in_cell: bool = False
    linked: bool = False


class RowCollector:
    """Receives what the parser sees (the names of the methods are lxml's). A plan reads tens of thousands of pages of
    hundreds of tags, so what most tags cost is one look into a table. `tidied`: what makes a cell of all text in it."""

    def __init__(self, tidied: Callable[[str], str] = tidy) -> None:
        self._tidied = tidied
        self._found: list[Row] = []
        self._open: list[_OpenRow] = []
        self._loose: list[str] = []
        self._texts = self._loose  # where text belongs now: a cell or outside of all
        self._depth = 0
        self._events = 0
        self._unseen = 0
        self._preformatted = 0

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:  # noqa: ARG002  lxml passes it
        self._depth += 1
        self._events += 1
        if self._depth > DEEPEST:
            raise StrangeShape(f"elements nested more than {DEEPEST} deep")
        if self._events > MOST_EVENTS:
            raise _too_many()
        act = _AT_START.get(tag)
        if act is not None:
            act(self)

    def end(self, tag: str) -> None:
        self._depth -= 1
        act = _AT_END.get(tag)
        if act is not None:
            act(self)

    def data(self, text: str) -> None:
        self._events += 1
        if self._events > MOST_EVENTS:
            raise _too_many()
        if not self._unseen:
            # Other white space is tidied with the row; a line feed is a blank in HTML, and ends a line here.
            self._texts.append(text if self._preformatted else text.replace("\n", " "))

    def close(self) -> None:
        while self._open:
            self._open[-1].in_cell = False
            self.close_row()
        self._flush_loose()

    def rows(self) -> tuple[Row, ...]:
        """The rows, handed over: the parser and this hold each other until the collector of garbage comes by."""
        found, self._found = self._found, []
        return tuple(found)

    def _aim(self) -> None:
        row = self._open[-1] if self._open else None
        self._texts = row.cells[-1] if row is not None and row.in_cell else self._loose

    def open_row(self) -> None:
        self._flush_loose()
        if self._open and not self._open[-1].in_cell:
            self.close_row()
        self._open.append(_OpenRow())
        self._texts = self._loose

    def open_cell(self) -> None:
        if not self._open or self._open[-1].in_cell:
            self.open_row()
        row = self._open[-1]
        self._texts = []
        row.cells.append(self._texts)
        row.in_cell = True

    def close_cell(self) -> None:
        if self._open:
            self._open[-1].in_cell = False
            self._texts = self._loose

    def close_row(self) -> None:
        if not self._open or self._open[-1].in_cell:
            return
        row = self._open.pop()
        self._aim()
        cells = tuple([self._tidied("".join(cell)) for cell in row.cells])
        if any(cells):
            self._found.append(Row(cells, linked=row.linked))

    def _flush_loose(self) -> None:
        if not self._loose:
            return
        text = self._tidied("".join(self._loose))
        self._loose.clear()
        if text:
            self._found.append(Row((text,), linked=False))

    def end_line(self) -> None:
        self._texts.append("\n")

    def link(self) -> None:
        if self._open:
            self._open[-1].linked = True

    def hide(self) -> None:
        self._unseen += 1

    def unhide(self) -> None:
        self._unseen -= 1

    def keep_lines(self) -> None:
        self._preformatted += 1

    def keep_no_lines(self) -> None:
        self._preformatted -= 1


def _too_many() -> StrangeShape:
    return StrangeShape(f"more than {MOST_EVENTS} tags and texts")


_LINES = ("br", "p", "div", "li", "h1", "h2", "h3", "h4")
_AT_START: Mapping[str, Callable[[RowCollector], None]] = {
    "tr": RowCollector.open_row,
    "td": RowCollector.open_cell,
    "th": RowCollector.open_cell,
    "a": RowCollector.link,
    "pre": RowCollector.keep_lines,
    "script": RowCollector.hide,
    "style": RowCollector.hide,
    **dict.fromkeys(_LINES, RowCollector.end_line),
}
_AT_END: Mapping[str, Callable[[RowCollector], None]] = {
    "tr": RowCollector.close_row,
    "table": RowCollector.close_row,
    "td": RowCollector.close_cell,
    "th": RowCollector.close_cell,
    "pre": RowCollector.keep_no_lines,
    "script": RowCollector.unhide,
    "style": RowCollector.unhide,
    **dict.fromkeys(_LINES, RowCollector.end_line),
}
