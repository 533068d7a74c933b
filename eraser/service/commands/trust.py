"""`itl-eraser trust`: trust lists, shown and judged."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from eraser.service.commands import options as o

app = o.new_door()


@app.callback()
def trust() -> None:
    """Reads CTL, ITL and signed files; says whether a phone that holds one will take another."""


# --- trust show ------------------------------------------------------------------------------------------------------

Files = Annotated[
    list[Path], typer.Argument(metavar="FILE", help="CTL, ITL, .sgn, or the saved text of show itl / show ctl.")
]


@app.command()
def show(files: Files, as_json: o.Json = False) -> None:
    """What a list holds and who signed it, as `show itl` prints it."""
    del files, as_json
