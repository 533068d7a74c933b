"""Whatever stands in the file, the environment or on the command line: settings, or one line for each fault."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from unittest import mock

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eraser.model.outcome import BadInput
from eraser.ops.settings import PREFIX, Settings, load_settings
from eraser.ops.wanted import read_wanted

FIELDS = sorted(Settings.model_fields)
WORDS = st.sampled_from([*FIELDS, *(field.replace("_", "-") for field in FIELDS), "phone_password", "pase", "run.pace"])
VALUES = st.one_of(
    st.integers(), st.floats(), st.booleans(), st.text(max_size=20), st.lists(st.text(max_size=5), max_size=3)
)
PIECES = st.sampled_from(['"', "'''", "[", "]", "[[", "=", " = ", "\n", "#", "{", "}", ",", "1", "-1", "nan", "true", "off", "2026-01-01", "\\u0000", '"a\\nb"'])  # fmt: skip


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("settings") / "itl-eraser.toml"


def load_or_refuse(given_words: Mapping[str, object], config: Path | None = None) -> None:
    try:
        settings = load_settings(given_words, config)
    except BadInput as error:
        assert error.faults  # noqa: PT017 - that it raises is as good as that it does not
        assert all(fault and fault.splitlines() == [fault] for fault in error.faults), error.faults  # noqa: PT017
    else:
        assert 1 <= settings.attempts <= 20
        assert 0.05 <= settings.pace <= 10


@given(st.binary(max_size=300))
def test_arbitrary_bytes_in_the_file_are_settings_or_faults(file: Path, content: bytes) -> None:
    file.write_bytes(content)
    load_or_refuse({}, file)


@given(st.lists(st.one_of(WORDS, PIECES), max_size=30))
def test_arbitrary_toml_is_settings_or_faults(file: Path, pieces: list[str]) -> None:
    file.write_text("".join(pieces))
    load_or_refuse({}, file)


@given(
    WORDS,
    st.sampled_from(
        ["1", "-1", "1e999", "nan", "true", '""', "[]", "[[1]]", "{}", "{a=1}", "07:00:00", '"x"', '"1,2"']
    ),
)
def test_any_value_of_any_key_is_settings_or_faults(file: Path, word: str, value: str) -> None:
    file.write_text(f"{word} = {value}\n")
    load_or_refuse({}, file)


@pytest.mark.parametrize("key", ['"a\\nb"', '"pa\\u001b[31mce"', '""', '"ü ü"'])
def test_a_key_that_breaks_lines_is_told_on_one(file: Path, key: str) -> None:
    file.write_text(f"{key} = 1\n")
    with pytest.raises(BadInput) as told:
        load_settings({}, file)
    (fault,) = told.value.faults
    assert fault.isprintable()


@given(st.dictionaries(st.sampled_from(FIELDS), VALUES, max_size=4))
def test_any_words_of_the_command_line_are_settings_or_faults(words: dict[str, object]) -> None:
    load_or_refuse(words)


LETTERS = st.characters(exclude_characters="\x00", exclude_categories=["Cs"])


@given(st.dictionaries(st.sampled_from([*FIELDS, "pase", "phone_user"]), st.text(LETTERS, max_size=20), max_size=4))
def test_any_environment_is_settings_or_faults(words: dict[str, str]) -> None:
    environment = {f"{PREFIX}{field.upper()}": value for field, value in words.items()}
    with mock.patch.dict(os.environ, environment):
        load_or_refuse({})


@given(
    st.lists(
        st.one_of(st.text(max_size=40), st.text("0123456789abcdefABCDEF :-", max_size=60).map("signature:{}".format)),
        max_size=3,
    )
)
def test_any_wanted_list_is_a_signature_or_a_fault(words: list[str]) -> None:
    try:
        signatures = read_wanted(tuple(words)).signatures
    except BadInput as error:
        assert error.faults  # noqa: PT017
    else:
        assert all(set(one) <= set("0123456789ABCDEF") for one in signatures)
