"""The bodies of 79xx, 69xx and IP Communicator (phones §2.1, §4.2). Sizes of screens are those of the glass."""

from __future__ import annotations

from dataclasses import replace

from eraser.simulator import soft_keys
from eraser.simulator.body import ARROWS, AUDIO, CAPITALS, CAPITALS_CTL_ONLY, KEYPAD, Hardware, Stamp, lines, soft
from eraser.simulator.layout import Which
from eraser.simulator.panel import Panel

_BLUE = (20, 82, 148)
_WHITE, _BLACK = (255, 255, 255), (0, 0, 0)
_BUTTONS = frozenset({"Settings", "Services", "Directories", "Messages", "Info"})
_CLASSIC_KEYS = KEYPAD | AUDIO | ARROWS | _BUTTONS

_COLOUR = Panel(
    size=(320, 222), title=28, row=28, soft=26, font=18, file="BMP", mode="RGB", band=_BLUE, bar=(255, 196, 64)
)
# Grey liquid crystal of the same size (7941/42/61/62).
_GREY = replace(
    _COLOUR, mode="L", band=_WHITE, band_text=_BLACK, bar=(85, 85, 85), bar_text=_WHITE, paper=_WHITE, ruled=True
)
_TWO_LINES = Panel(
    size=(133, 64),
    title=16,
    row=16,
    soft=16,
    font=12,
    file="PNG",
    mode="1",
    band=_WHITE,
    band_text=_BLACK,
    bar=_BLACK,
    bar_text=_WHITE,
    ruled=True,
)

_79XX = Hardware(
    family="79xx",
    models=("7945", "7965"),
    keys=_CLASSIC_KEYS | soft(4) | lines(6),
    menu_keys=("Settings",),
    soft_keys=soft_keys.CLASSIC,
    panel=_COLOUR,
    words=CAPITALS,
    stamped=Stamp.BARE,
    clock_in_menus=False,
    lists_apart=True,
)
_79XX_GREY = replace(_79XX, family="79xx-grey", models=("7941", "7942", "7961", "7962"), panel=_GREY)
_797X = replace(
    _79XX,
    family="797x",
    models=("7970", "7971", "7975"),
    keys=_CLASSIC_KEYS | soft(5) | lines(8),
    soft_keys=soft_keys.CLASSIC_FIVE,
    panel=replace(_COLOUR, size=(320, 234), soft_slots=5),
)
# One menu button: the vendor calls it AppMenu, three tools Applications (phones §2.1).
_7911 = replace(
    _79XX,
    family="7911",
    models=("7906", "7911"),
    keys=KEYPAD
    | {"VolUp", "VolDwn", "Speaker", "Hold", "NavUp", "NavDwn", "Applications", "AppMenu", "Line1"}
    | soft(4),
    menu_keys=("Applications", "AppMenu"),
    panel=replace(_TWO_LINES, size=(192, 64)),
)
# A program: it has the buttons of a 7970 on its window.
_CIPC = replace(
    _797X,
    family="CIPC",
    models=("CIPC",),
    panel=replace(_COLOUR, size=(320, 240), soft_slots=5),
    words=CAPITALS_CTL_ONLY,
    holds=(Which.CTL,),
)
_7940 = Hardware(
    family="7940",
    models=("7940", "7960"),
    keys=KEYPAD | AUDIO | soft(4) | lines(2) | frozenset({"NavUp", "NavDwn"}) | _BUTTONS,
    menu_keys=("Settings",),
    soft_keys=soft_keys.CLASSIC,
    panel=_TWO_LINES,
    words=CAPITALS,
    stamped=Stamp.BARE,
    clock_in_menus=False,
    holds=(),
)
_69XX = Hardware(
    family="69xx",
    models=("6941", "6945"),
    keys=KEYPAD | AUDIO | ARROWS | soft(4) | lines(4) | frozenset({"Settings", "Messages"}),
    menu_keys=("Settings",),
    soft_keys=soft_keys.SLIM,
    panel=replace(_GREY, size=(396, 162), title=27, row=27, soft=27, bar=_BLACK),
    words=CAPITALS,
    stamped=Stamp.BARE,
    clock_in_menus=False,
)
_69XX_LOW = replace(
    _69XX,
    family="69xx-low",
    models=("6921", "6961"),
    keys=_69XX.keys | lines(12),
    panel=replace(_69XX.panel, size=(396, 81), title=19, row=19, soft=24, font=16),
)

FAMILIES = (_79XX, _79XX_GREY, _797X, _7911, _CIPC, _7940, _69XX, _69XX_LOW)
