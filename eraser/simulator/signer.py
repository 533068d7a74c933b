"""The keys and certificates of simulated clusters: made to be thrown away, cut once a process.

Cutting a key costs tens of milliseconds, signing next to nothing, so that clusters share a few keys under names and
serials of their own: a phone knows a signer by issuer and serial (trust §1.6), never by its key.
"""

from __future__ import annotations

import functools
import hashlib
from dataclasses import dataclass, field
from datetime import UTC, datetime

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID

OLD_KEY_BITS, NEW_KEY_BITS = 1024, 2048  # what CUCM 10 wrote, what it writes today (trust §1.7)
_SERIAL_BYTES = 16  # trust §1.2: 8 to 19 were seen
_SINCE, _UNTIL = datetime(2015, 3, 6, tzinfo=UTC), datetime(2035, 3, 6, tzinfo=UTC)
_ORGANISATION = (
    ("OU", NameOID.ORGANIZATIONAL_UNIT_NAME, "Voice"),
    ("O", NameOID.ORGANIZATION_NAME, "Example"),
    ("L", NameOID.LOCALITY_NAME, "Musterstadt"),
    ("C", NameOID.COUNTRY_NAME, "DE"),
)


@dataclass(frozen=True, slots=True)
class Signer:
    """A self-signed certificate with its key. `subject` is its issuer, too, written as clusters write it: most specific
    first, with semicolons (trust §1.1)."""

    subject: str
    serial: bytes
    certificate: bytes = field(repr=False)  # DER
    signature: bytes = field(repr=False)  # the value of the certificate's own
    key: rsa.RSAPrivateKey = field(repr=False)

    @property
    def issuer(self) -> str:
        """Who signed the certificate: itself."""
        return self.subject

    @property
    def serial_hex(self) -> str:
        """The serial as files and command lines have it."""
        return self.serial.hex().upper()

    @property
    def public_key(self) -> bytes:
        """PKCS#1, as tag 7 of a record has it (trust §1.3)."""
        return self.key.public_key().public_bytes(serialization.Encoding.DER, serialization.PublicFormat.PKCS1)

    def pem(self) -> bytes:
        """Key and certificate, for a server that speaks TLS with them."""
        key = self.key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.TraditionalOpenSSL, serialization.NoEncryption()
        )
        certificate = x509.load_der_x509_certificate(self.certificate)
        return key + certificate.public_bytes(serialization.Encoding.PEM)


@functools.cache
def key_named(name: str, bits: int) -> rsa.RSAPrivateKey:
    """The key of this name: asked twice, the same one."""
    del name
    return rsa.generate_private_key(public_exponent=65_537, key_size=bits)


@functools.cache
def new_signer(common_name: str, label: str, *, key: str, bits: int = NEW_KEY_BITS) -> Signer:
    """A certificate for a name. Another `label` gives another serial, another `key` another key; asked twice with the
    same words, the same certificate."""
    private = key_named(key, bits)
    serial = int.from_bytes(hashlib.sha256(f"{common_name} {label}".encode()).digest()[:_SERIAL_BYTES]) >> 1
    parts = [(NameOID.COMMON_NAME, common_name), *((kind, value) for _, kind, value in _ORGANISATION)]
    name = x509.Name([x509.NameAttribute(kind, value) for kind, value in reversed(parts)])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(private.public_key())
        .serial_number(serial)
        .not_valid_before(_SINCE)
        .not_valid_after(_UNTIL)
        .sign(private, hashes.SHA256())
    )
    return Signer(
        subject=";".join([f"CN={common_name}", *(f"{word}={value}" for word, _, value in _ORGANISATION)]),
        serial=serial.to_bytes((serial.bit_length() + 7) // 8),
        certificate=certificate.public_bytes(serialization.Encoding.DER),
        signature=certificate.signature,
        key=private,
    )
