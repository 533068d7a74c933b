"""A store is looked at before it is needed; nothing of the look stays."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest

from eraser.model.outcome import BadInput
from eraser.store.examination import NEEDED_SQLITE, examine_store
from eraser.store.open_store import open_store


def left_in(folder: Path) -> list[str]:
    return [one.name for one in folder.iterdir()]


def test_a_folder_in_which_a_store_can_be_made_is_left_as_it_was(tmp_path: Path) -> None:
    seen = examine_store(f"sqlite:{tmp_path / 'x.db'}")

    assert (tmp_path / "x.db", False, sqlite3.sqlite_version_info) == (seen.path, seen.is_there, seen.sqlite)
    assert (True, True, []) == (seen.written_s > 0, seen.free_bytes > 0, left_in(tmp_path))


async def test_a_store_that_is_there_keeps_what_it_holds(tmp_path: Path) -> None:
    await open_store(f"sqlite:{tmp_path / 'x.db'}").aclose()
    before = (tmp_path / "x.db").read_bytes()

    assert examine_store(f"sqlite:{tmp_path / 'x.db'}").is_there
    assert (before, ["x.db"]) == ((tmp_path / "x.db").read_bytes(), left_in(tmp_path))


async def test_a_store_on_which_a_run_works_can_be_looked_at(tmp_path: Path) -> None:
    store = open_store(f"sqlite:{tmp_path / 'x.db'}")
    try:
        assert examine_store(f"sqlite:{tmp_path / 'x.db'}").is_there
        assert () == await store.read_runs()
    finally:
        await store.aclose()


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("sqlite:none/x.db", "its folder is not there; create it, or choose another file with --store sqlite:PATH"),
        ("postgres://u:secret@host/x", "store postgres:…: only sqlite is known; write sqlite:PATH"),
    ],
)
def test_where_no_store_can_be_is_told(url: str, told: str) -> None:
    with pytest.raises(BadInput) as error:
        examine_store(url)

    assert str(error.value).endswith(told)


def test_a_library_that_is_too_old_is_known(tmp_path: Path) -> None:
    seen = examine_store(f"sqlite:{tmp_path / 'x.db'}")

    assert [True, True, False] == [
        replace(seen, sqlite=one).is_new_enough for one in ((3, 40, 1), NEEDED_SQLITE, (3, 25, 3))
    ]
