"""The web server of one simulated phone: pages without login, Execute and screenshot with one (phones §3, §4.1)."""

from __future__ import annotations

import asyncio
import random

from eraser.simulator.authentication import Login, ask_authentication
from eraser.simulator.certificate import phone_tls
from eraser.simulator.execute import ExecuteError, ItemReply, Refused, error_of, read_execute, reply_of
from eraser.simulator.handset import Handset
from eraser.simulator.listener import Listener, Tally, reset
from eraser.simulator.page_families import Line, Screenshot
from eraser.simulator.page_info import info_of
from eraser.simulator.page_kinds import family_of
from eraser.simulator.pages import page_of
from eraser.simulator.request import (
    Answer,
    BadRequest,
    Request,
    framed,
    head_of,
    not_found,
    pass_time,
    read_request,
)
from eraser.simulator.web_quirks import WebQuirks

__all__ = ["EXECUTE", "PICTURE", "RESULT", "SCREENSHOT", "PhoneServer", "WebQuirks"]

EXECUTE = "/CGI/Execute"
SCREENSHOT = "/CGI/Screenshot"
RESULT = "/CGI/Result"  # where a 7940/60 leaves the reply to its last Execute (phones §3.2: redirect on success)
PICTURE = Screenshot.REDIRECT.value
_PICTURES = (SCREENSHOT, PICTURE, "/CGI/lcd.bmp", Screenshot.LCD4.value)
_REALM = (("WWW-Authenticate", 'Basic realm="user"'),)
_SLICES = 20  # a slow answer goes out in this many pieces


