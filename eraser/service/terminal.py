"""What a person at the terminal is told and asked. Everything said passes the redactor."""

from __future__ import annotations

import asyncio
import getpass
import sys
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path

import structlog

from eraser.ops.redaction import Redactor

REDACTOR = Redactor()  # one for all that is printed, the log included


def learn_secrets(secrets: Iterable[str]) -> None:
    """These words are never printed from now on."""
    for secret in secrets:
        REDACTOR.add(secret)


def tell(*lines: str) -> None:
    """Lines on standard error."""
    for line in lines:
        sys.stderr.write(REDACTOR.clean_text(line) + "\n")
    sys.stderr.flush()


def say(text: str) -> None:
    """Text on standard output."""
    sys.stdout.write(text if text.endswith("\n") else text + "\n")
    sys.stdout.flush()


def say_columns(header: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """A table in plain columns: no line is cut, so that `grep` and `awk` see everything."""
    widths = [max(len(cell) for cell in column) for column in zip(header, *rows, strict=True)]
    for row in (header, *rows):
        say("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())


def someone_is_there() -> bool:
    """Whether questions can be asked: both ends are a terminal."""
    return sys.stdin.isatty() and sys.stderr.isatty()


def ask(question: str) -> str:
    """One line from the terminal; the question stands on standard error."""
    sys.stderr.write(question)
    sys.stderr.flush()
    return sys.stdin.readline().rstrip("\n")


async def hear_line(question: str) -> str:
    """One line from the terminal while work goes on; empty if there is none any more."""
    sys.stderr.write(question)
    sys.stderr.flush()
    loop = asyncio.get_running_loop()
    heard: asyncio.Future[str] = loop.create_future()

    def read() -> None:
        loop.remove_reader(terminal)
        if not heard.done():
            heard.set_result(sys.stdin.readline())

    terminal = sys.stdin.fileno()
    loop.add_reader(terminal, read)
    try:
        return await heard
    finally:
        loop.remove_reader(terminal)


def ask_password(question: str) -> str:
    """One line from the terminal, without an echo."""
    return getpass.getpass(question, stream=sys.stderr)


def record_crash(error: Exception) -> Path | None:
    """Writes the traceback of an error of ours to a file of its own; None if it can not be written."""
    path = Path(f"itl-eraser-error-{datetime.now(UTC):%Y%m%d-%H%M%S}.log")

    def redact(_logger: object, _method: str, event: structlog.typing.EventDict) -> structlog.typing.EventDict:
        cleaned: structlog.typing.EventDict = REDACTOR.clean(dict(event))
        return cleaned

    steps: list[structlog.typing.Processor] = [
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
        redact,
        structlog.processors.JSONRenderer(),
    ]
    try:
        with path.open("a", encoding="utf-8") as file:
            log = structlog.wrap_logger(structlog.WriteLogger(file), processors=steps)
            log.error("internal.error", exc_info=error)
    except OSError:
        return None
    return path
