"""Records the first phone of each kind in a run: what it showed, the keys, and its screens as they were read.

The recorder stands between the engine and the phone and presses nothing by itself. A recording is kept when its phone
was erased with a proof; until then, the next phone of the kind may be recorded as well as the first. What was kept is
known when the run is resumed, and can be exported.
"""

from __future__ import annotations

import asyncio
import contextlib
import importlib.metadata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Protocol

from eraser.dsl import AnyDriver, Driver
from eraser.engine.look import clock_s
from eraser.model.outcome import EraserError, Outcome, PictureUnreadable
from eraser.model.phone import CallState, Facts, Phone, StatusMessage
from eraser.model.recording import TAKEN, Intended, Looked, Pressed, Recording, SeenScreen, Shown, Step
from eraser.model.run import Event, EventKind, now
from eraser.ports import Channel, Reader, Store
from eraser.sight.picture import to_png
from eraser.sight.remembering import RememberingReader

MOST_STEPS = 400  # a way has about 30; what wanders so far shows nobody the way
_USUAL_SOFT_KEYS = 4

Kind = tuple[str | None, str | None, str | None]
"""Model, firmware, locale."""


class Drivers(Protocol):
    """Tells how many soft keys a model has."""

    def find(self, model: str, firmware: str | None) -> AnyDriver | None: ...


class Recorder:
    """An observer of the run; its channels are those of the phones."""

    def __init__(self, run_id: str, store: Store, reader: Reader, drivers: Drivers) -> None:
        self._run_id, self._store, self._reader, self._drivers = run_id, store, reader, drivers
        self._phone_of: dict[Kind, str] = {}
        self._proved: set[str] = set()
        self._intended: set[str] = set()

    def channels(self, open_channel: Callable[[Phone], Channel]) -> Callable[[Phone], Channel]:
        """Opens the same channels, recorded."""
        return lambda phone: RecordedChannel(open_channel(phone), phone.key, self)

    def see(self, event: Event) -> None:
        """Hears which keys confirm, and which phones were erased."""
        if event.kind is EventKind.INTENT:
            self._intended.add(event.phone)
        elif event.kind is EventKind.SETTLED and event.data["result"]["outcome"] == Outcome.ERASED:
            self._proved.add(event.phone)

    def is_intended(self, phone: str) -> bool:
        """Whether the key that leaves now is a confirming one."""
        intended = phone in self._intended
        self._intended.discard(phone)
        return intended

    def knows(self, recording: Recording) -> None:
        """This kind was recorded earlier in the run."""
        self._phone_of[recording.model, recording.firmware, recording.locale] = ""

    def wants(self, phone: str, facts: Facts) -> bool:
        """Whether this phone is the one of its kind that is recorded."""
        return self._phone_of.setdefault(_kind_of(facts), phone) == phone

    async def keep(self, phone: str, facts: Facts, walk: Walk) -> None:
        """Keeps the recording if the phone was erased, else leaves its kind to another phone."""
        recording = None
        if phone in self._proved and len(walk.steps) <= MOST_STEPS:
            recording = await self._recording(facts, walk)
        if recording is None:
            del self._phone_of[_kind_of(facts)]
        else:
            await self._store.keep_recording(self._run_id, recording)

    async def _recording(self, facts: Facts, walk: Walk) -> Recording | None:
        driver = self._drivers.find(facts.model or "", facts.firmware)
        slots = driver.soft_key_slots if isinstance(driver, Driver) else _USUAL_SOFT_KEYS
        model, firmware, locale = _kind_of(facts)
        try:
            seen = [SeenScreen(await self._reader.read(one, soft_key_slots=slots), one) for one in walk.pictures]
        except PictureUnreadable:
            return None
        program = importlib.metadata.version("itl-eraser")
        steps = tuple(_labelled(walk.steps, seen))
        return Recording(walk.began_at, program, model, firmware, locale, slots, tuple(seen), steps)


async def take_up(recordings: Sequence[Recording], recorder: Recorder, reader: RememberingReader) -> None:
    """What a run has recorded before it was interrupted is known; another version of the program may read otherwise."""
    for recording in recordings:
        if recording.program != importlib.metadata.version("itl-eraser"):
            continue
        recorder.knows(recording)
        for seen in recording.screens:
            if seen.picture is not None:
                slots = recording.soft_key_slots
                await asyncio.to_thread(reader.know, seen.picture, seen.screen, soft_key_slots=slots)


