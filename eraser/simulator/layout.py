"""The words in which the menus of a phone are written down: menus, entries, and what an entry opens."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Act(StrEnum):
    """What a soft key does."""

    SELECT = "select"
    BACK = "back"
    CLOSE = "close"
    ERASE = "erase"
    CONFIRM = "confirm"
    UNLOCK = "unlock"
    SUBMIT = "submit"
    NEW_CALL = "new call"
    REDIAL = "redial"
    DIAL = "dial"
    ANSWER = "answer"
    DECLINE = "decline"
    END_CALL = "end call"
    HOLD = "hold"
    RESUME = "resume"
    OPEN_MENU = "open menu"
    CHOOSE = "choose"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class SoftKey:
    """A soft key: its slot (1 is the leftmost), its label, what it does."""

    slot: int
    label: str
    act: Act


class What(StrEnum):
    """What a reset question is about; only the first is ever right (phones §0.5)."""

    SECURITY = "security settings"
    NETWORK = "network settings"
    ALL = "all settings"
    DEVICE = "device"
    SERVICE = "service mode"


class Which(StrEnum):
    """Which of the two trust lists."""

    ITL = "itl"
    CTL = "ctl"


@dataclass(frozen=True, slots=True)
class Plain:
    """A screen that only shows something."""

    title: str
    lines: tuple[str, ...] = ()
    padlock: bool = False


@dataclass(frozen=True, slots=True)
class Reset:
    """A question with a soft key that resets something. `slot`: where that key stands, 0 for the family's place."""

    what: What
    title: str
    question: str
    slot: int = 0


@dataclass(frozen=True, slots=True)
class SoftChoice:
    """A screen without rows to choose: its soft keys choose what is reset (phones §2.3: 69xx, 8831, early 78xx).
    `choices`: slot, label, and the question that follows."""

    title: str
    lines: tuple[str, ...]
    choices: tuple[tuple[int, str, Reset], ...]


@dataclass(frozen=True, slots=True)
class TrustFile:
    """The 79xx screen that lists the entries of one trust list, with its own Erase (phones §2.2)."""

    which: Which
    title: str


@dataclass(frozen=True, slots=True)
class Entry:
    """A row of a menu. `guarded`: part of the administrator's settings, which can be locked away (phones §3.4)."""

    label: str
    opens: Menu | Plain | Reset | TrustFile | SoftChoice
    guarded: bool = False


@dataclass(frozen=True, slots=True)
class Menu:
    """A menu; its rows are chosen by the digits 1 to 9 in order. `highlight_only`: a digit moves the highlight, and a
    soft key of the menu itself resets the highlighted row."""

    title: str
    entries: tuple[Entry, ...]
    padlock: bool = False
    highlight_only: bool = False


@dataclass(frozen=True, slots=True)
class Layout:
    """The menus of some models under some firmware.

    `models`: the keys of the models on which it is found. `hostile`: made to mislead. `rare`: one tool tells of it, for
    loads that others describe otherwise. `language`: in which the screens are shown. `menu_slot`: where the soft key
    of the idle screen stands that opens the menu, 0 for the family's place.
    """

    name: str
    models: tuple[str, ...]
    root: Menu
    hostile: bool = False
    service_mode: bool = False
    rare: bool = False
    language: str = "en"
    menu_slot: int = 0

    @property
    def ordinary(self) -> bool:
        """Whether this is what field tools agree on, in English."""
        return not (self.hostile or self.rare or self.language != "en")
