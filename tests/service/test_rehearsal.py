"""What a rehearsal calls false: each kind of lie, told by results that lie."""

from __future__ import annotations

from typing import Any

import pytest

from eraser.dsl import Lists
from eraser.model.outcome import Outcome, Reason
from eraser.model.run import Options, Result
from eraser.ops.settings import load_settings
from eraser.service.rehearsal import SUITED, find_false, suited_options

NAME = "SEP001122334401"


def result(outcome: Outcome = Outcome.ERASED, reason: Reason | None = None) -> Result:
    return Result(NAME, "127.1.0.1:1", "hq", "CP-8841", "x", None, outcome, reason, "said\nso")


def truth(**changed: Any) -> dict[str, Any]:
    phone = {
        "case": "a phone",
        "held": {"itl": "NEW", "ctl": None},
        "held_at_start": {"itl": "OLD", "ctl": None},
        "erasures": [{"list": "itl"}],
        "wrong": [],
        "credentials_seen": 3,
        "expected": ["erased"],
        "reasons": [],
    }
    return {NAME: {**phone, **changed}, "strangers": {}}


STRANGER = {
    "case": "a stranger",
    "kind": "printer",
    "wrong": [],
    "credentials_seen": 0,
    "expected": ["failed"],
    "reasons": [],
}


def test_a_true_result_is_not_false() -> None:
    assert [] == find_false([result()], truth(), Lists.ITL)


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ({"erasures": []}, "it was never erased"),
        ({"held": {"itl": "OLD", "ctl": None}}, "it still holds the old ITL"),
        ({"wrong": ["network settings were reset"]}, "something wrong was done: network settings were reset"),
        ({"expected": ["busy", "failed"]}, "right would be busy or failed"),
    ],
)
def test_a_phone_that_contradicts_its_result_makes_it_false(told: dict[str, Any], words: str) -> None:
    assert [f"FALSE {NAME} [a phone]: said erased (said so); {words}"] == find_false(
        [result()], truth(**told), Lists.ITL
    )


def test_a_wrong_reason_is_false_beside_a_right_outcome() -> None:
    told = truth(expected=["manual", "erased"], reasons=["auth_url_unreachable", "auth_url_unverifiable"])

    (line,) = find_false([result(Outcome.MANUAL, Reason.AUTH_REFUSED)], told, Lists.ITL)

    right = "right would be because of auth_url_unreachable or auth_url_unverifiable"
    assert f"FALSE {NAME} [a phone]: said manual (said so); because of auth_refused, {right}" == line
    assert [] == find_false([result(Outcome.MANUAL, Reason.AUTH_URL_UNREACHABLE)], told, Lists.ITL)
    assert [] == find_false([result()], told, Lists.ITL)


def test_where_the_truth_gives_no_reason_each_is_right() -> None:
    assert [] == find_false([result(Outcome.BUSY, Reason.IN_CALL)], truth(expected=["busy"]), Lists.ITL)


def test_a_ctl_that_was_not_asked_for_may_stay() -> None:
    held = {"itl": "NEW", "ctl": "OLD"}
    told = truth(held=held, held_at_start={"itl": "OLD", "ctl": "OLD"})

    assert [] == find_false([result()], told, Lists.ITL)
    assert 1 == len(find_false([result()], told, Lists.BOTH))


def test_a_phone_without_a_result_is_false() -> None:
    assert [f"FALSE {NAME} [a phone]: said nothing; no result"] == find_false([], truth(), Lists.ITL)


def test_a_stranger_that_saw_a_credential_is_false_whatever_was_said() -> None:
    told = {"strangers": {NAME: {**STRANGER, "credentials_seen": 1}}}

    assert [f"FALSE {NAME} [a stranger]: said failed (said so); a stranger was sent a credential"] == find_false(
        [result(Outcome.FAILED)], told, Lists.ITL
    )
    assert [] == find_false([result(Outcome.FAILED)], {"strangers": {NAME: STRANGER}}, Lists.ITL)


def test_a_pending_phone_is_false_unless_the_rehearsal_was_stopped() -> None:
    assert 1 == len(find_false([result(Outcome.PENDING)], truth(), Lists.ITL))
    assert [] == find_false([result(Outcome.PENDING)], truth(), Lists.ITL, stopped=True)


MOVES = {"expected_of_stale": ["already_trusted"], "takes": True, "takes_because": "itl accept_tvs (rule 13)"}


@pytest.mark.parametrize(
    ("outcome", "moves", "told", "words"),
    [
        (Outcome.ALREADY_TRUSTED, {}, {"erasures": []}, ""),
        (
            Outcome.ERASED,
            {},
            {},
            "right would be already_trusted; it was erased, and would have followed by itself: itl accept_tvs (rule 13)",
        ),
        (Outcome.PENDING, {}, {}, "it would be erased, and right would be already_trusted: itl accept_tvs (rule 13)"),
        (Outcome.PENDING, {"expected_of_stale": ["erased"], "takes": False}, {}, ""),
        (Outcome.ALREADY_TRUSTED, {"expected_of_stale": ["erased"], "takes": False}, {}, "right would be erased"),
    ],
)
def test_a_phone_that_would_follow_by_itself_must_not_be_erased_and_a_plan_must_know_it(
    outcome: Outcome, moves: dict[str, Any], told: dict[str, Any], words: str
) -> None:
    false = find_false([result(outcome)], truth(**MOVES | moves | told), Lists.ITL, stopped=True, stale=True)

    assert ([f"FALSE {NAME} [a phone]: said {outcome} (said so); {words}"] if words else []) == false


def test_what_is_not_said_suits_the_simulator_and_what_is_said_holds() -> None:
    suited = suited_options(load_settings({}))
    said = suited_options(load_settings({"pace": 0.5, "canary": "1,2", "return_within": 7.0}))

    assert ("CP-8832",) == suited_options(load_settings({"trust_weak": ("CP-8832",)})).trust_weak
    assert {name: getattr(suited, name) for name in SUITED} == dict(SUITED)
    assert (0.5, (1, 2), 7.0, SUITED["per_site"]) == (said.pace, said.canary, said.return_within_s, said.per_site)
    assert Options().attempts == suited.attempts
