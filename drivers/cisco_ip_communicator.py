"""Cisco IP Communicator, the phone on a PC: Settings > Security Configuration > Trust List > CTL File > Erase."""

from eraser.dsl import (
    CTL,
    Driver,
    Route,
    follow,
    key,
    label,
    never,
    reported_once,
    restarts,
    screen_changed,
    softkey,
    status,
)

ERASE_CTL_FILE = Route(
    name="erase-ctl-file",
    home=(key("Init:Services"), key("Init:Settings")),
    enter=key("Settings"),
    # Only the digits and CTL are published; the words are those of the 7970, which it looks like (inference).
    path=follow("Security Configuration|Security Setup", "Trust List", "CTL File"),
    unlock="**#",
    unlock_soft_key=label("Unlock"),
    confirm=softkey("Erase", then=softkey("OK|Yes|Erase|Confirm|Continue", if_shown=True)),
    erases=CTL,
    never=never(
        "ITL File",
        "Network Configuration",
        "Device Configuration",
        "Reset Settings",
        "Erase Configuration",
        "All settings",
    ),
    digits={"otherwise": ("5,4,1",)},
    rest_s=2.0,
    expect=(screen_changed(), status("No Trust List installed|CTL installed"), restarts(within_s=300)),
    source=reported_once("phones §2.2, §2.3 79xx CTL"),
)

DRIVERS = (
    Driver(
        name="cisco-ip-communicator",
        # The heading of its page says “Cisco Communicator”; what its row Model number says is not published.
        models=("Cisco Communicator", "Communicator", "Cisco IP Communicator", "IP Communicator", "CIPC", "CP-CIPC"),
        erases=CTL,
        routes=(ERASE_CTL_FILE,),
        soft_key_slots=5,
    ),
)
