"""The main job: `run`, `plan` and `resume` are one story with different beginnings."""

from __future__ import annotations

import asyncio
import secrets
import signal
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, fields, replace
from pathlib import Path
from typing import Any

from rich.console import Console

from eraser.engine.errand import unfinished
from eraser.engine.fleet import OPEN_AGAIN, FleetEnd, work_fleet
from eraser.engine.limits import Interrupted, Stop
from eraser.engine.registry import Registry
from eraser.model.outcome import BadInput, Outcome, Reason, StoreBroken
from eraser.model.phone import Phone
from eraser.model.record import to_record
from eraser.model.run import Event, EventKind, History, Options, Result, Run, now
from eraser.model.states import State
from eraser.ops.settings import Settings
from eraser.ports import Store
from eraser.report.folder import write_report
from eraser.service.assemble import instruments, open_log, phone_login, ready_drivers, run_loop
from eraser.service.exit_codes import DONE, INTERRUPTED, NOT_WELL, STOPPED
from eraser.service.progress import print_table
from eraser.service.selection import excluded_result, select
from eraser.service.sources import read_sources
from eraser.service.terminal import ask, someone_is_there, tell
from eraser.store.open_store import open_store
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
    def look_only(self) -> bool:
        """Whether nothing may be pressed."""
        return self.run.kind == "plan" or self.options.dry_run


def begin(kind: str, words: Sequence[str], settings: Settings) -> int:
    """`run` and `plan` from the words of the command line to the exit code."""
    open_log(settings)
    options = settings.to_options()
    registry = ready_drivers()
    merged = run_loop(read_sources(words))
    phones = [one.phone for one in merged.phones]
    chosen = select(phones, limit=settings.limit, exclude=settings.exclude, site=settings.site)
    tell(*(f"warning: {warning}" for warning in chosen.warnings))
    job = new_job(kind, chosen.phones, options, settings.report, excluded=chosen.excluded, words=words)
    login = None if job.look_only else phone_login()
    if login and not settings.yes and not _agreed(len(chosen.phones) - len(chosen.excluded)):
        tell("stopped: nothing was pressed")
        return STOPPED
    return run_loop(_begin(job, settings, login, registry))


def go_on(run_id: str, settings: Settings) -> int:
    """`resume` from the id of the run to the exit code."""
    open_log(settings)
    registry = ready_drivers()
    run, phones, histories = run_loop(_read_earlier(run_id, settings.store))
    if run.kind != "run":
        raise BadInput(f"run {run.id} is a {run.kind}, in which nothing is left half done; start it again")
    options = options_of(run)
    folder = settings.report or Path(str(run.options.get("report") or f"itl-eraser-report-{run.id}"))
    job = Job(run, phones, options, folder, histories=histories)
    login = None if job.look_only else phone_login()
    return run_loop(_resume(job, settings, login, registry))


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
    return Job(Run(run_id, kind, started, told), phones, options, folder, excluded=excluded or {})


def options_of(run: Run) -> Options:
    """The options that a run was started with."""
    known = {one.name for one in fields(Options)}
    told: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value for name, value in run.options.items()
    }
    return Options(**{name: value for name, value in told.items() if name in known})


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


def to_do(job: Job) -> list[Phone]:
    """The phones that have no last word yet."""
    ends = {key: history.result for key, history in job.histories.items()}
    return [phone for phone in job.phones if (end := ends.get(phone.key)) is None or end.outcome in OPEN_AGAIN]


async def work(job: Job, store: Store, settings: Settings, login: Login | None, registry: Registry) -> FleetEnd:
    """Works on the phones of a run that is open in the store, and writes its report."""
    async with instruments(job.run, to_do(job), settings, login) as tools:
        with _signals(job.run) as stop:
            end = await work_fleet(
                job.run,
                job.phones,
                job.histories,
                options=job.options,
                registry=registry,
                open_channel=tools.open_channel,
                reader=tools.reader,
                store=store,
                observers=tools.observers,
                stop=stop,
                look_only=job.look_only,
            )
    run = replace(job.run, finished_at=None)
    if end.stopped is not Reason.INTERRUPTED:
        await store.finish_run(run.id)
        run = replace(run, finished_at=now())
    write_report(job.folder, run, end.results, await store.read_pictures(run.id))
    return end


