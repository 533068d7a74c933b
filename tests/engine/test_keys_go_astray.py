"""Keys that get lost, come twice, come late or change places: never a false `erased`, never a confirming key elsewhere."""

from __future__ import annotations

import pytest

from eraser.model.outcome import Outcome
from eraser.simulator.menus import hostile_layouts_for, layouts_for
from eraser.simulator.state import Quirks
from tests.engine.rig import Bench, Deliver, holds_old, make_handset

pytestmark = pytest.mark.virtual_time

LAYOUTS = [
    (model, layout)
    for model in ("CP-7965G", "CP-7841", "CP-8851", "CP-9971")
    for layout in (*layouts_for(model), *hostile_layouts_for(model))
]
# Screens on which a confirming key may leave; a menu only with the right row chosen.
RIGHT_SCREENS = {"ITL File", "Security settings", "Security", "Reset settings > Security settings"}
LONGEST_WAY = 30  # keys; the longest route has fewer, with its home keys


def dropped(at: int) -> Deliver:
    return lambda place, uri: [] if place == at else [(0.0, uri)]


def doubled(at: int) -> Deliver:
    return lambda place, uri: [(0.0, uri), (0.3, uri)] if place == at else [(0.0, uri)]


def late(at: int, by_s: float) -> Deliver:
    return lambda place, uri: [(by_s, uri)] if place == at else [(0.0, uri)]


def swapped(at: int) -> Deliver:
    """The next key overtakes this one; it is held up for 2.5 s, longer than any rest between two keys of a walk."""
    return late(at, 2.5)


FAULTS = {
    "dropped": dropped,
    "doubled": doubled,
    "swapped with the next": swapped,
    "1.5 s late": lambda at: late(at, 1.5),
    "6 s late": lambda at: late(at, 6.0),
    "40 s late": lambda at: late(at, 40.0),
    "200 s late": lambda at: late(at, 200.0),
}


async def check(model: str, layout: str, deliver: Deliver, quirks: Quirks) -> tuple[Outcome, int]:
    handset = make_handset(model, layout, quirks)
    bench = Bench([handset], deliver=deliver)

    (result,) = (await bench.work()).results

    channel = bench.channels[result.name]
    confirming = [event.data["key"] for event in bench.store.intents()]
    sent = list(zip(channel.keys, channel.screens, strict=True))
    for key in confirming:
        assert {screen for uri, screen in sent if uri == f"Key:{key}"} <= RIGHT_SCREENS
    assert handset.state.truth.wrong == []
    if result.outcome is Outcome.ERASED:
        assert not holds_old(handset)
        assert handset.state.truth.erasures
    return result.outcome, len(channel.keys)


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize(("model", "layout"), LAYOUTS)
async def test_one_key_gone_astray_never_makes_a_false_result(model: str, layout: str, fault: str) -> None:
    quirks = Quirks(confirm_keys=2, restarts=layout.endswith("4"))
    ends = []
    for at in range(LONGEST_WAY):
        outcome, keys = await check(model, layout, FAULTS[fault](at), quirks)
        ends.append(outcome)
        if at >= keys:
            break

    if "renamed" not in layout and "misleading" not in layout:
        assert ends.count(Outcome.ERASED) >= len(ends) - 2, ends


@pytest.mark.parametrize("fault", FAULTS)
async def test_the_right_screens_of_this_test_are_not_all_screens(fault: str) -> None:
    """The check above can fail: the hostile layout has screens outside RIGHT_SCREENS on which the same soft key acts."""
    del fault
    handset = make_handset("CP-8841", "88xx-network-at-4")
    for uri in ("Key:Applications", "Key:KeyPad5", "Key:KeyPad4", "Key:KeyPad4", "Key:Soft3"):
        handset.press(uri)
        handset._ready_at = 0.0

    assert handset.state.truth.wrong == ["reset of network settings"]
