"""A range of addresses, as `scan:` takes it."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterator
from dataclasses import dataclass
from ipaddress import IPv4Address

from eraser.model.outcome import BadInput

LARGEST = 65_536  # addresses, a /16: under five minutes at the usual pace
# Each to another host. A router, or this machine on its own network, asks the link for each dead one and remembers for
# about 3 s that it did; Linux has room for 1024 of these (gc_thresh3) and then drops what others send: 250 leave it
# 300 for its own traffic. About 60 bytes each: a slow WAN line does not feel it (our choice, unproven).
CONNECTS_PER_SECOND = 250.0
_FASTEST = 5000.0
_EXAMPLES = "write scan:10.20.0.0/22, scan:10.20.0.10-10.20.0.99 or scan:10.20.0.10, with :PORT if it is not 80"


@dataclass(frozen=True, slots=True)
class AddressRange:
    """Addresses from first to last, the port to ask (None: 80), and how many connections are begun in a second."""

    first: IPv4Address
    last: IPv4Address
    port: int | None = None
    connects_per_second: float = CONNECTS_PER_SECOND

    def __len__(self) -> int:
        return int(self.last) - int(self.first) + 1

    def addresses(self) -> Iterator[str]:
        """Each as `host` or `host:port`, in order."""
        tail = f":{self.port}" if self.port else ""
        return (f"{IPv4Address(number)}{tail}" for number in range(int(self.first), int(self.last) + 1))


def read_range(text: str) -> AddressRange:
    """`10.20.0.0/22`, `10.20.0.1-10.20.0.9` or `10.20.0.1`, each with `:port`, `@connects per second` or without.

    Raises:
        BadInput: it is none of them, or larger than a /16.
    """
    places, at, pace = text.strip().partition("@")
    connects_per_second = _pace(text, pace) if at else CONNECTS_PER_SECOND
    hosts, colon, digits = places.partition(":")
    port = int(digits) if digits.isascii() and digits.isdecimal() else 0
    if colon and not 1 <= port <= 65535:
        raise BadInput(f"scan:{text}: {digits!r} is no port; {_EXAMPLES}")
    try:
        first, last = _ends(hosts)
    except ValueError as error:
        raise BadInput(f"scan:{text}: {error}; {_EXAMPLES}") from None
    found = AddressRange(first, last, port if colon else None, connects_per_second)
    if first > last:
        raise BadInput(f"scan:{text}: the range ends before it begins; {_EXAMPLES}")
    if len(found) > LARGEST:
        raise BadInput(f"scan:{text}: has {len(found)} addresses, at most {LARGEST} (a /16) are scanned; split it")
    return found


def _pace(text: str, pace: str) -> float:
    number = float(pace) if re.fullmatch(r"\d{1,6}(?:\.\d{1,3})?", pace, re.ASCII) else 0.0
    if not 1 <= number <= _FASTEST:
        remedy = f"write 1 to {_FASTEST:g}, such as scan:10.20.0.0/16@{CONNECTS_PER_SECOND:g}"
        raise BadInput(f"scan:{text}: {pace!r} is no number of connections to begin in a second; {remedy}")
    return number


def _ends(hosts: str) -> tuple[IPv4Address, IPv4Address]:
    if "/" in hosts:
        network = ipaddress.IPv4Network(hosts, strict=False)
        if network.prefixlen > 30:
            return network.network_address, network.broadcast_address
        return network.network_address + 1, network.broadcast_address - 1
    first, dash, last = hosts.partition("-")
    return IPv4Address(first.strip()), IPv4Address(last.strip() if dash else first.strip())
