"""The packets of TFTP that a client reads and writes (RFC 1350, options: RFC 2347, 2348, 2349)."""

from __future__ import annotations

import struct
from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum

_READ, _DATA, _ACK, _ERROR, _OPTIONS = 1, 3, 4, 5, 6
_HEAD = struct.Struct(">HH")
_LONGEST_MESSAGE = 120  # characters of a server's own words that are worth a line
_MOST_OPTIONS = 20  # we ask for two


class Code(IntEnum):
    """Error codes (RFC 1350 appendix, RFC 2347)."""

    UNDEFINED = 0
    NOT_FOUND = 1
    TOO_LARGE = 3
    ILLEGAL = 4
    UNKNOWN_TRANSFER = 5
    OPTIONS_REFUSED = 8


class PacketUnreadable(Exception):
    """The datagram is no packet that a TFTP server sends to a client. Check what listens at this address."""


@dataclass(frozen=True, slots=True)
class Data:
    block: int
    content: bytes


@dataclass(frozen=True, slots=True)
class Options:
    """What the server takes of the options that it was asked for; names in lower case."""

    values: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Refusal:
    code: int
    message: str


Packet = Data | Options | Refusal


def read_packet(datagram: bytes) -> Packet:
    """One packet of a server.

    Raises:
        PacketUnreadable: if it is none; nothing else is raised, whatever the bytes are.
    """
    if len(datagram) < 2:
        raise PacketUnreadable(f"a datagram of {len(datagram)} bytes")
    operation = int.from_bytes(datagram[:2])
    if operation == _OPTIONS:
        return Options(_read_options(datagram[2:]))
    if operation not in {_DATA, _ERROR}:
        raise PacketUnreadable(f"a packet of kind {operation}, which no server sends")
    if len(datagram) < _HEAD.size:
        raise PacketUnreadable(f"a packet of kind {operation} with {len(datagram)} bytes")
    number, rest = _HEAD.unpack_from(datagram)[1], datagram[_HEAD.size :]
    return Data(number, rest) if operation == _DATA else Refusal(number, _words(rest.partition(b"\0")[0]))


def _read_options(content: bytes) -> dict[str, str]:
    if content and not content.endswith(b"\0"):
        raise PacketUnreadable("options that do not end")
    words = content.split(b"\0")[:-1]
    if len(words) % 2 or len(words) > 2 * _MOST_OPTIONS:
        raise PacketUnreadable(f"options of {len(words)} words")
    texts = [_words(word) for word in words]
    return dict(zip((name.lower() for name in texts[::2]), texts[1::2], strict=True))


def _words(value: bytes) -> str:
    """A stranger's text, on one line and short."""
    text = value[: 4 * _LONGEST_MESSAGE].decode("utf-8", errors="replace")
    return "".join(one if one.isprintable() else " " for one in text)[:_LONGEST_MESSAGE].strip()


def ask_for(name: str, options: Mapping[str, str]) -> bytes:
    """A read request in octet mode."""
    words = [name, "octet", *(word for option in options.items() for word in option)]
    return struct.pack(">H", _READ) + b"".join(word.encode("ascii") + b"\0" for word in words)


def acknowledge(block: int) -> bytes:
    return _HEAD.pack(_ACK, block)


def refuse(code: Code, message: str) -> bytes:
    return _HEAD.pack(_ERROR, code) + message.encode("ascii") + b"\0"
