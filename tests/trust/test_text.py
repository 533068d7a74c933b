"""What `show itl` and `show ctl` print is read as the list it prints, and a part of it is not taken for the whole."""

from __future__ import annotations

import hashlib
import re

import pytest

from eraser.trust.signature import check_itself, verify
from eraser.trust.text import LARGEST_TEXT, read_bytes_or_text, read_text
from eraser.trust.tlv import Kind, TrustListUnreadable, read_trust_file
from tests.trust.lists import TVS, Cluster, record
from tests.trust.sessions import NO_CTL, TOKEN_CTL, session_of

OLD, NEW = Cluster("old"), Cluster("new")
SHAPES = {
    "itl": OLD.itl(),
    "ctl": OLD.ctl(),
    "rollback": OLD.rollback_itl(),
    "non-secure": OLD.non_secure_ctl(),
    "mixed": OLD.itl(mixed=True, signer=OLD.itl_recovery, digest="sha512"),
    "certutils": OLD.itl(certutils=True, version=(1, 0), signer_version=(1, 1)),
    "ec": Cluster("ec", kind="p256").itl(digest="sha512"),
    "strange role": OLD.itl(records=[*OLD.records(), record(OLD.tvs, 99), record(OLD.tvs, 14)]),
}


@pytest.mark.parametrize("shape", SHAPES)
def test_a_text_says_the_same_as_the_bytes(shape: str) -> None:
    data = SHAPES[shape]
    whole = read_trust_file(data)

    (read,) = read_text(session_of(data))

    assert (whole.kind, whole.md5, whole.sha1, len(data)) == (read.kind, read.md5, read.sha1, read.size_bytes)
    assert (whole.header.version, whole.header.length, whole.header.signer) == (
        read.header.version,
        read.header.length,
        read.header.signer,
    )
    assert [(one.role_code, one.dns, one.subject, one.issuer, one.serial, one.certificate_sha1, one.length) for one in whole.records] == [
        (one.role_code, one.dns, one.subject, one.issuer, one.serial, one.certificate_sha1, one.length) for one in read.records
    ]  # fmt: skip
    assert (True, True) == (read.told_verified, bool(check_itself(read)))
    assert whole.warnings == read.warnings[1:]


def test_a_printed_session_is_read_with_its_tabs_tokens_and_broken_lines() -> None:
    (read,) = read_text(TOKEN_CTL)

    assert (Kind.CTL, "1.2", 304, 2709) == (read.kind, read.header.version, read.header.length, read.size_bytes)
    assert ("0123456789ABCDEF" * 2, "83112233445566778899") == (read.md5, read.header.signer.serial)
    assert [("SAST", "", True), ("SAST", "", True), ("CCM+TFTP", "10.20.30.40x", False)] == [
        (one.role, one.dns, one.has_certificate) for one in read.records
    ]
    assert ["83112233445566778899", "3C112233445566778899", ""] == [one.serial for one in read.records]
    assert "cn=Cisco Manufacturing CA;o=Cisco Systems" == read.records[1].issuer
    assert "99112233445566778899AABBCCDDEEFF00112233" == read.records[1].certificate_sha1
    assert (read.header.signer.identity, True) == (read.records[0].identity, read.told_verified)


@pytest.mark.parametrize("between", ["\n", "\r\n", "\r", " ", "\n\n"])
def test_lines_may_have_been_joined_or_torn_by_a_page(between: str) -> None:
    text = re.sub(r"[ \t]*\n", between, TOKEN_CTL)

    def said(text: str) -> list[object]:
        return [(one.role, one.dns, one.identity, one.certificate_sha1) for one in read_text(text)[0].records]

    assert said(TOKEN_CTL) == said(text)


@pytest.mark.parametrize("columns", [40, 61, 80, 132])
def test_lines_may_have_been_broken_at_a_terminal_s_edge(columns: int) -> None:
    data = OLD.itl()
    lines = [
        line[at : at + columns] for line in session_of(data).splitlines() for at in range(0, len(line) or 1, columns)
    ]

    (read,) = read_text("\n".join(lines))

    assert [one.identity for one in read_trust_file(data).records] == [one.identity for one in read.records]
    assert [one.role_code for one in read_trust_file(data).records] == [one.role_code for one in read.records]


def test_one_session_may_print_several_lists() -> None:
    text = session_of(OLD.itl()) + "\n" + session_of(OLD.ctl(), command="show ctl") + "\n" + session_of(NEW.itl())

    assert [(Kind.ITL, 5), (Kind.CTL, 4), (Kind.ITL, 5)] == [(one.kind, len(one.records)) for one in read_text(text)]


