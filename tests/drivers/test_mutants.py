"""Drivers that are wrong by one step: something notices, and no phone is harmed. A sample; `mutate` tries them all."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from drivers import cisco_8800
from eraser.dsl import Driver, label, never
from tests.drivers.mutants import Mutant, mutants_of
from tests.drivers.mutate import grounds_for, told, try_mutant
from tests.drivers.rules import broken_rules
from tests.drivers.test_every_driver import DRIVERS, ERASING

SAMPLE = 40  # of about 2500; the same ones each time
ALL = [(driver, mutant, turn) for driver in ERASING for turn, mutant in enumerate(mutants_of(driver))]
CHOSEN = random.Random(31).sample(ALL, SAMPLE)


@pytest.mark.parametrize(("original", "mutant", "turn"), CHOSEN, ids=[str(mutant) for _, mutant, _ in CHOSEN])
def test_a_driver_that_is_wrong_by_one_step_is_noticed_and_harms_no_phone(
    original: Driver, mutant: Mutant, turn: int
) -> None:
    grounds = list(grounds_for(mutant, original, turn))
    ordinary = [one for one in grounds if not one.misleads][turn % 3 :][:1]
    misleading = [one for one in grounds if one.misleads][turn % 5 :][:1]

    tried = try_mutant(mutant, original, [*ordinary, *misleading])

    assert tried.noticed in {"rule", "phone", "script"}, told(tried)


def test_every_driver_that_installs_breaks_no_rule() -> None:
    assert [] == [(driver.name, rule) for driver in DRIVERS for rule in broken_rules(driver)]


def test_two_steps_at_once_would_be_told() -> None:
    """What is tried above can fail: with the neighbours forgotten, and the row of one followed, a phone is harmed."""
    (original, _) = cisco_8800.DRIVERS
    (route,) = original.routes
    astray = replace(route, path=(*route.path[:-1], label("Network settings")), never=never("Something else"))
    mutant = Mutant(replace(original, routes=(astray,)), "two steps", 0)
    grounds = [one for one in grounds_for(mutant, original, 0) if not one.blind][:1]

    tried = try_mutant(mutant, original, grounds)

    assert "bad" == tried.noticed
    assert "reset of network settings" in told(tried)
