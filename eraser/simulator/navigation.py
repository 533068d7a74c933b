"""Walking through the menus of one phone: what a digit, an arrow or a soft key does on the screen that is shown."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Protocol

from eraser.simulator.body import Hardware
from eraser.simulator.calls import Call, Phase
from eraser.simulator.description import RowShown
from eraser.simulator.layout import Act, Entry, Layout, Menu, Plain, Reset, SoftChoice, SoftKey, TrustFile, Which
from eraser.simulator.openings import view_of
from eraser.simulator.renewal import Renewal
from eraser.simulator.soft_keys import moved
from eraser.simulator.state import PhoneState
from eraser.simulator.views import (
    ChoiceView,
    EntryView,
    FileView,
    MenuView,
    NoticeView,
    PlainView,
    QuestionView,
    View,
)

NOTHING_THERE = "dropped: nothing there"


class Consequences(Protocol):
    """What a confirmed question does outside the menus."""

    def erase(self, lists: tuple[Which, ...], *, by: str) -> str:
        """Erases lists; the effect in words."""
        ...

    def reset(self, question: Reset) -> str:
        """Resets what must not be reset; the effect in words."""
        ...


class Navigation:
    """The screens that lie over the idle screen, the last one on top."""

    def __init__(
        self,
        state: PhoneState,
        layout: Layout,
        hardware: Hardware,
        *,
        renewal: Renewal,
        call: Call,
        consequences: Consequences,
    ) -> None:
        self._state = state
        self._quirks = state.spec.quirks
        self._layout = layout
        self._hardware = hardware
        self._renewal = renewal
        self._call = call
        self._consequences = consequences
        self.stack: list[View] = []
        self.unlocked = self._quirks.padlock_open

    @property
    def top(self) -> View | None:
        """The screen on top; None when the idle screen or a call's own screen is seen."""
        if self._call.phase is Phase.RINGING or not self.stack:
            return None
        return self.stack[-1]

    @property
    def in_settings(self) -> bool:
        """Whether a settings screen is on top, where `**#` is listened to (phones §2.2)."""
        return (top := self.top) is not None and top.is_settings

    @property
    def title(self) -> str:
        """What the title band says."""
        if (top := self.top) is not None:
            return top.title
        return self._state.spec.directory_number if self._call.phase is Phase.NONE else self._call.title

    def rows(self) -> tuple[RowShown, ...]:
        """All rows, also those that are scrolled away."""
        if (top := self.top) is not None:
            return top.rows()
        return () if self._call.phase is Phase.NONE else self._call.rows()

    def soft_keys(self) -> tuple[SoftKey, ...]:
        """The soft keys that stand below the screen."""
        sets = self._hardware.soft_keys
        if (top := self.top) is not None:
            return top.soft_keys(sets)
        if self._call.phase is not Phase.NONE:
            return self._call.soft_keys(sets)
        return moved(sets.idle, Act.OPEN_MENU, self._layout.menu_slot)

    def close(self) -> str:
        """Back to idle; the padlock closes when settings are left."""
        if not self.stack:
            return NOTHING_THERE
        self.stack.clear()
        self.unlocked = self._quirks.padlock_open
        return "moved"

    def back(self) -> str:
        """One screen back."""
        if self.top is None:
            return NOTHING_THERE
        if len(self.stack) == 1:
            return self.close()
        self.stack.pop()
        return "moved"

    def open_menu(self) -> str:
        """The key of the menu with the settings: opens it, or closes it if it is open."""
        if self._call.phase is Phase.RINGING:
            return NOTHING_THERE
        if self.stack:
            return self.close()
        if self._quirks.settings_locked and self._hardware.lists_apart:
            return self._push(NoticeView(self._layout.root.title, "Settings access is off"))
        return self._show(self._layout.root)

    def open_plain(self, title: str) -> str:
        """A key with its own screen, such as Services."""
        if self._call.phase is Phase.RINGING:
            return NOTHING_THERE
        self.close()
        return self._push(PlainView(Plain(title, ("No entries",))))

    def digit(self, character: str) -> str:
        """A key of the key pad."""
        top = self.top
        if top is None:
            if self._call.phase is not Phase.NONE:
                return "tone"
            return self._push(EntryView("New call", is_password=False, typed=character))
        if isinstance(top, EntryView):
            top.typed += character
            return "typed"
        if not isinstance(top, MenuView) or not character.isdigit():
            return NOTHING_THERE
        if not top.choose(int(character) - 1, self._hardware.panel.visible_rows):
            return NOTHING_THERE
        return "moved highlight" if top.menu.highlight_only else self._open(top.menu.entries[top.chosen])

    def arrow(self, step: int) -> str:
        """NavUp (-1) or NavDwn (1)."""
        top = self.top
        if isinstance(top, MenuView | PlainView | FileView) and top.move(step, self._hardware.panel.visible_rows):
            return "moved highlight"
        return NOTHING_THERE

    def select(self) -> str:
        """NavSelect, or the soft key that says so."""
        top = self.top
        if isinstance(top, MenuView) and not top.menu.highlight_only:
            return self._open(top.menu.entries[top.chosen])
        return NOTHING_THERE

    def soft(self, slot: int) -> str:
        """A soft key by its slot."""
        key = next((one for one in self.soft_keys() if one.slot == slot), None)
        if key is None:
            return NOTHING_THERE
        if self.top is None and self._call.phase is not Phase.NONE:
            return self._call.touch(key.act)
        return self._choose(slot) if key.act is Act.CHOOSE else self._do(key.act)

    def _do(self, act: Act) -> str:
        match act:
            case Act.SELECT:
                return self.select()
            case Act.BACK:
                return self.back()
            case Act.CLOSE:
                return self.close()
            case Act.ERASE:
                return self._ask_to_erase()
            case Act.CONFIRM:
                return self._confirm()
            case Act.UNLOCK:
                return self.toggle_padlock()
            case Act.NEW_CALL:
                return self._push(EntryView("New call", is_password=False))
            case Act.REDIAL | Act.DIAL:
                return self._place_call(act)
            case Act.SUBMIT:
                return self._check_password()
            case Act.OPEN_MENU:
                return self.open_menu()
            case _:
                return "nothing"

    def toggle_padlock(self) -> str:
        """`**#` or the Unlock soft key. SIP loads ask for the phone's password, if one is set (phones §2.2)."""
        if self._quirks.unlock_password and not self.unlocked:
            return self._ask_password(self._turn_padlock)
        return self._turn_padlock()

    def _turn_padlock(self) -> str:
        self.unlocked = not self.unlocked
        return "padlock opened" if self.unlocked else "padlock closed"

    def show_notice(self) -> None:
        """The harmless notice after an erase (phones §9)."""
        self.stack.append(NoticeView("Security", "Security settings were reset"))

    def _push(self, view: View) -> str:
        self.stack.append(view)
        return "moved"

    def _open(self, entry: Entry) -> str:
        if entry.guarded and self._quirks.settings_locked:
            return self._push(NoticeView(entry.label, "Access is restricted"))
        if entry.guarded and self._quirks.unlock_password:
            return self._ask_password(partial(self._open, replace(entry, guarded=False)))
        return self._show(entry.opens)

    def _show(self, opens: Menu | Plain | Reset | TrustFile | SoftChoice) -> str:
        return self._push(view_of(opens, self._quirks, renewal=self._renewal, unlocked=lambda: self.unlocked))

    def _ask_to_erase(self) -> str:
        top = self.top
        if not isinstance(top, FileView) or not self.unlocked:
            return NOTHING_THERE
        if not self._quirks.erase_asks:
            return self._carry_out(top.which)
        return self._push(QuestionView(top.which, top.title, f"Erase {top.title}?"))

    def _choose(self, slot: int) -> str:
        assert isinstance(self.top, ChoiceView)  # no other screen has such soft keys
        reset = self.top.reset(slot)
        return self._push(QuestionView(reset, reset.title, reset.question))

    def _confirm(self) -> str:
        top = self.top
        if isinstance(top, MenuView):
            reset = top.menu.entries[top.chosen].opens
            if not isinstance(reset, Reset):
                return NOTHING_THERE
            if self._quirks.confirm_keys > 1:
                return self._push(QuestionView(reset, reset.title, f"{reset.title}: continue?", second=True))
            return self._carry_out(reset)
        if not isinstance(top, QuestionView):
            return NOTHING_THERE
        self.stack.pop()
        # 79xx ask once in every case: after Erase (phones §2.3), so that the second question is for the others.
        if isinstance(top.about, Reset) and self._quirks.confirm_keys > 1 and not top.second:
            return self._push(QuestionView(top.about, top.title, f"{top.title}: continue?", second=True))
        return self._carry_out(top.about)

    def _carry_out(self, about: Reset | Which) -> str:
        if isinstance(about, Which):
            return self._consequences.erase((about,), by=f"{about.upper()} file")
        return self._consequences.reset(about)

    def _place_call(self, act: Act) -> str:
        top = self.top
        if act is Act.DIAL and isinstance(top, EntryView) and not top.typed:
            return NOTHING_THERE
        number = top.typed if isinstance(top, EntryView) else "the last number"
        self.close()
        self._state.truth.wrong.append(f"called {number}")
        return f"called {number}"

    def _ask_password(self, then: Callable[[], str]) -> str:
        return self._push(EntryView("Enter password", is_password=True, then=then))

    def _check_password(self) -> str:
        entry = self.stack.pop()
        assert isinstance(entry, EntryView)  # no other screen has this soft key
        if entry.then is not None and entry.typed and entry.typed == self._quirks.phone_password:
            return entry.then()
        return self._push(NoticeView("Enter password", "Incorrect password"))
