"""A phone whose keys come from its cluster, through CTI Manager: where it takes none over HTTP and is registered.

Its pages still say who it is, without a login, and no key leaves before they have: the terminal that is pressed has the
name that the page has shown. There is no picture this way, so a walk is blind and needs the operator's word for the
model.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from eraser.model.outcome import EraserError, IdentityMismatch, NoPicture
from eraser.model.phone import CallState, Facts, Phone, StatusMessage
from eraser.wire.cti_bridge import CtiBridge
from eraser.wire.execute import build_document
from eraser.wire.http_phone import HttpPhone

# A terminal keeps its place from key to key, so that no menu closes while it waits for one; longer than the rests of
# routes and the look before the confirming key take together (unproven).
PLACE_HOLDS_S = 15.0


class CtiPhone:
    """`ports.Channel`: pages over HTTP, keys over CTI."""

    name = "cti"

    def __init__(self, phone: Phone, pages: HttpPhone, bridge: CtiBridge) -> None:
        self._pages = pages
        self._bridge = bridge
        self._terminal = phone.name or ""
        self._turn = asyncio.Lock()
        self._leaving: asyncio.TimerHandle | None = None  # while it has a place and no question is open

    async def identify(self) -> Facts:
        facts = await self._pages.identify()
        self._terminal = facts.name or self._terminal
        return facts

    async def fetch_status(self) -> tuple[StatusMessage, ...]:
        return await self._pages.fetch_status()

    async def ask_call(self) -> CallState:
        """In a call if the pages or the cluster say so. What the pages can not tell, the cluster does (cucm §6.1)."""
        seen = await self._pages.ask_call()
        if seen is CallState.BUSY or not self._pages.identified:
            return seen
        async with self._turn, self._place():
            told = await self._bridge.ask_call(self._terminal)
        return seen if told is CallState.UNKNOWN else told

    async def press(self, uri: str) -> None:
        """Sends one key.

        Raises:
            KeyRefused: this is no key. IdentityMismatch: the phone has not shown itself.
            EraserError: as `CtiBridge.press`; the phone must show itself again then.
        """
        document = build_document(uri)
        async with self._turn, self._place():
            if not self._pages.identified:
                raise IdentityMismatch("the phone has not shown its own page since its connection was last broken")
            try:
                await self._bridge.press(self._terminal, document)
            except EraserError:
                await self._pages.aclose()  # ends the identification too
                raise

    async def fetch_picture(self) -> bytes:
        """Raises NoPicture."""
        raise NoPicture("CTI shows no picture of the screen")

    async def aclose(self) -> None:
        if self._leaving is not None:
            self._leave()
        await self._pages.aclose()

    @asynccontextmanager
    async def _place(self) -> AsyncIterator[None]:
        """Among the terminals that are worked on at a time."""
        if self._leaving is None:
            await self._bridge.places.acquire()
        else:
            self._leaving.cancel()
            self._leaving = None
        try:
            yield
        finally:
            self._leaving = asyncio.get_running_loop().call_later(PLACE_HOLDS_S, self._leave)

    def _leave(self) -> None:
        assert self._leaving is not None
        self._leaving.cancel()
        self._leaving = None
        self._bridge.places.release()
        self._bridge.leave(self._terminal)
