"""One file from a TFTP server, over an asyncio datagram endpoint (RFC 1350). Only reads.

The server answers from a port of its own choice, which is then the only one that counts: whatever comes from elsewhere
is answered with error 5 and changes nothing. What gets lost is sent again, until the time is up.
"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import cast

from eraser.trust.download import Download, DownloadFailed, OptionsRefused
from eraser.trust.list_server import ListServer, ListServerFailed
from eraser.trust.tftp_packet import Code, PacketUnreadable, Refusal, read_packet, refuse

Address = tuple[str, int]

_AGAIN_AFTER_S = 1.0  # an answer of a server in the same company takes milliseconds; RFC 1123 §4.2 wants no storm
_MOST_WAITING = 64  # datagrams; one is on its way at a time, the rest is a flood and dropped


async def fetch_by_tftp(server: ListServer, name: str, *, within_s: float, size_limit_bytes: int) -> bytes | None:
    """The file; None if the server says that there is none of this name.

    Raises:
        ListServerFailed: for everything else, with one line.
    """
    state = _Progress()
    try:
        async with asyncio.timeout(within_s):
            peer, family = await _resolve(server)
            try:
                state.download = Download(name, size_limit_bytes=size_limit_bytes)
                return await _transfer(state, peer, family)
            except OptionsRefused:
                state.download = Download(name, size_limit_bytes=size_limit_bytes, with_options=False)
                return await _transfer(state, peer, family)
    except TimeoutError:
        raise ListServerFailed(f"{server}: {name}: {state.told()} within {within_s:g} s") from None
    except (DownloadFailed, PacketUnreadable) as error:
        raise ListServerFailed(f"{server}: {name}: {error}") from error
    except OSError as error:
        raise ListServerFailed(f"{server}: {name}: {error.strerror or error}") from error


class _Progress:
    """How far it came, for the line that tells of a failure."""

    def __init__(self) -> None:
        self.download: Download | None = None
        self.stranger = ""

    def told(self) -> str:
        if self.download is not None and self.download.received_bytes:
            return f"it stopped after {self.download.received_bytes} bytes and was not whole"
        return "no answer" + (f" from this address, but one from {self.stranger}," if self.stranger else "")


async def _resolve(server: ListServer) -> tuple[Address, socket.AddressFamily]:
    loop = asyncio.get_running_loop()
    try:
        found = await loop.getaddrinfo(server.bare_host, server.port, type=socket.SOCK_DGRAM)
    except UnicodeError as error:
        raise DownloadFailed("the name can not be looked up") from error
    family, _, _, _, address = found[0]
    return (str(address[0]), int(address[1])), family


async def _transfer(state: _Progress, peer: Address, family: socket.AddressFamily) -> bytes | None:
    download = state.download
    assert download is not None
    async with _open_mailbox(family) as mailbox:
        partner: Address | None = None  # host and port that the server chose
        mailbox.send(download.last_sent, peer)
        while not download.is_done:
            datagram, sender = await mailbox.receive(download.last_sent, partner or peer)
            if sender[0] != peer[0] or partner not in {None, sender}:
                state.stranger = sender[0] if sender[0] != peer[0] else state.stranger
                _turn_away(mailbox, datagram, sender)
                continue
            partner = sender
            try:
                answer = download.take(read_packet(datagram))
            except DownloadFailed as error:
                mailbox.send(error.farewell, partner)
                raise
            mailbox.send(answer or b"", partner)
            if answer is not None:
                mailbox.wait_anew()
        return download.content


def _turn_away(mailbox: _Mailbox, datagram: bytes, sender: Address) -> None:
    """Error 5 for whoever is not our partner; never an error for an error, or two would talk for ever."""
    with suppress(PacketUnreadable):
        if not isinstance(read_packet(datagram), Refusal):
            mailbox.send(refuse(Code.UNKNOWN_TRANSFER, "unknown transfer"), sender)


class _Mailbox(asyncio.DatagramProtocol):
    """Our end: what arrived and who sent it."""

    def __init__(self) -> None:
        self._arrived: asyncio.Queue[tuple[bytes, Address] | OSError] = asyncio.Queue(_MOST_WAITING)
        self._transport: asyncio.DatagramTransport | None = None
        self._loop = asyncio.get_running_loop()
        self._again_at = self._loop.time() + _AGAIN_AFTER_S

    def send(self, datagram: bytes, to: Address) -> None:
        if datagram and self._transport is not None:
            self._transport.sendto(datagram, to)

    def wait_anew(self) -> None:
        """The transfer went on: from now on the wait for the next packet counts."""
        self._again_at = self._loop.time() + _AGAIN_AFTER_S

    async def receive(self, last_sent: bytes, to: Address) -> tuple[bytes, Address]:
        """The next datagram; while none comes, what was sent last is sent again."""
        while True:
            try:
                async with asyncio.timeout_at(self._again_at):
                    arrived = await self._arrived.get()
            except TimeoutError:
                self.send(last_sent, to)
                self.wait_anew()
                continue
            if isinstance(arrived, OSError):
                raise arrived
            return arrived

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.DatagramTransport", transport)

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        with suppress(asyncio.QueueFull):
            self._arrived.put_nowait((data, (str(addr[0]), int(addr[1]))))

    def error_received(self, exc: Exception) -> None:
        """No way to the network. That nobody listens on a port is no end: the next packet may be answered."""
        if isinstance(exc, OSError) and not isinstance(exc, ConnectionError):
            with suppress(asyncio.QueueFull):
                self._arrived.put_nowait(exc)


@asynccontextmanager
async def _open_mailbox(family: socket.AddressFamily) -> AsyncIterator[_Mailbox]:
    here = "::" if family == socket.AF_INET6 else "0.0.0.0"  # noqa: S104  a port of our own for the answers
    transport, mailbox = await asyncio.get_running_loop().create_datagram_endpoint(
        _Mailbox, local_addr=(here, 0), family=family
    )
    try:
        yield mailbox
    finally:
        transport.close()
