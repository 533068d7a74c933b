"""Labels and their values, out of the rows of a page, whatever its markup family."""

from __future__ import annotations

import re
from dataclasses import dataclass

from eraser.wire.pages.document import Document

# Model and name stand in the heading of every family: `Cisco IP Phone CP-8841 ( SEP001122334455 )`, `CP-8945(SEP… )`,
# on old loads `IP Phone 7960 ( SEP… )`, on the softphone `Cisco Communicator ( CIPC… )`.
_HEADING = re.compile(
    r"\b(?P<model>[A-Za-z]{2,4}-[0-9A-Z][0-9A-Za-z-]{1,12}|IP Phone (?P<number>\d{4}[A-Z]{0,2})|Cisco Communicator)"
    r"\s{0,3}\(\s{0,3}(?P<name>SEP[0-9A-Fa-f]{12}|CIPC[\w.-]{1,11})\s{0,3}\)"
)
_LIST = re.compile(r"(?<![A-Za-z])([CI]TL)(?![a-z])")  # `ITL-Datei`, `Fichier ITL`, `ITLFile`; not `TITLE`
_NOT_OF_A_LABEL = re.compile(r"[\W_]+")
_MOST_CELLS = 3  # label, spacer, value


@dataclass(frozen=True, slots=True)
class Heading:
    """What the heading of an HTML page says."""

    model: str | None = None
    name: str | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """The labelled values of a page, in its order. Labels are squashed: `CUCM server1`, `CUCM Server 1` →
    `cucmserver1`. `unlabelled`: values without a label, as the later lines of the UDI are. `lists`: the trust lists
    that any label names, in whatever language, or that the page's source speaks of."""

    entries: tuple[tuple[str, str], ...]
    unlabelled: tuple[str, ...]
    lists: frozenset[str]
    heading: Heading
    is_xml: bool
    closed: bool
    weak: bool

    def values(self, *labels: str) -> list[str]:
        """The values of all rows with one of these labels."""
        return [value for label, value in self.entries if label in labels]

    def value(self, *labels: str) -> str | None:
        """The first value that is not blank; '' if all are; None if there is no such row."""
        values = self.values(*labels)
        return next((value for value in values if value), "" if values else None)


def squash(label: str) -> str:
    """`Admin. VLAN Id` → `adminvlanid`; `MACAddress` and `MAC address` are one."""
    return _NOT_OF_A_LABEL.sub("", label).casefold()


def read_table(document: Document) -> Table:
    """Rows of two or three cells (label, spacer, value) or elements of an XML form."""
    entries: list[tuple[str, str]] = []
    unlabelled: list[str] = []
    lists = set(document.lists)
    weak = document.weak
    for row in document.rows:
        lists.update(name.casefold() for name in _LIST.findall(row.cells[0]))
        if len(row.cells) < 2:  # no value: titles of the menu; lines of the UDI where there are no spacers
            unlabelled.append(row.cells[0])
            continue
        label = squash(row.cells[0])
        if not label:
            unlabelled.append(row.cells[-1])
            continue
        if len(row.cells) > _MOST_CELLS or any(row.cells[1:-1]):
            weak = True  # rows that ran together: which value is whose can not be told
            continue
        entries.append((label, " ".join(row.cells[-1].split())))
    heading = Heading() if document.is_xml else _read_heading(document)
    return Table(
        entries=tuple(entries),
        unlabelled=tuple(unlabelled),
        lists=frozenset(lists),
        heading=heading,
        is_xml=document.is_xml,
        closed=document.closed,
        weak=weak,
    )


def _read_heading(document: Document) -> Heading:
    for row in document.rows:
        found = _HEADING.search(row.text)
        if found:
            model = f"CP-{found['number']}" if found["number"] else found["model"]
            return Heading(model, name=found["name"].upper())
    return Heading()
