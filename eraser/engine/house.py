"""What all errands of a run share: the house they work in."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from eraser.dsl import AnyDriver
from eraser.engine.limits import Limits, Stop
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
    vouched: set[str] = field(default_factory=set)  # authentication servers that accepted the login in this run
