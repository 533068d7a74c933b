"""The screens that can lie over the idle screen, each with its rows and soft keys."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar

from eraser.simulator.description import RowShown
from eraser.simulator.layout import Act, Menu, Plain, Reset, SoftChoice, SoftKey, Which
from eraser.simulator.soft_keys import SoftKeySets, moved
from eraser.simulator.state import TrustList

Keys = tuple[SoftKey, ...]


@dataclass(slots=True)
class MenuView:
    """A menu with its highlighted row; `top` is the first visible one."""

    menu: Menu
    chosen: int = 0
    top: int = 0
    is_settings: ClassVar[bool] = True

    @property
    def title(self) -> str:
        return self.menu.title

    @property
    def padlock(self) -> bool:
        return self.menu.padlock

    def rows(self) -> tuple[RowShown, ...]:
        return tuple(
            RowShown(entry.label, str(place) if place <= 9 else None, selected=place == self.chosen + 1)
            for place, entry in enumerate(self.menu.entries, start=1)
        )

    def soft_keys(self, sets: SoftKeySets) -> Keys:
        return sets.highlight_menu if self.menu.highlight_only else sets.menu

    def move(self, step: int, visible: int) -> bool:
        """Moves the highlight; false at the ends."""
        return self.choose(self.chosen + step, visible)

    def choose(self, place: int, visible: int) -> bool:
        """Highlights the row at this place, counted from 0, and scrolls to it; false if there is none."""
        if not 0 <= place < len(self.menu.entries):
            return False
        self.chosen = place
        self.top = min(max(self.top, place - visible + 1), place)
        return True


@dataclass(slots=True)
class PlainView:
    """Lines to read, nothing to choose."""

    plain: Plain
    top: int = 0
    is_settings: ClassVar[bool] = True

    @property
    def title(self) -> str:
        return self.plain.title

    @property
    def padlock(self) -> bool:
        return self.plain.padlock

    def rows(self) -> tuple[RowShown, ...]:
        return tuple(RowShown(line) for line in self.plain.lines)

    def soft_keys(self, sets: SoftKeySets) -> Keys:
        return sets.plain

    def move(self, step: int, visible: int) -> bool:
        """Scrolls; false at the ends."""
        return _scroll(self, step, len(self.plain.lines), visible)


@dataclass(slots=True)
class FileView:
    """The entries of one trust list of a 79xx (phones §2.2); without a list they are blank."""

    which: Which
    title: str
    held: Callable[[], TrustList | None]
    unlocked: Callable[[], bool]
    unlock_soft_key: bool
    erase_hidden_when_locked: bool
    top: int = 0
    padlock: ClassVar[bool] = True
    is_settings: ClassVar[bool] = True

    def rows(self) -> tuple[RowShown, ...]:
        held = self.held()
        if held is None:
            return tuple(RowShown(label) for label in ("Signature", "TFTP", "TVS"))
        pairs = [held.signature[at : at + 2] for at in range(0, len(held.signature), 2)]
        signature = tuple(" ".join(pairs[at : at + 10]) for at in range(0, len(pairs), 10))
        hosts = tuple(f"{role} {host}" for host in held.hosts for role in ("TFTP", "TVS"))
        return tuple(RowShown(line) for line in ("Signature", *signature, *hosts))

    def soft_keys(self, sets: SoftKeySets) -> Keys:
        if self.unlocked():
            return sets.erasable_file
        locked = sets.locked_file_with_unlock if self.unlock_soft_key else sets.locked_file
        return locked if self.erase_hidden_when_locked else (*locked, sets.erasable_file[-1])

    def move(self, step: int, visible: int) -> bool:
        """Scrolls; false at the ends."""
        return _scroll(self, step, len(self.rows()), visible)


@dataclass(slots=True)
class QuestionView:
    """Asks before something is reset or erased. `second`: it was already answered once (phones §9)."""

    about: Reset | Which
    title: str
    question: str
    second: bool = False
    top: ClassVar[int] = 0
    padlock: ClassVar[bool] = False
    is_settings: ClassVar[bool] = True

    def rows(self) -> tuple[RowShown, ...]:
        return (RowShown(self.question),)

    def soft_keys(self, sets: SoftKeySets) -> Keys:
        if self.second:
            return sets.second
        return moved(sets.question, Act.CONFIRM, self.about.slot if isinstance(self.about, Reset) else 0)


@dataclass(slots=True)
class ChoiceView:
    """Its soft keys choose what is reset; the family's way back stands where they leave room."""

    choice: SoftChoice
    top: ClassVar[int] = 0
    padlock: ClassVar[bool] = False
    is_settings: ClassVar[bool] = True

    @property
    def title(self) -> str:
        return self.choice.title

    def rows(self) -> tuple[RowShown, ...]:
        return tuple(RowShown(line) for line in self.choice.lines)

    def soft_keys(self, sets: SoftKeySets) -> Keys:
        chosen = {slot: SoftKey(slot, label, Act.CHOOSE) for slot, label, _ in self.choice.choices}
        return tuple(one for _, one in sorted({**{key.slot: key for key in sets.plain}, **chosen}.items()))

    def reset(self, slot: int) -> Reset:
        """What the soft key of this slot chooses."""
        return next(reset for at, _, reset in self.choice.choices if at == slot)


@dataclass(slots=True)
class NoticeView:
    """Says something; its one soft key only closes it."""

    title: str
    text: str
    top: ClassVar[int] = 0
    padlock: ClassVar[bool] = False
    is_settings: ClassVar[bool] = False

    def rows(self) -> tuple[RowShown, ...]:
        return (RowShown(self.text),)

    def soft_keys(self, sets: SoftKeySets) -> Keys:
        return sets.notice


@dataclass(slots=True)
class EntryView:
    """Characters are keyed in: the phone's password, or a number to call. `then`: what the right password opens."""

    title: str
    is_password: bool
    typed: str = ""
    then: Callable[[], str] | None = None
    top: ClassVar[int] = 0
    padlock: ClassVar[bool] = False
    is_settings: ClassVar[bool] = False

    def rows(self) -> tuple[RowShown, ...]:
        return (RowShown("*" * len(self.typed) if self.is_password else self.typed),)

    def soft_keys(self, sets: SoftKeySets) -> Keys:
        return sets.password if self.is_password else sets.dialling


View = MenuView | PlainView | FileView | QuestionView | ChoiceView | NoticeView | EntryView


def _scroll(view: PlainView | FileView, step: int, count: int, visible: int) -> bool:
    top = min(max(view.top + step, 0), max(count - visible, 0))
    moved = top != view.top
    view.top = top
    return moved
