"""The keys that phones have, by their names in a Key URI (phones §2.1, §3.1). Nothing else is ever sent as a key."""

from __future__ import annotations

KEY_NAMES = frozenset(
    {
        *(f"KeyPad{digit}" for digit in range(10)),
        *(f"Soft{slot}" for slot in range(1, 6)),
        *(f"Line{line}" for line in range(1, 35)),
        *("KeyPadStar", "KeyPadPound", "VolUp", "VolDwn", "Headset", "Speaker", "Mute"),
        *("NavUp", "NavDwn", "NavLeft", "NavRight", "NavSelect", "NavBack"),
        *("Settings", "Applications", "AppMenu", "Services", "Directories", "Contacts", "Messages", "Info"),
        *("Hold", "Release", "Session", "Feature", "FixedFeature"),
    }
)

# Init:Settings and Init:Applications are undocumented, and four tools rely on them (phones §3.1).
INIT_NAMES = frozenset({"CallHistory", "Services", "Messages", "Directories", "AppStatus", "Settings", "Applications"})

URIS = frozenset({*(f"Key:{name}" for name in KEY_NAMES), *(f"Init:{name}" for name in INIT_NAMES)})
