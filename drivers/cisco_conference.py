"""Cisco 7832, 8832, 8831: conference phones, whose menu is opened by a soft key of the idle screen."""

from eraser.dsl import (
    BOTH,
    Driver,
    Route,
    follow,
    gone,
    inferred,
    key,
    never,
    reported,
    restarts,
    softkey,
    status,
)

HOME = (key("Init:Services"),)
CONFIRM = softkey("Reset", then=softkey("OK|Continue|Yes|Reset", if_shown=True))
NEIGHBOURS = never(
    "All settings|All",
    "Network settings|Network|Network setup|Network configuration",
    "Reset device|Device",
    "Service mode",
)
EXPECT = (status("Erasing CTL and ITL files"), gone("itl_signature"), restarts(within_s=300))

# There is no key Applications and no key Settings (phones §2.1). The vendor documents path and soft keys, and that the
# CTL goes; that the ITL goes too is known of its sisters with a handset only.
RESET_SECURITY_7832 = Route(
    name="reset-security-settings",
    home=HOME,
    enter=softkey("Settings"),
    path=follow("Admin settings|Administrator settings", "Reset settings", "Security settings|Security"),
    confirm=CONFIRM,
    erases=BOTH,
    never=NEIGHBOURS,
    rest_s=2.0,
    expect=EXPECT,
    source=inferred("phones §2.2 7832: path documented, for the CTL"),
)

RESET_SECURITY_8832 = Route(
    name="reset-security-settings",
    home=HOME,
    enter=softkey("Settings"),
    path=follow("Admin settings|Administrator settings", "Reset settings", "Security settings|Security"),
    confirm=CONFIRM,
    erases=BOTH,
    never=NEIGHBOURS,
    rest_s=2.0,
    expect=EXPECT,
    source=inferred("phones §2.2 8832: as the 7832"),
)

# The vendor documents the path; tools press the third soft key, 4, 4, the fourth soft key and the second (phones §2.3
# 8831). So Security is a soft key there, or a row: a row with a digit goes first.
RESET_SECURITY_8831 = Route(
    name="reset-security-settings",
    home=HOME,
    enter=softkey("Apps|Applications"),
    path=follow(
        "Admin settings|Administrator settings",
        "Reset settings",
        softkey("Security settings|Security", if_shown=True),
    ),
    # One tool confirms by Soft2, one by Soft3; what is written there is not published (unproven).
    confirm=softkey("Reset|OK|Yes|Continue", then=softkey("OK|Continue", if_shown=True)),
    erases=BOTH,
    never=NEIGHBOURS,
    digits={"otherwise": ("4,4",)},
    rest_s=2.0,
    expect=EXPECT,
    source=reported("phones §2.2, §2.3 8831"),
)

DRIVERS = (
    Driver(name="cisco-7832", models=("CP-7832",), erases=BOTH, routes=(RESET_SECURITY_7832,)),
    # How the 8832NR prints itself is not published.
    Driver(name="cisco-8832", models=("CP-8832", "CP-8832NR"), erases=BOTH, routes=(RESET_SECURITY_8832,)),
    Driver(name="cisco-8831", models=("CP-8831",), erases=BOTH, routes=(RESET_SECURITY_8831,)),
)
