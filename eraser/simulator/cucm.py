"""A simulated publisher: AXL, RISPort70 and its rule on rate, over HTTPS with a certificate of its own (cucm §1, §2).

Written from the dossier alone. It reads requests by local name, answers in the shapes of cucm §1.3 and §2, refuses what
a real one refuses, and counts what it was asked.
"""

from __future__ import annotations

import asyncio
import re
import time
from collections import Counter, deque
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from xml.sax.saxutils import escape

from lxml import etree

from eraser.simulator.authentication import Credentials
from eraser.simulator.certificate import phone_tls
from eraser.simulator.cucm_devices import ORDER, ClusterQuirks, Device, nodes_of, order_of
from eraser.simulator.listener import Listener, Tally
from eraser.simulator.request import Answer, BadRequest, Request, head_of, read_request

_AXL, _RIS = "/axl/", "/realtimeservice2/services/RISService70"
_SOAP = "http://schemas.xmlsoap.org/soap/envelope/"
_QUESTIONS_LAST_S = 60.0
_MOST_NAMES = 1000  # of one question (cucm §1.5)
_BODY_BYTES = 1024 * 1024  # an update names all phones of a user


@dataclass
class PublisherTruth:
    """What was done to it."""

    questions: Counter[str] = field(default_factory=Counter)
    refused_for_rate: int = 0
    refused_logins: int = 0
    writes: list[frozenset[str]] = field(default_factory=list)
    most_in_a_minute: int = 0


