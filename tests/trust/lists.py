"""Trust lists and signed files as bytes, in every shape of trust §1, signed with throw-away keys.

    old = Cluster("old")
    old.itl()                                     # the list of its publisher, signed by CallManager
    old.itl(signer=old.itl_recovery, digest="sha512", version=(1, 0), signer_version=(1, 1))
    old.ctl(), old.config("SEP001122334455"), old.rollback_itl()
    trust_list([record(pair, Role.SAST)], signer=pair, filename="ITLFile.tlv")

Everything here is written from the format, and reads nothing of the program's reader.
"""

from __future__ import annotations

import functools
import struct
from collections.abc import Sequence
from dataclasses import dataclass

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa

from tests.trust.keys import Pair, pair

SAST, CCM, CCM_TFTP, TFTP, CAPF, APPLICATION_SERVER, TVS = 0, 1, 2, 3, 4, 7, 21
_DIGESTS = {
    "sha1": hashes.SHA1(),
    "sha256": hashes.SHA256(),
    "sha384": hashes.SHA384(),
    "sha512": hashes.SHA512(),
    "md5": hashes.MD5(),
}
_CODES = {"sha1": 1, "sha512": 3}
_MODULUS_CODES = {512: 0, 1024: 1, 2048: 2, 4096: 3}
SIGNED_AT = 1_425_667_513  # Fri Mar 06 18:45:13 UTC 2015


def element(tag: int, value: bytes) -> bytes:
    return struct.pack(">BH", tag, len(value)) + value


def text(tag: int, value: str) -> bytes:
    """Text ends with a NUL that is counted."""
    return element(tag, value.encode() + b"\0")


def as_record(content: bytes) -> bytes:
    """The length of a record counts the five bytes that say it."""
    return struct.pack(">BHH", 1, 2, len(content) + 5) + content


def record(
    who: Pair | None,
    role: int,
    *,
    dns: str | None = "cucm-old-pub",
    ip: str | None = "10.48.47.153",
    with_signature: bool = True,
    with_certificate: bool = True,
    commas: bool = False,
    public_key: bytes | None = None,
    extra: bytes = b"",
) -> bytes:
    """One record. `who=None` is a bare one: role, name and address only (trust §1.3).

    Args:
        dns: None leaves tag 2 out, as certutils does; "" is a token's empty name.
        ip: None leaves tag 10 out, as certutils does.
        commas: names as certutils writes them.
        extra: elements behind the others.
    """
    content = b"" if dns is None else text(2, dns)
    if who is not None:
        content += text(3, written(who.subject, commas))
    content += element(4, struct.pack(">H", role))
    if who is not None:
        content += text(5, written(who.issuer, commas)) + element(6, who.serial)
        content += element(7, who.public_key if public_key is None else public_key)
        content += element(8, who.signature) if with_signature else b""
        content += element(9, who.certificate) if with_certificate else b""
    content += b"" if ip is None else element(10, bytes(int(part) for part in ip.split(".")))
    return as_record(content + extra)


def written(name: str, commas: bool) -> str:
    return name.replace(";", ",") if commas else name


def token_record(who: Pair) -> bytes:
    """A hardware token's: empty name, no signature value (trust §1.3)."""
    return record(who, SAST, dns="", with_signature=False, ip="0.0.0.0")


def signed(
    payload: bytes,
    *,
    signer: Pair,
    filename: str | None = "ITLFile.tlv",
    version: tuple[int, int] = (1, 2),
    signer_version: tuple[int, int] | None = None,
    digest: str = "sha1",
    digest_code: int | None = None,
    timestamp: int | None = SIGNED_AT,
    pad: int | None = None,
    certutils: bool = False,
    extra: bytes = b"",
    key: Pair | None = None,
) -> bytes:
    """Header, then payload, signed over the whole file without element 12 (trust §1.6).

    Args:
        digest_code: what tag 8 says; left out, what the digest is.
        pad: lone bytes of tag 13; left out, as many as make the header a multiple of four.
        certutils: its order (4, 6, 5) and its commas.
        extra: elements before the file name, as the encryption block.
        key: signs in place of the signer, who stays named: a forgery.
    """
    hand = (key or signer).key
    code = digest_code if digest_code is not None else _CODES.get(digest, 9)
    size = _signature_size(hand)
    names = (
        text(4, written(signer.subject, certutils)),
        element(5, signer.serial),
        text(6, written(signer.issuer, certutils)),
    )
    who = element(3, b"".join((names[0], names[2], names[1]) if certutils else names))
    modulus = _MODULUS_CODES.get(hand.key_size, 2)
    how = element(7, element(8, bytes([code])) + element(9, element(10, b"\0") + element(11, bytes([modulus]))))
    tail = extra + (b"" if filename is None else text(14, filename))
    tail += b"" if timestamp is None else element(15, struct.pack(">I", timestamp))
    early = b"" if signer_version is None else element(28, bytes(signer_version))

    def head(length: int) -> bytes:
        return element(1, bytes(version)) + element(2, struct.pack(">H", length)) + early + who + how

    def whole(signature: bytes) -> tuple[bytes, bytes]:
        """Everything before element 12, everything behind it."""
        bare = len(head(0)) + 3 + len(signature) + len(tail)
        lone = -bare % 4 if pad is None else pad
        return head(bare + lone), tail + b"\x0d" * lone + payload

    signature = b"\0" * size
    if isinstance(hand, rsa.RSAPrivateKey):
        signature = hand.sign(b"".join(whole(signature)), padding.PKCS1v15(), _DIGESTS[digest])
    else:  # its length is not known before; HeaderLength is signed, too
        while True:
            attempt = hand.sign(b"".join(whole(signature)), ec.ECDSA(_DIGESTS[digest]))
            if len(attempt) == len(signature):
                signature = attempt
                break
            signature = b"\0" * len(attempt)
    before, behind = whole(signature)
    return before + element(12, signature) + behind


