"""Cisco 7811, 7821, 7841, 7861: Applications > Admin settings > Reset settings > Security settings."""

from eraser.dsl import (
    BOTH,
    Driver,
    Route,
    follow,
    gone,
    key,
    never,
    reported,
    restarts,
    since,
    softkey,
    status,
)

HOME = (key("Init:Services"), key("Init:Applications"))
ADMIN, RESET = "Admin settings|Administrator settings", "Reset settings"
CONFIRM = softkey("Reset", then=softkey("OK|Continue|Yes|Reset", if_shown=True))
NEIGHBOURS = never(
    "All settings|All",
    "Network settings|Network|Network setup|Network configuration",
    "Reset device|Device",
    "Service mode",
)
EXPECT = (status("Erasing CTL and ITL files"), gone("itl_signature"), restarts(within_s=300))

RESET_SECURITY = Route(
    name="reset-security-settings",
    home=HOME,
    enter=key("Applications"),
    path=follow(ADMIN, RESET, "Security settings|Security"),
    confirm=CONFIRM,
    erases=BOTH,
    never=NEIGHBOURS,
    # “Service mode” stands above Security on loads that know it (phones §2.3, inference).
    digits={"service mode shown": ("5,4,5", "5,5,5"), "otherwise": ("5,4,4", "5,5,4")},
    blind_confirm=("Soft2",),
    rest_s=1.5,
    expect=EXPECT,
    source=reported("phones §2.2, §2.3 78xx"),
    when=since("12-0-1"),
)

# One tool, said to be used on 11.x, presses 5,5,4 where others press 5,4,4 on 12.1.
RESET_SECURITY_11 = Route(
    name="reset-security-settings-11",
    home=HOME,
    enter=key("Applications"),
    path=follow(ADMIN, RESET, "Security settings|Security"),
    confirm=CONFIRM,
    erases=BOTH,
    never=NEIGHBOURS,
    digits={"otherwise": ("5,5,4", "5,4,4")},
    blind_confirm=("Soft2",),
    rest_s=1.5,
    expect=EXPECT,
    source=reported("phones §2.2, §2.3 78xx"),
    when=since("11-0-1"),
)

# Two tools of the 10.x era press the fourth soft key where later ones choose a row. Which load changed it is not
# published, so a row goes first where there is one; a load that can not be read is taken for one of these too.
RESET_SECURITY_10 = Route(
    name="reset-security-settings-10",
    home=HOME,
    enter=key("Applications"),
    path=follow(ADMIN, RESET, softkey("Security settings|Security", if_shown=True)),
    confirm=CONFIRM,
    erases=BOTH,
    never=NEIGHBOURS,
    rest_s=1.5,
    expect=EXPECT,
    source=reported("phones §2.3 78xx, earlier loads"),
)

DRIVERS = (
    Driver(
        name="cisco-7800",
        models=("CP-7811", "CP-7821", "CP-7841", "CP-7861"),
        erases=BOTH,
        routes=(RESET_SECURITY, RESET_SECURITY_11, RESET_SECURITY_10),
    ),
)
