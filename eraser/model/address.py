"""Addresses as an inventory writes them: `host` or `host:port`."""

from __future__ import annotations

import ipaddress
import re

_LABEL = re.compile(r"(?!-)[A-Za-z0-9_-]{1,63}(?<!-)")
_LONGEST_NAME = 253  # characters of a DNS name (RFC 1035 §2.3.4)
DEFAULT_PORTS = {"http": 80, "https": 443}


class BadAddress(ValueError):
    """The text is no address of a phone; the message is a phrase that follows the text."""


def split_address(text: str) -> tuple[str, int | None]:
    """`10.1.2.3:8080` → (`10.1.2.3`, 8080); an IPv6 address stands in brackets and keeps them.

    Raises:
        BadAddress: it is none.
    """
    if "://" in text:
        raise BadAddress("is a URL, not an address")
    if text.startswith("["):
        host, bracket, rest = text.partition("]")
        host += bracket
    elif text.count(":") > 1:
        raise BadAddress("has more than one colon")
    else:
        host, colon, digits = text.partition(":")
        rest = colon + digits
    _check_host(host)
    return host.lower(), _port(rest)


def address_key(address: str, scheme: str = "http") -> tuple[str, int]:
    """Two addresses are the same if their keys are: `10.1.2.3` and `10.1.2.3:80` are."""
    host, port = split_address(address)
    return host.rstrip("."), port or DEFAULT_PORTS.get(scheme, 80)


def _port(rest: str) -> int | None:
    if not rest:
        return None
    digits = rest.removeprefix(":")
    if rest == digits or not (digits.isascii() and digits.isdecimal()) or not 1 <= int(digits[:6]) <= 65535:
        raise BadAddress(f"has the port {digits!r}, which is none of 1 to 65535")
    return int(digits)


def _check_host(host: str) -> None:
    if not host:
        raise BadAddress("has no host")
    if host.startswith("["):
        _check_numbers(host[1:-1] if host.endswith("]") else host)
    elif re.fullmatch(r"[\d.]+", host) or _mistyped(host):
        _check_numbers(host)
    elif len(host) > _LONGEST_NAME or not all(_LABEL.fullmatch(one) for one in host.rstrip(".").split(".")):
        raise BadAddress("is no host name")


def _mistyped(host: str) -> bool:
    """`10.1.1.x`: three numbers of four are an IP address with a slip, not a name."""
    labels = host.split(".")
    return len(labels) == 4 and sum(one.isdecimal() for one in labels) == 3


def _check_numbers(host: str) -> None:
    try:
        number = ipaddress.ip_address(host)
    except ValueError:
        raise BadAddress("is no IP address") from None
    if number.is_unspecified or number.is_multicast or host == "255.255.255.255":
        raise BadAddress("is no single phone's address")
