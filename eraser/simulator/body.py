"""What makes a family of phones: its keys, screen, and the words in which it writes its status messages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from eraser.simulator.layout import Which
from eraser.simulator.panel import Panel
from eraser.simulator.soft_keys import SoftKeySets

KEYPAD = frozenset({*(f"KeyPad{digit}" for digit in range(10)), "KeyPadStar", "KeyPadPound"})
AUDIO = frozenset({"VolUp", "VolDwn", "Headset", "Speaker", "Mute"})
UP_DOWN = frozenset({"NavUp", "NavDwn", "NavSelect"})
ARROWS = frozenset({*UP_DOWN, "NavLeft", "NavRight"})
LINES = frozenset(f"Line{line}" for line in range(1, 35))


def lines(count: int) -> frozenset[str]:
    """The first so many line keys."""
    return frozenset(f"Line{line}" for line in range(1, count + 1))


def soft(count: int) -> frozenset[str]:
    """The first so many soft keys."""
    return frozenset(f"Soft{slot}" for slot in range(1, count + 1))


@dataclass(frozen=True, slots=True)
class Words:
    """Status messages of one family (phones §4.2, §5). `erasing` is None where none is written at that moment."""

    erasing: str | None
    none_held: str
    installed: dict[str, str]
    refused: str = "Trust List update failed"
    updated: str = "Trust List updated"


SMALL_LETTERS = Words(
    erasing="Erasing CTL and ITL files",
    none_held="No Trust List installed",
    installed={"itl": "ITL installed", "ctl": "CTL installed", "both": "CTL and ITL installed"},
)
CAPITALS = Words(
    erasing=None,
    none_held="No Trust List Installed",
    installed={"itl": "ITL Installed", "ctl": "CTL Installed", "both": "CTL and ITL Installed"},
    updated="Trust List Updated",
)
# IP Communicator says this of a list that it refuses (phones §4.2, its status page).
CAPITALS_CTL_ONLY = Words(
    erasing=None,
    none_held="No Trust List Installed",
    installed={"itl": "CTL Installed", "ctl": "CTL Installed", "both": "CTL Installed"},
    refused="CTL update failed",
)


class Stamp(StrEnum):
    """How a family writes the time before a status message (phones §5)."""

    BARE = "1:33:26a"
    DATED = "11:39:03am 10/09/18"
    SPACED = "5:48:09 AM 10/11/19"


@dataclass(frozen=True, slots=True)
class Hardware:
    """One family. `menu_keys` open the menu with the settings; `lists_apart`: ITL and CTL are erased one by one, behind
    the padlock; `holds`: the lists that it can hold; `no_route`: no way to its erase is known (phones §2.6), so that
    whoever presses a key on it has done a wrong thing."""

    family: str
    models: tuple[str, ...]
    keys: frozenset[str]
    menu_keys: tuple[str, ...]
    soft_keys: SoftKeySets
    panel: Panel
    words: Words
    stamped: Stamp
    clock_in_menus: bool
    lists_apart: bool = False
    holds: tuple[Which, ...] = (Which.ITL, Which.CTL)
    no_route: bool = False
    notice_on_return: bool = False  # phones §2.3: S1 once the phone is back
    signature_digits: int = 40

    def stamp(self, at: datetime) -> str:
        """The time as this family writes it before a status message."""
        clock = f"{at.hour % 12 or 12}:{at:%M:%S}"
        if self.stamped is Stamp.BARE:
            return f"{clock}{'ap'[at.hour >= 12]}"
        blank, halves = (" ", ("AM", "PM")) if self.stamped is Stamp.SPACED else ("", ("am", "pm"))
        return f"{clock}{blank}{halves[at.hour >= 12]} {at:%m/%d/%y}"
