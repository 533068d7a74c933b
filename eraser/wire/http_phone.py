"""A phone spoken to over HTTP: the channel that needs nothing but the phone's own web server.

Only `press` and `fetch_picture` carry the login, and only after `identify` saw the phone's own page at this address.
Any failure of the connection ends that: another phone may have the address by now. Nothing is ever sent twice.
"""

from __future__ import annotations

import asyncio
import re
import ssl

from eraser.model.outcome import (
    AnswerCut,
    AuthRefused,
    EraserError,
    IdentityMismatch,
    KeyRefused,
    NoPicture,
    PhoneOverloaded,
    PressUnanswered,
    WebAccessOff,
)
from eraser.model.phone import CallState, Facts, Phone, StatusMessage
from eraser.model.run import now
from eraser.wire.exchange import REDIRECTS, ConnectionRefused, Exchange, Sees
from eraser.wire.execute import PATH, build_form, read_answer, read_refusal, show
from eraser.wire.identification import Identification, identify_phone
from eraser.wire.login import Login
from eraser.wire.pages import FAMILIES, PageUnreadable, Places, merge_facts, read_status, read_stream
from eraser.wire.question import Answer, Question

_SCREENSHOT = "/CGI/Screenshot"
# 69xx (and 39xx) take the picture at the first address and keep it at one of the others (phones §4.1).
_KEPT_PICTURES = ("/CGI/lcd4.bmp", "/CGI/lcd.bmp")
_KEEPS_PICTURES = re.compile(r"(?:CP-)?(?:39|69)\d\d", re.IGNORECASE)
_MAGIC = (b"BM", b"\x89PNG", b"GIF8", b"\xff\xd8\xff")
_PICTURE = re.compile(b"|".join(map(re.escape, _MAGIC)) + rb"|[\s\S]{0,1000}?<CiscoIPPhoneImage\b")
STREAMS_HOLD_S = 5.0  # about as long as it takes to read five pages of a slow phone (unproven)
_OK = 200
_NOT_FOUND = 404


