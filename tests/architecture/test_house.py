"""What the house promises about its own rooms: sizes, names, who may sleep, who may import what."""

from __future__ import annotations

import ast
import re
import tomllib

import pytest

from tests.architecture.source import ROOT, functions_of, imports_of, length_of, modules, text_of, tree_of

FILE_LINES = 330
FUNCTION_LINES = 45

# What may be longer, by name, each with its reason. An entry that is no longer needed fails a test.
LONG_FILES: dict[str, str] = {}
# `eraser/engine/look.py:look`
LONG_FUNCTIONS: dict[str, str] = {"eraser/service/commands/run.py:run": "one line for each option, as typer reads them"}

NAMES_OF_NOTHING = {"utils", "util", "helpers", "helper", "common", "manager", "handler", "base", "misc"}

# Who waits, and nobody else. A sleep anywhere else is a wait that no limit, no pace and no virtual clock knows of.
MAY_SLEEP = tuple(f"eraser/engine/{name}.py" for name in ("limits", "navigator", "look", "retry"))

# Where a library is at home. Its exceptions are translated there, and its replacement is a change of one room.
HOMES = {
    "httpx": (
        "eraser/wire/",
        "eraser/authd/relay.py",
        "eraser/cluster/soap.py",
        "eraser/trust/http_node.py",
    ),  # the last: lists of TFTP nodes
    "httptools": ("eraser/wire/", "eraser/authd/wire.py"),
    "lxml": (
        "eraser/wire/",
        "eraser/simulator/",
        "eraser/cluster/",
        "inventory/windows_dhcp.py",
    ),  # the simulated phones are a peer of their own and parse for themselves
    "asyncssh": ("eraser/wire/shell.py", "eraser/simulator/shell.py"),
    "cryptography": ("eraser/trust/", "eraser/simulator/"),  # simulated clusters sign for themselves
    "sqlite3": ("eraser/store/",),
    "rapidocr": ("eraser/sight/",),
    "cv2": ("eraser/sight/",),
    "onnxruntime": ("eraser/sight/",),
    "isal": ("eraser/sight/",),
    "tenacity": ("eraser/engine/retry.py",),
    "aiolimiter": ("eraser/engine/limits.py", "inventory/walk.py"),
    "jinja2": ("eraser/report/",),
    "xlsxwriter": ("eraser/report/",),
    "prometheus_client": ("eraser/ops/",),
    "typer": ("eraser/service/",),
    "rich": ("eraser/service/",),
    "uvloop": ("eraser/service/",),
}


def long_files() -> dict[str, int]:
    return {module: lines for module in modules() if (lines := len(text_of(module).splitlines())) > FILE_LINES}


def long_functions() -> dict[str, int]:
    return {
        f"{module}:{function.name}": lines
        for module in modules()
        for function in functions_of(module)
        if (lines := length_of(function)) > FUNCTION_LINES
    }


def test_there_is_a_house_to_look_at() -> None:
    assert {"eraser/dsl.py", "drivers/__init__.py", "inventory/__init__.py"} <= set(modules())


def test_a_file_fits_in_a_head() -> None:
    assert {} == {module: lines for module, lines in long_files().items() if module not in LONG_FILES}


def test_a_function_fits_in_a_head() -> None:
    assert {} == {name: lines for name, lines in long_functions().items() if name not in LONG_FUNCTIONS}


def test_no_exception_outlives_its_reason() -> None:
    assert [] == [name for name in LONG_FILES if name not in long_files()]
    assert [] == [name for name in LONG_FUNCTIONS if name not in long_functions()]


def test_a_function_is_measured_without_its_docstring() -> None:
    (function,) = ast.parse('def f():\n    """One\n\n    two."""\n    x = 1\n    return x\n').body
    assert isinstance(function, ast.FunctionDef)

    assert 3 == length_of(function)


