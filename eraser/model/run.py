"""A run: what was asked for, what happened, how it ended."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from eraser.model.outcome import Outcome, Reason
from eraser.model.states import State


def now() -> datetime:
    """The time in UTC."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Options:
    """What the operator asked for. Defaults and their reasons: cucm §6.4."""

    dry_run: bool = False
    attempts: int = 3
    pace: float = 1.0
    patience: float = 1.0  # multiplies the waits for what a phone does by itself; less than 1 only in a rehearsal
    return_within_s: float = 600.0
    concurrency: int = 200
    starts_per_second: float = 2.0
    keys_per_second: float = 40.0
    per_site: int = 25
    away_per_cluster: int = 150
    away_per_site: int = 25
    away_percent_of_site: float = 50.0
    breaker_percent: float = 5.0
    breaker_span: int = 40
    breaker_in_succession: int = 3
    until: str | None = None  # a time with its zone, ISO 8601
    window: str | None = None  # 22:00-05:00 of the machine's local time
    canary: tuple[int, ...] = (1, 5, 25)
    blind: tuple[str, ...] = ()
    trust_weak: tuple[str, ...] = ()
    auth_url_unseen: bool = False  # press where the authentication URL does not answer from here
    lists: str = "itl"
    erase: str = "all"
    wanted: tuple[str, ...] = ()  # signatures that were known when the run began
    wanted_words: tuple[str, ...] = ()  # where they came from: a resumed run reads and fetches them again
    archive: tuple[str, ...] = ()
    tvs: tuple[str, ...] = ()
    check_tftp: bool = False
    # By user locale, what stands on the screens instead of an English word.
    labels: Mapping[str, Mapping[str, str]] = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True)
class Run:
    """One run of the main job. `kind` is `run`, `plan` or `rehearse`; `options` holds no credential."""

    id: str
    kind: str
    started_at: datetime
    options: Mapping[str, Any] = field(default_factory=dict, hash=False)
    finished_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Result:
    """How the work on one phone ended: one record of the report (contract §3)."""

    name: str
    address: str | None
    site: str | None
    model: str | None
    firmware: str | None
    serial: str | None
    outcome: Outcome
    reason: Reason | None
    detail: str
    channel: str | None = None
    driver: str | None = None
    route: str | None = None
    itl_before: str | None = None
    itl_after: str | None = None
    ctl_before: str | None = None
    ctl_after: str | None = None
    proof: tuple[str, ...] = ()
    keys_pressed: int = 0
    attempts: int = 0
    started_at: datetime | None = None
    finished_at: datetime | None = None
    seconds: float | None = None
    screens: tuple[str, ...] = ()
    extra: Mapping[str, str] = field(default_factory=dict, hash=False)


class EventKind(StrEnum):
    """What an event tells. INTENT and SETTLED are on disk before anything follows from them."""

    STAGE = "stage"
    LOOKED = "looked"
    PRESS = "press"
    INTENT = "intent"
    PICTURE = "picture"
    RETRY = "retry"
    SETTLED = "settled"


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened to one phone; journal, metrics, log and progress all receive this value.

    `data` is plain JSON (str, int, float, bool, None, lists, dicts), with these keys by kind:
    STAGE {} · LOOKED {"facts": {…}, "status": […], "first": bool} · PRESS {"key": str} · INTENT {"key": str,
    "before": {…}} · PICTURE {"file": str} · RETRY {"error": str} · SETTLED {"result": {…}}. `picture` are the bytes
    of a PNG, kept by the store for the report.
    """

    run: str
    phone: str
    at: datetime
    kind: EventKind
    state: State
    stage: str
    site: str | None = None
    data: Mapping[str, Any] = field(default_factory=dict, hash=False)
    picture: bytes | None = None


@dataclass(frozen=True, slots=True)
class History:
    """What the journal knows of one phone of a run.

    `state` is the last one written; `before` is what the first look saw (`data` of the first LOOKED event), `intent`
    the `data` of the last INTENT event, or None when no confirming key was ever about to leave.
    """

    phone: str
    state: State = State.PENDING
    stage: str = ""
    before: Mapping[str, Any] | None = field(default=None, hash=False)
    intent: Mapping[str, Any] | None = field(default=None, hash=False)
    intents: int = 0
    keys_pressed: int = 0
    attempts: int = 0
    started_at: datetime | None = None
    result: Result | None = None
    screens: tuple[str, ...] = ()
