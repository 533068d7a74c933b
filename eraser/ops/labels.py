"""The tables `[labels.LOCALE]` of the settings file: what stands on phones' screens instead of an English word."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

REMEDY = 'tables such as [labels.German_Germany] with lines such as "Settings" = "Einstellungen", in itl-eraser.toml'
MOST_WORDS = 300  # of one table; no phone's menus have as many that matter (our choice)
LONGEST = 100  # letters; more do not fit a phone's screen (our choice)


def labels_at(origins: Mapping[str, str]) -> str:
    """Where the tables stand: `itl-eraser.toml:3`. `origins`: where each option was said."""
    return origins.get("labels", "settings").removesuffix(": labels")


def label_faults(path: str, tables: Any, text: str) -> Iterator[str]:
    """Every fault of the tables, with file, line and remedy. `text`: the file as it was read."""
    if not isinstance(tables, Mapping):
        yield f"{path}:{_line_of(text, 'labels')}: labels is no table; write {REMEDY}"
        return
    for locale, table in tables.items():
        where = f"{path}:{_line_of(text, 'labels', locale)}: labels.{_shown(locale)}"
        if not isinstance(table, Mapping):
            yield f"{where} is no table; write {REMEDY}"
        elif len(table) > MOST_WORDS:
            yield f"{where} has {len(table)} words; keep those that drivers ask for, at most {MOST_WORDS}"
        else:
            yield from _word_faults(path, locale, table, text)


def _word_faults(path: str, locale: str, table: Mapping[str, Any], text: str) -> Iterator[str]:
    seen: dict[str, str] = {}
    for english, words in table.items():
        where = f"{path}:{_line_of(text, 'labels', locale, english)}: labels.{_shown(locale)}: {_shown(english)}"
        if english.casefold() in seen:
            yield f"{where} stands twice; remove one"
        seen[english.casefold()] = english
        if not isinstance(words, str):
            yield f'{where} is {words!r}; write what the screen says, in quotes: "Einstellungen"'
        elif not all(part.strip() for part in words.split("|")) or not english.strip():
            yield f'{where} has an empty spelling; write what the screen says, several as "one|other"'
        elif max(len(words), len(english)) > LONGEST or not words.isprintable():
            yield f"{where} is no text of a screen; write what the screen says, at most {LONGEST} letters"


def _shown(word: str) -> str:
    return word if re.fullmatch(r"[\w ./&-]+", word) else repr(word)


def _line_of(text: str, *way: str) -> int:
    """The line on which the last word of this way stands, looked for after the words before it; the last one found."""
    lines = text.splitlines()
    found = 0
    for word in way:
        begins = re.compile(rf"""\s*\[?\s*(?:labels\s*\.\s*)?["']?{re.escape(word)}["']?\s*[=.\]]""")
        found = next((at for at in range(found, len(lines)) if begins.match(lines[at])), found)
    return found + 1
