"""What the Trust Verification Service of a cluster knows, as plain values; how it is asked is not told here.

A phone asks it by issuer and serial, and is told the roles and the certificate (trust §2.4). Bulk certificate import is
what fills it: Phone-SAST-trust gives role 0, CallManager-trust role 3 (trust §3.1).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Protocol

from eraser.simulator.signer import Signer


class Vouching(Protocol):
    """What a phone can ask about a signer that its own lists do not have."""

    @property
    def reachable(self) -> bool:
        """Whether anybody answers on TCP 2445."""
        ...

    def is_one_of(self, certificates: Collection[bytes]) -> bool:
        """Whether the certificate that it presents is one of these."""
        ...

    def knows(self, issuer: str, serial: bytes) -> frozenset[int]:
        """The roles in which it vouches for this signer."""
        ...

    def certificate_of(self, issuer: str, serial: bytes) -> bytes:
        """The signer's certificate (DER); b"" where it has none to send."""
        ...


@dataclass(frozen=True, slots=True)
class Known:
    """A certificate in its trust store."""

    signer: Signer
    roles: frozenset[int]


@dataclass(frozen=True, slots=True)
class TvsKnowledge:
    """One cluster's TVS. `signer`: the certificate that it presents, with its key."""

    signer: Signer
    known: tuple[Known, ...] = ()
    reachable: bool = True

    def is_one_of(self, certificates: Collection[bytes]) -> bool:
        """Whether the phone holds the certificate that it presents."""
        return self.signer.certificate in certificates

    def knows(self, issuer: str, serial: bytes) -> frozenset[int]:
        """All roles of all certificates of that issuer and serial."""
        return frozenset(role for one in self._found(issuer, serial) for role in one.roles)

    def certificate_of(self, issuer: str, serial: bytes) -> bytes:
        """The first of that issuer and serial."""
        return next((one.signer.certificate for one in self._found(issuer, serial)), b"")

    def _found(self, issuer: str, serial: bytes) -> Iterable[Known]:
        return (one for one in self.known if (one.signer.issuer, one.signer.serial) == (issuer, serial))

    def answers(self) -> dict[str, object]:
        """As the contract writes what a TVS is known to say (`trust judge --tvs FILE.json`)."""
        if not self.reachable:
            return {"reachable": False}
        return {
            "reachable": True,
            "presents": self.signer.serial_hex,
            "knows": [
                {
                    "serial": one.signer.serial_hex,
                    "issuer": one.signer.issuer,
                    "roles": sorted(one.roles),
                    "certificate": one.signer.certificate.hex(),
                }
                for one in self.known
            ],
        }


@dataclass(frozen=True, slots=True)
class _Hoped:
    """The best that a TVS may turn out to be: the held one, and it vouches for everything."""

    reachable: bool = True

    def is_one_of(self, certificates: Collection[bytes]) -> bool:
        return bool(certificates)

    def knows(self, issuer: str, serial: bytes) -> frozenset[int]:
        return frozenset({0, 2, 3}) if issuer and serial else frozenset()

    def certificate_of(self, issuer: str, serial: bytes) -> bytes:
        del issuer, serial
        return b""


@dataclass(frozen=True, slots=True)
class _Silent:
    """The worst: nobody answers."""

    reachable: bool = False

    def is_one_of(self, certificates: Collection[bytes]) -> bool:
        del certificates
        return False

    def knows(self, issuer: str, serial: bytes) -> frozenset[int]:
        del issuer, serial
        return frozenset()

    def certificate_of(self, issuer: str, serial: bytes) -> bytes:
        del issuer, serial
        return b""


HOPED, SILENT = _Hoped(), _Silent()