class HttpPhone:
    """`ports.Channel` over one HTTP connection. Its name tells the report if the phone speaks old TLS alone."""

    name = "http"

    def __init__(
        self,
        phone: Phone,
        login: Login | None,
        *,
        connect_within_s: float = 5.0,
        answer_within_s: float = 10.0,
        sees: Sees | None = None,
        tls: ssl.SSLContext | None = None,
        allow_legacy_tls: bool = False,
    ) -> None:
        self._phone = phone
        self._login = login
        self._exchange = Exchange(
            phone.address,
            phone.scheme,
            connect_within_s=connect_within_s,
            answer_within_s=answer_within_s,
            sees=sees,
            tls=tls,
            allow_legacy_tls=allow_legacy_tls,
        )
        self._turn = asyncio.Lock()
        self._found: Identification | None = None
        self._usual: Places | None = None
        self._idle_at: dict[str, float] = {}  # streams that an unfinished question has found idle

    @property
    def identified(self) -> bool:
        """Whether the phone showed itself at this address and the connection has not broken since."""
        return self._found is not None and not self._exchange.was_reset

    def use_login(self, login: Login | None) -> None:
        """The login for the keys and pictures that follow; None sends none."""
        self._login = login

    async def identify(self) -> Facts:
        """Fetches the device and the network page: two requests, for families other than 78/88/79/99xx some more.

        Pages in another place than the first time make the facts incomplete, unless they show the trust lists.

        Raises:
            IdentityMismatch: another phone, a stranger, or a page in a language that can not be read.
            WebAccessOff: the connection is refused, or every page forbidden or missing.
            Unreachable, AnswerCut, PhoneOverloaded: no whole answer.
        """
        async with self._turn:
            self._found = None
            try:
                found = await identify_phone(self._exchange, self._phone.name, usual=self._usual)
            except ConnectionRefused as error:
                raise WebAccessOff(str(error)) from error
            self._found = found
            self.name = "http (TLS of old phones)" if self._exchange.is_legacy else "http"
            self._usual = self._usual or found.places
            return merge_facts(found.device, found.network, seen_at=now(), pages=found.pages)

    async def fetch_status(self) -> tuple[StatusMessage, ...]:
        """The status messages, oldest first; () if no page of that kind answers.

        Raises:
            Unreachable, AnswerCut, PhoneOverloaded: no whole answer.
        """
        async with self._turn:
            for path in (path for places in self._places() for path in places.status):
                answer = await self._fetch("status", path)
                if answer.status_code == _OK:
                    try:
                        return self._exchange.readings.read(path, answer.body, read_status)
                    except PageUnreadable as error:
                        raise AnswerCut(f"{self._exchange.where}{path}: {error}") from error
            return ()

    async def ask_call(self) -> CallState:
        """Busy if any stream is, unknown if any can not be told, else idle. Later streams may be missing.

        Raises:
            Unreachable, AnswerCut, PhoneOverloaded: no whole answer.
        """
        async with self._turn:
            for places in self._places():
                first = await self._ask_stream(places.streams[0]) if places.streams else None
                if first is None:
                    continue
                states = {first}
                for path in places.streams[1:]:
                    if CallState.BUSY in states:
                        break
                    states.add(await self._ask_stream(path) or CallState.IDLE)
                if states == {CallState.IDLE}:
                    self._idle_at.clear()
                return next(state for state in (CallState.BUSY, CallState.UNKNOWN, CallState.IDLE) if state in states)
            return CallState.UNKNOWN

    async def press(self, uri: str) -> None:
        """Sends one key with the login. Never again, whatever happens.

        Raises:
            IdentityMismatch: the phone has not shown itself since the connection last broke; nothing was sent.
            KeyRefused, AuthRefused, NoExecute, PhoneOverloaded: the phone's answer (wire.execute).
            Unreachable: not one byte of it left.
            PressUnanswered: it left, and no whole answer came that a phone gives.
        """
        async with self._turn:
            self._require_identity()
            question = self._exchange.build("POST", PATH, login=self._login, form=build_form(uri))
            try:
                answer = await self._send("press", question)
                if answer.status_code in REDIRECTS:
                    answer = await self._fetch_result(answer)
            except EraserError as error:
                if question.has_left:
                    raise PressUnanswered(f"{uri}: {error}") from error
                raise
            try:
                read_answer(answer.status_code, answer.body, uri=uri)
            except AnswerCut as error:
                self._found = None  # no phone answers so
                raise PressUnanswered(str(error)) from error

    async def fetch_picture(self) -> bytes:
        """The picture as the phone sends it: BMP, PNG or CiscoIPPhoneImage.

        Raises:
            IdentityMismatch: the phone has not shown itself since the connection last broke; nothing was sent.
            AuthRefused: HTTP 401 or 403, or Error 4. NoPicture: there is none, or it is said to be elsewhere.
            Unreachable, AnswerCut, PhoneOverloaded: no whole answer.
        """
        async with self._turn:
            self._require_identity()
            answer = await self._ask_picture(_SCREENSHOT)
            if not self._keeps_pictures() or _PICTURE.match(answer.body):
                return self._read_picture(answer, _SCREENSHOT)
            error = read_refusal(answer.status_code, answer.body, what=_SCREENSHOT)
            if isinstance(error, AuthRefused | PhoneOverloaded):
                raise error
            path = _SCREENSHOT
            for path in _KEPT_PICTURES:
                answer = await self._ask_picture(path)
                if answer.status_code != _NOT_FOUND:
                    break
            return self._read_picture(answer, path)

    async def aclose(self) -> None:
        """Closes the connection; the phone must show itself again before the next key."""
        self._found = None
        await self._exchange.aclose()

    def _places(self) -> tuple[Places, ...]:
        return FAMILIES if self._found is None else (self._found.places,)

    def _require_identity(self) -> None:
        if not self.identified:
            raise IdentityMismatch(
                f"{self._exchange.where} has not shown its own page since the connection was last broken: ask again"
            )

    async def _send(self, operation: str, question: Question) -> Answer:
        try:
            return await self._exchange.send(operation, question)
        except BaseException:
            self._found = None
            raise

    async def _fetch(self, operation: str, path: str) -> Answer:
        try:
            return await self._exchange.fetch(operation, path)
        except PhoneOverloaded:
            raise
        except BaseException:
            self._found = None
            raise

    def _keeps_pictures(self) -> bool:
        model = self._found.device.identity.model if self._found is not None else None
        return model is not None and _KEEPS_PICTURES.match(model) is not None

    async def _ask_picture(self, path: str) -> Answer:
        """The answer to a request with the login; one redirect is followed if it stays on this phone."""
        answer = await self._send("picture", self._exchange.build("GET", path, login=self._login))
        if answer.status_code not in REDIRECTS:
            return answer
        onward = self._exchange.onward_path(path, answer)
        if onward is None:
            raise NoPicture(f"{path} leads to another host ({_location(answer)}): not followed")
        return await self._send("picture", self._exchange.build("GET", onward, login=self._login))

    async def _ask_stream(self, path: str) -> CallState | None:
        """None: the phone has no such page. A question that broke goes on where it broke, if it is asked again soon."""
        now_s = asyncio.get_running_loop().time()
        if now_s - self._idle_at.get(path, float("-inf")) < STREAMS_HOLD_S:
            return CallState.IDLE
        state = await self._read_stream(path)
        if state is CallState.IDLE:
            self._idle_at[path] = now_s
        return state

    async def _read_stream(self, path: str) -> CallState | None:
        answer = await self._fetch("call", path)
        if answer.status_code == _NOT_FOUND:
            return None
        if answer.status_code != _OK:
            return CallState.UNKNOWN
        try:
            return self._exchange.readings.read(path, answer.body, read_stream)
        except PageUnreadable:
            return CallState.UNKNOWN

    async def _fetch_result(self, answer: Answer) -> Answer:
        """7940/60 answer with the place of the result (phones §3.2): the key counts only if that says so."""
        path = self._exchange.onward_path(PATH, answer)
        if path is None:
            raise AnswerCut(f"the answer leads to another host ({_location(answer)}): not followed")
        return await self._send("press", self._exchange.build("GET", path, login=self._login))

    def _read_picture(self, answer: Answer, path: str) -> bytes:
        body = answer.body
        if answer.status_code == _OK and body.startswith(_MAGIC):
            return body  # no words of a phone begin so
        if answer.status_code == _NOT_FOUND:
            raise NoPicture(f"HTTP 404 to {path}")
        error = read_refusal(answer.status_code, body, what=path)
        if isinstance(error, KeyRefused):
            raise NoPicture(str(error))
        if error is not None:
            raise error
        if answer.status_code != _OK or not body:
            raise AnswerCut(f"no picture: HTTP {answer.status_code}, {len(body)} bytes")
        return body


def _location(answer: Answer) -> str:
    return show(answer.header(b"location") or "no place given")
