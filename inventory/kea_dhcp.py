"""`kea:FILE`: phones from a Kea DHCPv4 server: its lease file, or the answer to `lease4-get-all` (cucm §5).

The lease file is a table that only grows: the last row of an address counts. From time to time Kea tidies it; what that
leaves beside it (`.completed`, or `.2` and `.1`) holds the older rows and is read too, in Kea's own order.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from eraser.ports import Source
from inventory.lease_file import LeaseFile
from inventory.leases import Lease, ethernet, ipv4, moment
from inventory.sheet import Sheet, decoded, lines_of, shown

_STATES = {0: "active", 1: "declined", 2: "expired", 3: "released", 4: "registered"}
_NEEDED = ("address", "hwaddr", "expire")
_ESCAPED = re.compile(r"&#x([0-9A-Fa-f]{2})")  # how Kea writes a comma inside a cell
_FOREVER_S = 0xFFFFFFFF  # a lease without an end (RFC 2131 §3.3)
_AGAIN = "copy the file again while the server does not write it"


def files_beside(path: Path) -> tuple[Path, ...]:
    """The lease file and what its tidying left, the oldest rows first: Kea reads them so when it starts."""
    if not path.name:
        return (path,)
    whole = path.with_name(path.name + ".completed")
    older = (whole,) if whole.is_file() else (path.with_name(path.name + ".2"), path.with_name(path.name + ".1"))
    return (*(one for one in older if one.is_file()), path)


def read_leases(raw: bytes, sheet: Sheet) -> list[Lease]:
    """The leases of a table or of an answer, in order; what is broken goes to the sheet."""
    text = decoded(raw, sheet, any_bytes=True)
    if text.lstrip()[:1] in {"{", "["}:
        return [] if sheet.faults else list(_from_json(text, sheet))
    return list(_from_table(text, sheet))


# --- the table -------------------------------------------------------------------------------------------------------


def _from_table(text: str, sheet: Sheet) -> Iterator[Lease]:
    rows = _rows(text, sheet)
    line, header = next(rows, (1, []))
    names = [name.lower() for name in header]
    if "duid" in names:
        sheet.fault(line, "is the header of IPv6 leases", "name the file of the IPv4 server, kea-leases4.csv")
        return
    missing = [name for name in _NEEDED if name not in names]
    if missing and not sheet.faults:
        what = f"no column is called {' or '.join(missing)}" if header else "is empty"
        sheet.fault(line if header else None, what, "name a kea-leases4.csv or an answer to lease4-get-all")
    if missing:
        return
    for line, cells in rows:
        if len(cells) != len(names):
            sheet.fault(line, f"has {len(cells)} cells, and the header has {len(names)}", _AGAIN)
            continue
        row = {name: _ESCAPED.sub(_letter, cell) for name, cell in zip(names, cells, strict=True)}
        lease = _row_lease(row, line, sheet)
        if lease:
            yield lease


def _rows(text: str, sheet: Sheet) -> Iterator[tuple[int, list[str]]]:
    """Line and cells of each row. Kea quotes nothing and escapes commas, so a quote is a letter like others."""
    for number, line in enumerate(lines_of(text), start=1):
        if line.strip() and number not in sheet.broken_lines:
            yield number, [cell.strip() for cell in line.split(",")]


def _letter(match: re.Match[str]) -> str:
    return chr(int(match[1], 16))


def _row_lease(row: Mapping[str, str], line: int, sheet: Sheet) -> Lease | None:
    numbers = {name: row.get(name) or "0" for name in ("valid_lifetime", "expire", "state", "subnet_id")}
    for name, cell in numbers.items():
        if not re.fullmatch(r"\d{1,18}", cell, re.ASCII):
            sheet.fault(line, f"{shown(cell)} is no number for {name}", _AGAIN)
            return None
    return _lease(
        line,
        sheet,
        address=row["address"],
        hardware=row["hwaddr"],
        client_id=row.get("client_id", ""),
        host_name=row.get("hostname", ""),
        lasts_s=int(numbers["valid_lifetime"]),
        asked_s=int(numbers["expire"]) - int(numbers["valid_lifetime"]),
        state=int(numbers["state"]),
        subnet=int(numbers["subnet_id"]),
    )


# --- the answer ------------------------------------------------------------------------------------------------------


def _from_json(text: str, sheet: Sheet) -> Iterator[Lease]:
    try:
        document = json.loads(text)
    except json.JSONDecodeError as error:
        sheet.fault(error.lineno, f"is no JSON ({error.msg})", "save the answer to lease4-get-all again")
        return
    except (RecursionError, ValueError) as error:
        sheet.fault(None, f"is no JSON that can be read ({type(error).__name__})", "save the answer again")
        return
    answers = document if isinstance(document, list) else [document]
    for answer in answers:
        leases = _leases_of(answer)
        if leases is None:
            said = shown(str(answer.get("text"))) if isinstance(answer, dict) and "text" in answer else "something else"
            sheet.fault(None, f"is no list of IPv4 leases, but {said}", "save the answer to lease4-get-all")
            return
        for number, one in enumerate(leases, start=1):
            lease = _answer_lease(one, number, sheet)
            if lease:
                yield lease


def _leases_of(answer: Any) -> list[Any] | None:
    """The leases of one server's answer; None if it is none. Result 3: there are none (Kea's words for it)."""
    if not isinstance(answer, dict):
        return None
    arguments = answer.get("arguments", answer)
    leases = arguments.get("leases") if isinstance(arguments, dict) else None
    if leases is None and answer.get("result") == 3:
        return []
    return leases if isinstance(leases, list) else None


def _answer_lease(one: Any, number: int, sheet: Sheet) -> Lease | None:
    """The lease of a place in the list; JSON knows no lines, so the place is told."""
    if not isinstance(one, dict):
        sheet.fault(None, f"lease {number} is no object", "save the answer to lease4-get-all")
        return None
    numbers = {name: one.get(name, 0) for name in ("cltt", "valid-lft", "state", "subnet-id")}
    for name, value in numbers.items():
        if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < 10**18:
            sheet.fault(None, f"lease {number}: {shown(str(value))} is no number for {name}", "save the answer again")
            return None
    words = {name: one.get(name) or "" for name in ("ip-address", "hw-address", "client-id", "hostname")}
    return _lease(
        None,
        sheet,
        address=str(words["ip-address"]),
        hardware=str(words["hw-address"]),
        client_id=str(words["client-id"]),
        host_name=str(words["hostname"]),
        lasts_s=numbers["valid-lft"],
        asked_s=numbers["cltt"],
        state=numbers["state"],
        subnet=numbers["subnet-id"],
        place=f"lease {number}: ",
    )


def _lease(
    line: int | None,
    sheet: Sheet,
    *,
    address: str,
    hardware: str,
    client_id: str,
    host_name: str,
    lasts_s: int,
    asked_s: int,
    state: int,
    subnet: int,
    place: str = "",
) -> Lease | None:
    known = ipv4(address)
    if known is None:
        sheet.fault(line, f"{place}{shown(address)} is no IPv4 address", _AGAIN)
        return None
    digits = ethernet(hardware)
    if digits is None:
        sheet.fault(line, f"{place}{shown(hardware)} of {known} is no hardware address", _AGAIN)
        return None
    deleted = lasts_s == 0  # how a row takes back the ones before it
    return Lease(
        origin=f"{sheet.source}:{line}" if line else sheet.source,
        address=known,
        hardware=digits or ethernet(client_id) or "",
        host_name=host_name.rstrip("."),
        state="deleted" if deleted else _STATES.get(state, f"state {state}"),
        active=state == 0 and not deleted,
        ends_at=None if lasts_s >= _FOREVER_S else moment(asked_s + lasts_s),
        seen_at=_asked(asked_s),
        site=f"subnet {subnet}" if subnet else None,
    )


def _asked(seconds: int) -> datetime | None:
    return moment(seconds) if seconds > 0 else None


def _open(rest: str) -> Source:
    return LeaseFile("kea", Path(rest).expanduser(), read_leases, what="kea-leases4.csv", files=files_beside)


SOURCES: Mapping[str, Callable[[str], Source]] = {"kea": _open}