async def _begin(job: Job, settings: Settings, login: Login | None, registry: Registry) -> int:
    store = open_store(settings.store)
    try:
        await store.open_run(job.run, job.phones)
        tell(f"run {job.run.id}: {len(job.phones)} phones")
        histories = {phone.key: await _exclude(job, phone, store) for phone in job.phones if phone.key in job.excluded}
        return await _finish(replace(job, histories=histories), store, settings, login, registry)
    finally:
        await store.aclose()


async def _resume(job: Job, settings: Settings, login: Login | None, registry: Registry) -> int:
    store = open_store(settings.store, create=False)
    try:
        await store.claim_run(job.run.id)
        run, phones, histories = await store.read_run(job.run.id)
        known = replace(job, run=run, phones=phones, histories=histories)
        tell(f"run {run.id}: {len(phones)} phones, {len(to_do(known))} to do")
        return await _finish(known, store, settings, login, registry)
    finally:
        await store.aclose()


async def _finish(job: Job, store: Store, settings: Settings, login: Login | None, registry: Registry) -> int:
    end = None
    try:
        end = await work(job, store, settings, login, registry)
    except* StoreBroken as broken:
        tell(*dict.fromkeys(str(error) for error in _each(broken)))
    if end is None:
        return STOPPED
    print_table(end.results, Console(), planned=job.look_only)
    tell(f"report: {job.folder / 'report.html'}")
    if end.stopped is Reason.INTERRUPTED:
        tell(f"interrupted; go on with: itl-eraser resume {job.run.id}")
    elif end.stopped is not None:
        tell(f"stopped by {end.stopped}; look at the report, then go on with: itl-eraser resume {job.run.id}")
    return exit_code(end, look_only=job.look_only)


async def _exclude(job: Job, phone: Phone, store: Store) -> History:
    """Settles a phone that was left out, so that journal and report have it."""
    result = excluded_result(phone, job.excluded[phone.key])
    event = Event(
        run=job.run.id,
        phone=phone.key,
        at=now(),
        kind=EventKind.SETTLED,
        state=State.SETTLED,
        stage="exclude",
        site=phone.site,
        data={"result": to_record(result)},
    )
    await store.write(event)
    return History(phone.key, State.SETTLED, result=result)


async def _read_earlier(run_id: str, url: str) -> tuple[Run, tuple[Phone, ...], dict[str, History]]:
    store = open_store(url, create=False)
    try:
        return await store.read_run(run_id)
    finally:
        await store.aclose()


def _each(group: BaseExceptionGroup[StoreBroken]) -> Iterator[BaseException]:
    for error in group.exceptions:
        if isinstance(error, BaseExceptionGroup):
            yield from _each(error)
        else:
            yield error


def _agreed(phones: int) -> bool:
    """Asks for the number of phones before the first key."""
    if not someone_is_there():
        raise BadInput(f"{phones} phones would be erased and nobody is there to agree; add --yes")
    return ask(f"{phones} phones will be worked on. Type their number to go on: ").strip() == str(phones)


@contextmanager
def _signals(run: Run) -> Iterator[Stop]:
    """The first SIGINT or SIGTERM drains, the second stops after the current key."""
    stop = Stop()
    loop = asyncio.get_running_loop()

    def heard() -> None:
        if stop.draining:
            stop.halt()
            tell("stopping now: no further key is pressed")
        else:
            stop.drain()
            tell(f"stopping run {run.id}: phones that are begun are finished; once more stops after the current key")

    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, heard)
    try:
        yield stop
    finally:
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.remove_signal_handler(number)
