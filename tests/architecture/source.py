"""Our own source, as the tests of the house look at it."""

from __future__ import annotations

import ast
import functools
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGES = ("eraser", "drivers", "inventory")


@functools.cache
def modules() -> tuple[str, ...]:
    """Every Python file that is shipped, as `eraser/engine/look.py`."""
    return tuple(sorted(str(file.relative_to(ROOT)) for package in PACKAGES for file in (ROOT / package).rglob("*.py")))


@functools.cache
def text_of(module: str) -> str:
    return (ROOT / module).read_text(encoding="utf-8")


@functools.cache
def tree_of(module: str) -> ast.Module:
    return ast.parse(text_of(module), module)


def functions_of(module: str) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(tree_of(module)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def imports_of(module: str) -> Iterator[str]:
    """What a file imports, at its top or inside a function: `lxml.etree`, `eraser.dsl`."""
    for node in ast.walk(tree_of(module)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{module}:{node.lineno} imports by dots; say the whole name"
            yield node.module or ""


def length_of(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines from `def` to the end, without the docstring."""
    lines = (function.end_lineno or function.lineno) - function.lineno + 1
    first = function.body[0]
    if ast.get_docstring(function) is not None:
        lines -= (first.end_lineno or first.lineno) - first.lineno + 1
    return lines
