"""`/CGI/Execute`: what is asked for, and the phone's replies in XML (phones §3.1, §3.2). No I/O."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from itertools import permutations
from xml.sax.saxutils import quoteattr

from lxml import etree

from eraser.simulator.request import Answer, form_field

ITEMS = 3  # at most three items in one object (phones §3.1)
_URI_CHARACTERS = 256
_DECLARATION = '<?xml version="1.0" encoding="utf-8"?>\n'
_KNOWN_SCHEMES = frozenset(
    {"Key", "Init", "Dial", "EditDial", "SendDigits", "Play", "Display", "RTPRx", "RTPTx", "App", "http", "https"}
)


class ExecuteError(IntEnum):
    """Numbers of `CiscoIPPhoneError` (phones §3.2)."""

    PARSE = 1
    REPLY = 2
    FILE = 3
    AUTHENTICATION = 4
    NOT_FOUND = 6


class Refused(Exception):
    """The object is not executed; `number` goes back."""

    def __init__(self, number: ExecuteError) -> None:
        super().__init__(number.name)
        self.number = number


@dataclass(frozen=True, slots=True)
class ItemReply:
    """What became of one item. Status 0 says nothing about the screen (phones §0.1)."""

    status: int
    data: str
    url: str


def read_execute(body: bytes, *, most_bytes: int) -> tuple[str, ...]:
    """The URIs of an Execute object. Raises Refused."""
    text = form_field(body, "XML")
    if text is None or len(text.encode()) > most_bytes:
        raise Refused(ExecuteError.PARSE)
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    try:
        root = etree.fromstring(text.strip().encode(), parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise Refused(ExecuteError.PARSE) from error
    items = [child.get("URL") for child in root if child.tag == "ExecuteItem"]
    uris = tuple(item for item in items if item)
    if root.tag != "CiscoIPPhoneExecute" or len(uris) != len(items) or not 0 < len(uris) <= ITEMS:
        raise Refused(ExecuteError.PARSE)
    for uri in uris:
        scheme, colon, _ = uri.partition(":")
        if len(uri) > _URI_CHARACTERS:
            raise Refused(ExecuteError.PARSE)
        if not colon or scheme not in _KNOWN_SCHEMES:
            raise Refused(ExecuteError.NOT_FOUND)
    return uris


def reply_of(items: Sequence[ItemReply], phone: str) -> Answer:
    """The good reply. The order of attributes differs between phones (phones §3.2)."""
    orders = tuple(permutations(("Status", "Data", "URL")))
    order = orders[zlib.crc32(phone.encode()) % len(orders)]
    lines = []
    for item in items:
        values = {"Status": str(item.status), "Data": item.data, "URL": item.url}
        lines.append("<ResponseItem " + " ".join(f"{name}={quoteattr(values[name])}" for name in order) + "/>")
    text = f"{_DECLARATION}<CiscoIPPhoneResponse>{''.join(lines)}</CiscoIPPhoneResponse>"
    return Answer(200, text.encode(), "text/xml")


def error_of(number: ExecuteError, phone: str) -> Answer:
    """The bad reply, on some phones with text inside."""
    if zlib.crc32(phone.encode()) % 2:
        text = f'{_DECLARATION}<CiscoIPPhoneError Number="{number}" />'
    else:
        text = (
            f'{_DECLARATION}<CiscoIPPhoneError Number="{number}">{number.name.capitalize()} error</CiscoIPPhoneError>'
        )
    return Answer(200, text.encode(), "text/xml")
