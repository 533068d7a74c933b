"""From `--store URL` to a store."""

from __future__ import annotations

from pathlib import Path

from eraser.model.outcome import BadInput
from eraser.ports import Store
from eraser.store.sqlite import SqliteStore

DEFAULT_STORE = "sqlite:itl-eraser.db"


def open_store(url: str = DEFAULT_STORE, *, create: bool = True) -> Store:
    """The store behind `sqlite:PATH`; without `create` it must be there.

    Raises:
        BadInput: another scheme, or a file that can not be used. The message has no part of a URL that could hold a
            password.
    """
    return SqliteStore(path_of(url), create=create)


def path_of(url: str) -> Path:
    """The file behind `sqlite:PATH`; raises BadInput as `open_store`."""
    scheme, colon, rest = url.partition(":")
    if not colon:
        raise BadInput(f"store {url}: the scheme is missing; write sqlite:{url}")
    if scheme != "sqlite":
        raise BadInput(f"store {scheme}:…: only sqlite is known; write sqlite:PATH")
    path = rest.removeprefix("//") if rest.startswith("///") else rest
    if not path or path.startswith(("//", ":")):
        raise BadInput(f"store {url}: names no file; write sqlite:PATH, for example {DEFAULT_STORE}")
    return Path(path)
