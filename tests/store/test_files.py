"""Wrong files and folders are refused in one line, and not touched."""

from __future__ import annotations

import sqlite3
import stat
import subprocess
import sys
import tempfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from eraser.model.outcome import BadInput
from eraser.model.run import EventKind
from eraser.store.open_store import open_store
from eraser.store.schema import open_file
from eraser.store.sqlite import SqliteStore
from tests.contract.store_samples import PHONES, a_recording, a_run, an_event

ROOT = Path(__file__).parents[2]
OTHER = "choose another file with --store sqlite:PATH"


def modes_in(folder: Path) -> dict[str, int]:
    return {file.name: stat.S_IMODE(file.stat().st_mode) for file in folder.iterdir()}


def other_program(path: Path) -> None:
    with closing(sqlite3.connect(path)) as db:
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("CREATE TABLE customers (name TEXT)")


def newer_program(path: Path) -> None:
    open_file(path).close()
    with closing(sqlite3.connect(path)) as db:
        db.execute("PRAGMA user_version = 3")


def csv(path: Path) -> None:
    path.write_text("name,address\nSEP001122334455,127.1.0.5\n" * 10)


def torn_database(path: Path) -> None:
    open_file(path).close()
    path.write_bytes(path.read_bytes()[:100] + bytes(100))


WRONG: dict[str, tuple[Callable[[Path], object], str]] = {
    "another program's": (other_program, f"is the SQLite file of another program; {OTHER}"),
    "newer": (
        newer_program,
        "was written by a newer itl-eraser (store version 3, this program knows 2); use that program, or " + OTHER,
    ),
    "a CSV": (csv, f"is no store, it is not an SQLite file; {OTHER}"),
    "one byte": (lambda path: path.write_bytes(b"S"), f"is no store, it is not an SQLite file; {OTHER}"),
    "torn": (
        torn_database,
        f"is damaged (database disk image is malformed); bring back a copy, or {OTHER}",
    ),
}


@pytest.mark.parametrize("what", WRONG)
def test_a_wrong_file_is_refused_and_not_touched(tmp_path: Path, what: str) -> None:
    make, message = WRONG[what]
    path = tmp_path / "wrong.db"
    make(path)
    before = path.read_bytes(), path.stat().st_mtime_ns
    with pytest.raises(BadInput) as caught:
        open_store(f"sqlite:{path}")

    assert str(caught.value) == f"{path}: {message}"
    assert (path.read_bytes(), path.stat().st_mtime_ns) == before
    assert [file.name for file in tmp_path.iterdir()] == ["wrong.db"]


def test_a_folder_is_no_store(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="is a folder; choose a file"):
        open_store(f"sqlite:{tmp_path}")


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="its folder is not there; create it"):
        open_store(f"sqlite:{tmp_path}/nowhere/journal.db")


def test_a_store_that_must_be_there_is_not_created(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="there is no such store"):
        open_store(f"sqlite:{tmp_path}/journal.db", create=False)

    assert list(tmp_path.iterdir()) == []


async def test_only_the_owner_can_read_it(tmp_path: Path) -> None:
    store = SqliteStore(tmp_path / "journal.db")
    await store.open_run(a_run(), PHONES)
    modes = modes_in(tmp_path)
    await store.aclose()

    assert modes == {
        "journal.db": 0o600,
        "journal.db-wal": 0o600,
        "journal.db-shm": 0o600,
        "journal.db.run-20260102-aa.lock": 0o600,
    }


async def test_an_empty_file_becomes_a_store(tmp_path: Path) -> None:
    (tmp_path / "journal.db").touch()
    store = open_store(f"sqlite:{tmp_path}/journal.db")
    await store.open_run(a_run(), PHONES)
    await store.aclose()

    assert (tmp_path / "journal.db").read_bytes()[68:72] == b"ITLE"


async def test_the_id_of_a_run_can_not_lead_out_of_the_folder(tmp_path: Path) -> None:
    store = open_store(f"sqlite:{tmp_path}/journal.db")
    await store.open_run(a_run("../../up"), PHONES)
    names = set(modes_in(tmp_path))
    await store.aclose()

    assert "journal.db.run-..%2F..%2Fup.lock" in names


async def test_two_names_of_one_file_are_one_store(tmp_path: Path) -> None:
    (tmp_path / "link.db").symlink_to(tmp_path / "journal.db")
    store, other = open_store(f"sqlite:{tmp_path}/journal.db"), open_store(f"sqlite:{tmp_path}/link.db")
    await store.open_run(a_run(), PHONES)
    with pytest.raises(BadInput, match="is being worked on by another process"):
        await other.write(an_event(EventKind.STAGE))
    await other.aclose()
    await store.aclose()


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("postgresql://user:hunter2@db/x", "store postgresql:…: only sqlite is known; write sqlite:PATH"),
        ("itl-eraser.db", "store itl-eraser.db: the scheme is missing; write sqlite:itl-eraser.db"),
        ("sqlite:", "store sqlite:: names no file; write sqlite:PATH, for example sqlite:itl-eraser.db"),
        (
            "sqlite://a/b.db",
            "store sqlite://a/b.db: names no file; write sqlite:PATH, for example sqlite:itl-eraser.db",
        ),
        (
            "sqlite::memory:",
            "store sqlite::memory:: names no file; write sqlite:PATH, for example sqlite:itl-eraser.db",
        ),
    ],
)
def test_another_url_gets_one_clear_line(url: str, message: str) -> None:
    with pytest.raises(BadInput) as caught:
        open_store(url)

    assert str(caught.value) == message


async def test_three_slashes_are_one_root(tmp_path: Path) -> None:
    store = open_store(f"sqlite://{tmp_path}/journal.db")
    await store.aclose()

    assert (tmp_path / "journal.db").is_file()


@pytest.mark.slow
@pytest.mark.parametrize("made_before", [False, True])
def test_a_folder_that_can_not_be_written_is_refused(made_before: bool) -> None:
    """Root may write anywhere, so a process of nobody tries it."""
    code = (
        "import os, sys\nfrom eraser.model.outcome import BadInput\nfrom eraser.store.open_store import open_store\n"
        "if os.getuid() == 0:\n    os.setgid(65534)\n    os.setuid(65534)\n"
        "try:\n    open_store('sqlite:' + sys.argv[1])\nexcept BadInput as refusal:\n    print(refusal)\n"
    )
    with tempfile.TemporaryDirectory() as folder:  # pytest's own folders are closed to others
        path = Path(folder) / "journal.db"
        if made_before:
            open_file(path).close()
            path.chmod(0o444)
        Path(folder).chmod(0o555)
        command = [sys.executable, "-c", code, str(path)]
        ran = subprocess.run(command, check=True, cwd=ROOT, capture_output=True, text=True)
        Path(folder).chmod(0o700)

    why = "attempt to write a readonly database" if made_before else "Permission denied"
    assert ran.stdout == (
        f"{path}: can not be used as store ({why}); correct the rights of file and folder, "
        "or choose another with --store sqlite:PATH\n"
    )


async def test_a_store_of_the_first_version_gets_what_it_lacks(tmp_path):
    path = tmp_path / "journal.db"
    open_file(path).close()
    with closing(sqlite3.connect(path)) as db:
        db.execute("DROP TABLE recording")
        db.execute("PRAGMA user_version = 1")
    store = SqliteStore(path)
    await store.open_run(a_run(), PHONES)
    await store.keep_recording(a_run().id, a_recording())

    assert (a_recording(),) == await store.read_recordings(a_run().id)
    await store.aclose()
