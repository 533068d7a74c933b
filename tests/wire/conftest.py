"""Names of parametrised tests stay short, though their replies are whole pages."""

from __future__ import annotations

import pytest


def pytest_make_parametrize_id(config: pytest.Config, val: object, argname: str) -> str | None:
    if isinstance(val, bytes):
        first = val.partition(b"\r\n")[0][:40].decode("ascii", "replace")
        return f"{first} {len(val)} bytes"
    if callable(val) and argname in {"reply", "breaks"}:
        return getattr(val, "__qualname__", "act").partition(".")[0]
    return None
