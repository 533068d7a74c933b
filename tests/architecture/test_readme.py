"""The README keeps up with the program: closed lists are whole, commands and doors exist."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from eraser.model.outcome import Outcome
from tests.architecture.source import ROOT


def table_under(heading: str, text: str) -> list[list[str]]:
    """The rows of the first table of a section, header and rule left out; cells may hold an escaped `|`."""
    _, found, section = text.partition(f"\n## {heading}\n")
    assert found, f"README.md has no section “## {heading}”"
    section = section.split("\n## ")[0]
    rows = [line for line in section.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in re.split(r"(?<!\\)\|", row.strip().strip("|"))] for row in rows[2:]]


def commands_in(help_text: str) -> set[str]:
    """The commands that a help text lists, drawn in boxes or plain."""
    boxed = re.findall(r"^│ ([a-z][a-z-]*)\s", help_text, re.MULTILINE)
    plain = re.findall(r"^  ([a-z][a-z-]*)(?:\s|$)", help_text.partition("\nCommands:\n")[2], re.MULTILINE)
    return set(boxed or plain)


@pytest.fixture(scope="module")
def readme() -> str:
    return (ROOT / "README.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def commands() -> set[str]:
    environment = {**os.environ, "COLUMNS": "200", "TERMINAL_WIDTH": "200", "NO_COLOR": "1", "TERM": "dumb"}
    program = Path(sys.executable).with_name("itl-eraser")
    answer = subprocess.run(
        [program, "--help"], env=environment, capture_output=True, text=True, encoding="utf-8", timeout=60, check=False
    )
    assert (0, "") == (answer.returncode, answer.stderr)
    return commands_in(answer.stdout)


def test_the_readme_has_every_outcome_and_no_other(readme: str) -> None:
    written = [re.findall(r"`([a-z_]+)`", row[0]) for row in table_under("Outcomes", readme)]

    assert [[outcome.value] for outcome in sorted(Outcome)] == sorted(written)


def test_every_outcome_of_the_readme_has_a_meaning(readme: str) -> None:
    assert [] == [row for row in table_under("Outcomes", readme) if len(row) < 2 or len(row[-1]) < 10]


def test_the_readme_has_every_command_and_no_other(readme: str, commands: set[str]) -> None:
    written = {
        name for row in table_under("Commands", readme) for name in re.findall(r"`itl-eraser ([a-z][a-z-]*)", row[0])
    }

    assert "run" in commands
    assert commands == written


@pytest.mark.parametrize("page", ["README.md", "CONTRIBUTING.md"])
def test_every_door_that_is_written_about_is_there(page: str) -> None:
    doors = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    named = set(re.findall(r"(?:`|^|\s{4})make ([a-z]+)", (ROOT / page).read_text(encoding="utf-8"), re.MULTILINE))

    assert {"demo", "test"} <= named
    assert set() == named - doors


@pytest.mark.parametrize(
    "text",
    [
        "╭─ Commands ───╮\n│ run       looks, decides    │\n│           and more          │\n│ trust     shows │\n╰──╯\n│ --version  x │",
        "Usage: x\n\nOptions:\n  -h, --help  shows\n\nCommands:\n  run       looks, decides\n            and more\n  trust     shows\n",
    ],
)
def test_commands_are_found_in_a_help_text_however_it_is_drawn(text: str) -> None:
    assert {"run", "trust"} == commands_in(text)


def test_a_table_is_read_with_its_escaped_bars() -> None:
    page = "# T\n\n## Outcomes\n\n| a | b |\n| --- | --- |\n| `x --format html\\|csv` | y |\n\n## Next\n\n| no |\n"

    assert [["`x --format html\\|csv`", "y"]] == table_under("Outcomes", page)
