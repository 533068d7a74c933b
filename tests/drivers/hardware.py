"""Which keys a model has, by the vendor's notes on key URIs (phones §2.1). A key that is not here is never to be relied on."""

from __future__ import annotations

import re

PAD = frozenset(f"KeyPad{one}" for one in (*range(10), "Star", "Pound"))
DOWN = frozenset({"NavUp", "NavDwn", "NavSelect"})
SIDES = frozenset({"NavLeft", "NavRight"})


def _soft(count: int) -> frozenset[str]:
    return frozenset(f"Soft{one}" for one in range(1, count + 1))


SEVENTIES = PAD | DOWN | SIDES | {"Info", "Messages", "Services", "Directories"}
WITH_BUTTONS = PAD | DOWN | {"Applications", "Settings", "Services", "Directories", "Messages"}

KEYS: dict[str, frozenset[str]] = {
    r"CP-79(06|11)G": SEVENTIES | _soft(4) | {"Applications", "AppMenu"},  # one menu button; tools differ on its name
    r"CP-79(41|42|45|61|62|65)G(-GE)?": SEVENTIES | _soft(4) | {"Settings"},
    r"CP-79(70|71|75)G(-GE)?": SEVENTIES | _soft(5) | {"Settings"},
    r"(Cisco )?(IP )?Communicator|(CP-)?CIPC": SEVENTIES | _soft(5) | {"Settings"},
    r"CP-69(21|41|45|61)": PAD | DOWN | _soft(4) | {"Settings"},
    r"CP-78(11|21|41|61)": WITH_BUTTONS | _soft(4),
    r"CP-7832": PAD | DOWN | _soft(4),
    r"CP-8832(NR)?": PAD | DOWN | _soft(5),
    r"CP-8831": PAD | _soft(5),
    r"CP-88(11|41|45|51|51NR|61|65|65NR)": WITH_BUTTONS | SIDES | _soft(5),
    r"CP-89(41|45)": PAD | DOWN | _soft(4) | {"Applications", "Settings"},  # tools differ
    r"CP-(8961|9951|9971)": PAD | DOWN | _soft(4) | {"Applications", "NavBack"},
}
# Init: is no button; Services is documented, the other two are pressed by four tools (phones §3.1).
INIT = frozenset({"Init:Services", "Init:Settings", "Init:Applications"})
# The soft keys below the screen, which are fewer than the URIs on some models.
SLOTS = {r"CP-797.*|.*Communicator|.*CIPC": 5}


def keys_of(model: str) -> frozenset[str]:
    """The keys of a model; it must be one of the table."""
    (keys,) = (keys for pattern, keys in KEYS.items() if re.fullmatch(pattern, model))
    return keys


def slots_of(model: str) -> int:
    """How many soft keys are below its screen."""
    return next((slots for pattern, slots in SLOTS.items() if re.fullmatch(pattern, model)), 4)
