"""The list that comes back: the TFTP server of the phone's own page still offers the list that the phone holds.

A phone that is erased then takes the same list again at once (trust §6.7). So the servers that its page names are asked
beforehand. They are asked little: the common list once a run, a phone's own name once, and nothing more of a server
that did not answer.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Collection
from dataclasses import dataclass, field

from eraser.model.phone import Facts, Phone
from eraser.trust.trust_file import DIGEST_NAMES, digest_of

AT_ONCE = 16  # questions under way at all servers (our choice)
_KINDS = ("ITL", "CTL")


class Silent(Exception):
    """The server did not answer."""


@dataclass(slots=True)
class OldServers:
    """Asks the servers of phones' pages.

    Args:
        fetch: the bytes of a file on a server, or None if it has no such file; raises Silent.
        wanted_hosts: servers that offer what is wanted, and so are right to be on a page.
    """

    fetch: Callable[[str, str], Awaitable[bytes | None]]
    wanted_hosts: Collection[str] = ()
    _digests: dict[tuple[str, str], asyncio.Task[frozenset[str]]] = field(default_factory=dict)
    _silent: set[str] = field(default_factory=set)
    _turns: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(AT_ONCE))

    async def same_list_from(self, phone: Phone, facts: Facts) -> str | None:
        """The server that offers the phone a list that it holds; None if no server of its page is known to."""
        held = {one for one in (facts.itl_signature, facts.ctl_signature) if one}
        for server in facts.tftp_servers:
            if held and not self._is_wanted(server) and await self._offers(server, phone.name or facts.name, held):
                return server
        return None

    def _is_wanted(self, server: str) -> bool:
        return server in self.wanted_hosts

    async def _offers(self, server: str, phone_name: str | None, held: set[str]) -> bool:
        """Whether the server offers one of these, under the phone's name or to all."""
        common = [f"{kind}File.tlv" for kind in _KINDS]
        own = [f"{kind}{phone_name}.tlv" for kind in _KINDS] if phone_name else []
        for name in (*common, *own):
            if held & await self._digests_of(server, name):
                return True
        return False

    async def _digests_of(self, server: str, name: str) -> frozenset[str]:
        """Of a file on a server, every digest that a page may print; asked once, whoever asks."""
        if server in self._silent:
            return frozenset()
        key = (server, name)
        if key not in self._digests:
            self._digests[key] = asyncio.create_task(self._ask(server, name))
        return await asyncio.shield(self._digests[key])

    async def _ask(self, server: str, name: str) -> frozenset[str]:
        async with self._turns:
            if server in self._silent:
                return frozenset()
            try:
                content = await self.fetch(server, name)
            except Silent:
                self._silent.add(server)
                return frozenset()
        return frozenset(digest_of(one, content) for one in DIGEST_NAMES) if content else frozenset()
