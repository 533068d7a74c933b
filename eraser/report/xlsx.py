"""`report.xlsx`: the rows of `report.csv` as a spreadsheet. Every text is written as text, so that none is a formula.

Rows are written one after the other into a file of their own, so that 50,000 phones cost no more memory than one.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from eraser.model.record import to_record
from eraser.model.run import Result, Run
from eraser.report.json_csv import columns_of, plain_cell, run_record

_LONGEST_CELL = 32_767  # characters that a cell of Excel holds
_MOST_ROWS = 1_048_575  # rows of a sheet, the header not counted
# What XML 1.0 has no letter for; lone surrogates can not be written as UTF-8.
_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_WIDTHS = {"name": 18, "address": 22, "model": 12, "firmware": 24, "outcome": 16, "reason": 20, "detail": 70}
_USUAL_WIDTH = 14
# Nothing that a phone or an inventory says becomes a formula, a link or a number: texts stay as they are.
_AS_TEXT = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


def render_xlsx(run: Run, results: Sequence[Result], _pictures: Mapping[str, bytes]) -> bytes:
    """`report.xlsx`: a sheet of phones, one a row, and a sheet that tells of the run."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"constant_memory": True, **_AS_TEXT}) as book:
        bold = book.add_format({"bold": True})
        phones = book.add_worksheet("phones")
        names, rows = columns_of(results), _rows(results)
        _set_widths(phones, names)
        for column, name in enumerate(names):
            phones.write_string(0, column, _text(name), bold)
        last = 0
        for last, cells in enumerate(rows, start=1):
            for column, cell in enumerate(cells):
                _write(phones, last, column, cell)
        phones.freeze_panes(1, 1)
        phones.autofilter(0, 0, last, len(names) - 1)
        _tell_run(book.add_worksheet("run"), run_record(run, results))
    return file.getvalue()


def _rows(results: Sequence[Result]) -> Iterator[list[Any]]:
    fields = columns_of(())
    extras = list(dict.fromkeys(name for result in results for name in result.extra))
    for result in results[:_MOST_ROWS]:
        record = to_record(result)
        yield [*(record[field] for field in fields), *(result.extra.get(name) for name in extras)]


def _set_widths(sheet: Worksheet, names: Sequence[str]) -> None:
    for column, name in enumerate(names):
        sheet.set_column(column, column, _WIDTHS.get(name, _USUAL_WIDTH))


def _write(sheet: Worksheet, row: int, column: int, value: Any) -> None:
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        sheet.write_number(row, column, value)
    elif value is not None and value != []:
        sheet.write_string(row, column, _text(plain_cell(value)))


def _text(value: str) -> str:
    return _NO_XML.sub("\ufffd", value)[:_LONGEST_CELL]


def _tell_run(sheet: Worksheet, record: Mapping[str, Any]) -> None:
    sheet.set_column(0, 1, 30)
    told = {"id": record["id"], "started_at": record["started_at"], "finished_at": record["finished_at"]}
    counts = {f"phones {outcome}": count for outcome, count in record["counts"].items()}
    options = {f"option {name}": str(value) for name, value in record["options"].items()}
    for row, (name, value) in enumerate((told | counts | options).items()):
        _write(sheet, row, 0, name)
        _write(sheet, row, 1, value)
