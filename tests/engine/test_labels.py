"""Phones in another language, followed by the operator's words; and what those words may never do."""

from __future__ import annotations

import tomllib
from dataclasses import replace

import pytest

from eraser.dsl import Driver, Lists, Route, label
from eraser.engine.labels import language_hint, missing_words, route_in, translations, widened
from eraser.engine.obstacles import CALL_KEYS
from eraser.engine.registry import load_drivers, speaking
from eraser.model.outcome import BadInput, Outcome, Reason
from eraser.simulator.menus import layouts_in
from eraser.simulator.state import Quirks
from tests.architecture.source import ROOT
from tests.drivers.walking import FAST, Walked, ground_of, walk

TABLES: dict[str, dict[str, str]] = tomllib.loads((ROOT / "docs/labels-german.toml").read_text(encoding="utf-8"))[
    "labels"
]
GERMAN = TABLES["German_Germany"]
REGISTRY = load_drivers()
MODELS = (
    "CP-8841",
    "CP-8851",
    "CP-7945G",
    "CP-7841",
    "CP-9971",
    "CP-7911G",
    "CP-6921",
    "CP-8945",
    "CP-8831",
    "CP-7832",
)
PHONES = [(model, layout) for model in MODELS for layout in layouts_in("de", model)]
EACH = pytest.mark.parametrize(("model", "layout"), PHONES)


def route_of(model: str) -> tuple[Driver, Route]:
    driver = REGISTRY.find(model)
    assert isinstance(driver, Driver)
    return driver, next(one for one in driver.routes if one.erases is not Lists.CTL)


def walk_in_german(model: str, layout: str, tables: dict[str, dict[str, str]], **quirks: object) -> Walked:
    driver, route = route_of(model)
    ground = replace(ground_of(model, layout, route), quirks=replace(Quirks(), **quirks))  # type: ignore[arg-type]
    spoken = speaking(REGISTRY, tables).find(model)
    assert spoken is not None
    return walk(spoken if tables else driver, ground, options=replace(FAST, labels=tables))


@EACH
def test_a_german_phone_is_erased_by_the_words_of_the_settings(model: str, layout: str) -> None:
    walked = walk_in_german(model, layout, TABLES)

    # 69xx show their lists nowhere (phones §0.8), so that nothing proves it.
    right = Outcome.UNPROVEN if model == "CP-6921" else Outcome.ERASED
    assert (right, 1, ()) == (walked.result.outcome, len(walked.erased), walked.wrong), walked.result.detail


@pytest.mark.parametrize(("model", "layout"), PHONES[2:5])
def test_without_words_a_german_phone_is_left_as_it_was_and_the_remedy_is_told(model: str, layout: str) -> None:
    walked = walk_in_german(model, layout, {})
    result = walked.result

    assert (Outcome.FAILED, Reason.SCREEN_UNEXPECTED, (), ()) == (
        result.outcome,
        result.reason,
        walked.erased,
        walked.wrong,
    )
    assert "Its user locale is German_Germany: give the words of its menus in itl-eraser.toml" in result.detail


@pytest.mark.parametrize(("model", "layout"), PHONES[2:4])
@pytest.mark.parametrize("lacking", ["Hold", "All settings"])
def test_half_a_table_leads_nowhere_and_says_what_it_lacks(model: str, layout: str, lacking: str) -> None:
    """Without a word for a neighbour, or for a call, nobody would notice them on the screen."""
    half = {english: words for english, words in GERMAN.items() if english not in {lacking, "All"}}

    walked = walk_in_german(model, layout, {"German_Germany": half})

    assert (Reason.SCREEN_UNEXPECTED, ()) == (walked.result.reason, walked.erased)
    assert "[labels.German_Germany] of the settings lacks" in walked.result.detail


@pytest.mark.parametrize("quirk", ["on_hold", "ringing"])
@pytest.mark.parametrize("model", ["CP-8841", "CP-7945G"])
def test_a_german_call_is_seen(model: str, quirk: str) -> None:
    walked = walk_in_german(model, layouts_in("de", model)[0], TABLES, **{quirk: True})

    assert (Outcome.BUSY, Reason.IN_CALL, ()) == (walked.result.outcome, walked.result.reason, walked.erased)


@pytest.mark.parametrize("quirk", ["settings_locked", "unlock_password"])
@pytest.mark.parametrize("model", ["CP-8841", "CP-7945G"])
def test_closed_german_settings_need_a_person(model: str, quirk: str) -> None:
    walked = walk_in_german(model, layouts_in("de", model)[0], TABLES, **{quirk: True})

    assert (Outcome.MANUAL, Reason.SETTINGS_LOCKED) == (walked.result.outcome, walked.result.reason)


@pytest.mark.parametrize("model", ["CP-8841", "CP-7945G", "CP-6921"])
def test_english_words_stay_in_force(model: str) -> None:
    _, route = route_of(model)
    spoken = route_in(route, TABLES)

    for plain, wide in zip(route.never, spoken.never, strict=True):
        assert wide.alternatives[: len(plain.alternatives)] == plain.alternatives
    assert spoken.meant.alternatives[: len(route.meant.alternatives)] == route.meant.alternatives
    assert set(CALL_KEYS.alternatives) < set(widened(CALL_KEYS, TABLES).alternatives)


