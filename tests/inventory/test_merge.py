"""Several sources become one list."""

from __future__ import annotations

from eraser.model.inventory import Fault, Listing
from eraser.model.merge import merge
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