def test_files_are_nouns_of_the_trade() -> None:
    assert [] == [module for module in modules() if set(re.split(r"[/._]", module)) & NAMES_OF_NOTHING]


# Names that a library asks for.
ASKED_FOR = {"get_command"}  # typer's group of commands, overridden so that each command is imported when it is used


def test_no_function_is_called_get_something() -> None:
    named = [f"{module}:{one.lineno} {one.name}" for module in modules() for one in functions_of(module)]

    assert [] == [name for name in named if re.search(r" _*get_", name) and name.split()[1] not in ASKED_FOR]


def sleeps_of(tree: ast.AST) -> list[int]:
    """The lines that sleep, or that take a sleep for themselves."""
    lines = []
    for node in ast.walk(tree):
        of_a_clock = (
            isinstance(node, ast.Attribute)
            and node.attr == "sleep"
            and isinstance(node.value, ast.Name)
            and node.value.id in {"asyncio", "time", "anyio"}
        )
        taken = isinstance(node, ast.ImportFrom) and any(alias.name == "sleep" for alias in node.names)
        if of_a_clock or taken:
            lines.append(node.lineno)
    return lines


def test_only_the_engine_s_four_waiters_sleep() -> None:
    sleepers = {
        f"{module}:{line}"
        for module in modules()
        if module not in MAY_SLEEP and not module.startswith("eraser/simulator/")
        for line in sleeps_of(tree_of(module))
    }

    assert set() == sleepers


@pytest.mark.parametrize(
    "code", ["await asyncio.sleep(1)", "time.sleep(1)", "from asyncio import sleep", "wait = asyncio.sleep"]
)
def test_every_way_to_sleep_is_seen(code: str) -> None:
    assert [1] == sleeps_of(ast.parse(code))


@pytest.mark.parametrize("library", HOMES)
def test_a_library_is_imported_only_at_its_home(library: str) -> None:
    strangers = [
        module
        for module in modules()
        if not module.startswith(HOMES[library])
        for name in imports_of(module)
        if name.partition(".")[0] == library
    ]

    assert [] == strangers


def test_a_driver_knows_the_language_and_nothing_else() -> None:
    known = {"__future__", "eraser.dsl"}
    drivers = [module for module in modules() if module.startswith("drivers/")]

    assert {} == {driver: extra for driver in drivers if (extra := set(imports_of(driver)) - known)}


def test_nothing_reads_outside_the_project() -> None:
    outside = re.compile(r"\.\./" + r"shared\b|(?<![\w./-])/" + r"work\b")
    kinds = {".py", ".toml", ".md", ".yaml", ".yml", ".html", ".j2", ".css", ".js", ".csv", ".json", ".service", ""}
    folders = ("eraser", "drivers", "inventory", "tests", "benchmarks", "deploy", ".ci")
    files = [file for folder in folders for file in (ROOT / folder).rglob("*") if "__pycache__" not in file.parts]
    files += [file for file in ROOT.iterdir() if file.name != "uv.lock"]

    assert [] == [
        str(file.relative_to(ROOT))
        for file in files
        if file.is_file()
        and file.suffix in kinds
        and outside.search(file.read_text(encoding="utf-8", errors="replace"))
    ]


def test_every_dependency_says_why_it_is_there() -> None:
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    settings = tomllib.loads(text)
    needed = [*settings["project"]["dependencies"], *settings["dependency-groups"]["dev"]]

    def says_why(requirement: str) -> bool:
        return re.search(re.escape(f'"{requirement}",') + r" +# \w", text) is not None

    assert len(needed) > 20
    assert [] == [requirement for requirement in needed if not says_why(requirement)]


def test_the_lock_and_the_floor_are_where_the_doors_look_for_them() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))

    assert (ROOT / "uv.lock").is_file()
    assert settings["tool"]["coverage"]["run"]["branch"] is True
    assert settings["tool"]["coverage"]["report"]["fail_under"] >= 80
