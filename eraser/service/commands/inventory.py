"""`itl-eraser inventory`: several sources as one list."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from eraser.model.merge import Merged
from eraser.model.outcome import BadInput
from eraser.service.assemble import run_loop
from eraser.service.commands import options as o
from eraser.service.sources import read_sources
from eraser.service.terminal import say, say_columns, tell

app = o.new_door()

COLUMNS = ("name", "address", "model", "firmware", "site", "scheme")
Output = Annotated[
    Path | None, typer.Option("-o", "--output", metavar="FILE.csv", help="Write the merged list as an inventory.")
]


@app.command()
def inventory(source: o.Sources, output: Output = None, as_json: o.Json = False) -> None:
    """Merge sources to one list by name, then by address; the source named first wins."""
    merged = run_loop(read_sources(source))
    if output:
        _write(output, merged.phones)
        tell(f"{len(merged.phones)} phones: {output}")
    if as_json:
        say(json.dumps([_record(one) for one in merged.phones], indent=1, ensure_ascii=False))
    elif not output:
        header = (*(column.upper() for column in COLUMNS), "ORIGIN", "DISAGREES")
        say_columns(header, [_cells(one) for one in merged.phones])


def _cells(one: Merged) -> tuple[str, ...]:
    values = tuple(getattr(one.phone, column) or "" for column in COLUMNS)
    return (*values, _origins(one), "; ".join(str(each) for each in one.disagreements))


def _origins(one: Merged) -> str:
    """One origin for all fields, or each field with its own."""
    if len(set(one.origins.values())) == 1:
        return one.phone.origin
    return ", ".join(f"{name}={origin}" for name, origin in one.origins.items())


def _record(one: Merged) -> dict[str, Any]:
    return {
        **{column: getattr(one.phone, column) for column in COLUMNS},
        "extra": dict(one.phone.extra),
        "origins": one.origins,
        "disagreements": [
            {"field": each.field, "values": [{"origin": origin, "value": value} for origin, value in each.values]}
            for each in one.disagreements
        ],
    }


def _write(path: Path, phones: Sequence[Merged]) -> None:
    """An inventory that `csv:` reads again to the same phones."""
    others = list(dict.fromkeys(word for one in phones for word in one.phone.extra))
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([*COLUMNS, *others])
    for one in phones:
        values = [getattr(one.phone, column) or "" for column in COLUMNS]
        writer.writerow([*values, *(one.phone.extra.get(word, "") for word in others)])
    try:
        path.write_text(text.getvalue(), encoding="utf-8")
    except OSError as error:
        raise BadInput(f"-o {path}: can not be written ({error.strerror}); choose another file") from error
