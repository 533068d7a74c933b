"""A signed file as a phone reads it: who signed it, over what, and whom it vouches for (trust §1).

Written for itself, so that a phone of the simulator stands on its own feet beside whatever else reads these files.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa

LARGEST_LIST_BYTES = 65_535  # phones fail to load a larger one (trust §1.3)
_PADDING, _SIGNATURE, _SIGNER, _SIGNATURE_INFO = 13, 12, 3, 7
_DIGESTS: dict[int, hashes.HashAlgorithm] = {1: hashes.SHA1(), 3: hashes.SHA512()}  # noqa: S303 - trust §1.2

Identity = tuple[str, bytes]  # issuer and serial: what a phone knows a signer by (trust §1.6)


class CanNotLoad(Exception):
    """The bytes are no file that a phone could load."""


@dataclass(frozen=True, slots=True)
class Vouched:
    """One record: a role, and whose it is. Without a certificate it vouches for nobody (trust §1.3)."""

    role: int
    host: str = ""
    identity: Identity = ("", b"")
    certificate: bytes = field(default=b"", repr=False)


@dataclass(frozen=True, slots=True)
class SignedFile:
    """What a phone keeps of a file."""

    filename: str
    signer: Identity
    digest: int
    signature: bytes = field(repr=False)
    signed: bytes = field(repr=False)  # the file without its element 12
    records: tuple[Vouched, ...] = ()

    def is_signed_with(self, certificate: bytes) -> bool:
        """Whether the owner of this certificate signed it."""
        algorithm = _DIGESTS.get(self.digest)
        key = x509.load_der_x509_certificate(certificate).public_key()
        if algorithm is None or not isinstance(key, rsa.RSAPublicKey):
            return False
        try:
            key.verify(self.signature, self.signed, padding.PKCS1v15(), algorithm)
        except InvalidSignature:
            return False
        return True


def read_list(data: bytes) -> SignedFile:
    """A CTL or an ITL. Raises CanNotLoad."""
    if len(data) > LARGEST_LIST_BYTES:
        raise CanNotLoad(f"{len(data)} bytes are more than a phone loads")
    file, payload = _read_header(data)
    if not file.filename.endswith(".tlv"):
        raise CanNotLoad(f"{file.filename or 'a file without a name'} is no list")
    records = tuple(_read_records(payload))
    return SignedFile(file.filename, file.signer, file.digest, file.signature, file.signed, records)


def can_be_loaded(data: bytes) -> bool:
    """Whether a phone can load this list."""
    try:
        read_list(data)
    except CanNotLoad:
        return False
    return True


def read_config(data: bytes) -> SignedFile:
    """A signed configuration. Raises CanNotLoad."""
    file, _ = _read_header(data)
    return file


def _read_header(data: bytes) -> tuple[SignedFile, bytes]:
    first = dict(_elements(data[:10]))
    if first.keys() != {1, 2} or len(first[2]) != 2:
        raise CanNotLoad("no header")
    (length,) = struct.unpack(">H", first[2])
    if length > len(data):
        raise CanNotLoad("the header is cut off")
    found: dict[int, bytes] = {}
    span = (0, 0)
    for at, end, tag, value in _walk(data[:length]):
        found.setdefault(tag, value)
        if tag == _SIGNATURE:
            span = (at, end)
    who = dict(_elements(found.get(_SIGNER, b"")))
    how = dict(_elements(found.get(_SIGNATURE_INFO, b"")))
    file = SignedFile(
        filename=_words(found.get(14, b"")),
        signer=(_words(who.get(6, b"")), who.get(5, b"")),
        digest=int.from_bytes(how.get(8, b"")),
        signature=found.get(_SIGNATURE, b""),
        signed=data[: span[0]] + data[span[1] :],
    )
    return file, data[length:]


def _read_records(payload: bytes) -> Iterator[Vouched]:
    while payload:
        if payload[:3] != b"\x01\x00\x02" or len(payload) < 5:
            raise CanNotLoad("no record where one should begin")
        (length,) = struct.unpack(">H", payload[3:5])
        if not 5 <= length <= len(payload):
            raise CanNotLoad("a record is cut off")
        parts = dict(_elements(payload[5:length]))
        yield Vouched(
            role=int.from_bytes(parts.get(4, b"\xff")),
            host=_words(parts.get(2, b"")),
            identity=(_words(parts.get(5, b"")), parts.get(6, b"")),
            certificate=parts.get(9, b""),
        )
        payload = payload[length:]


def _elements(data: bytes) -> Iterator[tuple[int, bytes]]:
    return ((tag, value) for _, _, tag, value in _walk(data))


def _walk(data: bytes) -> Iterator[tuple[int, int, int, bytes]]:
    """Start, end, tag and value of each element; padding is passed over."""
    at = 0
    while at < len(data):
        tag = data[at]
        if tag == _PADDING:
            at += 1
            continue
        if at + 3 > len(data):
            raise CanNotLoad("an element is cut off")
        end = at + 3 + int.from_bytes(data[at + 1 : at + 3])
        if end > len(data):
            raise CanNotLoad("an element is cut off")
        yield at, end, tag, data[at + 3 : end]
        at = end


def _words(value: bytes) -> str:
    return value.rstrip(b"\0").decode("utf-8", errors="replace")
