"""What one visit of the doctor is about, and what its checks learn for those that follow."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from eraser.cluster.place import ClusterPlace
from eraser.engine.registry import Registry
from eraser.model.phone import Facts, Phone
from eraser.ops.credentials import Kind
from eraser.ops.settings import Settings
from eraser.wire.login import Login


def wall_ahead_s() -> float:
    """How far the wall clock is ahead of the one that nobody can set; only a change of it means something."""
    return time.time() - time.monotonic()


@dataclass(slots=True)
class Visit:
    """`file`: of the settings; `words`: the sources; `ask_authentication`: user and password may go to the servers
    that phones name.

    Learned: `phones` that a run would work on; `looks`: phones that showed themselves; `refused`: clusters by
    their word, and what of them took our login for wrong, so that it is not tried twice.
    """

    settings: Settings
    file: Path | None = None
    words: Sequence[str] = ()
    ask_authentication: bool = False
    began_ahead_s: float = field(default_factory=wall_ahead_s)
    registry: Registry | None = None
    logins: dict[Kind, Login] = field(default_factory=dict)
    clusters: dict[str, ClusterPlace] = field(default_factory=dict)
    refused: dict[str, str] = field(default_factory=dict)
    phones: tuple[Phone, ...] = ()
    looks: list[tuple[Phone, Facts]] = field(default_factory=list)
