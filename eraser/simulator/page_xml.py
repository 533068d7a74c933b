"""The `…X` forms of pages (phones §4.1, §4.2)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from xml.sax.saxutils import escape

from eraser.simulator.page_rows import Row

_DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>'
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
