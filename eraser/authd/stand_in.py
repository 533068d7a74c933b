"""The stand-in as a run uses it: which phones it answers for, with which login, and when their sessions are open."""

from __future__ import annotations

import asyncio
import secrets
import socket
from collections.abc import Iterable, Sequence
from contextlib import suppress
from typing import Protocol
from urllib.parse import urlsplit

from eraser.authd.guests import Guests
from eraser.authd.responder import PassOn, Place, Responder
from eraser.model.address import BadAddress, split_address
from eraser.model.outcome import AuthRefused, BadInput
from eraser.model.phone import CallState, Facts, Phone, StatusMessage
from eraser.ports import Channel
from eraser.wire.login import Login

FOUND = "found"  # listen where the phones' own pages say, as far as this machine has the address


class NobodyAnswersForIt(AuthRefused):
    """The stand-in does not answer at this phone's authentication URL, and there is no login of the cluster. Give
    `ITL_ERASER_PHONE_USER`, or point that URL's host at this machine (`itl-eraser authd --help`)."""


class LoginChannel(Channel, Protocol):
    """A channel whose login can be chosen once the phone has shown itself."""

    def use_login(self, login: Login | None) -> None: ...


class StandIn:
    """Listens, and attends to the channels of a run.

    `words`: places to listen at (`HOST:PORT`), or `found`. `leads_here`: hosts of authentication URLs that lead to
    this machine by a name, a route or a translation that can not be seen from here.
    """

    def __init__(
        self,
        words: Sequence[str],
        *,
        leads_here: Iterable[str] = (),
        proxies: Iterable[str] = (),
        pass_on: PassOn | None = None,
        login: Login | None = None,
    ) -> None:
        self.login = login or Login(f"eraser-{secrets.token_hex(4)}", secrets.token_urlsafe(24))
        self._wanted = tuple(Place.read(word) for word in words if word != FOUND)
        self._where_found = FOUND in words
        self._leads_here = frozenset(host.lower() for host in leads_here)
        self.guests = Guests(self.login.user, self.login.password, allowed_proxies=frozenset(proxies))
        self.responder = Responder(self.guests, pass_on=pass_on)
        self._known: dict[str, asyncio.Task[bool]] = {}

    async def start(self) -> None:
        """Listens at the named places. Raises BadInput."""
        await self.responder.start(self._wanted)

    async def stop(self) -> None:
        """Listens no more: phones are refused from now on."""
        for task in self._known.values():
            task.cancel()
        await self.responder.stop()

    async def answers_for(self, url: str | None) -> bool:
        """Whether questions to this authentication URL arrive here. Each host and port is looked up once."""
        parts = urlsplit(url or "")
        if parts.scheme != "http" or not parts.hostname:
            return False  # https: a stand-in has no certificate that such a phone could verify (cucm §3.3)
        self.responder.serve_path(parts.path)
        place = f"{parts.hostname}:{parts.port or 80}"
        if place not in self._known:
            self._known[place] = asyncio.get_running_loop().create_task(self._find(parts.hostname, parts.port or 80))
        return await asyncio.shield(self._known[place])

    def attend(self, channel: LoginChannel, phone: Phone, login: Login | None) -> Channel:
        """The same channel, with this service's own login for phones that it answers for, else with `login`."""
        return _Attended(channel, phone, login, self)

    async def _find(self, host: str, port: int) -> bool:
        addresses = await addresses_of(host)
        for place in self.responder.places:
            if place.port == port and (host in self._leads_here or place.host in addresses):
                return True
        if not self._where_found:
            return False
        for address in sorted(addresses):
            with suppress(BadInput):  # it is no address of this machine, or somebody else answers there
                await self.responder.listen(Place(address, port))
                return True
        return False


class _Attended:
    """`ports.Channel`: opens the phone's session for exactly as long as a request with a login is under way."""

    def __init__(self, channel: LoginChannel, phone: Phone, login: Login | None, stand_in: StandIn) -> None:
        self._channel = channel
        self._phone = phone
        self._login = login
        self._stand_in = stand_in
        self._device: str | None = None
        self._may = True
        self.name = channel.name

    async def identify(self) -> Facts:
        facts = await self._channel.identify()
        self.name = self._channel.name
        self._device = None
        name = facts.name or self._phone.name
        if name and await self._stand_in.answers_for(facts.authentication_url):
            host, _ = split_address(self._phone.address or "")
            self._stand_in.guests.invite(name, await addresses_of(host))
            self._device = name
        login = self._stand_in.login if self._device else self._login
        self._may = login is not None or not facts.authentication_url  # a blank URL lets everybody in (cucm §3.3)
        self._channel.use_login(login)
        return facts

    async def fetch_status(self) -> tuple[StatusMessage, ...]:
        return await self._channel.fetch_status()

    async def ask_call(self) -> CallState:
        return await self._channel.ask_call()

    async def press(self, uri: str) -> None:
        self._check()
        with self._stand_in.guests.session(self._device or ""):
            await self._channel.press(uri)

    async def fetch_picture(self) -> bytes:
        self._check()
        with self._stand_in.guests.session(self._device or ""):
            return await self._channel.fetch_picture()

    async def aclose(self) -> None:
        await self._channel.aclose()

    def _check(self) -> None:
        if not self._may:
            raise NobodyAnswersForIt(f"{self._phone.key}")


async def addresses_of(host: str) -> frozenset[str]:
    """All addresses of a host, in numbers; none if its name is not known here."""
    try:
        split_address(host)
        found = await asyncio.get_running_loop().getaddrinfo(host.strip("[]"), None, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError, BadAddress):
        return frozenset()
    return frozenset(str(address[0]) for *_, address in found)
