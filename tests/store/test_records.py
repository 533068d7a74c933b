"""Results and looks survive the way to JSON and back."""

from __future__ import annotations

import json
from dataclasses import fields
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eraser.model.phone import Facts, Phone, StatusMessage
from eraser.model.record import (
    facts_from_record,
    facts_to_record,
    from_record,
    status_from_record,
    status_to_record,
    time_from_text,
    time_text,
    to_record,
)
from eraser.model.run import Result
from eraser.store.rows import phone_columns, phone_value
from tests.contract.store_samples import a_result

KEYS = (
    "name address site model firmware serial outcome reason detail channel driver route itl_before itl_after "
    "ctl_before ctl_after proof keys_pressed attempts started_at finished_at seconds screens extra"
)

zones = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
times = st.datetimes(min_value=datetime(1970, 1, 2), max_value=datetime(2100, 1, 1), timezones=zones)  # noqa: DTZ001  zones are drawn
seconds = times.map(lambda time: time.replace(microsecond=0))
extras = st.dictionaries(st.text(), st.text(), max_size=3)
files = st.text("abc-_.", min_size=1)
results = st.builds(
    Result,
    started_at=st.none() | seconds,
    finished_at=st.none() | seconds,
    seconds=st.none() | st.floats(0, 1e6),
    screens=st.lists(files, max_size=3).map(tuple),
    extra=extras,
)
facts = st.builds(Facts, seen_at=times)


@given(results)
def test_a_result_comes_back_as_it_was(result: Result) -> None:
    assert from_record(json.loads(json.dumps(to_record(result)))) == result


@given(results)
def test_a_record_has_the_keys_of_the_contract_in_their_order(result: Result) -> None:
    assert " ".join(to_record(result)) == KEYS


@given(facts)
def test_what_was_seen_comes_back_as_it_was(seen: Facts) -> None:
    record = json.loads(json.dumps(facts_to_record(seen)))

    assert facts_from_record(record) == seen
    assert set(record) == {field.name for field in fields(Facts)}


@given(st.lists(st.builds(StatusMessage), max_size=3).map(tuple))
def test_status_messages_come_back_as_they_were(messages: tuple[StatusMessage, ...]) -> None:
    assert status_from_record(json.loads(json.dumps(status_to_record(messages)))) == messages


@given(st.builds(Phone, extra=extras))
def test_a_phone_comes_back_as_it_was(phone: Phone) -> None:
    assert phone_value(phone_columns(phone)[1:]) == phone


@given(times)
def test_times_are_told_in_utc(time: datetime) -> None:
    text = time_text(time, "microseconds")

    assert text.endswith("Z")
    assert len(text) == len("2026-01-02T03:04:05.000000Z")  # all of one length, so that they sort as text
    assert time_from_text(text) == time


def test_a_record_looks_as_in_the_contract() -> None:
    record = to_record(a_result(started_at=datetime(2026, 1, 2, 3, 4, 5, 999999, tzinfo=UTC)))

    assert record["started_at"] == "2026-01-02T03:04:05Z"
    assert record["outcome"] == "erased"
    assert record["reason"] is None
    assert record["proof"] == ["itl_signature_changed"]
    assert record["screens"] == ["screens/SEP001122334455-1-before-confirm.png"]
    assert record["extra"] == {"room": "1.02 “Süd”", "owner": "=cmd"}


def test_a_time_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time without a zone"):
        time_text(datetime(2026, 1, 2))  # noqa: DTZ001  that is the point
