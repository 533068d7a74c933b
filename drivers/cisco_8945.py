"""Cisco 8941 and 8945: Applications > Administrator settings > Reset settings > Security."""

from eraser.dsl import BOTH, Driver, Route, follow, gone, key, never, reported, restarts, softkey, status

RESET_SECURITY = Route(
    name="reset-security-settings",
    home=(key("NavBack", optional=True, times=5),),
    # One tool enters by Applications, two by Settings (phones §2.1): whichever opens the menu.
    enter=key("Applications", optional=True),
    enter_else=key("Settings"),
    # Only the digits and the word Security are published; the first two rows are those of the 8961 (inference).
    path=follow(
        "Administrator settings|Admin settings",
        "Reset settings|Reset",
        "Security|Security settings",
    ),
    confirm=softkey("Reset", then=softkey("OK|Continue|Yes|Reset", if_shown=True)),
    erases=BOTH,
    never=never(
        "All settings|All",
        "Network settings|Network|Network setup|Network configuration",
        "Reset device|Device",
        "Service mode",
    ),
    digits={"otherwise": ("4,4,3",)},
    rest_s=2.0,
    # Slow to come back: one tool looks every 35 s (phones §2.5).
    expect=(status("Erasing CTL and ITL files"), gone("itl_signature"), restarts(within_s=600)),
    source=reported("phones §2.2, §2.3 8941/8945"),
)

DRIVERS = (Driver(name="cisco-8945", models=("CP-8941", "CP-8945"), erases=BOTH, routes=(RESET_SECURITY,)),)
