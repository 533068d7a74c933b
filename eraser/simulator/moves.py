"""The moves that phones may face, as data: what a phone holds, what it is offered, and what its TVS knows.

Every state of trust §2.2 and §3 that decides whether a phone must be erased is one line of `MOVES`, with its source.
What the phone then does is found by letting it try; no line says it.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Holds(StrEnum):
    """The lists on the phone when the fleet begins."""

    OFFERED = "the lists that are offered"
    ITL = "an ITL"
    BOTH = "a CTL and an ITL"
    CTL = "a CTL only"
    ROLLBACK = "the ITL of a rollback"
    ROLLBACK_AND_CTL = "the ITL of a rollback beside a CTL"
    HANDED_OVER = "a CTL with the new cluster's signers, and an ITL"
    NOTHING = "no list"


class Offers(StrEnum):
    """The node that the phone asks now."""

    NEW = "new"  # another cluster, 12.0 or later: ITLRecovery signs
    MIXED = "mixed"  # another cluster in mixed mode
    SECOND = "second-node"  # the second node of the phone's own cluster
    PROXY = "proxy"  # a central TFTP with lists of its own
    NAMESAKE = "namesake"  # another cluster whose hosts have the old names
    RESTORED = "restored"  # the old keys, from a backup
    RESET = "reset"  # the old cluster after `utils itl reset`
    REGENERATED = "regenerated"  # the old cluster, CallManager and TVS made anew
    RENEWED = "renewed"  # the old cluster, CallManager's certificate made anew over its key
    FORGED = "forged"  # issuer and serial of the old signer, another key
    UPDATED = "updated"  # the old cluster in mixed mode, CallManager made anew and the CTL updated
    LARGE = "large"  # more than 64 KiB
    BROKEN = "broken"  # a list that was cut off
    UNSIGNED = "unsigned"  # a call manager that signs nothing


class TvsState(StrEnum):
    """The TVS of the cluster whose lists the phone holds."""

    EMPTY = "nothing imported"
    PREPARED = "both imported"
    CALL_MANAGER_ONLY = "CallManager imported"
    WRONG_ROLE = "imported for TFTP"
    UNREACHABLE = "unreachable"
    REGENERATED = "regenerated"


@dataclass(frozen=True, slots=True)
class Move:
    """One phone's move. Those of the same offer and the same TVS belong to one situation."""

    says: str
    holds: Holds
    offers: Offers
    tvs: TvsState
    source: str

    @property
    def situation(self) -> str:
        """A name for its two clusters, fit for a host."""
        words = {
            TvsState.EMPTY: "unprepared",
            TvsState.PREPARED: "prepared",
            TvsState.CALL_MANAGER_ONLY: "half-prepared",
            TvsState.WRONG_ROLE: "wrong-role",
            TvsState.UNREACHABLE: "silent",
            TvsState.REGENERATED: "other-tvs",
        }
        return f"{self.offers}-{words[self.tvs]}"


MOVES = (
    Move("nothing to do, it holds what is offered", Holds.OFFERED, Offers.NEW, TvsState.EMPTY, "trust §2.2 rule 3"),
    Move("the old cluster does not know the new one", Holds.ITL, Offers.NEW, TvsState.EMPTY, "trust §2.2 rule 14"),
    Move("bulk certificates were imported", Holds.ITL, Offers.NEW, TvsState.PREPARED, "trust §3.1"),
    Move(
        "only CallManager was imported, and ITLRecovery signs",
        Holds.ITL, Offers.NEW, TvsState.CALL_MANAGER_ONLY, "trust §3.1, §6.2",
    ),
    Move("imported, but no TVS is reached", Holds.ITL, Offers.NEW, TvsState.UNREACHABLE, "trust §2.2 rule 11, §6.11"),
    Move("imported, but the TVS is another one", Holds.ITL, Offers.NEW, TvsState.REGENERATED, "trust §2.2 rule 12"),
    Move("imported for TFTP, not as SAST", Holds.ITL, Offers.NEW, TvsState.WRONG_ROLE, "trust §2.2 rule 14, §3.1"),
    Move("rolled back before the move", Holds.ROLLBACK, Offers.NEW, TvsState.EMPTY, "trust §3.2"),
    Move("rolled back, and the CTL stayed", Holds.ROLLBACK_AND_CTL, Offers.MIXED, TvsState.EMPTY, "trust §3.2, §6.6"),
    Move(
        "rolled back, the CTL stayed, and no CTL is offered",
        Holds.ROLLBACK_AND_CTL, Offers.NEW, TvsState.EMPTY, "trust §2.2 rule 9, §6.8",
    ),
    Move("the old keys were restored from backup", Holds.ITL, Offers.RESTORED, TvsState.REGENERATED, "trust §3.6"),
    Move("the recovery key signs after itl reset", Holds.ITL, Offers.RESET, TvsState.UNREACHABLE, "trust §3.5"),
    Move("CallManager and TVS made anew", Holds.ITL, Offers.REGENERATED, TvsState.REGENERATED, "trust §6.3"),
    Move("a certificate renewed over its key", Holds.ITL, Offers.RENEWED, TvsState.EMPTY, "trust §1.6"),
    Move("issuer and serial of another key", Holds.ITL, Offers.FORGED, TvsState.PREPARED, "trust §2.2 rule 5"),
    Move("both clusters have the same host names", Holds.ITL, Offers.NAMESAKE, TvsState.EMPTY, "trust §1.6, §6.1"),
    Move("no list yet", Holds.NOTHING, Offers.NEW, TvsState.EMPTY, "trust §2.2 rule 1"),
    Move("in mixed mode, bulk certificates imported", Holds.BOTH, Offers.MIXED, TvsState.PREPARED, "trust §3.1"),
    Move("in mixed mode, nothing imported", Holds.BOTH, Offers.MIXED, TvsState.EMPTY, "trust §2.2 rule 14"),
    Move("a CTL stays beside the new ITL", Holds.BOTH, Offers.NEW, TvsState.PREPARED, "trust §6.8"),
    Move("the signers were handed over by CTL", Holds.HANDED_OVER, Offers.MIXED, TvsState.UNREACHABLE, "trust §3.4"),
    Move("a CTL only", Holds.CTL, Offers.MIXED, TvsState.PREPARED, "trust §2.2 rule 9"),
    Move("offline while the CTL was updated", Holds.BOTH, Offers.UPDATED, TvsState.UNREACHABLE, "trust §6.4"),
    Move("the second node has an ITL of its own", Holds.ITL, Offers.SECOND, TvsState.EMPTY, "trust §6.17"),
    Move("a proxy TFTP serves its own lists", Holds.ITL, Offers.PROXY, TvsState.EMPTY, "trust §3.9, §6.18"),
    Move("the new call manager signs nothing", Holds.ITL, Offers.UNSIGNED, TvsState.UNREACHABLE, "trust §6.22"),
    Move("rolled back for a call manager that signs nothing",
         Holds.ROLLBACK, Offers.UNSIGNED, TvsState.UNREACHABLE, "trust §2.2 rule 7"),
    Move("no list, and a call manager that signs nothing",
         Holds.NOTHING, Offers.UNSIGNED, TvsState.UNREACHABLE, "trust §2.2 rule 2"),
    Move("a list of more than 64 KiB is offered", Holds.ITL, Offers.LARGE, TvsState.PREPARED, "trust §1.3, §6.19"),
    Move("a list that is cut off is offered", Holds.ITL, Offers.BROKEN, TvsState.PREPARED, "trust §2.2 rule 0"),
)  # fmt: skip
