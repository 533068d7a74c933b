"""What stands on a phone's pages: labels and values in the order of the page, before any markup.

Labels are in the title case of 78xx and 79xx; the family's own case comes with the markup. Written from phones §4.2,
§4.3 with values of our own.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import replace

from eraser.simulator.menus import LAYOUTS
from eraser.simulator.page_families import Family, Line
from eraser.simulator.state import PhoneState, TrustList

Row = tuple[str, str]

STREAMS = 5
_LIST_SERVERS = {Line.P88XX: "CUCM Server / TFTP Server", Line.P89XX: "CUCM Server/TFTP Server"}
_PACKETS_PER_SECOND = 50  # G.711 with 20 ms a packet
_OCTETS_A_PACKET = 172
_SERVERS = ("ccm-sub-a.voice.example.net", "ccm-sub-b.voice.example.net")
_DOMAIN = "voice.example.net"
_LOCALES = {"en": "English_United_States", "de": "German_Germany"}  # by the language of the screens


def network_rows(
    state: PhoneState, family: Family, *, erased_rows: str = "not_installed", with_lists: bool = True
) -> list[Row]:
    """The network page. `erased_rows`: how a list that is not there is shown: `not_installed`, `absent`, `empty`."""
    rows = [*_addresses(state, family), *_servers(state, family), *_urls(state), *_switches(state, family)]
    shows = family.shows_lists if state.spec.quirks.page_shows_lists is None else state.spec.quirks.page_shows_lists
    if shows and with_lists:
        rows += list_rows(state, family, erased_rows)
    rows += [
        ("Automatic Port Synchronization", "No"),
        ("IP Addressing Mode", family.say("IPv4 Only")),
        ("IPv6 Address", "::"),
        ("IPv6 TFTP Server 1", "::"),
    ]
    if family.line is not Line.P7940:
        rows += [("EnergyWise Power Level", "Full"), ("EnergyWise Domain", "")]
    if state.spec.service_mode and family.line is Line.P88XX:
        rows.append(("Service Mode", "On-premise"))
    return rows


def _addresses(state: PhoneState, family: Family) -> Iterator[Row]:
    host = state.address.rpartition(":")[0] or state.address
    yield from (("MAC Address", state.spec.name[3:]), ("Host Name", state.spec.name), ("Domain Name", _DOMAIN))
    yield from (("DHCP Server", "10.20.30.2"), ("BOOTP Server", "No"))
    yield from (("IP Address", host), ("Subnet Mask", "255.0.0.0"))
    yield ("Default Router" if family.line is Line.P88XX else "Default Router 1"), "10.20.30.1"
    for n in (1, 2, 3):
        yield f"DNS Server {n}", "10.20.30.3" if n == 1 else ""
    yield "Alternate TFTP", "Yes" if state.spec.quirks.alternate_tftp else "No"
    for n in (1, 2):
        yield f"TFTP Server {n}", state.tftp_servers[n - 1] if n <= len(state.tftp_servers) else ""
    yield "DHCP Address Released", "No"
    yield ("Operational VLAN ID" if family.has_java_pages else "Operational VLAN Id"), "210"


def _servers(state: PhoneState, family: Family) -> Iterator[Row]:
    words = ("Active", "Standby") if state.registered else ("", "")
    for n in range(1, 6):
        label = family.server_label.format(n=n)
        known = n <= len(_SERVERS)
        yield label, family.server_state.format(host=_SERVERS[n - 1], word=words[n - 1]) if known else ""


def _urls(state: PhoneState) -> Iterator[Row]:
    base = f"https://{_SERVERS[0]}:8443/ccmcip"
    yield "Information URL", f"{base}/GetTelecasterHelpText.jsp"
    yield "Directories URL", f"{base}/xmldirectory.jsp"
    yield "Messages URL", ""
    yield "Services URL", f"{base}/getservicesmenu.jsp"
    yield from (("Idle URL", ""), ("Idle URL Time", "0"), ("Proxy Server URL", ""))
    yield "Authentication URL", state.authentication_url


def _switches(state: PhoneState, family: Family) -> Iterator[Row]:
    yield from (("User Locale", _LOCALES[LAYOUTS[state.spec.layout].language]), ("Network Locale", "United_States"))
    yield from (("PC Port Disabled", "No"), ("Speaker Enabled", "Yes"), ("GARP Enabled", "No"))
    yield "Security Mode", family.say("Non Secure")
    if family.line is Line.P7940:
        yield "Web Access", "Enabled"
        return
    yield "Web Access Enabled", family.web_access
    yield "SSH Access Enabled", "Yes" if state.spec.quirks.ssh_access else "No"
    yield from (("CDP: SW Port", "Yes"), ("CDP: PC Port", "Yes"), ("LLDP Asset ID", ""))


def spelled(signature: str) -> str:
    """A signature as pages print it: blank-separated pairs and a trailing blank."""
    return "".join(f"{signature[at : at + 2]} " for at in range(0, len(signature), 2))


def list_rows(state: PhoneState, family: Family, erased_rows: str = "not_installed") -> list[Row]:
    """CTL and ITL as this family shows them."""
    lists = (("CTL", state.ctl), ("ITL", state.itl))
    return [row for kind, held in lists for row in _list_rows(kind, _named(held, state), family, erased_rows)]


def _named(held: TrustList | None, state: PhoneState) -> TrustList | None:
    """With its servers as the page prints them: by name, or by address where they really run."""
    if held is None:
        return None
    return replace(held, hosts=tuple(state.addresses.get(host) or f"{host}.{_DOMAIN}" for host in held.hosts))


def _list_rows(kind: str, held: TrustList | None, family: Family, erased_rows: str) -> Iterator[Row]:
    """CTL rows come before ITL rows, and both use the same labels for their servers (phones §4.3)."""
    server = _LIST_SERVERS.get(family.line, "TFTP Server")
    if held is None:
        if erased_rows != "absent":
            yield f"{kind} File", "" if erased_rows == "empty" else family.say("Not Installed")
        return
    yield f"{kind} File", "Installed"
    yield f"{kind} Signature", spelled(held.signature)
    yield "CAPF Server", "CAPF-5c01d7aa"
    if kind == "ITL":
        for host in held.hosts:
            yield "TVS", host
    for host in held.hosts:
        yield server, host


def is_streaming(state: PhoneState, stream: int, streams: int) -> bool:
    """Whether a stream (from 0) is active. The first active one is not always the first of the page."""
    first = int(state.spec.name[-1], 16) % streams
    return any((first + n) % streams == stream for n in range(min(state.active_streams, streams)))


def stream_rows(state: PhoneState, family: Family, stream: int, *, active: bool) -> list[Row]:
    """One streaming page: status of stream and row, and counters that grow while it is active (cucm §6.1)."""
    packets = int(asyncio.get_running_loop().time() * _PACKETS_PER_SECOND) if active else 0
    word = "Active" if active else family.say("Not Ready")
    codec = "G.711u" if active else "None"
    return [
        ("Remote Address", f"10.20.31.{stream + 7}/16390" if active else "0.0.0.0/0"),
        ("Local Address", f"{state.address.partition(':')[0]}/16384" if active else "0.0.0.0/0"),
        ("Start Time", "08:15:02am" if active else "00:00:00"),
        ("Stream Status", word),
        ("Row Status", word),
        ("Host Name", state.spec.name),
        ("Sender Packets", str(packets)),
        ("Sender Octets", str(packets * _OCTETS_A_PACKET)),
        ("Sender Codec", codec),
        ("Rcvr Lost Packets", "0"),
        ("Avg Jitter", "1" if active else "0"),
        ("Rcvr Codec", codec),
        ("Rcvr Packets", str(packets)),
        ("Rcvr Octets", str(packets * _OCTETS_A_PACKET)),
        ("Is Video", "No"),
    ]
