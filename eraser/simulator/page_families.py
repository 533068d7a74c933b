"""How each family of phones writes its pages: case of labels, spacer cells, escapes, headings (phones §4.3)."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from enum import StrEnum

from eraser.simulator.state import Spec


class Line(StrEnum):
    """The lines of products whose pages differ."""

    P7940 = "7940"
    P79XX = "79xx"
    P78XX = "78xx"
    P88XX = "88xx"
    P99XX = "99xx"


@dataclass(frozen=True, slots=True)
class Family:
    """One markup. `sentence_case`: only the first word of a label is capital; `escapes`: `-` and `/` as entities."""

    line: Line
    heading: str
    has_java_pages: bool = True
    shows_lists: bool = True
    spacer: bool = True
    lower_tags: bool = False
    sentence_case: bool = False
    escapes: bool = False
    network_title: str = "Network Setup"
    server_label: str = "Unified CM{n}"
    server_state: str = "{host}  {word}"
    keeps_alive: bool = True
    version: str = "HTTP/1.1"
    framing: str = "length"
    execute_bytes: int = 40 * 1024  # phones §3.1: the current guide; the older one says 512

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


def _major(firmware: str) -> int:
    found = re.search(r"\.(\d+)[-.]\d", firmware)
    return int(found[1]) if found else 0


def family_of(spec: Spec) -> Family:
    """The family of a phone, by its model and load."""
    digits = re.sub(r"\D", "", spec.model)
    if digits[:3] in ("794", "796") and digits[3:4] == "0":
        return Family(
            Line.P7940,
            "Cisco Systems, Inc. IP Phone",
            has_java_pages=False,
            shows_lists=False,
            network_title="Network Configuration",
            server_label="CallManager {n}",
            keeps_alive=False,
            version="HTTP/1.0",
            framing="close",
            execute_bytes=512,
        )
    if digits.startswith("79"):
        return Family(
            Line.P79XX,
            "Cisco Unified IP Phone",
            shows_lists=False,
            lower_tags=True,
            network_title="Network Configuration",
            server_label="Unified CM {n}",
            server_state="{host}   {word}",
            keeps_alive=False,
            execute_bytes=512,
        )
    if digits.startswith("78"):
        return Family(Line.P78XX, "Cisco Unified IP Phone", spacer=digits == "7811")
    if digits.startswith("88"):
        return Family(
            Line.P88XX,
            "Cisco IP Phone",
            sentence_case=True,
            escapes=_major(spec.firmware) >= 12,  # seen on 12.x loads (phones §4.3)
            server_label="CUCM server{n}",
        )
    if digits.startswith(("99", "8961")):
        return Family(Line.P99XX, "Cisco Unified IP Phone", server_label="Unified CM {n}")
    raise ValueError(f"the simulator has no pages for model {spec.model}")