class Publisher:
    """One cluster. `controlled`: the phones that the pressing user controls."""

    def __init__(
        self,
        devices: Iterable[Device],
        credentials: Credentials,
        *,
        user: str = "eraser",
        controlled: Iterable[str] = (),
        quirks: ClusterQuirks | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.devices = {one.name: one for one in devices}
        self.user, self.controlled = user, set(controlled)
        self.quirks = quirks or ClusterQuirks()
        self.truth = PublisherTruth()
        self.listener = Listener(self._serve, Tally(), tls=phone_tls())
        self._credentials, self._clock = credentials, clock
        self._recent: deque[float] = deque()
        self._busy_left = self.quirks.busy_writes
        self.answers_writes = asyncio.Event()  # clear: a write is done, and its answer waits
        self.answers_writes.set()

    async def start(self, host: str = "127.0.0.1") -> None:
        """Listens on a free port."""
        await self.listener.open(host, 0)

    async def stop(self) -> None:
        self.listener.close()
        await self.listener.ended()

    @property
    def word(self) -> str:
        """How a command names it, without its fingerprint."""
        return f"cucm://{self.listener.host}:{self.listener.port}"

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while True:
            try:
                request = await read_request(reader, most_bytes=_BODY_BYTES)
            except BadRequest:
                return
            written = len(self.truth.writes)
            answer = self._answer(request)
            if len(self.truth.writes) > written:
                await self.answers_writes.wait()
            writer.write(head_of(answer, version="HTTP/1.1", framing="length", keep_alive=True) + answer.body)
            await writer.drain()

    def _answer(self, request: Request) -> Answer:
        if request.login != (self._credentials.user, self._credentials.password):
            self.truth.refused_logins += 1
            return Answer(401, b"<html><body>HTTP Status 401</body></html>", "text/html")
        if self.quirks.replies_html:
            return Answer(200, b"<html><body>Welcome</body></html>", "text/html")
        try:
            operation = _operation(request.body)
        except (etree.XMLSyntaxError, LookupError):
            return _fault("soapenv:Client", "the request can not be read")
        name = str(etree.QName(operation).localname)
        self.truth.questions[name] += 1
        if request.path == _RIS and name == "selectCmDeviceExt":
            return self._select(operation)
        answer_of = self._axl.get(name) if request.path == _AXL else None
        if answer_of is None or not self._knows(name):
            return _fault("soapenv:Client", f"Unknown operation {name}")
        return answer_of(operation)

    def _knows(self, name: str) -> bool:
        return name != "listRegistrationDynamic" or self.quirks.release >= (11, 5)

    @property
    def _axl(self) -> Mapping[str, Callable[[etree._Element], Answer]]:
        return {
            "listPhone": self._list_phones,
            "listRegistrationDynamic": self._list_last_seen,
            "getAppUser": lambda asked: self._tell_user(asked, "AppUser"),
            "getUser": lambda asked: self._tell_user(asked, "User"),
            "updateAppUser": lambda asked: self._update_user(asked, "AppUser"),
            "updateUser": lambda asked: self._update_user(asked, "User"),
        }

    # -- RISPort70

    def _select(self, asked: etree._Element) -> Answer:
        if not self._may_ask():
            self.truth.refused_for_rate += 1
            words = "Exceeded allowed rate for Reatime information. Current allowed rate for realtime information is 15"
            return _fault("soapenv:Server.RateControl", words)
        names = [one.strip().upper() for one in _texts(asked, "Item")]
        if not 0 < len(names) <= _MOST_NAMES or order_of(asked) != ORDER:
            return _fault("soapenv:Client", "the request does not follow the schema")
        found = [
            one for name in names if (one := self.devices.get(name)) is not None and (one.address or one.registered)
        ]
        nodes = nodes_of(found, self.quirks)
        if not found and self.quirks.nil_when_empty:
            nodes = ""
        result = (
            f"<SelectCmDeviceResult><TotalDevicesFound>{len(found)}</TotalDevicesFound><CmNodes>{nodes}</CmNodes>"
            "</SelectCmDeviceResult><StateInfo/>"
        )
        if self.quirks.wrapped:
            result = f"<selectCmDeviceReturn>{result}</selectCmDeviceReturn>"
        space = "http://schemas.cisco.com/ast/soap"
        opened = (
            f'<selectCmDeviceResponse xmlns="{space}">'
            if self.quirks.qualified
            else (f'<r:selectCmDeviceResponse xmlns:r="{space}">')
        )
        closed = "</selectCmDeviceResponse>" if self.quirks.qualified else "</r:selectCmDeviceResponse>"
        return _soap(f"{opened}{result}{closed}")

    def _may_ask(self) -> bool:
        now = self._clock()
        while self._recent and self._recent[0] <= now - _QUESTIONS_LAST_S:
            self._recent.popleft()
        if len(self._recent) >= self.quirks.questions_per_minute:
            return False
        self._recent.append(now)
        self.truth.most_in_a_minute = max(self.truth.most_in_a_minute, len(self._recent))
        return True

    # -- AXL

    def _list_phones(self, asked: etree._Element) -> Answer:
        pattern = re.compile(re.escape(_text(asked, "name") or "%").replace("%", ".*"))
        chosen = self._page(asked, [one for name, one in sorted(self.devices.items()) if pattern.fullmatch(name)])
        rows = "".join(
            f'<phone uuid="{{0}}"><name>{one.name}</name><description>{escape("Hall & <1>")}</description>'
            f"<model>{one.model}</model><protocol>SIP</protocol><devicePoolName>{one.pool}</devicePoolName>"
            f"<locationName>Hub_None</locationName><loadInformation>{one.load}</loadInformation></phone>"
            for one in chosen
        )
        return self._axl_answer("listPhone", rows)

    def _list_last_seen(self, asked: etree._Element) -> Answer:
        away = [one for _, one in sorted(self.devices.items()) if one.address and not one.registered]
        rows = "".join(
            f"<registrationDynamic><device>{one.name}</device><lastKnownIpAddress>{one.address}</lastKnownIpAddress>"
            f"<lastSeen>{one.last_seen_s}</lastSeen></registrationDynamic>"
            for one in self._page(asked, away)
        )
        return self._axl_answer("listRegistrationDynamic", rows)

    def _tell_user(self, asked: etree._Element, kind: str) -> Answer:
        name = _text(asked, "userid")
        if kind != self.quirks.user_kind or name != self.user:
            return _fault("soapenv:Client", f"Item not valid: The specified {kind} was not found")
        devices = "".join(f"<device>{one}</device>" for one in sorted(self.controlled))
        inner = f"<userid>{name}</userid><associatedDevices>{devices}</associatedDevices>"
        tag = kind[0].lower() + kind[1:]
        return self._axl_answer(f"get{kind}", f"<{tag}>{inner}</{tag}>")

    def _update_user(self, asked: etree._Element, kind: str) -> Answer:
        if self._busy_left:
            self._busy_left -= 1
            return Answer(503, b"", "text/plain")
        if kind != self.quirks.user_kind or _text(asked, "userid") != self.user:
            return _fault("soapenv:Client", f"The specified {kind} was not found")
        named = frozenset(one.strip() for one in _texts(asked, "device") if one.strip())
        if named - self.devices.keys():
            return _fault("soapenv:Client", f"The specified device was not found: {min(named - self.devices.keys())}")
        self.truth.writes.append(named)
        if not self.quirks.forgets_writes:
            self.controlled = set(named)
        return self._axl_answer(f"update{kind}", "{0}")

    def _page(self, asked: etree._Element, rows: list[Device]) -> list[Device]:
        skip, first = int(_text(asked, "skip") or 0), int(_text(asked, "first") or len(rows))
        return rows[skip : skip + first]

    def _axl_answer(self, operation: str, inner: str) -> Answer:
        space = "http://www.cisco.com/AXL/API/" + ".".join(map(str, self.quirks.release))
        return _soap(f'<ns:{operation}Response xmlns:ns="{space}"><return>{inner}</return></ns:{operation}Response>')


def _operation(body: bytes) -> etree._Element:
    root = etree.fromstring(body, etree.XMLParser(resolve_entities=False, no_network=True))
    found = root.find(f"{{{_SOAP}}}Body")
    if found is None or not len(found):
        raise LookupError("no operation")
    return found[0]


def _texts(node: etree._Element, name: str) -> list[str]:
    return [one.text or "" for one in node.iter(f"{{*}}{name}")]


def _text(node: etree._Element, name: str) -> str:
    return next(iter(_texts(node, name)), "").strip()


def _soap(inner: str, status: int = 200) -> Answer:
    body = f"<soapenv:Body>{inner}</soapenv:Body>"
    text = f'<?xml version="1.0"?><soapenv:Envelope xmlns:soapenv="{_SOAP}">{body}</soapenv:Envelope>'
    return Answer(status, text.encode(), "text/xml")


def _fault(code: str, words: str) -> Answer:
    inner = f"<faultcode>{code}</faultcode><faultstring>{escape(words)}</faultstring>"
    return _soap(f"<soapenv:Fault>{inner}</soapenv:Fault>", 500)
