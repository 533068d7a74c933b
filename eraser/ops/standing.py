"""The standing list of phones that nobody touches: `do_not_touch` of every settings file there is, taken together.

For all other options one place wins. Here a file in the working folder, `--config` or the environment only adds: what
stands in `/etc/itl-eraser/` for reception, lifts and guards can not be switched off by the call of one night.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

KEY = "do_not_touch"


def standing_lists(files: Iterable[Path], faults: list[str]) -> tuple[str, ...]:
    """The lists that these settings files name; a path is meant from the folder of the file that names it. Faults of a
    file are added: a list that can not be read must not be passed over."""
    lists: list[str] = []
    for file in dict.fromkeys(path.resolve() for path in files if path.is_file()):
        table = _table(file, faults)
        said = next((value for word, value in table.items() if word.replace("-", "_") == KEY), ())
        words = said.split(",") if isinstance(said, str) else said
        if not isinstance(words, (list, tuple)) or not all(isinstance(word, str) for word in words):
            faults.append(f"{file}: {KEY}: {said!r} is not allowed; write the names of files")
            continue
        lists += [str(file.parent / Path(word.strip()).expanduser()) for word in words if word.strip()]
    return tuple(lists)


def _table(file: Path, faults: list[str]) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_bytes().decode())
    except (OSError, ValueError) as error:
        faults.append(f"{file}: can not be read ({error}), so it is not known whom nobody touches; correct it")
        return {}
