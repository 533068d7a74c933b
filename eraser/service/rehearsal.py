"""A rehearsal: the real main job against a simulated fleet, and every result held against what really happened."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from rich.console import Console

from eraser.dsl import Lists
from eraser.engine.fleet import FleetEnd
from eraser.engine.registry import Registry
from eraser.model.outcome import BadInput, Outcome, Reason
from eraser.model.run import Options, Result
from eraser.ops.labels import labels_at
from eraser.ops.settings import Settings
from eraser.service.assemble import open_log, ready_drivers, run_loop
from eraser.service.exit_codes import DONE, INTERRUPTED, NOT_WELL
from eraser.service.job import Job, Means, new_job
from eraser.service.main_job import conclude, hear_signals, make_folder, work
from eraser.service.progress import print_table
from eraser.service.situations import aim_of
from eraser.service.sources import read_sources
from eraser.service.standing import tell_standing
from eraser.service.target import Aim, Aiming
from eraser.service.terminal import learn_secrets, say, tell
from eraser.simulator.fleet import PROFILES, Fleet, build_fleet
from eraser.store.open_store import open_store
from eraser.wire.login import Login

# What suits simulated phones on this machine, unless something else is said: their menus redraw in 0.05 s, they restart
# in seconds, and there is no telephone network to spare.
SUITED: Mapping[str, Any] = {
    "canary": (),
    "trust_weak": ("*",),  # every model: a simulated phone is no loss, and each result is checked
    "pace": 0.1,
    "patience": 0.1,
    "concurrency": 200,
    "starts_per_second": 1000.0,
    "keys_per_second": 10_000.0,
    "per_site": 2000,
    "away_per_cluster": 20_000,
    "away_per_site": 20_000,
    "away_percent_of_site": 100.0,
    "breaker_percent": 100.0,  # a nasty profile is to be seen to its end
    "breaker_in_succession": 0,
    "return_within_s": 60.0,
}
_NAMES = {"return_within_s": "return_within"}


def rehearse_fleet(settings: Settings) -> int:
    """The command `rehearse`, to its exit code."""
    open_log(settings)
    if settings.profile not in PROFILES:
        raise BadInput(f"--profile {settings.profile}: is unknown; choose one of {', '.join(sorted(PROFILES))}")
    registry = ready_drivers(settings.labels, labels_at(settings.origins))
    return run_loop(_rehearse(settings, registry))


def suited_options(settings: Settings) -> Options:
    """The options of the call, and for the others what suits the simulator."""
    said = settings.model_fields_set
    suits = {**SUITED, "blind": PROFILES[settings.profile].blind}
    suited = {name: value for name, value in suits.items() if _NAMES.get(name, name) not in said}
    return replace(settings.to_options(), **suited)


async def _rehearse(settings: Settings, registry: Registry) -> int:
    fleet = build_fleet(
        phones=settings.phones, seed=settings.seed, profile=settings.profile, bind=settings.bind, port=settings.port
    )
    try:
        await fleet.start()
    except OSError as error:
        raise BadInput(f"the simulated fleet can not start ({error}); choose another --bind or --port") from error
    try:
        learn_secrets((fleet.credentials.password, fleet.ssh.password))
        job = await _job(fleet, settings)
        end = await _work(job, settings, fleet, registry)
    finally:
        await fleet.stop()
    return _judge(job, end, fleet.truth(), answered=bool(settings.authd))


async def _job(fleet: Fleet, settings: Settings) -> Job:
    """Through the inventory file, as a real run: what is read is what was written."""
    job = new_job("rehearse", (), suited_options(settings), settings.report)
    make_folder(job.folder)
    inventory = job.folder / "inventory.csv"
    fleet.write_inventory(inventory)
    merged = await read_sources([f"csv:{inventory}"])
    if _is_between_clusters(fleet, settings):
        # The reset of a phone that holds a CTL, too, must take both: a CTL that stays judges the new ITL (trust §6.8).
        lists = settings.list if "list" in settings.model_fields_set else Lists.BOTH.value
        job = replace(job, options=replace(job.options, erase="stale", lists=lists))
    return replace(job, phones=tuple(one.phone for one in merged.phones))


async def _work(job: Job, settings: Settings, fleet: Fleet, registry: Registry) -> FleetEnd:
    login = None if job.look_only else Login(fleet.credentials.user, fleet.credentials.password)
    ssh = Login(fleet.ssh.user, fleet.ssh.password)
    journal = job.folder / "rehearsal.db"
    _remove(journal)
    store = open_store(f"sqlite:{journal}")
    try:
        with hear_signals(job.run) as stop:
            await store.open_run(job.run, job.phones)
            tell(f"rehearsal {job.run.id}: {len(job.phones)} simulated phones, profile {settings.profile}")
            aim: Aiming = Aim()
            if _is_between_clusters(fleet, settings):
                aim = await aim_of(fleet, job.options, job.folder)
            need = aim.need()
            end = await work(job, store, Means(settings, login, registry, ssh, aim), stop, need)
            print_table(end.results, Console(), planned=job.look_only)
            if job.look_only:
                tell_standing(end.results, need, job.folder)
            await conclude(job, end, store)
            return end
    finally:
        await store.aclose()


def _is_between_clusters(fleet: Fleet, settings: Settings) -> bool:
    """Whether the fleet's phones stand before a move, of which some need no erase, and nobody asked to erase all."""
    return bool(fleet.network.situations) and settings.erase != "all"


