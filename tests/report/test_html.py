"""The report page: what it says, that nothing in it can act or reach out, and that it stays small."""

import base64
import hashlib
import re
from dataclasses import replace
from datetime import timedelta

import pytest
from lxml import etree
from lxml import html as lxml_html

from eraser.model.outcome import Outcome, Reason
from eraser.report.html import MOST_PICTURES, render_html
from eraser.report.words import MEANINGS, next_step
from tests.report.samples import ERASED, FAILED, PICTURES, RUN, STARTED, WITHOUT_LIST, picture, result

HOSTILE = "\"><script>alert(1)</script><img src=x onerror='alert(1)'>{{ 7*7 }}</style></title>"


def page(results, pictures=None, run=RUN):
    return lxml_html.document_fromstring(render_html(run, results, pictures or {}).decode())


def text_of(element):
    return " ".join(element.text_content().split())


def section(document, name):
    return document.get_element_by_id(name)


@pytest.fixture(scope="module")
def usual():
    return page([ERASED, FAILED, WITHOUT_LIST], PICTURES)


def test_the_first_line_says_how_it_went(usual):
    assert "2 of 3 phones settled well" == text_of(usual.find(".//h1"))
    assert "1 phone still needs a person" in text_of(usual.find(".//header"))
    assert "7 min 12 s" in text_of(usual.find(".//header"))


def test_each_outcome_is_counted_and_explained(usual):
    rows = [[text_of(cell) for cell in row] for row in section(usual, "outcomes").findall(".//tbody/tr")]

    assert [
        ["erased", "1", "33 %", MEANINGS[Outcome.ERASED]],
        ["not applicable", "1", "33 %", MEANINGS[Outcome.NOT_APPLICABLE]],
        ["failed", "1", "33 %", MEANINGS[Outcome.FAILED]],
    ] == rows


def test_what_a_person_must_do_names_the_step_and_the_phones(usual):
    (care,) = section(usual, "care").findall("article")

    assert "failed: screen unexpected 1 phone" == text_of(care.find("h3"))
    assert next_step(Outcome.FAILED, Reason.SCREEN_UNEXPECTED) == text_of(care.find("p"))
    assert "SEP001122330002" in text_of(care)
    assert "SEP001122330001" not in text_of(care)


def test_it_says_how_to_go_on():
    busy = page([ERASED, result(2, Outcome.BUSY, Reason.IN_CALL)])

    assert f"itl-eraser resume {RUN.id}" in text_of(section(busy, "care"))
    assert "itl-eraser run SOURCE --limit SEP001122330002" in text_of(section(busy, "care"))


def test_a_finished_run_that_nothing_can_resume_does_not_offer_it(usual):
    assert "itl-eraser resume" not in text_of(section(usual, "care"))


def test_a_run_that_has_not_ended_says_so_and_how_to_resume():
    document = page([ERASED], run=replace(RUN, finished_at=None))

    assert "This run has not ended" in text_of(document.find(".//header"))
    assert f"itl-eraser resume {RUN.id}" in text_of(section(document, "care"))


def test_when_all_is_well_it_says_that_nothing_is_left():
    document = page([ERASED, WITHOUT_LIST])

    assert "All 2 phones settled well" == text_of(document.find(".//h1"))
    assert "Nothing. Every phone settled well." in text_of(section(document, "care"))


def test_a_plan_says_that_no_key_was_pressed():
    planned = result(1, Outcome.PENDING, None, keys_pressed=0, detail="holds another list")
    document = page([planned, WITHOUT_LIST], run=replace(RUN, kind="plan"))

    assert "1 of 2 phones would be erased" == text_of(document.find(".//h1"))
    assert "no key was pressed" in text_of(document.find(".//header"))
    assert "itl-eraser run" in text_of(section(document, "care"))


def test_a_run_without_phones_has_a_page_too():
    assert "No phones" == text_of(page([]).find(".//h1"))


def test_sites_and_models_have_their_own_tables(usual):
    sites, models = section(usual, "places").findall(".//table")

    assert [("wien", "0 %"), ("berlin", "100 %")] == [
        (text_of(row[0]), text_of(row[2])) for row in sites.findall(".//tbody/tr")
    ]
    assert ["CP-8841", "CP-7940G"] == [text_of(row[0]) for row in models.findall(".//tbody/tr")]


