"""`itl-eraser console`: which phone is meant, and what is refused before anything is asked of one."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from eraser.model.outcome import BadInput
from eraser.model.phone import Phone
from eraser.service.cli import app
from eraser.service.commands.console import find_phone

NAME = "SEP001122334401"


def call(*words: str) -> Result:
    return CliRunner().invoke(app, ["console", *words], prog_name="itl-eraser")


@pytest.fixture
def fleet() -> str:
    Path("fleet.csv").write_text(f"name,address,scheme\n{NAME},10.1.1.1:8080,https\n,10.1.1.2,\n", encoding="utf-8")
    return "fleet.csv"


def test_a_phone_is_a_name_at_an_address_or_an_address() -> None:
    assert Phone(NAME, "10.1.1.1:8080") == find_phone(f"{NAME}@10.1.1.1:8080", [])
    assert Phone(NAME, "10.1.1.1") == find_phone("00:11:22:33:44:01@10.1.1.1", [])
    assert Phone(address="phone-7.example:80") == find_phone("phone-7.example:80", [])


def test_a_phone_is_found_in_an_inventory_by_name_or_address(fleet: str) -> None:
    found = find_phone("sep001122334401", [fleet])

    assert (NAME, "10.1.1.1:8080", "https") == (found.name, found.address, found.scheme)
    assert (None, "10.1.1.2") == (find_phone("10.1.1.2", [fleet]).name, find_phone("10.1.1.2", [fleet]).address)


@pytest.mark.parametrize(
    ("word", "told"),
    [
        (NAME, f"{NAME}: where is it? Write {NAME}@host:port, or --inventory SOURCE that has its address"),
        ("anna@10.1.1.1", "anna@10.1.1.1: 'anna' is no phone's name; write SEP and 12 hex digits before the @"),
        (f"{NAME}@10.1.1.999", f"{NAME}@10.1.1.999: the address is no IP address; write host or host:port"),
        ("http://10.1.1.1", "http://10.1.1.1: the address is a URL, not an address; write host or host:port"),
    ],
)
def test_what_is_no_phone_is_told(word: str, told: str) -> None:
    with pytest.raises(BadInput) as error:
        find_phone(word, [])

    assert (told,) == error.value.faults


def test_a_name_that_the_inventory_does_not_have_is_told(fleet: str) -> None:
    with pytest.raises(BadInput, match="SEP001122334499: no phones of the inventory are called so; correct it"):
        find_phone("SEP001122334499", [fleet])


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ((), "console: which phone? Write SEP...@host:port, host:port, or a name with --inventory SOURCE"),
        (("127.0.0.1:1", "--draft", "x.json"), "--draft: is about a recording, not a phone; leave PHONE away"),
        (("--draft", "x.json"), "--draft x.json: can not be read (No such file or directory); check the path"),
        (("--draft", "a.json"), "a.json: is no recording; name a file that itl-eraser console wrote"),
        (("127.0.0.1:1", "--recording", "a.json"), "--recording a.json: is there already; choose a new name"),
        (("127.0.0.1:1", "--pictures", "a.json"), "--pictures a.json: can not be made (File exists); choose another folder"),
        (("127.0.0.1:1",), "environment: no login for the phones; set ITL_ERASER_PHONE_USER and ITL_ERASER_PHONE_PASSWORD_FILE, or use a terminal"),
    ],
)  # fmt: skip
def test_bad_input_is_one_line_and_exits_with_2(words: tuple[str, ...], told: str) -> None:
    Path("a.json").write_text("{}", encoding="utf-8")

    result = call(*words)

    assert (2, f"{told}\n", "") == (result.exit_code, result.stderr, result.stdout)


def test_a_phone_that_does_not_show_itself_ends_it_without_a_recording(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ITL_ERASER_PHONE_USER", "eraser")
    monkeypatch.setenv("ITL_ERASER_PHONE_PASSWORD", "s3cret-words")

    result = call(f"{NAME}@127.0.0.1:9")

    assert 1 == result.exit_code
    assert result.stderr.startswith(f"{NAME}: 127.0.0.1:9 refuses the connection.")
    assert [] == list(Path().glob("*.json"))
