"""The bodies of 78xx, 88xx, 89xx, 99xx and of the conference phones (phones §2.1, §4.2)."""

from __future__ import annotations

from dataclasses import replace

from eraser.simulator import soft_keys
from eraser.simulator.body import ARROWS, AUDIO, KEYPAD, LINES, SMALL_LETTERS, UP_DOWN, Hardware, Stamp, lines, soft
from eraser.simulator.panel import Panel

_CONFERENCE_KEYS = KEYPAD | frozenset({"VolUp", "VolDwn", "Speaker"})

_78XX = Hardware(
    family="78xx",
    models=("7821", "7841", "7861"),
    keys=KEYPAD
    | AUDIO
    | LINES
    | soft(4)
    | UP_DOWN
    | frozenset({"Applications", "Settings", "Services", "Directories", "Messages", "Info", "Hold"}),
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
    words=SMALL_LETTERS,
    stamped=Stamp.DATED,
    clock_in_menus=False,
)
_7811 = replace(
    _78XX,
    family="7811",
    models=("7811",),
    panel=replace(_78XX.panel, size=(384, 106), title=25, row=27, soft=27),
)
_7832 = replace(
    _78XX,
    family="7832",
    models=("7832",),
    keys=_CONFERENCE_KEYS | UP_DOWN | soft(4) | {"Mute"},
    menu_keys=(),
    soft_keys=soft_keys.CONFERENCE,
    panel=replace(_78XX.panel, size=(384, 128), title=23, row=26, soft=27),
)
_8831 = replace(
    _78XX,
    family="8831",
    models=("8831",),
    keys=_CONFERENCE_KEYS | soft(5),
    menu_keys=(),
    soft_keys=soft_keys.SPEAKER,
    signature_digits=32,  # an MD5 says its guide (phones §4.3)
)

_88XX = Hardware(
    family="88xx",
    models=("8841", "8845", "8851", "8861", "8865"),
    # NavBack is documented as absent, yet two tools rely on it (phones §2.1); a quirk takes it away.
    keys=KEYPAD
    | AUDIO
    | ARROWS
    | LINES
    | soft(5)
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
    words=SMALL_LETTERS,
    stamped=Stamp.DATED,
    clock_in_menus=True,
)
_8811 = replace(
    _88XX,
    family="8811",
    models=("8811",),
    panel=replace(
        _88XX.panel,
        mode="L",
        paper=(235, 235, 235),
        ink=(10, 10, 10),
        band=(200, 200, 200),
        band_text=(0, 0, 0),
        bar=(60, 60, 60),
    ),
)
_8832 = replace(
    _88XX,
    family="8832",
    models=("8832",),
    keys=_CONFERENCE_KEYS | UP_DOWN | soft(5) | {"Mute"},
    menu_keys=(),
    soft_keys=soft_keys.CONFERENCE_WIDE,
    panel=replace(_88XX.panel, size=(480, 320), title=40, row=40, soft=40, font=22, mode="RGB"),
    clock_in_menus=False,
)

_99XX = Hardware(
    family="99xx",
    models=("8961", "9951", "9971"),
    keys=KEYPAD | AUDIO | ARROWS | LINES | soft(4) | frozenset({"NavBack", "Applications"}),
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
    words=SMALL_LETTERS,
    stamped=Stamp.DATED,
    clock_in_menus=True,
    notice_on_return=True,
)
# Tools differ on which of the two keys opens the menu (phones §2.2).
_89XX = replace(
    _99XX,
    family="89xx",
    models=("8941", "8945"),
    keys=KEYPAD | AUDIO | ARROWS | lines(4) | soft(4) | frozenset({"NavBack", "Applications", "Settings"}),
    menu_keys=("Applications", "Settings"),
    soft_keys=soft_keys.VIDEO,
    panel=replace(_99XX.panel, file="BMP", paper=(250, 250, 250), band=(30, 60, 90), bar=(200, 120, 0)),
)

FAMILIES = (_78XX, _7811, _7832, _8831, _88XX, _8811, _8832, _99XX, _89XX)
