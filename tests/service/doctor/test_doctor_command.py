"""`itl-eraser doctor` as it is called: table, JSON, exit codes, no secret; and no check takes long or falls over."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence

import pytest
from typer.testing import CliRunner, Result

from eraser.model.outcome import BadInput
from eraser.service.cli import app
from eraser.service.doctor.finding import Finding, State, bounded
from eraser.service.doctor.round import go_round
from eraser.service.doctor.visit import Visit
from tests.service.doctor.visits import PASSWORD, a_visit, give_login, left_behind, row_of


def call(*words: str) -> Result:
    return CliRunner().invoke(app, ["doctor", *words], prog_name="itl-eraser")


def test_a_machine_that_is_ready_exits_with_0_and_leaves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    give_login(monkeypatch, "phone")
    result = call()

    assert (0, []) == (result.exit_code, left_behind())
    header, first, *_ = result.stdout.splitlines()
    assert ["CHECK", "STATE", "SEEN,", "→", "DO"] == header.split()
    assert ["settings", "ready", "no", "file;", "all", "are", "defaults"] == first.split()
    assert "5 ready, 0 not ready, 0 unknown, 11 not asked\n" == result.stderr


def test_json_is_a_list_of_rows_and_has_no_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    give_login(monkeypatch, "phone", mode=0o644)
    monkeypatch.setenv("ITL_ERASER_AUTHD_FORWARD", f"http://eraser:{PASSWORD}@127.0.0.1/auth?Password={PASSWORD}")
    result = call("none.csv", "--json")

    assert 1 == result.exit_code
    told = json.loads(result.stdout)
    assert {("check", "state", "seen", "do")} == {tuple(one) for one in told}
    states = {one["check"]: one["state"] for one in told}
    assert ("not ready", "not ready", "ready") == (states["login phone"], states["source none.csv"], states["store"])
    assert PASSWORD not in result.stdout + result.stderr
    assert "authd_forward http://***@127.0.0.1/auth?Password=***" in told[0]["seen"]


@pytest.mark.parametrize("words", [("--config", "none.toml"), ("--list", "tvs"), ("--colour", "blue")])
def test_what_can_not_begin_exits_with_2(words: tuple[str, ...]) -> None:
    result = call(*words)

    assert (2, "") == (result.exit_code, result.stdout)


def test_a_terminal_is_not_told_what_to_do_by_a_foreign_text(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ITL_ERASER_PHONE_USER", "era\x1b[2Jser")
    monkeypatch.setenv("ITL_ERASER_PHONE_PASSWORD", PASSWORD)

    assert "user era?[2Jser, password from ITL_ERASER_PHONE_PASSWORD" in call().stdout


async def test_a_check_that_takes_too_long_is_cut_off() -> None:
    async def endless() -> Finding:
        await asyncio.Event().wait()
        raise AssertionError

    do = "ask again; if it stays so, look at that machine and at the way to it"
    found = await bounded("x", endless(), within_s=0.01)
    assert ("x", "unknown", "no whole answer within 0.01 s", do) == row_of(found)


async def test_every_fault_is_told_up_to_three() -> None:
    async def faulty() -> Finding:
        raise BadInput("a: is wrong; mend it", *(f"b{n}: is wrong; mend it" for n in range(4)))

    seen = "a: is wrong / b0: is wrong; mend it / b1: is wrong; mend it / and 2 more"
    assert ("x", "not ready", seen, "mend it") == row_of(await bounded("x", faulty()))


async def test_a_check_that_falls_over_hides_no_other() -> None:
    async def check_that_fails(visit: Visit) -> Sequence[Finding]:
        raise KeyError(visit.words[0])

    async def check_that_works(visit: Visit) -> Sequence[Finding]:
        del visit
        return (Finding("y", State.READY, "fine"),)

    found = await go_round(a_visit("secret"), ((check_that_fails,), (check_that_works,)))
    failed = "the check itself failed (KeyError)"
    assert [("that fails", "unknown", failed, "please report it"), ("y", "ready", "fine", "")] == [*map(row_of, found)]
