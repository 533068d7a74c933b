"""The bodies of the phones: keys that exist, screen, and the words in which a family writes its status messages."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from eraser.simulator import soft_keys
from eraser.simulator.panel import Panel
from eraser.simulator.soft_keys import SoftKeySets

_KEYPAD = frozenset({*(f"KeyPad{digit}" for digit in range(10)), "KeyPadStar", "KeyPadPound"})
_AUDIO = frozenset({"VolUp", "VolDwn", "Headset", "Speaker", "Mute"})
_ARROWS = frozenset({"NavUp", "NavDwn", "NavLeft", "NavRight", "NavSelect"})
_LINES = frozenset(f"Line{line}" for line in range(1, 35))


def _soft(count: int) -> frozenset[str]:
    return frozenset(f"Soft{slot}" for slot in range(1, count + 1))


# Every word that some model knows after `Key:` (phones §2.1). Another one is no URI at all (phones §3.2).
KEY_WORDS = frozenset(
    {
        *_KEYPAD,
        *_AUDIO,
        *_ARROWS,
        *_LINES,
        *_soft(5),
        *("NavBack", "Settings", "Applications", "AppMenu", "Services", "Directories", "Contacts"),
        *("Messages", "Info", "Hold", "Release", "Session", "Feature", "FixedFeature"),
    }
)
# `Init:Settings` and `Init:Applications` are undocumented, but four tools rely on them (phones §3.1).
INIT_WORDS = frozenset({"CallHistory", "Services", "Messages", "Directories", "AppStatus", "Settings", "Applications"})
CLOSING_INIT_WORDS = frozenset({"Services", "Settings", "Applications"})


@dataclass(frozen=True, slots=True)
class Words:
    """Status messages of one family (phones §4.2, §5). `erasing` is None where none is written at that moment."""

    erasing: str | None
    none_held: str
    installed: dict[str, str]
    refused: str = "Trust List update failed"


_SMALL_LETTERS = Words(
    erasing="Erasing CTL and ITL files",
    none_held="No Trust List installed",
    installed={"itl": "ITL installed", "ctl": "CTL installed", "both": "CTL and ITL installed"},
)
_CAPITALS = Words(
    erasing=None,
    none_held="No Trust List Installed",
    installed={"itl": "ITL Installed", "ctl": "CTL Installed", "both": "CTL and ITL Installed"},
)


def _stamp_without_date(at: datetime) -> str:
    """`1:33:26a` (phones §5, 79xx)."""
    return f"{at.hour % 12 or 12}:{at:%M:%S}{'ap'[at.hour >= 12]}"


def _stamp_with_date(at: datetime) -> str:
    """`11:39:03am 10/09/18` (phones §5, 78xx and 88xx)."""
    return f"{at.hour % 12 or 12}:{at:%M:%S}{('am', 'pm')[at.hour >= 12]} {at:%m/%d/%y}"


@dataclass(frozen=True, slots=True)
class Hardware:
    """One family. `menu_keys` open the menu with the settings; `lists_apart`: ITL and CTL are erased one by one, behind
    the padlock."""

    family: str
    models: tuple[str, ...]
    keys: frozenset[str]
    menu_keys: tuple[str, ...]
    soft_keys: SoftKeySets
    panel: Panel
    words: Words
    dated_stamps: bool
    clock_in_menus: bool
    lists_apart: bool = False

    def stamp(self, at: datetime) -> str:
        """The time as this family writes it before a status message."""
        return _stamp_with_date(at) if self.dated_stamps else _stamp_without_date(at)


_BLUE = (20, 82, 148)

FAMILIES = (
    Hardware(
        family="79xx",
        models=("7945", "7965"),
        keys=_KEYPAD
        | _AUDIO
        | _ARROWS
        | _soft(4)
        | frozenset({"Line1", "Line2", "Line3", "Line4", "Line5", "Line6"})
        | frozenset({"Settings", "Services", "Directories", "Messages", "Info"}),
        menu_keys=("Settings",),
        soft_keys=soft_keys.CLASSIC,
        panel=Panel(
            size=(320, 222), title=28, row=28, soft=26, font=18, file="BMP", mode="RGB", band=_BLUE, bar=(255, 196, 64)
        ),
        words=_CAPITALS,
        dated_stamps=False,
        clock_in_menus=False,
        lists_apart=True,
    ),
    Hardware(
        family="78xx",
        models=("7821", "7841"),
        keys=_KEYPAD
        | _AUDIO
        | _LINES
        | _soft(4)
        | frozenset({"NavUp", "NavDwn", "NavSelect", "Applications", "Settings", "Services", "Directories"})
        | frozenset({"Messages", "Info", "Hold"}),
        menu_keys=("Applications", "Settings"),
        soft_keys=soft_keys.SMALL,
        panel=Panel(
            size=(396, 162),
            title=27,
            row=27,
            soft=27,
            font=18,
            file="BMP",
            mode="L",
            band=(255, 255, 255),
            band_text=(0, 0, 0),
            bar=(0, 0, 0),
            bar_text=(255, 255, 255),
            ruled=True,
        ),
        words=_SMALL_LETTERS,
        dated_stamps=True,
        clock_in_menus=False,
    ),
    Hardware(
        family="88xx",
        models=("8841", "8851"),
        # NavBack is documented as absent, yet two tools rely on it (phones §2.1); a quirk takes it away.
        keys=_KEYPAD
        | _AUDIO
        | _ARROWS
        | _LINES
        | _soft(5)
        | frozenset({"NavBack", "Applications", "Settings", "Services", "Directories", "Contacts", "Messages"})
        | frozenset({"Hold", "Release", "Session", "Feature", "FixedFeature"}),
        menu_keys=("Applications", "Settings"),
        soft_keys=soft_keys.WIDE,
        panel=Panel(
            size=(800, 480),
            title=60,
            row=60,
            soft=60,
            font=30,
            file="BMP",
            mode="RGBA",
            paper=(18, 22, 28),
            ink=(240, 240, 240),
            band=(38, 46, 58),
            bar=(0, 122, 174),
            bar_text=(255, 255, 255),
        ),
        words=_SMALL_LETTERS,
        dated_stamps=True,
        clock_in_menus=True,
    ),
    Hardware(
        family="99xx",
        models=("9971",),
        keys=_KEYPAD | _AUDIO | _ARROWS | _LINES | _soft(4) | frozenset({"NavBack", "Applications"}),
        menu_keys=("Applications",),
        soft_keys=soft_keys.TOUCH,
        panel=Panel(
            size=(640, 480),
            title=52,
            row=52,
            soft=56,
            font=26,
            file="PNG",
            mode="RGB",
            paper=(236, 238, 240),
            ink=(20, 20, 20),
            band=(52, 60, 68),
            bar=(96, 160, 32),
            bar_text=(255, 255, 255),
        ),
        words=_SMALL_LETTERS,
        dated_stamps=True,
        clock_in_menus=True,
    ),
    Hardware(
        family="7940",
        models=("7940",),
        keys=_KEYPAD
        | _AUDIO
        | _soft(4)
        | frozenset({"NavUp", "NavDwn", "Line1", "Line2", "Settings", "Services", "Directories", "Messages", "Info"}),
        menu_keys=("Settings",),
        soft_keys=soft_keys.CLASSIC,
        panel=Panel(
            size=(133, 64),
            title=16,
            row=16,
            soft=16,
            font=12,
            file="PNG",
            mode="1",
            band=(255, 255, 255),
            band_text=(0, 0, 0),
            bar=(0, 0, 0),
            bar_text=(255, 255, 255),
            ruled=True,
        ),
        words=_CAPITALS,
        dated_stamps=False,
        clock_in_menus=False,
    ),
)


def model_digits(model: str) -> str:
    """`CP-7945G` → `7945`."""
    found = re.search(r"\d{4}", model)
    return found.group() if found else ""


def hardware_of(model: str) -> Hardware:
    """The family of a model; raises ValueError for a model that is not simulated."""
    digits = model_digits(model)
    for hardware in FAMILIES:
        if digits in hardware.models:
            return hardware
    raise ValueError(f"model {model!r} is not simulated: take one of {sorted(m for h in FAMILIES for m in h.models)}")
