"""Which markup the pages of a model have, and where they stand (phones §4.1, §4.3)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from eraser.simulator.hardware import model_key
from eraser.simulator.page_families import EVERYWHERE, Family, Line, Screenshot
from eraser.simulator.state import Spec

_OLD_PLACES: Mapping[str, str] = {
    **EVERYWHERE,
    "/DeviceLog?0": "empty",
    "/DeviceLog?1": "empty",
    "/DeviceLog?2": "messages",
    "/StreamingStatistics?1": "stream 0",
    "/StreamingStatistics?2": "stream 1",
}
_FILES: Mapping[str, str] = {
    **EVERYWHERE,
    "/status.html": "messages",
    "/console.html": "empty",
    "/coredump.html": "empty",
    "/debug.html": "empty",
    "/EthernetInformation": "empty",
    "/PortInformation?1": "empty",
    "/StreamingStatistics?1": "stream 0",
    "/StreamingStatistics?2": "stream 1",
}

_7940 = Family(
    Line.P7940,
    "Cisco Systems, Inc. IP Phone",
    places=_OLD_PLACES,
    java="",
    has_info=False,
    screenshot=Screenshot.REDIRECT,
    streams=2,
    shows_lists=False,
    network_title="Network Configuration",
    server_label="CallManager {n}",
    keeps_alive=False,
    version="HTTP/1.0",
    framing="close",
    execute_bytes=512,
)
_79XX = Family(
    Line.P79XX,
    "Cisco Unified IP Phone",
    shows_lists=False,
    lower_tags=True,
    network_title="Network Configuration",
    server_label="Unified CM {n}",
    server_state="{host}   {word}",
    keeps_alive=False,
    execute_bytes=512,
)
# Its pages are those of 79xx in capitals, its own name in the heading (phones §7, status page).
_CIPC = replace(_79XX, lower_tags=False, keeps_alive=True)
_69XX = Family(
    Line.P69XX,
    "Cisco Unified IP Phone",
    places=_FILES,
    java="",
    has_xml=False,
    has_info=False,
    screenshot=Screenshot.LCD4,
    streams=2,
    shows_lists=False,
    server_label="CUCM server{n}",
    keeps_alive=False,
    execute_bytes=512,
)
_89XX = Family(
    Line.P89XX,
    "Cisco IP Phone",
    places=_FILES,
    java="",
    has_xml=False,
    has_info=False,
    streams=2,
    server_label="CallManager {n}",
    web_access="No",  # it serves its pages while it says so (phones §3.4)
)
_78XX = Family(Line.P78XX, "Cisco Unified IP Phone", spacer=False)
_8831 = Family(Line.P8831, "Cisco Unified IP Phone", network_title="Network Configuration")
_88XX = Family(Line.P88XX, "Cisco IP Phone", sentence_case=True, server_label="CUCM server{n}")
_99XX = Family(Line.P99XX, "Cisco Unified IP Phone", server_label="Unified CM {n}")

# Hosts without a known route. Of those without a page in public the simplest form is drawn.
_NO_WAY = replace(_7940, has_xml=False, has_execute=False, screenshot=Screenshot.NONE, streams=0)
_6901 = replace(
    _NO_WAY,
    line=Line.P6901,
    heading="Cisco IP Phone",
    network_title="Network Setup",
    places={
        "/Device_Information.html": "device",
        "/Network_Setup.html": "network",
        "/Status_Messages.html": "messages",
        "/Console_Logs.html": "empty",
        "/Stream1.html": "stream 0",
    },
    streams=1,
)
_3905 = replace(_6901, places={"/Device_Information.html": "device", "/Network.html": "network"}, streams=0)
_ATA = replace(
    _6901,
    line=Line.ATA,
    heading="Cisco",
    places={
        "/Device_Information.htm": "device",
        "/Network_Setup.htm": "network",
        "/Status_Messages.htm": "messages",
        "/RTP1.htm": "stream 0",
        "/RTP2.htm": "stream 1",
    },
    streams=2,
)
_7937 = replace(
    _NO_WAY,
    line=Line.STATION,
    heading="Cisco Unified IP Conference Station",
    places={"/localmenus.cgi?func=604": "device", "/localmenus.cgi?func=219": "network"},
)
_7935 = replace(_7937, places={})
_7921 = replace(
    _NO_WAY,
    line=Line.P7921,
    heading="Cisco Unified Wireless IP Phone",
    places={"/DeviceInformation": "device", "/NetworkInformation": "network"},
)
_8821 = replace(_88XX, heading="Cisco Wireless IP Phone", escapes=True)
# Authentication URL and push are not supported on the series (phones §2.1).
_DX = replace(
    _88XX, line=Line.DX, java="/", places={}, has_xml=False, has_execute=False, has_info=False, shows_lists=False,
    screenshot=Screenshot.NONE,
)  # fmt: skip
_MPP = replace(
    _NO_WAY, line=Line.MULTIPLATFORM, heading="Cisco IP Phone", places={}, keeps_alive=True, framing="length"
)

_BY_KEY: Mapping[str, Family] = {
    **dict.fromkeys(("7940", "7960"), _7940),
    **dict.fromkeys(("7902", "7905", "7910", "7912", "7920"), replace(_7940, streams=1)),
    **dict.fromkeys(("7935", "7936"), _7935),
    "7937": _7937,
    **dict.fromkeys(("7921", "7925", "7926"), _7921),
    "CIPC": _CIPC,
    **dict.fromkeys(("6901", "6911"), _6901),
    "3905": _3905,
    **dict.fromkeys(("ATA187", "ATA190", "ATA191"), _ATA),
    "7811": replace(_78XX, spacer=True),
    "8831": _8831,
    **dict.fromkeys(("8941", "8945"), _89XX),
    "8961": _99XX,
    **dict.fromkeys(("8821", "9821"), _8821),
    **dict.fromkeys(("8875", "9811", "9841", "9851", "9861", "9871"), replace(_88XX, escapes=True)),
    **dict.fromkeys(("DX650", "DX70", "DX80"), _DX),
    "MPP": _MPP,
}
_BY_LINE: Mapping[str, Family] = {"79": _79XX, "69": _69XX, "78": _78XX, "88": _88XX, "99": _99XX}


def family_of(spec: Spec) -> Family:
    """The family of a phone, by its model and load."""
    key = model_key(spec.model)
    family = _BY_KEY.get(key) or _BY_LINE.get(key[:2])
    if family is None:
        raise ValueError(f"the simulator has no pages for model {spec.model}")
    if family is _88XX:
        return replace(family, escapes=_major(spec.firmware) >= 12)  # seen on 12.x loads (phones §4.3)
    return family


def _major(firmware: str) -> int:
    found = re.search(r"\.(\d+)[-.]\d", firmware)
    return int(found[1]) if found else 0
