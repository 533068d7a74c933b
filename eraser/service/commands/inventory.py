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
from eraser.model.record import time_text
from eraser.service.assemble import run_loop
from eraser.service.commands import options as o
from eraser.service.sources import read_sources
from eraser.service.terminal import say, say_columns, tell

app = o.new_door()

COLUMNS = ("name", "address", "model", "firmware", "site", "scheme")
SEEN_COLUMNS = ("seen_at", "no_address")  # in a file only where a source knows them
# \b: these lines are not filled.
HELP = """Merge sources to one list by name, then by address. The newest address wins, and one that was seen at a known
time beats one without a time; for all else the source named first wins.

\b
csv:FILE, FILE   a table with name (or mac) and address, and if you like
                 model, firmware, site, scheme, seen_at
scan:RANGE       asks every address for a phone's own page, without a login:
                 10.20.0.0/16, 10.20.0.1-10.20.0.99, with :PORT, and with
                 @CONNECTS a second
isc:FILE         dhcpd.leases of an ISC DHCP server
kea:FILE         kea-leases4.csv, or the answer to lease4-get-all
dnsmasq:FILE     dnsmasq.leases
windhcp:FILE     Windows: Export-DhcpServer -Leases (XML), or
                 Get-DhcpServerv4Lease -AllLeases | Export-Csv
bat:FILE         the cluster's bulk export of phones, all details (CSV); it
                 knows no addresses: name it beside a source that does
"""

Output = Annotated[
    Path | None, typer.Option("-o", "--output", metavar="FILE.csv", help="Write the merged list as an inventory.")
]


@app.command(help=HELP)
def inventory(source: o.Sources, output: Output = None, as_json: o.Json = False) -> None:
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
        "seen_at": _seen_at(one) or None,
        "no_address": one.phone.no_address,
        "extra": dict(one.phone.extra),
        "origins": one.origins,
        "disagreements": [
            {"field": each.field, "values": [{"origin": origin, "value": value} for origin, value in each.values]}
            for each in one.disagreements
        ],
    }


def _seen_at(one: Merged) -> str:
    return time_text(one.phone.seen_at) if one.phone.seen_at else ""


def _write(path: Path, phones: Sequence[Merged]) -> None:
    """An inventory that `csv:` reads again to the same phones."""
    others = list(dict.fromkeys(word for one in phones for word in one.phone.extra))
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    seen = [column for column in SEEN_COLUMNS if any(getattr(one.phone, column) for one in phones)]
    writer.writerow([*COLUMNS, *seen, *others])
    for one in phones:
        values = [getattr(one.phone, column) or "" for column in COLUMNS]
        values += [_seen_at(one) if column == "seen_at" else one.phone.no_address or "" for column in seen]
        writer.writerow([*values, *(one.phone.extra.get(word, "") for word in others)])
    try:
        path.write_text(text.getvalue(), encoding="utf-8")
    except OSError as error:
        raise BadInput(f"-o {path}: can not be written ({error.strerror}); choose another file") from error
