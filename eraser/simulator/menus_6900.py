"""Menus of 6921, 6941, 6945 and 6961: Settings › 4 Administrator settings › 4 or 5 Reset settings, and there a soft key
chooses the security settings (phones §2.2, §2.3).

Tools contradict each other on the second digit, for one and the same model; so both are found on all of them.
"""

from __future__ import annotations

from eraser.simulator.layout import Entry, Layout, Menu, Plain, Reset, SoftChoice, What

_MODELS = ("6921", "6941", "6945", "6961")

ALL = Reset(What.ALL, "All settings", "Reset all settings?")
NETWORK = Reset(What.NETWORK, "Network", "Reset network settings?")
SECURITY = Reset(What.SECURITY, "Security", "Reset security settings?")
RENAMED = Reset(What.SECURITY, "Protection", "Reset protection?")
# Says one thing and asks another: only a look before the confirming key notices.
MISLEADING = Reset(What.NETWORK, "Network", "Reset network settings?")

_ORDINARY = ((3, "Network", NETWORK), (4, "Security", SECURITY))


def _plain(label: str, *lines: str) -> Entry:
    return Entry(label, Plain(label, lines))


_PREFERENCES = _plain("User preferences", "Ring tone", "Contrast")
_INFORMATION = _plain("Phone information", "Model number", "Active load")
_STATUS = _plain("Status", "Status messages", "Network statistics")
_NETWORK_SETUP = _plain("Network setup", "DHCP: Yes", "Alternate TFTP: No")
_SECURITY_SETUP = _plain("Security setup", "Security mode: Non secure", "LSC: Not installed")
_LINE_SETUP = _plain("Line settings", "Line 1")


def _settings(*choices: tuple[int, str, Reset], reset_at: int = 4, before: tuple[Entry, ...] = ()) -> Menu:
    reset = Entry("Reset settings", SoftChoice("Reset settings", ("Choose what to reset",), choices))
    above = (_NETWORK_SETUP, _SECURITY_SETUP, _plain("Status", "Ready"), _LINE_SETUP)[: reset_at - 1]
    administrator = Menu("Administrator settings", (*above, reset))
    entries = (_PREFERENCES, _INFORMATION, _STATUS, Entry("Administrator settings", administrator, guarded=True))
    return Menu("Settings", (*before, *entries))


ORDINARY = (
    Layout("69xx-4-4", _MODELS, _settings(*_ORDINARY)),
    Layout("69xx-4-5", _MODELS, _settings(*_ORDINARY, reset_at=5)),
)

HOSTILE = (
    Layout(
        "69xx-network-at-soft4", _MODELS, _settings((3, "Security", SECURITY), (4, "Network", NETWORK)), hostile=True
    ),
    # The confirming key of the next screen chooses something here: it must not leave before the next screen was seen.
    Layout("69xx-all-at-soft2", _MODELS, _settings((2, "All", ALL), *_ORDINARY), hostile=True),
    Layout("69xx-moved", _MODELS, _settings(*_ORDINARY, before=(_plain("Applications"),)), hostile=True),
    Layout("69xx-renamed", _MODELS, _settings((3, "Network", NETWORK), (4, "Protect", RENAMED)), hostile=True),
    Layout("69xx-misleading", _MODELS, _settings((4, "Security", MISLEADING)), hostile=True),
)

GERMAN = (Layout("69xx-german", _MODELS, _settings(*_ORDINARY), language="de"),)
