"""Leases of a DHCP server become phones: recognised by what they said of themselves, the newest lease of each wins.

A phone says who it is by its host name (`SEP` and its MAC address) and its vendor class (`Cisco Systems, Inc. IP Phone
CP-8841`, cucm §5). The maker's part of the MAC address says too little: over a thousand blocks are Cisco's, too many to
say "phone" (cucm §5). So a device without such words is a phone only if another source names it.
"""

from __future__ import annotations

import ipaddress
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from eraser.model.inventory import Listing
from eraser.model.phone import Phone
from inventory.sheet import Sheet

_LONG_AGO = datetime.min.replace(tzinfo=UTC)
_NAMED = 5  # phones in one warning
_HOST_NAME = re.compile(r"(SEP[0-9A-F]{12})(?:\..*)?", re.IGNORECASE)  # with the domain, as Windows keeps it
# The model is missing on some; some end it with a NUL (cucm §5).
_VENDOR_CLASS = re.compile(r"Cisco Systems, Inc\. IP Phone\b\s*((?:CP-)?\d\w+)?", re.IGNORECASE)
_ETHERNET = re.compile(r"(?:[0-9A-Fa-f]{2}[:.\-]?){5}[0-9A-Fa-f]{2}")
_HARDWARE = re.compile(r"[0-9A-Fa-f]{1,2}(?:[:.\-]?[0-9A-Fa-f]{1,2})*")


@dataclass(frozen=True, slots=True)
class Lease:
    """What a server wrote about one address. `hardware` is 12 upper-case hex digits, or empty; `state` the server's own
    word; `seen_at` when the device last asked for the lease, if that is known."""

    origin: str
    address: str
    hardware: str = ""
    host_name: str = ""
    vendor_class: str = ""
    state: str = "active"
    active: bool = True
    ends_at: datetime | None = None
    seen_at: datetime | None = None
    site: str | None = None
    extra: Mapping[str, str] = field(default_factory=dict)

    def is_active(self, at: datetime) -> bool:
        """Whether the address is the device's at this time, by the server's word and by the clock."""
        return self.active and (self.ends_at is None or self.ends_at > at)

    def told(self) -> str:
        """`10.1.1.5 (free, ended 2026-01-02T03:04:05Z)`."""
        state = () if self.active else (self.state,)
        ended = (f"ended {self.ends_at:%Y-%m-%dT%H:%M:%SZ}",) if self.ends_at else ()
        return f"{self.address} ({', '.join((*state, *ended))})"


def ipv4(text: str) -> str | None:
    """The address in its usual form; None if it is no IPv4 address of a device."""
    try:
        address = ipaddress.IPv4Address(text.strip())
    except ValueError:
        return None
    return None if address.is_unspecified or address.is_multicast or int(address) == 0xFFFFFFFF else str(address)


def ethernet(text: str) -> str | None:
    """`aa:bb:cc:dd:ee:ff`, `aa-bb-…`, `AABBCCDDEEFF` → `AABBCCDDEEFF`; empty for other hardware; None if it is none.

    A client identifier of seven bytes that begins with 01 is a MAC address too (RFC 2132 §9.14).
    """
    text = text.strip()
    if _ETHERNET.fullmatch(text):
        return re.sub(r"[:.\-]", "", text).upper()
    if re.match(r"01[:.\-]?", text) and _ETHERNET.fullmatch(rest := re.sub(r"^01[:.\-]?", "", text)):
        return re.sub(r"[:.\-]", "", rest).upper()
    return "" if not text or _HARDWARE.fullmatch(text) else None


def moment(seconds: float) -> datetime | None:
    """Seconds since 1970; None if no calendar has that day."""
    try:
        return datetime.fromtimestamp(seconds, UTC)
    except (ValueError, OverflowError, OSError):
        return None


