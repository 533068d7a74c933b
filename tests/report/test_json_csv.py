"""The report for programs keeps the contract's shape, and is safe in a spreadsheet."""

import csv
import io
import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eraser.model.outcome import Outcome
from eraser.model.run import Run
from eraser.report.json_csv import render_csv, render_json, safe_cell
from tests.report.samples import ERASED, FAILED, PICTURES, RUN, WITHOUT_LIST, result

# The contract's §3, word for word.
PHONE_KEYS = [
    "name",
    "address",
    "site",
    "model",
    "firmware",
    "serial",
    "outcome",
    "reason",
    "detail",
    "channel",
    "driver",
    "route",
    "itl_before",
    "itl_after",
    "ctl_before",
    "ctl_after",
    "proof",
    "keys_pressed",
    "attempts",
    "started_at",
    "finished_at",
    "seconds",
    "screens",
    "extra",
]


def table(results):
    return list(csv.DictReader(io.StringIO(render_csv(RUN, results, {}).decode())))


def test_json_has_the_contracts_keys_and_no_others():
    document = json.loads(render_json(RUN, [ERASED, FAILED, WITHOUT_LIST], PICTURES))

    assert ["run", "phones"] == list(document)
    assert ["id", "started_at", "finished_at", "options", "counts"] == list(document["run"])
    assert [PHONE_KEYS] * 3 == [list(phone) for phone in document["phones"]]


def test_json_says_what_happened():
    document = json.loads(render_json(RUN, [ERASED, FAILED, WITHOUT_LIST], PICTURES))

    assert {"erased": 1, "failed": 1, "not_applicable": 1} == document["run"]["counts"]
    assert ("2026-01-02T03:04:05Z", "2026-01-02T03:11:17Z") == (
        document["run"]["started_at"],
        document["run"]["finished_at"],
    )
    assert ["screens/SEP001122330001-1-before-confirm.png"] == document["phones"][0]["screens"]
    assert ["itl_signature_changed", "status:ITL installed"] == document["phones"][0]["proof"]


def test_a_run_that_has_not_ended_has_no_time_of_its_end():
    run = Run("r1", "run", datetime(2026, 1, 2, tzinfo=UTC))

    assert json.loads(render_json(run, [], {}))["run"]["finished_at"] is None


def test_csv_has_the_same_fields_one_row_a_phone():
    rows = table([ERASED, FAILED])

    assert PHONE_KEYS[:-1] == list(rows[0])
    assert ["erased", "failed"] == [row["outcome"] for row in rows]
    assert "itl_signature_changed; status:ITL installed" == rows[0]["proof"]
    assert ("", "41.2", "9") == (rows[0]["reason"], rows[0]["seconds"], rows[0]["keys_pressed"])


def test_columns_of_the_inventory_are_repeated():
    rows = table([result(1, extra={"floor": "3", "owner": "=HYPERLINK()"}), result(2, extra={"room": "12"})])

    assert ["floor", "owner", "room"] == list(rows[0])[-3:]
    assert ("3", "'=HYPERLINK()", "") == (rows[0]["floor"], rows[0]["owner"], rows[0]["room"])
    assert ("", "", "12") == (rows[1]["floor"], rows[1]["owner"], rows[1]["room"])


def test_a_column_of_the_inventory_never_takes_the_place_of_ours():
    rows = table([result(1, extra={"outcome": "lost", "extra.outcome": "busy"})])

    assert ("erased", "lost", "busy") == (rows[0]["outcome"], rows[0]["extra.outcome"], rows[0]["extra.extra.outcome"])


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        ("=1+1", "'=1+1"),
        ("+49 30", "'+49 30"),
        ("-1", "'-1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "' =1"),
        ("  =1", "'  =1"),
        ("＝1", "'＝1"),
        ("two\r\nlines", "two  lines"),
        (["=a", "b"], "'=a; b"),
        (None, ""),
        (0, "0"),
        ("SEP001122334455", "SEP001122334455"),
    ],
)
def test_a_cell_is_never_a_formula(value, cell):
    assert cell == safe_cell(value)


@given(st.text())
def test_no_text_becomes_a_formula_or_a_second_row(text):
    rows = list(csv.reader(io.StringIO(render_csv(RUN, [result(1, detail=text, extra={text: text})], {}).decode())))

    assert 2 == len(rows)
    assert not [
        cell
        for row in rows
        for cell in row
        if cell.lstrip().startswith(("=", "+", "-", "@")) or cell.startswith(("\t", "\r"))
    ]


def test_half_a_letter_does_not_break_the_files():
    odd = result(1, detail="half \ud83d")

    assert b"half \\ud83d" in render_csv(RUN, [odd], {})
    assert json.loads(render_json(RUN, [odd], {}))["phones"][0]["detail"].startswith("half ")


def test_all_outcomes_can_be_written():
    results = [result(number, outcome) for number, outcome in enumerate(Outcome)]

    assert [outcome.value for outcome in Outcome] == [row["outcome"] for row in table(results)]
