"""Plays a recording again: the recorded screens come when the recorded keys come, and nothing else happens.

A test can let a driver walk through it as through a phone. What was not recorded is said to be so: a recording knows
one way through the menus, and a guess about the others would prove nothing.
"""

from __future__ import annotations

from eraser.model import outcome
from eraser.model.outcome import EraserError, KeyRefused, NoPicture, PictureUnreadable
from eraser.model.phone import CallState, Facts, StatusMessage
from eraser.model.recording import HIDDEN_KEY, TAKEN, Looked, Pressed, Recording, SeenScreen, Shown
from eraser.model.screen import Screen


class NotRecorded(KeyRefused):
    """The recording does not have this key, or this look, at this place. Record the way with `itl-eraser console`."""


class ReplayChannel:
    """`ports.Channel` over a recording."""

    name = "replay"

    def __init__(self, recording: Recording) -> None:
        self._recording = recording
        self._at = -1  # the place of the key that was pressed last
        self.keys: list[str] = []

    @property
    def shown(self) -> SeenScreen | None:
        """The screen that was seen last before the next key left."""
        return self._screen_after(self._at)

    async def identify(self) -> Facts:
        """The pages as they were last looked at before the next key left. Raises NotRecorded if none were."""
        return self._looked().facts

    async def fetch_status(self) -> tuple[StatusMessage, ...]:
        """The status messages that were read with the pages."""
        return self._looked().status

    async def ask_call(self) -> CallState:
        """Whether the phone was in a call when its pages were looked at."""
        return self._looked().call

    async def press(self, uri: str) -> None:
        """Goes on to what the key led to.

        Raises:
            NotRecorded: the key was not pressed on this screen.
            EraserError: as the phone answered in the recording.
        """
        place = self._find(uri)
        if place is None:
            seen = self.shown
            where = f"on “{seen.screen.title}”" if seen and seen.screen.title else "here"
            raise NotRecorded(f"{uri} was not recorded {where}")
        self.keys.append(uri)
        self._at = place
        step = self._recording.steps[place]
        assert isinstance(step, Pressed)
        if step.answer != TAKEN:
            raise _error_named(step.answer)(f"{uri}: so answered when it was recorded")

    async def fetch_picture(self) -> bytes:
        """The picture of the screen. Raises NoPicture if none was recorded."""
        seen = self.shown
        if seen is None or seen.picture is None:
            why = seen.left_out if seen and seen.left_out else "no look was recorded"
            raise NoPicture(f"the recording has no picture of this screen: {why}")
        return seen.picture

    async def aclose(self) -> None:
        """Nothing is open."""

    def _interval(self, after: int) -> range:
        """The steps between one key and the next."""
        steps = self._recording.steps
        end = next((n for n in range(after + 1, len(steps)) if isinstance(steps[n], Pressed)), len(steps))
        return range(after + 1, end)

    def _screen_after(self, place: int) -> SeenScreen | None:
        steps = self._recording.steps
        shown = [step for n in self._interval(place) if isinstance(step := steps[n], Shown)]
        return self._recording.screens[shown[-1].screen] if shown else None

    def _looked(self) -> Looked:
        steps = self._recording.steps
        behind = self._interval(self._at).stop
        found = [step for step in steps[:behind] if isinstance(step, Looked)]
        if not found:
            raise NotRecorded("a look at the phone's pages was not recorded")
        return found[-1]

    def _find(self, uri: str) -> int | None:
        """The next key of the recording if it is this one, else this key on the same screen elsewhere."""
        steps = self._recording.steps
        presses = [(n, step) for n, step in enumerate(steps) if isinstance(step, Pressed)]
        following = next(((n, step) for n, step in presses if n > self._at), None)
        if following is not None and following[1].uri in (uri, HIDDEN_KEY):
            return following[0]
        here = self.shown
        if here is None:
            return None
        before = [-1, *(n for n, _ in presses)]
        same = [n for last, (n, step) in zip(before, presses, strict=False) if step.uri == uri and self._is(last, here)]
        return next((n for n in same if n > self._at), same[-1] if same else None)

    def _is(self, place: int, here: SeenScreen) -> bool:
        seen = self._screen_after(place)
        return seen is not None and seen.screen == here.screen


class RecordedReader:
    """`ports.Reader` of a recording's own pictures: what was read then. No picture is read anew."""

    name = "recorded"

    def __init__(self, recording: Recording) -> None:
        self._screens = {seen.picture: seen.screen for seen in recording.screens if seen.picture is not None}

    async def read(self, picture: bytes, *, soft_key_slots: int) -> Screen:
        """The screen as it was read when it was recorded. Raises PictureUnreadable."""
        del soft_key_slots
        if picture not in self._screens:
            raise PictureUnreadable("this picture is not of the recording")
        return self._screens[picture]

    async def aclose(self) -> None:
        """Nothing is open."""


def _error_named(name: str) -> type[EraserError]:
    """The error of this name; one that is not known any more is its root."""
    found = getattr(outcome, name, None)
    return found if isinstance(found, type) and issubclass(found, EraserError) else EraserError
