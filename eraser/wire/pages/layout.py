"""Where the texts of a page land in its rows, learned from the parser.

The parser is given the page with a mark in the place of each text. A layout is had only if every mark came out once
and whole (in an attribute, a comment or a script it does not), and in the same cell whether it began with a letter or
with a blank and an entity.
"""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from itertools import compress
from operator import ne

from eraser.wire.pages.hypertext import PageUnreadable, parse_rows
from eraser.wire.pages.rows import Row, tidy

# What a plain text consists of: printable ASCII and what languages are written in; of entities those that every
# release of the parser takes for the same letter, and no blank, which is no text to it everywhere.
_PLAIN = re.compile(
    r"(?:[\t\n -%'-;=?-~\xa0-\ud7ff\uff00-\uffef]++"
    r"|&(?:amp|gt|lt|nbsp|quot"
    r"|#x(?:2[1-9A-Fa-f]|[3-6][0-9A-Fa-f]|7[0-9A-Ea-e])|#(?:3[3-9]|[4-9][0-9]|1[01][0-9]|12[0-6]));)*+"
)
# Marks: what is put into the page, and what must come out, each number once.
_BARE = ("\ue000{}\ue001", re.compile("\ue000([0-9]+)\ue001"))
_DRESSED = (
    " &#x2D;\ue000{}\n  &nbsp;&amp;&lt;&gt;&quot;&#47;" + "x" * 77 + "\ue001&#x2F; ",
    re.compile(' -\ue000([0-9]+)   \xa0&<>"/x{77}\ue001/ '),
)

_ROW_BYTES, _PART_BYTES = 800, 150  # what objects take, at most

_Cell = str | tuple[str | int, ...]  # words of the shape, or such words and texts by their number
_Layout = tuple[tuple[tuple[_Cell, ...], bool], ...]


class Layout:
    """The rows of all pages of one shape. The page that was read last is kept: most texts of the next phone's are the
    same, and so are most rows."""

    def __init__(self, rows: _Layout, texts: int) -> None:
        self.size_bytes = sum(_ROW_BYTES + sum(map(_cell_bytes, cells)) for cells, _ in rows)  # with no text in it
        self._layout = rows
        self._row_of = {number: place for place, (cells, _) in enumerate(rows) for number in _numbers(cells)}
        unread = ("",) * texts
        self._last = unread, tuple([_fill_row(cells, unread, linked=linked) for cells, linked in rows])

    def fill(self, texts: tuple[str, ...]) -> tuple[Row, ...] | None:
        """The rows of the page of this shape that has these texts; None: one of them is not plain."""
        known, filled = self._last
        changed = list(compress(range(len(texts)), map(ne, texts, known)))
        if not are_plain([texts[number] for number in changed]):
            return None
        rows = list(filled)
        for place in {self._row_of[number] for number in changed}:
            cells, linked = self._layout[place]
            rows[place] = _fill_row(cells, texts, linked=linked)
        self._last = texts, tuple(rows)
        return tuple([row for row in rows if any(row[0])])  # a no-break space is a text, but no word


def are_plain(texts: Sequence[str]) -> bool:
    """Whether the parser takes each letter of these texts as what it is."""
    return _PLAIN.fullmatch("\n".join(texts)) is not None


def learn_layout(pieces: Sequence[str]) -> Layout | None:
    """The layout of a shape, given as what stands between its texts; None: only the parser can tell."""
    texts = len(pieces) - 1
    try:
        rows, again = (_marked_rows(pieces, *mark) for mark in (_BARE, _DRESSED))
    except PageUnreadable:
        return None
    found = sorted(number for cells, _ in rows for number in _numbers(cells))
    return Layout(rows, texts) if rows == again and found == list(range(texts)) else None


def _marked_rows(pieces: Sequence[str], mark: str, pattern: re.Pattern[str]) -> _Layout:
    page = pieces[0] + "".join([f">{mark.format(number)}<{piece}" for number, piece in enumerate(pieces[1:])])
    rows = []
    for row in parse_rows(page, tidied=str):
        cells = tuple([_read_cell(cell, pattern) for cell in row.cells])
        if any(cells):
            rows.append((cells, row.linked))
    return tuple(rows)


def _read_cell(cell: str, pattern: re.Pattern[str]) -> _Cell:
    words = pattern.split(cell)
    if len(words) == 1:
        return tidy(cell)
    return tuple([int(word) if place % 2 else word for place, word in enumerate(words)])


def _numbers(cells: tuple[_Cell, ...]) -> list[int]:
    return [part for cell in cells if isinstance(cell, tuple) for part in cell if isinstance(part, int)]


def _cell_bytes(cell: _Cell) -> int:
    parts = (cell,) if isinstance(cell, str) else cell
    return sum(_PART_BYTES + (4 * len(part) if isinstance(part, str) else _PART_BYTES) for part in parts)


def _fill_row(cells: tuple[_Cell, ...], texts: tuple[str, ...], *, linked: bool) -> Row:
    return Row(tuple([cell if isinstance(cell, str) else _fill_cell(cell, texts) for cell in cells]), linked)


def _fill_cell(cell: tuple[str | int, ...], texts: tuple[str, ...]) -> str:
    return tidy("".join([part if isinstance(part, str) else _read_text(texts[part]) for part in cell]))


def _read_text(text: str) -> str:
    """As the collector is given it. Outside of `pre`, where no mark comes out whole, a line feed is a blank."""
    return (html.unescape(text) if "&" in text else text).replace("\n", " ")
