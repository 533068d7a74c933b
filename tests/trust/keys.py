"""Throw-away keys and certificates, generated once a session: cutting a key costs, signing does not."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from datetime import UTC, datetime

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import NameOID

PrivateKey = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey
_CURVES = {"p256": ec.SECP256R1, "p384": ec.SECP384R1, "p521": ec.SECP521R1}
_KINDS = {
    "CN": NameOID.COMMON_NAME,
    "OU": NameOID.ORGANIZATIONAL_UNIT_NAME,
    "O": NameOID.ORGANIZATION_NAME,
    "L": NameOID.LOCALITY_NAME,
    "ST": NameOID.STATE_OR_PROVINCE_NAME,
    "C": NameOID.COUNTRY_NAME,
}


@functools.cache
def key_of(label: str, kind: str) -> PrivateKey:
    """The key of that name: asked twice, the same key. `kind`: rsa1024 (CUCM 10, quick), rsa2048, rsa4096, p256, p384, p521."""
    del label
    if kind.startswith("rsa"):
        return rsa.generate_private_key(65_537, int(kind[3:]))
    return ec.generate_private_key(_CURVES[kind]())


@dataclass(frozen=True)
class Pair:
    """A certificate with its private key."""

    key: PrivateKey
    certificate: bytes  # DER
    subject: str  # as the cluster writes names: CN=…;OU=…;O=…;L=…;ST=…;C=…
    issuer: str
    serial: bytes

    @property
    def serial_hex(self) -> str:
        return self.serial.hex().upper()

    @property
    def public_key(self) -> bytes:
        """As tag 7 holds it: PKCS#1 for RSA, the uncompressed point for EC (trust §1.3)."""
        public = self.key.public_key()
        if isinstance(public, rsa.RSAPublicKey):
            return public.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.PKCS1)
        return public.public_bytes(serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint)

    @property
    def signature(self) -> bytes:
        """As tag 8 holds it: the signature value of the certificate."""
        return x509.load_der_x509_certificate(self.certificate).signature

    def renewed(self, serial: int) -> Pair:
        """Another certificate over the same key and name: a different signer (trust §1.6)."""
        return pair(self.subject, key=self.key, serial=serial)

    def forged(self, label: str = "forger") -> Pair:
        """Same issuer and serial, another key."""
        return pair(self.subject, key=key_of(label, "rsa1024"), serial=int.from_bytes(self.serial))


def distinguished(name: str) -> x509.Name:
    """From the cluster's writing, most specific first, to the certificate's order."""
    parts = [part.partition("=") for part in reversed(name.split(";"))]
    return x509.Name([x509.NameAttribute(_KINDS[kind.strip().upper()], value) for kind, _, value in parts])


@functools.cache
def pair(
    subject: str = "CN=pub;OU=Voice;O=Example;L=Berlin;ST=Berlin;C=DE",
    *,
    label: str | None = None,
    kind: str = "rsa1024",
    key: PrivateKey | None = None,
    serial: int | None = None,
) -> Pair:
    """A self-signed certificate. Asked twice with the same words, the same pair; another `serial` or `label` gives another.

    Args:
        subject: in the cluster's writing; a bare word becomes its CN.
        label: names the key; left out, the subject does.
        serial: left out, 16 bytes made from the subject and the label.
    """
    if "=" not in subject:
        subject = f"CN={subject};OU=Voice;O=Example;L=Berlin;ST=Berlin;C=DE"
    private = key or key_of(label or subject, kind)
    number = serial if serial is not None else _serial_of(f"{subject}|{label}|{kind}")
    name = distinguished(subject)
    public = private.public_key()
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(public)
        .serial_number(number)
        .not_valid_before(datetime(2015, 3, 6, tzinfo=UTC))
        .not_valid_after(datetime(2035, 3, 6, tzinfo=UTC))
        .sign(private, hashes.SHA256())
    )
    length = (number.bit_length() + 7) // 8
    return Pair(
        private, certificate.public_bytes(serialization.Encoding.DER), subject, subject, number.to_bytes(length)
    )


def _serial_of(text: str) -> int:
    digest = hashes.Hash(hashes.SHA256())
    digest.update(text.encode())
    return int.from_bytes(digest.finalize()[:16]) >> 1 | 1 << 126
