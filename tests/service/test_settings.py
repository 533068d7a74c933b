"""Options: which place wins, what a wrong one is told, and that credentials come from nowhere else."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from eraser.model.run import Options
from eraser.ops.labels import labels_at
from eraser.ops.settings import load_settings
from eraser.service.job import new_job, options_of
from tests.faults import faults_of

BROKEN = Path(__file__).parent / "broken_settings"


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
        "--concurrency: '0' is not allowed; write a whole number from 1 to 20000",
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
