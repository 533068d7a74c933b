"""Trust lists and signed files from bytes: every element kept in its order, none refused by version (trust §1).

A file is a header and a payload: trust records (`.tlv`), the signed file itself (`.sgn`) or ciphertext (`.enc.sgn`).
An element is a tag (1 byte), a length (2 bytes, big-endian) and a value; padding is a lone byte. What cannot be
understood is kept and told as a warning; what cannot be walked raises `TrustListUnreadable`, and nothing else does.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

from eraser.trust.elements import Element, TrustListUnreadable, address_of, number_of, text_of, walk
from eraser.trust.identity import serial_of
from eraser.trust.remarks import remarks_on
from eraser.trust.tags import HEADER_TAGS, RECORD_TAGS
from eraser.trust.trust_file import Header, Kind, Record, Signer, TrustFile, digest_of, kind_of_name

__all__ = ("Element", "Header", "Kind", "Record", "Signer", "TrustFile", "TrustListUnreadable", "read_trust_file")

LARGEST_BYTES = 16 * 1024 * 1024  # a list has a few KiB, a configuration some hundred, a firmware image ten MiB
MOST_RECORDS = 500  # a list of 39 certificates is the largest that phones load (trust §1.3)
_CONTAINERS = frozenset({3, 7, 9, 16, 17, 21})
_LONGEST_HEADER = 0xFFFF  # bytes: its length is said in two
_HEADER_LENGTH, _SIGNATURE, _PADDING = 2, 12, 13
_TIMESTAMP_BYTES = 4
_RECORD_HEAD = b"\x01\x00\x02"


def read_trust_file(data: bytes, *, name: str = "") -> TrustFile:
    """A list or a signed file from its bytes.

    Args:
        data: the whole file.
        name: what the file was called where it came from; helps only where the header names nothing.

    Raises:
        TrustListUnreadable: with the place in the file; nothing else is raised, whatever the bytes are.
    """
    if len(data) > LARGEST_BYTES:
        raise TrustListUnreadable(f"{len(data)} bytes; no signed file of a phone has more than {LARGEST_BYTES}")
    header = _read_header(data)
    kind, records = _read_payload(data, header, name)
    return TrustFile(
        kind=kind,
        header=header,
        records=records,
        md5=digest_of("md5", data),
        sha1=digest_of("sha1", data),
        size_bytes=len(data),
        warnings=tuple(remarks_on(kind, header, records, len(data), name)),
        name=name,
        content=bytes(data),
    )


def _read_header(data: bytes) -> Header:
    length = _header_length(data)
    elements = tuple(walk(data, 0, length, where="header", containers=_CONTAINERS, lone=_PADDING))
    first: dict[int, Element] = {}
    for one in elements:
        first.setdefault(one.tag, one)

    def value(tag: int) -> bytes:
        return first[tag].value if tag in first else b""

    signature = first.get(_SIGNATURE)
    when = value(15)
    return Header(
        version=".".join(str(byte) for byte in value(1)),
        length=length,
        signer=Signer(text_of(value(4)), text_of(value(6)), serial_of(value(5))),
        digest_code=number_of(value(8)),
        signature_algorithm=number_of(value(10)),
        modulus_code=number_of(value(11)),
        signature=signature.value if signature else b"",
        signature_span=(signature.offset, signature.offset + 3 + len(signature.value)) if signature else None,
        filename=text_of(value(14)),
        timestamp=datetime.fromtimestamp(int.from_bytes(when), UTC) if len(when) == _TIMESTAMP_BYTES else None,
        signer_version=".".join(str(byte) for byte in value(28)) or None,
        encrypted=16 in first,
        padding=length - sum(3 + (0 if one.tag in _CONTAINERS else len(one.value)) for one in elements),
        elements=elements,
        unknown=tuple(one for one in elements if one.tag not in HEADER_TAGS),
    )


def _header_length(data: bytes) -> int:
    if not data:
        raise TrustListUnreadable("the file is empty")
    if data[:1] in {b"<", b"{"} or data[:1].isspace():
        raise TrustListUnreadable(f"no header: the file begins with {data[:16]!r}")
    for one in walk(data, 0, min(len(data), _LONGEST_HEADER), where="header", containers=_CONTAINERS, lone=_PADDING):
        if one.tag == _HEADER_LENGTH:
            length = number_of(one.value) or 0
            if one.offset + 3 + len(one.value) <= length <= len(data):
                return length
            raise TrustListUnreadable(f"header: its length is said to be {length} bytes, the file has {len(data)}")
    raise TrustListUnreadable("header: it does not say its length (tag 2)")


def _read_payload(data: bytes, header: Header, name: str) -> tuple[Kind, tuple[Record, ...]]:
    kind = kind_of_name(header.filename) or kind_of_name(name)
    if kind is Kind.SIGNED or header.encrypted:
        return Kind.SIGNED, ()
    if kind is not None:
        return kind, tuple(_read_records(data, header.length))
    try:
        records = tuple(_read_records(data, header.length))
    except TrustListUnreadable:
        return Kind.SIGNED, ()  # no name, no records: some other file, signed
    return (Kind.ITL, records) if records else (Kind.SIGNED, ())


def _read_records(data: bytes, start: int) -> Iterator[Record]:
    offset, number = start, 0
    while offset < len(data):
        number += 1
        where = f"record {number}"
        if data[offset : offset + 3] != _RECORD_HEAD or offset + 5 > len(data):
            raise TrustListUnreadable(f"{where}: it does not begin with its length at byte {offset}")
        end = offset + int.from_bytes(data[offset + 3 : offset + 5])
        if not offset + 5 <= end <= len(data):
            raise TrustListUnreadable(f"{where}: it is said to end at byte {end}, the file has {len(data)}")
        if number > MOST_RECORDS:
            raise TrustListUnreadable(f"more than {MOST_RECORDS} records; no list has them")
        yield _record(tuple(walk(data, offset, end, where=where)), end - offset)
        offset = end


def _record(elements: tuple[Element, ...], length: int) -> Record:
    first: dict[int, bytes] = {}
    for one in elements:
        first.setdefault(one.tag, one.value)
    certificate = first.get(9, b"")
    return Record(
        role_code=number_of(first.get(4, b"")),
        dns=text_of(first.get(2, b"")),
        subject=text_of(first.get(3, b"")),
        issuer=text_of(first.get(5, b"")),
        serial=serial_of(first.get(6, b"")),
        ip=address_of(first.get(10, b"")),
        public_key=first.get(7, b""),
        certificate=certificate,
        certificate_sha1=digest_of("sha1", certificate) if certificate else "",
        length=length,
        elements=elements,
        unknown=tuple(one for one in elements if one.tag not in RECORD_TAGS),
    )