def test_many_sites_are_summed_after_the_first_ones():
    document = page([result(number, site=f"site {number:03}") for number in range(100)])

    assert "40 other sites" == text_of(section(document, "places").find(".//table").findall(".//tbody/tr")[-1][0])


def test_the_curve_ends_with_all_that_settled(usual):
    progress = section(usual, "progress")

    assert {"erased 1", "not applicable 1", "failed 1"} <= {text_of(one) for one in progress.iter("text")}
    assert "3" == text_of(progress.findall(".//tbody/tr")[-1][-1])


def test_the_proof_stands_beside_the_phone(usual):
    row = section(usual, "phones").findall(".//tbody/tr")[0]

    assert "itl signature changed" in text_of(row)
    assert ["EE5C" * 16, "9A01" * 16] == [one.get("title") for one in row.iter("abbr")]


def test_a_phone_that_was_not_erased_shows_no_list_after(usual):
    document = page([replace(FAILED, itl_before="EE5C" * 16)])

    assert "→" not in text_of(section(document, "phones").findall(".//tbody/tr")[0])


def test_pictures_are_inside_the_page_and_linked_from_their_phones(usual):
    figures = section(usual, "pictures").findall(".//figure")
    links = {link.get("href") for link in section(usual, "phones").iter("a")}

    assert {f"#{figure.get('id')}" for figure in figures} == links
    assert ["SEP001122330002", "SEP001122330001"] == [text_of(figure.find("figcaption"))[:15] for figure in figures]
    source = figures[0].find(".//img").get("src")
    assert picture() == base64.b64decode(source.removeprefix("data:image/png;base64,"))
    assert "Screen of SEP001122330002, before confirm" == figures[0].find(".//img").get("alt")


def test_what_a_browser_can_not_show_becomes_png_and_what_is_no_picture_is_left_out():
    file = ERASED.screens[0]

    (figure,) = section(page([ERASED], {file: picture(form="BMP")}), "pictures").findall(".//figure")
    assert figure.find(".//img").get("src").startswith("data:image/png;base64,iVBORw0KGgo")
    assert [] == section(page([ERASED], {file: b"<svg onload=alert(1)>"}), "pictures").findall(".//figure")


# --- nothing acts, nothing reaches out -------------------------------------------------------------------------------


def test_the_policy_forbids_the_network_and_allows_only_our_style_and_script(usual):
    policy = usual.find(".//meta[@http-equiv='Content-Security-Policy']").get("content")
    digests = [
        "sha256-" + base64.b64encode(hashlib.sha256(usual.find(f".//{tag}").text.encode()).digest()).decode()
        for tag in ("style", "script")
    ]

    assert (
        f"default-src 'none'; img-src data:; style-src '{digests[0]}'; script-src '{digests[1]}'; base-uri 'none'; form-action 'none'"
        == policy
    )


def test_nothing_is_loaded_from_elsewhere(usual):
    for element in usual.iter(etree.Element):
        for name, value in element.items():
            assert name != "style", "the policy forbids style attributes"
            assert not name.startswith("on")
            if name in {"src", "href", "xlink:href", "data", "action"}:
                assert value.startswith(("#", "data:image/png;base64,"))
    assert not re.search(r"url\(|@import", usual.find(".//style").text)
    assert usual.find(".//link") is None


def test_hostile_text_stays_text():
    hostile = result(
        1,
        Outcome.FAILED,
        Reason.UNREACHABLE,
        **dict.fromkeys(
            ("address", "site", "model", "firmware", "detail", "driver", "route", "channel", "itl_before"), HOSTILE
        ),
        proof=(HOSTILE,),
        screens=(f"{HOSTILE}-1-before-confirm.png",),
    )
    hostile = replace(hostile, name=HOSTILE)
    run = replace(RUN, id=HOSTILE, options={HOSTILE: HOSTILE})

    document = page([hostile], {hostile.screens[0]: picture()}, run)

    assert 1 == len(document.findall(".//script"))
    assert 1 == len(document.findall(".//style"))
    assert ["data:image/png;base64"] == [one.get("src").split(",")[0] for one in document.findall(".//img")]
    assert not [one for element in document.iter(etree.Element) for one, _ in element.items() if one.startswith("on")]
    assert "alert(1)" in text_of(section(document, "phones"))
    assert "{{ 7*7 }}" in text_of(section(document, "phones"))


