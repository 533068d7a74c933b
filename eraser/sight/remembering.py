"""A reader that does not read twice what it has seen.

It stands before the real reader. A picture that shows a known screen is answered by comparing; any other is read, and
known from then on. So every decision still rests on the picture of this phone at this moment, the confirming screen's
too: nothing is assumed because another phone was there before.

Of one frame one picture is read at a time, and who waits looks again before its own reading: when a thousand phones
show the same screen for the first time, it is read once.
"""

from __future__ import annotations

import asyncio
import contextlib
from weakref import WeakValueDictionary

from eraser.model.outcome import PictureUnreadable
from eraser.model.screen import Screen
from eraser.ports import Reader
from eraser.sight.match import Frame, KnownScreens, View


class RememberingReader:
    """`ports.Reader` before another one. `readings` and `comparings` count how the answers came about."""

    def __init__(self, reader: Reader) -> None:
        self.name = reader.name
        self._reader = reader
        self._known = KnownScreens()
        self._turns: WeakValueDictionary[Frame, asyncio.Lock] = WeakValueDictionary()
        self.readings = 0
        self.comparings = 0

    async def read(self, picture: bytes, *, soft_key_slots: int) -> Screen:
        """The screen. Raises PictureUnreadable."""
        try:
            found = await asyncio.to_thread(self._look, picture, soft_key_slots)
        except PictureUnreadable:  # by us: the reader may know more formats
            return await self._reader.read(picture, soft_key_slots=soft_key_slots)
        if isinstance(found, Screen):
            self.comparings += 1
            return found
        async with self._turns.setdefault(found, asyncio.Lock()):
            return await self._look_or_read(picture, soft_key_slots)

    def know(self, picture: bytes, screen: Screen, *, soft_key_slots: int) -> None:
        """This picture was read as this screen before. One that is none is left out."""
        with contextlib.suppress(PictureUnreadable):
            self._learn(picture, soft_key_slots, screen)

    async def aclose(self) -> None:
        """Closes the real reader."""
        await self._reader.aclose()

    async def _look_or_read(self, picture: bytes, soft_key_slots: int) -> Screen:
        found = await asyncio.to_thread(self._look, picture, soft_key_slots)
        if isinstance(found, Screen):
            self.comparings += 1
            return found
        screen = await self._reader.read(picture, soft_key_slots=soft_key_slots)
        self.readings += 1
        await asyncio.to_thread(self._learn, picture, soft_key_slots, screen)
        return screen

    def _look(self, picture: bytes, soft_key_slots: int) -> Frame | Screen:
        """The screen, if it is known, or the frame; the pixels are let go, since thousands may wait for their turn."""
        view = View(picture, soft_key_slots)
        return self._known.find(view) or view.frame

    def _learn(self, picture: bytes, soft_key_slots: int, screen: Screen) -> None:
        self._known.learn(View(picture, soft_key_slots), screen)
