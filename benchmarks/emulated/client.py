"""The whole client as a run has it: engine, limits, journal on disk, metrics, log at info to a file, progress, HTTP.

Only the reader differs where it says so: `FreeReader` knows each screen by the few bytes that the emulator sends for
it, so that what reading and comparing cost is not mixed with what a key costs.
"""

from __future__ import annotations

import os
import sys
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from rich.console import Console

from benchmarks.emulated.tape import Tape
from drivers import cisco_7800, cisco_7900, cisco_8800, cisco_9900
from eraser.engine.fleet import FleetEnd, work_fleet
from eraser.engine.registry import Registry, build_registry
from eraser.model.phone import Phone
from eraser.model.run import Options, Run, now
from eraser.model.screen import Screen
from eraser.ops.log import LogEvents, configure_log
from eraser.ops.metrics import Metrics
from eraser.ports import Channel, Observer, Reader
from eraser.service.progress import Progress
from eraser.service.recorder import Recorder
from eraser.store.sqlite import SqliteStore
from eraser.wire.authentication import AuthenticationServers
from eraser.wire.http_phone import HttpPhone
from eraser.wire.login import Login

LOGIN = Login("bench", "not-a-secret-of-anybody")
_MANY = 1_000_000
# Every limit is asked and none bounds: the phones are to be as fast as the client lets them.
UNBOUND = Options(
    canary=(),
    trust_weak=("*",),
    concurrency=_MANY,
    per_site=_MANY,
    starts_per_second=_MANY,
    keys_per_second=1e15,  # a gap that the clock can not tell: a key would wait for its turn otherwise
    away_per_cluster=_MANY,
    away_per_site=_MANY,
    away_percent_of_site=100.0,
)


class FreeReader:
    """Knows the screens of a tape by number."""

    name = "free"

    def __init__(self, tape: Tape) -> None:
        self._screens = {b"BM%d" % place: screen for place, screen in enumerate(tape.screens)}

    async def read(self, picture: bytes, *, soft_key_slots: int) -> Screen:
        del soft_key_slots
        return self._screens[picture]

    async def aclose(self) -> None:
        return


@dataclass(slots=True)
class Client:
    """One run of the client in a folder of its own."""

    run: Run
    phones: Sequence[Phone]
    options: Options
    registry: Registry
    store: SqliteStore
    metrics: Metrics
    observers: tuple[Observer, ...]
    open_channel: Callable[[Phone], Channel]
    reader: Reader

    async def work(self) -> FleetEnd:
        """All phones through their whole story."""
        return await work_fleet(
            self.run,
            self.phones,
            {},
            options=self.options,
            registry=self.registry,
            open_channel=self.open_channel,
            reader=self.reader,
            store=self.store,
            observers=self.observers,
            authentication=AuthenticationServers(),
        )


@asynccontextmanager
async def client(
    folder: Path, phones: Sequence[Phone], reader: Reader, options: Options = UNBOUND
) -> AsyncIterator[Client]:
    """Everything that a run sets up, put away at the end."""
    run = Run(f"bench-{time.monotonic_ns()}", "run", now())
    registry, metrics = drivers(), Metrics(run, len(phones))
    store = SqliteStore(folder / f"{run.id}.db")
    screen = sys.stderr
    with (folder / "log.json").open("a", encoding="utf-8") as log:
        sys.stderr = log
        configure_log(level="info", form="json", secrets=(LOGIN.password,))
        progress = Progress(Console(file=log), live=False)
        try:
            await store.open_run(run, phones)
            progress.start(len(phones), Counter(phone.site for phone in phones))
            recorder = Recorder(run.id, store, reader, registry)
            observers = (metrics, LogEvents(), progress, recorder)

            def open_channel(phone: Phone) -> Channel:
                return HttpPhone(phone, LOGIN, sees=metrics.seen_request)

            channels = recorder.channels(open_channel)
            yield Client(run, phones, options, registry, store, metrics, observers, channels, reader)
        finally:
            progress.stop()
            await store.aclose()
            sys.stderr = screen


def at_pace(pace: float, patience: float = 1.0) -> Options:
    return replace(UNBOUND, pace=pace, patience=patience)


def stay_on(core: int | None) -> None:
    """This process and the threads that it will have run on this core alone."""
    if core is not None:
        os.sched_setaffinity(0, {core})


def drivers() -> Registry:
    modules = (cisco_7800, cisco_7900, cisco_8800, cisco_9900)
    return build_registry([(module.__name__, driver) for module in modules for driver in module.DRIVERS])
