"""Cisco 7906 and 7911: Applications > Settings > Security Configuration > Trust List > ITL File or CTL File > Erase."""

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
    reported_once,
    restarts,
    screen_changed,
    softkey,
    status,
)

ERASE = softkey("Erase", then=softkey("OK|Yes|Erase|Confirm|Continue", if_shown=True))
OTHERS = ("Network Configuration", "Device Configuration", "Reset Settings", "Erase Configuration", "All settings")

ERASE_ITL_FILE = Route(
    name="erase-itl-file",
    home=(key("Init:Applications"),),
    # The vendor calls the single menu button AppMenu, three tools press Applications (phones §2.1).
    enter=key("Applications", optional=True),
    enter_else=key("AppMenu"),
    path=follow("Settings", "Security Configuration|Security Setup", "Trust List", "ITL File"),
    unlock="**#",
    unlock_soft_key=label("Unlock"),
    confirm=ERASE,
    erases=ITL,
    never=never("CTL File", *OTHERS),
    digits={"otherwise": ("3,4,5,2",)},
    rest_s=1.0,
    expect=(screen_changed(), status("No Trust List installed|ITL installed"), restarts(within_s=300)),
    source=reported("phones §2.2, §2.3 7906/7911"),
)

ERASE_CTL_FILE = Route(
    name="erase-ctl-file",
    home=(key("Init:Applications"),),
    enter=key("Applications", optional=True),
    enter_else=key("AppMenu"),
    path=follow("Settings", "Security Configuration|Security Setup", "Trust List", "CTL File"),
    unlock="**#",
    unlock_soft_key=label("Unlock"),
    confirm=ERASE,
    erases=CTL,
    never=never("ITL File", *OTHERS),
    digits={"otherwise": ("3,4,5,1",)},
    rest_s=1.0,
    expect=(screen_changed(), status("No Trust List installed|CTL installed"), restarts(within_s=300)),
    source=reported_once("phones §2.3 79xx CTL"),
)

DRIVERS = (
    Driver(
        name="cisco-7906",
        # No page of these is published; the models are named after the product.
        models=("CP-7906G", "CP-7911G"),
        erases=BOTH,
        routes=(ERASE_ITL_FILE, ERASE_CTL_FILE),
    ),
)
