"""Several sources become one list."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from eraser.model.inventory import Fault, Listing
from eraser.model.merge import Merged, merge
from eraser.model.phone import Phone

A, B, C = "SEP00112233440A", "SEP00112233440B", "SEP00112233440C"


def listing(*phones: Phone) -> Listing:
    return Listing(phones)


def test_fields_that_one_source_lacks_come_from_the_next_with_their_origin() -> None:
    merged = merge(
        [
            listing(Phone(A, "10.1.1.1", site="hq", origin="phones.csv:2", extra={"room": "12"})),
            listing(Phone(A, model="CP-8841", firmware="sip88xx.12-5-1", origin="cucm", extra={"pool": "dp1"})),
        ]
    )

    (one,) = merged.phones
    assert (
        Phone(
            A,
            "10.1.1.1",
            "CP-8841",
            "sip88xx.12-5-1",
            "hq",
            origin="phones.csv:2 + cucm",
            extra={"room": "12", "pool": "dp1"},
        )
        == one.phone
    )
    assert {
        "name": "phones.csv:2",
        "address": "phones.csv:2",
        "site": "phones.csv:2",
        "model": "cucm",
        "firmware": "cucm",
        "extra.room": "phones.csv:2",
        "extra.pool": "cucm",
    } == one.origins
    assert {"room": "12", "pool": "dp1"} == one.phone.extra


def test_the_first_source_wins_and_the_disagreement_is_shown() -> None:
    merged = merge(
        [
            listing(Phone(A, "10.1.1.1", "CP-8841", origin="phones.csv:2")),
            listing(Phone(A, "10.1.1.9", "cp-8841", origin="scan")),
        ]
    )

    (one,) = merged.phones
    assert "10.1.1.1" == one.phone.address
    assert ["address 10.1.1.1 (phones.csv:2), not 10.1.1.9 (scan)"] == [str(each) for each in one.disagreements]


def test_a_phone_without_a_name_joins_the_named_one_at_its_address() -> None:
    merged = merge(
        [
            listing(Phone(None, "10.1.1.1:80", site="hq", origin="phones.csv:2")),
            listing(Phone(A, "10.1.1.1", origin="scan")),
        ]
    )

    assert [(A, "10.1.1.1:80", "hq")] == [(one.phone.name, one.phone.address, one.phone.site) for one in merged.phones]


def test_a_name_without_an_address_gets_the_one_that_another_source_knows() -> None:
    merged = merge(
        [listing(Phone(A, origin="phones.csv:2")), listing(Phone(A, "10.1.1.1", origin="scan", scheme="https"))]
    )

    assert () == merged.faults
    assert [("10.1.1.1", "https")] == [(one.phone.address, one.phone.scheme) for one in merged.phones]


def test_a_name_to_which_nobody_knows_the_address_is_a_fault() -> None:
    merged = merge([listing(Phone(A, origin="phones.csv:2"))])

    assert [f"phones.csv:2: {A} has no address; add one or use a source that knows it"] == [
        str(fault) for fault in merged.faults
    ]


def test_one_address_for_two_names_is_a_fault() -> None:
    merged = merge([listing(Phone(A, "10.1.1.1", origin="a.csv:2")), listing(Phone(B, "10.1.1.1", origin="b.csv:7"))])

    told = (
        f"b.csv:7: {B} has the address 10.1.1.1, and {A} (a.csv:2) has it too; "
        "correct one, or name the source that you trust more first"
    )
    assert [told] == [str(fault) for fault in merged.faults]


def test_naming_the_better_source_first_solves_a_swapped_address() -> None:
    scan = listing(Phone(B, "10.1.1.1", origin="scan"), Phone(A, "10.1.1.2", origin="scan"))
    stale = listing(Phone(A, "10.1.1.1", origin="old.csv:2"))

    merged = merge([scan, stale])

    assert () == merged.faults
    assert [(B, "10.1.1.1"), (A, "10.1.1.2")] == [(one.phone.name, one.phone.address) for one in merged.phones]


def test_the_order_of_first_appearance_is_kept() -> None:
    merged = merge([listing(Phone(C, "10.1.1.3"), Phone(A, "10.1.1.1")), listing(Phone(B, "10.1.1.2"), Phone(C))])

    assert [C, A, B] == [one.phone.name for one in merged.phones]


def test_faults_and_warnings_of_all_sources_are_carried() -> None:
    fault, warning = Fault("a.csv", 2, "x", "y"), Fault("b.csv", 1, "x", "y")

    merged = merge([Listing((), faults=(fault,)), Listing((), warnings=(warning,))])

    assert ((fault,), (warning,)) == (merged.faults, merged.warnings)


# --- the newest address ----------------------------------------------------------------------------------------------

MONDAY, TUESDAY = (datetime(2026, 11, day, 9, tzinfo=UTC) for day in (23, 24))


def said(one: Merged) -> tuple[str | None, str | None, list[str]]:
    return one.phone.name, one.phone.address, [str(each) for each in one.disagreements]


def test_the_newest_address_wins_whichever_source_is_named_first() -> None:
    old, new = (
        Phone(A, "10.1.1.1", site="hq", origin="isc", seen_at=MONDAY),
        Phone(A, "10.1.1.9", site="lab", scheme="https", origin="kea", seen_at=TUESDAY),
    )

    (first,), (second,) = (merge([listing(one), listing(other)]).phones for one, other in ((old, new), (new, old)))

    expected = (A, "10.1.1.9", ["address 10.1.1.9 (kea), not 10.1.1.1 (isc)"])
    assert expected == (first.phone.name, first.phone.address, [str(each) for each in first.disagreements][:1])
    assert expected == (second.phone.name, second.phone.address, [str(each) for each in second.disagreements][:1])
    assert ("hq", "lab") == (first.phone.site, second.phone.site)
    assert ("https", TUESDAY, "kea") == (first.phone.scheme, first.phone.seen_at, first.origins["address"])


def test_an_address_seen_at_a_time_beats_one_without_a_time() -> None:
    merged = merge(
        [
            listing(Phone(A, "10.1.1.1", origin="phones.csv:2")),
            listing(Phone(A, "10.1.1.9", origin="isc", seen_at=MONDAY)),
        ]
    )

    assert [(A, "10.1.1.9", ["address 10.1.1.9 (isc), not 10.1.1.1 (phones.csv:2)"])] == [
        said(one) for one in merged.phones
    ]


def test_of_addresses_seen_at_one_time_the_source_named_first_wins() -> None:
    merged = merge(
        [
            listing(Phone(A, "10.1.1.1", origin="isc", seen_at=MONDAY)),
            listing(Phone(A, "10.1.1.9", origin="kea", seen_at=MONDAY)),
        ]
    )

    assert ["10.1.1.1"] == [one.phone.address for one in merged.phones]


@pytest.mark.parametrize("seen_at", [MONDAY, None])
def test_who_was_seen_at_an_address_later_has_it(seen_at: datetime | None) -> None:
    merged = merge(
        [
            listing(Phone(A, "10.1.1.1", origin="isc", seen_at=seen_at)),
            listing(Phone(B, "10.1.1.1", origin="scan", seen_at=TUESDAY)),
        ]
    )

    assert () == merged.faults
    assert [(A, None), (B, "10.1.1.1")] == [(one.phone.name, one.phone.address) for one in merged.phones]
    assert [
        f"isc: 10.1.1.1 is no longer {A}'s address: scan has seen {B} there; add scan:RANGE if you need to know where it is now",
        f"isc: {A} has no address: {B} was seen at 10.1.1.1, its last address; it will be unreachable; add a source that sees it, such as scan:RANGE",
    ] == [str(warning) for warning in merged.warnings]


def test_who_lost_its_newest_address_has_the_one_that_another_source_knows() -> None:
    merged = merge(
        [
            listing(Phone(A, "10.1.1.1", origin="isc", seen_at=MONDAY), Phone(A, "10.1.1.2", origin="phones.csv:2")),
            listing(Phone(B, "10.1.1.1", origin="scan", seen_at=TUESDAY)),
        ]
    )

    assert [(A, "10.1.1.2"), (B, "10.1.1.1")] == [(one.phone.name, one.phone.address) for one in merged.phones]


def test_a_phone_to_which_a_source_says_why_it_knows_no_address_is_only_warned_of() -> None:
    merged = merge([listing(Phone(A, origin="bat.csv:2", no_address="a bulk export knows none"))])

    assert () == merged.faults
    assert [
        f"bat.csv:2: {A} has no address: a bulk export knows none; it will be unreachable; add a source that sees it, such as scan:RANGE"
    ] == [str(warning) for warning in merged.warnings]


def test_many_warnings_of_one_kind_are_counted() -> None:
    phones = (Phone(f"SEP0011223344{place:02X}", origin="bat", no_address="none") for place in range(30))

    warnings = merge([listing(*phones)]).warnings

    assert (11, "all sources: the same is so for 20 more phones; itl-eraser inventory shows each") == (
        len(warnings),
        str(warnings[-1]),
    )


def test_what_may_be_a_phone_counts_where_another_source_names_it() -> None:
    leases = Listing((), maybe=(Phone(A, "10.1.1.1", origin="dnsmasq"), Phone(B, "10.1.1.2", origin="dnsmasq")))

    merged = merge([leases, listing(Phone(A, origin="bat", no_address="a bulk export knows none"))])

    assert ([(A, "10.1.1.1", [])], ()) == ([said(one) for one in merged.phones], merged.warnings)


def test_a_model_without_its_g_is_no_disagreement() -> None:
    merged = merge([listing(Phone(A, "10.1.1.1", "CP-7965")), listing(Phone(A, "10.1.1.1", "CP-7965G"))])

    assert [()] == [one.disagreements for one in merged.phones]
