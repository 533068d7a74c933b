"""`itl-eraser trust judge --tvs HOST[:PORT]`: the TVS itself is asked."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from eraser.service.cli import app
from eraser.simulator.tvs import Manner
from tests.trust.beside import beside
from tests.trust.cases import NEW, OLD
from tests.trust.lists import record
from tests.trust.test_tvs import HOST, TVS, known, simulated


@pytest.fixture(autouse=True)
def files(clean_place: Path) -> None:
    del clean_place
    held = OLD.itl(records=[record(OLD.callmanager, 0), record(OLD.callmanager, 3), record(TVS, 21)])
    Path("held.tlv").write_bytes(held)
    Path("offered.tlv").write_bytes(NEW.itl())


def judged(tvs: str) -> Result:
    words = ["trust", "judge", "--held-itl", "held.tlv", "--offered-itl", "offered.tlv", "--tvs", tvs, "--json"]
    return CliRunner().invoke(app, words, prog_name="itl-eraser")


@pytest.mark.parametrize(
    ("roles", "erase", "verdict"),
    [((0, 3), "not_needed", "accept_tvs"), ((3,), "needed", "reject_tvs_unknown_cert")],
)
def test_what_the_tvs_says_decides(tmp_path: Path, roles: tuple[int, ...], erase: str, verdict: str) -> None:
    with beside(simulated(tmp_path, known(NEW.callmanager, roles=roles))) as service:
        result = judged(f"{HOST}:{service.port}")

    answer = json.loads(result.stdout)
    assert (0, erase, [verdict]) == (result.exit_code, answer["erase"], [one["verdict"] for one in answer["steps"]])
    assert [True] == ["no real one has been asked" in one for one in answer["warnings"] if one.startswith("TVS ")]


def test_a_tvs_that_answers_nothing_leaves_it_open(tmp_path: Path) -> None:
    with beside(simulated(tmp_path, {}, Manner.CLOSES_AT_ONCE)) as service:
        result = judged(f"{HOST}:{service.port}")

    answer = json.loads(result.stdout)
    assert (0, "depends_on_tvs") == (result.exit_code, answer["erase"])
    line = f"TVS {HOST}:{service.port}: it closes the connection without an answer; what it knows stays open"
    assert line == answer["warnings"][-1]


REMEDY = "name a FILE.json that is there, or HOST[:PORT] of the old cluster's TVS"


@pytest.mark.parametrize(
    ("word", "line"),
    [
        ("tvs.json", "--tvs tvs.json: can not be read (No such file or directory); name a file that is there"),
        ("there/tvs", "--tvs there/tvs: can not be read (No such file or directory); name a file that is there"),
        ("a b", f"--tvs a b: is no file here, and as an address it is no host name; {REMEDY}"),
        (
            "tvs:0",
            f"--tvs tvs:0: is no file here, and as an address it has the port '0', which is none of 1 to 65535; {REMEDY}",
        ),
    ],
)
def test_what_is_neither_a_file_nor_an_address_is_refused(word: str, line: str) -> None:
    result = judged(word)

    assert (2, line + "\n", "") == (result.exit_code, result.stderr, result.stdout)
