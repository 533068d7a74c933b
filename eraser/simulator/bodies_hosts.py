"""Phones and boxes that have a place in inventories and no way to an erase (phones §2.6): they show pages, and their
keys lead nowhere.

Which of them hold a list: all but those before Security by Default and multiplatform firmware.
"""

from __future__ import annotations

from dataclasses import replace

from eraser.simulator import soft_keys
from eraser.simulator.body import ARROWS, AUDIO, CAPITALS, KEYPAD, SMALL_LETTERS, Hardware, Stamp, soft
from eraser.simulator.layout import Which
from eraser.simulator.panel import Panel

_KEYS_79XX = KEYPAD | AUDIO | ARROWS | soft(5)

_OLD = Hardware(
    family="old",
    models=("7902", "7905", "7910", "7912", "7920", "7935", "7936"),
    keys=_KEYS_79XX,
    menu_keys=(),
    soft_keys=soft_keys.CLASSIC,
    panel=Panel(size=(192, 64), title=16, row=16, soft=16, font=12, file="PNG", mode="1"),
    words=CAPITALS,
    stamped=Stamp.BARE,
    clock_in_menus=False,
    holds=(),
    no_route=True,
)
_MPP = replace(_OLD, family="multiplatform", models=("MPP",), keys=frozenset(), stamped=Stamp.DATED)
# The keys of 7931 and 7921 exist, and nobody has published a way to the erase.
_UNVERIFIED_79XX = replace(
    _OLD,
    family="79xx without a route",
    models=("7921", "7925", "7926", "7931", "7937"),
    keys=_KEYS_79XX | {"AppMenu"},
    holds=(Which.ITL, Which.CTL),
)
_BARE = replace(
    _UNVERIFIED_79XX,
    family="without a menu",
    models=("6901", "6911", "3905", "ATA187", "ATA190", "ATA191"),
    keys=frozenset(),
)
_WIRELESS = replace(
    _BARE, family="wireless", models=("8821", "9821"), keys=KEYPAD, words=SMALL_LETTERS, stamped=Stamp.SPACED
)
_NEW = replace(
    _WIRELESS,
    family="PhoneOS",
    models=("8875", "9811", "9841", "9851", "9861", "9871"),
    keys=KEYPAD | {"Applications"},
    stamped=Stamp.DATED,
)
_ANDROID = replace(_NEW, family="DX", models=("DX650", "DX70", "DX80"), keys=frozenset())

FAMILIES = (_OLD, _MPP, _UNVERIFIED_79XX, _BARE, _WIRELESS, _NEW, _ANDROID)
