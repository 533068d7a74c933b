"""The doors without a fleet: usage, files, settings; what is told and with which exit code."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from eraser.engine.registry import load_sources
from eraser.service import terminal
from eraser.service.cli import COMMANDS, app

NAME = "SEP001122334401"
NO_LOGIN = (
    "environment: no login for the phones; "
    "set ITL_ERASER_PHONE_USER and ITL_ERASER_PHONE_PASSWORD_FILE, or use a terminal"
)


def call(*words: str) -> Result:
    return CliRunner().invoke(app, list(words), prog_name="itl-eraser")


def inventory(text: str, name: str = "phones.csv") -> str:
    Path(name).write_text(text, encoding="utf-8")
    return name


# --- help ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("command", list(COMMANDS))
@pytest.mark.parametrize("word", ["-h", "--help"])
def test_every_command_helps(command: str, word: str) -> None:
    result = call(command, word)

    assert 0 == result.exit_code
    assert result.stdout.startswith(f"Usage: itl-eraser {command} ")


def test_the_help_lists_every_command() -> None:
    listed = [
        line.split()[0] for line in call("--help").stdout.splitlines() if line.startswith("  ") and line[2] != " "
    ]

    assert list(COMMANDS) == [word for word in listed if word in COMMANDS]


def test_help_loads_nothing_heavy() -> None:
    heavy = ["numpy", "PIL", "cv2", "httpx", "pydantic", "lxml", "structlog", "rich.console", "eraser.engine.fleet"]
    code = (
        "import sys; from eraser.service.cli import app\n"
        "try: app(['--help'], prog_name='itl-eraser')\n"
        f"except SystemExit: sys.stderr.write(' '.join(one for one in {heavy} if one in sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=30)

    assert ("Usage: itl-eraser", "") == (done.stdout[:17], done.stderr)


def test_the_version_is_that_of_the_distribution() -> None:
    assert (0, "itl-eraser 0.1.0\n") == (call("--version").exit_code, call("--version").stdout)


# --- usage -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("melt",), "No such command 'melt'."),
        (("run",), "Missing argument 'SOURCE'."),
        (("run", "x.csv", "--limt", "y"), "No such option: --limt"),
        (("resume",), "Missing argument 'RUN'."),
        (("simulate",), "Missing option '--inventory-out'."),
    ],
)
def test_wrong_usage_is_told_and_exits_with_2(words: tuple[str, ...], told: str) -> None:
    result = call(*words)

    assert 2 == result.exit_code
    assert told in result.stderr


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("run", "nowhere.csv"), "nowhere.csv: no such file; check the path"),
        (("plan", "nowhere.csv"), "nowhere.csv: no such file; check the path"),
        (("inventory", "nowhere.csv"), "nowhere.csv: no such file; check the path"),
        (
            ("run", "ldap:x"),
            f"source ldap:x: unknown scheme ldap: (known: {', '.join(f'{one}:' for one in sorted(load_sources()))}); for a file with a colon write ./ldap:x",
        ),
        (("run", "phones.csv", "--pace", "99"), "--pace: '99' is not allowed; write a number from 0.05 to 10; 1.0 is the driver's own"),
        (("run", "phones.csv", "--erase", "some"), "--erase: 'some' is not allowed; write stale or all"),
        (("run", "phones.csv", "--list", "tvs"), "--list: 'tvs' is not allowed; write itl, ctl or both"),
        (
            ("run", "phones.csv", "--erase", "stale"),
            "--erase stale needs to know what is not stale; add --wanted FILE.tlv, tftp://HOST or signature:HEX",
        ),
        (("run", "phones.csv", "--canary", "one"), "--canary: 'one' is not allowed; write sizes of waves such as 1,5,25, or off"),
        (("run", "phones.csv", "--config", "none.toml"), "none.toml: can not be read (No such file or directory); check --config"),
        (("run", "phones.csv", "--yes"), NO_LOGIN),
        (("plan", "phones.csv", "--cti-host", "x"), "--cti-host: is of no use without --cti-jar; give both, or leave it out"),
        (("plan", "phones.csv", "--cti-jar", "x"), "no login for the CUCM; set ITL_ERASER_CUCM_USER and ITL_ERASER_CUCM_PASSWORD_FILE"),
        (("run", "phones.csv", "--limit", "x"), "--limit x: matches no name, model or site of the inventory; correct it"),
        (("rehearse", "--profile", "kind"), "--profile kind: is unknown; choose one of "),
        (("simulate", "--inventory-out", "x.csv", "--profile", "kind"), "--profile kind: is unknown; choose one of "),
        (("drivers", "XX-1"), "model XX-1: no driver knows it, and nothing is guessed; known: "),
        (
            ("drivers", "--firmware", "x"),
            "--firmware: which model is meant? Write itl-eraser drivers MODEL --firmware LOAD",
        ),
        (("runs",), "itl-eraser.db: there is no such store; name the file with --store sqlite:PATH"),
        (("runs", "-o", "x"), "-o: goes with --recordings RUN; write that too"),
        (("runs", "--recordings", "x"), "itl-eraser.db: there is no such store; name the file with --store sqlite:PATH"),
        (("resume", "x"), "itl-eraser.db: there is no such store; name the file with --store sqlite:PATH"),
        (("report", "x"), "itl-eraser.db: there is no such store; name the file with --store sqlite:PATH"),
    ],
)  # fmt: skip
def test_bad_input_is_one_line_and_exits_with_2(words: tuple[str, ...], told: str, clean_place: Path) -> None:
    inventory(f"name,address\n{NAME},127.0.0.1:1\n")
    result = call(*words)

    assert (2, 1) == (result.exit_code, result.stderr.count("\n"))
    assert told in result.stderr.removeprefix(f"{clean_place}/")
    assert "" == result.stdout


def test_every_fault_of_every_source_is_told_at_once() -> None:
    inventory(f"name,address\n{NAME},10.1.1.999\nSEP00,10.1.1.1\n", "a.csv")
    inventory(f"name\n{NAME}\n", "b.csv")

    result = call("plan", "a.csv", "b.csv", "none.csv", "scan:10.0.0.0/8")

    assert 2 == result.exit_code
    assert [
        "scan:10.0.0.0/8: has 16777214 addresses, at most 65536 (a /16) are scanned; split it",
        "none.csv: no such file; check the path",
        "a.csv:2: the address '10.1.1.999' is no IP address; write host or host:port, such as 10.1.2.3:8080 (http or https is the column scheme)",
        "a.csv:3: 'SEP00' is no phone's name; write SEP and 12 hex digits, or the MAC address",
        f"b.csv:2: {NAME} has no address; add one or use a source that knows it",
    ] == result.stderr.splitlines()


def test_a_run_that_nobody_agrees_to_is_refused_without_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ITL_ERASER_PHONE_USER", "eraser")
    monkeypatch.setenv("ITL_ERASER_PHONE_PASSWORD", "s3cret-words")
    inventory(f"name,address\n{NAME},127.0.0.1:1\n")

    result = call("run", "phones.csv")

    assert (2, "1 phones would be erased and nobody is there to agree; add --yes\n") == (
        result.exit_code,
        result.stderr,
    )
    assert [] == list(Path().glob("*.db"))


# --- errors of ours --------------------------------------------------------------------------------------------------


def test_an_error_of_ours_is_one_line_and_its_traceback_is_in_a_file(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        terminal.learn_secrets(("s3cret-words",))
        raise ZeroDivisionError("with s3cret-words\nin two lines")

    monkeypatch.setattr("eraser.service.commands.drivers.ready_drivers", fail)

    result = call("drivers")

    (log,) = Path().glob("itl-eraser-error-*.log")
    words = f"internal error: ZeroDivisionError: with *** in two lines; the traceback is in {log}, please report it\n"
    assert (1, words) == (result.exit_code, result.stderr)
    record = json.loads(log.read_text(encoding="utf-8"))
    assert "ZeroDivisionError" in record["exception"]
    assert "s3cret-words" not in log.read_text(encoding="utf-8")


def test_control_c_before_anything_began_exits_with_130(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt() -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("eraser.service.commands.drivers.ready_drivers", interrupt)

    assert (130, "interrupted\n") == (call("drivers").exit_code, call("drivers").stderr)


# --- drivers ---------------------------------------------------------------------------------------------------------


def test_the_table_of_drivers_is_json_with_the_columns_of_the_table() -> None:
    result = call("drivers", "--json")

    rows = json.loads(result.stdout)
    header = call("drivers").stdout.splitlines()[0].lower().split()
    assert [list(row) for row in rows] == [header] * len(rows)
    assert {"model": "CP-7940G", "driver": "cisco-7940", "erases": "-", "route": "no list"}.items() <= next(
        row for row in rows if row["model"] == "CP-7940G"
    ).items()


def test_one_model_is_a_script_key_by_key() -> None:
    lines = call("drivers", "cp-8841", "--firmware", "sip88xx.12-5-1SR3-74").stdout.splitlines()

    steps = [line.split(". ", 1)[1] for line in lines if line[:3].strip(" .").isdigit()]
    assert (
        "Press Applications. The screen must show a menu with the row “Admin settings” or “Administrator settings”."
        in steps
    )
    assert any("seen twice alike" in step for step in steps)
    assert "Write down the intent. Press the soft key “Reset”: the place is read from the screen." in steps


def test_a_model_with_a_padlock_looks_before_it_unlocks() -> None:
    script = call("drivers", "CP-7965G").stdout

    assert "Look at the padlock. Only if it is locked, type **# and wait 5 s; look again" in script
    assert "Others press the digits otherwise: 4,5,2, then Soft4, Soft2. They are not pressed unseen." in script


def test_a_model_without_a_list_has_no_steps() -> None:
    script = call("drivers", "CP-7940G").stdout

    assert "Nothing is pressed: " in script
    assert "Press " not in script


# --- inventory -------------------------------------------------------------------------------------------------------


def test_sources_are_shown_as_one_list_with_origins_and_disagreements() -> None:
    inventory(f"name,address,room\n{NAME},10.1.1.1,12\n", "a.csv")
    inventory(f"mac,address,model\n{NAME[3:]},10.1.1.9,CP-8841\n", "b.csv")

    result = call("inventory", "a.csv", "b.csv", "--json")

    assert 0 == result.exit_code
    assert [
        {
            "name": NAME,
            "address": "10.1.1.1",
            "model": "CP-8841",
            "firmware": None,
            "site": None,
            "scheme": "http",
            "seen_at": None,
            "no_address": None,
            "extra": {"room": "12"},
            "origins": {"name": "a.csv:2", "address": "a.csv:2", "model": "b.csv:2", "extra.room": "a.csv:2"},
            "disagreements": [
                {
                    "field": "address",
                    "values": [{"origin": "a.csv:2", "value": "10.1.1.1"}, {"origin": "b.csv:2", "value": "10.1.1.9"}],
                }
            ],
        }
    ] == json.loads(result.stdout)
    assert f"warning: {NAME}: sources disagree: address 10.1.1.1 (a.csv:2), not 10.1.1.9 (b.csv:2)\n" == result.stderr


def test_the_merged_list_is_an_inventory_again() -> None:
    inventory(f'Name,address,site,notes\n{NAME},10.1.1.1:8080,Köln,"a, b"\n', "a.csv")

    assert 0 == call("inventory", "a.csv", "-o", "merged.csv").exit_code
    first, second = (json.loads(call("inventory", name, "--json").stdout) for name in ("a.csv", "merged.csv"))
    for one in (*first, *second):
        del one["origins"]
    assert first == second


def test_a_table_for_people_has_a_line_a_phone() -> None:
    inventory(f"name,address\n{NAME},10.1.1.1\n")

    header, row = call("inventory", "phones.csv").stdout.splitlines()
    assert ["NAME", "ADDRESS", "MODEL", "FIRMWARE", "SITE", "SCHEME", "ORIGIN", "DISAGREES"] == header.split()
    assert [NAME, "10.1.1.1", "http", "phones.csv:2"] == row.split()


@pytest.mark.parametrize("word", ["many", "nan", "1e99", "", "1.5"])
def test_a_number_that_is_none_is_told_in_one_line_wherever_it_stands(word: str) -> None:
    told = call("run", inventory("name\nSEP001122334455\n"), "--concurrency", word)

    assert (2, f"--concurrency: {word!r} is not allowed; write a whole number from 1 to 20000\n") == (
        told.exit_code,
        told.stderr,
    )


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
def test_an_output_that_has_no_room_is_told() -> None:
    with open("/dev/full", "w") as full:  # noqa: PTH123  a device
        done = subprocess.run(
            [Path(sys.executable).with_name("itl-eraser"), "drivers"],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )

    assert (1, "the output can not be written (No space left on device); free space there, or send it elsewhere\n") == (
        done.returncode,
        done.stderr,
    )
