"""Menus of 78xx, 88xx and 9971: Applications › Admin settings › Reset settings › Security (phones §2.2, §2.3).

The digits differ by model and firmware: an added application, Bluetooth or auxiliary port entry moves the first and the
second, *Service mode* moves the third (phones §2.3, reading).
"""

from __future__ import annotations

from eraser.simulator.layout import Entry, Layout, Menu, Plain, Reset, What


def _plain(label: str, *lines: str) -> Entry:
    return Entry(label, Plain(label, lines))


_RECENTS = _plain("Recents", "No calls")
_SETTINGS = _plain("Settings", "Ringtone", "Wallpaper", "Brightness", "Font size")
_ACCESSORIES = _plain("Accessories", "Analog headset", "Not connected")
_BLUETOOTH = _plain("Bluetooth", "Off")
_RUNNING = _plain("Running applications", "None")
_INFORMATION = _plain("Phone information", "Model number", "Active load", "Last upgrade")
_STATUS = _plain("Status", "Status messages", "Ethernet statistics", "Call statistics")
_NETWORK_SETUP = _plain("Network setup", "DHCP: On", "Alternate TFTP: Off")
_SECURITY_SETUP = _plain("Security setup", "Security mode: Non secure", "LSC: Not installed", "802.1X: Off")
_AUX_PORT = _plain("Aux port", "Enabled")
_WIFI = _plain("Wi-Fi client setup", "Off")

ALL = Entry("All settings", Reset(What.ALL, "All settings", "Reset all settings?"))
DEVICE = Entry("Reset device", Reset(What.DEVICE, "Reset device", "Restart this phone?"))
NETWORK = Entry("Network settings", Reset(What.NETWORK, "Network settings", "Reset network settings?"))
NETWORK_SHORT = Entry("Network", Reset(What.NETWORK, "Network", "Reset network settings?"))
SERVICE = Entry("Service mode", Reset(What.SERVICE, "Service mode", "Reset service mode?"))
SECURITY = Entry("Security settings", Reset(What.SECURITY, "Security settings", "Reset security settings?"))
SECURITY_SHORT = Entry("Security", Reset(What.SECURITY, "Security", "Reset security settings?"))
RENAMED = Entry("Protection", Reset(What.SECURITY, "Protection", "Reset protection?"))
# Says one thing and asks another: only a look before the confirming key notices.
MISLEADING = Entry("Security settings", Reset(What.NETWORK, "Network settings", "Reset network settings?"))


def _reset(*entries: Entry, highlight_only: bool = False, label: str = "Reset settings") -> Entry:
    return Entry(label, Menu(label, entries, highlight_only=highlight_only))


# The documented order of current loads (phones §2.3, [7832-M]); without Service mode on older ones.
WITH_SERVICE = (ALL, DEVICE, NETWORK, SERVICE, SECURITY)
WITHOUT_SERVICE = (ALL, DEVICE, NETWORK, SECURITY)
WITH_SERVICE_SHORT = (ALL, DEVICE, NETWORK_SHORT, SERVICE, SECURITY_SHORT)
WITHOUT_SERVICE_SHORT = (ALL, DEVICE, NETWORK_SHORT, SECURITY_SHORT)


def _applications(reset: Entry, *, admin_at: int, reset_at: int, admin_label: str = "Admin settings") -> Menu:
    """A menu in which the two wanted rows stand at these places (counted from 1)."""
    above_reset = (_NETWORK_SETUP, _SECURITY_SETUP, _STATUS, _AUX_PORT, _WIFI)[: reset_at - 1]
    admin = Entry(admin_label, Menu(admin_label, (*above_reset, reset)), guarded=True)
    above_admin: tuple[Entry, ...] = (_RECENTS, _SETTINGS, _ACCESSORIES, _BLUETOOTH, _RUNNING, _INFORMATION)
    if admin_at <= len(above_admin):
        # Phone information stands right above Admin settings on every load we draw.
        above_admin = (*above_admin[: admin_at - 2], _INFORMATION)
    return Menu("Applications", (*above_admin, admin))


