"""What a row of a menu opens: the screen that is laid over the menu."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from eraser.simulator.layout import Menu, Plain, Reset, SoftChoice, TrustFile
from eraser.simulator.renewal import Renewal
from eraser.simulator.state import Quirks
from eraser.simulator.views import ChoiceView, FileView, MenuView, PlainView, QuestionView, View


def view_of(
    opens: Menu | Plain | Reset | TrustFile | SoftChoice,
    quirks: Quirks,
    *,
    renewal: Renewal,
    unlocked: Callable[[], bool],
) -> View:
    """The screen of a menu, a question, a trust list…"""
    match opens:
        case Menu():
            return MenuView(_shown(opens, quirks))
        case Plain():
            return PlainView(opens)
        case Reset():
            return QuestionView(opens, opens.title, opens.question)
        case SoftChoice():
            return ChoiceView(opens)
        case TrustFile(which, title):
            return FileView(
                which,
                title,
                held=partial(renewal.held, which),
                unlocked=unlocked,
                unlock_soft_key=quirks.unlock_soft_key,
                erase_hidden_when_locked=quirks.erase_hidden_when_locked,
            )


def _shown(menu: Menu, quirks: Quirks) -> Menu:
    """Restricted settings hide what is not the user's own (phones §3.4)."""
    if not quirks.settings_restricted:
        return menu
    shown = tuple(one for one in menu.entries if not (one.guarded or getattr(one.opens, "padlock", False)))
    return replace(menu, entries=shown)
