"""What comes before the first phone: the estimate, and the maintenance window that may have to be waited for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta, tzinfo

from eraser.engine.estimate import Estimate, estimate
from eraser.engine.limits import ALWAYS, Hours
from eraser.engine.registry import Registry
from eraser.engine.stop import Stop
from eraser.model.hours import end_of, local_zone, window_of
from eraser.model.outcome import BadInput
from eraser.model.run import Options, now
from eraser.ops.open_files import allow_open_files
from eraser.ops.settings import Settings
from eraser.report.curve import elapsed
from eraser.service.job import Job
from eraser.service.terminal import tell

_FILES_BESIDE = 300  # worker processes, journal, report, libraries
_CLOCK_STEP_S = 30.0  # the clock may be set while a window is waited for


def estimate_of(job: Job, registry: Registry) -> Estimate:
    """How long the phones of a job take that have no last word yet."""
    to_do = [phone for phone in job.to_do if phone.key not in job.excluded]
    return estimate(to_do, job.options, registry, inventory=job.phones)


def check_hours(job: Job, registry: Registry) -> None:
    """Whether phones can be begun in the hours of this job.

    Raises:
        BadInput: there is no room for one phone.
    """
    if not job.look_only:
        next_hours(job.options, estimate_of(job, registry).one_phone_s)


def tell_estimate(job: Job, registry: Registry) -> None:
    """How long the phones take that have no last word yet, in one line."""
    told = estimate_of(job, registry)
    if told.phones:
        phones = f"{told.phones} phone{'' if told.phones == 1 else 's'}"
        tell(f"estimate: {phones}, about {elapsed(told.seconds)}; bounded by {told.bound} (run --explain-limits)")


def tell_files(phones: int) -> None:
    """Warns where the phones that are looked at in quick succession, a connection each, may be too many."""
    most, needed = allow_open_files(), phones + _FILES_BESIDE
    if most is not None and most < needed:
        tell(
            f"warning: this system lets the program open {most} files, and it looks at {phones} phones in quick "
            f"succession; raise the limit (ulimit -n {needed}), or name fewer phones (--limit, --site)"
        )


def settled_hours(options: Options, settings: Settings, *, at: datetime, zone: tzinfo | None = None) -> Options:
    """The options with `until` as one moment. What this call says of hours wins over what the run was started with.

    Raises:
        BadInput: that moment has passed.
    """
    options = replace(options, window=settings.window or options.window)
    said = settings.until or options.until
    if said is None:
        return options
    until = end_of(said, at, zone or local_zone())
    if until <= at:
        raise BadInput(f"--until {said}: has passed; give a later one")
    return replace(options, until=until.isoformat())


def next_hours(
    options: Options, one_phone_s: float, *, zone: tzinfo | None = None, clock: Callable[[], datetime] = now
) -> tuple[datetime | None, Hours]:
    """When phones may be begun first (None: now) and last.

    Raises:
        BadInput: there is no room for one phone.
    """
    at, zone = clock(), zone or local_zone()
    opens, closes = window_of(options.window, at, zone) if options.window else (None, None)
    until = end_of(options.until, at, zone) if options.until else None
    ends = [one for one in (closes, until) if one is not None]
    if not ends:
        return None, ALWAYS
    last = min(ends) - timedelta(seconds=one_phone_s)
    if last <= at and until is None and closes is not None:
        return next_hours_after(closes, options, one_phone_s, zone, clock)
    if last <= max(at, opens or at):
        end = f"{min(ends).astimezone(zone):%Y-%m-%d %H:%M}"
        raise BadInput(f"no phone can be done before {end}: one needs about {elapsed(one_phone_s)}; give more time")
    return (opens if opens is not None and opens > at else None), Hours(last, clock)


def next_hours_after(
    closes: datetime, options: Options, one_phone_s: float, zone: tzinfo, clock: Callable[[], datetime]
) -> tuple[datetime | None, Hours]:
    """The window after the one that closes then: what is left of this one has no room for a phone."""
    assert options.window is not None
    opens, end = window_of(options.window, closes, zone)
    last = end - timedelta(seconds=one_phone_s)
    if last <= opens:
        raise BadInput(f"--window {options.window}: is too short; one phone needs about {elapsed(one_phone_s)}")
    return opens, Hours(last, clock)


async def wait_for_hours(
    job: Job,
    registry: Registry,
    stop: Stop,
    *,
    zone: tzinfo | None = None,
    clock: Callable[[], datetime] = now,
) -> Hours:
    """Returns when phones may be begun, or when somebody wants to end: until when they may.

    Raises:
        BadInput: there is no room for one phone.
    """
    zone, one_phone_s = zone or local_zone(), estimate_of(job, registry).one_phone_s
    opens, hours = next_hours(job.options, one_phone_s, zone=zone, clock=clock)
    if hours.last_start is not None:
        first = f"waiting until {opens.astimezone(zone):%Y-%m-%d %H:%M %Z}; " if opens else ""
        last = f"{hours.last_start.astimezone(zone):%Y-%m-%d %H:%M %Z}"
        tell(f"{first}no phone is begun after {last} (one needs about {elapsed(one_phone_s)})")
    while opens is not None and (left_s := (opens - clock()).total_seconds()) > 0 and not stop.draining:
        await stop.wished_within(min(left_s, _CLOCK_STEP_S))
    return hours
