"""How long a run takes and what bounds it, from the drivers' routes and the limits: said before the first key.

An estimate, not a promise: how long phones are away is known of none beforehand, and a phone that needs nothing is
counted until it was looked at. It is there to tell a night from a weekend, and which limit to turn.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import fmean

from eraser.dsl import AnyDriver, Driver, Lists, Route
from eraser.engine.away import AWAY_S, Away, cluster_of
from eraser.engine.decision import routes_of
from eraser.engine.house import Drivers
from eraser.model.phone import Phone
from eraser.model.run import Options

ANSWER_S = 0.3  # for a key to be answered and the screen to be fetched and read (measured against simulated phones)
LOOKS_S = 3.0  # pages before the first and before the confirming key
SETTLE_S = 30.0  # between the confirming key and the proof on top of the restart (our choice)
UNKNOWN_KEYS, UNKNOWN_WALK_S = 9, 25.0  # a phone whose model is not known yet (cucm §6.4: 25 s a session)


@dataclass(frozen=True, slots=True)
class Estimate:
    """`phones` that will be worked on, `seconds` for all, what bounds them, and the seconds that one phone needs at
    most."""

    phones: int
    seconds: float
    bound: str
    one_phone_s: float


@dataclass(frozen=True, slots=True)
class _Work:
    """What one phone costs."""

    phone: Phone
    kind: str
    keys: int
    walk_s: float


def estimate(phones: Iterable[Phone], options: Options, drivers: Drivers, *, inventory: Sequence[Phone]) -> Estimate:
    """How long these phones of the inventory take. Phones that no route is known for cost nothing."""
    works = [work for phone in phones if (work := _work_of(phone, options, drivers)) is not None]
    away_s = (AWAY_S + SETTLE_S) * options.patience
    if not works:
        return Estimate(0, 0.0, "nothing to press", UNKNOWN_WALK_S + away_s)
    longest_s = max(work.walk_s for work in works) + away_s
    bounds = _bounds(works, away_s, options, Counter(phone.site for phone in inventory))
    most_s, bound = max(bounds)
    waves_s = len(options.canary) * longest_s if _waves_matter(works, options) else 0.0
    return Estimate(len(works), max(most_s, longest_s) + waves_s, bound, longest_s)


def _waves_matter(works: Sequence[_Work], options: Options) -> bool:
    return bool(options.canary) and max(Counter(work.kind for work in works).values()) > options.canary[0]


def _bounds(
    works: Sequence[_Work], away_s: float, options: Options, sizes: Counter[str | None]
) -> list[tuple[float, str]]:
    """What each limit alone would need for all phones, in seconds."""
    away, each_s = Away(options, sizes), fmean(work.walk_s for work in works) + away_s
    clusters: defaultdict[str, list[_Work]] = defaultdict(list)
    for work in works:
        clusters[cluster_of(work.phone, None)].append(work)
    most = max(clusters.values(), key=len)
    found = [
        (each_s, "one phone's own time"),
        (len(works) / options.starts_per_second, f"{options.starts_per_second:g} starts a second"),
        (len(works) * each_s / options.concurrency, f"{options.concurrency} phones at once"),
        (
            max(sum(work.keys for work in some) for some in clusters.values()) / options.keys_per_second,
            f"{options.keys_per_second:g} keys a second for one authentication host",
        ),
        (
            len(most) * away_s / options.away_per_cluster,
            f"{options.away_per_cluster} phones of one cluster away at once",
        ),
    ]
    for site, count in Counter(work.phone.site for work in works).items():
        name, room = f"site {site}" if site else "the phones without a site", away.room(("site", site))
        found.append((count * away_s / room, f"{room} phones of {name} away at once"))
        found.append((count * each_s / options.per_site, f"{options.per_site} phones of {name} at once"))
    return found


def _work_of(phone: Phone, options: Options, drivers: Drivers) -> _Work | None:
    if phone.model is None:
        return _Work(phone, "?", UNKNOWN_KEYS, UNKNOWN_WALK_S * options.pace)
    driver: AnyDriver | None = drivers.find(phone.model, phone.firmware)
    if not isinstance(driver, Driver):
        return None
    routes = routes_of(driver, phone.firmware, Lists(options.lists), done=frozenset())
    if not routes:
        return None
    walk_s = sum(walk_seconds(route, options.pace) for route in routes)
    return _Work(phone, f"{phone.model} {phone.firmware}", sum(map(keys_of, routes)), walk_s)


def keys_of(route: Route) -> int:
    """How many keys a route presses when all goes well."""
    unlock = len(route.unlock or "")
    return len(route.home) + 1 + len(route.path) + unlock + (2 if route.confirm.then else 1)


def walk_seconds(route: Route, pace: float) -> float:
    """From the first key to the confirming one."""
    unlock_s = route.unlock_rest_s if route.unlock else 0.0
    return keys_of(route) * (route.rest_s * pace + ANSWER_S) + unlock_s + LOOKS_S
