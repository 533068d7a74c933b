"""Is this file signed by the owner of that record? (trust §1.6)

Signed is the whole file without element 12: tag, length and value are cut out, padding and payload belong to it. An RSA
signature holds the digest's own name, so what tag 8 says is only compared. The key comes from the list that the phone
*holds*; checked against the offered file's own records, a signature proves no more than that the file is whole.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from cryptography.exceptions import InternalError, InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed

from eraser.trust.certificate import PublicKey, key_of, read_certificate, read_key
from eraser.trust.trust_file import DIGESTS, Record, TrustFile

# How an RSA signature names its digest: the beginning of a DigestInfo (PKCS#1 v1.5).
_DIGEST_INFO = {
    "sha1": bytes.fromhex("3021300906052b0e03021a05000414"),
    "sha256": bytes.fromhex("3031300d060960864801650304020105000420"),
    "sha384": bytes.fromhex("3041300d060960864801650304020205000430"),
    "sha512": bytes.fromhex("3051300d060960864801650304020305000440"),
}
_HASHES: dict[str, type[hashes.HashAlgorithm]] = {
    "sha1": hashes.SHA1,
    "sha256": hashes.SHA256,
    "sha384": hashes.SHA384,
    "sha512": hashes.SHA512,
}
_REFUSALS = (InvalidSignature, UnsupportedAlgorithm, InternalError, ValueError)
_OF_PHONES = frozenset(DIGESTS.values())  # no other is known to be taken by a phone (trust §1.2)


@dataclass(frozen=True, slots=True)
class Check:
    """Whether the signature is right; as a condition it is true only then.

    `checkable` is False where nothing could be decided: no bytes (a list read from text), no signature, no usable key.
    """

    right: bool
    digest: str | None = None  # as the signature itself says
    reason: str = ""
    checkable: bool = True

    def __bool__(self) -> bool:
        return self.right


def signed_bytes(file: TrustFile) -> bytes:
    """The file without its element 12."""
    if file.header.signature_span is None:
        return file.content
    start, end = file.header.signature_span
    return file.content[:start] + file.content[end:]


def verify(file: TrustFile, signer: Record | bytes) -> Check:
    """Whether `file` was signed with the key of `signer`.

    Args:
        file: the file in question.
        signer: a record of a held list, or the DER of a certificate or a key.
    """
    if not file.content:
        return Check(False, reason="the list was read from text; only its bytes can be checked", checkable=False)
    if not file.header.signature:
        return Check(False, reason="the file carries no signature", checkable=False)
    key = key_of(signer) if isinstance(signer, Record) else _key_from(signer)
    if key is None:
        return Check(False, reason="the signer's record holds no key that can be used", checkable=False)
    if isinstance(key, rsa.RSAPublicKey):
        return _verify_rsa(file, key)
    return _verify_ec(file, key)


def _key_from(der: bytes) -> PublicKey | None:
    certificate = read_certificate(der)
    return certificate.key if certificate is not None else read_key(der)


def _verify_rsa(file: TrustFile, key: rsa.RSAPublicKey) -> Check:
    try:
        said = key.recover_data_from_signature(file.header.signature, padding.PKCS1v15(), None)
    except _REFUSALS:
        return Check(False, reason="the signature is not of this key")
    for name, info in _DIGEST_INFO.items():
        if said.startswith(info):
            if said[len(info) :] == hashlib.new(name, signed_bytes(file), usedforsecurity=False).digest():
                return Check(True, name, _doubts(file, name))
            return Check(False, name, "the file was changed after this key signed it")
    return Check(False, reason="the signature is of this key, over a digest that no phone is known to take")


def _verify_ec(file: TrustFile, key: ec.EllipticCurvePublicKey) -> Check:
    """An EC signature does not name its digest: that of tag 8 is tried first, then the others."""
    content = signed_bytes(file)
    for name in sorted(_HASHES, key=lambda one: one != file.header.digest):
        digest = hashlib.new(name, content, usedforsecurity=False).digest()
        try:
            key.verify(file.header.signature, digest, ec.ECDSA(Prehashed(_HASHES[name]())))
        except _REFUSALS:
            continue
        return Check(True, name, _doubts(file, name))
    return Check(False, reason="the signature is not of this key, or the file was changed after it was signed")


def _doubts(file: TrustFile, digest: str) -> str:
    if digest not in _OF_PHONES:
        return f"signed over {digest}, which no phone is known to take"
    if digest != file.header.digest:
        return f"the header says digest {file.header.digest or 'none'}, the signature is over {digest}"
    return ""


def check_itself(file: TrustFile) -> Check | None:
    """Whether the file's own signer record verifies it, which proves that it is whole, and nothing about trust.

    None where the file holds no record of its signer, as every signed configuration.
    """
    own = [one for one in file.records if one.identity and one.identity == file.header.signer.identity]
    if not own:
        return None
    if file.told_verified is not None:
        return Check(file.told_verified, reason="as the cluster's command line said")
    return next((check for one in own if (check := verify(file, one))), None) or verify(file, own[0])
