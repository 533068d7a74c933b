"""What people get burned by when they move phones, as far as the files show it (trust §6).

Each pitfall is a question about what is held, what is offered and what the judge said; its number is that of the list
in trust §6, and 0 where something else is odd. The others of that list can only be seen on a phone or a cluster.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric import rsa

from eraser.trust.case import Held, Offered, Slot, Tvs, Unsigned
from eraser.trust.certificate import key_of
from eraser.trust.conditions import certified, is_rolled_back
from eraser.trust.judge import Erase, Judgement, Verdict
from eraser.trust.move import Move
from eraser.trust.oddities import ODDITIES
from eraser.trust.remarks import LARGEST_LIST_BYTES
from eraser.trust.roles import SIGNS_CONFIGS, Role
from eraser.trust.trust_file import TrustFile

_CALL_MANAGER = frozenset({Role.SAST, Role.CCM_TFTP, Role.TFTP})
_TVS = frozenset({Role.TVS})
_MOST_CERTIFICATES = 39  # more make an ITL of over 64 KiB (trust §1.3)
_SHORT_KEY_BITS, _LONG_KEY_BITS = 1_024, 4_096


@dataclass(frozen=True, slots=True)
class Pitfall:
    number: int
    words: str

    def __str__(self) -> str:
        return self.words


# --- 1 to 6: certificates, and the way to hand over trust ------------------------------------------------------------


def _one_name_two_keys(move: Move) -> Iterator[str]:
    if move.shared:
        return
    for mine, _ in move.changed(_CALL_MANAGER):
        yield (
            f"both clusters name a certificate {mine.subject}, with other serials: a phone goes by issuer and serial, "
            "so the same name helps nothing, and an import by bulk export can push the old cluster's own one out"
        )


def _recovery_signs(move: Move) -> Iterator[str]:
    for slot, file in ((Slot.CTL, move.offered.ctl), (Slot.ITL, move.offered.itl)):
        step = move.judgement.step(slot)
        if step is None or not isinstance(file, TrustFile):
            continue
        open_ = step.verdict in {Verdict.NEEDS_TVS, Verdict.REJECT_TVS_UNKNOWN_CERT}
        if open_ and "ITLRECOVERY" in file.header.signer.subject.upper():
            yield (
                f"the offered {slot.word} is signed by ITLRecovery: the old cluster needs ITLRecovery.pem as "
                "Phone-SAST-trust; CallManager.pem alone is not enough"
            )


def _both_regenerated(move: Move) -> Iterator[str]:
    if move.is_open and move.changed(_CALL_MANAGER) and move.changed(_TVS):
        yield (
            "CallManager and TVS certificates are both others, under the same names: if this is one cluster, both were "
            "regenerated before this phone took a list between; nothing vouches any more, only an erase or a restore "
            "from backup helps"
        )


def _call_manager_regenerated(move: Move) -> Iterator[str]:
    held = {one.identity for one in certified(move.held.itl, _TVS)}
    offered = {one.identity for one in move.new if one.role_code == Role.TVS}
    if move.is_open and move.changed(_CALL_MANAGER) and held & offered:
        yield (
            "the CallManager certificate was regenerated and the TVS certificate is still the held one: phones that "
            "were offline then stay locked unless that TVS answers them; reset this phone before anything is erased"
        )


def _rolled_back_needs_tvs(move: Move) -> Iterator[str]:
    if is_rolled_back(move.held.itl) and move.is_open:
        yield (
            "the held ITL is that of a rollback: the bulk certificate method can not work for this phone, it needs the "
            "TVS certificate that the rollback has emptied"
        )


def _rollback_beside_ctl(move: Move) -> Iterator[str]:
    if is_rolled_back(move.held.itl) and certified(move.held.ctl, SIGNS_CONFIGS):
        yield (
            "the held ITL is that of a rollback, but the phone holds a CTL, too, which a rollback leaves as it is: set "
            "the old cluster to non-secure mode first, or erase both"
        )


# --- 8 to 12: what stays behind --------------------------------------------------------------------------------------


def _ctl_left_behind(move: Move) -> Iterator[str]:
    if move.held.ctl is None:
        if move.offered.ctl is not None and move.held.itl is not None:
            yield "the new cluster serves a CTL and the phone holds none; after an erase of the ITL both come new"
        return
    if move.judgement.erase is Erase.NEEDED:
        yield "the phone holds a CTL: erase CTL and ITL, since a CTL that stays judges the new ITL"
    if move.offered.ctl is None:
        yield "the new cluster serves no CTL: the held one stays on the phone until it is erased"


def _capf_is_another(move: Move) -> Iterator[str]:
    capf = frozenset({Role.CAPF})
    old = {one.identity: one for one in move.old if one.role_code in capf}
    new = {one.identity for one in move.new if one.role_code in capf}
    if new and old.keys() - new and not old.keys() & new:
        yield (
            "the CAPF is another one: a phone with an LSC of the old CAPF is not trusted by the new cluster until the "
            "old CAPF certificate is in its CAPF-trust"
        )


def _tvs_is_silent(move: Move) -> Iterator[str]:
    if move.tvs is not None and not move.tvs.reachable and certified(move.held.itl, _TVS):
        yield "no TVS is reached: if it runs, look whether a firewall between the phones and it blocks TCP 2445"


def tvs_address_is_taken(move: Move) -> tuple[str, ...]:
    """Addresses that are a TVS of both, with another certificate (trust §6.12)."""
    new = {one.ip: one for one in move.new if one.ip and one.role_code == Role.TVS}
    held = certified(move.held.itl, _TVS)
    pairs = ((one.ip, one.identity, new.get(one.ip)) for one in held if one.ip)
    return tuple(address for address, mine, theirs in pairs if theirs and theirs.identity != mine)


def _one_address_two_clusters(move: Move) -> Iterator[str]:
    if not move.is_open:
        return
    for address in tvs_address_is_taken(move):
        yield (
            f"{address} is the TVS of both, with another certificate: the old TVS can not be reached any more, so "
            "nothing vouches for the new cluster"
        )


# --- 16 to 22: files that phones do not take -------------------------------------------------------------------------


def _digest_is_sha512(move: Move) -> Iterator[str]:
    old = {file.header.digest for _, file in move.held.lists}
    files = (*move.offered.lists, *([move.offered.config] if isinstance(move.offered.config, TrustFile) else []))
    for file in files:
        if file.header.digest == "sha512" and "sha512" not in old:
            name = file.header.filename or file.kind.upper()
            yield f"{name} is signed with SHA-512: phones with an old load that does not know it stop taking files"


def _keys_are_long(move: Move) -> Iterator[str]:
    ctl = move.offered.ctl
    for one in ctl.records if isinstance(ctl, TrustFile) else ():
        key = key_of(one)
        if key is not None and key.key_size >= _LONG_KEY_BITS:
            yield f"{one.subject} in the offered CTL has a key of {key.key_size} bits, which some phones refuse"


def _too_large(move: Move) -> Iterator[str]:
    for file in move.offered.lists:
        count = sum(one.has_certificate for one in file.records)
        if file.size_bytes > LARGEST_LIST_BYTES or count > _MOST_CERTIFICATES:
            yield (
                f"the offered {file.kind.upper()} has {file.size_bytes} bytes and {count} certificates: phones fail to "
                f"load more than {LARGEST_LIST_BYTES} bytes, about {_MOST_CERTIFICATES} certificates"
            )


def recovery_is_short(move: Move) -> tuple[tuple[str, int, int], ...]:
    """Recovery keys in the offered lists, with their bits and those of the longest SAST (trust §6.21)."""
    keys = [(one, key_of(one)) for one in move.new if one.role_code == Role.SAST]
    bits = {one.subject: key.key_size for one, key in keys if isinstance(key, rsa.RSAPublicKey)}
    longest = max(bits.values(), default=0)
    return tuple(
        (subject, size, longest)
        for subject, size in bits.items()
        if "ITLRECOVERY" in subject.upper() and size <= _SHORT_KEY_BITS < longest
    )


def _recovery_is_short(move: Move) -> Iterator[str]:
    for _, size, longest in recovery_is_short(move):
        yield f"ITLRecovery has {size} bits and the others up to {longest}: `utils itl reset` fails there"


def _target_does_not_sign(move: Move) -> Iterator[str]:
    if isinstance(move.offered.config, Unsigned) and move.held.lists and not move.offered.lists:
        yield "the target signs nothing: a phone that keeps a list goes on asking for signed files; it must be erased"


# --- 23 and others ---------------------------------------------------------------------------------------------------


def _shared_sast(move: Move) -> Iterator[str]:
    if not move.is_open:
        return
    for file in move.offered.lists:
        for one in dict.fromkeys(one for _, held in move.held.lists for one in move.spare_sasts(held, file)):
            kind = file.kind
            yield (
                f"the phone holds {one.subject} as SAST, and it is in the offered {kind.upper()}, only not its "
                f"signer: do not erase, say `utils {kind} reset localkey` on the new cluster and let phones take it"
            )


PITFALLS: tuple[tuple[int, Callable[[Move], Iterator[str]]], ...] = (
    (1, _one_name_two_keys),
    (2, _recovery_signs),
    (3, _both_regenerated),
    (4, _call_manager_regenerated),
    (5, _rolled_back_needs_tvs),
    (6, _rollback_beside_ctl),
    (8, _ctl_left_behind),
    (10, _capf_is_another),
    (11, _tvs_is_silent),
    (12, _one_address_two_clusters),
    (16, _digest_is_sha512),
    (16, _keys_are_long),
    (19, _too_large),
    (21, _recovery_is_short),
    (22, _target_does_not_sign),
    (23, _shared_sast),
)


def warn(held: Held, offered: Offered, judgement: Judgement, tvs: Tvs | None = None) -> tuple[Pitfall, ...]:
    """What a person should know before the phone is moved, as far as the files show it."""
    move = Move(held, offered, judgement, tvs)
    looks = (*((0, look) for look in ODDITIES), *PITFALLS)
    return tuple(Pitfall(number, words) for number, look in looks for words in dict.fromkeys(look(move)))
