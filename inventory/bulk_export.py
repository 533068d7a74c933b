"""`bat:FILE`: phones from the cluster's Bulk Administration, *Export Phones*, all details (cucm §5).

It knows every phone that is configured and no address: name it beside a source that sees addresses. The columns differ
by release and are found by their names. The table holds passwords (Secure Shell, the vendor's own settings): only the
columns named here are kept.
"""

from __future__ import annotations

import asyncio
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from eraser.model.inventory import Listing
from eraser.model.phone import Phone, phone_name
from eraser.ports import Source
from inventory.sheet import Sheet, decoded, lines_of, read_rows
from inventory.source_file import read_source_file

_KEPT = ("description", "location", "device type", "phone load name", "device protocol", "owner user id")
_MODEL = re.compile(r"Cisco (?:IP Phone )?(\d{4}\w*)", re.IGNORECASE)
_ARCHIVES = {b"PK\x03\x04": "ZIP", b"\x1f\x8b": "gzip"}
_TAR_MARK = slice(257, 262)  # where a tar file says that it is one
_HOW = "export it with Bulk Administration > Phones > Export Phones > All Details, and take the file as it is"
_NO_ADDRESS = "a bulk export knows none"


@dataclass(frozen=True, slots=True)
class BulkExport:
    """The table of an export in a file."""

    path: Path

    async def read_phones(self) -> Listing:
        """All phones and all faults of the file.

        Raises:
            BadInput: the file can not be read.
        """
        return await asyncio.to_thread(self._read)

    def _read(self) -> Listing:
        return read_export(read_source_file(self.path, "bat", "phone export"), str(self.path))


def read_export(raw: bytes, source: str) -> Listing:
    """Phones and faults of the bytes of an export; never raises."""
    sheet = Sheet(source)
    archive = (
        "tar"
        if raw[_TAR_MARK] == b"ustar"
        else next((_ARCHIVES[one] for one in _ARCHIVES if raw.startswith(one)), None)
    )
    if archive:
        sheet.fault(None, f"is a {archive} archive", "unpack it, and name the phone export in it (phone.csv)")
        return Listing((), tuple(sheet.faults))
    others: Counter[str] = Counter()
    first: dict[str, int] = {}
    for line, row in _rows(raw, sheet):
        word = row.get("device name") or row.get("mac address") or ""
        name = phone_name(word)
        if name is None:
            others[re.match(r"[^\d\W_]{0,3}", word)[0].upper() or "no name"] += 1  # type: ignore[index]
        elif first.setdefault(name, line) != line:
            sheet.fault(line, f"{name} stands on line {first[name]} already", "remove one of the rows")
        else:
            sheet.phones.append(_phone(name, row, line, source))
    if others:
        kinds = ", ".join(f"{number} {kind}" for kind, number in others.most_common(8))
        text = f"{others.total()} of {others.total() + len(first)} devices are no desk phones, by their names: {kinds}"
        sheet.warn(None, text, "only SEP… and CIPC… are taken; correct the names if they are phones")
    if not first and not others and not sheet.faults:
        sheet.fault(None, "has a header but no phones", _HOW)
    return Listing(tuple(sheet.phones), tuple(sheet.faults), tuple(sheet.warnings))


def _rows(raw: bytes, sheet: Sheet) -> Iterator[tuple[int, Mapping[str, str]]]:
    rows = read_rows(lines_of(decoded(raw, sheet)), sheet)
    line, header = next(rows, (1, []))
    names = [" ".join(name.lower().split()) for name in header]
    if not {"device name", "mac address"} & set(names):
        if not sheet.faults:
            what = "no column is called Device Name" if header else "is empty"
            sheet.fault(line if header else None, what, _HOW)
        return
    for line, cells in rows:
        if len(cells) > len(names) and any(cells[len(names) :]):
            text = f"has {len(cells)} cells, and the header has {len(names)}"
            sheet.fault(line, text, _HOW)
            continue
        row: dict[str, str] = {}
        for name, cell in zip(
            names, cells, strict=False
        ):  # a row may end before its header: the last lines are missing
            row.setdefault(name, cell)
        yield line, row


def _phone(name: str, row: Mapping[str, str], line: int, source: str) -> Phone:
    model = _MODEL.match(row.get("device type", ""))
    return Phone(
        name=name,
        model=f"CP-{model[1].upper()}" if model else None,
        site=row.get("device pool") or None,
        origin=f"{source}:{line}",
        extra={word: row[word] for word in _KEPT if row.get(word)},
        no_address=_NO_ADDRESS,
    )


def _open(rest: str) -> Source:
    return BulkExport(Path(rest).expanduser())


SOURCES: Mapping[str, Callable[[str], Source]] = {"bat": _open}
