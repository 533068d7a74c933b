"""Every route of every driver on every menu that the dossier tells of, in the simulator."""

from __future__ import annotations

import pytest

from eraser.dsl import Driver, Route
from eraser.model.outcome import Outcome, Reason
from tests.drivers.mutate import loads_of
from tests.drivers.test_every_driver import ERASING
from tests.drivers.walking import Ground, grounds_of, walk

WALKS = [
    (driver, route, ground)
    for driver in ERASING
    for route in driver.routes
    for ground in grounds_of(driver, route, loads_of(driver))
]
EACH = pytest.mark.parametrize(
    ("driver", "route", "ground"), WALKS, ids=[f"{route.name} {ground}" for _, route, ground in WALKS]
)


@EACH
def test_a_route_reaches_the_list_in_every_layout_or_stops_before(driver: Driver, route: Route, ground: Ground) -> None:
    walked = walk(driver, ground)
    result = walked.result

    assert walked.wrong == ()
    assert result.route == route.name
    if not ground.misleads:
        assert len(walked.erased) == 1, result.detail
        # 69xx show their lists nowhere (phones §0.8), so that nothing proves it.
        assert result.outcome is (Outcome.UNPROVEN if ground.model.startswith("CP-69") else Outcome.ERASED)
    elif not walked.erased:
        assert (result.outcome, result.reason) == (Outcome.FAILED, Reason.SCREEN_UNEXPECTED)


def test_every_route_is_walked_on_an_ordinary_menu() -> None:
    """The earlier loads of 78xx have none of their own: one tool each tells of theirs (phones §2.3)."""
    walked = {(driver.name, route.name) for driver, route, ground in WALKS if not ground.misleads}

    assert {(driver.name, route.name) for driver in ERASING for route in driver.routes} == walked
