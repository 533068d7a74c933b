"""What a trust list or a signed file says, as frozen values."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from eraser.trust.elements import Element
from eraser.trust.identity import Identity, identity_of
from eraser.trust.roles import role_name

DIGEST_NAMES = ("md5", "sha1", "sha256", "sha512")  # what a phone's page may print of a file (trust §4.1)
DIGESTS = {1: "sha1", 3: "sha512"}  # 2 and 4 had two meanings in their life (trust §1.2)


class Kind(StrEnum):
    ITL = "itl"
    CTL = "ctl"
    SIGNED = "signed"


@dataclass(frozen=True, slots=True)
class Signer:
    """Who signed the file, as its header says; nothing is proved by it."""

    subject: str = ""
    issuer: str = ""
    serial: str = ""  # upper-case hex without separators

    @property
    def identity(self) -> Identity:
        return identity_of(self.issuer, self.serial)


@dataclass(frozen=True, slots=True)
class Header:
    version: str
    length: int  # bytes, padding included; the payload starts there
    signer: Signer = Signer()
    digest_code: int | None = None
    signature_algorithm: int | None = None
    modulus_code: int | None = None
    signature: bytes = field(default=b"", repr=False)
    signature_span: tuple[int, int] | None = (
        None  # where element 12 begins and ends in the file, tag and length included
    )
    filename: str = ""
    timestamp: datetime | None = None
    signer_version: str | None = None  # tag 28
    encrypted: bool = False
    padding: int = 0
    elements: tuple[Element, ...] = field(default=(), repr=False)
    unknown: tuple[Element, ...] = ()

    @property
    def digest(self) -> str | None:
        """What tag 8 says; the signature itself knows better (`signature.verify`)."""
        if self.digest_code is None:
            return None
        return DIGESTS.get(self.digest_code, f"unknown ({self.digest_code})")


@dataclass(frozen=True, slots=True)
class Record:
    """One entry of a list. A bare one (rollback, non-secure mode) has role, name and address but no certificate."""

    role_code: int | None
    dns: str = ""
    subject: str = ""
    issuer: str = ""
    serial: str = ""  # upper-case hex without separators
    ip: str | None = None
    public_key: bytes = field(default=b"", repr=False)
    certificate: bytes = field(default=b"", repr=False)
    certificate_sha1: str = ""  # upper-case hex; known from text, too, where the certificate is not printed
    length: int = 0
    elements: tuple[Element, ...] = field(default=(), repr=False)
    unknown: tuple[Element, ...] = ()

    @property
    def role(self) -> str:
        return role_name(self.role_code)

    @property
    def has_certificate(self) -> bool:
        return bool(self.certificate_sha1)

    @property
    def identity(self) -> Identity:
        return identity_of(self.issuer, self.serial)


@dataclass(frozen=True, slots=True)
class TrustFile:
    kind: Kind
    header: Header
    records: tuple[Record, ...]
    md5: str  # of the whole file, upper-case hex: what the page of a phone prints (trust §4.1)
    sha1: str
    size_bytes: int
    warnings: tuple[str, ...] = ()
    name: str = ""
    content: bytes = field(default=b"", repr=False)  # empty where the list was read from the text of `show itl`
    told_verified: bool | None = None  # what `show itl` said about the signature, where there are no bytes to check

    @property
    def payload(self) -> bytes:
        return self.content[self.header.length :]

    @property
    def signatures(self) -> tuple[str, ...]:
        """Every digest that a phone's page may print for this file."""
        if not self.content:
            return (self.md5, self.sha1)
        return tuple(digest_of(name, self.content) for name in DIGEST_NAMES)


def digest_of(name: str, content: bytes) -> str:
    """Upper-case hex, as the reports write signatures."""
    return hashlib.new(name, content, usedforsecurity=False).hexdigest().upper()


def kind_of_name(name: str) -> Kind | None:
    """`CTLFile.tlv`, `ITLSEP001122334455.tlv`, `SEP….cnf.xml.sgn`: what such a file is."""
    last = name.replace("\\", "/").rpartition("/")[2].lower()
    if last.startswith(("ctl", "itl")) and last.endswith(".tlv"):
        return Kind.CTL if last.startswith("ctl") else Kind.ITL
    return Kind.SIGNED if last.endswith((".sgn", ".sbn", ".loads", ".xml")) else None
