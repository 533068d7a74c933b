"""The bricks of a trust list: tag (1 byte), length (2 bytes, big-endian), value (trust §1.1)."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator
from typing import NamedTuple

MOST_ELEMENTS = 100  # in a header or a record; 28 tags are known
DEEPEST = 4  # containers in containers; two are known
_HEAD = 3  # bytes before a value


class TrustListUnreadable(Exception):
    """The bytes are no trust list and no signed file, or they were cut. Fetch the file again from the TFTP node."""


class Element(NamedTuple):
    """One element as it stands in the file; a container's value holds its children, which follow as elements."""

    tag: int
    value: bytes
    offset: int  # of the tag, from the beginning of the file
    depth: int = 0

    def __repr__(self) -> str:
        return f"Element(tag={self.tag}, {len(self.value)} bytes at {self.offset})"


def walk(
    data: bytes, start: int, end: int, *, where: str, containers: frozenset[int] = frozenset(), lone: int | None = None
) -> Iterator[Element]:
    """The elements from `start` to `end`, a container before its children.

    Args:
        data: the whole file.
        start: where the first element begins.
        end: where the last one must end.
        where: what is walked, for messages: "header", "record 3".
        containers: tags whose value is elements again.
        lone: the tag that is a byte without length and value; it is passed over.

    Raises:
        TrustListUnreadable: if an element does not end where it should, or there are too many.
    """
    ends, offset, count = [end], start, 0
    while True:
        while len(ends) > 1 and offset == ends[-1]:
            ends.pop()
        if offset >= ends[-1]:
            return
        tag = data[offset]
        if tag == lone:
            offset += 1
            continue
        behind = offset + _HEAD
        behind += int.from_bytes(data[offset + 1 : behind]) if behind <= ends[-1] else 0
        if behind > ends[-1]:
            raise TrustListUnreadable(
                f"{where}: the element with tag {tag} at byte {offset} ends behind byte {ends[-1]}, where it must end"
            )
        count += 1
        if count > MOST_ELEMENTS:
            raise TrustListUnreadable(f"{where}: more than {MOST_ELEMENTS} elements; no list has them")
        yield Element(tag, data[offset + _HEAD : behind], offset, len(ends) - 1)
        if tag not in containers:
            offset = behind
            continue
        if len(ends) > DEEPEST:
            raise TrustListUnreadable(f"{where}: containers at byte {offset} are nested deeper than {DEEPEST}")
        ends.append(behind)
        offset += _HEAD


def text_of(value: bytes) -> str:
    """Text ends with a NUL that is counted (trust §1.1); what is no UTF-8 is read byte by byte."""
    bare = value.rstrip(b"\0")
    try:
        return bare.decode()
    except UnicodeDecodeError:
        return bare.decode("latin-1")


def number_of(value: bytes) -> int | None:
    """A small number in one or two bytes; None if it is no small number."""
    return int.from_bytes(value) if 1 <= len(value) <= 2 else None


def address_of(value: bytes) -> str | None:
    """Four bytes; the form of an IPv6 address is unknown (trust §1.3), sixteen are the obvious one."""
    if len(value) in {4, 16}:
        return str(ipaddress.ip_address(value))
    return value.hex().upper() or None
