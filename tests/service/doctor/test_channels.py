"""The doctor looks at the way over CTI: jar, Java and port; no login is sent."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from eraser.service.doctor.channels import check_cti
from eraser.service.doctor.visit import Visit
from eraser.wire.login import Login
from tests.service.doctor.visits import PASSWORD, a_visit, rows, write

LOGIN = Login("cti", PASSWORD)


def with_cti(monkeypatch: pytest.MonkeyPatch, host: str) -> Visit:
    """A jar, a JDK by its looks, and a login."""
    monkeypatch.setenv("JAVA_HOME", str(Path.cwd()))
    write("bin/java", "", mode=0o700)
    write("bin/javac", "", mode=0o700)
    visit = a_visit(cti_jar=write("jtapi.jar", ""), cti_host=host)
    visit.logins["cucm"] = LOGIN
    return visit


async def test_without_a_jar_cti_is_not_asked_and_a_host_alone_is_of_no_use() -> None:
    not_asked = ("cti", "not asked", "no --cti-jar, so keys do not go over CTI", "")
    assert [not_asked] == await rows(check_cti, a_visit())

    seen, do = "--cti-host: is of no use without --cti-jar", "give both, or leave it out"
    assert [("cti", "not ready", seen, do)] == await rows(check_cti, a_visit(cti_host="cucm.example"))


async def test_what_is_there_is_ready_and_no_byte_is_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    got: asyncio.Future[bytes] = asyncio.get_running_loop().create_future()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            got.set_result(await reader.read())
        except ConnectionResetError:
            got.set_result(b"")
        writer.close()

    async with await asyncio.start_server(serve, "127.0.0.1", 0) as manager:
        word = f"127.0.0.1:{manager.sockets[0].getsockname()[1]}"
        ((_, state, seen, _),) = await rows(check_cti, with_cti(monkeypatch, word))
        assert (b"", "ready", f"connections are taken by {word}") == (await got, state, seen.rpartition("; ")[2])


async def test_a_silent_manager_and_a_missing_login_are_not_ready(monkeypatch: pytest.MonkeyPatch) -> None:
    visit = with_cti(monkeypatch, "127.0.0.1:1")
    do = "start CTI Manager there, and open the way to it from this machine (TCP 2748)"
    assert [("cti", "not ready", "no connection to 127.0.0.1:1", do)] == await rows(check_cti, visit)

    visit.logins.clear()
    assert [("cti", "not ready", "there is no login for it", "see login cucm, above")] == await rows(check_cti, visit)
