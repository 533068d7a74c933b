"""Where settings stand: each place with its values, and `itl-eraser.toml` read with the line of every fault."""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from eraser.ops.credentials import CREDENTIAL_WORDS
from eraser.ops.labels import label_faults

PREFIX = "ITL_ERASER_"
FILE = "itl-eraser.toml"
_ALIKE = 0.7  # difflib ratio: "concurency" and "pase" are meant, "colour" is not


@dataclass(frozen=True, slots=True)
class Layer:
    """One source of values: how its places are told, and what it says."""

    values: Mapping[str, Any]
    file: str = ""
    lines: Mapping[str, int] | None = None

    def told(self, field: str) -> str:
        """`--pace`, `ITL_ERASER_PACE` or `itl-eraser.toml:3: pace`."""
        if self.lines is not None:
            line = self.lines.get(field)
            return f"{self.file}:{line}: {field}" if line else f"{self.file}: {field}"
        return f"{PREFIX}{field.upper()}" if self.file else f"--{field.replace('_', '-')}"


def unknown(word: str, known: Iterable[str]) -> str:
    """`is unknown; did you mean pace?`"""
    alike = difflib.get_close_matches(word, sorted(known), n=1, cutoff=_ALIKE)
    return f"is unknown; did you mean {alike[0]}?" if alike else "is unknown; remove it, or see itl-eraser run --help"


def read_settings_file(path: Path | None, fields: Iterable[str], faults: list[str]) -> Layer:
    """The values of the file; unknown keys and credentials are faults."""
    if path is None:
        return Layer({}, FILE, {})
    try:
        text = path.read_bytes().decode()
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        what, _, where = str(error).partition(" (at line ")
        line = where.split(",")[0].rstrip(")")
        faults.append(f"{path}{':' + line if line.isdigit() else ''}: is no TOML ({what}); correct it")
    except UnicodeDecodeError:
        faults.append(f"{path}: has bytes that are no UTF-8 text; save it as UTF-8")
    except OSError as error:
        faults.append(f"{path}: can not be read ({error.strerror}); check --config")
    else:
        return _checked(path, table, text, frozenset(fields), faults)
    return Layer({}, str(path), {})


def _checked(path: Path, table: Mapping[str, Any], text: str, fields: frozenset[str], faults: list[str]) -> Layer:
    lines = {word: _line_of(word, text) for word in table}
    values: dict[str, Any] = {}
    places: dict[str, int] = {}
    for word, value in table.items():
        field, where = word.replace("-", "_"), f"{path}:{lines[word]}" if lines[word] else str(path)
        shown = word if re.fullmatch(r"[\w-]+", word) else repr(word)  # a quoted key may hold a line feed
        if field in CREDENTIAL_WORDS:
            faults.append(f"{where}: {word} never stands in this file; {_where_to(field)}")
        elif field not in fields:
            faults.append(f"{where}: {shown} {unknown(field, fields)}")
        elif field in values:
            faults.append(f"{where}: {word} stands twice; remove one")
        elif field == "labels" and (wrong := tuple(label_faults(str(path), value, text))):
            faults.extend(wrong)
        else:
            values[field], places[field] = value, lines[word]
    return Layer(values, str(path), places)


def _where_to(field: str) -> str:
    name = f"{PREFIX}{field.upper()}"
    return f"put it in {name}_FILE or {name}" if field.endswith("_password") else f"put it in {name}"


def _line_of(word: str, text: str) -> int:
    """The line on which a key or its table begins; 0 if it is written in a way that is not found."""
    begins = re.compile(rf"\s*\[*\s*[\"']?{re.escape(word)}[\"']?\s*[=.\]]")
    return next((number for number, line in enumerate(text.splitlines(), start=1) if begins.match(line)), 0)
