"""Cisco 8961, 9951, 9971: Applications > Administrator settings > Reset settings > Security."""

from eraser.dsl import BOTH, Driver, Route, follow, gone, key, never, reported, restarts, softkey, status

RESET_SECURITY = Route(
    name="reset-security-settings",
    # The Settings key and the Services key do not exist on these models (phones §2.1). One tool presses the first
    # soft key once more when the phone is back; what it says is not published, and NavBack leaves too.
    home=(key("NavBack", times=5),),
    enter=key("Applications"),
    path=follow(
        "Administrator settings|Admin settings",
        "Reset settings",
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
    digits={"otherwise": ("4,4,4",)},
    blind_confirm=("Soft3", "Soft1"),
    rest_s=2.0,
    expect=(status("Erasing CTL and ITL files"), gone("itl_signature"), restarts(within_s=600)),
    source=reported("phones §2.2, §2.3 99xx"),
)

DRIVERS = (Driver(name="cisco-9900", models=("CP-8961", "CP-9951", "CP-9971"), erases=BOTH, routes=(RESET_SECURITY,)),)
