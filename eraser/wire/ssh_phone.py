"""A phone whose keys go through its shell: where it takes none over HTTP, and SSH was on before (phones §6).

Its pages still say who it is, without a login, and no SSH login leaves before they have. There is no picture this way,
so a walk is blind and needs the operator's word for the model.
"""

from __future__ import annotations

import asyncio

from eraser.model.address import split_address
from eraser.model.outcome import BadInput, EraserError, IdentityMismatch, KeyRefused, NoPicture
from eraser.model.phone import CallState, Facts, Phone, StatusMessage
from eraser.wire.http_phone import HttpPhone
from eraser.wire.login import Login
from eraser.wire.shell import PORT, HostKeys, Shell
from eraser.wire.ssh_keys import codes_of

BETWEEN_CODES_S = 0.5  # between the keys that close menus: 0.1 s is reported, a redraw takes longer (phones §3.5)


class SshPhone:
    """`ports.Channel`: pages over HTTP, keys over SSH."""

    name = "ssh"

    def __init__(self, phone: Phone, pages: HttpPhone, login: Login, host_keys: HostKeys) -> None:
        """Raises BadInput if the inventory's `ssh_port` is none."""
        self._pages = pages
        host, _ = split_address(phone.address or "0.0.0.0")  # noqa: S104 - of a phone without address; never asked
        self._shell = Shell(host.strip("[]"), _port_of(phone), login, phone=phone.key, host_keys=host_keys)
        self._turn = asyncio.Lock()

    async def identify(self) -> Facts:
        return await self._pages.identify()

    async def fetch_status(self) -> tuple[StatusMessage, ...]:
        return await self._pages.fetch_status()

    async def ask_call(self) -> CallState:
        return await self._pages.ask_call()

    async def press(self, uri: str) -> None:
        """Sends one key; `Init:Services`, which a shell has not, as *Back* some times.

        Raises:
            KeyRefused: the shell has no such key. IdentityMismatch: the phone has not shown itself.
            EraserError: as `Shell.press`; the phone must show itself again then.
        """
        async with self._turn:
            if not self._pages.identified:
                raise IdentityMismatch("the phone has not shown its own page since its connection was last broken")
            codes = codes_of(uri)
            if codes is None:
                raise KeyRefused(f"{uri}: a phone's shell has no such key")
            try:
                for n, code in enumerate(codes):
                    if n:
                        await self._shell.hear(BETWEEN_CODES_S)
                    await self._shell.press(code)
            except EraserError:
                await self._pages.aclose()  # ends the identification too
                raise

    async def fetch_picture(self) -> bytes:
        """Raises NoPicture."""
        raise NoPicture("a phone's shell shows no picture of the screen")

    async def aclose(self) -> None:
        await self._shell.aclose()
        await self._pages.aclose()


def _port_of(phone: Phone) -> int:
    text = phone.extra.get("ssh_port", "") or str(PORT)
    if not text.isdecimal() or not 1 <= int(text) <= 65535:
        raise BadInput(f"{phone.key}: ssh_port {text!r} is no port from 1 to 65535; correct the inventory")
    return int(text)
