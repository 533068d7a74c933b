"""What can be said against a driver before any phone is met: it is read once, when the drivers are loaded.

A driver is data, ours or a stranger's. What stands in it decides where keys go, so that a value with which a phone
would restart, or nothing would be forbidden, is refused in words rather than noticed on a phone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from eraser.dsl import ALWAYS, AnyDriver, Driver, Key, Route, SoftKey, label

UNLOCK = "**#"  # the one code that is known; more of its signs make **#**, which restarts the phone (phones §0.6)
LEAST_UNLOCK_AGAIN_S = 10.0  # phones §0.6
# Soft keys of an idle screen that call somebody or send calls away; no way to a menu begins with them.
CALLING = label("Redial|New call|NewCall|Dial|Call|Forward all|CFwdALL|Pickup|PickUp")
SLOTS = range(1, 6)  # soft keys that a Key URI can name (phones §2.1)


def faults_in(driver: AnyDriver) -> Iterator[str]:
    """Each fault in words, without the driver's name."""
    if not isinstance(driver, Driver):
        return
    if driver.soft_key_slots not in SLOTS:
        yield f"soft_key_slots is {driver.soft_key_slots}; write 1 to 5"
    if not driver.routes:
        yield "it has no route; write ByHand instead"
    elif driver.routes[-1].when != ALWAYS:
        yield f"route {driver.routes[-1].name} is the last one and has a condition; it must fit every load"
    for route in driver.routes:
        yield from (f"route {route.name}: {fault}" for fault in _faults_of_route(route))


def _faults_of_route(route: Route) -> Iterator[str]:
    if not route.path:
        yield "path is empty; name the rows to choose"
    if not route.never:
        yield "never is empty; name the rows beside the one that is meant"
    elif route.path and any(one.names(text) for one in route.never for text in route.meant.alternatives):
        yield "never names what is meant; correct one of them"
    if route.unlock is not None and route.unlock != UNLOCK:
        yield f"unlock is {route.unlock!r}; only {UNLOCK} is known, and more of its signs restart the phone"
    if route.unlock is not None and route.unlock_again_after_s < LEAST_UNLOCK_AGAIN_S:
        yield f"unlock_again_after_s is {route.unlock_again_after_s:g}; earlier than 10 s it restarts the phone"
    for name in ("rest_s", "unlock_rest_s"):
        if getattr(route, name) <= 0:
            yield f"{name} is {getattr(route, name):g}; a phone needs time to redraw"
    for one in (*route.home, route.enter, route.enter_else):
        if isinstance(one, Key | SoftKey) and one.times < 1:
            yield f"{one} is pressed {one.times} times; leave it out, or write 1 or more"
    for step in (*route.home, route.enter, *route.path):
        if isinstance(step, SoftKey) and any(CALLING.names(text) for text in step.label.alternatives):
            yield f"{step} calls somebody or sends calls away; name the one that opens the menu"
    for when, digits in route.digits.items():
        if not digits or any(not re.fullmatch(r"\d(?:,\d)*", row) for row in digits):
            yield f"digits of {when!r} are {digits!r}; write them like 5,4,4"
