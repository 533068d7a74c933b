"""A list is shown in the words of `show itl`, and as the JSON that scripts rely on."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from eraser.service.cli import app
from eraser.trust.show import shown_json, shown_text
from eraser.trust.tlv import read_trust_file
from tests.trust.keys import pair
from tests.trust.lists import SAST, Cluster, as_record, element, record, text, token_record, trust_list
from tests.trust.sessions import NO_CTL, TOKEN_CTL, session_of

OLD, NEW = Cluster("old"), Cluster("new")
TOKEN = pair("CN=SAST-ADN0054f509;OU=IPCBU;O=Cisco Systems", label="token", serial=0x3CF927000000AFA2DA45)
SHAPES = {
    "1.0": OLD.itl(version=(1, 0), certutils=True),
    "1.1 signer 1.1": OLD.itl(version=(1, 1), signer_version=(1, 1)),
    "1.2": OLD.itl(),
    "ctl": OLD.ctl(signer=OLD.itl_recovery, digest="sha512"),
    "token": trust_list([token_record(TOKEN), *OLD.records()[2:]], signer=TOKEN, filename="CTLFile.tlv"),
    "rollback": OLD.rollback_itl(),
    "non-secure": OLD.non_secure_ctl(),
    "ec": Cluster("ec", kind="p384").itl(digest="sha512"),
    "large": OLD.itl(records=OLD.records() * 15),
    "unknown": OLD.itl(records=[record(OLD.tvs, 4711, extra=element(99, bytes(80)))], extra=element(200, b"x")),
    "config": OLD.config(),
    "encrypted": OLD.encrypted_config(),
    "forged": OLD.itl(key=OLD.callmanager.forged()),
    "nobody": OLD.itl(signer=NEW.callmanager),
}


def lines_of(data: bytes, name: str = "ITLFile.tlv") -> list[str]:
    return shown_text(read_trust_file(data, name=name)).splitlines()


# --- text ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("shape", SHAPES)
def test_every_shape_is_shown_with_its_hashes_lengths_and_every_record(shape: str) -> None:
    data = SHAPES[shape]
    read = read_trust_file(data)

    shown = shown_text(read)

    assert f"{hashlib.md5(data, usedforsecurity=False).hexdigest()}(MD5)\n" in shown
    assert f"{hashlib.sha1(data, usedforsecurity=False).hexdigest()}(SHA1)\n" in shown
    assert f": {len(data)}\n" in shown
    assert f"HeaderLength:   {read.header.length} (BYTES)\n" in shown
    assert len(read.records) == shown.count(" Record #:")
    for one in read.records:
        assert f"1       RECORDLENGTH         2       {one.length}\n" in shown
        assert one.subject in shown


def test_a_record_stands_in_the_columns_that_engineers_know() -> None:
    lines = lines_of(OLD.itl())

    at = lines.index("        ITL Record #:4")
    assert [
        "BYTEPOS TAG                  LENGTH  VALUE",
        "------- ---                  ------  -----",
        "1       RECORDLENGTH         2       1052",
        "2       DNSNAME              13      cucm-old-pub",
        "3       SUBJECTNAME          59      CN=cucm-old-pub;OU=Voice;O=Example;L=Berlin;ST=Berlin;C=DE",
        "4       FUNCTION             2       TVS",
    ] == lines[at + 2 : at + 8]
    assert "7       PUBLICKEY            140     RSA 1024 bit" == lines[at + 10]
    sha1 = hashlib.sha1(OLD.tvs.certificate, usedforsecurity=False).digest().hex(" ").upper()
    size = len(OLD.tvs.certificate)
    assert f"9       CERTIFICATE          {size}     {sha1} (SHA1 Hash HEX)" == lines[at + 12]
    assert "10      IPADDRESS            4       10.48.47.153" == lines[at + 13]


def test_the_signer_is_told_from_the_other_sast() -> None:
    lines = lines_of(OLD.itl(signer=OLD.itl_recovery))

    assert ["This etoken was not used to sign the ITL file.", "This etoken was used to sign the ITL file."] == [
        line for line in lines if line.startswith("This etoken")
    ]


@pytest.mark.parametrize(
    ("shape", "verdict"),
    [
        ("1.2", "The ITL file was verified successfully."),
        ("ctl", "The CTL file was verified successfully."),
        ("forged", "The ITL file was not verified: the signature is not of this key."),
        ("nobody", "The ITL file can not be verified: its signer has no record here."),
        ("config", "The signer's certificate is not in this file; only the list that a phone holds can verify it."),
    ],
)
def test_the_verdict_stands_at_the_end(shape: str, verdict: str) -> None:
    assert verdict in lines_of(SHAPES[shape], "")


def test_warnings_are_the_last_lines() -> None:
    lines = lines_of(OLD.rollback_itl(signer=NEW.callmanager))

    assert [
        "Warnings:",
        '  no certificate for TFTP and TVS: the ITL of "Prepare Cluster for Rollback to pre 8.0"',
        "  signature: no record of this list has the signer's issuer and serial",
    ] == lines[-3:]


def test_a_stranger_s_bytes_do_not_move_the_cursor() -> None:
    evil = as_record(text(2, "a\x1b[2Jb\r\nc\x9b") + element(4, b"\0\2"))

    shown = shown_text(read_trust_file(trust_list([evil], signer=OLD.callmanager), name="\x1b]0;x\x07"))

    assert "a\\x1b[2Jb\\x0d\\x0ac\\x9b" in shown
    assert set(shown) - {"\n"} == {one for one in shown if one.isprintable()}


def test_a_configuration_s_payload_is_never_shown() -> None:
    assert not any("device" in line for line in lines_of(OLD.config()))
    assert "PAYLOAD         48 bytes" in lines_of(OLD.config())
    assert "PAYLOAD         256 bytes, encrypted" in lines_of(OLD.encrypted_config())


def test_an_unknown_element_is_shown_by_its_first_bytes() -> None:
    assert f"99      UNKNOWN              80      {'00 ' * 32}…" in lines_of(SHAPES["unknown"])
    assert "200     UNKNOWN              1       120" in lines_of(SHAPES["unknown"])


# --- JSON ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("shape", SHAPES)
def test_the_document_has_the_keys_of_the_contract(shape: str) -> None:
    shown = shown_json(read_trust_file(SHAPES[shape]))

    assert ["file", "kind", "header", "records", "md5", "sha1", "size_bytes", "self_consistent", "warnings"] == list(
        shown
    )
    assert ["version", "length", "filename", "timestamp", "digest", "signer"] == list(shown["header"])
    assert ["subject", "issuer", "serial"] == list(shown["header"]["signer"])
    keys = ["role", "role_code", "dns", "subject", "issuer", "serial", "ip", "has_certificate"]
    assert all(keys == list(one) for one in shown["records"])
    assert shown == json.loads(json.dumps(shown))


@pytest.mark.parametrize(
    ("shape", "kind", "digest", "whole"),
    [
        ("1.2", "itl", "sha1", True),
        ("ctl", "ctl", "sha512", True),
        ("ec", "itl", "sha512", True),
        ("token", "ctl", "sha1", True),
        ("forged", "itl", "sha1", False),
        ("nobody", "itl", "sha1", None),
        ("config", "signed", "sha1", None),
    ],
)
def test_the_document_says_whether_the_file_is_whole(shape: str, kind: str, digest: str, whole: bool | None) -> None:
    shown = shown_json(read_trust_file(SHAPES[shape]))

    assert (kind, digest, whole) == (shown["kind"], shown["header"]["digest"], shown["self_consistent"])


def test_hashes_and_serials_are_upper_case_and_times_are_utc() -> None:
    shown = shown_json(read_trust_file(OLD.itl()))

    assert hashlib.md5(OLD.itl(), usedforsecurity=False).hexdigest().upper() == shown["md5"]
    assert OLD.callmanager.serial_hex == shown["header"]["signer"]["serial"] == shown["records"][0]["serial"]
    assert "2015-03-06T18:45:13Z" == shown["header"]["timestamp"]
    assert None is shown_json(read_trust_file(OLD.itl(timestamp=None)))["header"]["timestamp"]


def test_a_bare_record_is_empty_and_has_no_certificate() -> None:
    shown = shown_json(read_trust_file(OLD.rollback_itl()))

    assert {
        "role": "TFTP",
        "role_code": 3,
        "dns": "cucm-old-pub",
        "subject": "",
        "issuer": "",
        "serial": "",
        "ip": "10.48.47.153",
        "has_certificate": False,
    } == shown["records"][1]


# --- the command -----------------------------------------------------------------------------------------------------


def call(*words: object) -> Result:
    return CliRunner().invoke(app, ["trust", "show", *map(str, words)], prog_name="itl-eraser")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "ITLFile.tlv").write_bytes(OLD.itl())
    (tmp_path / "CTLFile.tlv").write_bytes(OLD.ctl())
    (tmp_path / "itl.txt").write_text(session_of(OLD.itl()), encoding="utf-8")
    (tmp_path / "ctl.txt").write_text(TOKEN_CTL, encoding="utf-8")
    (tmp_path / "none.txt").write_text(NO_CTL, encoding="utf-8")
    (tmp_path / "page.html").write_text("<html>404</html>", encoding="utf-8")
    return tmp_path


def test_the_command_shows_a_file(folder: Path) -> None:
    result = call(folder / "ITLFile.tlv")

    assert (0, "") == (result.exit_code, result.stderr)
    assert shown_text(read_trust_file(OLD.itl(), name=str(folder / "ITLFile.tlv"))) == result.stdout


def test_one_file_is_one_document_and_several_are_a_list(folder: Path) -> None:
    alone = call(folder / "ITLFile.tlv", "--json")
    both = call("--json", folder / "ITLFile.tlv", folder / "CTLFile.tlv")

    assert ("itl", ["itl", "ctl"]) == (
        json.loads(alone.stdout)["kind"],
        [one["kind"] for one in json.loads(both.stdout)],
    )
    assert (0, "", 0, "") == (alone.exit_code, alone.stderr, both.exit_code, both.stderr)


def test_the_text_of_show_itl_is_a_file_like_others(folder: Path) -> None:
    bytes_, text_ = (json.loads(call(folder / name, "--json").stdout) for name in ("ITLFile.tlv", "itl.txt"))

    assert (bytes_["md5"], bytes_["size_bytes"], True) == (text_["md5"], text_["size_bytes"], text_["self_consistent"])
    assert [one["serial"] for one in bytes_["records"]] == [one["serial"] for one in text_["records"]]
    assert ["read from text: neither keys nor the signed bytes are in it"] == text_["warnings"]


def test_a_list_from_text_is_shown_in_the_same_columns(folder: Path) -> None:
    lines = call(folder / "ctl.txt").stdout.splitlines()

    assert "        CTL Record #:3" in lines
    assert '3       SUBJECTNAME                  cn="SAST-ADN00aabbccdd        ";ou=IPCBU;o="Cisco Systems' in lines
    assert "4       FUNCTION             2       CCM+TFTP" in lines
    assert "The CTL file was verified successfully." in lines


def test_a_node_without_a_list_is_told(folder: Path) -> None:
    result = call(folder / "none.txt")

    assert (0, f"{folder / 'none.txt'}: the node says that it has no such file\n") == (result.exit_code, result.stderr)


def test_what_can_not_be_read_is_told_after_what_can(folder: Path) -> None:
    result = call(folder / "page.html", folder / "ITLFile.tlv", folder / "missing.tlv", folder)

    assert 2 == result.exit_code
    assert f"File: {folder / 'ITLFile.tlv'}" in result.stdout
    assert [
        f"{folder / 'page.html'}: no header: the file begins with b'<html>404</html>'; fetch the file again from the TFTP node",
        f"{folder / 'missing.tlv'}: can not be read (No such file or directory); name a file that is there",
        f"{folder}: can not be read (Is a directory); name a file that is there",
    ] == result.stderr.splitlines()


@pytest.mark.parametrize("word", ["-h", "--help"])
def test_the_command_helps(word: str) -> None:
    result = call(word)

    assert 0 == result.exit_code
    assert result.stdout.startswith("Usage: itl-eraser trust show ")


def test_a_signer_with_role_0_only_is_called_an_etoken() -> None:
    assert not any("etoken" in line for line in lines_of(OLD.itl(records=OLD.records()[2:])))
    assert 2 == sum("etoken" in line for line in lines_of(OLD.itl(records=[record(OLD.tvs, SAST)] * 2)))
