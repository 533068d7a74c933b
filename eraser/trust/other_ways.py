"""What else than an erase makes a phone take the wanted lists, with what each way needs (trust §3).

The table is read like the chapter that it comes from: a way, what a person does, and its conditions. A condition holds,
does not hold, or can not be seen from outside; one that does not hold closes the way.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from eraser.trust.case import HOPED
from eraser.trust.conditions import certified, is_rolled_back
from eraser.trust.judge import Erase, judge
from eraser.trust.move import Move
from eraser.trust.pitfalls import recovery_is_short, tvs_address_is_taken
from eraser.trust.roles import SIGNS_CONFIGS, Role

_SAST = frozenset({Role.SAST})
_TVS = frozenset({Role.TVS})
_OF_NODES = frozenset({Role.SAST, Role.CCM_TFTP, Role.TFTP})


@dataclass(frozen=True, slots=True)
class Condition:
    """Something that a way needs. `holds`: None where it can not be seen from outside."""

    words: str
    holds: Callable[[Move], bool | None]


@dataclass(frozen=True, slots=True)
class OtherWay:
    name: str
    do: str
    needs: tuple[Condition, ...]
    source: str


@dataclass(frozen=True, slots=True)
class Chance:
    """A way, looked at for one phone."""

    way: OtherWay
    broken: tuple[str, ...]
    unknown: tuple[str, ...]

    @property
    def is_open(self) -> bool:
        return not self.broken


# --- conditions ------------------------------------------------------------------------------------------------------


def _itl_has_tvs(move: Move) -> bool:
    return bool(certified(move.held.itl, _TVS))


def _tvs_is_reached(move: Move) -> bool | None:
    return None if move.tvs is None else move.tvs.reachable


def _tvs_is_the_held_one(move: Move) -> bool | None:
    tvs = move.tvs
    if tvs is None or not tvs.reachable or tvs.presents is None:
        return None
    return tvs.is_held_in(certified(move.held.itl, _TVS))


def _a_tvs_could_help(move: Move) -> bool:
    return judge(move.held, move.offered, HOPED).erase is Erase.NOT_NEEDED


def _tvs_has_its_own_address(move: Move) -> bool:
    return _tvs_is_the_held_one(move) is True or not tvs_address_is_taken(move)


def _names_differ(move: Move) -> bool | None:
    return None if move.changed(_OF_NODES) and not move.shared else True


def _names_are_the_same(move: Move) -> bool:
    return bool(move.changed(_OF_NODES))


def _ctl_does_not_count(move: Move) -> bool:
    return not certified(move.held.ctl, SIGNS_CONFIGS)


def _is_not_rolled_back(move: Move) -> bool:
    return not is_rolled_back(move.held.itl)


def _ctl_is_of_mixed_mode(move: Move) -> bool:
    return bool(certified(move.held.ctl, SIGNS_CONFIGS))


def _held_sast_is_in_the_offered_ctl(move: Move) -> bool:
    return bool(move.spare_sasts(move.held.ctl, move.offered.ctl))


def _held_sast_is_in_the_offered_lists(move: Move) -> bool:
    return any(move.spare_sasts(held, file) for _, held in move.held.lists for file in move.offered.lists)


def _recovery_key_is_long_enough(move: Move) -> bool:
    return not recovery_is_short(move)


def _nobody_sees(_move: Move) -> None:
    return None


def _never(_move: Move) -> bool:
    return False


_OLD_CLUSTER_LIVES = Condition("the old cluster is up and the phone still takes its files", _nobody_sees)

# --- the table -------------------------------------------------------------------------------------------------------

OTHER_WAYS = (
    OtherWay(
        "bulk certificate export",
        "on both publishers export, consolidate and import certificates (or put CallManager.pem of every new TFTP node "
        "and ITLRecovery.pem into Phone-SAST-trust and CallManager-trust of the old publisher by hand), restart TVS on "
        "all old nodes, then move option 150 and reset the phones",
        (
            Condition("the held ITL has a TVS certificate: no rollback was on", _itl_has_tvs),
            Condition("a TVS that vouches for the wanted signer is enough", _a_tvs_could_help),
            Condition("the old TVS keeps an address of its own", _tvs_has_its_own_address),
            Condition("a TVS of the old cluster is reached on TCP 2445", _tvs_is_reached),
            Condition("it presents the TVS certificate of the held ITL", _tvs_is_the_held_one),
            Condition("imported certificates have other names than those of the old cluster", _names_differ),
        ),
        "trust §3.1",
    ),
    OtherWay(
        "rollback parameter",
        'on the old cluster set "Prepare Cluster for Rollback to pre 8.0" to True, restart TVS and TFTP, reset the '
        "phones and wait until they hold the empty ITL; then move option 150",
        (
            Condition("the phone holds no CTL, or one of non-secure mode", _ctl_does_not_count),
            Condition("it is not rolled back already", _is_not_rolled_back),
            _OLD_CLUSTER_LIVES,
        ),
        "trust §3.2",
    ),
    OtherWay(
        "common hardware token",
        "have the wanted CTL signed with the token, or other SAST, that the held CTL has, too",
        (
            Condition("the held and the wanted CTL share a SAST", _held_sast_is_in_the_offered_ctl),
            Condition("its token is at hand, and the new cluster is older than 14SU3", _nobody_sees),
        ),
        "trust §3.3",
    ),
    OtherWay(
        "mixed-mode SAST hand-over",
        "upload ITLRecovery.pem and CallManager.pem of the new cluster as Phone-SAST-trust on the old one, say `utils "
        "ctl update CTLFile` there, wait until the phones hold that CTL; then move option 150",
        (
            Condition("the phone holds a CTL of mixed mode", _ctl_is_of_mixed_mode),
            _OLD_CLUSTER_LIVES,
            Condition("imported certificates have other names than those of the old cluster", _names_differ),
        ),
        "trust §3.4",
    ),
    OtherWay(
        "utils itl reset",
        "say `utils itl reset localkey` (in mixed mode `utils ctl reset localkey`) on the new publisher, let phones "
        "take the list, restart TFTP and reset them once more",
        (
            Condition("a SAST of the wanted list, not its signer, is held", _held_sast_is_in_the_offered_lists),
            Condition("ITLRecovery is not shorter than the other keys", _recovery_key_is_long_enough),
        ),
        "trust §3.5",
    ),
    OtherWay(
        "DRS restore",
        "restore the backup that has the keys of before, so that the old signer signs again",
        (
            Condition("held and wanted lists name the same nodes: one cluster that lost its keys", _names_are_the_same),
            Condition("a backup of before the loss is at hand", _nobody_sees),
        ),
        "trust §3.6",
    ),
    OtherWay(
        "phone migration of CUCM 14",
        "nothing: it replaces a phone by another within one cluster",
        (Condition("it changes trust lists", _never),),
        "trust §3.8",
    ),
)


def weigh(move: Move) -> tuple[Chance, ...]:
    """Every way, with the conditions that do not hold and those that nobody can see from outside."""
    chances = []
    for way in OTHER_WAYS:
        held = [(one.words, one.holds(move)) for one in way.needs]
        broken = tuple(words for words, holds in held if holds is False)
        unknown = tuple(words for words, holds in held if holds is None)
        chances.append(Chance(way, broken, unknown))
    return tuple(chances)
