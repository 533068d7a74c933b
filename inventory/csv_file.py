"""`csv:PATH`: phones from a table. Every broken row is said with its line; none is dropped in silence."""

from __future__ import annotations

import asyncio
import difflib
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from eraser.model.address import BadAddress, address_key, split_address
from eraser.model.inventory import Listing
from eraser.model.phone import Phone, is_soft_name, phone_name
from eraser.ports import Source
from inventory.sheet import Sheet, decoded, lines_of, read_rows, shown
from inventory.source_file import read_source_file

COLUMNS = ("name", "mac", "address", "model", "firmware", "site", "scheme")
# What `itl-eraser inventory -o` adds, so that its file is merged again as what it was.
SEEN_COLUMNS = ("seen_at", "no_address")
# Words of other exports that mean one of ours; they only earn a hint, nothing is guessed.
_FOREIGN = {
    "ip": "address",
    "ip address": "address",
    "ipaddress": "address",
    "ipv4 address": "address",
    "host": "address",
    "hostname": "address",
    "device name": "name",
    "devicename": "name",
    "device": "name",
    "mac address": "mac",
    "macaddress": "mac",
    "device pool": "site",
    "location": "site",
    "load": "firmware",
    "protocol": "scheme",
}
_ALIKE = 0.75  # difflib ratio: "adress" and "modell" are, "description" and "room" are not


@dataclass(frozen=True, slots=True)
class CsvFile:
    """A table of phones in a file: UTF-8 with or without BOM, or UTF-16; comma, semicolon or tab."""

    path: Path

    async def read_phones(self) -> Listing:
        """All phones and all faults of the file.

        Raises:
            BadInput: the file can not be read.
        """
        return await asyncio.to_thread(self._read)

    def _read(self) -> Listing:
        return read_table(read_source_file(self.path, "csv", "CSV file"), str(self.path))


def read_table(raw: bytes, source: str) -> Listing:
    """Phones and faults of the bytes of a table; never raises."""
    sheet = Sheet(source)
    rows = read_rows(lines_of(decoded(raw, sheet)), sheet)
    header_line, header = next(rows, (1, []))
    if not header:
        if not sheet.faults:
            sheet.fault(None, "is empty", "give it a header row and one row for each phone")
    elif _check_header(header, header_line, sheet):
        names = [word.strip().lower() for word in header]
        _read_rows(names, header, rows, sheet)
        if not sheet.phones and not sheet.faults:
            sheet.fault(None, "has a header but no phones", "add one row for each phone")
    faults = tuple(sorted(sheet.faults, key=lambda fault: fault.line or 0))
    return Listing(tuple(sheet.phones), faults, tuple(sheet.warnings))


# --- header ----------------------------------------------------------------------------------------------------------


def _check_header(header: list[str], line: int, sheet: Sheet) -> bool:
    """Whether rows can be read under this header."""
    words = [word.strip().lower() for word in header]
    if not {"name", "mac", "address"} & set(words):
        if any(_looks_like_data(word) for word in header):
            sheet.fault(line, "is a phone, not a header", "put a header row first, such as name,address,model,site")
        else:
            hint = next((f"; {shown(word)} should be {_meant(word)!r}" for word in words if _meant(word)), "")
            sheet.fault(line, f"no column is called name, mac or address{hint}", "rename the column")
        return False
    twice = sorted({word for word in words if word and words.count(word) > 1})
    for word in twice:
        sheet.fault(line, f"the column {shown(word)} stands twice", "rename or remove one")
    for word in words:
        meant = _meant(word)
        if meant and meant not in words:
            sheet.warn(line, f"the column {shown(word)} is only kept for the report", f"rename it if it is {meant!r}")
    return not twice


def _looks_like_data(word: str) -> bool:
    try:
        return bool(phone_name(word)) or bool(re.search(r"\d", word) and "." in word and split_address(word))
    except BadAddress:
        return False


def _meant(word: str) -> str | None:
    """Which of our columns a word probably is."""
    if not word or word in (*COLUMNS, *SEEN_COLUMNS):
        return None
    if word in _FOREIGN:
        return _FOREIGN[word]
    alike = difflib.get_close_matches(word, COLUMNS, n=1, cutoff=_ALIKE)
    return alike[0] if alike else None


# --- rows ------------------------------------------------------------------------------------------------------------


