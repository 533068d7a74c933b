"""Rows to HTML and XML as each family writes it, with its faults: unclosed rows, mixed case, blanks (phones §4.3)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from xml.sax.saxutils import escape

from eraser.simulator.page_families import Family, Line
from eraser.simulator.page_rows import Row
from eraser.simulator.state import Spec

_JAVA = "/CGI/Java/Serviceability?adapter="
_DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>'
_BODY = '<BODY bgcolor="#FFFFFF" link="#FFFFFF" vlink="#FFFFFF" alink="#FFFFFF" text="#003031">'
_FRAME = '<TABLE BORDER="1" WIDTH="100%" HEIGHT="100%" CELLSPACING="0" CELLPADDING="0" bordercolor="#003031"><TR>'
_INNER = '<TABLE BORDER="0" CELLSPACING="10" CELLPADDING="0">'
_INDENT = "&nbsp;&nbsp;&nbsp;"


def html_page(spec: Spec, family: Family, title: str, rows: Sequence[Row], words: Mapping[str, str]) -> str:
    """A page of rows with label and value."""
    if family.line is Line.P7940:
        return _old_page(spec, family, title, rows)
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
    if family.line is Line.P7940:
        lines = [("", f"{stamp} {text}".strip()) for stamp, text in messages]
        return _old_page(spec, family, title, lines)
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
        f"<TITLE>Cisco Systems, Inc.</TITLE>\n</HEAD>{_BODY}{_FRAME}\n"
        '<td WIDTH="200" HEIGHT="100" ALIGN=center><A HREF="http://www.cisco.com"><IMG SRC="/FS/Logo.png"></A></TD>'
        f'<td HEIGHT="50" bgcolor="#003031"><p ALIGN=center><B><font color="#FFFFFF" size="6">{shown}</FONT></B>'
        f'<p ALIGN=center><B><font color="#FFFFFF" size="4">{family.heading} {spec.model} ( {spec.name} )'
        f"</FONT></FONT></B></TD>\n</TR>\n"
        f'<TR><td WIDTH="200" ALIGN=center VALIGN=top bgcolor="#003031">{_INNER}{_java_menu(family, words)}</TABLE>\n'
        f"</TD>\n<td VALIGN=top><DIV ALIGN=center>\n{_INNER}{cells}</TABLE></DIV></TD></TR></TABLE></BODY></HTML>"
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


_OLD_MENU = (
    ("Device Information", "/DeviceInformation"),
    ("Network Configuration", "/NetworkConfiguration"),
    ("Status Messages", "/DeviceLog?2"),
    ("Stream 1", "/StreamingStatistics?1"),
    ("Stream 2", "/StreamingStatistics?2"),
)


def _old_page(spec: Spec, family: Family, title: str, rows: Sequence[Row]) -> str:
    """The 7940/60: cells on lines of their own, no blank before labels, an image tag that never ends."""
    menu = "".join(f"<TR><TD><B><a href='{where}'>{label}</A></B></TD>\n</TR>\n" for label, where in _OLD_MENU)
    cells = "".join(
        f"\t\t<TR><TD><B>{label}</B></TD>\n<td width=20></TD>\n<TD><B>{family.written(value)}</B></TD>\n</TR>\n"
        for label, value in rows
    )
    return (
        f"<HTML>\n<HEAD>\n<TITLE>Cisco Systems, Inc.</TITLE>\n</HEAD>\n{_BODY}\n{_FRAME}\n"
        '<td WIDTH="200" HEIGHT="100" ALIGN=center><A HREF="http://www.cisco.com"><IMG SRC="/Images/Logo"</A></TD>\n\n'
        f'<td HEIGHT="50" bgcolor="#003031"><p ALIGN=center><B><font color="#FFFFFF" size="6">{title}</FONT></B>'
        f'<p ALIGN=center><B><font color="#FFFFFF" size="4">{family.heading} {spec.model} ( {spec.name} ) '
        f"</FONT></FONT></B></TD>\n</TR>\n<TR>\n"
        f'    <td WIDTH="200" ALIGN=center VALIGN=top bgcolor="#003031">\n      {_INNER}\n{menu}      </TABLE>\n</TD>\n'
        f"<td VALIGN=top>\n      <DIV ALIGN=center>\n      {_INNER}\n\n{cells}\n      </TABLE>\n</DIV>\n</TD>\n</TR>\n"
        "</TABLE>\n\n</BODY>\n</HTML>"
    )


_ELEMENTS = {
    "MAC Address": "MACAddress",
    "Host Name": "HostName",
    "Phone DN": "phoneDN",
    "App Load ID": "appLoadID",
    "Boot Load ID": "bootLoadID",
    "Version": "versionID",
    "Hardware Revision": "hardwareRevision",
    "Serial Number": "serialNumber",
    "Model Number": "modelNumber",
    "Message Waiting": "MessageWaiting",
    "UDI": "udi",
    "Alternate TFTP": "AltTFTP",
    "Subnet Mask": "SubNetMask",
    "Operational VLAN ID": "VLANId",
    "Operational VLAN Id": "VLANId",
    "Web Access Enabled": "WebAccess",
    "SSH Access Enabled": "SSHAccess",
    "Remote Address": "RemoteAddr",
    "Local Address": "LocalAddr",
}


def xml_page(root: str, rows: Sequence[Row]) -> str:
    """The `…X` form of a page. Element names as phones §4.2 has them, else the label without its blanks."""
    lines = [f"<{name}>{escape(value)}</{name}>" for label, value in rows if (name := _element(label))]
    return "\r\n".join([_DECLARATION, f"<{root}>", *lines, f"</{root}>"])


def _element(label: str) -> str:
    name = _ELEMENTS.get(label) or re.sub(r"[^A-Za-z0-9]", "", label)
    return re.sub(r"^(?:UnifiedCM|CUCMserver)(?=\d)", "CallManager", name)


def xml_messages(messages: Sequence[tuple[str, str]], *, repeats_declaration: bool) -> str:
    """The status messages as XML; 79xx repeat the declaration before each one (phones §4.3)."""
    before = _DECLARATION if repeats_declaration else ""
    lines = [f"{before}<status>{escape(f'{stamp} {text}'.strip())}</status>" for stamp, text in messages]
    return "\r\n".join([_DECLARATION, "<DeviceLog>", *lines, "</DeviceLog>"])
