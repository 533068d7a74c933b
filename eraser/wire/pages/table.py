"""Labels and their values, out of the rows of a page, whatever its markup family."""

from __future__ import annotations

import re
from dataclasses import dataclass

from eraser.wire.pages.columns import Columns, lists_named, read_columns, squash
from eraser.wire.pages.document import Document

__all__ = ["Heading", "Table", "read_table", "squash"]

# Model and name stand in the heading of every family: `Cisco IP Phone CP-8841 ( SEP001122334455 )`, `CP-8945(SEP… )`,
# on old loads `IP Phone 7960 ( SEP… )`, on the softphone `Cisco Communicator ( CIPC… )`.
_HEADING = re.compile(
    r"\b(?P<model>[A-Za-z]{2,4}-[0-9A-Z][0-9A-Za-z-]{1,12}|IP Phone (?P<number>\d{4}[A-Z]{0,2})|Cisco Communicator)"
    r"\s{0,3}\(\s{0,3}(?P<name>SEP[0-9A-Fa-f]{12}|CIPC[\w.-]{1,11})\s{0,3}\)"
)


@dataclass(frozen=True, slots=True)
class Heading:
    """What the heading of an HTML page says."""

    model: str | None = None
    name: str | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """The labelled values of a page, in its order: `shown`, beside `columns.labels`. `unlabelled`: values without a
    label, as the later lines of the UDI are. `lists`: the trust lists that any label names, in whatever language, or
    that the page's source speaks of."""

    columns: Columns
    shown: tuple[str, ...]
    unlabelled: tuple[str, ...]
    lists: frozenset[str]
    heading: Heading
    is_xml: bool
    closed: bool
    weak: bool

    def entries(self, *labels: str) -> list[tuple[str, str]]:
        """Label and value of all rows with one of these labels."""
        return [(self.columns.labels[place], self.shown[place]) for place in self.columns.places(labels)]

    def values(self, *labels: str) -> list[str]:
        """The values of all rows with one of these labels."""
        return [self.shown[place] for place in self.columns.places(labels)]

    def values_like(self, pattern: re.Pattern[str]) -> list[str]:
        """The values of all rows whose whole label is of this pattern."""
        return [self.shown[place] for place in self.columns.places(pattern)]

    def value(self, *labels: str) -> str | None:
        """The first value that is not blank; '' if all are; None if there is no such row."""
        values = self.values(*labels)
        return next((value for value in values if value), "" if values else None)


def read_table(document: Document) -> Table:
    """Rows of two or three cells (label, spacer, value) or elements of an XML form."""
    rows = [cells for cells, _ in document.rows]
    columns = read_columns(rows)
    values = [rows[row][-1] for row in columns.labelled]
    alone = [rows[row][0] for row in columns.unlabelled if len(rows[row]) == 1]
    return Table(
        columns=columns,
        shown=tuple([value if "\n" not in value else " ".join(value.split()) for value in values]),
        unlabelled=tuple([rows[row][-1] for row in columns.unlabelled]),
        lists=document.lists | columns.lists | lists_named(alone),
        heading=Heading() if document.is_xml else _read_heading(document),
        is_xml=document.is_xml,
        closed=document.closed,
        weak=document.weak or columns.weak,
    )


def _read_heading(document: Document) -> Heading:
    for row in document.rows:
        found = _HEADING.search(row.text)
        if found:
            model = f"CP-{found['number']}" if found["number"] else found["model"]
            return Heading(model, name=found["name"].upper())
    return Heading()
