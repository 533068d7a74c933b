"""What the clusters' TFTP servers offer.

Each cluster signs its lists with its own key. A phone that was moved to a cluster, or whose cluster lost its keys,
holds lists of before and is offered others: the disaster that the product is for. No TFTP packet flows here yet: a
simulated phone is told what it would be offered, and takes or refuses it by the rules of its trust lists.
"""

from __future__ import annotations

import hashlib
import random
from dataclasses import dataclass, replace

from eraser.simulator.state import Quirks, TrustList

_SIGNATURE_DIGITS = 40


@dataclass(frozen=True, slots=True)
class Cluster:
    """One cluster with what its phones hold from before and what it offers now. Without mixed mode there is no CTL."""

    name: str
    tftp_servers: tuple[str, ...]
    tftp_before: tuple[str, ...]
    itl_before: TrustList
    itl_now: TrustList
    ctl_before: TrustList | None = None
    ctl_now: TrustList | None = None

    def offered_to(self, quirks: Quirks) -> tuple[TrustList | None, TrustList | None]:
        """The ITL and the CTL that this phone would download."""
        if quirks.offers_nothing:
            return None, None
        if quirks.offers_same_list:
            return self.itl_before, self.ctl_before
        return self.itl_now, self.ctl_now

    def signed_with(self, digits: int) -> Cluster:
        """The same cluster as phones see it that print signatures of so many digits: 40 on most, 32 on 8831 (phones
        §4.3)."""
        if digits == _SIGNATURE_DIGITS:
            return self
        return replace(
            self,
            itl_before=_with(self.itl_before, digits),
            itl_now=_with(self.itl_now, digits),
            ctl_before=self.ctl_before and _with(self.ctl_before, digits),
            ctl_now=self.ctl_now and _with(self.ctl_now, digits),
        )


def _with(held: TrustList, digits: int) -> TrustList:
    """Another digest of the same file: as long as asked for, and its own for each file."""
    return replace(held, signature=hashlib.shake_128(held.signature.encode()).hexdigest(digits // 2).upper())


def new_cluster(name: str, dice: random.Random, *, mixed_mode: bool) -> Cluster:
    """A cluster whose keys were lost: nothing that it offers now is signed as before."""

    def new_list(*hosts: str) -> TrustList:
        return TrustList(f"{dice.getrandbits(4 * _SIGNATURE_DIGITS):0{_SIGNATURE_DIGITS}X}", hosts)

    old, new = (f"{name}-old-pub", f"{name}-old-sub"), (f"{name}-pub", f"{name}-sub")
    servers = tuple(f"10.{dice.randrange(20, 90)}.{dice.randrange(1, 200)}.{last}" for last in (11, 12))
    return Cluster(
        name=name,
        tftp_servers=servers,
        tftp_before=tuple(
            f"{server.rpartition('.')[0]}.{last}" for server, last in zip(servers, (211, 212), strict=True)
        ),
        itl_before=new_list(*old),
        itl_now=new_list(*new),
        ctl_before=new_list(old[0]) if mixed_mode else None,
        ctl_now=new_list(new[0]) if mixed_mode else None,
    )
