"""`windhcp:FILE`: phones from a Windows DHCP server (cucm §5).

Two exports are read: the XML of `Export-DhcpServer -Leases`, and the table of `Get-DhcpServerv4Lease … | Export-Csv`.
The server's word for a lease decides whether it is active; times are the server's local ones, in the table in the style
of whoever exported it. Only how far they lie apart is used: see `dnsmasq`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any, cast

from lxml import etree

from eraser.ports import Source
from inventory.dnsmasq import dated
from inventory.lease_file import LeaseFile
from inventory.leases import Lease, ethernet, ipv4
from inventory.local_times import TimeStyle, read_duration
from inventory.sheet import Sheet, decoded, lines_of, read_rows, shown

_ACTIVE = {"active", "activereservation"}
_NEEDED = ("ipaddress", "clientid", "addressstate")
_HOW = "export it with Export-DhcpServer -Leases, or with Get-DhcpServerv4Lease -AllLeases | Export-Csv"
# One row, whichever export it comes from: by PowerShell's names in lower case, with its line.
_Row = tuple[int, Mapping[str, str]]


def read_leases(raw: bytes, sheet: Sheet) -> list[Lease]:
    """The leases of either export; what is broken goes to the sheet."""
    rows = list(_from_xml(raw, sheet) if _is_xml(raw) else _from_table(raw, sheet))
    style = TimeStyle.of(row.get("leaseexpirytime", "") for _, row in rows)
    leases = [lease for line, row in rows if (lease := _lease(row, line, style, sheet))]
    # The times only order the leases: the clock of another time zone must end none.
    return [replace(lease, ends_at=None) for lease in dated(leases, sheet.saved_at)]


def _is_xml(raw: bytes) -> bool:
    return raw[:200].replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")[:1] == b"<"


# --- the table -------------------------------------------------------------------------------------------------------


def _from_table(raw: bytes, sheet: Sheet) -> Iterator[_Row]:
    lines = lines_of(decoded(raw, sheet))
    if lines and lines[0].lstrip('"').startswith("#TYPE"):
        lines[0] = "\n"  # PowerShell 5 says first what the rows are
    rows = read_rows(lines, sheet)
    line, header = next(rows, (1, []))
    names = [name.lower() for name in header]
    missing = [name for name in _NEEDED if name not in names]
    if missing and not sheet.faults:
        what = f"no column is called {' or '.join(missing)}" if header else "is empty"
        sheet.fault(line if header else None, what, _HOW)
    if missing:
        return
    for line, cells in rows:
        if len(cells) == len(names):
            yield line, dict(zip(names, cells, strict=True))
        else:
            sheet.fault(line, f"has {len(cells)} cells, and the header has {len(names)}", _HOW)


# --- the XML ---------------------------------------------------------------------------------------------------------


def _from_xml(raw: bytes, sheet: Sheet) -> Iterator[_Row]:
    root = _root(raw, sheet)
    if root is None:
        return
    if _name(root) != "dhcpserver":
        what = f"is XML of another kind ({shown(_name(root))})"
        sheet.fault(_line(root), "is written by Export-Clixml" if _name(root) == "objs" else what, _HOW)
        return
    scopes = [one for one in root.iter() if _name(one) == "scope"]
    leases = [(scope, one) for scope in scopes for one in scope.iter() if _name(one) == "lease"]
    if scopes and not leases:
        sheet.fault(None, "holds scopes but no leases", "export it again with -Leases")
    for scope, one in leases:
        words = {_name(each): (each.text or "").strip() for each in one}
        yield _line(one), {**_scope(scope), **words}


def _root(raw: bytes, sheet: Sheet) -> etree._Element | None:
    """The document without anything that it could make the reader fetch or grow."""
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(raw, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        sheet.fault(getattr(error, "lineno", None) or None, "is no XML from here on, or breaks off", _HOW)
        return None
    if cast("Any", root.getroottree().docinfo).doctype:
        sheet.fault(1, "has a DOCTYPE, which the server never writes", _HOW)
        return None
    return root


def _line(element: etree._Element) -> int:
    return cast("int | None", element.sourceline) or 0


def _name(element: etree._Element) -> str:
    """The name in lower case, whatever namespace it stands in."""
    return etree.QName(element).localname.lower()


def _scope(scope: etree._Element) -> dict[str, str]:
    words = {_name(one): (one.text or "").strip() for one in scope}
    known = {"scopename": "name", "scopeid": "scopeid", "leaseduration": "leaseduration"}
    return {ours: words.get(theirs, "") for ours, theirs in known.items()}


# --- one lease -------------------------------------------------------------------------------------------------------


def _lease(row: Mapping[str, str], line: int, style: TimeStyle, sheet: Sheet) -> Lease | None:
    address = ipv4(row.get("ipaddress", ""))
    if address is None:
        sheet.fault(line, f"{shown(row.get('ipaddress', ''))} is no IPv4 address", _HOW)
        return None
    # A client identifier may be anything (RFC 2132 §9.14); what is no MAC address names no phone.
    hardware = ethernet(row.get("clientid", "")) or ""
    state = row.get("addressstate", "")
    scope_id = row.get("scopeid", "")
    return Lease(
        origin=f"{sheet.source}:{line}",
        address=address,
        hardware=hardware,
        host_name=row.get("hostname", ""),
        state=state or "of no state",
        active=state.lower() in _ACTIVE,
        ends_at=_given_at(row, style),
        site=row.get("scopename") or scope_id or None,
        extra={"description": row.get("description", ""), "scope": scope_id},
    )


def _given_at(row: Mapping[str, str], style: TimeStyle) -> datetime | None:
    """When the lease was given if the export says how long it lasts, else when it ends."""
    ends_at = style.read(row.get("leaseexpirytime", ""))
    lasts = read_duration(row.get("leaseduration", ""))
    try:
        return ends_at - lasts if ends_at and lasts else ends_at
    except OverflowError:
        return None


def _open(rest: str) -> Source:
    return LeaseFile("windhcp", Path(rest).expanduser(), read_leases, what="export of the Windows DHCP server")


SOURCES: Mapping[str, Callable[[str], Source]] = {"windhcp": _open}
