"""Cisco 7970, 7971, 7975: as the 7965, with five soft keys: Erase is the fifth."""

from eraser.dsl import (
    BOTH,
    CTL,
    ITL,
    Driver,
    Route,
    follow,
    key,
    label,
    never,
    reported,
    restarts,
    screen_changed,
    softkey,
    status,
)

# Soft5 = Erase in all published sequences; only one goes on with Soft2, so the second key is pressed where it is asked
# for. What is written on it is not published: the usual words are allowed (phones §2.3, unproven).
ERASE = softkey("Erase", then=softkey("OK|Yes|Erase|Confirm|Continue", if_shown=True))
OTHERS = ("Network Configuration", "Device Configuration", "Reset Settings", "Erase Configuration", "All settings")

ERASE_ITL_FILE = Route(
    name="erase-itl-file",
    home=(key("Init:Services"), key("Init:Settings")),
    enter=key("Settings"),
    path=follow("Security Configuration|Security Setup", "Trust List", "ITL File"),
    unlock="**#",
    unlock_soft_key=label("Unlock"),
    confirm=ERASE,
    erases=ITL,
    never=never("CTL File", *OTHERS),
    digits={"otherwise": ("4,5,2",)},
    rest_s=1.0,
    expect=(screen_changed(), status("No Trust List installed|ITL installed"), restarts(within_s=300)),
    source=reported("phones §2.2, §2.3 79xx, five soft keys"),
)

ERASE_CTL_FILE = Route(
    name="erase-ctl-file",
    home=(key("Init:Services"), key("Init:Settings")),
    enter=key("Settings"),
    path=follow("Security Configuration|Security Setup", "Trust List", "CTL File"),
    unlock="**#",
    unlock_soft_key=label("Unlock"),
    confirm=ERASE,
    erases=CTL,
    never=never("ITL File", *OTHERS),
    digits={"otherwise": ("4,5,1",)},
    rest_s=1.0,
    expect=(screen_changed(), status("No Trust List installed|CTL installed"), restarts(within_s=300)),
    source=reported("phones §2.3 79xx CTL; a vendor's text shows this path on a 7975"),
)

DRIVERS = (
    Driver(
        name="cisco-7970",
        # No page of these is published as it is printed; a synthetic one says CP-7975G (phones §4.2).
        models=("CP-7970G", "CP-7971G", "CP-7971G-GE", "CP-7975G"),
        erases=BOTH,
        routes=(ERASE_ITL_FILE, ERASE_CTL_FILE),
        soft_key_slots=5,
    ),
)
