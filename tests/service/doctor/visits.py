"""A visit as the command makes it, and its findings as short rows."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Sequence
from pathlib import Path

import pytest

from eraser.ops.settings import load_settings, settings_path
from eraser.service.doctor.finding import Finding
from eraser.service.doctor.visit import Visit
from eraser.wire.login import Login

PASSWORD = "geheim-s3cret"


def a_visit(*words: str, ask_authentication: bool = False, login: Login | None = None, **given: object) -> Visit:
    visit = Visit(load_settings(given), settings_path(None), words, ask_authentication=ask_authentication)
    if login:
        visit.logins["phone"] = login
    return visit


async def rows(check: Callable[[Visit], Awaitable[Sequence[Finding]]], visit: Visit) -> list[tuple[str, str, str, str]]:
    return [row_of(one) for one in await check(visit)]


def row_of(one: Finding) -> tuple[str, str, str, str]:
    return one.check, one.state.value, one.seen, one.do


def states(found: Iterable[tuple[str, str, str, str]]) -> dict[str, str]:
    return {check: state for check, state, _, _ in found}


def write(name: str, content: str | bytes, *, mode: int = 0o600) -> Path:
    path = Path(name)
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    path.chmod(mode)
    return path


def read(name: str) -> str:
    return Path(name).read_text(encoding="utf-8")


def here() -> Path:
    """The working folder of the test."""
    return Path.cwd()


def left_behind() -> list[str]:
    return sorted(one.name for one in here().iterdir())


def give_login(
    monkeypatch: pytest.MonkeyPatch, kind: str, password: str = PASSWORD, *, mode: int | None = None
) -> None:
    """In the environment; with `mode`, in a file `KIND.password` of that mode."""
    monkeypatch.setenv(f"ITL_ERASER_{kind.upper()}_USER", "eraser")
    if mode is None:
        monkeypatch.setenv(f"ITL_ERASER_{kind.upper()}_PASSWORD", password)
        return
    path = write(f"{kind}.password", password + "\n", mode=mode)
    monkeypatch.setenv(f"ITL_ERASER_{kind.upper()}_PASSWORD_FILE", str(path))