def test_half_a_table_still_forbids() -> None:
    _, route = route_of("CP-8841")
    half = {"Half_Table": {"Network settings": "Netz", "Security settings": "Netzsicherheit"}}

    spoken = route_in(route, half)

    assert any(one.names("Netz") for one in spoken.never)
    assert route.path == spoken.path


def test_a_phone_with_english_screens_is_erased_as_before() -> None:
    driver, route = route_of("CP-8841")
    spoken = speaking(REGISTRY, TABLES).find("CP-8841")
    assert spoken is not None
    ground = ground_of("CP-8841", "88xx-5-4-5", route)

    assert walk(driver, ground).end == walk(spoken, ground, options=replace(FAST, labels=TABLES)).end


BROKEN: dict[str, tuple[dict[str, str], str]] = {
    "a word nobody asks for": (
        {"Setings": "Einstellungen"},
        "labels.X: 'Setings' is on no screen that a driver asks for; did you mean 'Settings'?",
    ),
    "one word for the meant and the forbidden": (
        {"Security settings": "Netz", "Network settings": "Netz"},
        (
            "labels: 'Netz' stands for 'Security settings' and for 'Network settings', which must never be reset; correct "
            "one of them"
        ),
    ),
    "an English word that is forbidden": (
        {"Security": "Network"},
        "labels: 'Network' stands for 'Security' and for 'Network', which must never be reset; correct one of them",
    ),
    "a leading soft key that confirms": (
        {"Apps": "Weiter", "Continue": "Weiter"},
        "labels: 'Weiter' stands for 'Apps' and for 'Continue', which confirms; correct one of them",
    ),
    "a soft key that means a call": (
        {"Exit": "Beenden", "End Call": "Beenden"},
        (
            "labels: 'Beenden' stands for 'Exit' and for 'End Call', by which a call or a closed menu is seen; "
            "correct one of them"
        ),
    ),
}


@pytest.mark.parametrize("what", BROKEN)
def test_words_that_can_not_be_right_are_refused_in_exact_words(what: str) -> None:
    table, words = BROKEN[what]

    with pytest.raises(BadInput) as told:
        speaking(REGISTRY, {"X": table}, "itl-eraser.toml")

    assert f"itl-eraser.toml: {words}" in told.value.faults


def harm(model: str, table: dict[str, str]) -> tuple[str, ...]:
    """What goes wrong on a German phone by these words; () also where they are refused."""
    try:
        return walk_in_german(model, layouts_in("de", model)[0], {"German_Germany": table}).wrong
    except BadInput:
        return ()


@pytest.mark.parametrize("place", range(0, len(GERMAN), 3))
def test_one_wrong_word_is_refused_or_harms_no_phone(place: int) -> None:
    """A word says what the one before it should."""
    english, words = list(GERMAN), list(GERMAN.values())

    assert () == harm("CP-7841", GERMAN | {english[place]: words[place - 1]})


@pytest.mark.parametrize("english", ["Security settings", "Security"])
@pytest.mark.parametrize("never", ["Network settings", "Network", "All settings", "Reset device", "All", "Device"])
def test_a_neighbours_word_for_the_meant_row_is_refused(english: str, never: str) -> None:
    table = GERMAN | {english: GERMAN[never]}

    with pytest.raises(BadInput, match=f"stands for '{english}' and for '{never}', which must never be reset"):
        speaking(REGISTRY, {"German_Germany": table})


def test_two_languages_stand_beside_each_other() -> None:
    tables = TABLES | {"French_France": {"Network settings": "Paramètres réseau"}}
    _, route = route_of("CP-8841")

    spoken = route_in(route, tables)

    assert any(one.names("Netzwerkeinstellungen") for one in spoken.never)
    assert any(one.names("Paramètres réseau") for one in spoken.never)


def test_a_word_is_known_however_its_marked_letters_are_read() -> None:
    assert ("Löschen", "Loschen", "Løschen", "Lschen") == translations("erase", {"X": {"Erase": "Löschen"}})
    assert ("A", "B") == translations("Erase", {"X": {"Erase": "A | B"}})
    assert label("Erase") == widened(label("Erase"), {})


@pytest.mark.parametrize("word", ["セキュリティ", "ガード", "보안", "Netz"])
def test_a_word_without_marks_and_one_of_another_script_is_taken_as_it_is(word: str) -> None:
    assert (word,) == translations("Security", {"X": {"Security": word}})


def test_no_reading_leaves_too_little_of_a_word() -> None:
    assert ("Nég", "Neg", "Nøg") == translations("No", {"X": {"No": "Nég"}})


@pytest.mark.parametrize("locale", [None, "English_United_States", "english_united_kingdom"])
def test_an_english_phone_is_told_nothing_about_words(locale: str | None) -> None:
    assert "" == language_hint(locale, route_of("CP-8841")[1], {})


def test_the_example_has_every_word_for_every_route() -> None:
    routes = [route for driver in REGISTRY.drivers if isinstance(driver, Driver) for route in driver.routes]

    assert {()} == {missing_words(route, GERMAN) for route in routes}
