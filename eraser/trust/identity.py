"""Who signed: issuer and serial number, comparable between files that write names differently (trust §1.1, §1.6).

The same certificate is named `CN=a;OU=b` by one writer and `CN=a,OU=b` by another, with quotes that do not close and
trailing blanks. So names are never compared letter by letter.
"""

from __future__ import annotations

import functools
import re
from typing import NamedTuple

# A separator is one only before the next attribute: a comma may stand inside `O=Cisco Systems, Inc.` as well.
_BETWEEN = re.compile(r" ?[;,/] ?(?=[A-Za-z][A-Za-z0-9.]* ?=)")
_LONGEST_NAME = 4_096  # characters; names have a hundred


class Identity(NamedTuple):
    """Two of these are equal if they mean the same certificate."""

    issuer: tuple[str, ...]
    serial: str

    def __bool__(self) -> bool:
        """Whether anything is known: a record without a certificate has no identity, and equals nobody."""
        return bool(self.serial)


def identity_of(issuer: str, serial: str) -> Identity:
    """From an issuer's name in any writing and a serial number in hex."""
    return Identity(folded_name(issuer), folded_serial(serial))


@functools.lru_cache(maxsize=4_096)
def folded_name(name: str) -> tuple[str, ...]:
    """A name's attributes without case, quotes, blanks at the ends and order."""
    plain = " ".join(name[:_LONGEST_NAME].replace('"', "").replace("\\", "").split())
    return tuple(sorted(_folded_attribute(part) for part in _BETWEEN.split(plain) if part))


def _folded_attribute(part: str) -> str:
    kind, _, value = part.partition("=")
    return f"{kind.strip(' ;,/').upper()}={value.strip().casefold()}"


def folded_serial(serial: str) -> str:
    """Upper-case hex without separators and leading zero bytes."""
    digits = re.sub(r"[^0-9A-Fa-f]", "", serial).upper()
    return serial_of(bytes.fromhex(digits.zfill(len(digits) + len(digits) % 2)))


def serial_of(value: bytes) -> str:
    """A serial number's bytes as upper-case hex without leading zero bytes: some writers keep DER's, some do not."""
    return (value.lstrip(b"\0") or value[-1:]).hex().upper()
