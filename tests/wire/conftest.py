"""A host that is not there; and names of parametrised tests that stay short, though their replies are whole pages."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import ExitStack

import pytest


@pytest.fixture
def deaf_host() -> Iterator[tuple[str, int]]:
    """A listener whose queue is full lets no connection through, as a dead host does."""
    with ExitStack() as sockets:
        listener = sockets.enter_context(socket.socket())
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        for _ in range(4):
            filler = sockets.enter_context(socket.socket())
            filler.setblocking(False)
            filler.connect_ex(listener.getsockname())
        yield listener.getsockname()


def pytest_make_parametrize_id(config: pytest.Config, val: object, argname: str) -> str | None:
    if isinstance(val, bytes):
        first = val.partition(b"\r\n")[0][:40].decode("ascii", "replace")
        return f"{first} {len(val)} bytes"
    if callable(val) and argname in {"reply", "breaks"}:
        return getattr(val, "__qualname__", "act").partition(".")[0]
    return None
