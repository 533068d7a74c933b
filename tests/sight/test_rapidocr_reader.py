"""The built-in reader: the contract, and what its worker processes live through."""

from __future__ import annotations

import asyncio
import importlib.metadata
import multiprocessing
import os
import signal
import socket
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from eraser.model.outcome import PictureUnreadable
from eraser.sight.rapidocr_reader import RapidReader
from eraser.sight.remembering import RememberingReader
from tests.contract.reader_suite import MENU, ReaderContract, draw_menu

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def workers():
    """One pool for all readers of the contract: a worker takes two seconds to start."""
    pool = RapidReader()._open_pool()
    yield pool
    pool.shutdown()


class TestRapidReader(ReaderContract):
    @pytest.fixture
    def reader(self, workers):
        reader = RapidReader()
        reader._pool = workers
        return reader

    @pytest.fixture
    async def fresh_reader(self):
        reader = RapidReader()
        yield reader
        await reader.aclose()


class TestRememberingRapidReader(ReaderContract):
    @pytest.fixture
    def reader(self, workers):
        reader = RapidReader()
        reader._pool = workers
        return RememberingReader(reader)

    @pytest.fixture
    async def fresh_reader(self):
        reader = RememberingReader(RapidReader())
        yield reader
        await reader.aclose()


async def until(true, within_s: float = 20.0) -> None:
    async with asyncio.timeout(within_s):
        while not true():  # noqa: ASYNC110 - the death of a process sets no event
            await asyncio.sleep(0.02)


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return Path(f"/proc/{pid}/stat").read_text("ascii").split(")")[1].split()[0] != "Z"  # a zombie is not alive


def worker_of(reader: RapidReader) -> int:
    (pid,) = reader._pool._processes
    return pid


async def test_a_worker_that_died_is_replaced_once():
    reader = RapidReader()
    await reader.read(MENU, soft_key_slots=4)
    dead = worker_of(reader)
    os.kill(dead, signal.SIGKILL)
    screen = await reader.read(draw_menu("Status", ("No entries",), ("Exit",)), soft_key_slots=1)

    assert "Status" == screen.title
    assert dead != worker_of(reader)
    await reader.aclose()


async def test_a_worker_that_dies_again_and_again_makes_the_picture_unreadable(monkeypatch):
    reader = RapidReader()
    monkeypatch.setattr("eraser.sight.rapidocr_reader.read_in_worker", _dies)

    with pytest.raises(PictureUnreadable, match="died twice"):
        await reader.read(MENU, soft_key_slots=4)
    await reader.aclose()


def _dies(_picture, _slots):
    os._exit(3)


async def test_a_worker_that_hangs_is_ended(monkeypatch):
    reader = RapidReader()
    await reader.read(MENU, soft_key_slots=4)
    worker = worker_of(reader)
    os.kill(worker, signal.SIGSTOP)
    monkeypatch.setattr("eraser.sight.rapidocr_reader.READ_WITHIN_S", 0.3)

    with pytest.raises(PictureUnreadable, match="did not finish"):
        await reader.read(draw_menu("Status", ("No entries",), ("Exit",)), soft_key_slots=1)
    await until(lambda: not alive(worker))
    await reader.aclose()


async def test_a_worker_leaves_ctrl_c_to_its_parent():
    reader = RapidReader()
    await reader.read(MENU, soft_key_slots=4)
    worker = worker_of(reader)
    os.kill(worker, signal.SIGINT)
    screen = await reader.read(draw_menu("Status", ("No entries",), ("Exit",)), soft_key_slots=1)

    assert ("Status", worker) == (screen.title, worker_of(reader))
    await reader.aclose()


async def test_closing_ends_the_workers():
    reader = RapidReader(workers=2)
    await reader.read(MENU, soft_key_slots=4)
    workers = list(reader._pool._processes)
    await reader.aclose()
    await until(lambda: not any(alive(pid) for pid in workers))

    assert set() == {process.pid for process in multiprocessing.active_children()} & set(workers)


_ORPHAN = """
    import asyncio, os, sys
    from eraser.sight.rapidocr_reader import RapidReader
    from tests.contract.reader_suite import MENU

    async def main():
        reader = RapidReader()
        await reader.read(MENU, soft_key_slots=4)
        print(*reader._pool._processes, flush=True)
        os.kill(os.getpid(), 9)

    if __name__ == "__main__":
        asyncio.run(main())
"""


async def test_a_worker_dies_with_its_parent(tmp_path):
    script = tmp_path / "orphan.py"
    script.write_text(textwrap.dedent(_ORPHAN))
    parent = await asyncio.create_subprocess_exec(
        sys.executable, str(script), stdout=subprocess.PIPE, env={**os.environ, "PYTHONPATH": str(Path.cwd())}
    )
    assert parent.stdout is not None
    worker = int((await parent.stdout.readline()).split()[0])
    assert -9 == await parent.wait()

    await until(lambda: not alive(worker))


def test_importing_the_reader_is_cheap():
    code = "import sys, eraser.sight.rapidocr_reader; print([m for m in ('numpy', 'cv2', 'PIL', 'rapidocr', 'onnxruntime') if m in sys.modules])"
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert "[]\n" == said.stdout


def test_the_models_are_in_the_wheel():
    files = {file.name for file in importlib.metadata.files("rapidocr") or ()}

    assert {"PP-OCRv6_rec_small.onnx", "PP-OCRv6_det_small.onnx"} <= files


def test_nothing_is_downloaded(monkeypatch, recogniser):
    from eraser.sight.recogniser import Recogniser  # noqa: PLC0415 - loads OpenCV, which only this test needs here

    def refuse(*_):
        raise AssertionError("a reader does not use the network")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    from eraser.sight.picture import to_pixels  # noqa: PLC0415
    from eraser.sight.reading import read_screen  # noqa: PLC0415

    fresh = Recogniser()

    assert "Security settings" == read_screen(MENU, 4, fresh).title
    assert fresh.find_text(to_pixels(MENU))