def _layout(
    name: str,
    models: tuple[str, ...],
    places: tuple[int, int],
    reset: tuple[Entry, ...],
    *,
    highlight_only: bool = False,
    hostile: bool = False,
) -> Layout:
    menu = _applications(_reset(*reset, highlight_only=highlight_only), admin_at=places[0], reset_at=places[1])
    return Layout(name, models, menu, hostile=hostile, service_mode=SERVICE in reset)


_8841, _8851, _8800 = ("8841",), ("8851",), ("8841", "8851")
_7800 = ("7821", "7841")
_9900 = ("9971",)

ORDINARY = (
    _layout("88xx-5-4-4", _8800, (5, 4), WITHOUT_SERVICE),
    _layout("88xx-5-4-5", _8841, (5, 4), WITH_SERVICE),
    _layout("88xx-6-4-4", _8851, (6, 4), WITHOUT_SERVICE_SHORT),
    _layout("88xx-6-4-5", _8851, (6, 4), WITH_SERVICE),
    _layout("88xx-7-4-5", _8800, (7, 4), WITH_SERVICE),
    _layout("88xx-7-5-5", _8800, (7, 5), WITH_SERVICE_SHORT),
    _layout("88xx-5-4-4-highlight", _8800, (5, 4), WITHOUT_SERVICE, highlight_only=True),
    _layout("78xx-5-4-4", _7800, (5, 4), WITHOUT_SERVICE_SHORT),
    _layout("78xx-5-4-5", _7800, (5, 4), WITH_SERVICE_SHORT),
    _layout("78xx-5-5-4", _7800, (5, 5), WITHOUT_SERVICE),
    _layout("78xx-5-5-5", _7800, (5, 5), WITH_SERVICE),
    _layout("78xx-4-4-4", _7800, (4, 4), WITHOUT_SERVICE_SHORT),
    Layout(
        "99xx-4-4-4",
        _9900,
        _applications(_reset(*WITHOUT_SERVICE_SHORT), admin_at=4, reset_at=4, admin_label="Administrator settings"),
    ),
)


def _hostile(family: str, models: tuple[str, ...], places: tuple[int, int]) -> tuple[Layout, ...]:
    """The digits of the ordinary layouts lead elsewhere."""
    sets = {
        "network-at-4": (ALL, DEVICE, SECURITY, NETWORK),
        "network-at-5": (ALL, DEVICE, SERVICE, SECURITY, NETWORK),
        "moved": (SECURITY, NETWORK, DEVICE, ALL),
        "renamed": (ALL, DEVICE, NETWORK, RENAMED),
        "misleading": (ALL, DEVICE, NETWORK, MISLEADING),
    }
    return tuple(_layout(f"{family}-{name}", models, places, reset, hostile=True) for name, reset in sets.items())


_CROWDED = Menu(
    "Applications",
    (
        _BLUETOOTH,
        _RECENTS,
        _SETTINGS,
        _plain("Bluetooth devices", "None"),
        _ACCESSORIES,
        _plain("Accessory setup", "None"),
        _RUNNING,
        _INFORMATION,
        Entry(
            "Admin settings",
            Menu("Admin settings", (_AUX_PORT, _WIFI, _NETWORK_SETUP, _SECURITY_SETUP, _STATUS, _reset(*WITH_SERVICE))),
            guarded=True,
        ),
    ),
)

HOSTILE = (
    *_hostile("88xx", _8800, (5, 4)),
    Layout("88xx-crowded", _8800, _CROWDED, hostile=True, service_mode=True),
    *_hostile("78xx", _7800, (5, 4)),
    Layout("78xx-crowded", _7800, _CROWDED, hostile=True, service_mode=True),
    *(
        Layout(
            f"99xx-{name}",
            _9900,
            _applications(_reset(*reset), admin_at=4, reset_at=4, admin_label="Administrator settings"),
            hostile=True,
        )
        for name, reset in {
            "network-at-4": (ALL, DEVICE, SECURITY, NETWORK),
            "moved": (SECURITY, NETWORK, DEVICE, ALL),
            "renamed": (ALL, DEVICE, NETWORK, RENAMED),
        }.items()
    ),
)
