"""`isc:FILE`: phones from the `dhcpd.leases` of an ISC DHCP server (dhcpd.leases(5), cucm §5).

The file is a journal in the language of dhcpd.conf: the last entry of an address is the one that counts. Its times are
in UTC, or seconds since 1970 where `db-time-format local` is set.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from eraser.ports import Source
from inventory.lease_file import LeaseFile
from inventory.leases import Lease, ethernet, ipv4, moment
from inventory.sheet import Sheet, decoded, shown

_PIECES = re.compile(r'"(?:\\.|[^"\\\n])*"|"|[{};]|#[^\n]*|[^\s{};"#]+|\n')
_ESCAPE = re.compile(rb"\\(?:([0-7]{3})|(.))")
_FREE_OF_OLD = "abandoned"  # servers before 3.0 wrote no binding state, but this
_DEEPEST = 50  # levels of braces; a server writes two


@dataclass(slots=True)
class _Entry:
    """One `lease ADDRESS { … }` and its statements, each by its first words."""

    line: int
    address: str
    statements: dict[str, list[str]] = field(default_factory=dict)


class _Broken(Exception):
    """The file can not be read on from here."""

    def __init__(self, line: int, text: str, remedy: str) -> None:
        super().__init__(text)
        self.line, self.text, self.remedy = line, text, remedy


_AGAIN = "copy the file again while the server does not write it"


def read_leases(raw: bytes, sheet: Sheet) -> list[Lease]:
    """The leases of a dhcpd.leases in the order of the file; what is broken goes to the sheet."""
    text = decoded(raw, sheet, any_bytes=True)
    leases: list[Lease] = []
    if sheet.faults:
        return leases
    try:
        for entry in _entries(_statements(text)):
            lease = _lease(entry, sheet)
            if lease:
                leases.append(lease)
    except _Broken as error:
        sheet.fault(error.line, error.text, error.remedy)
    return leases


# --- the language ----------------------------------------------------------------------------------------------------

# Line and words of a statement, and how it ended: with ";", "{" (a block begins) or "}" (one ends, without words).
_Statement = tuple[int, list[str], str]


def _statements(text: str) -> Iterator[_Statement]:
    line, depth, opened = 1, 0, 1
    words: list[str] = []
    begun = 1
    for match in _PIECES.finditer(text):
        piece = match[0]
        if piece == "\n":
            line += 1
        elif piece == '"':
            raise _Broken(line, "has a quote that is not closed", _AGAIN)
        elif piece in {";", "{", "}"}:
            depth += {"{": 1, "}": -1, ";": 0}[piece]
            opened = begun if piece == "{" and depth == 1 else opened
            if piece == "}" and (words or depth < 0):
                what = f"{shown(' '.join(words))} is not ended by ';'" if words else "has a '}' too many"
                raise _Broken(begun if words else line, what, _AGAIN)
            if depth > _DEEPEST:
                raise _Broken(line, f"has more than {_DEEPEST} levels of braces", "name a dhcpd.leases")
            yield begun if words else line, words, piece
            words = []
        elif not piece.startswith("#"):
            begun = begun if words else line
            words.append(piece)
    if not depth and words and words[0] not in _OTHERS | {"lease"}:
        raise _Broken(begun, f"{shown(' '.join(words[:5]))} is nothing that dhcpd writes", "name a dhcpd.leases")
    if depth or words:
        what = f"{shown(' '.join(words[:5]))} has no end" if not depth else "begins an entry that has no end"
        raise _Broken(opened if depth else begun, what, _AGAIN)


def _entries(statements: Iterator[_Statement]) -> Iterator[_Entry]:
    """The leases; hosts, groups, failover states and what stands in blocks inside are passed over."""
    depth = 0
    entry: _Entry | None = None
    for line, words, end in statements:
        if depth == 0 and end != "}":
            entry = _begin(line, words, end)
        elif depth == 1 and entry and end == ";" and words:
            key, values = _split(words)
            entry.statements[key] = values
        depth += {"{": 1, "}": -1, ";": 0}[end]
        if end == "}" and depth == 0 and entry:
            yield entry
            entry = None


def _begin(line: int, words: list[str], end: str) -> _Entry | None:
    first = words[0] if words else ""
    if first in {"ia-na", "ia-ta", "ia-pd"}:
        raise _Broken(line, "is a lease of IPv6", "name the file of the IPv4 server, dhcpd.leases")
    if first != "lease" or end != "{":
        if first in _OTHERS:
            return None
        raise _Broken(line, f"{shown(' '.join(words[:5]))} is nothing that dhcpd writes", "name a dhcpd.leases")
    return _Entry(line, words[1] if len(words) == 2 else " ".join(words[1:]))


_OTHERS = {
    *("host", "group", "subgroup", "class", "subclass", "failover", "server-duid", "authoring-byte-order", "set"),
    *("option", "shared-network", "subnet", "pool", "zone", "key", "default-duid", "send"),
}
_WORDS_OF = {"binding": 2, "next": 3, "rewind": 3, "option": 2, "set": 2}  # that name a statement; others have one


def _split(words: list[str]) -> tuple[str, list[str]]:
    """`binding state active` → (`binding state`, [`active`]); `set x = y` → (`set x`, [`y`])."""
    size = _WORDS_OF.get(words[0], 1)
    return " ".join(words[:size]).lower(), [word for word in words[size:] if word != "="]


# --- one lease -------------------------------------------------------------------------------------------------------


def _lease(entry: _Entry, sheet: Sheet) -> Lease | None:
    address = ipv4(entry.address)
    if address is None:
        sheet.fault(entry.line, f"{shown(entry.address)} is no IPv4 address", _AGAIN)
        return None
    said = entry.statements
    hardware = said.get("hardware", [])
    digits = ethernet(hardware[1]) if hardware[:1] == ["ethernet"] and len(hardware) == 2 else ""
    if digits is None:
        sheet.fault(entry.line, f"{shown(hardware[1])} of {address} is no hardware address", _AGAIN)
        return None
    try:
        ends_at = _time(said.get("ends", []))
        seen_at = _time(said.get("cltt", [])) or _time(said.get("starts", []))
    except ValueError as error:
        sheet.fault(entry.line, f"{shown(str(error))} of {address} is no time", _AGAIN)
        return None
    state = "abandoned" if _FREE_OF_OLD in said else " ".join(said.get("binding state", ["active"]))
    return Lease(
        origin=f"{sheet.source}:{entry.line}",
        address=address,
        hardware=digits,
        host_name=_string(said.get("client-hostname", [])),
        vendor_class=_string(said.get("set vendor-class-identifier", [])),
        state=state,
        active=state == "active",
        ends_at=ends_at,
        seen_at=seen_at,
        extra=_switch_port(said),
    )


def _switch_port(said: Mapping[str, list[str]]) -> dict[str, str]:
    """What the switch added on the way (option 82): where the phone is plugged in."""
    found = {}
    for word in ("circuit-id", "remote-id"):
        text = _string(said.get(f"option agent.{word}", []))
        if text:
            found[word.replace("-", "_")] = text
    return found


def _time(words: list[str]) -> datetime | None:
    """`2 2026/11/24 08:30:00` (UTC) or `epoch 1795681800`; None for `never` or nothing.

    Raises:
        ValueError: it is no time; the text is what stands there.
    """
    text = " ".join(words)
    if not words or text == "never":
        return None
    try:
        if words[0] == "epoch":
            return moment(int(words[1]))
        return datetime.strptime(" ".join(words[1:3]), "%Y/%m/%d %H:%M:%S").replace(tzinfo=UTC)
    except (ValueError, IndexError):
        raise ValueError(text) from None


def _string(words: list[str]) -> str:
    """A quoted string without its quotes, octal escapes read as the bytes that they are; other words as they are."""
    text = " ".join(words)
    if not text.startswith('"'):
        return text
    plain = _ESCAPE.sub(_unescaped, text[1:-1].encode("utf-8", "surrogatepass"))
    return "".join(letter for letter in plain.decode("utf-8", "replace") if letter.isprintable()).strip()


def _unescaped(match: re.Match[bytes]) -> bytes:
    return bytes([int(match[1], 8) & 0xFF]) if match[1] else match[2]


def _open(rest: str) -> Source:
    return LeaseFile("isc", Path(rest).expanduser(), read_leases, what="dhcpd.leases")


SOURCES: Mapping[str, Callable[[str], Source]] = {"isc": _open}
