"""Menus of the conference phones 7832, 8832 and 8831 (phones §2.2, §2.3).

7832 and 8832: a soft key *Settings* of the idle screen, Admin settings, Reset settings, Security; only the order of the
last menu is documented, so that the other places differ here. 8831: the soft key *Apps*, 4, 4, then the soft key
Security on the fourth.
"""

from __future__ import annotations

from eraser.simulator.layout import Entry, Layout, Menu, Plain, Reset, SoftChoice, What
from eraser.simulator.menus_8800 import ALL, DEVICE, MISLEADING, NETWORK_SHORT, RENAMED, SECURITY_SHORT, SERVICE

_TABLES, _8831 = ("7832", "8832"), ("8831",)
_WITH_SERVICE = (ALL, DEVICE, NETWORK_SHORT, SERVICE, SECURITY_SHORT)
_WITHOUT_SERVICE = (ALL, DEVICE, NETWORK_SHORT, SECURITY_SHORT)


def _plain(label: str, *lines: str) -> Entry:
    return Entry(label, Plain(label, lines))


_ABOVE_ADMIN = (
    _plain("Preferences", "Ringtone", "Contrast"),
    _plain("Phone information", "Model number", "Active load"),
    _plain("Recents", "No calls"),
)
_ABOVE_RESET = (
    _plain("Network setup", "DHCP: On", "Alternate TFTP: Off"),
    _plain("Security setup", "Security mode: Non secure"),
    _plain("Status", "Status messages"),
    _plain("Wi-Fi client setup", "Off"),
)


def _menu(title: str, reset: Entry, admin_at: int, reset_at: int) -> Menu:
    admin = Menu("Admin settings", (*_ABOVE_RESET[: reset_at - 1], reset))
    return Menu(title, (*_ABOVE_ADMIN[: admin_at - 1], Entry("Admin settings", admin, guarded=True)))


def _rows(*entries: Entry) -> Entry:
    return Entry("Reset settings", Menu("Reset settings", entries))


def _table(
    name: str, places: tuple[int, int], entries: tuple[Entry, ...], *, hostile: bool = False, menu_slot: int = 0
) -> Layout:
    menu = _menu("Settings", _rows(*entries), *places)
    return Layout(name, _TABLES, menu, hostile=hostile, service_mode=SERVICE in entries, menu_slot=menu_slot)


def _speaker(name: str, *choices: tuple[int, str, Reset], hostile: bool = False, language: str = "en") -> Layout:
    reset = Entry("Reset settings", SoftChoice("Reset settings", ("All settings", "Network", "Security"), choices))
    return Layout(name, _8831, _menu("Applications", reset, 4, 4), hostile=hostile, language=language)


_ALL = (1, "All", Reset(What.ALL, "All settings", "Reset all settings?"))
_NETWORK = Reset(What.NETWORK, "Network", "Reset network settings?")
_SECURITY = Reset(What.SECURITY, "Security", "Reset security settings?")
_PROTECTION = Reset(What.SECURITY, "Protection", "Reset protection?")
_BY_SOFT_KEY = (_ALL, (2, "Network", _NETWORK), (4, "Security", _SECURITY))

ORDINARY = (
    _table("conference-4-4-5", (4, 4), _WITH_SERVICE),
    _table("conference-3-5-5", (3, 5), _WITH_SERVICE, menu_slot=3),
    _table("conference-4-4-4", (4, 4), _WITHOUT_SERVICE),
    _speaker("8831-4-4", *_BY_SOFT_KEY),
)

HOSTILE = (
    _table("conference-network-at-5", (4, 4), (ALL, DEVICE, SERVICE, SECURITY_SHORT, NETWORK_SHORT), hostile=True),
    _table("conference-renamed", (4, 4), (ALL, DEVICE, NETWORK_SHORT, SERVICE, RENAMED), hostile=True),
    _table("conference-misleading", (4, 4), (ALL, DEVICE, NETWORK_SHORT, SERVICE, MISLEADING), hostile=True),
    _speaker("8831-network-at-soft4", _ALL, (2, "Security", _SECURITY), (4, "Network", _NETWORK), hostile=True),
    _speaker("8831-renamed", _ALL, (2, "Network", _NETWORK), (4, "Protect", _PROTECTION), hostile=True),
    _speaker("8831-misleading", _ALL, (4, "Security", _NETWORK), hostile=True),
)

# One tool confirms on the third: as on 88xx, so that there rows are chosen as well (phones §2.2, rlad78).
_ON_THE_THIRD = Entry("Security", Reset(What.SECURITY, "Security", "Reset security settings?", slot=3))
RARE = (
    Layout(
        "8831-4-4-4",
        _8831,
        _menu("Applications", _rows(ALL, DEVICE, NETWORK_SHORT, _ON_THE_THIRD), 4, 4),
        rare=True,
    ),
)

GERMAN = (
    Layout("conference-german", _TABLES, _menu("Settings", _rows(*_WITHOUT_SERVICE), 4, 4), language="de"),
    _speaker("8831-german", *_BY_SOFT_KEY, language="de"),
)
