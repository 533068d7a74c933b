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
    HELD = "held"


_TITLES = {Phase.NONE: "", Phase.RINGING: "Incoming call", Phase.CONNECTED: "Connected", Phase.HELD: "On hold"}
# As the phone says it under `/CGI/CallInfo`.
_WORDS = {Phase.NONE: "", Phase.RINGING: "RINGING", Phase.CONNECTED: "CONNECTED", Phase.HELD: "HOLD"}


class Call:
    """One call at a time. A connected call is a stream on the phone's streaming page; a ringing or held one is not
    (cucm §6.1)."""

    def __init__(self, state: PhoneState, changed: Callable[[], None]) -> None:
        self._state = state
        self._changed = changed
        self.phase = Phase.NONE
        quirks = state.spec.quirks
        at_start = {Phase.CONNECTED: quirks.in_call, Phase.HELD: quirks.on_hold, Phase.RINGING: quirks.ringing}
        self._go(next((phase for phase, is_so in at_start.items() if is_so), Phase.NONE))

    @property
    def title(self) -> str:
        return _TITLES[self.phase]

    def rows(self) -> tuple[RowShown, ...]:
        return (RowShown(f"From {_CALLER}"),)

    def soft_keys(self, sets: SoftKeySets) -> tuple[SoftKey, ...]:
        if self.phase is Phase.HELD:
            return sets.held
        return sets.ringing if self.phase is Phase.RINGING else sets.connected

    def come_in(self) -> None:
        """A call rings; after a while the person at the desk answers it."""
        if self.phase is not Phase.NONE:
            return
        self._go(Phase.RINGING)
        self._changed()
        asyncio.get_running_loop().call_later(self._state.spec.quirks.call_rings_s, self._person_answers)

    def touch(self, act: Act) -> str:
        """A soft key on the call's own screen."""
        if act is Act.NOTHING:
            return "nothing"
        self._state.truth.wrong.append(f"{act} pressed on a call")
        if act in (Act.ANSWER, Act.RESUME):
            self._connect()
        elif act is Act.HOLD:
            self._go(Phase.HELD)
            self._changed()
        elif act in (Act.DECLINE, Act.END_CALL):
            self.end()
        return f"call: {act}"

    def end(self) -> None:
        """The call is over."""
        self._go(Phase.NONE)
        self._changed()

    def _go(self, phase: Phase) -> None:
        self.phase = phase
        self._state.active_streams = int(phase is Phase.CONNECTED)
        self._state.call = _WORDS[phase]

    def _person_answers(self) -> None:
        if self.phase is Phase.RINGING and self._state.up:
            self._connect()

    def _connect(self) -> None:
        self._go(Phase.CONNECTED)
        self._changed()
        lasts_s = self._state.spec.quirks.call_lasts_s
        if lasts_s is not None:
            asyncio.get_running_loop().call_later(lasts_s, self.end)
