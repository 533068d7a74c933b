"""Cisco 6921, 6941, 6945, 6961: Settings > Administrator settings > Reset settings > soft key Security."""

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
    reported_once,
    restarts,
    softkey,
    status,
)

# Tools leave the menus by Soft1, three times (phones §2.3 69xx). What is written on it is not published; these words
# leave a menu and confirm nothing.
HOME = (key("Init:Services"), softkey("Exit|Back|Return", times=4))
# Security is no row but the fourth soft key of the reset menu (phones §2.2); tools agree on Soft4, then Soft2.
PATH = follow(
    "Administrator settings|Admin settings",
    "Reset settings|Reset",
    softkey("Security|Security settings"),
)
# Soft2 in all sequences; what is written on it is not published, so the usual words are allowed (unproven).
CONFIRM = softkey("Reset|OK|Yes|Continue", then=softkey("OK|Continue", if_shown=True))
NEIGHBOURS = never(
    "All settings|All",
    "Network settings|Network|Network setup|Network configuration",
    "Reset device|Device",
    "Service mode",
)
# Their pages do not show the lists (phones §0.8), so a proof can only come from what a page may still show.
EXPECT = (gone("itl_signature"), status("No Trust List installed|ITL installed"), restarts(within_s=300))

RESET_SECURITY_6921 = Route(
    name="reset-security",
    home=HOME,
    enter=key("Settings"),
    path=PATH,
    confirm=CONFIRM,
    erases=BOTH,
    never=NEIGHBOURS,
    digits={"otherwise": ("4,5",)},
    rest_s=2.0,
    expect=EXPECT,
    source=reported_once("phones §2.2, §2.3 69xx"),
)

# For the same model one tool presses 4,4 and one 4,5: the load decides, or one is wrong.
RESET_SECURITY_6941 = Route(
    name="reset-security",
    home=HOME,
    enter=key("Settings"),
    path=PATH,
    confirm=CONFIRM,
    erases=BOTH,
    never=NEIGHBOURS,
    digits={"otherwise": ("4,4", "4,5")},
    rest_s=2.0,
    expect=EXPECT,
    source=reported("phones §2.2, §2.3 69xx"),
)

# No tool names the 6961.
RESET_SECURITY_6961 = Route(
    name="reset-security",
    home=HOME,
    enter=key("Settings"),
    path=PATH,
    confirm=CONFIRM,
    erases=BOTH,
    never=NEIGHBOURS,
    digits={"otherwise": ("4,5", "4,4")},
    rest_s=2.0,
    expect=EXPECT,
    source=inferred("phones §2.2, §2.3 69xx: as its sisters"),
)

DRIVERS = (
    Driver(name="cisco-6921", models=("CP-6921",), erases=BOTH, routes=(RESET_SECURITY_6921,)),
    Driver(name="cisco-6941", models=("CP-6941", "CP-6945"), erases=BOTH, routes=(RESET_SECURITY_6941,)),
    Driver(name="cisco-6961", models=("CP-6961",), erases=BOTH, routes=(RESET_SECURITY_6961,)),
)