def test_half_a_letter_does_not_break_the_page():
    assert b"half &#55357;" in render_html(RUN, [replace(ERASED, detail="half \ud83d")], {})


# --- who can not see or has no script --------------------------------------------------------------------------------


def test_tables_have_headers_and_graphics_have_words(usual):
    assert "en" == usual.get("lang")
    for table in usual.iter("table"):
        assert {"col"} == {header.get("scope") for header in table.findall("thead/tr/th")}
        assert all(row[0].tag == "th" and row[0].get("scope") == "row" for row in table.findall("tbody/tr"))
    for graphic in usual.iter("svg"):
        assert "img" == graphic.get("role")
        assert graphic.get("aria-label") or graphic.get("aria-labelledby")


def test_no_colour_stands_without_its_word(usual):
    for mark in usual.iter("span"):
        if "mark" in (mark.get("class") or "").split() and "any" not in mark.get("class").split():
            (outcome,) = [one.removeprefix("o-") for one in mark.get("class").split() if one.startswith("o-")]
            assert (mark.tail or "").strip().startswith(outcome.replace("_", " "))


def test_without_scripts_the_table_is_whole_and_the_controls_are_hidden(usual):
    assert 3 == len(section(usual, "table").findall(".//tbody/tr"))
    assert section(usual, "controls").get("hidden") is not None


# --- big runs --------------------------------------------------------------------------------------------------------


def test_beyond_two_hundred_phones_pictures_of_good_ends_are_a_sample():
    models = ("CP-8841", "CP-7841")
    good = [
        result(number, model=models[number % 2], screens=(f"p{number}-1-before-confirm.png",)) for number in range(300)
    ]
    bad = [result(400 + n, Outcome.UNPROVEN, None, screens=(f"b{n}-1-before-confirm.png",)) for n in range(3)]
    pictures = {file: picture() for one in [*good, *bad] for file in one.screens}

    document = page([*good, *bad], pictures)

    assert 3 + 2 == len(section(document, "pictures").findall(".//figure"))
    assert "298 more are beside this page in screens/" in text_of(section(document, "pictures"))


def test_two_thousand_phones_stand_in_the_table_and_more_do_not():
    whole = page([result(number) for number in range(2000)])
    assert 2000 == len(section(whole, "table").findall(".//tbody/tr"))

    document = page([*(result(number) for number in range(2000)), FAILED])

    assert ["SEP001122330002"] == [text_of(row[0])[:15] for row in section(document, "table").findall(".//tbody/tr")]
    assert "A run of 2,001 phones is too large for one page" in text_of(section(document, "phones"))


def test_the_page_of_a_huge_failed_run_stays_small():
    results = [
        result(number, Outcome.UNPROVEN, None, screens=(f"p{number}-1-before-confirm.png",)) for number in range(5000)
    ]
    one = picture()
    content = render_html(RUN, results, {result.screens[0]: one for result in results})

    assert len(content) < 5_000_000
    assert MOST_PICTURES == content.count(b'<figure id="picture-')
    assert b"first 2,000 of the 5,000" in content


def test_phones_that_settled_before_the_clock_was_right_still_have_a_curve():
    early = replace(ERASED, finished_at=STARTED - timedelta(hours=1))

    assert "erased 2" in {text_of(one) for one in section(page([early, result(2)]), "progress").iter("text")}


def test_the_page_of_fifty_thousand_phones_stays_under_five_megabytes():
    file = "SEP001122330001-1-unexpected.png"
    fields = {"detail": "an unexpected screen. " * 6, "screens": (file,)}
    bad = [result(number, Outcome.FAILED, Reason.SCREEN_UNEXPECTED, **fields) for number in range(2_500)]
    results = [*bad, *[ERASED] * 47_500]

    assert len(render_html(RUN, results, {file: b"\x89PNG\r\n\x1a\n" + bytes(12_000)})) < 5_000_000
