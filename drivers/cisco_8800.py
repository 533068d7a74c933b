"""Cisco 8811 to 8865: Applications > Admin settings > Reset settings > Security settings."""

from eraser.dsl import BOTH, Driver, Route, follow, gone, key, never, reported, restarts, softkey, status

# NavBack is documented as missing on these phones, yet two field tools rely on it (phones §2.1): optional.
HOME = (key("Init:Services"), key("NavBack", optional=True))
PATH = follow("Admin settings|Administrator settings", "Reset settings", "Security settings|Security")
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
    path=PATH,
    confirm=CONFIRM,
    erases=BOTH,
    never=NEIGHBOURS,
    digits={"service mode shown": ("5,4,5", "7,4,5", "7,5,5"), "otherwise": ("5,4,4",)},
    blind_confirm=("Soft3", "Soft1"),
    rest_s=2.0,
    expect=EXPECT,
    source=reported("phones §2.2, §2.3 88xx"),
)

# Bluetooth puts one entry more above Admin settings, and 12.x loads another (phones §2.3, inference).
RESET_SECURITY_BLUETOOTH = Route(
    name="reset-security-settings",
    home=HOME,
    enter=key("Applications"),
    path=PATH,
    confirm=CONFIRM,
    erases=BOTH,
    never=NEIGHBOURS,
    digits={"service mode shown": ("7,4,5", "6,4,5", "7,5,5"), "otherwise": ("6,4,4", "5,4,4")},
    blind_confirm=("Soft3", "Soft1"),
    rest_s=2.0,
    expect=EXPECT,
    source=reported("phones §2.2, §2.3 88xx"),
)

DRIVERS = (
    Driver(name="cisco-8800", models=("CP-8811", "CP-8841"), erases=BOTH, routes=(RESET_SECURITY,)),
    Driver(
        name="cisco-8845",
        # The print of the NR models is not published as a page; their product names are CP-8851NR and CP-8865NR.
        models=("CP-8845", "CP-8851", "CP-8851NR", "CP-8861", "CP-8865", "CP-8865NR"),
        erases=BOTH,
        routes=(RESET_SECURITY_BLUETOOTH,),
    ),
)
