"""The verdict: only the list itself proves, and a page that was cut proves nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.cisco_8800 import RESET_SECURITY
from eraser.dsl import Lists
from eraser.engine.house import Look
from eraser.engine.look import new_messages
from eraser.engine.verify import Held, judge, judge_screens
from eraser.model.phone import Facts, ListState, StatusMessage

OLD, NEW = "0A" * 20, "B7" * 20
HELD = Facts(datetime(2026, 1, 1, tzinfo=UTC), itl=ListState.INSTALLED, itl_signature=OLD)
AFTER = {
    "another signature": (replace(HELD, itl_signature=NEW), Held.GONE, "itl_signature_changed"),
    "none installed": (replace(HELD, itl=ListState.NOT_INSTALLED, itl_signature=None), Held.GONE, "itl_not_installed"),
    "its row is gone": (replace(HELD, itl=ListState.ABSENT, itl_signature=None), Held.GONE, "itl_row_gone"),
    "its row is missing on another page": (
        replace(HELD, itl=ListState.ABSENT, itl_signature=None, pages=("/DeviceInformation",)),
        Held.UNKNOWN,
        None,
    ),
    "the same": (HELD, Held.SAME, None),
    "no signature printed": (replace(HELD, itl_signature=None), Held.UNKNOWN, None),
    "a page cut short": (replace(HELD, itl=ListState.ABSENT, itl_signature=None, complete=False), Held.UNKNOWN, None),
    "a page mended by guess": (replace(HELD, itl_signature=NEW, weak=True), Held.UNKNOWN, None),
}


def messages(*texts: str) -> tuple[StatusMessage, ...]:
    return tuple(StatusMessage(text, f"1:0{place}:00a") for place, text in enumerate(texts))


@pytest.mark.parametrize("name", AFTER)
def test_the_page_decides(name: str) -> None:
    facts, held, proof = AFTER[name]

    verdict = judge(Lists.ITL, RESET_SECURITY, Look(HELD), Look(facts))

    assert (verdict.held, verdict.proof) == (held, (proof,) if proof else ())


def test_status_messages_alone_prove_nothing() -> None:
    after = Look(HELD, messages("Erasing CTL and ITL files", "No Trust List installed", "ITL installed"))

    verdict = judge(Lists.ITL, RESET_SECURITY, Look(HELD), after)

    assert (verdict.held, verdict.acted) == (Held.SAME, True)


def test_messages_from_before_do_not_count() -> None:
    old = messages("No Trust List installed", "ITL installed")

    verdict = judge(Lists.ITL, RESET_SECURITY, Look(HELD, old), Look(HELD, old))

    assert (verdict.acted, verdict.proof) == (False, ())


def test_both_lists_must_be_gone_when_both_were_asked_for() -> None:
    before = replace(HELD, ctl=ListState.INSTALLED, ctl_signature=OLD)
    only_itl = replace(before, itl_signature=NEW)
    both = replace(only_itl, ctl=ListState.NOT_INSTALLED, ctl_signature=None)

    assert judge(Lists.BOTH, RESET_SECURITY, Look(before), Look(only_itl)).held is Held.SAME
    assert judge(Lists.BOTH, RESET_SECURITY, Look(before), Look(both)).held is Held.GONE


@given(
    st.lists(st.text("abc", max_size=2), max_size=8),
    st.lists(st.text("abc", max_size=2), max_size=8),
    st.integers(0, 8),
)
def test_what_was_appended_is_what_is_new(before: list[str], new: list[str], dropped: int) -> None:
    """Old messages drop out at the front; stamps make each message its own."""
    stamped = tuple(StatusMessage(text, str(place)) for place, text in enumerate(before))
    added = tuple(StatusMessage(text, str(100 + place)) for place, text in enumerate(new))
    after = (*stamped[min(dropped, max(len(stamped) - 1, 0)) :], *added)

    assert new_messages(stamped, after) == (added if stamped else after)


def test_a_screen_read_with_one_letter_off_is_the_same_screen() -> None:
    rows = ("0A 1B 2C 3D 4E 5F 60 71 82 93", "A4 B5 C6 D7 E8 F9 0A 1B 2C 3D", "old-pub", "old-sub")
    misread = ("0A 1B 2C 3D 4E 5F 60 7I 82 93", *rows[1:])
    other = ("9F 8E 7D 6C 5B 4A 39 28 17 06", "F5 E4 D3 C2 B1 A0 9F 8E 7D 6C", "new-pub", "new-sub")

    assert judge_screens("itl", rows, misread).held is Held.SAME
    assert judge_screens("itl", rows, other).held is Held.GONE
    assert judge_screens("itl", rows, ("", "")).held is Held.GONE
    assert judge_screens("itl", (), other).held is Held.UNKNOWN


def test_the_same_host_names_do_not_make_another_signature_the_same_list() -> None:
    before = ("0A 1B 2C 3D 4E 5F 60 71 82 93", "A4 B5 C6 D7 E8 F9 0A 1B 2C 3D", "cucm-publisher.example.com")
    after = ("9F 8E 7D 6C 5B 4A 39 28 17 06", "F5 E4 D3 C2 B1 A0 9F 8E 7D 6C", "cucm-publisher.example.com")

    assert judge_screens("itl", before, after).held is Held.GONE
