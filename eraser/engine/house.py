"""What all errands of a run share: the house they work in."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from eraser.dsl import AnyDriver
from eraser.engine.limits import Limits
from eraser.engine.stop import Stop
from eraser.model.need import Answer
from eraser.model.phone import Facts, Phone, StatusMessage
from eraser.model.run import Options
from eraser.ports import Authentication, Channel, Observer, Reader, Store


class Drivers(Protocol):
    """What the engine needs to know of the drivers: who knows this model, and by which routes."""

    def find(self, model: str, firmware: str | None) -> AnyDriver | None: ...


OpenOther = Callable[[Phone, Facts], Channel | None]
"""Another channel to a phone whose page says this; None if no other way is open."""


@dataclass(frozen=True, slots=True)
class Look:
    """One look at a phone without a login: its pages and its status messages."""

    facts: Facts
    status: tuple[StatusMessage, ...] = ()


class Need(Protocol):
    """Whether a phone must be erased to trust what is wanted. Nothing is sent to the phone."""

    async def judge(self, phone: Phone, facts: Facts, lists: Sequence[str]) -> Answer:
        """How the phone stands to what is wanted; `lists` are those that would be erased."""
        ...

    async def wanted_of(self, phone: Phone, facts: Facts) -> frozenset[str]:
        """The signatures that this phone may have once it trusts what is wanted."""
        ...


class TftpLook(Protocol):
    """What the TFTP servers of a phone's own page offer it."""

    async def same_list_from(self, phone: Phone, facts: Facts) -> str | None:
        """The server that offers a list that the phone holds; None if none is known to."""
        ...


@dataclass(frozen=True, slots=True)
class House:
    """What all errands of a run share."""

    run_id: str
    options: Options
    drivers: Drivers
    reader: Reader | None
    store: Store
    observers: Sequence[Observer]
    limits: Limits
    stop: Stop
    look_only: bool = False
    authentication: Authentication | None = None  # None: nobody looks at authentication servers
    open_other: OpenOther | None = None  # None: there is one way only
    need: Need | None = None  # None: only the signatures in the options are compared
    tftp: TftpLook | None = None  # None: nobody asks the servers of phones' pages
    vouched: set[str] = field(default_factory=set)  # authentication servers that accepted the login in this run
