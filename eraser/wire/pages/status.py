"""The status messages page."""

from __future__ import annotations

import re

from eraser.model.phone import StatusMessage
from eraser.wire.pages.document import read_document

# `1:33:26a`, `[8:52:30am 10/01/19]`, `11:39:03am 10/09/18`, `5:48:09 AM 10/11/19` (phones §5); 24 hours where the
# phone shows its time so.
_STAMPED = re.compile(
    r"\[?(?P<stamp>\d{1,2}:\d{2}:\d{2}(?:\s?[AaPp][Mm]?\b)?(?:\s\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4})?)\]?\s+(?P<text>\S.*)"
)
_STAMP_ALONE = re.compile(r"\[?\d{1,2}:\d{2}:\d{2}[\sAaPpMm\d/.-]{0,14}\]?")
_XML_LABELS = frozenset({"status", "message", "statusmessage"})


def read_status(body: bytes) -> tuple[StatusMessage, ...]:
    """The messages in the order of the page, which is oldest first in all real ones.

    Raises:
        PageUnreadable: it is no page at all.
    """
    document = read_document(body)
    messages: list[StatusMessage] = []
    for row in document.rows:
        if document.is_xml:
            label, text = row.cells
            if text and label.casefold() in _XML_LABELS:
                messages += [_read_message(line) for line in _split(text)]
        elif not row.linked:
            messages += [message for line in _lines(row.cells) if (message := _read_message(line)).stamp]
    return tuple(messages)


def _lines(cells: tuple[str, ...]) -> list[str]:
    filled = [cell for cell in cells if cell]
    if len(filled) == 1:
        return _split(filled[0])
    return [" ".join(" ".join(filled).split())]  # time and text in cells of their own


def _split(text: str) -> list[str]:
    """The lines of a text; a stamp on a line of its own belongs to the next (phones §8 JSTEIN: 78xx, 8831, 88xx)."""
    lines: list[str] = []
    stamp = ""
    for line in text.split("\n"):
        if _STAMP_ALONE.fullmatch(line):
            stamp = line
            continue
        lines.append(f"{stamp} {line}" if stamp else line)
        stamp = ""
    return [*lines, stamp] if stamp else lines


def _read_message(line: str) -> StatusMessage:
    found = _STAMPED.fullmatch(line)
    return StatusMessage(found["text"], found["stamp"]) if found else StatusMessage(line)
