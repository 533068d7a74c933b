"""A table in a file: its bytes, its lines, its rows. What is broken is said with its line; what is not is read."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from eraser.model.inventory import Fault
from eraser.model.phone import Phone

_SEPARATORS = ",;\t"
_MOST_FAULTS = 1000  # a file with more is another kind of file


def shown(text: str) -> str:
    """A cell as a message shows it: in quotes, and not longer than a line."""
    return repr(text if len(text) <= 60 else text[:57] + "…")


@dataclass(slots=True)
class Sheet:
    """What is found while the file is read."""

    source: str
    saved_at: datetime | None = None  # when the file was last written
    phones: list[Phone] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    warnings: list[Fault] = field(default_factory=list)
    broken_lines: set[int] = field(default_factory=set)  # lines whose bytes are no text; already said

    def fault(self, line: int | None, text: str, remedy: str) -> None:
        if len(self.faults) < _MOST_FAULTS:
            self.faults.append(Fault(self.source, line, text, remedy))
        elif len(self.faults) == _MOST_FAULTS:
            self.faults.append(Fault(self.source, None, f"has more than {_MOST_FAULTS} faults", "correct these first"))

    def warn(self, line: int | None, text: str, remedy: str) -> None:
        self.warnings.append(Fault(self.source, line, text, remedy))


def _encoding(raw: bytes) -> str:
    if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    if raw[1:2] == b"\0" and raw[:1] != b"\0":  # a header begins with a Latin letter: UTF-16 without BOM
        return "utf-16-le"
    if raw[:1] == b"\0" and raw[1:2] not in {b"", b"\0"}:
        return "utf-16-be"
    return "utf-8-sig"


def decoded(raw: bytes, sheet: Sheet, *, any_bytes: bool = False) -> str:
    """The text. `any_bytes`: devices wrote into it what they liked, so that a byte that is no UTF-8 is no fault."""
    if any_bytes:
        return _without_nul(raw.decode("utf-8-sig", errors="replace"), sheet)
    encoding = _encoding(raw)
    remedy = "save the file as UTF-8"
    if encoding.startswith("utf-16"):
        try:
            return _without_nul(raw.decode(encoding), sheet).removeprefix("\ufeff")
        except UnicodeDecodeError as error:
            # Cutting at a line is not safe here: what follows may be shifted by a byte.
            good = raw[: error.start - error.start % 2].decode(encoding, errors="replace")
            line = good.count("\n") + 1
            sheet.fault(line, "has bytes that are no UTF-16 text; nothing after them was read", remedy)
            sheet.broken_lines.add(line)
            return _without_nul(good, sheet).removeprefix("\ufeff")
    pieces = []
    for number, piece in enumerate(re.split(rb"(?<=\n)|(?<=\r)(?!\n)", raw), start=1):
        try:
            pieces.append(piece.decode("utf-8-sig" if number == 1 else "utf-8"))
        except UnicodeDecodeError as error:
            sheet.fault(number, f"has the byte 0x{piece[error.start]:02X}, which is no UTF-8 text", remedy)
            sheet.broken_lines.add(number)
            pieces.append(piece.decode("utf-8", errors="replace"))
    return _without_nul("".join(pieces), sheet)


def _without_nul(text: str, sheet: Sheet) -> str:
    if "\0" not in text:
        return text
    for number, line in enumerate(io.StringIO(text, newline=""), start=1):
        if "\0" in line:
            sheet.fault(number, "has NUL bytes: the file is damaged or no text", "export it again as CSV")
            sheet.broken_lines.add(number)
    return text.replace("\0", "\ufffd")


def lines_of(text: str) -> list[str]:
    """The lines as an editor numbers them, each with its end."""
    return list(io.StringIO(text, newline=""))


def read_rows(lines: list[str], sheet: Sheet) -> Iterator[tuple[int, list[str]]]:
    """Line number and cells of each row; lines without anything are skipped, a broken quote costs its line only."""
    separator = _separator(next((line for line in lines if line.strip()), ""))
    start = 0
    header_seen = False
    while start < len(lines):
        rest = (lines[number] for number in range(start, len(lines)))
        reader = csv.reader(rest, delimiter=separator, strict=True)
        begun = start
        try:
            for raw_cells in reader:
                line, begun = begun + 1, start + reader.line_num
                cells = [cell.strip() for cell in raw_cells]
                broken = any(number in sheet.broken_lines for number in range(line, begun + 1))
                if broken and not header_seen:
                    return
                if not broken and cells and cells != [""]:
                    header_seen = True
                    yield line, cells
            start = len(lines)
        except csv.Error as error:
            if begun + 1 not in sheet.broken_lines:
                sheet.fault(begun + 1, f"has a broken quote ({error})", 'close it, and write " inside a cell as ""')
            if not header_seen:
                return
            start = begun + 1


def _separator(header: str) -> str:
    outside = re.sub(r'"[^"]*"', "", header)
    return max(_SEPARATORS, key=outside.count)
