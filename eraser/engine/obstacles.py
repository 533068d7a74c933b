"""What stands in the way of a walk: somebody's call, a question for a password, closed settings."""

from __future__ import annotations

from eraser.dsl import label
from eraser.engine.confirming import question_of
from eraser.engine.labels import Tables, said_in, widened
from eraser.model.outcome import InCall, SettingsLocked
from eraser.model.screen import Screen

CALL_KEYS = label("End Call|EndCall|Answer|Decline|Resume|Hold")
PASSWORD_WORDS = ("password",)
LOCKED_WORDS = ("locked", "disabled", "restricted", "not allowed", "not available", "access is off")


def check_nobody_in_the_way(screen: Screen, tables: Tables) -> None:
    """That the screen is nobody's call and no closed door, in English and in the words of the settings.

    Raises:
        InCall, SettingsLocked: it is.
    """
    text = f"{screen.title} {question_of(screen)}"
    # First: its soft key may say in some language what takes a call (German: Annehmen).
    if said_in(text, PASSWORD_WORDS, tables):
        raise SettingsLocked("the phone asks for a password")
    call_keys = widened(CALL_KEYS, tables)
    if any(call_keys.names(soft.label) for soft in screen.soft_keys):
        raise InCall("its screen shows the soft keys of a call")
    if not is_menu(screen) and said_in(text, LOCKED_WORDS, tables):
        raise SettingsLocked("the phone says that its settings are closed")


def is_menu(screen: Screen) -> bool:
    """Whether the screen has rows to choose by a digit."""
    return any(row.digit is not None for row in screen.rows)
