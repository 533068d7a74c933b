"""Cisco 7821 and 7841: Applications > Admin settings > Reset settings > Security settings."""

from eraser.dsl import BOTH, Driver, Route, follow, gone, key, never, reported, restarts, softkey, status

RESET_SECURITY = Route(
    name="reset-security-settings",
    home=(key("Init:Services"), key("Init:Applications")),
    enter=key("Applications"),
    path=follow(
        "Admin settings|Administrator settings",
        "Reset settings",
        "Security settings|Security",
    ),
    confirm=softkey("Reset", then=softkey("OK|Continue|Yes|Reset", if_shown=True)),
    erases=BOTH,
    never=never(
        "All settings|All",
        "Network settings|Network|Network setup|Network configuration",
        "Reset device|Device",
        "Service mode",
    ),
    digits={"otherwise": ("5,4,4", "5,4,5", "5,5,4", "5,5,5")},
    blind_confirm=("Soft2",),
    rest_s=1.5,
    expect=(status("Erasing CTL and ITL files"), gone("itl_signature"), restarts(within_s=300)),
    source=reported("phones §2.2, §2.3 78xx"),
)

DRIVERS = (Driver(name="cisco-7800", models=("CP-7821", "CP-7841"), erases=BOTH, routes=(RESET_SECURITY,)),)
