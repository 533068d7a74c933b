"""What a run is about, as values: its phones, its options, its results, its exit code."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Any

from eraser.engine.errand import unfinished
from eraser.engine.fleet import OPEN_AGAIN, FleetEnd
from eraser.engine.registry import Registry
from eraser.engine.stop import Interrupted
from eraser.model.outcome import Outcome, Reason
from eraser.model.phone import Phone
from eraser.model.run import History, Options, Result, Run, now
from eraser.ops.settings import Settings
from eraser.service.exit_codes import DONE, INTERRUPTED, NOT_WELL, STOPPED
from eraser.service.target import Aim, Aiming
from eraser.wire.cti_bridge import CtiAccess
from eraser.wire.login import Login


@dataclass(frozen=True, slots=True)
class Job:
    """One run to be worked on. `excluded`: by key of the phone, what excluded it."""

    run: Run
    phones: tuple[Phone, ...]
    options: Options
    folder: Path
    excluded: Mapping[str, str] = field(default_factory=dict)
    histories: Mapping[str, History] = field(default_factory=dict)

    @property
    def first_folder(self) -> Path:
        """Where the run began: what it left there to be undone is found again, whatever `--report` a resume is told."""
        return Path(str(self.run.options.get("report") or self.folder))

    @property
    def look_only(self) -> bool:
        """Whether nothing may be pressed."""
        return self.run.kind == "plan" or self.options.dry_run

    @property
    def to_do(self) -> tuple[Phone, ...]:
        """The phones that have no last word yet."""
        ends = {key: history.result for key, history in self.histories.items()}
        return tuple(one for one in self.phones if (end := ends.get(one.key)) is None or end.outcome in OPEN_AGAIN)


@dataclass(frozen=True, slots=True)
class Means:
    """With what a run is worked on. Without a login only phones that the stand-in answers for can be pressed."""

    settings: Settings
    login: Login | None
    registry: Registry
    ssh: Login | None = None  # of the phones' shells; None: keys go over HTTP alone
    aim: Aiming = field(default_factory=Aim)
    cti: CtiAccess | None = None  # None: no key goes over CTI


def new_job(
    kind: str,
    phones: tuple[Phone, ...],
    options: Options,
    folder: Path | None,
    *,
    excluded: Mapping[str, str] | None = None,
    words: Sequence[str] = (),
) -> Job:
    """A job with a new run."""
    started = now()
    run_id = f"{started:%Y%m%d-%H%M%S}-{secrets.token_hex(2)}"
    folder = folder or Path(f"itl-eraser-report-{run_id}")
    told: dict[str, Any] = {**asdict(options), "sources": list(words), "report": str(folder)}
    told = {name: list(value) if isinstance(value, tuple) else value for name, value in told.items()}
    # As rows: the store refuses names such as “password”, which here is a word of a screen.
    told["labels"] = [[locale, *pair] for locale, table in options.labels.items() for pair in table.items()]
    return Job(Run(run_id, kind, started, told), phones, options, folder, excluded=excluded or {})


def options_of(run: Run) -> Options:
    """The options that a run was started with."""
    known = {one.name for one in fields(Options)}
    told: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value for name, value in run.options.items()
    }
    tables: dict[str, dict[str, str]] = {}
    for locale, english, words in told.get("labels", ()):
        tables.setdefault(locale, {})[english] = words
    return Options(**{name: value for name, value in told.items() if name in known} | {"labels": tables})


def results_of(phones: Sequence[Phone], histories: Mapping[str, History]) -> tuple[Result, ...]:
    """The results of a run as the journal knows them; a phone without one is pending or uncertain."""
    return tuple(
        (history.result if history else None) or unfinished(phone, history, Interrupted("the run did not end"))
        for phone in phones
        for history in (histories.get(phone.key),)
    )


def exit_code(end: FleetEnd, *, look_only: bool = False) -> int:
    """The contract's exit code of a run. A plan leaves phones pending, as it should."""
    if end.stopped is Reason.INTERRUPTED:
        return INTERRUPTED
    if end.stopped is not None:
        return STOPPED
    fine = {Outcome.PENDING} if look_only else set()
    well = all(result.outcome.settled_well or result.outcome in fine for result in end.results)
    return DONE if well else NOT_WELL
