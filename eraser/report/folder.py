"""The folder of a run's report: `report.json`, `report.csv`, `report.html` and the pictures in `screens/`."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from eraser.model.outcome import BadInput
from eraser.model.record import SCREENS
from eraser.model.run import Result, Run
from eraser.ops.whole_file import write_whole
from eraser.report.html import render_html
from eraser.report.json_csv import render_csv, render_json


def _render_xlsx(run: Run, results: Sequence[Result], pictures: Mapping[str, bytes]) -> bytes:
    from eraser.report.xlsx import render_xlsx  # noqa: PLC0415 - its library costs each command 0.2 s otherwise

    return render_xlsx(run, results, pictures)


_RENDERERS = {"json": render_json, "csv": render_csv, "html": render_html, "xlsx": _render_xlsx}
FORMATS = ("json", "csv", "html")  # what a run writes; a spreadsheet is written on request

_PICTURE_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.,:@ \-]{0,199}")


def render(form: str, run: Run, results: Sequence[Result], pictures: Mapping[str, bytes]) -> bytes:
    """One report file.

    Raises:
        BadInput: no such format.
    """
    if form not in _RENDERERS:
        raise BadInput(f"report format {form!r} is unknown; choose one of {', '.join(_RENDERERS)}")
    return _RENDERERS[form](run, results, pictures)


def write_report(
    folder: Path,
    run: Run,
    results: Sequence[Result],
    pictures: Mapping[str, bytes],
    *,
    formats: Sequence[str] = FORMATS,
) -> tuple[Path, ...]:
    """Writes the report; gives the paths of its files. Each file is whole or as it was before.

    Raises:
        BadInput: no such format, or the folder can not be written.
    """
    rendered = {f"report.{form}": render(form, run, results, pictures) for form in formats}
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _write_pictures(folder / SCREENS, pictures)
        for name, content in rendered.items():
            write_whole(folder / name, content, durable=True)
    except OSError as error:
        cause = error.strerror or str(error)
        raise BadInput(
            f"{folder}: the report can not be written: {cause}; choose another folder with --report DIR"
        ) from error
    return tuple(folder / name for name in rendered)


def _write_pictures(folder: Path, pictures: Mapping[str, bytes]) -> None:
    safe = {name.removeprefix(SCREENS): picture for name, picture in pictures.items()}
    safe = {
        name: picture for name, picture in safe.items() if _PICTURE_NAME.fullmatch(name)
    }  # no way out of the folder
    if safe:
        folder.mkdir(exist_ok=True)
    for name, picture in safe.items():
        write_whole(folder / name, picture, durable=False)
