"""Rows of cells out of the HTML that phones write: unclosed rows, tables in cells, spacers, broken cells (phones §4.3).

Tables are read as they are parsed, without a tree, so that neither depth nor size can make it slow.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

DEEPEST = 100  # levels of elements; real pages have 14
MOST_EVENTS = 100_000  # tags and texts of one page; real pages have under 2,000

_CELLS = frozenset({"td", "th"})
_LINES = frozenset({"br", "p", "div", "li", "h1", "h2", "h3", "h4"})
_UNSEEN = frozenset({"script", "style"})
_WHITE = re.compile(r"\s+")


class StrangeShape(Exception):
    """Deeper or longer than any page of a phone."""


@dataclass(frozen=True, slots=True)
class Row:
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
    lines = (" ".join(line.split()) for line in text.split("\n"))
    return "\n".join(line for line in lines if line)


@dataclass(slots=True)
class _OpenRow:
    cells: list[list[str]] = field(default_factory=list)
    in_cell: bool = False
    linked: bool = False


class RowCollector:
    """Receives what the parser sees (the names of the methods are lxml's)."""

    def __init__(self) -> None:
        self._found: list[Row] = []
        self._open: list[_OpenRow] = []
        self._loose: list[str] = []
        self._depth = 0
        self._events = 0
        self._unseen = 0
        self._preformatted = 0

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:  # noqa: ARG002  lxml passes it
        self._depth += 1
        self._count()
        if self._depth > DEEPEST:
            raise StrangeShape(f"elements nested more than {DEEPEST} deep")
        self._unseen += tag in _UNSEEN
        self._preformatted += tag == "pre"
        if tag == "tr":
            self._open_row()
        elif tag in _CELLS:
            self._open_cell()
        elif tag in _LINES:
            self._texts().append("\n")
        elif tag == "a" and self._open:
            self._open[-1].linked = True

    def end(self, tag: str) -> None:
        self._depth -= 1
        self._unseen -= tag in _UNSEEN
        self._preformatted -= tag == "pre"
        if tag in _CELLS:
            self._close_cell()
        elif tag in {"tr", "table"}:
            self._close_row()
        elif tag in _LINES:
            self._texts().append("\n")

    def data(self, text: str) -> None:
        self._count()
        if not self._unseen:
            self._texts().append(text if self._preformatted else _WHITE.sub(" ", text))

    def close(self) -> None:
        while self._open:
            self._open[-1].in_cell = False
            self._close_row()
        self._flush_loose()

    def rows(self) -> tuple[Row, ...]:
        return tuple(self._found)

    def _count(self) -> None:
        self._events += 1
        if self._events > MOST_EVENTS:
            raise StrangeShape(f"more than {MOST_EVENTS} tags and texts")

    def _texts(self) -> list[str]:
        if self._open and self._open[-1].in_cell:
            return self._open[-1].cells[-1]
        return self._loose

    def _open_row(self) -> None:
        self._flush_loose()
        if self._open and not self._open[-1].in_cell:
            self._close_row()
        self._open.append(_OpenRow())

    def _open_cell(self) -> None:
        if not self._open or self._open[-1].in_cell:
            self._open_row()
        row = self._open[-1]
        row.cells.append([])
        row.in_cell = True

    def _close_cell(self) -> None:
        if self._open:
            self._open[-1].in_cell = False

    def _close_row(self) -> None:
        if not self._open or self._open[-1].in_cell:
            return
        row = self._open.pop()
        cells = tuple(tidy("".join(cell)) for cell in row.cells)
        if any(cells):
            self._found.append(Row(cells, linked=row.linked))

    def _flush_loose(self) -> None:
        text = tidy("".join(self._loose))
        self._loose.clear()
        if text:
            self._found.append(Row((text,), linked=False))
