"""The files that clusters sign: CTL, ITL and configurations, byte by byte (trust §1.1 to §1.6).

A file is a header and a payload. An element is a tag (1 byte), a length (2 bytes, big-endian) and a value; padding is a
lone byte. Signed is the whole file without element 12.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum, StrEnum
from ipaddress import IPv4Address

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding

from eraser.simulator.signer import Signer

SIGNED_AT = 1_425_640_920  # header timestamps; which moment does not matter, trust §7
PAD = b"\x0d"
_SIGNATURE_TAG = 12


class Role(IntEnum):
    """What a record's owner may do (trust §1.4)."""

    SAST = 0
    CCM_TFTP = 2
    TFTP = 3
    CAPF = 4
    TVS = 21


class Digest(StrEnum):
    """What a signature is over; phones take these two (trust §1.2)."""

    SHA1 = "sha1"
    SHA512 = "sha512"


_DIGEST_CODES = {Digest.SHA1: 1, Digest.SHA512: 3}
_HASHES: dict[Digest, hashes.HashAlgorithm] = {
    Digest.SHA1: hashes.SHA1(),  # noqa: S303 - what clusters sign with by default (trust §2.2)
    Digest.SHA512: hashes.SHA512(),
}
_MODULUS_CODES = {512: 0, 1024: 1, 2048: 2, 4096: 3}


@dataclass(frozen=True, slots=True)
class Entry:
    """One record to be. Without a signer it is bare, as a rollback or non-secure mode leaves it (trust §1.3)."""

    role: Role
    host: str
    address: str
    signer: Signer | None = None
    is_token: bool = False  # a hardware token's: no signature value, no name


def element(tag: int, value: bytes) -> bytes:
    """Tag, length, value."""
    return struct.pack(">BH", tag, len(value)) + value


def text(tag: int, words: str) -> bytes:
    """A text; the NUL at its end is counted."""
    return element(tag, words.encode() + b"\0")


def record(entry: Entry) -> bytes:
    """A trust record. Its first element says how long it is, itself included."""
    parts = [text(2, "" if entry.is_token else entry.host)]
    role = element(4, struct.pack(">H", entry.role))
    if entry.signer is None:
        parts.append(role)
    else:
        who = entry.signer
        parts += [text(3, who.subject), role, text(5, who.issuer), element(6, who.serial), element(7, who.public_key)]
        parts += [] if entry.is_token else [element(8, who.signature)]
        parts.append(element(9, who.certificate))
    parts.append(element(10, IPv4Address(entry.address).packed))
    body = b"".join(parts)
    return element(1, struct.pack(">H", len(body) + 5)) + body


def trust_list(
    filename: str,
    entries: Sequence[Entry],
    signer: Signer,
    *,
    digest: Digest = Digest.SHA1,
    signer_version: bool = False,
    signed_at: int = SIGNED_AT,
) -> bytes:
    """A CTL or an ITL of header version 1.2. `signer_version`: with element 28, of which nobody knows whether newer
    clusters write it (trust §1.2)."""
    payload = b"".join(map(record, entries))
    early = element(28, b"\x01\x00") if signer_version else b""
    late = text(14, filename) + element(15, struct.pack(">I", signed_at))
    return _signed(payload, (b"\x01\x02", early, late), signer, digest)


def signed_file(filename: str, payload: bytes, signer: Signer, *, digest: Digest = Digest.SHA1) -> bytes:
    """A `.sgn` of header version 1.0; the payload is the signed file itself."""
    late = text(14, filename) + element(15, struct.pack(">I", SIGNED_AT))
    return _signed(payload, (b"\x01\x00", b"", late), signer, digest)


def _signed(payload: bytes, header: tuple[bytes, bytes, bytes], signer: Signer, digest: Digest) -> bytes:
    """`header`: version, what stands before the signer, what stands behind the signature."""
    version, early, late = header
    who = element(3, text(4, signer.subject) + element(5, signer.serial) + text(6, signer.issuer))
    bits = signer.key.key_size
    algorithm = element(9, element(10, b"\0") + element(11, bytes([_MODULUS_CODES[bits]])))
    how = element(7, element(8, bytes([_DIGEST_CODES[digest]])) + algorithm)
    front = len(element(1, version)) + len(element(2, b"\0\0")) + len(early) + len(who) + len(how)
    length = front + 3 + bits // 8 + len(late)
    pad = -length % 4
    head = element(1, version) + element(2, struct.pack(">H", length + pad)) + early + who + how
    tail = late + PAD * pad + payload
    signature = signer.key.sign(head + tail, padding.PKCS1v15(), _HASHES[digest])
    return head + element(_SIGNATURE_TAG, signature) + tail
