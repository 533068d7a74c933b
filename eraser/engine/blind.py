"""The only way round sight: fixed keys, where the operator allowed it by the model's name (`--blind MODEL`).

The digits are others' hypotheses and nothing confirms them. So: one try, never the next candidate after a failed one
(phones §2.4), never on a phone in a call, and the result still needs its proof.
"""

from __future__ import annotations

from eraser.dsl import Key
from eraser.engine.errand import Errand
from eraser.engine.look import rest
from eraser.engine.navigator import DIGIT_NAMES, Navigator
from eraser.model.outcome import NoPicture


def may_go_blind(errand: Errand) -> bool:
    """Whether the operator allowed it for this model, the route knows digits, and it was not tried yet."""
    facts, route = errand.facts, errand.route
    allowed = {one.upper() for one in errand.house.options.blind}
    return bool(
        facts and route and not errand.tried_blind and (facts.model or "").upper() in allowed and digits_of(errand)
    )


def digits_of(errand: Errand) -> str:
    """The likeliest digits of the route for what the phone's page shows; empty if there are none."""
    facts, route = errand.facts, errand.route
    if facts is None or route is None or not route.blind_confirm or not route.by_keys_alone:
        return ""
    shown = "service mode shown" if facts.service_mode else "otherwise"
    candidates = route.digits.get(shown) or route.digits.get("otherwise") or ()
    return candidates[0] if candidates else ""


async def walk_blind(errand: Errand) -> None:
    """To where the confirming screen should be, unseen."""
    route = errand.needs_route()
    if route.unlock:
        # The unlock is a toggle: unseen it would lock an open phone, and pressed twice restart it (phones §0.6).
        raise NoPicture("a route with a padlock is never walked blind")
    errand.blind = errand.tried_blind = True
    errand.notes.append("Walked blind, as the operator allowed for this model.")
    await Navigator(errand, route).go_home()
    assert isinstance(route.enter, Key)
    await errand.press(route.enter.name)
    await rest(errand, route.rest_s)
    for digit in digits_of(errand).split(","):
        await errand.press(DIGIT_NAMES[digit])
        await rest(errand, route.rest_s)
