"""The call on a phone, if there is one. Whoever touches it by a key has done a wrong thing."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from enum import StrEnum

from eraser.simulator.description import RowShown
from eraser.simulator.layout import Act, SoftKey
from eraser.simulator.soft_keys import SoftKeySets
from eraser.simulator.state import PhoneState

_CALLER = "4712"


class Phase(StrEnum):
    """Where a call stands."""

    NONE = "none"
    RINGING = "ringing"
    CONNECTED = "connected"


class Call:
    """One call at a time. A connected call is a stream on the phone's streaming page; a ringing one is not."""

    def __init__(self, state: PhoneState, changed: Callable[[], None]) -> None:
        self._state = state
        self._changed = changed
        self.phase = Phase.CONNECTED if state.spec.quirks.in_call else Phase.NONE
        state.active_streams = int(self.phase is Phase.CONNECTED)

    @property
    def title(self) -> str:
        return "Incoming call" if self.phase is Phase.RINGING else "Connected"

    def rows(self) -> tuple[RowShown, ...]:
        return (RowShown(f"From {_CALLER}"),)

    def soft_keys(self, sets: SoftKeySets) -> tuple[SoftKey, ...]:
        return sets.ringing if self.phase is Phase.RINGING else sets.connected

    def come_in(self) -> None:
        """A call rings; after a while the person at the desk answers it."""
        if self.phase is not Phase.NONE:
            return
        self.phase = Phase.RINGING
        self._changed()
        asyncio.get_running_loop().call_later(self._state.spec.quirks.call_rings_s, self._person_answers)

    def touch(self, act: Act) -> str:
        """A soft key on the call's own screen."""
        if act is Act.NOTHING:
            return "nothing"
        self._state.truth.wrong.append(f"{act} pressed on a call")
        if act is Act.ANSWER:
            self._connect()
        elif act in (Act.DECLINE, Act.END_CALL):
            self.end()
        return f"call: {act}"

    def end(self) -> None:
        """The call is over."""
        self.phase = Phase.NONE
        self._state.active_streams = 0
        self._changed()

    def _person_answers(self) -> None:
        if self.phase is Phase.RINGING and self._state.up:
            self._connect()

    def _connect(self) -> None:
        self.phase = Phase.CONNECTED
        self._state.active_streams = 1
        self._changed()
        lasts_s = self._state.spec.quirks.call_lasts_s
        if lasts_s is not None:
            asyncio.get_running_loop().call_later(lasts_s, self.end)
