"""How each family of phones writes its pages: case of labels, spacer cells, escapes, headings (phones §4.3)."""

from __future__ import annotations

import html
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

JAVA_PATH = "/CGI/Java/Serviceability"
EVERYWHERE: Mapping[str, str] = {"/DeviceInformation": "device", "/NetworkConfiguration": "network"}


class Line(StrEnum):
    """The lines of products whose pages differ."""

    P7940 = "7940"
    P79XX = "79xx"
    P69XX = "69xx"
    P78XX = "78xx"
    P88XX = "88xx"
    P8831 = "8831"
    P89XX = "89xx"
    P99XX = "99xx"
    P6901 = "6901"
    ATA = "ATA"
    STATION = "conference station"
    P7921 = "7921"
    DX = "DX"
    MULTIPLATFORM = "multiplatform"


class Screenshot(StrEnum):
    """How a picture is had (phones §4.1)."""

    DIRECT = "/CGI/Screenshot"
    REDIRECT = "/CGI/Picture.bmp"  # the first address sends there
    LCD4 = "/CGI/lcd4.bmp"  # the first address takes the picture, this one shows the one taken last
    NONE = ""


@dataclass(frozen=True, slots=True)
class Family:
    """One markup. `java`: the path under which `adapter=` chooses a page, "" for none; `places`: the other addresses,
    by the name of the page; `sentence_case`: only the first word of a label is capital; `escapes`: `-` and `/` as
    entities."""

    line: Line
    heading: str
    places: Mapping[str, str] = field(default_factory=lambda: EVERYWHERE, hash=False)
    java: str = JAVA_PATH
    has_xml: bool = True
    has_execute: bool = True
    has_info: bool = True
    screenshot: Screenshot = Screenshot.DIRECT
    streams: int = 5
    shows_lists: bool = True
    spacer: bool = True
    lower_tags: bool = False
    sentence_case: bool = False
    escapes: bool = False
    network_title: str = "Network Setup"
    server_label: str = "Unified CM{n}"
    server_state: str = "{host}  {word}"
    web_access: str = "Yes"
    keeps_alive: bool = True
    version: str = "HTTP/1.1"
    framing: str = "length"
    execute_bytes: int = 40 * 1024  # phones §3.1: the current guide; the older one says 512

    @property
    def has_java_pages(self) -> bool:
        """Whether pages stand under `/CGI/Java/Serviceability`."""
        return self.java == JAVA_PATH

    def say(self, label: str) -> str:
        """A label or word in this family's case: `MAC Address` or `MAC address`."""
        if not self.sentence_case or ":" in label:
            return label
        first, *rest = label.split(" ")
        return " ".join([first, *(word if _keeps_case(word) else word.lower() for word in rest)])

    def written(self, value: str) -> str:
        """A value as it stands in the page's source."""
        text = html.escape(value, quote=False)
        return text.replace("-", "&#x2D;").replace("/", "&#x2F;") if self.escapes else text


def _keeps_case(word: str) -> bool:
    return sum(letter.isupper() for letter in word) > 1 or any(letter.isdigit() for letter in word)
