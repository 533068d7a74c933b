"""The wanted list as the operator names it: files, signatures, servers; and what a wrong word is told."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eraser.ops.settings import load_settings
from eraser.ops.wanted import read_wanted
from tests.faults import faults_of


def test_a_wanted_file_is_known_by_every_digest_that_a_phone_may_print(tmp_path: Path) -> None:
    content = b"\x01\x00\x02\x01\x01 not a real list"
    (tmp_path / "ITLFile.tlv").write_bytes(content)

    expected = {hashlib.new(name, content).hexdigest().upper() for name in ("md5", "sha1", "sha256", "sha512")}
    for word in (str(tmp_path / "ITLFile.tlv"), str(tmp_path)):
        found = read_wanted([word])
        assert (expected, (("ITLFile.tlv", content),)) == (set(found.signatures), found.files)


@given(st.sampled_from([32, 40, 64, 128]), st.sampled_from(["", ":", " ", "-"]), st.data())
def test_a_signature_is_read_with_and_without_separators(length: int, separator: str, data: st.DataObject) -> None:
    digits = data.draw(st.text("0123456789abcdefABCDEF", min_size=length, max_size=length))
    pairs = separator.join(digits[place : place + 2] for place in range(0, length, 2))

    assert (digits.upper(),) == read_wanted([f"signature:{pairs}"]).signatures


@pytest.mark.parametrize(
    ("word", "words"),
    [
        ("signature:abc", "is no signature; copy it from the phone's page (32, 40, 64, 128 hex digits)"),
        ("signature:" + "g" * 40, "is no signature; copy it from the phone's page (32, 40, 64, 128 hex digits)"),
        ("nowhere.tlv", "no such file; check the path"),
        ("notes.txt", "is no .tlv file; name a trust list such as ITLFile.tlv"),
        ("void.tlv", "void.tlv is empty; name another file"),
        ("folder", "no .tlv file is in this folder; name the folder that holds them"),
    ],
)
def test_a_wanted_list_that_is_none_is_told_in_exact_words(word: str, words: str) -> None:
    Path("notes.txt").write_text("x")
    Path("void.tlv").touch()
    Path("folder").mkdir()

    assert (f"--wanted {word}: {words}",) == faults_of(lambda: read_wanted([word]))


def test_every_wrong_wanted_word_has_its_line() -> None:
    assert 2 == len(faults_of(lambda: read_wanted(["a.tlv", "b.tlv"])))


def test_servers_are_kept_as_written_and_paths_so_that_a_resumed_run_finds_them(tmp_path: Path) -> None:
    (tmp_path / "ITLFile.tlv").write_bytes(b"x")

    found = read_wanted(["tftp://10.1.1.1", "HTTP://10.1.1.1:6970", "ITLFile.tlv"])
    assert ("tftp://10.1.1.1", "HTTP://10.1.1.1:6970") == found.servers
    assert ("tftp://10.1.1.1", "HTTP://10.1.1.1:6970", str(tmp_path / "ITLFile.tlv")) == found.words


@pytest.mark.parametrize(
    ("given_words", "checked"),
    [
        ({}, False),
        ({"wanted": ("signature:" + "a" * 40,)}, True),
        ({"wanted": ("signature:" + "a" * 40,), "check_tftp": False}, False),
        ({"check_tftp": True}, True),
    ],
)
def test_servers_of_phones_pages_are_asked_where_a_list_is_wanted_or_somebody_says_so(
    given_words: Mapping[str, Any], checked: bool
) -> None:
    assert checked is load_settings(given_words).to_options().check_tftp
