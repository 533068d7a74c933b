"""`itl-eraser trust archive`: all lists of all nodes into a folder."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

from typer.testing import CliRunner, Result

from eraser.service.cli import app
from eraser.trust import collect
from eraser.trust.archive import Archive
from tests.trust import http_server, tftp_server
from tests.trust.beside import beside
from tests.trust.cases import NEW, OLD
from tests.trust.http_server import Node, serving_http
from tests.trust.lists import Cluster
from tests.trust.tftp_server import Manners, serving

PHONE, OTHER = "SEP001122334455", "SEP001122334466"
PUB = {"ITLFile.tlv": OLD.itl(), "CTLFile.tlv": OLD.ctl(), f"ITL{PHONE}.tlv": OLD.itl()}
SUB = {"ITLFile.tlv": Cluster("old", host="cucm-old-sub").itl(), f"ITL{OTHER}.tlv": NEW.itl()}


def call(*words: str) -> Result:
    return CliRunner().invoke(app, ["trust", "archive", *words], prog_name="itl-eraser")


def archived(*words: str) -> tuple[int, dict[str, Any]]:
    result = call(*words, "--json")
    return result.exit_code, json.loads(result.stdout)


def tftp(server: tftp_server.Server) -> str:
    return f"tftp://{tftp_server.HOST}:{server.port}"


def http(node: Node) -> str:
    return f"http://{http_server.HOST}:{node.port}"


def test_every_node_s_lists_are_kept_and_found_by_signature() -> None:
    with beside(serving(PUB)) as pub, beside(serving_http(SUB)) as sub:
        code, told = archived(tftp(pub), http(sub), "-o", "lists")

    assert (0, "lists", []) == (code, told["folder"], told["failures"])
    assert [(tftp(pub), "CTLFile.tlv"), (tftp(pub), "ITLFile.tlv"), (http(sub), "ITLFile.tlv")] == [
        (one["server"], one["name"]) for one in told["files"]
    ]
    archive = Archive.read(Path("lists"))
    for data in (PUB["ITLFile.tlv"], PUB["CTLFile.tlv"], SUB["ITLFile.tlv"]):
        assert data == archive.find(hashlib.md5(data).hexdigest())


def test_the_own_lists_of_phones_are_kept_by_name_and_by_inventory() -> None:
    Path("phones.csv").write_text(f"name,address\n{OTHER},10.0.0.1\n,10.0.0.2\n", encoding="utf-8")
    with beside(serving_http(SUB)) as sub:
        result = call(http(sub), "--phone", "001122334455", "--inventory", "phones.csv", "--json")

    assert (0, "warning: 1 phones of the inventory have no name; only their common lists are kept\n") == (
        result.exit_code,
        result.stderr,
    )
    assert ["ITLFile.tlv", f"ITL{OTHER}.tlv"] == [one["name"] for one in json.loads(result.stdout)["files"]]
    assert {f"CTL{PHONE}.tlv", f"ITL{PHONE}.tlv", f"CTL{OTHER}.tlv", f"ITL{OTHER}.tlv"} < set(sub.asked)
    assert not [name for name in sub.asked if ".cnf" in name]


def test_a_second_call_adds_what_changed_and_nothing_else() -> None:
    files = dict(PUB)
    with beside(serving_http(files)) as pub:
        call(http(pub))
        files["ITLFile.tlv"] = OLD.itl(timestamp=1_500_000_000)
        result = call(http(pub))

    assert "2 lists fetched, 1 of them new: itl-eraser-archive" == result.stdout.splitlines()[-1]
    assert 3 == len(Archive.read(Path("itl-eraser-archive")).entries)


def test_the_table_has_a_row_for_each_list_of_a_node() -> None:
    with beside(serving_http(PUB)) as pub:
        lines = call(http(pub), "--phone", PHONE).stdout.splitlines()

    serial, size = OLD.callmanager.serial_hex, len(PUB["ITLFile.tlv"])
    assert ["SERVER", "NAME", "BYTES", "SIGNED", "AT", "SIGNER", "MD5"] == lines[0].split()
    row = f"{http(pub)} ITLFile.tlv and 1 more {size} 2015-03-06T18:45:13Z {OLD.callmanager.subject} ({serial})"
    assert row in " ".join(lines[2].split())
    assert lines[2].endswith("  new")


def test_a_node_that_fails_is_told_of_and_the_others_are_kept() -> None:
    with beside(serving(PUB, Manners(error=(2, "Access violation")))) as bad, beside(serving_http(SUB)) as good:
        code, told = archived(tftp(bad), http(good))

    assert (1, ["ITLFile.tlv"]) == (code, [one["name"] for one in told["files"]])
    assert f"{tftp(bad)}: CTLFile.tlv: the server refuses it with error 2 (Access violation)" in told["failures"][0]


def test_a_node_without_an_itl_is_said_to_be_none() -> None:
    with beside(serving_http({})) as node:
        result = call(http(node))

    line = f"{http(node)}: it serves no ITLFile.tlv; check that it is a TFTP node of the cluster\n"
    assert (1, line) == (result.exit_code, result.stderr)


def test_a_node_that_fails_for_phone_after_phone_is_left(monkeypatch: Any) -> None:
    monkeypatch.setattr(collect, "_AT_ONCE", 1)
    names = [f"SEP0011223344{n:02}" for n in range(10)]
    too_large = {f"ITL{name}.tlv": bytes(4 * 1024 * 1024 + 1) for name in names}
    with beside(serving_http({**PUB, **too_large})) as node:
        result = call(http(node), *(word for name in names for word in ("--phone", name)))

    assert (1, 2 + 2 * 3) == (result.exit_code, len(node.asked))
    assert f"{http(node)}: it is not asked for more phones; run again when it answers" == result.stderr.splitlines()[-1]


def test_wrong_words_are_refused_before_anything_is_asked() -> None:
    with beside(serving_http(PUB)) as node:
        results = [call("cucm-pub", http(node)), call(http(node), "--phone", "x/../y")]

    assert [2, 2] == [one.exit_code for one in results]
    assert [
        "cucm-pub: is no list server; write tftp://HOST, http://HOST:6970 or https://HOST:6971\n",
        "--phone x/../y: is no phone's name; write SEP and its twelve hex digits\n",
    ] == [one.stderr for one in results]
    assert ([], False) == (node.asked, Path("itl-eraser-archive").exists())


def test_a_folder_that_can_not_be_made_is_told() -> None:
    Path("there").write_bytes(b"a file")
    result = call("tftp://127.0.0.1:9", "-o", "there")

    line = "there: can not be made (Not a directory); choose another folder with -o DIR\n"
    assert (2, line) == (result.exit_code, result.stderr)
