"""Cisco 8841 and 8851: Applications > Admin settings > Reset settings > Security settings."""

from eraser.dsl import BOTH, Driver, Route, follow, gone, key, never, reported, restarts, softkey, status

RESET_SECURITY = Route(
    name="reset-security-settings",
    # NavBack is documented as missing on these phones, yet two field tools rely on it (phones §2.1): optional.
    home=(key("Init:Services"), key("NavBack", optional=True)),
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
    digits={"service mode shown": ("5,4,5", "7,4,5", "7,5,5"), "otherwise": ("5,4,4", "6,4,4")},
    blind_confirm=("Soft3", "Soft1"),
    rest_s=2.0,
    expect=(status("Erasing CTL and ITL files"), gone("itl_signature"), restarts(within_s=300)),
    source=reported("phones §2.2, §2.3 88xx"),
)

DRIVERS = (Driver(name="cisco-8800", models=("CP-8841", "CP-8851"), erases=BOTH, routes=(RESET_SECURITY,)),)