class Walk:
    """What one phone showed and was told, as it came."""

    def __init__(self) -> None:
        self.began_at, self._began_s = now().replace(microsecond=0), clock_s()
        self.steps: list[Step] = []
        self.pictures: dict[bytes, int] = {}  # as PNG, with their places

    def note(self, facts: Facts, status: tuple[StatusMessage, ...]) -> None:
        """The phone's pages were looked at."""
        self.steps.append(Looked(self._at_s(), facts, status, CallState.UNKNOWN))

    async def show(self, picture: bytes) -> None:
        """A screen was seen."""
        png = await asyncio.to_thread(to_png, picture)
        self.steps.append(Shown(self._at_s(), self.pictures.setdefault(png, len(self.pictures))))

    def press(self, uri: str, answer: str, *, knowingly: bool) -> None:
        """A key left; `knowingly`: to confirm."""
        if knowingly:
            self.steps.append(Intended(self._at_s(), uri))
        self.steps.append(Pressed(self._at_s(), uri, None, answer))

    def _at_s(self) -> float:
        return round(clock_s() - self._began_s, 3)


class RecordedChannel:
    """`ports.Channel` over another one. The screen and the pages are noted as they were right before each key."""

    def __init__(self, channel: Channel, phone: str, recorder: Recorder) -> None:
        self.name = channel.name
        self._channel, self._phone, self._recorder = channel, phone, recorder
        self._facts: Facts | None = None
        self._status: tuple[StatusMessage, ...] = ()
        self._picture: bytes | None = None
        self._looked = False  # at the pages, since the last key
        self._walk: Walk | None = None

    async def identify(self) -> Facts:
        """As the phone's channel does."""
        self._facts, self._looked = await self._channel.identify(), True
        return self._facts

    async def fetch_status(self) -> tuple[StatusMessage, ...]:
        """As the phone's channel does."""
        self._status = await self._channel.fetch_status()
        return self._status

    async def ask_call(self) -> CallState:
        """As the phone's channel does."""
        return await self._channel.ask_call()

    async def fetch_picture(self) -> bytes:
        """As the phone's channel does."""
        picture = await self._channel.fetch_picture()
        if self._walk is not None:
            self._picture = picture
        return picture

    async def press(self, uri: str) -> None:
        """As the phone's channel does; noted behind the key, which must not wait, if this phone is recorded."""
        if self._walk is None and self._facts is not None and self._recorder.wants(self._phone, self._facts):
            self._walk = Walk()
        knowingly = self._recorder.is_intended(self._phone)
        try:
            await self._channel.press(uri)
        except EraserError as error:
            await self._note(uri, type(error).__name__, knowingly=knowingly)
            raise
        await self._note(uri, TAKEN, knowingly=knowingly)

    async def aclose(self) -> None:
        """Ends the connection, then keeps the recording."""
        await self._channel.aclose()
        walk, self._walk = self._walk, None
        if walk is not None and self._facts is not None:
            if self._looked:
                walk.note(self._facts, self._status)
            await self._recorder.keep(self._phone, self._facts, walk)

    async def _note(self, uri: str, answer: str, *, knowingly: bool) -> None:
        """The pages and the screen as they were before the key, and the key."""
        walk = self._walk
        if walk is None or self._facts is None or len(walk.steps) > MOST_STEPS:
            return
        looked, picture = self._looked, self._picture
        self._looked, self._picture = False, None
        if looked:
            walk.note(self._facts, self._status)
        if picture is not None:
            with contextlib.suppress(PictureUnreadable):
                await walk.show(picture)
        walk.press(uri, answer, knowingly=knowingly)


def _kind_of(facts: Facts) -> Kind:
    return facts.model, facts.firmware, facts.user_locale


def _labelled(steps: Sequence[Step], screens: Sequence[SeenScreen]) -> Iterator[Step]:
    """The steps, with what each soft key said on the screen that was seen before it."""
    said: dict[str, str] = {}
    for step in steps:
        if isinstance(step, Shown):
            said = {f"Key:Soft{soft.slot}": soft.label for soft in screens[step.screen].screen.soft_keys}
        yield replace(step, label=said.get(step.uri)) if isinstance(step, Pressed | Intended) else step
        if isinstance(step, Pressed):
            said = {}
