"""Menus of 78xx, 88xx, 89xx and 99xx: Applications › Admin settings › Reset settings › Security (phones §2.2, §2.3).

The digits differ by model and firmware: an added application, Bluetooth or auxiliary port entry moves the first and the
second, *Service mode* moves the third (phones §2.3, reading).
"""

from __future__ import annotations

from eraser.simulator.layout import Entry, Layout, Menu, Plain, Reset, SoftChoice, What


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
    rare: bool = False,
    language: str = "en",
) -> Layout:
    menu = _applications(_reset(*reset, highlight_only=highlight_only), admin_at=places[0], reset_at=places[1])
    service_mode = SERVICE in reset
    return Layout(name, models, menu, hostile=hostile, service_mode=service_mode, rare=rare, language=language)


def _administrator(*reset: Entry) -> Menu:
    """4 Administrator settings, 4 Reset settings (phones §2.2: 89xx and 99xx)."""
    return _applications(_reset(*reset), admin_at=4, reset_at=4, admin_label="Administrator settings")


# The plain ones, those with Bluetooth or a camera, and all of them (phones §2.3, reading; NR models alike).
_8841, _8851 = ("8811", "8841"), ("8845", "8851", "8861", "8865")
_8800 = (*_8841, *_8851)
_7800 = ("7811", "7821", "7841", "7861")
_9900, _8900 = ("8961", "9951", "9971"), ("8941", "8945")

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
    Layout("99xx-4-4-4", _9900, _administrator(*WITHOUT_SERVICE_SHORT)),
    Layout("89xx-4-4-3", _8900, _administrator(ALL, NETWORK_SHORT, SECURITY_SHORT, DEVICE)),
)

# Here a soft key of the reset screen itself chooses the security settings (phones §2.3: UCI-esk, ITLDEL of 2014).
_SOFT_RESET = Entry(
    "Reset settings",
    SoftChoice(
        "Reset settings",
        ("All settings", "Network", "Security"),
        (
            (1, "All", Reset(What.ALL, "All settings", "Reset all settings?")),
            (2, "Network", Reset(What.NETWORK, "Network", "Reset network settings?")),
            (4, "Security", Reset(What.SECURITY, "Security", "Reset security settings?")),
        ),
    ),
)
_ON_THE_THIRD = Entry("Security", Reset(What.SECURITY, "Security", "Reset security settings?", slot=3))

RARE = (
    _layout("88xx-5-4-2", _8800, (5, 4), (ALL, SECURITY, NETWORK, DEVICE), rare=True),  # LEV
    Layout("78xx-5-4-soft4", _7800, _applications(_SOFT_RESET, admin_at=5, reset_at=4), rare=True),  # UCI-esk
    Layout("78xx-4-soft4", _7800, Menu("Settings", (_RECENTS, _SETTINGS, _STATUS, _SOFT_RESET)), rare=True),  # ITLDEL
    _layout("78xx-5-4-2-soft3", _7800, (5, 4), (ALL, _ON_THE_THIRD, NETWORK, DEVICE), rare=True),  # JMET, unused there
)

GERMAN = (
    _layout("88xx-german", _8800, (5, 4), WITHOUT_SERVICE, language="de"),
    _layout("78xx-german", _7800, (5, 4), WITHOUT_SERVICE_SHORT, language="de"),
    Layout("99xx-german", _9900, _administrator(*WITHOUT_SERVICE_SHORT), language="de"),
    Layout("89xx-german", _8900, _administrator(ALL, NETWORK_SHORT, SECURITY_SHORT, DEVICE), language="de"),
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
        Layout(f"99xx-{name}", _9900, _administrator(*reset), hostile=True)
        for name, reset in {
            "network-at-4": (ALL, DEVICE, SECURITY, NETWORK),
            "moved": (SECURITY, NETWORK, DEVICE, ALL),
            "renamed": (ALL, DEVICE, NETWORK, RENAMED),
        }.items()
    ),
    *(
        Layout(f"89xx-{name}", _8900, _administrator(*reset), hostile=True)
        for name, reset in {
            "network-at-3": (ALL, SECURITY, NETWORK, DEVICE),
            "moved": (DEVICE, NETWORK, ALL, SECURITY),
            "renamed": (ALL, NETWORK, RENAMED, DEVICE),
        }.items()
    ),
)
