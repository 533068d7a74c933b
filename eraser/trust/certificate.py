"""The certificate inside a record, and the key that checks signatures."""

from __future__ import annotations

import functools
import warnings
from dataclasses import dataclass
from datetime import datetime

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import load_der_public_key

from eraser.trust.identity import Identity, identity_of, serial_of
from eraser.trust.trust_file import Record

PublicKey = rsa.RSAPublicKey | ec.EllipticCurvePublicKey

_CURVES: dict[int, type[ec.EllipticCurve]] = {65: ec.SECP256R1, 97: ec.SECP384R1, 133: ec.SECP521R1}  # bytes of a point


@dataclass(frozen=True, slots=True)
class Certificate:
    """What the DER of tag 9 says."""

    subject: str
    issuer: str
    serial: str
    not_before: datetime
    not_after: datetime
    key: PublicKey | None

    @property
    def identity(self) -> Identity:
        return identity_of(self.issuer, self.serial)


@functools.lru_cache(maxsize=256)
def read_certificate(der: bytes) -> Certificate | None:
    """None if the bytes are no certificate that can be read."""
    with warnings.catch_warnings():  # old tokens have serial numbers that are not positive; they count all the same
        warnings.simplefilter("ignore")
        try:
            found = x509.load_der_x509_certificate(der)
            return Certificate(
                subject=found.subject.rfc4514_string(),
                issuer=found.issuer.rfc4514_string(),
                serial=_serial(found.serial_number),
                not_before=found.not_valid_before_utc,
                not_after=found.not_valid_after_utc,
                key=_key_in(found),
            )
        except Exception:  # noqa: BLE001  the library's refusals of odd DER have no common root
            return None


def _serial(number: int) -> str:
    return serial_of(number.to_bytes(max(1, (number.bit_length() + 8) // 8), signed=True))


def _key_in(certificate: x509.Certificate) -> PublicKey | None:
    try:
        return _usable(certificate.public_key())
    except Exception:  # noqa: BLE001  as above: no key that we can use
        return None


@functools.lru_cache(maxsize=256)
def read_key(value: bytes) -> PublicKey | None:
    """The key of tag 7: PKCS#1 for RSA, the uncompressed point for EC (trust §1.3); None if it is none that we know."""
    try:
        if value[:1] == b"\x04" and len(value) in _CURVES:
            return ec.EllipticCurvePublicKey.from_encoded_point(_CURVES[len(value)](), value)
        return _usable(load_der_public_key(value))
    except Exception:  # noqa: BLE001  as above: no key that we can use
        return None


def key_words(value: bytes) -> str:
    """The key of tag 7 for a person: "RSA 2048 bit"; nothing for one that can not be read."""
    key = read_key(value)
    if key is None:
        return ""
    return f"{'RSA' if isinstance(key, rsa.RSAPublicKey) else 'EC'} {key.key_size} bit"


def _usable(key: object) -> PublicKey | None:
    return key if isinstance(key, rsa.RSAPublicKey | ec.EllipticCurvePublicKey) else None


def key_of(record: Record) -> PublicKey | None:
    """The key that checks what this record's owner signed: the certificate's, and only without one that of tag 7."""
    certificate = read_certificate(record.certificate) if record.certificate else None
    if certificate is not None and certificate.key is not None:
        return certificate.key
    return read_key(record.public_key) if record.public_key else None


def contradictions_of(record: Record) -> tuple[str, ...]:
    """Where a record and the certificate inside it do not say the same."""
    if not record.certificate:
        return ()
    certificate = read_certificate(record.certificate)
    if certificate is None:
        return ("its certificate can not be read",)
    told = []
    if certificate.serial != record.serial:
        told.append(f"its certificate is another one, with serial {certificate.serial} of {certificate.issuer}")
    if certificate.key is None:
        told.append("the key of its certificate is neither RSA nor EC")
    elif record.public_key and read_key(record.public_key) != certificate.key:
        told.append("its public key (tag 7) is not that of its certificate")
    return tuple(told)
