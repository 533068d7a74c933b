"""The bridge to CTI when it fails: whatever it does, no key is left to come later, and no process."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from eraser.model.outcome import BadInput, CtiUnavailable, EraserError, IdentityMismatch, NoPicture, PressUnanswered
from eraser.model.phone import CallState, Phone
from eraser.wire import sidecar
from eraser.wire.cti_bridge import CtiAccess, CtiBridge, cti_access
from eraser.wire.cti_phone import CtiPhone
from eraser.wire.execute import build_document
from eraser.wire.http_phone import HttpPhone
from eraser.wire.login import Login
from tests.wire.phone_server import STREAMS, answer, be_an_8841, page, serving

FAKE = Path(__file__).with_name("fake_bridge.py")
LOGIN = Login("cti", "secret+1")
NAME = "SEP00AABB112233"
KEY = build_document("Key:Settings")


def fake_java(folder: Path, mood: str) -> str:
    """Each start is a line of `starts`."""
    script = folder / "java"
    script.write_text(
        f"#!/bin/sh\necho $$ >> {folder}/starts\nenv > {folder}/environment\nexec {sys.executable} -I -S {FAKE} '{mood}'\n"
    )
    script.chmod(0o755)
    return str(script)


@asynccontextmanager
async def bridge_of(folder: Path, mood: str, answer_within_s: float = 20.0) -> AsyncIterator[CtiBridge]:
    access = CtiAccess(folder / "jtapi.jar", "cucm.example", LOGIN, fake_java(folder, mood))
    bridge = CtiBridge(access, answer_within_s=answer_within_s)
    try:
        yield bridge
    finally:
        await bridge.aclose()
        for process_id in starts(folder):
            with pytest.raises(ProcessLookupError):
                os.kill(process_id, 0)


def starts(folder: Path) -> list[int]:
    return [int(line) for line in (folder / "starts").read_text().split()]


@pytest.mark.parametrize(
    ("mood", "words"),
    [
        ("dies", "it ended"),
        ("babbles", "no answer"),
        ("shouts", "no answer"),
        ("lists", "no answer"),
        ("silent", "no answer within 0.3 s"),
    ],
)
async def test_after_a_key_that_may_have_left_it_is_ended_and_another_begun(
    mood: str, words: str, tmp_path: Path
) -> None:
    async with bridge_of(tmp_path, mood, 0.3 if mood == "silent" else 20.0) as bridge:
        for n in (1, 2):
            with pytest.raises(PressUnanswered, match=words):
                await bridge.press(NAME, KEY)
            assert n == len(starts(tmp_path))


async def test_all_that_wait_hear_that_it_has_ended(tmp_path: Path) -> None:
    async with bridge_of(tmp_path, "silent") as bridge:
        keys = [asyncio.create_task(bridge.press(f"SEP{n:012}", KEY)) for n in range(3)]
        assert CallState.IDLE is await bridge.ask_call(NAME)
        os.kill(starts(tmp_path)[0], 9)
        ends = await asyncio.gather(*keys, return_exceptions=True)
        assert [PressUnanswered] * 3 == [type(end) for end in ends]


@pytest.mark.parametrize(
    ("mood", "words"), [("refuses", r"login=cti;passwd=\*\*\* is wrong"), ("no library", "jtapi.jar holds no JTAPI")]
)
async def test_one_refusal_is_enough_for_all_phones_and_shows_no_password(
    mood: str, words: str, tmp_path: Path
) -> None:
    async with bridge_of(tmp_path, mood) as bridge:
        asks = [bridge.press(NAME, KEY), bridge.ask_call(NAME), bridge.press(NAME, KEY)]
        for ask in asks:
            with pytest.raises(CtiUnavailable, match=words):
                await ask
        assert 1 == len(starts(tmp_path))


async def test_when_cti_manager_went_away_nothing_was_pressed_and_another_bridge_is_opened(tmp_path: Path) -> None:
    async with bridge_of(tmp_path, "closed") as bridge:
        for n in (1, 2):
            with pytest.raises(CtiUnavailable, match="CTI Manager went away"):
                await bridge.press(NAME, KEY)
            assert n == len(starts(tmp_path))


async def test_the_password_is_in_no_list_of_processes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ITL_ERASER_CUCM_PASSWORD", LOGIN.password)
    async with bridge_of(tmp_path, "works") as bridge:
        await bridge.press(NAME, KEY)
        process = Path(f"/proc/{starts(tmp_path)[0]}")
        assert LOGIN.password.encode() not in process.joinpath("cmdline").read_bytes()
        environment = (tmp_path / "environment").read_text()
        assert LOGIN.password not in environment
        assert "PATH=" in environment


async def test_one_that_is_deaf_is_ended_all_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sidecar, "GOODBYE_S", 0.1)
    async with bridge_of(tmp_path, "deaf") as bridge:
        await bridge.press(NAME, KEY)


async def test_java_that_does_not_start_is_told(tmp_path: Path) -> None:
    bridge = CtiBridge(CtiAccess(tmp_path / "jtapi.jar", "cucm.example", LOGIN, str(tmp_path / "java")))
    with pytest.raises(CtiUnavailable, match="java does not start: No such file or directory"):
        await bridge.press(NAME, KEY)
    await bridge.aclose()


async def test_keys_need_a_phone_that_has_shown_itself_and_there_is_no_picture(tmp_path: Path) -> None:
    async with serving() as server, bridge_of(tmp_path, "works") as bridge:
        be_an_8841(server)
        phone = Phone(NAME, server.address)
        channel = CtiPhone(phone, HttpPhone(phone, None), bridge)
        with pytest.raises(IdentityMismatch):
            await channel.press("Key:Settings")
        assert CallState.IDLE is await channel.ask_call()  # by its pages alone
        assert not (tmp_path / "starts").exists()
        await channel.identify()
        await channel.press("Key:Settings")
        with pytest.raises(NoPicture):
            await channel.fetch_picture()
        await channel.aclose()
        assert [] == server.with_credentials


@pytest.mark.parametrize(
    ("mood", "pages", "call"),
    [
        ("idle", "idle", CallState.IDLE),
        ("busy", "idle", CallState.BUSY),
        ("idle", "busy", CallState.BUSY),
        ("unknown", "idle", CallState.IDLE),
        ("idle", "unknown", CallState.IDLE),
        ("busy", "unknown", CallState.BUSY),
        ("unknown", "unknown", CallState.UNKNOWN),
    ],
)
async def test_a_call_is_one_that_the_pages_or_the_cluster_know_of(
    mood: str, pages: str, call: CallState, tmp_path: Path
) -> None:
    async with serving() as server, bridge_of(tmp_path, mood) as bridge:
        be_an_8841(server)
        if pages != "idle":
            server.replies[STREAMS[0]] = answer(page("stream-active.html")) if pages == "busy" else answer(status=500)
        phone = Phone(NAME, server.address)
        channel = CtiPhone(phone, HttpPhone(phone, None), bridge)
        await channel.identify()
        assert call is await channel.ask_call()
        await channel.aclose()
        (tmp_path / "starts").touch()


async def test_after_a_key_without_an_answer_the_phone_must_show_itself_again(tmp_path: Path) -> None:
    async with serving() as server, bridge_of(tmp_path, "dies") as bridge:
        be_an_8841(server)
        phone = Phone(NAME, server.address)
        channel = CtiPhone(phone, HttpPhone(phone, None), bridge)
        await channel.identify()
        with pytest.raises(PressUnanswered):
            await channel.press("Key:Settings")
        with pytest.raises(IdentityMismatch):
            await channel.press("Key:Settings")
        await channel.aclose()


async def test_a_terminal_keeps_its_place_until_it_is_left(tmp_path: Path) -> None:
    async with serving() as server, bridge_of(tmp_path, "works") as bridge:
        be_an_8841(server)
        bridge.places = asyncio.Semaphore(1)
        phone = Phone(NAME, server.address)
        first, second = (CtiPhone(phone, HttpPhone(phone, None), bridge) for _ in range(2))
        await first.identify()
        await second.identify()
        await first.press("Key:Settings")
        await first.press("Key:Settings")
        waiting = asyncio.create_task(second.press("Key:Settings"))
        assert CallState.IDLE is await first.ask_call()
        assert not waiting.done()
        await first.aclose()
        await waiting
        await second.aclose()
        assert not bridge.places.locked()


def faults(jar: Path, host: str | None = "cucm.example", login: Login = LOGIN) -> str:
    with pytest.raises(BadInput) as told:
        cti_access(jar, host, login)
    return str(told.value)


def test_what_is_missing_is_told_before_anything_is_pressed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    jar = tmp_path / "jtapi.jar"
    assert f"--cti-jar {jar}: is no file; download jtapi.jar from your own cluster" in faults(jar)
    jar.touch()
    assert "--cti-host: names no host" in faults(jar, None)
    assert "--cti-host: names no host" in faults(jar, "cucm.example;login=x")
    assert "no user or password with a semicolon" in faults(jar, login=Login("a", "b;c"))
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    assert f"needs a JDK of 11 or newer, and there is none in JAVA_HOME ({tmp_path})" in faults(jar)
    monkeypatch.delenv("JAVA_HOME")
    monkeypatch.setenv("PATH", str(tmp_path))
    assert "and there is none on this machine; install one, or leave it out" in faults(jar)
    fake_java(tmp_path, "works")
    assert "there is none on this machine" in faults(jar)  # a runtime without a compiler
    (tmp_path / "javac").symlink_to(tmp_path / "java")
    assert str(tmp_path / "java") == cti_access(jar, "a.example,b.example", LOGIN).java


def test_errors_of_cti_press_nothing_and_name_the_next_step() -> None:
    error: EraserError = CtiUnavailable("x")
    assert "Check --cti-host and --cti-jar" in error.next_step
