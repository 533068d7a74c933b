"""The report for programs: JSON as the contract's §3 has it, and CSV with the same fields, one row a phone."""

from __future__ import annotations

import csv
import dataclasses
import io
import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from eraser.model.record import time_text, to_record
from eraser.model.run import Result, Run

_LIST_JOINT = "; "
# A spreadsheet takes a cell that begins so for a formula; a quotation mark before it makes it text (OWASP, CSV
# Injection). Blanks before it are skipped by some.
_FORMULA = re.compile(r"\s*[=+\-@\t\r＝＋－＠]")
_CONTROLS = dict.fromkeys((*range(32), *range(127, 160)), " ")


def render_json(run: Run, results: Sequence[Result], _pictures: Mapping[str, bytes]) -> bytes:
    """`report.json`."""
    document = {"run": run_record(run, results), "phones": [to_record(result) for result in results]}
    return (json.dumps(document, indent=1, ensure_ascii=False, default=str) + "\n").encode("utf-8", "backslashreplace")


def render_csv(_run: Run, results: Sequence[Result], _pictures: Mapping[str, bytes]) -> bytes:
    """`report.csv`: UTF-8, commas, a header row. Columns that the inventory had beyond ours are repeated at the
    end."""
    fields, extras = columns_of(()), _extras_of(results)
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([safe_cell(name) for name in columns_of(results)])
    for record in map(to_record, results):
        writer.writerow(
            [
                *(safe_cell(record[field]) for field in fields),
                *(safe_cell(record["extra"].get(name)) for name in extras),
            ]
        )
    return text.getvalue().encode("utf-8", "backslashreplace")


def run_record(run: Run, results: Iterable[Result]) -> dict[str, Any]:
    """The `run` object of `report.json`."""
    counts = Counter(str(result.outcome) for result in results)
    return {
        "id": run.id,
        "started_at": time_text(run.started_at),
        "finished_at": None if run.finished_at is None else time_text(run.finished_at),
        "options": dict(run.options),
        "counts": dict(sorted(counts.items())),
    }


def columns_of(results: Sequence[Result]) -> list[str]:
    """The header of the table: our fields, then what the inventory had beyond them."""
    fields = [field.name for field in dataclasses.fields(Result) if field.name != "extra"]
    return _unique([*fields, *_extras_of(results)])


def _extras_of(results: Sequence[Result]) -> list[str]:
    return list(dict.fromkeys(name for result in results for name in result.extra))


def plain_cell(value: Any) -> str:
    """One cell as text on one line."""
    if value is None:
        return ""
    if isinstance(value, (list, tuple)):
        return plain_cell(_LIST_JOINT.join(str(one) for one in value))
    return str(value).translate(_CONTROLS)


def safe_cell(value: Any) -> str:
    """One cell as text on one line that no spreadsheet takes for a formula."""
    text = plain_cell(value)
    return "'" + text if _FORMULA.match(text) else text


def _unique(names: Iterable[str]) -> list[str]:
    """An inventory may have a column `outcome` of its own, from an earlier report; ours keeps the name."""
    taken: list[str] = []
    for name in names:
        while name in taken:
            name = f"extra.{name}"  # noqa: PLW2901 - until it is free
        taken.append(name)
    return taken
