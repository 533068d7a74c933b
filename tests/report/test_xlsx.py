"""The report as a spreadsheet: read back with nothing but a ZIP and an XML reader."""

from __future__ import annotations

import io
import re
import tracemalloc
import zipfile
from collections.abc import Iterator
from xml.etree import ElementTree as ET

import pytest

from eraser.model.run import Result
from eraser.report.folder import render
from eraser.report.json_csv import columns_of
from tests.report.samples import ERASED, FAILED, RUN, WITHOUT_LIST, result

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def sheet_of(content: bytes, number: int = 1) -> ET.Element:
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        return ET.fromstring(book.read(f"xl/worksheets/sheet{number}.xml"))


def rows_of(content: bytes, number: int = 1) -> list[dict[str, str]]:
    """Each row as column letters to what stands in the cell."""
    return [
        {
            re.sub(r"\d", "", cell.get("r", "")): "".join(text.text or "" for text in cell.iter() if text.text)
            for cell in row
        }
        for row in sheet_of(content, number).iter(f"{MAIN}row")
    ]


def test_the_rows_are_those_of_the_table_with_the_header_frozen_and_a_filter() -> None:
    results = (ERASED, FAILED, WITHOUT_LIST)
    content = render("xlsx", RUN, results, {})

    header, *rows = rows_of(content)
    assert columns_of(results) == list(header.values())
    assert [one.name for one in results] == [row["A"] for row in rows]
    assert ["erased", "failed", "not_applicable"] == [
        row[letter] for row in rows for letter, name in header.items() if name == "outcome"
    ]
    sheet = sheet_of(content)
    (pane,) = sheet.iter(f"{MAIN}pane")
    (filters,) = sheet.iter(f"{MAIN}autoFilter")
    assert ("frozen", "1") == (pane.get("state"), pane.get("ySplit"))
    assert (filters.get("ref") or "").startswith("A1:")
    assert (filters.get("ref") or "").endswith("4")


@pytest.mark.parametrize(
    "text", ["=HYPERLINK(1)", "+1", "-1", "@x", "http://x.example", "{=1}", "007", "\x00\x07a\ud800", "x" * 40_000, ""]
)
def test_whatever_a_phone_says_is_text_and_never_a_formula_or_a_link(text: str) -> None:
    content = render("xlsx", RUN, (result(detail=text, extra={text or "=empty": text}),), {})

    cells = list(sheet_of(content).iter(f"{MAIN}c"))
    assert [] == list(sheet_of(content).iter(f"{MAIN}f"))
    assert [] == list(sheet_of(content).iter(f"{MAIN}hyperlink"))
    texts = [cell for cell in cells if cell.get("t") == "inlineStr"]
    numbers = [cell for cell in cells if cell not in texts]
    assert {"9", "1", "41.2"} == {"".join(cell.itertext()) for cell in numbers}
    expected = "".join("\ufffd" if one == "\ud800" else max(one, " ") for one in text)[:32_767]
    assert not text or any("".join(cell.itertext()) == expected for cell in texts)


def test_the_second_sheet_tells_of_the_run() -> None:
    told = {row["A"]: row.get("B") for row in rows_of(render("xlsx", RUN, (ERASED, FAILED), {}), 2)}

    assert (RUN.id, "2026-01-02T03:04:05Z", "1", "50") == (
        told["id"],
        told["started_at"],
        told["phones erased"],
        told["option concurrency"],
    )


def test_a_report_without_a_phone_is_a_header() -> None:
    assert 1 == len(rows_of(render("xlsx", RUN, (), {})))


class Many:
    """So many results as a sequence that makes each when it is asked for, so that they cost nothing themselves."""

    def __init__(self, count: int) -> None:
        self.count = count

    def __iter__(self) -> Iterator[Result]:
        return (result(number % 200) for number in range(self.count))

    def __getitem__(self, part: slice) -> Many:
        return Many(min(self.count, part.stop))


def most_bytes(count: int) -> int:
    tracemalloc.start()
    try:
        render("xlsx", RUN, Many(count), {})  # type: ignore[arg-type]
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_many_phones_cost_hardly_more_memory_than_few() -> None:
    render("xlsx", RUN, Many(1), {})  # type: ignore[arg-type]

    assert most_bytes(900) - most_bytes(100) < 800 * 200
