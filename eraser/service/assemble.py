"""The composition root: which store, reader, channel and observers a run works with."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from eraser.engine.house import OpenOther
from eraser.engine.labels import Tables
from eraser.engine.registry import Registry, check_packages, load_drivers, load_reader, speaking
from eraser.model.outcome import BadInput
from eraser.model.phone import Phone
from eraser.model.run import Run
from eraser.ops.credentials import Login, Terminal, has_login, read_login
from eraser.ops.log import LogEvents, configure_log
from eraser.ops.metrics import Metrics
from eraser.ops.open_files import allow_open_files
from eraser.ops.pauses import keep_pauses_short
from eraser.ops.settings import Settings
from eraser.ports import Authentication, Channel, Observer
from eraser.service.job import Means
from eraser.service.other_ways import other_ways
from eraser.service.progress import Progress
from eraser.service.stand_in import stand_in_of
from eraser.service.terminal import REDACTOR, ask, ask_password, hear_line, learn_secrets, someone_is_there, tell
from eraser.sight.remembering import RememberingReader
from eraser.wire.authentication import AuthenticationServers
from eraser.wire.cti_bridge import CtiAccess, CtiBridge, cti_access
from eraser.wire.http_phone import HttpPhone
from eraser.wire.login import Login as PhoneLogin

_new_loop: Callable[[], asyncio.AbstractEventLoop]
try:
    import uvloop
except ImportError:  # it is not on every platform (dependencies)
    _new_loop = asyncio.new_event_loop
else:
    _new_loop = uvloop.new_event_loop

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Instruments:
    """What a run works with."""

    reader: RememberingReader | None
    open_channel: Callable[[Phone], Channel]
    observers: tuple[Observer, ...]
    authentication: Authentication
    open_other: OpenOther | None
    ask_to_go_on: Callable[[str], Awaitable[bool]]


@asynccontextmanager
async def instruments(
    run: Run, phones: Sequence[Phone], means: Means, *, look_only: bool
) -> AsyncIterator[Instruments]:
    """A reader unless nothing will be pressed, a channel to each phone, and everybody who watches; a stand-in
    authentication service if it is asked for."""
    settings, login = means.settings, means.login
    async with AsyncExitStack() as open_ones:
        metrics = Metrics(run, len(phones))
        if settings.metrics:
            host, port = open_ones.enter_context(metrics.serve(*settings.metrics))
            tell(f"metrics on http://{host}:{port}/metrics")
        if settings.metrics_textfile:
            open_ones.callback(_write_metrics, metrics, settings.metrics_textfile)
        stand_in = None
        if settings.authd and not look_only:
            stand_in = await open_ones.enter_async_context(stand_in_of(settings))
        reader = None if look_only else RememberingReader(load_reader())
        if reader:
            open_ones.push_async_callback(reader.aclose)
        observers: list[Observer] = [metrics, LogEvents()]
        progress = None if settings.no_progress else Progress()
        if progress:
            progress.start(len(phones), Counter(phone.site for phone in phones))
            open_ones.callback(progress.stop)
            observers.append(progress)

        async def ask_to_go_on(why: str) -> bool:
            with progress.held() if progress else nullcontext():
                tell(f"the breaker opened: {why}. No further phone is begun; those that are begun are finished.")
                return (await hear_line("Look at them, then go on or stop? [go on/STOP] ")).strip().lower() == "go on"

        def open_channel(phone: Phone) -> Channel:
            channel = HttpPhone(phone, login, sees=metrics.seen_request, allow_legacy_tls=settings.legacy_tls)
            return stand_in.attend(channel, phone, login) if stand_in else channel

        bridge = CtiBridge(means.cti) if means.cti else None
        if bridge:
            open_ones.push_async_callback(bridge.aclose)
        open_other = other_ways(means.ssh, bridge, metrics, allow_legacy_tls=settings.legacy_tls)
        yield Instruments(reader, open_channel, tuple(observers), AuthenticationServers(), open_other, ask_to_go_on)


def _write_metrics(metrics: Metrics, path: Path) -> None:
    """Keys were pressed by now, so a file that can not be written is told and is no bad input."""
    try:
        metrics.write_textfile(path)
    except BadInput as error:
        tell(*error.faults)


def ready_drivers(labels: Tables | None = None, where: str = "settings") -> Registry:
    """The drivers, after the house was looked over, with the operator's words for phones in other languages.

    Raises:
        BadInput: a package named like ours is not ours, the drivers are none, broken, or two for one model, or a word
            of the tables can not be right.
    """
    check_packages()
    return speaking(load_drivers(), labels or {}, where)


def open_log(settings: Settings) -> None:
    """The log on standard error. Beside progress it tells only what that can not, unless a level was asked for."""
    quiet = not settings.no_progress and "log_level" not in settings.model_fields_set
    configure_log(level="error" if quiet else settings.log_level, form=settings.log_format, redactor=REDACTOR)


def login_of_the_cluster(settings: Settings) -> PhoneLogin | None:
    """The login for the phones; None if a stand-in lets in its own, and the environment has no other.

    Raises:
        BadInput: there is none.
    """
    return None if settings.authd and not has_login("phone") else phone_login()


def phone_login() -> PhoneLogin:
    """The login for the phones, from the environment or a person.

    Raises:
        BadInput: there is none.
    """
    return _known(read_login("phone", Terminal(ask, ask_password) if someone_is_there() else None))


def ssh_login() -> PhoneLogin | None:
    """The login for the phones' shells, from ITL_ERASER_SSH_USER; None if the environment has none.

    Raises:
        BadInput: it is half there, or its file can not be read.
    """
    return _known(read_login("ssh")) if has_login("ssh") else None


def cti_of(settings: Settings) -> CtiAccess | None:
    """The way over CTI, with the login of ITL_ERASER_CUCM_USER; None if no jar is given.

    Raises:
        BadInput: something of it is missing, or can not be used.
    """
    if settings.cti_jar is None:
        if settings.cti_host:
            raise BadInput("--cti-host: is of no use without --cti-jar; give both, or leave it out")
        return None
    return cti_access(settings.cti_jar, settings.cti_host, _known(read_login("cucm")))


def _known(found: Login) -> PhoneLogin:
    """A login whose password is never printed from now on."""
    password = found.password.get_secret_value()
    learn_secrets((password,))
    tell(*(f"warning: {warning}" for warning in found.warnings))
    return PhoneLogin(found.user, password)


def run_loop(work: Coroutine[Any, Any, Value]) -> Value:
    """Runs `work` on the fastest loop that is installed."""
    keep_pauses_short()
    allow_open_files()
    with asyncio.Runner(loop_factory=_new_loop) as runner:
        return runner.run(work)
