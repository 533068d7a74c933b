"""`/CGI/CallInfo`, `/CGI/LineInfo` and `/CGI/ModeInfo`: what a phone says of its calls, lines and screen to whoever has
its login (phones §4.1). Element names as Cisco's guide of the 8800 shows them; values are our own."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from xml.sax.saxutils import escape

from eraser.simulator.description import Description
from eraser.simulator.page_families import Family, Line
from eraser.simulator.request import Answer
from eraser.simulator.state import PhoneState

_DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'
_ADDRESS = re.compile(r"/CGI/(?:Java/)?(CallInfo|LineInfo|ModeInfo)\d*")
_CALLER = "4712"


def info_of(path: str, state: PhoneState, screen: Callable[[], Description], family: Family) -> Answer | None:
    """The answer under this path; None if it is not one of the three."""
    found = _ADDRESS.fullmatch(path)
    if found is None or not family.has_info:
        return None
    if found[1] == "CallInfo":
        return _xml(_call_info(state))
    if found[1] == "LineInfo":
        return _xml(_line_info(state))
    # 79xx serve this one as a page (phones §4.1).
    return _xml(_mode_info(screen()), "text/html" if family.line is Line.P79XX else "text/xml")


def _xml(text: str, content_type: str = "text/xml") -> Answer:
    return Answer(200, (_DECLARATION + text).encode(), content_type)


def _element(name: str, text: str) -> str:
    return f"<{name}>{escape(text)}</{name}>" if text else f"<{name}/>"


def _wrap(name: str, lines: Sequence[str]) -> str:
    return "\n".join((f"<{name}>", *lines, f"</{name}>"))


def _call_info(state: PhoneState) -> str:
    number = state.spec.directory_number
    lines = ["<Prompt/>", "<Notify/>", "<Status/>", _element("LineDirNum", number)]
    lines.append(_element("LineState", state.call or "ONHOOK"))
    if state.call:
        call = [
            _element("CallState", state.call),
            _element("CallType", "INBOUND"),
            _element("CallingPartyDirNum", _CALLER),
            _element("CalledPartyDirNum", number),
            _element("CallReference", "30301977"),
            _element("CallSecurity", "UNAUTHENTICATED"),
        ]
        lines.append(_wrap("CiscoIPPhoneCallInfo", call))
    return _wrap("CiscoIPPhoneCallLineInfo", lines)


def _line_info(state: PhoneState) -> str:
    line = [
        _element("LineType", "9"),
        _element("lineDirNum", state.spec.directory_number),
        _element("MessageWaiting", "NO"),
        _element("LineIconState", state.call or "ONHOOK"),
    ]
    lines = ["<Prompt/>", "<Notify/>", _element("Status", "null"), _wrap("CiscoIPPhoneLines", line)]
    return _wrap("CiscoIPPhoneLineInfo", lines)


def _mode_info(screen: Description) -> str:
    fields = [
        _wrap("CiscoIPPhoneFields", [_element("FieldType", "0"), _element("FieldName", row.label), "<FieldValue/>"])
        for row in screen.rows
    ]
    head = [_element("PlaneTitle", screen.title), _element("PlaneFieldCount", str(len(screen.rows)))]
    return _wrap("CiscoIPPhoneModeInfo", [*head, "<Prompt/>", "<Notify/>", "<Status/>", *fields])
