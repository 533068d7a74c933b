"""Phones that are away: from their confirming key until they are seen back or given up.

A phone that restarts can not dial an emergency number, and all that restart at once ask one TFTP server (cucm §6.2,
§6.3). So a site spares at most so many, and at most half of it; a cluster takes at most so many. The place is taken
when the confirming screen was reached, and waited for there. The screen is looked at after it, never before.

So that few phones stand in a menu and no place stays free, a phone is begun when a place is about to be free: by how
long phones of late took to their screen, and were away (`promise.py`).
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from urllib.parse import urlsplit

from eraser.engine.places import Name, Names, Places
from eraser.model.phone import Facts, Phone
from eraser.model.run import Options

WALK_S = 25.0  # how long a phone takes to its confirming screen, as long as none came there (cucm §6.4)
AWAY_S = 180.0  # how long a phone is away, as long as none came back (cucm §6.4: about 3 min each)
_EARLIER = 0.8  # the next comes a little early: so places stay used where times differ by 40 % (measured, tests)
_HARDLY_EARLIER = 0.97  # several are on their way: more of an excess would swing (measured, tests)
_NEWEST = 0.125  # weight of the phone that came back last: a fleet's models follow each other (our choice)
_COLUMN = "cluster"

Site = str | None


def cluster_of(phone: Phone, facts: Facts | None) -> str:
    """The cluster of a phone: what the inventory says, else the host that its page names for logins or for files.
    Phones of which nothing is known are one cluster: ''."""
    told = next((value for word, value in phone.extra.items() if word.strip().casefold() == _COLUMN), "").strip()
    if told:
        return told.casefold()
    if facts is None:
        return ""
    host = urlsplit(facts.authentication_url or "").netloc.rpartition("@")[2].partition(":")[0]
    return (host or next(iter(facts.tftp_servers), "")).casefold()


class Away:
    """Who is away, and who is promised a place. `sizes`: how many phones each site has; a site without one has many."""

    def __init__(self, options: Options, sizes: Mapping[Site, int]) -> None:
        self._options, self._sizes = options, sizes
        self._places = Places(self.room)
        self._left: dict[str, tuple[Names, float]] = {}
        self._walk_s, self._walked = WALK_S * options.pace, False
        self._away_s, self._came_back = AWAY_S * options.patience, False

    def room(self, name: Name) -> int:
        """How many phones of `("site", S)` or `("cluster", C)` may be away at once."""
        kind, word = name
        if kind == "cluster":
            return self._options.away_per_cluster
        most, size = self._options.away_per_site, self._sizes.get(word)
        return most if size is None else max(1, min(most, int(size * self._options.away_percent_of_site / 100)))

    @property
    def next_after_begin_s(self) -> float | None:
        """How long after a phone is begun the next may be; None: only after it has left."""
        return self._away_s * _HARDLY_EARLIER if self._away_s < self._walk_s else None

    @property
    def next_after_leaving_s(self) -> float:
        """How long after a phone has left the next may be begun, so that it comes when this one is back."""
        return max(0.0, self._away_s - self._walk_s) * _EARLIER

    def walked(self, seconds: float) -> None:
        """So long a phone took to its confirming screen."""
        self._walk_s += (seconds - self._walk_s) * (_NEWEST if self._walked else 1)
        self._walked = True

    async def leave(self, key: str, site: Site, cluster: str) -> None:
        """Returns when the phone may go away."""
        if key not in self._left:
            names = names_of(site, cluster)
            await self._places.take(names)
            self._left[key] = names, _clock_s()

    def count_in(self, key: str, site: Site, cluster: str) -> None:
        """This phone is away already, whether there is a place or not: a key came late, or the process died."""
        if key not in self._left:
            names = names_of(site, cluster)
            self._places.count_in(names)
            self._left[key] = names, _clock_s()

    def back(self, key: str, *, seen: bool) -> None:
        """The phone is seen back, or given up; or it did not go away at all (`seen` is false)."""
        if key not in self._left:
            return
        names, since_s = self._left.pop(key)
        if seen:
            self._away_s += (_clock_s() - since_s - self._away_s) * (_NEWEST if self._came_back else 1)
            self._came_back = True
        self._places.give_back(names)


def names_of(site: Site, cluster: str) -> Names:
    """The places that a phone takes of its site and its cluster."""
    return ("site", site), ("cluster", cluster)


def _clock_s() -> float:
    return asyncio.get_running_loop().time()
