"""The limits counted by others than themselves: never exceeded by one, in any mix, and reached while phones wait."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eraser.engine.limits import Limits
from eraser.engine.stop import Stop
from eraser.model.run import Options
from tests.virtual_time import VirtualTimeLoop

KEYS, AFTER_S = 9, 2.0
FREE = Options(
    canary=(),
    concurrency=1000,
    per_site=1000,
    starts_per_second=1000.0,
    keys_per_second=10_000.0,
    away_per_cluster=1000,
    away_per_site=1000,
    away_percent_of_site=100.0,
)


@dataclass
class Street:
    """Phones that are walked and restart, and somebody who counts them."""

    options: Options
    sizes: Mapping[str | None, int] = field(default_factory=dict)
    inside: Counter[tuple[str, str | None]] = field(default_factory=Counter)
    most: Counter[tuple[str, str | None]] = field(default_factory=Counter)
    starts: list[float] = field(default_factory=list)
    keys: list[tuple[float, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.limits = Limits(self.options, Stop(), sizes=self.sizes)

    @contextmanager
    def counted(self, *names: tuple[str, str | None]) -> Iterator[None]:
        for name in names:
            self.inside[name] += 1
            self.most[name] = max(self.most[name], self.inside[name])
        yield
        for name in names:
            self.inside[name] -= 1

    async def walk(self, key: str, site: str | None, cluster: str, walk_s: float, away_s: float) -> None:
        clock = asyncio.get_running_loop().time
        async with self.limits.turn(key, site, cluster):
            with self.counted(("begun", None), ("begun at", site)):
                self.starts.append(clock())
                for _ in range(KEYS):
                    await self.limits.key(f"http://{cluster}:8080/x")
                    self.keys.append((clock(), cluster))
                    await asyncio.sleep(walk_s / KEYS)
                await self.limits.leave(key, site, cluster)
                with self.counted(("away of", cluster), ("away at", site)):
                    await asyncio.sleep(away_s)
                self.limits.back(key, seen=True)
                await asyncio.sleep(AFTER_S)

    def room(self, site: str | None) -> int:
        half = int(self.sizes[site] * self.options.away_percent_of_site / 100)
        return max(1, min(self.options.away_per_site, half))


def seconds_for(street: Street, phones: list[tuple[str, str | None, str, float, float]]) -> float:
    """Works on the phones on a clock that jumps; how long that took."""

    async def work() -> float:
        clock = asyncio.get_running_loop().time
        began = clock()
        async with asyncio.timeout(1e6):
            await asyncio.gather(*(street.walk(*phone) for phone in phones))
        return clock() - began

    with asyncio.Runner(loop_factory=VirtualTimeLoop) as runner:
        return runner.run(work())


def most_in_a_second(times: list[float]) -> int:
    """The most events within any second, the first of it counted and the last not."""
    ordered, begin, most = sorted(times), 0, 0
    for end, at in enumerate(ordered):
        while at - ordered[begin] >= 1 - 1e-6:
            begin += 1
        most = max(most, end - begin + 1)
    return most


SITES = st.sampled_from(["berlin", "rome", "wien", None])
PHONES = st.lists(
    st.tuples(SITES, st.sampled_from(["old", "new"]), st.floats(1, 60), st.floats(0.5, 200)), min_size=1, max_size=40
)
MIXES = st.builds(
    replace,
    st.just(FREE),
    concurrency=st.integers(1, 12),
    per_site=st.integers(1, 8),
    starts_per_second=st.sampled_from([0.2, 1.0, 5.0]),
    keys_per_second=st.sampled_from([0.5, 3.0, 40.0]),
    away_per_cluster=st.integers(1, 6),
    away_per_site=st.integers(1, 4),
    away_percent_of_site=st.sampled_from([1.0, 50.0, 100.0]),
)


@settings(max_examples=40, deadline=None)
@given(PHONES, MIXES)
def test_no_limit_is_exceeded_by_one_in_any_mix_and_all_phones_are_done(
    phones: list[tuple[str | None, str, float, float]], options: Options
) -> None:
    street = Street(options, Counter(site for site, *_ in phones))

    seconds_for(street, [(f"SEP{number}", *phone) for number, phone in enumerate(phones)])

    assert len(phones) == len(street.starts)
    assert street.most["begun", None] <= options.concurrency
    for site in {site for site, *_ in phones}:
        assert street.most["begun at", site] <= options.per_site
        assert street.most["away at", site] <= street.room(site)
    for cluster in {cluster for _, cluster, *_ in phones}:
        assert street.most["away of", cluster] <= options.away_per_cluster
        assert most_in_a_second([at for at, one in street.keys if one == cluster]) <= max(1, options.keys_per_second)
    assert most_in_a_second(street.starts) <= max(1, options.starts_per_second)


def fleet(count: int, walk_s: float = 20.0, away_s: float = 60.0, sites: int = 1, spread: float = 0.0):  # type: ignore[no-untyped-def]
    dice = random.Random(1)
    return [
        (f"SEP{number}", f"site {number % sites}", "c", walk_s, away_s * (1 + spread * (dice.random() - 0.5)))
        for number in range(count)
    ]


@pytest.mark.parametrize(
    ("changes", "phones", "ideal_s"),
    [
        pytest.param({"concurrency": 10}, fleet(100), 100 * 82 / 10, id="in flight"),
        pytest.param({"per_site": 5}, fleet(100, sites=2), 50 * 82 / 5, id="per site"),
        pytest.param({"starts_per_second": 0.5}, fleet(100), 99 * 2 + 82, id="starts"),
        pytest.param({"keys_per_second": 2.0}, fleet(100), (100 * KEYS - 1) / 2 + 62, id="keys"),
        pytest.param({"away_per_cluster": 10}, fleet(200), 20 + 200 * 60 / 10 + 2, id="cluster away"),
        pytest.param({"away_per_cluster": 10}, fleet(1000, away_s=8), 20 + 1000 * 8 / 10 + 2, id="away shortly"),
        pytest.param({"away_per_cluster": 10}, fleet(300, away_s=300), 20 + 300 * 300 / 10 + 2, id="away long"),
        pytest.param({"away_per_cluster": 20}, fleet(600, spread=0.8), 20 + 600 * 60 / 20 + 2, id="away unevenly"),
        pytest.param({"away_per_site": 5}, fleet(200, sites=4), 20 + 50 * 60 / 5 + 2, id="site away"),
        pytest.param({"away_percent_of_site": 10.0}, fleet(200, sites=4), 20 + 50 * 60 / 5 + 2, id="part of a site"),
        pytest.param(
            {"concurrency": 26, "away_per_cluster": 20}, fleet(600), 600 * 82 / 26, id="hardly enough in flight"
        ),
    ],
)
def test_a_limit_is_used_to_the_full_while_phones_wait(changes, phones, ideal_s) -> None:  # type: ignore[no-untyped-def]
    street = Street(replace(FREE, **changes), Counter(site for _, site, *_ in phones))

    assert seconds_for(street, phones) <= 1.05 * ideal_s


def test_a_phone_that_waits_for_its_site_holds_up_no_other() -> None:
    full = [(f"SEP{number}", "full", "c", 20.0, 500.0) for number in range(50)]
    other = [(f"SEP-other-{number}", f"site {number}", "c", 20.0, 60.0) for number in range(20)]
    street = Street(replace(FREE, concurrency=20, away_per_site=1), Counter(site for _, site, *_ in [*full, *other]))
    done: list[float] = []

    async def work() -> None:
        clock = asyncio.get_running_loop().time
        began = clock()
        waiting = [asyncio.create_task(street.walk(*phone)) for phone in full]
        await asyncio.gather(*(street.walk(*phone) for phone in other))
        done.append(clock() - began)
        for task in waiting:
            task.cancel()
        await asyncio.gather(*waiting, return_exceptions=True)

    with asyncio.Runner(loop_factory=VirtualTimeLoop) as runner:
        runner.run(work())

    assert done[0] <= 2.1 * (20 + 60 + AFTER_S)


def test_few_phones_stand_in_their_menus_and_wait() -> None:
    street = Street(replace(FREE, away_per_cluster=20, starts_per_second=2.0), {"site 0": 600})
    stood: list[float] = []
    leave = street.limits.leave

    async def timed(key: str, site: str | None, cluster: str) -> float:
        stood.append(await leave(key, site, cluster))
        return stood[-1]

    street.limits.leave = timed  # type: ignore[method-assign]
    seconds_for(street, fleet(600, away_s=120.0, spread=0.3))

    assert sum(stood) / len(stood) < 20.0
