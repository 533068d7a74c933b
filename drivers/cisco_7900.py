"""Cisco 7941 to 7965: Settings > Security Configuration > Trust List > ITL File or CTL File > **# > Erase."""

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

# Soft4 = Erase and Soft2 = the second key are common to all published sequences; what is written on the second one is
# not published, so the usual words are allowed (phones §2.3, unproven).
ERASE = softkey("Erase", then=softkey("OK|Yes|Erase|Confirm|Continue", if_shown=True))
OTHERS = ("Network Configuration", "Device Configuration", "Reset Settings", "Erase Configuration", "All settings")

ERASE_ITL_FILE = Route(
    name="erase-itl-file",
    home=(key("Init:Services"), key("Init:Settings")),
    enter=key("Settings"),
    path=follow("Security Configuration|Security Setup", "Trust List", "ITL File"),
    unlock="**#",
    unlock_soft_key=label("Unlock"),  # later 9.x loads have one (phones §2.3, inference)
    confirm=ERASE,
    erases=ITL,
    never=never("CTL File", *OTHERS),
    digits={"otherwise": ("4,5,2",)},
    blind_confirm=("Soft4", "Soft2"),
    rest_s=1.0,
    expect=(screen_changed(), status("No Trust List installed|ITL installed"), restarts(within_s=300)),
    source=reported("phones §2.2, §2.3 79xx"),
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
    blind_confirm=("Soft4", "Soft2"),
    rest_s=1.0,
    expect=(screen_changed(), status("No Trust List installed|CTL installed"), restarts(within_s=300)),
    source=reported("phones §2.3 79xx CTL"),
)

DRIVERS = (
    Driver(
        name="cisco-7900",
        # A page is published of the 7945G only; the others print their product names, as far as is known.
        models=(
            "CP-7941G",
            "CP-7941G-GE",
            "CP-7942G",
            "CP-7945G",
            "CP-7961G",
            "CP-7961G-GE",
            "CP-7962G",
            "CP-7965G",
        ),
        erases=BOTH,
        routes=(ERASE_ITL_FILE, ERASE_CTL_FILE),
    ),
)
