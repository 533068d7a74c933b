"""Outcomes and reasons in plain words, and what a person does next.

The words of the report page and of the table in the terminal; the closed lists themselves stand in `model.outcome`.
"""

from __future__ import annotations

from eraser.model.outcome import Outcome, Reason

# In the order in which a report shows them: settled well first, then what a person must care for most.
ORDER = (
    Outcome.ERASED,
    Outcome.ALREADY_TRUSTED,
    Outcome.NOT_APPLICABLE,
    Outcome.EXCLUDED,
    Outcome.UNCERTAIN,
    Outcome.UNPROVEN,
    Outcome.LOST,
    Outcome.FAILED,
    Outcome.MANUAL,
    Outcome.BUSY,
    Outcome.PENDING,
)

MEANINGS = {
    Outcome.ERASED: "The list was erased, and that was proved on the phone.",
    Outcome.ALREADY_TRUSTED: "Holds a wanted list, or will take the wanted one by itself. No key was pressed.",
    Outcome.NOT_APPLICABLE: "This model or its firmware holds no such list. No key was pressed.",
    Outcome.EXCLUDED: "Left out by the operator. No key was pressed.",
    Outcome.UNCERTAIN: "The work broke off between the last key and the look. Only a look settles it.",
    Outcome.UNPROVEN: "The last key was pressed, but no proof came that the list is gone.",
    Outcome.LOST: "Did not come back in time after the erase.",
    Outcome.FAILED: "Ended before the last key. The list is as it was.",
    Outcome.MANUAL: "No remote way is known or open. A person must go there.",
    Outcome.BUSY: "In a call every time we looked. No key was pressed.",
    Outcome.PENDING: "Not begun when the run was stopped.",
}

_BY_HAND = "Erase at the phone, by hand."

_STEPS_BY_REASON = {
    Reason.UNREACHABLE: "Check power, address and network path of these phones, then run again for them.",
    Reason.WEB_ACCESS_OFF: f"Web access is off, or something else has the address. {_BY_HAND}",
    Reason.IDENTITY_MISMATCH: "Another host has this address; no credential was sent to it. "
    "Correct the address in the inventory, then run again.",
    Reason.AUTH_REFUSED: "Check user, password and Controlled Devices, and that the phone's Authentication URL "
    "answers; then run again.",
    Reason.AUTH_URL_UNREACHABLE: "The server in the phone's Authentication URL does not answer. "
    "Bring it back, or put `itl-eraser authd` in its place, then run again.",
    Reason.AUTH_URL_UNVERIFIABLE: f"The phone can not verify its Authentication server and takes no key. {_BY_HAND}",
    Reason.NO_DRIVER: f"No driver knows this model, and nothing is guessed. {_BY_HAND}",
    Reason.NO_ROUTE: "No route can be followed by sight. "
    "Allow `--blind MODEL` if you know it, or erase at the phone, by hand.",
    Reason.SETTINGS_LOCKED: "The settings menu is closed or asks for a password. "
    "Open it in the phone's configuration and run again, or erase at the phone, by hand.",
    Reason.SCREEN_UNEXPECTED: "The phone did not show what the route needs. "
    "Look at the picture, then run again or go to the phone.",
    Reason.KEY_REFUSED: "The phone says that it does not have this key. "
    "Check that the driver fits its model and firmware.",
    Reason.IN_CALL: "Run again for these phones when they are idle.",
    Reason.NOT_ERASED: "The phone still holds the same list. "
    "Look at the picture of its screen, then run again or go to the phone.",
    Reason.SAME_LIST_AGAIN: "The phone's TFTP server offers the list again that it holds or held. "
    "Correct what TFTP offers first, then run again.",
    Reason.NO_RETURN: "Check that these phones have power and register. When they are back, `itl-eraser plan` "
    "shows what they hold and presses nothing.",
    Reason.OPERATOR: "Stopped by a person. Go on with `itl-eraser resume`.",
    Reason.BREAKER: "Too many phones failed and the run stopped itself. Find the cause among the others, then resume.",
    Reason.WINDOW: "The maintenance window had no room for these phones. Go on in the next with `itl-eraser resume`.",
    Reason.CANARY: "The first phones of this kind did not settle well, so the others were left as they are. "
    "Settle those first, then resume.",
    Reason.INTERRUPTED: "The run was interrupted. Go on with `itl-eraser resume`.",
    Reason.INTERNAL: "An error of this program. Keep report and log and report it; then run again for these phones.",
}

_STEPS_BY_OUTCOME = {
    Outcome.UNCERTAIN: "Run `itl-eraser resume`: it looks at the phone and presses nothing until it knows.",
    Outcome.UNPROVEN: "Look at the trust list on the phone itself. `itl-eraser plan` shows what can be seen from here "
    "and presses nothing.",
    Outcome.LOST: _STEPS_BY_REASON[Reason.NO_RETURN],
    Outcome.FAILED: "Run again for these phones; if that ends the same way, go to the phone.",
    Outcome.MANUAL: _BY_HAND,
    Outcome.BUSY: _STEPS_BY_REASON[Reason.IN_CALL],
    Outcome.PENDING: "Go on with `itl-eraser resume`.",
}

# Here the reason tells how it came about, and the outcome alone what to do.
_OUTCOME_DECIDES = frozenset({Outcome.UNCERTAIN, Outcome.LOST})


# A plan ends before the first key: what stays to be done is not begun.
PLANNED = "A run would erase its list. Nothing was pressed yet."
_STEP_AFTER_PLAN = "Run `itl-eraser run` with the same source and the same options."


def meaning(outcome: Outcome, *, planned: bool = False) -> str:
    """What an outcome means, in one or two sentences."""
    return PLANNED if planned and outcome is Outcome.PENDING else MEANINGS[outcome]


def spoken(word: str | None) -> str:
    """`not_applicable` → `not applicable`."""
    return (word or "").replace("_", " ")


def next_step(outcome: Outcome, reason: Reason | None, *, planned: bool = False) -> str:
    """What a person does next about a phone that ended so; empty if nothing is left to do."""
    if outcome.settled_well:
        return ""
    if planned and outcome is Outcome.PENDING and reason is None:
        return _STEP_AFTER_PLAN
    if reason is not None and outcome not in _OUTCOME_DECIDES and reason in _STEPS_BY_REASON:
        return _STEPS_BY_REASON[reason]
    return _STEPS_BY_OUTCOME[outcome]
