"""The conditions of the fifteen rules, as questions about one offered file (trust §2.2)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from eraser.trust.case import Held, Offer, Slot, Tvs, Unreadable, Unsigned
from eraser.trust.remarks import LARGEST_LIST_BYTES
from eraser.trust.roles import Role
from eraser.trust.signature import Check, verify
from eraser.trust.trust_file import DIGESTS, Record, Signer, TrustFile

_PROVES_NODES_IN_ITL = frozenset({Role.CCM_TFTP, Role.TFTP, Role.TVS})
_PROVES_NODES_IN_CTL = frozenset({Role.CCM_TFTP, Role.TFTP})
_OF_PHONES = frozenset(DIGESTS.values())  # no phone is known to take a signature over another digest (trust §1.2)


def certified(file: TrustFile | None, roles: frozenset[Role]) -> tuple[Record, ...]:
    """The records of these roles that carry a certificate."""
    records = file.records if file else ()
    return tuple(one for one in records if one.role_code in roles and one.has_certificate)


def is_rolled_back(itl: TrustFile | None) -> bool:
    """Whether this is the ITL of "Prepare Cluster for Rollback to pre 8.0": it proves no TFTP and no TVS."""
    return itl is not None and not certified(itl, _PROVES_NODES_IN_ITL)


@dataclass(frozen=True)
class Question:
    """Does a phone that holds this take that?"""

    slot: Slot
    offer: Offer
    held: Held
    tvs: Tvs | None = None

    # --- what the rules ask ------------------------------------------------------------------------------------------

    def can_not_be_parsed(self) -> bool:
        """Or is too large for a phone to load, which comes to the same (trust §1.3)."""
        if self.slot is not Slot.CONFIG and isinstance(self.offer, Unsigned):
            return True
        return isinstance(self.offer, Unreadable) or self._is_too_large

    def phone_holds_no_list(self) -> bool:
        return not self.held.lists

    def signer_is_held_and_signature_verifies(self) -> bool:
        return self._check is not None and self._check.right and self._check.digest in _OF_PHONES

    def signer_is_held_and_signature_can_not_be_judged(self) -> bool:
        if self._check is None or self._is_without_signature:
            return False
        return not self._check.checkable or (self._check.right and self._check.digest not in _OF_PHONES)

    def signer_is_held_and_signature_does_not_verify(self) -> bool:
        return self._check is not None and not self._check.right

    def held_lists_are_rolled_back(self) -> bool:
        return is_rolled_back(self.held.itl) and not certified(self.held.ctl, _PROVES_NODES_IN_CTL)

    def ctl_is_held_beside_a_rolled_back_itl(self) -> bool:
        return self.held.ctl is not None and is_rolled_back(self.held.itl)

    def config_is_not_signed(self) -> bool:
        return isinstance(self.offer, Unsigned)

    def no_tvs_certificate_is_held(self) -> bool:
        return not self._held_tvs

    def signature_is_not_its_own_signers(self) -> bool:
        """No signature at all, or not that of the certificate the signer is known by: no TVS makes it right."""
        if self._is_without_signature:
            return True
        checks = [one for one in self._foreign_checks() if one.checkable]
        return bool(checks) and not any(one.right for one in checks)

    def tvs_is_not_known(self) -> bool:
        return self.tvs is None or not self.tvs.is_known

    def no_tvs_is_reachable(self) -> bool:
        return self.tvs is not None and not self.tvs.reachable

    def tvs_is_not_the_held_one(self) -> bool:
        return self.tvs is not None and not self.tvs.is_held_in(self._held_tvs)

    def tvs_vouches_for_the_signer(self) -> bool:
        return self.tvs is not None and self.tvs.vouches(self._signer, self.slot.signing_roles)

    def tvs_does_not_vouch_for_the_signer(self) -> bool:
        return not self.tvs_vouches_for_the_signer()

    # --- what the answers say ----------------------------------------------------------------------------------------

    def words(self) -> dict[str, str]:
        """What the reasons of the rules may name."""
        lists = {slot.word for slot, _ in self._signers}
        roles = {one.role for _, one in self._signers}
        return {
            "what": self.slot.word,
            "signer": name_of(self._signer),
            "lists": " and ".join(sorted(lists)) or "list",
            "roles": " and ".join(sorted(roles)),
            "check": self._check.reason if self._check is not None else "",
            "needed_roles": " or ".join(str(int(one)) for one in sorted(self.slot.signing_roles)),
            "known_roles": self._known_roles(),
            "presented": (self.tvs.presents if self.tvs else None) or "none",
            "why": self._fault,
        }

    # --- what is asked once ------------------------------------------------------------------------------------------

    @cached_property
    def _signer(self) -> Signer:
        return self.offer.header.signer if isinstance(self.offer, TrustFile) else Signer()

    @property
    def _is_too_large(self) -> bool:
        if self.slot is Slot.CONFIG or not isinstance(self.offer, TrustFile):
            return False
        return self.offer.size_bytes > LARGEST_LIST_BYTES

    @property
    def _fault(self) -> str:
        if isinstance(self.offer, Unreadable):
            return self.offer.reason
        if self._is_too_large:
            return f"phones fail to load a list of more than {LARGEST_LIST_BYTES} bytes"
        return "it is not signed"

    @property
    def _is_without_signature(self) -> bool:
        """Of a list read from text there are no bytes, so nothing is said about its signature."""
        return isinstance(self.offer, TrustFile) and bool(self.offer.content) and not self.offer.header.signature

    @cached_property
    def _signers(self) -> tuple[tuple[Slot, Record], ...]:
        """The held records that are the header's signer, in a role that may sign such a file."""
        wanted = self._signer.identity
        if not wanted:
            return ()
        return tuple(
            (slot, one)
            for slot, file in self.held.lists
            for one in certified(file, self.slot.signing_roles)
            if one.identity == wanted
        )

    @cached_property
    def _check(self) -> Check | None:
        """Of the signature with the held keys: one that fits is enough; None if the signer is not held."""
        if not isinstance(self.offer, TrustFile):
            return None
        worst: Check | None = None
        for _, one in self._signers:
            check = verify(self.offer, _with_certificate(one, self.offer))
            if check.right:
                return check
            if worst is None or not check.checkable:
                worst = check
        return worst

    def _foreign_checks(self) -> Iterator[Check]:
        """Of the signature with the certificates that others know the signer by: the TVS, else the file itself."""
        if not isinstance(self.offer, TrustFile):
            return
        sent = [one.certificate for one in (self.tvs.certificates_of(self._signer) if self.tvs else ())]
        if any(sent):
            yield from (verify(self.offer, one) for one in sent if one)
            return
        identity = self._signer.identity
        yield from (verify(self.offer, one) for one in self.offer.records if identity and one.identity == identity)

    @cached_property
    def _held_tvs(self) -> tuple[Record, ...]:
        return certified(self.held.itl, frozenset({Role.TVS}))

    def _known_roles(self) -> str:
        found = self.tvs.certificates_of(self._signer) if self.tvs else ()
        roles = sorted({role for one in found for role in one.roles})
        return f"in role {', '.join(map(str, roles))} only" if roles else "not at all"


def _with_certificate(held: Record, offer: TrustFile) -> Record | bytes:
    """A list read from the text of `show itl` holds no certificates, only their SHA-1: an offered one of that hash is
    the same."""
    if held.certificate:
        return held
    same = (one.certificate for one in offer.records if one.certificate_sha1 == held.certificate_sha1)
    return next((one for one in same if one), held)


def name_of(signer: Signer) -> str:
    """A signer in a sentence: its common name and serial."""
    common = next(
        (part for part in signer.subject.replace(",", ";").split(";") if part.strip().upper()[:3] == "CN="), ""
    )
    return f"{common.strip() or signer.subject or 'nobody'} (serial {signer.serial or 'none'})"
