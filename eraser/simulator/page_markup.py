"""Rows to HTML as each family writes it, with its faults: unclosed rows, mixed case, blanks (phones §4.3)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from eraser.simulator.page_families import Family
from eraser.simulator.page_others import BODY, FRAME, INNER, OTHER_MARKUPS, other_page
from eraser.simulator.page_rows import Row
from eraser.simulator.state import Spec

_JAVA = "/CGI/Java/Serviceability?adapter="
_INDENT = "&nbsp;&nbsp;&nbsp;"


def html_page(spec: Spec, family: Family, title: str, rows: Sequence[Row], words: Mapping[str, str]) -> str:
    """A page of rows with label and value."""
    if family.line in OTHER_MARKUPS:
        worded = [(_word(family, label, words), words.get(value, value)) for label, value in rows]
        return other_page(spec, family, _word(family, title, words), worded)
    spacer = "<td width=20></TD>" if family.spacer else ""
    cells = [
        f"<TR><TD><B> {_word(family, label, words)}</B></TD>{spacer}"
        f"<TD><B>{family.written(words.get(value, value))}</B></TD></TR>"
        for label, value in rows
    ]
    return _java_page(spec, family, title, "".join(cells), words)


def messages_page(spec: Spec, family: Family, messages: Sequence[tuple[str, str]], words: Mapping[str, str]) -> str:
    """The status messages: one cell each, time stamp and text together."""
    title = "Status Messages"
    if family.line in OTHER_MARKUPS:
        lines = [("", f"{stamp} {text}".strip()) for stamp, text in messages]
        return other_page(spec, family, _word(family, title, words), lines)
    spacer = "<td width=20></TD>" if family.spacer else ""
    cells = [
        f"<TR>{spacer}<TD><B>{family.written(f'{stamp} {text}'.strip())}</B></TD></TR>" for stamp, text in messages
    ]
    return _java_page(spec, family, title, "".join(cells), words)


def _word(family: Family, label: str, words: Mapping[str, str]) -> str:
    return words[label] if label in words else family.say(label)


def _java_page(spec: Spec, family: Family, title: str, cells: str, words: Mapping[str, str]) -> str:
    """The frame of all pages under `/CGI/Java/Serviceability`; two FONT ends too many, as on real phones."""
    shown = _word(family, title, words)
    page = (
        '<HTML>\n<HEAD><META http-equiv="Content-Type" content="text/html; charset=utf-8">'
        f"<TITLE>Cisco Systems, Inc.</TITLE>\n</HEAD>{BODY}{FRAME}\n"
        '<td WIDTH="200" HEIGHT="100" ALIGN=center><A HREF="http://www.cisco.com"><IMG SRC="/FS/Logo.png"></A></TD>'
        f'<td HEIGHT="50" bgcolor="#003031"><p ALIGN=center><B><font color="#FFFFFF" size="6">{shown}</FONT></B>'
        f'<p ALIGN=center><B><font color="#FFFFFF" size="4">{family.heading} {spec.model} ( {spec.name} )'
        f"</FONT></FONT></B></TD>\n</TR>\n"
        f'<TR><td WIDTH="200" ALIGN=center VALIGN=top bgcolor="#003031">{INNER}{_java_menu(family, words)}</TABLE>\n'
        f"</TD>\n<td VALIGN=top><DIV ALIGN=center>\n{INNER}{cells}</TABLE></DIV></TD></TR></TABLE></BODY></HTML>"
    )
    return re.sub(r"</?[A-Za-z]+", lambda tag: tag[0].lower(), page) if family.lower_tags else page


def _java_menu(family: Family, words: Mapping[str, str]) -> str:
    def link(label: str, adapter: str, indent: str = "", end: str = "</TR>") -> str:
        return f'<TR>\n<TD>{indent}<a href="{_JAVA}{adapter}">{_word(family, label, words)}</A></TD>{end}'

    def group(label: str) -> str:
        return f"<TR><TD><B><font color='#FFFFFF'>{_word(family, label, words)}</FONT></B></TD></TR>"

    streams = (link(f"Stream {n + 1} ", f"device.statistics.streaming.{n}", _INDENT) for n in range(5))
    return "".join(
        (
            link("Device Information", "device.statistics.device"),
            link(family.network_title, "device.statistics.configuration"),
            group("Network Statistics"),
            link("Ethernet Information", "device.statistics.ethernet", _INDENT),
            link("Access", "device.statistics.port.access", _INDENT),
            link("Network", "device.statistics.port.network", _INDENT),
            group("Device Logs"),
            link(
                "Console Logs", "device.statistics.consolelog", _INDENT, end=""
            ),  # the row is not closed (phones §4.3)
            link("Core Dumps", "device.statistics.coredumps", _INDENT, end=""),
            link("Status Messages", "device.settings.status.messages", _INDENT),
            link("Debug Display", "device.trace.display.alarm", _INDENT),
            group("Streaming Statistics"),
            *streams,
        )
    )