def _remove(journal: Path) -> None:
    """The journal of an earlier rehearsal in the same folder."""
    for path in (journal, journal.with_name(f"{journal.name}-wal"), journal.with_name(f"{journal.name}-shm")):
        path.unlink(missing_ok=True)


def _judge(job: Job, end: FleetEnd, truth: Mapping[str, Any], *, answered: bool) -> int:
    stopped = end.stopped is Reason.INTERRUPTED or job.look_only
    lists = Lists(job.options.lists)
    stale = job.options.erase == "stale"
    false = find_false(end.results, truth, lists, stopped=stopped, answered=answered, stale=stale)
    checked = f"results checked against the simulator's own truth: {len(job.phones)} phones, {len(false)} false"
    say("\n".join([*false, checked]))
    if false:
        return NOT_WELL
    return INTERRUPTED if end.stopped is Reason.INTERRUPTED else DONE


def find_false(
    results: Sequence[Result],
    truth: Mapping[str, Any],
    lists: Lists,
    *,
    stopped: bool = False,
    answered: bool = False,
    stale: bool = False,
) -> list[str]:
    """Every result that is not true, and every wrong thing that was done, one line each.

    `stopped`: the run ended early, so that phones may be pending. `answered`: a stand-in answers at dead
    authentication URLs. `stale`: phones that take what is wanted by themselves were to be left alone.
    """
    hosts = {name: told for name, told in truth.items() if name != "strangers"} | truth["strangers"]
    # A phone that the inventory knows by its address alone stands in the truth by it.
    by_name = {str(result.address): result for result in results} | {result.name: result for result in results}
    lines = []
    for name, told in hosts.items():
        wrongs = [f"something wrong was done: {wrong}" for wrong in told["wrong"]]
        if "kind" in told and told["credentials_seen"]:
            wrongs.append("a stranger was sent a credential")
        result = by_name.get(name)
        if result is None:
            wrongs.append("no result")
        elif stale and "expected_of_stale" in told:
            wrongs += _untrue_of_stale(result, told, lists, stopped=stopped)
        elif not (stopped and result.outcome is Outcome.PENDING):
            wrongs += _untrue(result, told, lists, told["if_answered" if answered else "expected"], told["reasons"])
        if wrongs:
            said = f"{result.outcome} ({' '.join(result.detail.split())})" if result else "nothing"
            lines.append(f"FALSE {name} [{told['case']}]: said {said}; {'; '.join(wrongs)}")
    return lines


def _untrue_of_stale(result: Result, told: Mapping[str, Any], lists: Lists, *, stopped: bool) -> list[str]:
    """A plan must say of every phone what the phone then does; a run must erase those alone that would not follow."""
    expected = told["expected_of_stale"]
    if stopped and result.outcome is Outcome.PENDING:
        if Outcome.ERASED.value in expected:
            return []
        return [f"it would be erased, and right would be {' or '.join(expected)}: {told['takes_because']}"]
    wrongs = _untrue(result, told, lists, expected, ())
    if told["takes"] and told["erasures"]:
        wrongs.append(f"it was erased, and would have followed by itself: {told['takes_because']}")
    return wrongs


def _untrue(
    result: Result, told: Mapping[str, Any], lists: Lists, expected: Sequence[str], reasons: Sequence[str]
) -> list[str]:
    wrongs = []
    if result.outcome is Outcome.ERASED:
        if not told.get("erasures"):
            wrongs.append("it was never erased")
        wrongs += [
            f"it still holds the old {one.upper()}"
            for one in ("itl", "ctl")
            if lists in (Lists.BOTH, Lists(one))
            and told.get("held", {}).get(one)
            and told["held"][one] == told["held_at_start"].get(one)
        ]
    if str(result.outcome) not in expected:
        wrongs.append(f"right would be {' or '.join(expected)}")
    elif result.outcome is not Outcome.ERASED and reasons and str(result.reason) not in reasons:
        wrongs.append(f"because of {result.reason}, right would be because of {' or '.join(reasons)}")
    return wrongs
