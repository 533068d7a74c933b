"""The moods of a fleet, as data: which phones it has, and what is wrong with every n-th of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import cycle, islice
from typing import Literal

from eraser.simulator.assortment import (
    ACCESS,
    AFTERWARDS,
    CALLS,
    DEAD_AUTHENTICATION,
    DISPUTED,
    EVERY_FAMILY,
    EVERY_LAYOUT,
    HOSTILE_MENUS,
    MILD,
    MODEL_WITHOUT_LIST,
    MODELS_WITH_LIST,
    NASTY_WEB,
    NO_WAY_IN,
    ODD_CALLS,
    REPLIES,
    SHELLS,
    SLOW_SCREENS,
    STRANGE,
    in_turn,
)
from eraser.simulator.cases import Case
from eraser.simulator.cases_clusters import EVERY_MOVE

__all__ = ["MODELS_WITH_LIST", "MODEL_WITHOUT_LIST", "PROFILES", "Profile"]


@dataclass(frozen=True, slots=True)
class Profile:
    """A mood. Every `odd_every`-th phone is the next of `odd`, the others the next of `ordinary`; 0 means none.

    `turning`: with the next seed the odd ones, or all, go on where this seed's fleet ended, so that a few seeds play
    every case. `restart_s` is the shortest and the longest restart of the fleet in seconds. `blind`: models that show
    no screen in this mood and are to be allowed by name.
    """

    name: str
    says: str
    ordinary: tuple[Case, ...]
    odd: tuple[Case, ...] = ()
    odd_every: int = 0
    turning: Literal["", "odd", "all"] = ""
    restart_s: tuple[float, float] = (1.0, 2.0)
    redraw_s: float | None = None
    blind: tuple[str, ...] = ()

    def cases(self, phones: int, *, seed: int = 0) -> Iterator[Case]:
        """The cases of a fleet of this size."""
        odd_ones = phones // self.odd_every if self.odd_every else 0
        ordinary = _from(seed * (phones - odd_ones) if self.turning == "all" else 0, self.ordinary)
        odd = _from(seed * odd_ones if self.turning else 0, self.odd or self.ordinary)
        for n in range(1, phones + 1):
            is_odd = self.odd_every > 0 and n % self.odd_every == 0
            yield self._paced(next(odd if is_odd else ordinary))

    def _paced(self, case: Case) -> Case:
        if self.redraw_s is None:
            return case
        return replace(case, quirks=replace(case.quirks, redraw_s=self.redraw_s))


def _from(place: int, kinds: tuple[Case, ...]) -> Iterator[Case]:
    """Endlessly, from this place on."""
    return islice(cycle(kinds), place % len(kinds), None)


PROFILES: Mapping[str, Profile] = {
    profile.name: profile
    for profile in (
        Profile("easy", "every phone can be erased, but the 7940", EVERY_LAYOUT, MILD, odd_every=5),
        Profile(
            "mixed",
            "a fleet as one meets it: every family, and a quarter has something",
            EVERY_FAMILY,
            in_turn(MILD, NO_WAY_IN, AFTERWARDS, (*CALLS[:3], *ODD_CALLS), SLOW_SCREENS, ACCESS, REPLIES, DISPUTED),
            odd_every=4,
            turning="odd",
        ),
        Profile(
            "hostile",
            "menus that lie, web servers that break, strangers",
            HOSTILE_MENUS,
            in_turn(NASTY_WEB, NO_WAY_IN, SLOW_SCREENS, AFTERWARDS, ACCESS, REPLIES, DISPUTED, STRANGE),
            odd_every=2,
            turning="all",
        ),
        Profile(
            "deadauth",
            "the disaster itself: every phone asks an authentication server that is gone",
            DEAD_AUTHENTICATION,
        ),
        Profile(
            "ssh",
            "phones that take keys through their shell alone, some with old algorithms",
            SHELLS,
            blind=("CP-8841", "CP-7841"),
        ),
        Profile(
            "calls",
            "half of the phones are in a call, hold one, ring or get one",
            EVERY_FAMILY,
            in_turn(CALLS, ODD_CALLS),
            odd_every=2,
            turning="odd",
        ),
        Profile(
            "big",
            "thousands of every family, and few with anything",
            EVERY_FAMILY,
            in_turn(NO_WAY_IN, AFTERWARDS, CALLS, ODD_CALLS, ACCESS),
            odd_every=50,
            turning="odd",
            redraw_s=0.01,
            restart_s=(0.5, 1.0),
        ),
        Profile(
            "clusters",
            "phones between two clusters, with real lists: some would follow by themselves, others must be erased",
            EVERY_MOVE,
            turning="all",
        ),
    )
}
