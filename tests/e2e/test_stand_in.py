"""A fleet whose authentication server is gone: locked without a stand-in, erased with one; no password stays behind."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from eraser.authd import stand_in
from eraser.ops.settings import load_settings
from eraser.service.rehearsal import rehearse_fleet

pytestmark = pytest.mark.slow

PLANTED = "planted-Password+of/the=stand-in"


def rehearse(folder: Path, **options: object) -> tuple[int, list[tuple[str, str | None]]]:
    said = {"phones": 2, "profile": "deadauth", "seed": 5, "no_progress": True, "report": folder, **options}
    code = rehearse_fleet(load_settings(said))
    phones = json.loads((folder / "report.json").read_text())["phones"]
    return code, sorted((phone["outcome"], phone["reason"]) for phone in phones)


def test_with_a_stand_in_phones_that_ask_a_dead_server_are_erased(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(stand_in.secrets, "token_urlsafe", lambda _: PLANTED)
    assert (0, [("erased", None), ("erased", None)]) == rehearse(tmp_path, authd=("found",))
    printed = capfd.readouterr()
    assert "authd: answering" not in printed.err  # it listens only once a page has told where
    assert " authorized" in printed.err
    left = [path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()]
    assert [] == [one for one in (*left, printed.out.encode(), printed.err.encode()) if PLANTED.encode() in one]
    assert len(left) > 5


def test_a_phone_with_old_algorithms_is_erased_through_its_shell(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    assert (0, [("erased", None)]) == rehearse(tmp_path, phones=1, profile="ssh")
    assert "3des-cbc" in capfd.readouterr().err
    phone = json.loads((tmp_path / "report.json").read_text())["phones"][0]
    assert "ssh" == phone["channel"]


def test_without_one_each_is_left_to_a_person(tmp_path: Path) -> None:
    code, ends = rehearse(tmp_path)
    assert (0, ["manual", "manual"]) == (code, [outcome for outcome, _ in ends])
