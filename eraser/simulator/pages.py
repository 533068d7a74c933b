"""Which page a phone serves under which address, by family (phones §4.1). None of them asks for a login."""

from __future__ import annotations

from dataclasses import dataclass

from eraser.simulator.page_device import device_rows
from eraser.simulator.page_families import JAVA_PATH, Family, Line
from eraser.simulator.page_kinds import family_of
from eraser.simulator.page_markup import html_page, messages_page
from eraser.simulator.page_rows import is_streaming, list_rows, network_rows, stream_rows
from eraser.simulator.page_words import LANGUAGES
from eraser.simulator.page_xml import xml_messages, xml_page
from eraser.simulator.request import Answer
from eraser.simulator.state import PhoneState

__all__ = ["JAVA_PATH", "KEPT_MESSAGES", "PageStyle", "page_of"]

KEPT_MESSAGES = 30  # the list keeps the last 30 on 8800 (phones §5)
DX_KEPT_MESSAGES = 10
_EMPTY_ADAPTERS = frozenset(
    {
        "device.statistics.consolelog",
        "device.statistics.coredumps",
        "device.statistics.ethernet",
        "device.statistics.port.access",
        "device.statistics.port.network",
        "device.trace.display.alarm",
    }
)


@dataclass(frozen=True, slots=True)
class PageStyle:
    """What varies from phone to phone beside the family: language, and how a list that is not there is shown."""

    language: str = "en"
    erased_rows: str = "not_installed"


def page_of(state: PhoneState, path: str, query: str, style: PageStyle) -> Answer | None:
    """The page under an address, or None if this phone has no such page."""
    family = family_of(state.spec)
    page = _Pages(state, family, style)
    if path == "/" and not query:
        return page.device()
    if family.java and path == family.java:
        return page.java(query.removeprefix("adapter=")) if query.startswith("adapter=") else None
    if family.has_xml and path.endswith("X"):
        return page.xml(path[:-1], query)
    return page.plain(f"{path}?{query}" if query else path)


@dataclass(frozen=True, slots=True)
class _Pages:
    state: PhoneState
    family: Family
    style: PageStyle

    def java(self, adapter: str) -> Answer | None:
        if adapter == "device.statistics.device":
            return self.device()
        if adapter == "device.statistics.configuration":
            return self.network()
        if adapter == "device.settings.status.messages":
            return self.messages()
        if adapter == "device.statistics.security":
            return self.security()
        stem, _, number = adapter.rpartition(".")
        if stem == "device.statistics.streaming" and number.isdigit():
            return self.stream(int(number))
        return self.empty() if adapter in _EMPTY_ADAPTERS else None

    def plain(self, address: str) -> Answer | None:
        kind = self.family.places.get(address, "")
        if kind.startswith("stream"):
            return self.stream(int(kind.removeprefix("stream ")))
        answers = {"device": self.device, "network": self.network, "messages": self.messages, "empty": self.empty}
        return answers[kind]() if kind in answers else None

    def xml(self, path: str, query: str) -> Answer | None:
        if path == "/DeviceInformation":
            return _xml(xml_page("DeviceInformation", device_rows(self.state, self.family)))
        if path == "/NetworkConfiguration":
            # Nobody has published this form with trust lists in it, so that it shows none.
            return _xml(xml_page("NetworkConfiguration", network_rows(self.state, self.family, with_lists=False)))
        if path == "/DeviceLog" and query in ("0", "1", "2"):
            shown = self._kept() if query == "2" else []
            return _xml(xml_messages(shown, repeats_declaration=self.family.line is Line.P79XX))
        if path == "/StreamingStatistics" and query.isdigit() and 0 < int(query) <= self.family.streams:
            stream = int(query) - 1
            active = is_streaming(self.state, stream, self.family.streams)
            return _xml(xml_page("StreamingStatistics", stream_rows(self.state, self.family, stream, active=active)))
        return None

    def device(self) -> Answer:
        return self._html("Device Information", device_rows(self.state, self.family))

    def network(self) -> Answer:
        rows = network_rows(self.state, self.family, erased_rows=self.style.erased_rows)
        return self._html(self.family.network_title, rows)

    def security(self) -> Answer | None:
        """DX: the lists stand on a page of their own (phones §4.1)."""
        if self.family.line is not Line.DX:
            return None
        return self._html("Security Information", list_rows(self.state, self.family, self.style.erased_rows))

    def empty(self) -> Answer:
        return self._html("Device Logs", [])

    def messages(self) -> Answer:
        words = LANGUAGES[self.style.language]
        return _html(messages_page(self.state.spec, self.family, self._kept(), words))

    def stream(self, stream: int) -> Answer | None:
        if not 0 <= stream < self.family.streams:
            return None
        active = is_streaming(self.state, stream, self.family.streams)
        return self._html("Streaming Statistics", stream_rows(self.state, self.family, stream, active=active))

    def _kept(self) -> list[tuple[str, str]]:
        return self.state.status[-(DX_KEPT_MESSAGES if self.family.line is Line.DX else KEPT_MESSAGES) :]

    def _html(self, title: str, rows: list[tuple[str, str]]) -> Answer:
        return _html(html_page(self.state.spec, self.family, title, rows, LANGUAGES[self.style.language]))


def _html(text: str) -> Answer:
    return Answer(200, text.encode(), "text/html")


def _xml(text: str) -> Answer:
    return Answer(200, text.encode(), "text/xml")
