"""Requests to one phone and their answers; httpx's failures become ours here."""

from __future__ import annotations

import asyncio
import errno
import ssl
from collections.abc import Callable

import httpx

from eraser.model.address import DEFAULT_PORTS, BadAddress, split_address
from eraser.model.outcome import AnswerCut, EraserError, IdentityMismatch, PhoneOverloaded, Unreachable
from eraser.wire.execute import CONTENT_TYPE
from eraser.wire.login import Login
from eraser.wire.pages.unchanged import Readings
from eraser.wire.phone_tls import CertificateChanged
from eraser.wire.question import Answer, Origin, Question, header_lines
from eraser.wire.transport import PhoneTransport

Sees = Callable[[str, int | None, float], None]

REDIRECTS = frozenset({301, 302, 303, 307, 308})
_OVERLOADED = 503
_NO_FILES = frozenset({errno.EMFILE, errno.ENFILE})
_FORM = header_lines([(b"Content-Type", CONTENT_TYPE.encode("ascii"))]) + b"Content-Length: %d\r\n"
_REFUSED = f"[Errno {errno.ECONNREFUSED}]"


class ConnectionRefused(Unreachable):
    """Nobody listens at the address: web access is off, or the phone is starting. Wait until the phone is up, then look
    whether its web access is on."""


class Exchange:
    """Sends ready requests to the phone's address, one at a time. `sees` is told operation, status code (0: no answer)
    and seconds of each."""

    def __init__(
        self,
        address: str | None,
        scheme: str,
        *,
        connect_within_s: float,
        answer_within_s: float,
        sees: Sees | None,
        tls: ssl.SSLContext | None,
        allow_legacy_tls: bool = False,
    ) -> None:
        self.where = address or "no address"
        self._sees = sees
        self._transport = PhoneTransport(
            connect_within_s=connect_within_s, answer_within_s=answer_within_s, tls=tls, allow_legacy=allow_legacy_tls
        )
        self._clock_s: Callable[[], float] | None = None
        self._fault: str | None = None
        self.was_connected = False  # ever: an address that took a connection is somebody's, whether it answers or not
        self._base = httpx.URL()
        self._origin: Origin = ("", "", 0)
        self._always = b""  # lines of every header
        self._login: Login | None = None
        self._authorization = b""  # the line of this login
        self.readings = Readings()
        try:
            self._base = base = _base_url(address, scheme)
            self._origin = (base.scheme, base.host, base.port or DEFAULT_PORTS[scheme])
            self._always = header_lines([(b"Host", base.netloc), (b"Accept", b"*/*")])
        except (BadAddress, httpx.InvalidURL) as error:
            self._fault = f"{self.where} {error}"

    @property
    def was_reset(self) -> bool:
        """Whether the phone broke the idle connection since the last answer."""
        return self._transport.was_reset

    @property
    def is_legacy(self) -> bool:
        """Whether the phone speaks the TLS of old days alone."""
        return self._transport.is_legacy

    def build(self, method: str, path: str, *, login: Login | None = None, form: bytes | None = None) -> Question:
        """A request for `path`, which may have a query. It carries a credential only if a login is given here.

        Raises:
            Unreachable: the phone's address is none.
        """
        if self._fault is not None:
            raise Unreachable(self._fault)
        head = self._always
        if form is not None:
            head += _FORM % len(form)
        if login is not None:
            if login is not self._login:
                self._authorization = header_lines([(b"Authorization", login.header().encode("ascii"))])
                self._login = login
            head += self._authorization
        return Question(self._origin, method, path, head, form or b"", has_login=login is not None)

    async def send(self, operation: str, question: Question) -> Answer:
        """The whole answer, whatever its status code.

        Raises:
            Unreachable: nobody answers. ConnectionRefused: nobody listens.
            AnswerCut: what came is cut short, too large or no HTTP.
        """
        clock_s = self._clock_s = self._clock_s or asyncio.get_running_loop().time
        began_s = clock_s()
        status_code = None  # nobody answered
        try:
            answer = await self._transport.ask(question)
            status_code = answer.status_code
        except httpx.HTTPError as error:
            raise self._translated(error, question) from error
        finally:
            self.was_connected = self.was_connected or question.has_left
            if self._sees is not None:
                self._sees(operation, status_code, clock_s() - began_s)
        return answer

    async def fetch(self, operation: str, path: str) -> Answer:
        """A page, without any login; one redirect is followed if it stays on this phone.

        Raises:
            EraserError: as `send`; PhoneOverloaded for HTTP 503.
        """
        answer = await self.send(operation, self.build("GET", path))
        onward = self.onward_path(path, answer)
        if onward is not None:
            answer = await self.send(operation, self.build("GET", onward))
        if answer.status_code == _OVERLOADED:
            raise PhoneOverloaded(f"{self.where}: HTTP 503 to {path}")
        return answer

    def onward_path(self, path: str, answer: Answer) -> str | None:
        """Where a redirect from `path` leads on the same scheme, host and port; None if it leads elsewhere or is
        none."""
        location = answer.header(b"location") if answer.status_code in REDIRECTS else None
        if not location:
            return None
        try:
            url = self._base.join(path).join(location)
        except (httpx.InvalidURL, ValueError):
            return None
        same = (url.scheme, url.host, url.port) == (self._base.scheme, self._base.host, self._base.port)
        return url.raw_path.decode("ascii") if same and not url.userinfo else None

    async def aclose(self) -> None:
        """Closes the connection."""
        await self._transport.aclose()

    def _translated(self, error: httpx.HTTPError, question: Question) -> EraserError:
        what = f"{self.where}: {error}"
        if isinstance(error, CertificateChanged):
            return IdentityMismatch(what)
        if isinstance(error, httpx.ConnectError) and _is_refusal(error):
            return ConnectionRefused(f"{self.where} refuses the connection")
        if getattr(error.__cause__, "errno", None) in _NO_FILES:
            return Unreachable(f"{what}: this machine lets the program open no more; raise its limit (ulimit -n)")
        if isinstance(error, httpx.ConnectTimeout | httpx.ConnectError):
            return Unreachable(what)
        asked = f"{what}, asked for {question.path.partition('?')[0]}"
        return AnswerCut(asked) if isinstance(error, httpx.RemoteProtocolError) else Unreachable(asked)


def _base_url(address: str | None, scheme: str) -> httpx.URL:
    if not address:
        raise BadAddress("is known")
    if scheme not in DEFAULT_PORTS:
        raise BadAddress(f"can not be asked by {scheme!r}")
    host, port = split_address(address)
    return httpx.URL(f"{scheme}://{host}" + (f":{port}" if port else "") + "/")


def _is_refusal(error: httpx.ConnectError) -> bool:
    """Whether every address of the host refused: asyncio then raises the one error, or lists them in its text."""
    if isinstance(error.__cause__, ConnectionRefusedError):
        return True
    text = str(error)
    return text.startswith("Multiple exceptions") and text.count("[Errno ") == text.count(_REFUSED)
