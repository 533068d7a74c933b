"""Menus of 79xx and IP Communicator (phones §2.2, §2.3) and of 7940/60 (phones §2.6: no trust list menu at all)."""

from __future__ import annotations

from eraser.simulator.layout import Entry, Layout, Menu, Plain, TrustFile, Which

_MODELS = ("7941", "7942", "7945", "7961", "7962", "7965", "7970", "7971", "7975")
_7911 = ("7906", "7911")
_CIPC = ("CIPC",)

CTL_FILE = Entry("CTL File", TrustFile(Which.CTL, "CTL File"))
ITL_FILE = Entry("ITL File", TrustFile(Which.ITL, "ITL File"))


def _plain(label: str, *lines: str, padlock: bool = False) -> Entry:
    return Entry(label, Plain(label, lines, padlock=padlock))


_WEB_ACCESS = _plain("Web Access Enabled", "Full", padlock=True)
_SECURITY_MODE = _plain("Security Mode", "Non Secure", padlock=True)
_MIC = _plain("MIC", "Installed", padlock=True)
_LSC = _plain("LSC", "Not Installed", padlock=True)
_CAPF = _plain("CAPF Server", "10.20.30.40", padlock=True)
_DOT1X = _plain("802.1X Authentication", "Disabled", padlock=True)
_PREFERENCES = _plain("User Preferences", "Rings", "Contrast", "Brightness")
_NETWORK = _plain("Network Configuration", "DHCP Enabled: Yes", "Alternate TFTP: No", padlock=True)
_DEVICE = _plain("Device Configuration", "Unified CM Configuration", "HTTP Configuration", padlock=True)
_MODEL = _plain("Model Information", "Model Number", "MAC Address", "Load File")
_MESSAGES = _plain("Messages", "No voice messages")
_DIRECTORIES = _plain("Directories", "Missed Calls", "Received Calls", "Placed Calls")
_SERVICES = _plain("Services", "No entries")
_STATUS = _plain("Status", "Status Messages", "Network Statistics", "Firmware Versions")


def _trust_list(*files: Entry, label: str = "Trust List") -> Entry:
    return Entry(label, Menu(label, files, padlock=True))


def _security(trust_list: Entry, *, before: tuple[Entry, ...] = ()) -> Entry:
    entries = (*before, _WEB_ACCESS, _SECURITY_MODE, _MIC, _LSC, trust_list, _CAPF, _DOT1X)
    return Entry("Security Configuration", Menu("Security Configuration", entries, padlock=True))


def _settings(security: Entry, *, before: tuple[Entry, ...] = ()) -> Menu:
    return Menu("Settings", (*before, _PREFERENCES, _NETWORK, _DEVICE, security, _MODEL, _STATUS))


def _applications(settings: Menu, *, before: tuple[Entry, ...] = ()) -> Menu:
    """7906 and 7911 have one menu button; Settings is the third row behind it (phones §2.2)."""
    entries = (*before, _MESSAGES, _DIRECTORIES, Entry("Settings", settings), _SERVICES)
    return Menu("Applications", entries)


def _communicator(*files: Entry, label: str = "Trust List", before: tuple[Entry, ...] = ()) -> Menu:
    """IP Communicator: 5 Security Configuration, 4 Trust List (phones §2.2)."""
    security = Menu("Security Configuration", (_SECURITY_MODE, _LSC, _CAPF, _trust_list(*files, label=label)), True)
    return Menu(
        "Settings",
        (*before, _PREFERENCES, _NETWORK, _DEVICE, _MODEL, Entry("Security Configuration", security), _STATUS),
    )


# 4, 5, then 1 CTL File or 2 ITL File: all tools agree (phones §2.3 79xx).
ORDINARY = (
    Layout("79xx", _MODELS, _settings(_security(_trust_list(CTL_FILE, ITL_FILE)))),
    # A load that lists CAPF under the trust list as well; the three digits stay.
    Layout("79xx-capf", _MODELS, _settings(_security(_trust_list(CTL_FILE, ITL_FILE, _CAPF)))),
    Layout("7911-3-4-5-2", _7911, _applications(_settings(_security(_trust_list(CTL_FILE, ITL_FILE))))),
    Layout("cipc-5-4-1", _CIPC, _communicator(CTL_FILE)),
)

RARE = (
    # One tool opens 1 before it takes 2 on 7941 and 7942: a recording error, or a menu between (phones §2.3).
    Layout(
        "79xx-4-5-1-2",
        ("7941", "7942", "7961", "7962"),
        _settings(
            _security(_trust_list(Entry("Trust Files", Menu("Trust Files", (CTL_FILE, ITL_FILE), padlock=True))))
        ),
        rare=True,
    ),
)

GERMAN = (
    Layout("79xx-german", _MODELS, _settings(_security(_trust_list(CTL_FILE, ITL_FILE))), language="de"),
    Layout(
        "7911-german",
        _7911,
        _applications(_settings(_security(_trust_list(CTL_FILE, ITL_FILE)))),
        language="de",
    ),
    Layout("cipc-german", _CIPC, _communicator(CTL_FILE), language="de"),
)

HOSTILE = (
    Layout("79xx-itl-first", _MODELS, _settings(_security(_trust_list(ITL_FILE, CTL_FILE))), hostile=True),
    Layout(
        "79xx-accessories",
        _MODELS,
        _settings(
            _security(_trust_list(CTL_FILE, ITL_FILE), before=(_plain("VPN Configuration", padlock=True),)),
            before=(_plain("Bluetooth"), _plain("Accessories")),
        ),
        hostile=True,
    ),
    Layout(
        "79xx-renamed",
        _MODELS,
        _settings(_security(_trust_list(CTL_FILE, ITL_FILE, label="Certificates"))),
        hostile=True,
    ),
    Layout(
        "79xx-files-renamed",
        _MODELS,
        _settings(
            _security(
                _trust_list(
                    Entry("Signer List", TrustFile(Which.CTL, "Signer List")),
                    Entry("Server List", TrustFile(Which.ITL, "Server List")),
                )
            )
        ),
        hostile=True,
    ),
    Layout(
        "7911-itl-first",
        _7911,
        _applications(_settings(_security(_trust_list(ITL_FILE, CTL_FILE)))),
        hostile=True,
    ),
    Layout(
        "7911-moved",
        _7911,
        _applications(_settings(_security(_trust_list(CTL_FILE, ITL_FILE))), before=(_plain("Help"),)),
        hostile=True,
    ),
    Layout(
        "7911-renamed",
        _7911,
        _applications(_settings(_security(_trust_list(CTL_FILE, ITL_FILE, label="Certificates")))),
        hostile=True,
    ),
    Layout("cipc-moved", _CIPC, _communicator(CTL_FILE, before=(_plain("Audio Setup"),)), hostile=True),
    Layout("cipc-renamed", _CIPC, _communicator(CTL_FILE, label="Certificates"), hostile=True),
    # Newer programs may list an ITL file first: not the list that its route is for.
    Layout("cipc-itl-first", _CIPC, _communicator(ITL_FILE, CTL_FILE), hostile=True),
)

NO_LIST = (
    Layout(
        "7940",
        ("7940", "7960"),
        Menu(
            "Settings",
            (
                _plain("Contrast"),
                _plain("Ring Type", "Chirp 1", "Chirp 2"),
                _plain("Network Configuration", "DHCP Enabled: Yes", padlock=True),
                _plain("Model Information", "Model Number"),
                _plain("Status", "Status Messages"),
            ),
        ),
    ),
)
