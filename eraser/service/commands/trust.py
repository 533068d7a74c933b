"""`itl-eraser trust`: trust lists, shown, judged and kept."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Annotated

import typer

from eraser.model.outcome import BadInput
from eraser.service.commands import options as o
from eraser.service.commands.trust_archive import archive_lists
from eraser.service.commands.trust_judge import judge_files
from eraser.service.terminal import say, tell
from eraser.trust.show import shown_json, shown_text
from eraser.trust.text import read_bytes_or_text
from eraser.trust.tlv import LARGEST_BYTES, TrustFile, TrustListUnreadable

app = o.new_door()


@app.callback()
def trust() -> None:
    """Reads trust lists and signed files, says whether a phone will take them, and keeps the lists of a cluster."""


app.command("judge")(judge_files)
app.command("archive")(archive_lists)


# --- trust show ------------------------------------------------------------------------------------------------------

Files = Annotated[
    list[Path], typer.Argument(metavar="FILE", help="CTL, ITL, .sgn, or the saved text of show itl / show ctl.")
]


@app.command()
def show(files: Files, as_json: o.Json = False) -> None:
    """What a list holds and who signed it, as `show itl` prints it."""
    lists: list[TrustFile] = []
    faults: list[str] = []
    for path in files:
        try:
            lists += read_lists(path)
        except BadInput as error:
            faults += error.faults
    if as_json:
        documents = [shown_json(one) for one in lists]
        alone = len(files) == len(documents) == 1
        say(json.dumps(documents[0] if alone else documents, indent=1, ensure_ascii=False))
    elif lists:
        say("\n\n".join(shown_text(one) for one in lists))
    if faults:
        raise BadInput(*faults)


def read_lists(path: Path) -> tuple[TrustFile, ...]:
    """The list in a file; several, or none, where the file is the text of a session.

    Raises:
        BadInput: if the file can not be read or is no list.
    """
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST_BYTES + 1)
    except OSError as error:
        raise BadInput(f"{path}: can not be read ({error.strerror}); name a file that is there") from error
    try:
        lists = read_bytes_or_text(data, name=os.fsencode(path).decode(errors="replace"))
    except TrustListUnreadable as error:
        raise BadInput(f"{path}: {error}; fetch the file again from the TFTP node") from error
    if not lists:
        tell(f"{path}: the node says that it has no such file")
    return lists
