"""`dnsmasq:FILE`: phones from a `dnsmasq.leases`: end of the lease, MAC address, address, host name, client (cucm §5).

The file says when a lease ends, not when it began. All leases of a server last equally long in most set-ups, and it
writes the file with each lease that it gives or renews: so the lease that ends last was given about when the file was
saved, and another one as much earlier as it ends earlier (our reading, unproven). A copy that does not keep the time of
the file makes all of them look younger: copy with `scp -p`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from eraser.ports import Source
from inventory.lease_file import LeaseFile
from inventory.leases import Lease, ethernet, ipv4, moment
from inventory.sheet import Sheet, decoded, lines_of, shown

# A box without a clock writes how long leases last instead of when they end; no lease lasts 15 years.
_A_DURATION_S = 500_000_000
_TYPE = re.compile(r"[0-9A-Fa-f]{2}-")  # of the hardware, where it is not Ethernet, and rarely where it is
_AGAIN = "name a dnsmasq.leases, and copy it while the server does not write it"


def read_leases(raw: bytes, sheet: Sheet) -> list[Lease]:
    """The IPv4 leases of the file; what is broken goes to the sheet. IPv6 leases, below `duid`, are left out."""
    leases: list[Lease] = []
    for number, line in enumerate(lines_of(decoded(raw, sheet, any_bytes=True)), start=1):
        words = line.split()
        if words[:1] == ["duid"]:
            break
        if words and number not in sheet.broken_lines:
            lease = _lease(words, number, sheet)
            if lease:
                leases.append(lease)
    return dated(leases, sheet.saved_at)


def _lease(words: Sequence[str], line: int, sheet: Sheet) -> Lease | None:
    if len(words) not in {4, 5}:
        sheet.fault(line, f"has {len(words)} words, not the 5 of a lease", _AGAIN)
        return None
    end, hardware, address, host_name = words[:4]
    if not re.fullmatch(r"\d{1,12}", end, re.ASCII):
        sheet.fault(line, f"{shown(end)} is no time at which a lease ends", _AGAIN)
        return None
    known = ipv4(address)
    if known is None:
        sheet.fault(line, f"{shown(address)} is no IPv4 address", _AGAIN)
        return None
    kind = _TYPE.match(hardware) if ":" in hardware or hardware.endswith("-") else None
    digits = ethernet(hardware[3:] if kind else hardware)
    if digits is None:
        sheet.fault(line, f"{shown(hardware)} of {known} is no hardware address", _AGAIN)
        return None
    return Lease(
        origin=f"{sheet.source}:{line}",
        address=known,
        hardware=digits if kind is None or kind[0] == "01-" else "",
        host_name="" if host_name == "*" else host_name,
        ends_at=moment(int(end)) if int(end) >= _A_DURATION_S else None,
    )


def dated(leases: Sequence[Lease], saved_at: datetime | None) -> list[Lease]:
    """The leases with the time at which each was given, as far as the end of all and the time of the file tell it."""
    ends = [lease.ends_at for lease in leases if lease.ends_at]
    if saved_at is None or not ends:
        return list(leases)
    last = max(ends)
    return [replace(one, seen_at=_earlier(saved_at, one.ends_at, last)) if one.ends_at else one for one in leases]


def _earlier(saved_at: datetime, ends_at: datetime, last: datetime) -> datetime | None:
    try:
        return saved_at - (last - ends_at)
    except OverflowError:  # an end thousands of years from now
        return None


def _open(rest: str) -> Source:
    return LeaseFile("dnsmasq", Path(rest).expanduser(), read_leases, what="dnsmasq.leases")


SOURCES: Mapping[str, Callable[[str], Source]] = {"dnsmasq": _open}