def _read_rows(names: list[str], header: list[str], rows: Iterator[tuple[int, list[str]]], sheet: Sheet) -> None:
    while names and not names[-1]:  # a separator at the end of the header makes no column
        names.pop()
    seen_names: dict[str, int] = {}
    seen_addresses: dict[tuple[str, int], int] = {}
    for line, cells in rows:
        while len(cells) > len(names) and not cells[-1]:
            cells.pop()
        if len(cells) != len(names):
            quantity = "many" if len(cells) > len(names) else "few"
            text = f"has too {quantity} cells: {len(cells)}, and the header has {len(names)}"
            sheet.fault(line, text, "put cells that contain the separator in quotes, and leave none out")
            continue
        phone = _phone(dict(zip(names, cells, strict=True)), _extra(names, header, cells), line, sheet)
        if phone is None or _stands_already(phone, line, seen_names, seen_addresses, sheet):
            continue
        sheet.phones.append(phone)


def _extra(names: list[str], header: list[str], cells: list[str]) -> dict[str, str]:
    """The columns that are not ours, under their own names."""
    return {
        header[place] or f"column {place + 1}": cells[place]
        for place, name in enumerate(names)
        if name not in (*COLUMNS, *SEEN_COLUMNS)
    }


def _stands_already(
    phone: Phone, line: int, names: dict[str, int], addresses: dict[tuple[str, int], int], sheet: Sheet
) -> bool:
    if phone.name and names.setdefault(phone.name, line) != line:
        sheet.fault(line, f"{phone.name} stands on line {names[phone.name]} already", "remove one of the rows")
        return True
    if phone.address:
        first = addresses.setdefault(address_key(phone.address, phone.scheme), line)
        if first != line:
            sheet.fault(line, f"{phone.address} stands on line {first} already", "correct or remove one of the rows")
            return True
    return False


def _phone(row: Mapping[str, str], extra: Mapping[str, str], line: int, sheet: Sheet) -> Phone | None:
    """The phone of a row, or None after its faults were said."""
    before = len(sheet.faults)
    if not (row.get("name") or row.get("mac") or row.get("address")):
        sheet.fault(line, "has neither name nor address", "add one of them or delete the row")
    name = _name(row, line, sheet)
    scheme = row.get("scheme", "").lower() or "http"
    if scheme not in {"http", "https"}:
        sheet.fault(line, f"the scheme {shown(row['scheme'])} is unknown", "write http or https, or leave it empty")
    address = row.get("address") or None
    if address:
        try:
            split_address(address)
        except BadAddress as error:
            remedy = "write host or host:port, such as 10.1.2.3:8080 (http or https is the column scheme)"
            sheet.fault(line, f"the address {shown(address)} {error}", remedy)
    seen_at = _time(row.get("seen_at", ""), line, sheet)
    if len(sheet.faults) > before:
        return None
    return Phone(
        name=name,
        address=address.lower() if address else None,
        model=row.get("model") or None,
        firmware=row.get("firmware") or None,
        site=row.get("site") or None,
        scheme=scheme,
        origin=f"{sheet.source}:{line}",
        extra=dict(extra),
        seen_at=seen_at if address else None,
        no_address=None if address else row.get("no_address") or None,
    )


def _time(text: str, line: int, sheet: Sheet) -> datetime | None:
    if not text:
        return None
    try:
        at = datetime.fromisoformat(text)
        if at.tzinfo:
            return at.astimezone(UTC)
    except (ValueError, OverflowError):
        pass
    sheet.fault(line, f"seen_at {shown(text)} is no time", "write it as 2026-01-02T03:04:05Z, or leave it empty")
    return None


def _name(row: Mapping[str, str], line: int, sheet: Sheet) -> str | None:
    found: dict[str, str] = {}
    for column, what in (("name", "phone's name"), ("mac", "MAC address")):
        text = row.get(column)
        if not text:
            continue
        name = phone_name(text)
        if name is None or (column == "mac" and is_soft_name(name)):
            sheet.fault(line, f"{shown(text)} is no {what}", "write SEP and 12 hex digits, or the MAC address")
        else:
            found[column] = name
    if len(set(found.values())) > 1:
        sheet.fault(line, f"name {found['name']} and mac {found['mac']} differ", "correct one of them")
    return next(iter(found.values()), None)


def _open(rest: str) -> Source:
    return CsvFile(Path(rest).expanduser())


SOURCES: Mapping[str, Callable[[str], Source]] = {"csv": _open}
