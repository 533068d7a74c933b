"""A tape played in memory: a phone without sockets for a clock that jumps, and a store that keeps nothing."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence

from benchmarks.emulated.tape import Tape
from eraser.model.outcome import IdentityMismatch, WebAccessOff
from eraser.model.phone import CallState, Facts, Phone, StatusMessage
from eraser.model.recording import Recording
from eraser.model.run import Event, History, Run, now
from eraser.wire.pages import FAMILIES, merge_facts, read_device, read_network, read_status


class Played:
    """What the pages of a tape say, read once for all phones."""

    def __init__(self, tape: Tape) -> None:
        self.tape = tape
        self.looks = tuple(_read(pages) for pages in (tape.before, tape.after))


class MemoryPhone:
    """`ports.Channel` to one phone of a tape, which is away for `away_s` after its last confirming key."""

    name = "memory"

    def __init__(self, played: Played, phone: Phone, away_s: float) -> None:
        self._played, self._phone, self._away_s = played, phone, away_s
        self._place, self._back_at, self._shown = 0, 0.0, False

    async def identify(self) -> Facts:
        self._check_up()
        self._shown = True
        return self._played.looks[self._is_done][0]

    async def fetch_status(self) -> tuple[StatusMessage, ...]:
        self._check_up()
        return self._played.looks[self._is_done][1]

    async def ask_call(self) -> CallState:
        self._check_up()
        return CallState.IDLE

    async def press(self, uri: str) -> None:
        self._check_shown()
        tape = self._played.tape
        if not self._is_done and uri == tape.keys[self._place]:
            self._place += 1
            if self._is_done:
                self._back_at = asyncio.get_running_loop().time() + self._away_s

    async def fetch_picture(self) -> bytes:
        self._check_shown()
        return b"BM%d" % (0 if self._is_done else self._place)

    async def aclose(self) -> None:
        self._shown = False

    @property
    def _is_done(self) -> bool:
        return self._place == self._played.tape.confirms

    def _check_up(self) -> None:
        if asyncio.get_running_loop().time() < self._back_at:
            self._shown = False
            raise WebAccessOff(f"{self._phone.address} refuses the connection")

    def _check_shown(self) -> None:
        self._check_up()
        if not self._shown:
            raise IdentityMismatch("not shown to be the phone")


class ForgettingStore:
    """`ports.Store` that counts events and keeps none: what grows is not the journal's."""

    def __init__(self) -> None:
        self.events = 0

    async def open_run(self, run: Run, phones: Sequence[Phone]) -> None: ...

    async def finish_run(self, run_id: str) -> None: ...

    async def write(self, event: Event) -> None:
        del event
        self.events += 1

    async def read_runs(self) -> tuple[Run, ...]:
        return ()

    async def read_run(self, run_id: str) -> tuple[Run, tuple[Phone, ...], dict[str, History]]:
        raise NotImplementedError(run_id)

    async def keep_recording(self, run_id: str, recording: Recording) -> None: ...

    async def read_recordings(self, run_id: str) -> tuple[Recording, ...]:
        del run_id
        return ()

    async def read_pictures(self, run_id: str) -> dict[str, bytes]:
        del run_id
        return {}

    async def aclose(self) -> None: ...


def _read(pages: Mapping[bytes, bytes]) -> tuple[Facts, tuple[StatusMessage, ...]]:
    places = FAMILIES[0]
    device, network = read_device(pages[places.device.encode()]), read_network(pages[places.network[0].encode()])
    facts = merge_facts(device, network, seen_at=now(), pages=(places.device, places.network[0]))
    return facts, read_status(pages[places.status[0].encode()])
