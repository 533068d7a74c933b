"""Credentials come from the environment, a password file or the terminal, and from nowhere else."""

from __future__ import annotations

from pathlib import Path

import pytest

from eraser.ops.credentials import Terminal, read_login
from tests.faults import faults_of


def nobody(question: str) -> str:
    raise AssertionError(f"nobody should be asked: {question}")


def password_file(text: bytes, mode: int = 0o600) -> str:
    path = Path("password")
    path.write_bytes(text)
    path.chmod(mode)
    return "password"


def test_a_login_comes_from_the_environment_and_does_not_print(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ITL_ERASER_PHONE_USER", "eraser")
    monkeypatch.setenv("ITL_ERASER_PHONE_PASSWORD", "s3cret: words")

    login = read_login("phone", Terminal(nobody, nobody))

    assert ("eraser", "s3cret: words", ()) == (login.user, login.password.get_secret_value(), login.warnings)
    assert "s3cret" not in repr(login)


def test_a_password_file_is_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ITL_ERASER_PHONE_USER", "eraser")
    monkeypatch.setenv("ITL_ERASER_PHONE_PASSWORD_FILE", password_file(b" spaces stay \r\n"))

    login = read_login("phone")

    assert (" spaces stay ", ()) == (login.password.get_secret_value(), login.warnings)


def test_a_password_file_that_others_can_read_is_warned_about(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ITL_ERASER_PHONE_USER", "eraser")
    monkeypatch.setenv("ITL_ERASER_PHONE_PASSWORD_FILE", password_file(b"x1\n", 0o644))

    words = "ITL_ERASER_PHONE_PASSWORD_FILE: password can be read by others (mode 0644); run chmod 600 password"
    assert (words,) == read_login("phone").warnings


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "password does not hold one line with a password; write the password alone into it"),
        (b"\n", "password does not hold one line with a password; write the password alone into it"),
        (b"a\nb\n", "password does not hold one line with a password; write the password alone into it"),
        (b"a" * 5000, "password does not hold one line with a password; write the password alone into it"),
        (b"\xff", "password is no UTF-8 text; write the password alone into it"),
    ],
    ids=["empty", "only a line end", "two lines", "too long", "no text"],
)
def test_a_wrong_password_file_is_told_without_what_is_in_it(
    content: bytes, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ITL_ERASER_SSH_PASSWORD_FILE", password_file(content))

    assert (f"ITL_ERASER_SSH_PASSWORD_FILE: {words}",) == faults_of(lambda: read_login("ssh"))


def test_a_missing_password_file_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ITL_ERASER_PHONE_PASSWORD_FILE", "/run/secrets/none")

    words = "ITL_ERASER_PHONE_PASSWORD_FILE: /run/secrets/none does not exist; check the path"
    assert (words,) == faults_of(lambda: read_login("phone"))


def test_password_and_password_file_at_once_are_a_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ITL_ERASER_CUCM_PASSWORD", "x1")
    monkeypatch.setenv("ITL_ERASER_CUCM_PASSWORD_FILE", password_file(b"x2"))

    words = "environment: ITL_ERASER_CUCM_PASSWORD and ITL_ERASER_CUCM_PASSWORD_FILE are both given; remove one"
    assert (words,) == faults_of(lambda: read_login("cucm"))


def test_without_a_terminal_a_missing_login_is_told() -> None:
    words = (
        "environment: no login for the phones; "
        "set ITL_ERASER_PHONE_USER and ITL_ERASER_PHONE_PASSWORD_FILE, or use a terminal"
    )
    assert (words,) == faults_of(lambda: read_login("phone"))


def test_on_a_terminal_only_what_is_missing_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ITL_ERASER_PHONE_USER", "eraser")
    asked: list[str] = []

    def ask(question: str) -> str:
        asked.append(question)
        return "typed"

    login = read_login("phone", Terminal(nobody, ask))

    assert (["Password of eraser: "], "typed") == (asked, login.password.get_secret_value())


@pytest.mark.parametrize("user", ["", "a:b"])
def test_a_user_that_basic_can_not_carry_is_a_fault(user: str) -> None:
    told = faults_of(lambda: read_login("phone", Terminal(lambda _: user, lambda _: "x1")))

    assert 1 == len(told)
