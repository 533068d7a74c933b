"""One phone's move: everything that a warning may look at."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from eraser.trust.case import Held, Offer, Offered, Tvs
from eraser.trust.conditions import certified
from eraser.trust.identity import folded_name
from eraser.trust.judge import Erase, Judgement
from eraser.trust.roles import Role
from eraser.trust.trust_file import Record, TrustFile


@dataclass(frozen=True)
class Move:
    """Everything that a pitfall may look at."""

    held: Held
    offered: Offered
    judgement: Judgement
    tvs: Tvs | None

    @cached_property
    def old(self) -> tuple[Record, ...]:
        return tuple(one for _, file in self.held.lists for one in file.records if one.has_certificate)

    @cached_property
    def new(self) -> tuple[Record, ...]:
        return tuple(one for file in self.offered.lists for one in file.records if one.has_certificate)

    @cached_property
    def shared(self) -> bool:
        """Whether any certificate stands in both: then both are lists of one cluster, or trust was handed over."""
        return bool({one.identity for one in self.old} & {one.identity for one in self.new})

    def changed(self, roles: frozenset[Role]) -> tuple[tuple[Record, Record], ...]:
        """Held and offered certificates of these roles under one subject, of which the phone holds no offered one."""
        mine, theirs = (_by_subject(side, roles) for side in (self.old, self.new))
        pairs = ((mine[subject], theirs[subject]) for subject in mine.keys() & theirs.keys())
        return tuple(
            (ours[0], others[0])
            for ours, others in pairs
            if not {one.identity for one in ours} & {one.identity for one in others}
        )

    def spare_sasts(self, held: TrustFile | None, offer: Offer | None) -> tuple[Record, ...]:
        """SASTs of an offered list that are held, and that could sign it in place of its signer (trust §3.5)."""
        if held is None or not isinstance(offer, TrustFile):
            return ()
        sast, signer = frozenset({Role.SAST}), offer.header.signer.identity
        mine = {one.identity for one in certified(held, sast)}
        return tuple(one for one in certified(offer, sast) if one.identity in mine and one.identity != signer)

    @property
    def is_open(self) -> bool:
        """Whether the phone does not simply take the lists."""
        return self.judgement.erase in {Erase.NEEDED, Erase.DEPENDS_ON_TVS}


def _by_subject(records: Iterable[Record], roles: frozenset[Role]) -> dict[tuple[str, ...], list[Record]]:
    found: dict[tuple[str, ...], list[Record]] = {}
    for one in records:
        if one.role_code in roles and one.subject:
            found.setdefault(folded_name(one.subject), []).append(one)
    return found
