"""Options: which place wins, what a wrong one is told, and that credentials come from nowhere else."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eraser.model.outcome import BadInput
from eraser.model.run import Options
from eraser.ops.credentials import Terminal, read_login
from eraser.ops.labels import labels_at
from eraser.ops.settings import load_settings
from eraser.ops.wanted import read_wanted
from eraser.service.job import new_job, options_of

BROKEN = Path(__file__).parent / "broken_settings"


def faults_of(call: Callable[[], object]) -> tuple[str, ...]:
    with pytest.raises(BadInput) as told:
        call()
    return told.value.faults


@pytest.mark.parametrize("path", sorted(BROKEN.glob("*.toml")), ids=lambda path: path.stem)
def test_broken_settings_are_told_in_exact_words(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(BROKEN)
    told = faults_of(lambda: load_settings({}, Path(path.name)))

    assert path.with_suffix(".expected").read_text(encoding="utf-8").splitlines() == list(told)


def test_every_broken_file_has_its_words() -> None:
    assert sorted(path.stem for path in BROKEN.glob("*.toml")) == sorted(
        path.stem for path in BROKEN.glob("*.expected")
    )


def test_nothing_said_gives_the_defaults_of_the_options() -> None:
    assert Options() == load_settings({}).to_options()


def test_command_line_wins_over_environment_over_file_over_default(monkeypatch: pytest.MonkeyPatch) -> None:
    Path("itl-eraser.toml").write_text("pace = 0.5\nconcurrency = 10\nattempts = 9\n")
    monkeypatch.setenv("ITL_ERASER_PACE", "0.6")
    monkeypatch.setenv("ITL_ERASER_CONCURRENCY", "11")

    settings = load_settings({"pace": 0.7, "per_site": None, "blind": ()})

    assert (0.7, 11, 9, 25) == (settings.pace, settings.concurrency, settings.attempts, settings.per_site)


def test_the_file_named_wins_over_the_one_in_the_working_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Path("itl-eraser.toml").write_text("pace = 0.5\n")
    other = tmp_path / "other.toml"
    other.write_text("pace = 0.6\n")

    assert 0.6 == load_settings({}, other).pace
    monkeypatch.setenv("ITL_ERASER_CONFIG", str(other))
    assert 0.6 == load_settings({}).pace


@pytest.mark.parametrize(
    ("name", "text", "field", "value"),
    [
        ("CANARY", "1,5", "canary", (1, 5)),
        ("CANARY", "off", "canary", ()),
        ("BLIND", "CP-7821, CP-7841", "blind", ("CP-7821", "CP-7841")),
        ("TRUST_WEAK", "CP-8832", "trust_weak", ("CP-8832",)),
        ("METRICS", "127.0.0.1:9500", "metrics", ("127.0.0.1", 9500)),
        ("METRICS", "[::1]:9500", "metrics", ("::1", 9500)),
        ("LIST", "both", "list", "both"),
        ("DRY_RUN", "true", "dry_run", True),
        ("PACE", "", "pace", 1.0),
        ("STORE", "sqlite:/srv/x.db", "store", "sqlite:/srv/x.db"),
    ],
)
def test_the_environment_is_read_as_words(
    name: str, text: str, field: str, value: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(f"ITL_ERASER_{name}", text)

    assert value == getattr(load_settings({}), field)


@pytest.mark.parametrize(
    ("text", "field", "value"),
    [
        ("canary = [1, 5]", "canary", (1, 5)),
        ("canary = 3", "canary", (3,)),
        ('canary = "off"', "canary", ()),
        ('wanted = ["a.tlv", "b.tlv"]', "wanted", ("a.tlv", "b.tlv")),
        ('wanted = "a.tlv"', "wanted", ("a.tlv",)),
        ("return-within = 5", "return_within", 5.0),
        ("return_within = 5", "return_within", 5.0),
    ],
)
def test_the_file_is_read_as_toml(text: str, field: str, value: object) -> None:
    Path("itl-eraser.toml").write_text(text + "\n")

    assert value == getattr(load_settings({}), field)


def test_an_unknown_variable_is_told_with_the_one_that_is_meant(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ITL_ERASER_CONCURENCY", "5")
    monkeypatch.setenv("ITL_ERASER_PHONE_PASWORD", "x")

    assert (
        "environment: ITL_ERASER_CONCURENCY is unknown; did you mean ITL_ERASER_CONCURRENCY?",
        "environment: ITL_ERASER_PHONE_PASWORD is unknown; did you mean ITL_ERASER_PHONE_PASSWORD?",
    ) == faults_of(lambda: load_settings({}))


def test_a_wrong_value_names_the_place_that_set_it(monkeypatch: pytest.MonkeyPatch) -> None:
    Path("itl-eraser.toml").write_text("\nattempts = 99\n")
    monkeypatch.setenv("ITL_ERASER_PACE", "fast")

    assert {
        "--concurrency: '0' is not allowed; write a whole number from 1 to 2000",
        "ITL_ERASER_PACE: 'fast' is not allowed; write a number from 0.05 to 10; 1.0 is the driver's own",
        "itl-eraser.toml:2: attempts: '99' is not allowed; write a whole number from 1 to 20",
    } == set(faults_of(lambda: load_settings({"concurrency": 0})))


def test_a_value_of_the_file_that_another_place_overrides_is_not_asked_about() -> None:
    Path("itl-eraser.toml").write_text("attempts = 99\n")

    assert 2 == load_settings({"attempts": 2}).attempts


def test_a_config_file_that_is_not_there_is_told() -> None:
    told = faults_of(lambda: load_settings({}, Path("nowhere.toml")))

    assert ("nowhere.toml: can not be read (No such file or directory); check --config",) == told


def test_models_that_the_operator_names_reach_the_engine() -> None:
    options = load_settings({"blind": ("CP-7841",), "trust_weak": ("CP-8832", "CP-6921")}).to_options()

    assert (("CP-7841",), ("CP-8832", "CP-6921")) == (options.blind, options.trust_weak)


def test_words_of_other_languages_reach_the_engine_and_come_back_with_the_run() -> None:
    Path("itl-eraser.toml").write_text('[labels.German_Germany]\n"password" = "Kennwort"\n')

    settings = load_settings({})
    options = settings.to_options()
    job = new_job("run", (), options, None)

    assert {"German_Germany": {"password": "Kennwort"}} == options.labels
    assert options == options_of(replace(job.run, options=json.loads(json.dumps(job.run.options))))
    assert "itl-eraser.toml:1" == labels_at(settings.origins)


def test_words_can_not_stand_in_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ITL_ERASER_LABELS", "German_Germany")

    (told,) = faults_of(lambda: load_settings({}))
    assert told.startswith("ITL_ERASER_LABELS: 'German_Germany' is not allowed; write tables such as")


def test_stale_needs_a_wanted_list() -> None:
    told = faults_of(lambda: load_settings({"erase": "stale"}).to_options())

    assert (
        "--erase stale needs to know what is not stale; add --wanted FILE.tlv, tftp://HOST or signature:HEX",
    ) == told


@pytest.mark.parametrize(
    ("given_words", "erase"),
    [
        ({}, "all"),
        ({"wanted": ("signature:" + "a" * 40,)}, "stale"),
        ({"wanted": ("signature:" + "a" * 40,), "erase": "all"}, "all"),
    ],
)
def test_stale_is_the_default_where_a_wanted_list_is_known(given_words: Mapping[str, Any], erase: str) -> None:
    assert erase == load_settings(given_words).to_options().erase


# --- wanted ----------------------------------------------------------------------------------------------------------


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


# --- credentials -----------------------------------------------------------------------------------------------------


def nobody(question: str) -> str:
    raise AssertionError(f"nobody should be asked: {question}")


def password_file(text: bytes, mode: int = 0o600) -> str:
    path = Path("password")
    path.write_bytes(text)
    path.chmod(mode)
    return "password"


def test_a_login_comes_from_the_environment_and_does_not_print(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ITL_ERASER_PHONE_USER", "eraser")
    monkeypatch.setenv("ITL_ERASER_PHONE_PASSWORD", "s3cret: words")

    login = read_login("phone", Terminal(nobody, nobody))

    assert ("eraser", "s3cret: words", ()) == (login.user, login.password.get_secret_value(), login.warnings)
    assert "s3cret" not in repr(login)


def test_a_password_file_is_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ITL_ERASER_PHONE_USER", "eraser")
    monkeypatch.setenv("ITL_ERASER_PHONE_PASSWORD_FILE", password_file(b" spaces stay \r\n"))

    login = read_login("phone")

    assert (" spaces stay ", ()) == (login.password.get_secret_value(), login.warnings)


def test_a_password_file_that_others_can_read_is_warned_about(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ITL_ERASER_PHONE_USER", "eraser")
    monkeypatch.setenv("ITL_ERASER_PHONE_PASSWORD_FILE", password_file(b"x1\n", 0o644))

    words = "ITL_ERASER_PHONE_PASSWORD_FILE: password can be read by others (mode 0644); run chmod 600 password"
    assert (words,) == read_login("phone").warnings


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "password does not hold one line with a password; write the password alone into it"),
        (b"\n", "password does not hold one line with a password; write the password alone into it"),
        (b"a\nb\n", "password does not hold one line with a password; write the password alone into it"),
        (b"a" * 5000, "password does not hold one line with a password; write the password alone into it"),
        (b"\xff", "password is no UTF-8 text; write the password alone into it"),
    ],
    ids=["empty", "only a line end", "two lines", "too long", "no text"],
)
def test_a_wrong_password_file_is_told_without_what_is_in_it(
    content: bytes, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ITL_ERASER_SSH_PASSWORD_FILE", password_file(content))

    assert (f"ITL_ERASER_SSH_PASSWORD_FILE: {words}",) == faults_of(lambda: read_login("ssh"))


def test_a_missing_password_file_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ITL_ERASER_PHONE_PASSWORD_FILE", "/run/secrets/none")

    words = "ITL_ERASER_PHONE_PASSWORD_FILE: /run/secrets/none does not exist; check the path"
    assert (words,) == faults_of(lambda: read_login("phone"))


def test_password_and_password_file_at_once_are_a_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ITL_ERASER_CUCM_PASSWORD", "x1")
    monkeypatch.setenv("ITL_ERASER_CUCM_PASSWORD_FILE", password_file(b"x2"))

    words = "environment: ITL_ERASER_CUCM_PASSWORD and ITL_ERASER_CUCM_PASSWORD_FILE are both given; remove one"
    assert (words,) == faults_of(lambda: read_login("cucm"))


def test_without_a_terminal_a_missing_login_is_told() -> None:
    words = (
        "environment: no login for the phones; "
        "set ITL_ERASER_PHONE_USER and ITL_ERASER_PHONE_PASSWORD_FILE, or use a terminal"
    )
    assert (words,) == faults_of(lambda: read_login("phone"))


def test_on_a_terminal_only_what_is_missing_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ITL_ERASER_PHONE_USER", "eraser")
    asked: list[str] = []

    def ask(question: str) -> str:
        asked.append(question)
        return "typed"

    login = read_login("phone", Terminal(nobody, ask))

    assert (["Password of eraser: "], "typed") == (asked, login.password.get_secret_value())


@pytest.mark.parametrize("user", ["", "a:b"])
def test_a_user_that_basic_can_not_carry_is_a_fault(user: str) -> None:
    told = faults_of(lambda: read_login("phone", Terminal(lambda _: user, lambda _: "x1")))

    assert 1 == len(told)
