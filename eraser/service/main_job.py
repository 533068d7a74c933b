"""The main job: `run`, `plan` and `resume` are one story with different beginnings."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import replace
from pathlib import Path

from rich.console import Console

from eraser.cluster.association import Ledger
from eraser.engine.fleet import FleetEnd, work_fleet
from eraser.engine.limits import ALWAYS
from eraser.engine.registry import Registry
from eraser.engine.stop import Stop
from eraser.model.outcome import BadInput, Reason, StoreBroken
from eraser.model.phone import Phone
from eraser.model.record import to_record
from eraser.model.run import Event, EventKind, History, Run, now
from eraser.model.states import State
from eraser.ops.labels import labels_at
from eraser.ops.settings import Settings
from eraser.ports import Store
from eraser.report.folder import write_report
from eraser.service.assemble import (
    cti_of,
    instruments,
    login_of_the_cluster,
    open_log,
    ready_drivers,
    run_loop,
    ssh_login,
)
from eraser.service.control import FILE as CONTROL
from eraser.service.control import control_of, login_of, place_of
from eraser.service.exit_codes import NOT_WELL, STOPPED
from eraser.service.job import Job, Means, exit_code, new_job, options_of
from eraser.service.opening import check_hours, settled_hours, tell_estimate, tell_files, wait_for_hours
from eraser.service.progress import print_table
from eraser.service.recorder import Recorder, take_up
from eraser.service.registrations import told_of_registrations
from eraser.service.selection import excluded_result, never_to_touch, select_by
from eraser.service.sources import read_sources
from eraser.service.standing import tell_in_the_way, tell_standing
from eraser.service.target import Judged, Prepared, prepare
from eraser.service.terminal import ask, someone_is_there, tell
from eraser.store.open_store import open_store


def begin(kind: str, words: Sequence[str], settings: Settings) -> int:
    """`run` and `plan` from the words of the command line to the exit code."""
    open_log(settings)
    options = settings.to_options()
    registry = ready_drivers(options.labels, labels_at(settings.origins))
    prepared = run_loop(prepare(options))
    merged = run_loop(read_sources(words))
    phones = [one.phone for one in merged.phones]
    chosen = select_by(settings, phones)
    tell(*(f"warning: {warning}" for warning in chosen.warnings))
    options = settled_hours(prepared.options, settings, at=now()) if kind == "run" else prepared.options
    job = new_job(kind, chosen.phones, options, settings.report, excluded=chosen.excluded, words=words)
    check_hours(job, registry)
    login = None if job.look_only else login_of_the_cluster(settings)
    means = Means(settings, login, registry, ssh_login(), prepared.aim, cti_of(settings))
    if not job.look_only and not _agreed(job, registry, yes=settings.yes):
        tell("stopped: nothing was pressed")
        return STOPPED
    tell(*_lines_on_target(prepared, settings))
    return run_loop(_begin(job, means))


def go_on(run_id: str, settings: Settings) -> int:
    """`resume` from the id of the run to the exit code."""
    open_log(settings)
    run, phones, histories = run_loop(_read_earlier(run_id, settings.store))
    if run.kind != "run":
        raise BadInput(f"run {run.id} is a {run.kind}, in which nothing is left half done; start it again")
    folder = settings.report or Path(str(run.options.get("report") or f"itl-eraser-report-{run.id}"))
    prepared = run_loop(prepare(options_of(run)))
    tell(*(f"warning: {line}" for line in prepared.told))
    options = settled_hours(prepared.options, settings, at=now())
    job = Job(run, phones, options, folder, histories=histories)
    job = replace(job, excluded=never_to_touch(job, settings.do_not_touch))
    registry = ready_drivers(options.labels, f"run {run.id}")
    check_hours(job, registry)
    tell_estimate(job, registry)
    login = None if job.look_only else login_of_the_cluster(settings)
    return run_loop(_resume(job, Means(settings, login, registry, ssh_login(), prepared.aim, cti_of(settings))))


def _lines_on_target(prepared: Prepared, settings: Settings) -> Iterator[str]:
    """What a person should know of the target before a run begins."""
    yield from (f"warning: {line}" for line in prepared.told)
    if not settings.wanted:
        yield "no --wanted: it is not known what is stale, so every phone that holds a list counts (--erase all)"
        if settings.archive or settings.tvs:
            yield "warning: --archive and --tvs are of no use without --wanted"


def _agreed(job: Job, registry: Registry, *, yes: bool) -> bool:
    """Tells how long it will take, and asks for the number of phones before the first key."""
    phones = len(job.phones) - len(job.excluded)
    if not yes and not someone_is_there():
        raise BadInput(f"{phones} phones would be erased and nobody is there to agree; add --yes")
    tell_estimate(job, registry)
    return yes or ask(f"{phones} phones will be worked on. Type their number to go on: ").strip() == str(phones)


async def _begin(job: Job, means: Means) -> int:
    make_folder(job.folder)
    store = open_store(means.settings.store)
    try:
        with hear_signals(job.run) as stop:
            await store.open_run(job.run, job.phones)
            tell(f"run {job.run.id}: {len(job.phones)} phones")
            tell_files(len(job.phones))
            job = await _leave_out(job, store)
            return await _finish(job, store, means, stop)
    finally:
        await store.aclose()


async def _resume(job: Job, means: Means) -> int:
    make_folder(job.folder)
    store = open_store(means.settings.store, create=False)
    try:
        with hear_signals(job.run) as stop:
            await store.claim_run(job.run.id)
            run, phones, histories = await store.read_run(job.run.id)
            job = replace(job, run=run, phones=phones, histories=histories)
            job = await _leave_out(job, store)
            tell(f"run {run.id}: {len(phones)} phones, {len(job.to_do)} to do")
            tell_files(len(job.to_do))
            return await _finish(job, store, means, stop)
    finally:
        await store.aclose()


async def _finish(job: Job, store: Store, means: Means, stop: Stop) -> int:
    end = None
    need = means.aim.need()
    user = means.login.user if means.login else None
    control = nullcontext() if job.look_only else control_of(job.to_do, means.settings, user, job.first_folder)
    try:
        async with control:
            end = await work(job, store, means, stop, need)
    except* StoreBroken as broken:
        tell(*dict.fromkeys(str(error) for error in _each(broken)))
    if end is None:
        return NOT_WELL
    shown = _show_table(end, job)
    if means.settings.associate and not job.look_only:
        place, login = place_of(means.settings.associate), login_of(Ledger(job.first_folder / CONTROL))
        tell(*await told_of_registrations(end.results, place, login))
    if job.look_only:
        tell_in_the_way(end.results)
        tell_standing(end.results, need, job.folder)
    written = await conclude(job, end, store)
    if end.stopped is Reason.INTERRUPTED:
        tell(f"interrupted; go on with: itl-eraser resume {job.run.id}")
    elif end.stopped is not None:
        tell(
            *filter(None, [end.why]),
            f"stopped by {end.stopped}; look at the report, then go on with: itl-eraser resume {job.run.id}",
        )
    code = exit_code(end, look_only=job.look_only)
    return code if written and shown else code or NOT_WELL


def _show_table(end: FleetEnd, job: Job) -> bool:
    """Keys were pressed by now: a standard output that takes no more must not keep the report from being written."""
    try:
        print_table(end.results, Console(), planned=job.look_only)
    except OSError as error:
        tell(f"the table can not be shown ({error.strerror}); the report has it all")
        return False
    except SystemExit:  # so rich ends where nobody reads any more, as behind `| head`
        return False
    return True


async def work(job: Job, store: Store, means: Means, stop: Stop, need: Judged | None = None) -> FleetEnd:
    """Works on the phones of a run that is open in the store."""
    hours = ALWAYS if job.look_only else await wait_for_hours(job, means.registry, stop)
    async with instruments(job.run, job.to_do, means, look_only=job.look_only) as tools:
        open_channel, observers = tools.open_channel, tools.observers
        if tools.reader is not None:
            recorder = Recorder(job.run.id, store, tools.reader, means.registry)
            open_channel, observers = recorder.channels(open_channel), (*observers, recorder)
            await take_up(await store.read_recordings(job.run.id), recorder, tools.reader)
        return await work_fleet(
            job.run,
            job.phones,
            job.histories,
            options=job.options,
            registry=means.registry,
            open_channel=open_channel,
            reader=tools.reader,
            store=store,
            observers=observers,
            stop=stop,
            look_only=job.look_only,
            authentication=tools.authentication,
            open_other=tools.open_other,
            need=need,
            tftp=means.aim.tftp(),
            ask=tools.ask_to_go_on if someone_is_there() else None,
            hours=hours,
        )


async def conclude(job: Job, end: FleetEnd, store: Store) -> bool:
    """Ends the run in the store, unless it goes on later, and writes its report; False if that could not be written.

    Keys were pressed by now, so a report that can not be written is told and is no bad input: the store has it all.
    """
    run = replace(job.run, finished_at=None)
    if end.stopped is not Reason.INTERRUPTED:
        await store.finish_run(run.id)
        run = replace(run, finished_at=now())
    try:
        write_report(job.folder, run, end.results, await store.read_pictures(run.id))
    except BadInput as error:
        tell(*error.faults, f"nothing is lost; write it again: itl-eraser report {run.id} -o DIR")
        return False
    tell(f"report: {job.folder / 'report.html'}")
    return True


def make_folder(folder: Path) -> None:
    """Makes the folder of the report before anything is pressed.

    Raises:
        BadInput: it can not be made.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise BadInput(f"--report {folder}: can not be made ({error.strerror}); choose another folder") from error


@contextmanager
def hear_signals(run: Run) -> Iterator[Stop]:
    """The first SIGINT or SIGTERM drains, the second stops after the current key."""
    stop = Stop()
    loop = asyncio.get_running_loop()

    def heard() -> None:
        if stop.reason is Reason.INTERRUPTED:
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


async def _leave_out(job: Job, store: Store) -> Job:
    """Settles the phones that nobody touches."""
    left_out = [phone for phone in job.phones if phone.key in job.excluded]
    histories = await asyncio.gather(*(_exclude(job, phone, store) for phone in left_out))
    return replace(job, histories={**job.histories, **{history.phone: history for history in histories}})


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
