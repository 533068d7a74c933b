"""Cisco 7940 and 7960: no Security by Default, so no ITL."""

from eraser.dsl import NoList, documented

DRIVERS = (
    NoList(
        name="cisco-7940",
        # Earlier bodies carry no G in their product name; what their pages print is not published.
        models=("CP-7940", "CP-7940G", "CP-7960", "CP-7960G"),
        because="the 7940 and 7960 do not do Security by Default: they hold no ITL",
        source=documented("phones §2.6; trust §2"),
    ),
)
