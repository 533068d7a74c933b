"""Which page a phone serves under which address, by family (phones §4.1). None of them asks for a login."""

from __future__ import annotations

from dataclasses import dataclass

from eraser.simulator.page_families import Family, Line, family_of
from eraser.simulator.page_markup import html_page, messages_page, xml_messages, xml_page
from eraser.simulator.page_rows import STREAMS, device_rows, is_streaming, network_rows, stream_rows
from eraser.simulator.page_words import LANGUAGES
from eraser.simulator.request import Answer
from eraser.simulator.state import PhoneState

JAVA_PATH = "/CGI/Java/Serviceability"
KEPT_MESSAGES = 30  # the list keeps the last 30 on 8800 (phones §5)
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
_OLD_STREAMS = 2


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
    if family.has_java_pages and path == JAVA_PATH:
        return page.java(query.removeprefix("adapter=")) if query.startswith("adapter=") else None
    if path.endswith("X"):
        return page.xml(path[:-1], query)
    return page.plain(path, query)


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
        stem, _, number = adapter.rpartition(".")
        if stem == "device.statistics.streaming" and number.isdigit():
            return self.stream(int(number))
        return self._html("Device Logs", []) if adapter in _EMPTY_ADAPTERS else None

    def plain(self, path: str, query: str) -> Answer | None:
        if path == "/DeviceInformation":
            return self.device()
        if path == "/NetworkConfiguration":
            return self.network()
        if self.family.line is not Line.P7940:
            return None
        if path == "/DeviceLog":
            return self.messages() if query == "2" else self._html("Device Logs", [])
        if path == "/StreamingStatistics" and query.isdigit():
            return self.stream(int(query) - 1)
        return None

    def xml(self, path: str, query: str) -> Answer | None:
        if path == "/DeviceInformation":
            return _xml(xml_page("DeviceInformation", device_rows(self.state, self.family)))
        if path == "/NetworkConfiguration":
            # Nobody has published this form with trust lists in it, so that it shows none.
            return _xml(xml_page("NetworkConfiguration", network_rows(self.state, self.family, with_lists=False)))
        if path == "/DeviceLog" and query in ("0", "1", "2"):
            shown = self._kept() if query == "2" else []
            return _xml(xml_messages(shown, repeats_declaration=self.family.line is Line.P79XX))
        if path == "/StreamingStatistics" and query.isdigit() and 0 < int(query) <= self._streams():
            stream = int(query) - 1
            active = is_streaming(self.state, stream, self._streams())
            return _xml(xml_page("StreamingStatistics", stream_rows(self.state, self.family, stream, active=active)))
        return None

    def device(self) -> Answer:
        return self._html("Device Information", device_rows(self.state, self.family))

    def network(self) -> Answer:
        rows = network_rows(self.state, self.family, erased_rows=self.style.erased_rows)
        return self._html(self.family.network_title, rows)

    def messages(self) -> Answer:
        words = LANGUAGES[self.style.language]
        return _html(messages_page(self.state.spec, self.family, self._kept(), words))

    def stream(self, stream: int) -> Answer | None:
        if not 0 <= stream < self._streams():
            return None
        active = is_streaming(self.state, stream, self._streams())
        return self._html("Streaming Statistics", stream_rows(self.state, self.family, stream, active=active))

    def _streams(self) -> int:
        return _OLD_STREAMS if self.family.line is Line.P7940 else STREAMS

    def _kept(self) -> list[tuple[str, str]]:
        return self.state.status[-KEPT_MESSAGES:]

    def _html(self, title: str, rows: list[tuple[str, str]]) -> Answer:
        return _html(html_page(self.state.spec, self.family, title, rows, LANGUAGES[self.style.language]))


def _html(text: str) -> Answer:
    return Answer(200, text.encode(), "text/html")


def _xml(text: str) -> Answer:
    return Answer(200, text.encode(), "text/xml")