def _signature_size(key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey) -> int:
    if isinstance(key, rsa.RSAPrivateKey):
        return key.key_size // 8
    return 2 * ((key.key_size + 7) // 8) + 6


def trust_list(records: Sequence[bytes], **how: object) -> bytes:
    """A list: what `signed` takes, with records for a payload."""
    return signed(b"".join(records), **how)  # type: ignore[arg-type]


def encryption_block(size: int = 128) -> bytes:
    """Tags 16 to 27 of an encrypted configuration (trust §1.5)."""
    cipher = element(17, element(18, b"\x01") + element(19, bytes(16)) + element(20, b"\0\x05"))
    wrapped = element(
        21,
        element(22, b"\0") + element(23, struct.pack(">H", size * 8)) + element(24, b"\x01") + element(25, bytes(size)),
    )
    return element(16, cipher + wrapped) + element(26, b"\x01") + element(27, bytes(20))


@dataclass(frozen=True)
class Cluster:
    """A call manager's certificates, and the files that its TFTP node serves with them.

    Two clusters of the same `host` name have the same subjects and other keys and serials.
    """

    label: str
    host: str = ""
    kind: str = "rsa1024"

    @property
    def name(self) -> str:
        return self.host or f"cucm-{self.label}-pub"

    def _pair(self, common_name: str, purpose: str) -> Pair:
        return pair(common_name, label=f"{self.label} {purpose}", kind=self.kind)

    @property
    def callmanager(self) -> Pair:
        return self._pair(self.name, "CallManager")

    @property
    def itl_recovery(self) -> Pair:
        return self._pair(f"ITLRECOVERY_{self.name}", "ITLRecovery")

    @property
    def tvs(self) -> Pair:
        return self._pair(self.name, "TVS")

    @property
    def capf(self) -> Pair:
        return self._pair(f"CAPF-{self.label}", "CAPF")

    def records(self, *, mixed: bool = False) -> list[bytes]:
        """Those of its ITL: both SASTs, TFTP (CCM+TFTP where mixed), TVS, CAPF."""
        of_tftp = CCM_TFTP if mixed else TFTP
        return [
            record(self.callmanager, SAST, dns=self.name),
            record(self.itl_recovery, SAST, dns=self.name),
            record(self.callmanager, of_tftp, dns=self.name),
            record(self.tvs, TVS, dns=self.name),
            record(self.capf, CAPF, dns=self.name),
        ]

    def itl(
        self, *, signer: Pair | None = None, mixed: bool = False, records: Sequence[bytes] | None = None, **how: object
    ) -> bytes:
        """Its ITL; any word of `signed` may be given."""
        content = self.records(mixed=mixed) if records is None else records
        return trust_list(content, **{"filename": "ITLFile.tlv", "signer": signer or self.callmanager, **how})

    def ctl(self, *, signer: Pair | None = None, records: Sequence[bytes] | None = None, **how: object) -> bytes:
        """Its CTL of mixed mode, without tokens: SASTs, CCM+TFTP, CAPF; never a TVS (trust §1.4)."""
        content = [one for one in self.records(mixed=True) if one != record(self.tvs, TVS, dns=self.name)]
        content = content if records is None else list(records)
        return trust_list(content, **{"filename": "CTLFile.tlv", "signer": signer or self.callmanager, **how})

    def rollback_itl(self, *, signer: Pair | None = None, **how: object) -> bytes:
        """Under "Prepare Cluster for Rollback to pre 8.0": TVS and TFTP sections are empty (trust §1.3)."""
        bare = [record(None, role, dns=self.name) for role in (TFTP, TVS)]
        content = [record(self.callmanager, SAST, dns=self.name), *bare, record(self.capf, CAPF, dns=self.name)]
        return self.itl(signer=signer, records=content, **how)

    def non_secure_ctl(self, *, signer: Pair | None = None, **how: object) -> bytes:
        """After `utils ctl set-cluster non-secure-mode`: CCM+TFTP without a certificate (trust §1.3)."""
        bare = record(None, CCM_TFTP, dns=self.name)
        content = [record(self.callmanager, SAST, dns=self.name), bare, record(self.capf, CAPF, dns=self.name)]
        return self.ctl(signer=signer, records=content, **how)

    def config(self, phone: str = "SEP001122334455", *, signer: Pair | None = None, **how: object) -> bytes:
        """A signed configuration; the CallManager key of the TFTP node signs it, always (trust §2.2)."""
        payload = b"<device><fullConfig>true</fullConfig></device>\r\n"
        given = {"filename": f"{phone}.cnf.xml.sgn", "signer": signer or self.callmanager, "version": (1, 0), **how}
        return signed(payload, **given)  # type: ignore[arg-type]

    def encrypted_config(self, phone: str = "SEP001122334455", **how: object) -> bytes:
        given = {"filename": f"{phone}.cnf.xml.enc.sgn", "signer": self.callmanager, "version": (2, 0), **how}
        return signed(bytes(range(256)), **{"extra": encryption_block(), **given})  # type: ignore[arg-type]


@functools.cache
def old_and_new() -> tuple[Cluster, Cluster]:
    """The usual pair: a phone of `old` is moved to `new`."""
    return Cluster("old"), Cluster("new")
