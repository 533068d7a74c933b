"""What was found out about one phone: does it take what is wanted by itself, or must it be erased first?"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Standing(StrEnum):
    """How a phone stands to the wanted lists."""

    HOLDS_WANTED = "holds_wanted"
    TAKES_WANTED = "takes_wanted"
    REFUSES = "refuses"
    DEPENDS = "depends"  # on a TVS that nobody asked
    UNKNOWN = "unknown"
    NO_OFFER = "no_offer"  # what is offered to it no phone can load, erased or not

    @property
    def needs_erase(self) -> bool:
        """It holds another list than a wanted one, and nobody showed that it would take the wanted one by itself."""
        return self in {Standing.REFUSES, Standing.DEPENDS, Standing.UNKNOWN}


@dataclass(frozen=True, slots=True)
class Saving:
    """A way beside erasing that may make a phone take the wanted list. `asks`: what nobody can see from outside."""

    way: str
    asks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """How one phone stands, in words for its record, and what it has in common with others.

    `says`: a sentence or two about this phone. `why`: the reason without the phone, the same for all of a group.
    """

    standing: Standing
    says: str
    why: str = ""
    savings: tuple[Saving, ...] = ()
    pitfalls: tuple[str, ...] = ()
