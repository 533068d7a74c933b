"""`itl-eraser runs`: earlier runs."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Annotated, Any

import typer

from eraser.engine.registry import load_reader
from eraser.model.outcome import BadInput
from eraser.model.record import time_text
from eraser.service.assemble import run_loop
from eraser.service.commands import options as o
from eraser.service.commands.options import settings_from
from eraser.service.handing_out import make_folder, write_recordings
from eraser.service.job import results_of
from eraser.service.terminal import say, say_columns, tell
from eraser.store.open_store import open_store

app = o.new_door()


Recordings = Annotated[
    str | None,
    typer.Option("--recordings", metavar="RUN", help="Write what this run recorded: a file for each kind of phone."),
]
Output = Annotated[
    Path | None, typer.Option("-o", "--output", metavar="DIR", help="Where recordings go (default: working folder).")
]


@app.command()
def runs(
    *,
    recordings: Recordings = None,
    output: Output = None,
    store: o.Store = None,
    config: o.Config = None,
    as_json: o.Json = False,
) -> None:
    """Earlier runs, oldest first: what they were, and how many phones ended how.

    With --recordings: what one phone of each kind showed and was told, with stand-ins for all that is somebody's.
    """
    settings = settings_from({"store": store, "config": config})
    if recordings is not None:
        _hand_out(recordings, output or Path(), settings.store, as_json=as_json)
        return
    if output is not None:
        raise BadInput("-o: goes with --recordings RUN; write that too")
    found = run_loop(_read(settings.store))
    if as_json:
        say(json.dumps(found, indent=1, ensure_ascii=False))
        return
    header = ("RUN", "KIND", "STARTED", "FINISHED", "PHONES", "OUTCOMES")
    say_columns(header, [_cells(one) for one in found])


def _cells(one: dict[str, Any]) -> tuple[str, ...]:
    counts = ", ".join(f"{count} {outcome}" for outcome, count in one["counts"].items())
    return one["run"], one["kind"], one["started_at"], one["finished_at"] or "no", str(one["phones"]), counts


async def _read(url: str) -> list[dict[str, Any]]:
    store = open_store(url, create=False)
    try:
        found = []
        for run in await store.read_runs():
            _, phones, histories = await store.read_run(run.id)
            counts = Counter(str(result.outcome) for result in results_of(phones, histories))
            found.append(
                {
                    "run": run.id,
                    "kind": run.kind,
                    "started_at": time_text(run.started_at),
                    "finished_at": time_text(run.finished_at) if run.finished_at else None,
                    "phones": len(phones),
                    "counts": dict(sorted(counts.items())),
                }
            )
        return found
    finally:
        await store.aclose()


def _hand_out(run_id: str, folder: Path, url: str, *, as_json: bool) -> None:
    make_folder(folder)
    paths = run_loop(_write(run_id, folder, url))
    if as_json:
        say(json.dumps([str(path) for path in paths], indent=1, ensure_ascii=False))
    elif not paths:
        tell(f"run {run_id} has recorded nothing; a phone is recorded when it is erased, the first of its kind")
    else:
        tell(*(f"recording: {path} (read it before you share it)" for path in paths))


async def _write(run_id: str, folder: Path, url: str) -> list[Path]:
    store = open_store(url, create=False)
    try:
        found = await store.read_recordings(run_id)
    finally:
        await store.aclose()
    reader = load_reader()
    try:
        return await write_recordings(folder, found, reader)
    finally:
        await reader.aclose()