def list_phones(leases: Iterable[Lease], sheets: Sequence[Sheet], at: datetime) -> Listing:
    """The phones among the leases, which stand in the order of writing: the last of an address counts."""
    last: dict[str, Lease] = {}
    replaced: dict[str, str] = {}
    for lease in leases:
        earlier = last.pop(lease.address, None)
        if earlier and (name := _recognise(earlier)[0]):
            replaced[name] = lease.address
        last[lease.address] = lease
    phones: dict[str, list[Lease]] = {}
    maybe: dict[str, list[Lease]] = {}
    others: Counter[str] = Counter()
    known = {name for lease in last.values() if (name := _recognise(lease)[0])}
    for lease in last.values():
        name, why_not = _recognise(lease)
        own = f"SEP{lease.hardware}" if lease.hardware else ""
        if name or own in known:
            phones.setdefault(name or own, []).append(lease)
        else:
            others[why_not] += 1
            if own and lease.is_active(at):
                maybe.setdefault(own, []).append(lease)
    _tell(sheets[-1], phones, others, len(last), {name: replaced[name] for name in replaced if name not in phones})
    faults = tuple(fault for sheet in sheets for fault in sorted(sheet.faults, key=lambda fault: fault.line or 0))
    warnings = tuple(warning for sheet in sheets for warning in sheet.warnings)
    return Listing(_phones(phones, at), faults, warnings, maybe=_phones(maybe, at))


def _tell(
    sheet: Sheet, phones: Mapping[str, Sequence[Lease]], others: Counter[str], leases: int, gone: Mapping[str, str]
) -> None:
    """What was not taken for a phone and why, and what was but is odd."""
    if others:
        kinds = ", ".join(f"{number} {kind}" for kind, number in others.most_common())
        text = f"{others.total()} of {leases} leases show no phone: {kinds}"
        sheet.warn(None, text, "if some are phones, name them in another source too, such as bat: or csv:")
    differ = sum(one.hardware not in {"", name.removeprefix("SEP")} for name, group in phones.items() for one in group)
    if differ:
        text = f"{differ} leases name a phone in the host name whose MAC address is another"
        sheet.warn(None, text, "the host name is believed; the MAC address stands in the column lease_mac")
    if gone:
        first = ", ".join(f"{name} ({address})" for name, address in list(gone.items())[:_NAMED])
        more = f" and {len(gone) - _NAMED} more" if len(gone) > _NAMED else ""
        text = f"{len(gone)} phones are left out, whose address is another device's by now: {first}{more}"
        sheet.warn(None, text, "if they are still in use, name them in another source too, such as scan:")


def _recognise(lease: Lease) -> tuple[str | None, str]:
    """The name of the phone, or why it is none."""
    host = _HOST_NAME.fullmatch(lease.host_name)
    if host:
        return host[1].upper(), ""
    if not lease.hardware:
        return None, "without an Ethernet address"
    if _VENDOR_CLASS.match(lease.vendor_class):
        return f"SEP{lease.hardware}", ""
    if lease.vendor_class:
        return None, "of another vendor class"
    return None, "with another host name" if lease.host_name else "with neither host name nor vendor class"


def _phones(leases: Mapping[str, Sequence[Lease]], at: datetime) -> tuple[Phone, ...]:
    return tuple(_phone(name, group, at) for name, group in leases.items())


def _phone(name: str, leases: Sequence[Lease], at: datetime) -> Phone:
    """One phone from all its leases; the newest that is active gives the address."""
    in_time = sorted(leases, key=lambda lease: lease.seen_at or _LONG_AGO)  # of two at one time, the later written
    newest_first = in_time[::-1]
    active = [lease for lease in newest_first if lease.is_active(at)]
    best = (active or newest_first)[0]
    extra = {word: value for word, value in best.extra.items() if value}
    if best.hardware and best.hardware != name.removeprefix("SEP"):
        extra["lease_mac"] = best.hardware  # a phone keeps the name of its cable's MAC address on Wi-Fi (unproven)
    if not active:
        extra["last_lease"] = best.told()
    elif active[1:]:
        extra["older_leases"] = ", ".join(lease.address for lease in active[1:])
    model = next((match[1] for lease in newest_first if (match := _VENDOR_CLASS.match(lease.vendor_class))), None)
    return Phone(
        name=name,
        address=best.address if active else None,
        model=f"CP-{model.upper().removeprefix('CP-')}" if model else None,
        site=best.site,
        origin=best.origin,
        extra=extra,
        seen_at=best.seen_at if active else None,
        no_address=None if active else f"it has no active lease, the last was {best.told()}",
    )
