"""`itl-eraser report`: the report of an earlier run, from the store alone."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from eraser.model.outcome import BadInput
from eraser.model.run import Result, Run
from eraser.report.folder import render, write_report
from eraser.service.assemble import run_loop
from eraser.service.commands import options as o
from eraser.service.commands.options import settings_from
from eraser.service.job import results_of
from eraser.service.terminal import tell
from eraser.store.open_store import open_store

app = o.new_door()

Format = Annotated[
    str | None, typer.Option("--format", metavar="html|csv|json|xlsx", help="One file instead of the whole folder.")
]
Output = Annotated[
    Path | None,
    typer.Option("-o", "--output", metavar="PATH", help="File with --format (default standard output), else folder."),
]


@app.command()
def report(
    run: o.RunId, form: Format = None, output: Output = None, store: o.Store = None, config: o.Config = None
) -> None:
    """The report of an earlier run again: a folder with all files and pictures, or one file with --format."""
    settings = settings_from({"store": store, "config": config})
    found, results, pictures = run_loop(_read(run, settings.store))
    if form is None:
        folder = output or Path(f"itl-eraser-report-{found.id}")
        write_report(folder, found, results, pictures)
        tell(f"report: {folder / 'report.html'}")
        return
    content = render(form, found, results, pictures)
    if output is None:
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()
        return
    try:
        output.write_bytes(content)
    except OSError as error:
        raise BadInput(f"-o {output}: can not be written ({error.strerror}); choose another file") from error
    tell(f"report: {output}")


async def _read(run_id: str, url: str) -> tuple[Run, Sequence[Result], dict[str, bytes]]:
    store = open_store(url, create=False)
    try:
        run, phones, histories = await store.read_run(run_id)
        return run, results_of(phones, histories), await store.read_pictures(run.id)
    finally:
        await store.aclose()