def test_a_node_without_a_list_has_none() -> None:
    assert () == read_text(NO_CTL)
    assert [Kind.ITL] == [one.kind for one in read_text(NO_CTL + "\n" + session_of(OLD.itl()))]


def test_from_text_a_signer_is_found_but_never_verified() -> None:
    (held,) = read_text(session_of(OLD.itl()))
    offered = read_trust_file(OLD.itl(signer=OLD.itl_recovery))

    (found,) = (one for one in held.records if one.identity == offered.header.signer.identity)
    check = verify(offered, found)

    assert (False, False) == (check.right, check.checkable)
    assert (False, False) == ((again := verify(held, OLD.callmanager.certificate)).right, again.checkable)


def test_what_the_node_found_wrong_stays_wrong() -> None:
    text = session_of(OLD.itl()).replace("was verified successfully", "could not be verified")

    (read,) = read_text(text)

    assert False is read.told_verified
    assert not check_itself(read)


@pytest.mark.parametrize("coding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le"])
def test_a_saved_session_is_read_in_the_codings_of_editors(coding: str) -> None:
    mark = "\ufeff" if coding == "utf-16-le" else ""

    (read,) = read_bytes_or_text((mark + session_of(OLD.itl())).encode(coding), name="itl.txt")

    assert ("itl.txt", hashlib.sha1(OLD.itl(), usedforsecurity=False).hexdigest().upper()) == (read.name, read.sha1)


def test_bytes_are_read_as_bytes() -> None:
    assert read_bytes_or_text(OLD.itl(), name="a") == (read_trust_file(OLD.itl(), name="a"),)


# --- not the whole ---------------------------------------------------------------------------------------------------


def test_a_text_with_a_record_cut_out_is_refused_because_it_looks_like_a_list_with_less_trust() -> None:
    head, *records = session_of(OLD.itl()).split("        ITL Record #:")
    text = "        ITL Record #:".join([head, *(one for one in records if "TVS" not in one)])

    with pytest.raises(TrustListUnreadable, match="the text is not whole: header and 4 records have 4568 bytes"):
        read_text(text)


@pytest.mark.parametrize("share", range(5, 100, 5))
def test_a_text_cut_anywhere_is_refused(share: int) -> None:
    text = session_of(OLD.itl(records=[record(OLD.callmanager, 0), record(OLD.tvs, TVS)]))
    body = text[: text.index("9       CERTIFICATE", text.rindex("Record #:"))]

    with pytest.raises(TrustListUnreadable):
        read_text(body[: len(body) * share // 100])


@pytest.mark.parametrize(
    ("word", "remedy"),
    [
        ("Length of ITL file: 5620", "Length of file"),
        ("(MD5)", "MD5"),
        ("(SHA1)\n", "SHA1"),
        ("Version:", "Version"),
        ("HeaderLength:", "HeaderLength"),
    ],
)
def test_a_text_without_one_of_its_lines_names_it(word: str, remedy: str) -> None:
    with pytest.raises(TrustListUnreadable, match=f"the text does not say: {remedy}; save the whole output"):
        read_text(session_of(OLD.itl()).replace(word, "", 1))


def test_a_certificate_without_its_hash_is_refused() -> None:
    text = re.sub(r"(?:[0-9A-F]{2} ){20}\(SHA1 Hash HEX\)", "", session_of(OLD.itl()))

    with pytest.raises(TrustListUnreadable, match="record 1: the text does not say the SHA1 hash of its certificate"):
        read_text(text)


def test_a_record_without_its_length_is_refused() -> None:
    text = session_of(OLD.itl()).replace("1052", "many", 1)

    with pytest.raises(TrustListUnreadable, match="record 1: the text does not say its length"):
        read_text(text)


@pytest.mark.parametrize("text", ["", "admin:show status\n", "ITL Record #:1", "x" * 5_000])
def test_another_text_is_no_list(text: str) -> None:
    with pytest.raises(TrustListUnreadable, match="is not in the text"):
        read_text(text)


def test_a_text_larger_than_any_list_is_refused() -> None:
    with pytest.raises(TrustListUnreadable, match="characters"):
        read_text(TOKEN_CTL + " " * LARGEST_TEXT)


def test_more_records_than_any_list_has_are_refused() -> None:
    with pytest.raises(TrustListUnreadable, match="more than 500 records"):
        read_text(TOKEN_CTL + "\nCTL Record #:9\n" * 1_100)
