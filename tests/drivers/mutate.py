"""Every driver wrong by one step: what notices, and what is the worst that happens on a phone if nobody does.

`python -m tests.drivers.mutate [DRIVER …]` tries them all and prints a table (about half an hour on one core); the
suite tries a sample. A mutant is counted where it is noticed first: by a *rule* of `test_every_driver`; on a simulated
*phone*, where it ends otherwise than the driver does, and safely; by the recorded *script* alone; or by *nobody*. *Bad*
is what must not be: seen by the engine, it did a wrong thing on a phone, whoever noticed it before; or unseen, where
the operator allowed fixed keys, and no rule had noticed it.
"""

from __future__ import annotations

import argparse
import logging
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache

import structlog

from eraser.dsl import AnyDriver, Driver, Route
from eraser.engine.registry import load_drivers
from eraser.simulator.hardware import hardware_of
from eraser.simulator.state import Quirks
from tests.drivers.mutants import Mutant, mutants_of
from tests.drivers.rules import REFUSED, SCRIPT, broken_rules
from tests.drivers.walking import Ground, Walked, grounds_of, moods, walk

COLUMNS = ("rule", "phone", "script", "nobody", "bad")


@dataclass(frozen=True, slots=True)
class Tried:
    """One mutant, the rules that it breaks, and what it did on phones on which the driver does another thing."""

    mutant: Mutant
    rules: tuple[str, ...]
    otherwise: tuple[tuple[Ground, Walked], ...]
    wrong: tuple[tuple[Ground, Walked], ...]

    @property
    def noticed(self) -> str:
        """The column in which it is counted."""
        rules = [one for one in self.rules if one != SCRIPT]
        if any(not ground.blind or not rules for ground, _ in self.wrong):
            return "bad"
        if rules:
            return "rule"
        if self.otherwise:
            return "phone"
        return "script" if self.rules else "nobody"


def try_mutant(mutant: Mutant, original: AnyDriver, grounds: Sequence[Ground]) -> Tried:
    """Checks a mutant against the rules, and walks with it wherever the driver itself does no wrong."""
    rules = tuple(broken_rules(mutant.driver))
    otherwise, wrong = [], []
    for ground in grounds if REFUSED not in rules else ():
        right = _walk_rightly(original, ground)
        if right.wrong:
            continue  # unseen, the driver's own digits are wrong for this menu: that is what the operator allowed
        walked = walk(mutant.driver, ground)
        if walked.wrong:
            wrong.append((ground, walked))
        elif walked.end != right.end:
            otherwise.append((ground, walked))
    return Tried(mutant, rules, tuple(otherwise), tuple(wrong))


_RIGHTLY: dict[tuple[str, Ground], Walked] = {}


def _walk_rightly(original: AnyDriver, ground: Ground) -> Walked:
    known = (original.name, ground)
    if known not in _RIGHTLY:
        _RIGHTLY[known] = walk(original, ground)
    return _RIGHTLY[known]


def grounds_for(mutant: Mutant, original: AnyDriver, turn: int) -> Iterator[Ground]:
    """The phones to walk on: each layout as it is, and in one of the moods in turn."""
    if not isinstance(original, Driver) or not isinstance(mutant.driver, Driver):
        return
    if mutant.driver.models != original.models:
        return  # whom a driver claims is a matter of rules
    routes = original.routes if mutant.route is None else (original.routes[mutant.route],)
    for route in routes:
        for place, plain in enumerate(_grounds(original, route)):
            every = moods(plain)
            yield from (plain, every[(turn + place) % len(every)])
            yield from _with_one_menu_key(plain, route)
            if route.blind_confirm and not route.unlock:
                yield replace(plain, blind=True)


@cache
def _grounds(driver: Driver, route: Route) -> tuple[Ground, ...]:
    return grounds_of(driver, route, loads_of(driver))


def _with_one_menu_key(plain: Ground, route: Route) -> Iterator[Ground]:
    """Where sources name two keys for the menu, a phone has but one of them (phones §2.1)."""
    if route.enter_else is not None and not plain.misleads:
        for one in hardware_of(plain.model).menu_keys:
            yield replace(plain, quirks=Quirks(menu_key=one), says=f"opened by {one}")


def loads_of(driver: Driver) -> tuple[str, ...]:
    """Loads at each bound of the routes, and one below them all."""
    bounds = [bound for route in driver.routes for bound in (route.when.at_least, route.when.below) if bound]
    return (*(f"load.{bound}-1" for bound in bounds), *(("load.1-0-1-1",) if bounds else ()))


def try_all(names: Sequence[str]) -> Iterator[Tried]:
    """All mutants of these drivers, of all if none is named."""
    for original in load_drivers().drivers:
        if names and original.name not in names:
            continue
        for turn, mutant in enumerate(mutants_of(original)):
            yield try_mutant(mutant, original, tuple(grounds_for(mutant, original, turn)))


def told(tried: Tried) -> str:
    """One mutant in a line, with the first phone that went wrong."""
    phone = next(iter(tried.wrong or tried.otherwise), None)
    where = f" [{phone[0]}: {'; '.join(phone[1].wrong) or phone[1].result.detail}]" if phone else ""
    return f"{tried.noticed}: {tried.mutant}{where}"


def main(words: Sequence[str]) -> int:
    """Tries the mutants, prints the table, and says 1 if one is bad."""
    parser = argparse.ArgumentParser(prog="python -m tests.drivers.mutate", description=__doc__)
    parser.add_argument("drivers", nargs="*", help="names of drivers; all if none is given")
    parser.add_argument("--tell", default="bad,nobody", help="which columns are told mutant by mutant")
    given = parser.parse_args(words)
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    counts: dict[str, Counter[str]] = {}
    for tried in try_all(given.drivers):
        counts.setdefault(tried.mutant.driver.name, Counter())[tried.noticed] += 1
        if tried.noticed in given.tell.split(","):
            sys.stdout.write(f"{told(tried)}\n")
            sys.stdout.flush()
    sys.stdout.write(_table_of(counts))
    return int(any(count["bad"] for count in counts.values()))


def _table_of(counts: dict[str, Counter[str]]) -> str:
    rows = [*counts.items(), ("all", sum(counts.values(), Counter[str]()))]
    lines = [f"{'driver':34}{'mutants':>8}" + "".join(f"{one:>8}" for one in COLUMNS)]
    lines += [f"{name:34}{count.total():8}" + "".join(f"{count[one]:8}" for one in COLUMNS) for name, count in rows]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
