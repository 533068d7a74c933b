"""`itl-eraser trust judge`: files in, one answer out, with the exit codes of the contract."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from eraser.service.cli import app
from tests.trust.cases import NEW, OLD
from tests.trust.lists import Cluster

PHONE = "SEP001122334455"
FILES = {
    "held/ITLFile.tlv": OLD.itl(),
    "held/notes.txt": b"of the old cluster",
    "mixed/CTLFile.tlv": OLD.ctl(),
    "mixed/ITLFile.tlv": OLD.itl(mixed=True),
    "new/ITLFile.tlv": NEW.itl(),
    f"new/{PHONE}.cnf.xml.sgn": NEW.config(),
    "new/XMLDefault.cnf.xml.sgn": OLD.config(),
    "own/ITLFile.tlv": NEW.itl(),
    f"own/ITL{PHONE}.tlv": OLD.itl(signer=OLD.itl_recovery),
    "two/ITLSEP001122334455.tlv": OLD.itl(),
    "two/ITLSEP001122334456.tlv": OLD.itl(),
    "empty/readme.txt": b"nothing",
    "old-phone.bin": OLD.itl(),
    "prepared.json": json.dumps(
        {
            "reachable": True,
            "presents": OLD.tvs.serial_hex,
            "knows": [{"serial": NEW.callmanager.serial_hex, "roles": [0, 3]}],
        }
    ).encode(),
    "silent.json": b'{"reachable": false}',
}


@pytest.fixture(autouse=True)
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith("ITL_ERASER_")]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    for name, data in FILES.items():
        Path(name).parent.mkdir(exist_ok=True)
        Path(name).write_bytes(data)


def call(*words: str) -> Result:
    return CliRunner().invoke(app, ["trust", "judge", *words], prog_name="itl-eraser")


def judged(*words: str) -> dict[str, Any]:
    result = call(*words, "--json")

    assert (0, "") == (result.exit_code, result.stderr)
    answer: dict[str, Any] = json.loads(result.stdout)
    return answer


def verdicts(answer: dict[str, Any]) -> list[tuple[str, str, int]]:
    return [(one["offered"], one["verdict"], one["rule"]) for one in answer["steps"]]


def test_the_document_is_that_of_the_contract() -> None:
    answer = judged("--held-itl", "held/ITLFile.tlv", "--offered-itl", "held/ITLFile.tlv")
    reason = f"signed by CN=cucm-old-pub (serial {OLD.callmanager.serial_hex}), which the held ITL has as SAST; the signature verifies"
    steps = [{"offered": "itl", "verdict": "accept_local", "rule": 3, "reason": reason}]

    assert {"erase": "not_needed", "steps": steps, "warnings": []} == answer


def test_folders_are_picked_by_name_and_each_file_judged() -> None:
    answer = judged("--held", "held", "--offered", "new", "--tvs", "prepared.json")

    assert "not_needed" == answer["erase"]
    assert [("itl", "accept_tvs", 13), ("config", "accept_local", 4)] == verdicts(answer)


def test_the_phones_own_list_comes_before_the_common_one() -> None:
    assert [("itl", "accept_local", 3)] == verdicts(judged("--held", "held", "--offered", "own"))


def test_an_option_for_one_file_wins_over_the_folder() -> None:
    answer = judged(
        "--held",
        "held",
        "--offered",
        "new",
        "--offered-itl",
        "held/ITLFile.tlv",
        "--offered-config",
        "new/XMLDefault.cnf.xml.sgn",
    )

    assert [("itl", "accept_local", 3), ("config", "accept_local", 4)] == verdicts(answer)


def test_a_file_of_any_name_tells_itself_what_it_is() -> None:
    assert [("itl", "needs_tvs", 10)] == verdicts(judged("--held", "old-phone.bin", "--offered", "new/ITLFile.tlv"))


def test_files_may_be_named_one_by_one() -> None:
    answer = judged("--held", "mixed/CTLFile.tlv", "--held", "mixed/ITLFile.tlv", "--offered", "mixed")

    assert [("ctl", "accept_local", 3), ("itl", "accept_local", 3)] == verdicts(answer)


def test_a_phone_without_a_list_takes_the_first() -> None:
    answer = judged("--offered", "new")

    assert ("not_needed", [("itl", "accept_first", 1), ("config", "accept_local", 4)]) == (
        answer["erase"],
        verdicts(answer),
    )


def test_without_a_tvs_file_the_tvs_is_open() -> None:
    assert "depends_on_tvs" == judged("--held", "held", "--offered", "new")["erase"]


def test_a_silent_tvs_is_none() -> None:
    answer = judged("--held", "held", "--offered", "new", "--tvs", "silent.json")

    assert ("needed", ("itl", "reject_tvs_unreachable", 11)) == (answer["erase"], verdicts(answer)[0])
    assert any("blocks TCP 2445" in one for one in answer["warnings"])


def test_an_offered_file_that_does_not_parse_is_a_judgement() -> None:
    Path("page.tlv").write_bytes(b"<html>not found</html>")
    answer = judged("--held", "held", "--offered-itl", "page.tlv")

    assert ("unknown", [("itl", "parse_error", 0)]) == (answer["erase"], verdicts(answer))


def test_serials_may_be_written_as_people_write_them() -> None:
    serial = ":".join(OLD.tvs.serial_hex.lower()[at : at + 2] for at in range(0, len(OLD.tvs.serial_hex), 2))
    known = {"serial": f"0x{NEW.callmanager.serial_hex}", "roles": [0]}
    Path("tvs.json").write_text(json.dumps({"reachable": True, "presents": serial, "knows": [known]}), encoding="utf-8")

    assert ("itl", "accept_tvs", 13) == verdicts(judged("--held", "held", "--offered", "new", "--tvs", "tvs.json"))[0]


def test_nothing_offered_is_no_answer() -> None:
    answer = judged("--held", "held")

    assert ("unknown", [], ["nothing is offered: name what the new cluster serves with --offered"]) == (
        answer["erase"], answer["steps"], answer["warnings"],
    )  # fmt: skip


def test_a_person_reads_a_table_the_answer_and_the_warnings() -> None:
    result = call("--held", "held", "--offered", "new/ITLFile.tlv", "--tvs", "silent.json")
    lines = result.stdout.splitlines()

    assert 0 == result.exit_code
    assert "OFFERED  VERDICT                 RULE  REASON" == lines[0]
    assert lines[1].startswith("ITL      reject_tvs_unreachable  11    no held list has the signer CN=cucm-new-pub")
    assert "Erase: needed: the phone refuses what it is offered and keeps its list." == lines[3]
    assert all(one.startswith("Warning: ") for one in lines[4:])


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ((), "trust judge: name what the phone holds (--held) and what it is offered (--offered)"),
        (("--held", "nowhere", "--offered", "new"), "nowhere: can not be read (No such file or directory); name a file that is there"),
        (("--held-itl", "gone.tlv", "--offered", "new"), "gone.tlv: can not be read (No such file or directory); name a file that is there"),
        (("--held", "held", "--offered-itl", "gone.tlv"), "gone.tlv: can not be read (No such file or directory); name a file that is there"),
        (("--held", "empty", "--offered", "new"), "--held empty: there is no CTL and no ITL; name the file with --held-itl or --held-ctl"),
        (
            ("--held", "held", "--offered", "empty"),
            "--offered empty: there is no CTL, no ITL and no configuration; name the file with --offered-itl or --offered-ctl",
        ),
        (
            ("--held", "two", "--offered", "new"),
            "--held: 2 files may be the ITL (two/ITLSEP001122334455.tlv, two/ITLSEP001122334456.tlv); name the one that is meant",
        ),
        (("--held-itl", "new/XMLDefault.cnf.xml.sgn", "--offered", "new"), "new/XMLDefault.cnf.xml.sgn: a signed file "),
        (("--held-itl", "empty/readme.txt", "--offered", "new"), "empty/readme.txt: "),
        (("--held-itl", "held", "--offered", "new"), "held: can not be read (Is a directory); name a file that is there"),
        (("--held", "held", "--offered", "new", "--tvs", "gone.json"), "--tvs gone.json: can not be read (No such file or directory); name a file that is there"),
        (("--held", "held", "--offered", "new", "--tvs", "empty/readme.txt"), "--tvs empty/readme.txt: Invalid JSON"),
    ],
)  # fmt: skip
def test_what_can_not_be_read_is_said_in_a_line(words: tuple[str, ...], told: str) -> None:
    result = call(*words)

    assert (2, "", 1) == (result.exit_code, result.stdout, len(result.stderr.splitlines()))
    assert result.stderr.startswith(told)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('{"reachable": "yes"}', "reachable: Input should be a valid boolean"),
        ('{"presents": "AB"}', "reachable: Field required"),
        ('{"reachable": true, "presents": "Berlin"}', "presents: Value error, a serial number is written in hex"),
        ('{"reachable": true, "known": []}', "known: Extra inputs are not permitted"),
        ('{"reachable": true, "knows": [{"roles": [0]}]}', "knows.0.serial: Field required"),
    ],
)
def test_a_tvs_file_is_held_to_its_form(text: str, told: str) -> None:
    Path("tvs.json").write_text(text, encoding="utf-8")
    result = call("--held", "held", "--offered", "new", "--tvs", "tvs.json")

    assert (2, f"--tvs tvs.json: {told}\n") == (result.exit_code, result.stderr)


def test_a_real_process_answers_with_a_document_and_nothing_else() -> None:
    served = Path("served")
    served.mkdir()
    (served / "ITLFile.tlv").write_bytes(Cluster("third").itl())
    words = [
        sys.executable,
        "-m",
        "eraser.service",
        "trust",
        "judge",
        "--held",
        "held",
        "--offered",
        "served",
        "--json",
    ]
    done = subprocess.run(words, capture_output=True, text=True, timeout=60, check=True)

    assert ("depends_on_tvs", "") == (json.loads(done.stdout)["erase"], done.stderr)
