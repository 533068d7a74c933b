"""The judgement before the confirming key: by name, not about a neighbour, surely read."""

from __future__ import annotations

from dataclasses import replace

import pytest

from drivers.cisco_7900 import ERASE_ITL_FILE
from drivers.cisco_8800 import RESET_SECURITY
from eraser.engine.confirming import slot_of, why_not_confirming, why_not_following
from eraser.model.screen import Row, Screen, SoftKeyText

RESET = (SoftKeyText(3, "Reset"), SoftKeyText(4, "Cancel"))
QUESTION = Screen("Security settings", (Row("Reset security settings?"),), RESET)
MENU = Screen(
    "Reset settings",
    (
        Row("All settings", "1"),
        Row("Reset device", "2"),
        Row("Network settings", "3"),
        Row("Security settings", "4", selected=True),
    ),
    RESET,
)


def chosen(label: str) -> Screen:
    rows = tuple(replace(row, selected=row.label == label) for row in MENU.rows)
    return replace(MENU, rows=rows)


RIGHT = {
    "a question under its own title": QUESTION,
    "a question under another title": replace(QUESTION, title="Reset"),
    "a menu with the row chosen": MENU,
    "letters that readers confuse": replace(QUESTION, title="Security sett1ngs"),
    "blanks that readers lose": replace(QUESTION, title="Securitysettings"),
}
WRONG = {
    "another row chosen": chosen("Network settings"),
    "no row chosen": replace(MENU, rows=tuple(replace(row, selected=False) for row in MENU.rows)),
    "a neighbour in the title": replace(QUESTION, title="Network settings", rows=(Row("Reset network settings?"),)),
    "a neighbour in the title only": replace(QUESTION, title="All settings"),
    "a neighbour in the question": replace(QUESTION, rows=(Row("Reset network and security settings?"),)),
    "nothing named": replace(QUESTION, title="Reset", rows=(Row("Are you sure?"),)),
    "no such soft key": replace(QUESTION, soft_keys=(SoftKeyText(3, "OK"), SoftKeyText(4, "Cancel"))),
    "two such soft keys": replace(QUESTION, soft_keys=(SoftKeyText(1, "Reset"), SoftKeyText(3, "Reset"))),
    "dark": replace(QUESTION, dark=True),
    "not surely read": replace(QUESTION, confidence=0.3),
    "empty": Screen(),
}


@pytest.mark.parametrize("name", RIGHT)
def test_a_right_screen_is_confirmed(name: str) -> None:
    assert why_not_confirming(RIGHT[name], RESET_SECURITY) is None


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_screen_is_refused_with_a_reason(name: str) -> None:
    assert why_not_confirming(WRONG[name], RESET_SECURITY)


def test_the_ctl_file_is_not_the_itl_file() -> None:
    soft = (SoftKeyText(4, "Erase"),)

    assert why_not_confirming(Screen("ITL File", (Row("B7 3E"),), soft), ERASE_ITL_FILE) is None
    assert why_not_confirming(Screen("CTL File", (Row("B7 3E"),), soft), ERASE_ITL_FILE)


def test_a_following_key_is_pressed_on_a_notice_and_not_on_a_menu() -> None:
    then = RESET_SECURITY.confirm.then
    assert then is not None
    okay = (SoftKeyText(1, "OK"),)

    assert (
        why_not_following(Screen("Notice", (Row("Security settings were reset"),), okay), RESET_SECURITY, then) is None
    )
    assert why_not_following(Screen("Network settings", (Row("Continue?"),), okay), RESET_SECURITY, then)
    assert why_not_following(Screen("Menu", (Row("Ring type", "1"),), okay), RESET_SECURITY, then)
    assert why_not_following(Screen("Notice", (), ()), RESET_SECURITY, then)


def test_a_soft_key_is_found_by_what_is_written_on_it() -> None:
    assert (
        slot_of(
            replace(QUESTION, soft_keys=(SoftKeyText(1, "Cancel"), SoftKeyText(2, "Reset"))), RESET_SECURITY.confirm
        )
        == 2
    )
