"""Pages of a kind that was seen before. Phones of one kind send the same markup with other texts in it: it is parsed
until it is known where each text lands; from then on only the texts are taken out and put there.

A *shape* is a page without its texts, to the letter: tags, attributes, comments and blanks. A text stands between `>`
and `<`, is not all blank, and is plain (layout). A page on which any is not is parsed, so that nothing is guessed about
markup, however broken: of two pages of one shape the parser is in the same state before and after each text.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from enum import Enum, auto

from eraser.wire.pages.hypertext import parse_rows
from eraser.wire.pages.layout import Layout, are_plain, learn_layout
from eraser.wire.pages.rows import Row

# Larger pages are parsed: the longest real one seen has 11 kB and some 300 texts.
_MOST_CHARACTERS = 32 * 1024
_MOST_TEXTS = 1000
_KEPT_BYTES = 16 * 1024 * 1024  # of all shapes: of real pages some 300, and not more of whatever strangers send
_TEXT_BYTES, _LETTER_BYTES = 150, 4  # what is kept of the texts of a page: each twice, and a plain letter takes two

# HTML's blanks. Possessive: no page can make it slow.
_TEXT = re.compile(r">([ \t\r\n]*+[^ \t\r\n<>][^<>]*+)<")
_GAP = "\x00"  # for a text in the name of a shape; a page that has one itself is no plain page


class _Known(Enum):
    """What is known of a shape without a layout. ONCE: it came once, which is too little to learn it. UNSAFE: only the
    parser can tell where its texts land."""

    NOT_YET = auto()
    ONCE = auto()
    UNSAFE = auto()


class Shapes:
    """The shapes that were seen last. `parse`: what reads a page whose shape is not known."""

    def __init__(self, most_bytes: int = _KEPT_BYTES, parse: Callable[[str], tuple[Row, ...]] = parse_rows) -> None:
        self._most_bytes = most_bytes
        self._parse = parse
        self._bytes = 0
        # By name, with the size; the one used last stands at the end.
        self._known: dict[str, tuple[Layout | _Known, int]] = {}

    def read_rows(self, text: str) -> tuple[Row, ...]:
        """What `parse_rows` says of this page.

        Raises:
            PageUnreadable: what `parse_rows` raises.
        """
        if len(text) > _MOST_CHARACTERS or _GAP in text:
            return self._parse(text)
        pieces = _TEXT.split(text)
        if len(pieces) > 2 * _MOST_TEXTS:
            return self._parse(text)
        name, texts = _GAP.join(pieces[::2]), tuple(pieces[1::2])
        known, size_bytes = self._known.pop(name, (_Known.NOT_YET, 0))
        self._bytes -= size_bytes
        rows = known.fill(texts) if isinstance(known, Layout) else None
        if rows is None:
            rows = self._parse(text)
            if known is _Known.NOT_YET:
                known = _Known.ONCE
            elif known is _Known.ONCE and are_plain(texts):
                layout = learn_layout(pieces[::2])
                known = layout if layout is not None and layout.fill(texts) == rows else _Known.UNSAFE
        self._keep(name, known, _TEXT_BYTES * len(texts) + _LETTER_BYTES * (len(text) - len(name)))
        return rows

    def _keep(self, name: str, known: Layout | _Known, texts_bytes: int) -> None:
        size_bytes = sys.getsizeof(name)
        if isinstance(known, Layout):
            size_bytes += known.size_bytes + texts_bytes
        self._known[name] = known, size_bytes
        self._bytes += size_bytes
        while self._bytes > self._most_bytes:
            self._bytes -= self._known.pop(next(iter(self._known)))[1]
