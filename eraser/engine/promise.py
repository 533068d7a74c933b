"""What a site and a cluster promise to a phone that is begun: that it may go away soon."""

from __future__ import annotations

import asyncio

from eraser.engine.places import Names, Places


class Promise:
    """Places held by a phone from its begin, so that others are begun when its place is about to be free again.

    It is held at least while the phone waits on its screen: who came too early delays the next, and few do.
    """

    def __init__(self, places: Places, names: Names) -> None:
        self.names = names
        self.begun_s = 0.0  # on the loop's clock
        self._places = places
        self._held = False
        self._timer: asyncio.TimerHandle | None = None

    def is_given(self) -> None:
        """Its places are taken."""
        self._held = True

    def begins(self) -> None:
        """The phone is begun."""
        self.begun_s = asyncio.get_running_loop().time()

    def ends_after(self, seconds: float) -> None:
        """Gives the places back after so many seconds."""
        self._stop_timer()
        self._timer = asyncio.get_running_loop().call_later(seconds, self.end)

    def waits(self) -> None:
        """The phone waits on its screen."""
        self._stop_timer()
        if not self._held:
            self._held = True
            self._places.count_in(self.names)

    def end(self) -> None:
        """Gives the places back."""
        self._stop_timer()
        if self._held:
            self._held = False
            self._places.give_back(self.names)

    def _stop_timer(self) -> None:
        if self._timer:
            self._timer.cancel()
            self._timer = None
