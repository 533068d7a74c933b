"""Hosts that are no phones but have a phone's address in the inventory: each tries to be given a credential."""

from __future__ import annotations

import asyncio
from enum import StrEnum

from eraser.simulator.listener import Listener, Tally
from eraser.simulator.request import Answer, BadRequest, Request, head_of, read_request

_IDLE_S = 5.0


class StrangerKind(StrEnum):
    """What the host does with every request."""

    PRINTER = "printer"  # 200 and a page of its own
    LOGIN = "login"  # asks for a Basic login
    SUCCESS = "success"  # 200 and the good reply of a phone, whatever was asked
    REDIRECT = "redirect"  # sends elsewhere on itself, then asks for a Basic login


_PAGE = (
    b"<!DOCTYPE html><html><head><title>OfficeJet 9015 - Status</title></head><body><h1>Printer ready</h1>"
    b"<table><tr><td>Model Number</td><td>OJ-9015</td></tr><tr><td>Host Name</td><td>PRN-2F-EAST</td></tr></table>"
    b"</body></html>"
)
_SUCCESS = b'<CiscoIPPhoneResponse><ResponseItem Status="0" Data="Success" URL=""/></CiscoIPPhoneResponse>'


class Stranger:
    """One host. `listed_as` is the phone that the inventory expects here."""

    def __init__(self, kind: StrangerKind, listed_as: str, tally: Tally) -> None:
        self.kind = kind
        self.listed_as = listed_as
        self.listener = Listener(self._serve, tally)
        self.requests = 0
        self.credentials_seen = 0
        self.wrong: list[str] = []

    @property
    def address(self) -> str:
        """Where it listens, host:port."""
        return f"{self.listener.host}:{self.listener.port}"

    async def start(self, host: str, port: int) -> None:
        """Takes the address."""
        await self.listener.open(host, port)

    async def stop(self) -> None:
        """Closes everything."""
        self.listener.close()
        await self.listener.ended()

    def truth(self) -> dict[str, object]:
        """What it saw, JSON-able."""
        return {
            "address": self.address,
            "kind": str(self.kind),
            "requests": self.requests,
            "credentials_seen": self.credentials_seen,
            "wrong": list(self.wrong),
        }

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while True:
            try:
                async with asyncio.timeout(_IDLE_S):
                    request = await read_request(reader)
            except (TimeoutError, BadRequest):
                return
            self.requests += 1
            if request.carries_credentials:
                self.credentials_seen += 1
                self.wrong.append(f"credential sent to a {self.kind} that has the address of {self.listed_as}")
            answer = self._answer(request)
            keep_alive = not request.wants_close
            head = head_of(answer, version="HTTP/1.1", framing="length", keep_alive=keep_alive)
            writer.write(head + answer.body)
            await writer.drain()
            if not keep_alive:
                return

    def _answer(self, request: Request) -> Answer:
        if self.kind is StrangerKind.PRINTER:
            return Answer(200, _PAGE)
        if self.kind is StrangerKind.SUCCESS:
            return Answer(200, _SUCCESS, "text/xml")
        if self.kind is StrangerKind.REDIRECT and request.path != "/signin":
            return Answer(302, b"", headers=(("Location", f"http://{self.address}/signin"),))
        return Answer(401, b"", headers=(("WWW-Authenticate", 'Basic realm="user"'),))