class PhoneServer:
    """One phone on one address. `listed_as`: the name the inventory has for this address, if it is another phone's."""

    def __init__(
        self,
        handset: Handset,
        quirks: WebQuirks | None = None,
        *,
        tally: Tally | None = None,
        listed_as: str = "",
        seed: int = 0,
    ) -> None:
        self.handset = handset
        self.quirks = quirks or WebQuirks()
        self.listed_as = listed_as or handset.state.spec.name
        self.listener = Listener(self._serve, tally or Tally(), tls=phone_tls() if self.quirks.https_only else None)
        self.requests = 0
        self._family = family_of(handset.state.spec)
        self._dice = random.Random(seed)
        self._result: Answer | None = None
        self._picture = b""  # the one taken last
        self._login_known: tuple[tuple[str, str], float] = (("", ""), 0.0)
        self._opening: asyncio.Task[None] | None = None

    @property
    def address(self) -> str:
        """Where it listens, host:port."""
        return f"{self.listener.host}:{self.listener.port}"

    async def start(self, host: str, port: int) -> None:
        """Takes the address; with web access off it is taken and closed again, so that it refuses."""
        await self.listener.open(host, port)
        self.handset.state.address = self.address
        self.follow_power()

    async def stop(self) -> None:
        """Closes everything."""
        if self._opening is not None:
            self._opening.cancel()
            await asyncio.gather(self._opening, return_exceptions=True)
        self.listener.close()
        await self.listener.ended()

    def follow_power(self) -> None:
        """Closes the listener when the phone is away and opens it when it is back."""
        wanted = self.handset.state.up and self.quirks.web_access
        if not wanted:
            self.listener.close()
        elif not self.listener.is_open and (self._opening is None or self._opening.done()):
            self._opening = asyncio.get_running_loop().create_task(self._reopen())

    async def _reopen(self) -> None:
        try:
            await self.listener.reopen()
        except OSError:  # somebody took the port for a moment; the next look tries again
            return
        if not self.handset.state.up:
            self.listener.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self.quirks.one_connection and self.listener.own.now > 1:
            reset(writer)
            return
        while True:
            try:
                async with asyncio.timeout(self.quirks.idle_s):
                    request = await read_request(reader)
            except TimeoutError:
                return
            except BadRequest as error:
                await self._send(writer, Answer(error.status), keep_alive=False)
                return
            if not await self._handle(request, writer):
                return

    async def _handle(self, request: Request, writer: asyncio.StreamWriter) -> bool:
        """Answers one request; False ends the connection."""
        self.requests += 1
        self._note_credentials(request)
        if self._due(self.quirks.reset_every):
            reset(writer)
            return False
        unavailable = self._due(self.quirks.unavailable_every)
        answer = Answer(503, b"Service unavailable") if unavailable else await self._answer(request)
        if not self.handset.state.up or self._due(self.quirks.unanswered_every):
            reset(writer)
            return False
        keeps = self._family.keeps_alive if self.quirks.keep_alive is None else self.quirks.keep_alive
        cut = self._due(self.quirks.cut_every)
        keep_alive = keeps and not cut and not request.wants_close and self._framing != "close"
        await self._send(writer, answer, keep_alive=keep_alive, cut=cut, with_body=request.method != "HEAD")
        return keep_alive

    def _note_credentials(self, request: Request) -> None:
        if not request.carries_credentials:
            return
        state = self.handset.state
        state.truth.credentials_seen += 1
        if self.listed_as != state.spec.name:
            state.truth.wrong.append(
                f"credential sent to {state.spec.name}, which the inventory calls {self.listed_as}"
            )

    def _due(self, every: int) -> bool:
        return every > 0 and self.requests % every == 0

    @property
    def _framing(self) -> str:
        return self.quirks.framing or self._family.framing

    async def _send(
        self,
        writer: asyncio.StreamWriter,
        answer: Answer,
        *,
        keep_alive: bool,
        cut: bool = False,
        with_body: bool = True,
    ) -> None:
        head = head_of(answer, version=self._family.version, framing=self._framing, keep_alive=keep_alive)
        body = framed(answer.body, self._framing) if with_body else b""
        data = head + (body[: len(body) // 2] if cut else body)
        size, pause_s = len(data), 0.0
        if self.quirks.byte_takes_s:
            size, pause_s = 1, self.quirks.byte_takes_s
        elif self.quirks.answer_takes_s:
            size, pause_s = len(data) // _SLICES + 1, self.quirks.answer_takes_s / _SLICES
        for at in range(0, len(data), size):
            if pause_s:
                await pass_time(pause_s)
            writer.write(data[at : at + size])
            await writer.drain()

    async def _answer(self, request: Request) -> Answer:
        quirks = self.quirks
        if request.path == EXECUTE and self._family.has_execute and quirks.has_execute:
            return await self._execute(request)
        if request.path in _PICTURES and self._family.screenshot is not Screenshot.NONE and quirks.has_picture:
            return await self._refusal(request) or self._screenshot(request.path)
        if request.path == RESULT and self._result is not None:
            return self._result
        state = self.handset.state
        info = info_of(request.path, state, self.handset.describe, self._family)
        if info is not None:
            return await self._refusal(request) or info
        page = page_of(state, request.path, request.query, quirks.style)
        if page is not None and request.method not in ("GET", "HEAD"):
            return Answer(405)
        return page or not_found()

    async def _refusal(self, request: Request) -> Answer | None:
        """None if the login is good; else what the phone says."""
        state = self.handset.state
        if request.login is None and state.authentication_url:
            return Answer(401, b"", headers=_REALM)
        if not self._due(self.quirks.refuse_every) and await self._is_granted(request.login or ("", "")):
            return None
        if self._family.line is Line.P7940 or self.quirks.refusal == "401":
            return Answer(401, b"", headers=_REALM)
        if self.quirks.refusal == "403":
            return Answer(403)
        return error_of(ExecuteError.AUTHENTICATION, state.spec.name)

    async def _is_granted(self, login: tuple[str, str]) -> bool:
        state, quirks = self.handset.state, self.quirks
        known, until = self._login_known
        now = asyncio.get_running_loop().time()
        if known == login and now < until:
            return True
        came = await ask_authentication(
            state.authentication_url,
            login,
            state.spec.name,
            delay_s=quirks.authentication_delay_s,
            asks_from=self.listener.host,
        )
        if came is Login.GRANTED:
            self._login_known = (login, now + quirks.remembers_login_s)
        return came is Login.GRANTED

    async def _execute(self, request: Request) -> Answer:
        refusal = await self._refusal(request)
        if refusal is not None:
            return refusal
        name = self.handset.state.spec.name
        if self._due(self.quirks.error_every):
            return error_of(ExecuteError(self.quirks.error_number), name)
        if request.method != "POST":
            return error_of(ExecuteError.PARSE, name)
        try:
            uris = read_execute(request.body, most_bytes=self._family.execute_bytes)
        except Refused as error:
            return error_of(error.number, name)
        reply = reply_of(self._press(uris), name)
        moved = self.quirks.moved or (302 if self._family.screenshot is Screenshot.REDIRECT else 0)
        if moved:
            self._result = reply
            return Answer(moved, b"", headers=(("Location", RESULT),))
        return reply

    def _press(self, uris: tuple[str, ...]) -> list[ItemReply]:
        """Runs the items in an order that is not guaranteed (phones §0.2)."""
        replies = []
        for uri in self._dice.sample(uris, len(uris)):
            if uri.startswith(("http:", "https:")):
                replies.append(ItemReply(6, "Internal error", uri))  # nothing is fetched from outside by a simulator
                continue
            reply = self.handset.press(uri)
            silent = self.quirks.empty_data and not reply.status
            replies.append(ItemReply(reply.status, "" if silent else reply.data, uri))
        return replies

    def _screenshot(self, path: str) -> Answer:
        way = self._family.screenshot
        if way is Screenshot.REDIRECT and path == SCREENSHOT:
            return Answer(302, b"", headers=(("Location", PICTURE),))
        if way is not Screenshot.LCD4:
            return self._pictured(self.handset.picture())
        # 69xx: the first address takes the picture, the second shows it, however old it is (phones §4.1).
        if path == SCREENSHOT:
            self._picture = self.handset.picture()
            return Answer(200, b"<HTML><BODY>OK</BODY></HTML>")
        return self._pictured(self._picture) if self._picture else not_found()

    def _pictured(self, picture: bytes) -> Answer:
        return Answer(200, picture, "text/xml" if picture.startswith(b"<?xml") else "image/bmp")
