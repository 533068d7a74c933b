"""One simulated phone under the engine, without sockets and without pictures, on a clock that jumps.

`HandsetChannel` implements the Channel port over the simulator's handset; `WordReader` implements the Reader port: what the
channel gives it as a picture is the screen in words. So thousands of walks cost seconds, and every fault of a key can be
played: dropped, doubled, delayed, swapped with the next.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime

from drivers import cisco_7800, cisco_7900, cisco_7940, cisco_8800, cisco_9900
from eraser.engine.fleet import FleetEnd, work_fleet
from eraser.engine.house import Need, OpenOther, TftpLook
from eraser.engine.registry import Registry, build_registry
from eraser.engine.stop import Stop
from eraser.model.outcome import AuthInDoubt, IdentityMismatch, KeyRefused, PictureUnreadable, WebAccessOff
from eraser.model.phone import CallState, Facts, ListState, Phone, StatusMessage
from eraser.model.recording import Recording
from eraser.model.run import Event, EventKind, History, Options, Result, Run, now
from eraser.model.screen import Padlock, Row, Screen, SoftKeyText
from eraser.ports import Authentication
from eraser.simulator.handset import Handset, new_state
from eraser.simulator.menus import LAYOUTS
from eraser.simulator.state import Quirks, Spec, TrustList

OLD_ITL = TrustList("0A" * 20, ("old-pub", "old-sub"))
NEW_ITL = TrustList("B7" * 10 + "3E" * 10, ("new-pub", "new-sub"))
OLD_CTL = TrustList("1C" * 20, ("old-pub",))
NEW_CTL = TrustList("D4" * 20, ("new-pub",))
FAST = Options(canary=(), starts_per_second=1000.0, keys_per_second=1000.0, return_within_s=300.0)
FIRMWARE = {
    "CP-7945G": "SIP45.9-4-2SR3-1S",
    "CP-7965G": "SCCP45.9-4-2SR3-1S",
    "CP-7821": "sip78xx.12-5-1SR3-74",
    "CP-7841": "sip78xx.11-0-1-11",
    "CP-8841": "sip88xx.12-5-1SR3-74",
    "CP-8851": "sip88xx.12-5-1SR3-74",
    "CP-9971": "sip9971.9-4-2SR4-1",
    "CP-7940G": "P0030801SR02",
}

LOCALES = {"en": "English_United_States", "de": "German_Germany"}

Deliver = Callable[
    [int, str], Sequence[tuple[float, str]]
]  # (place of the key, URI) → what arrives, each after seconds


def as_it_is(_place: int, uri: str) -> Sequence[tuple[float, str]]:
    return [(0.0, uri)]


def registry() -> Registry:
    modules = (cisco_7800, cisco_7900, cisco_7940, cisco_8800, cisco_9900)
    return build_registry([(module.__name__, driver) for module in modules for driver in module.DRIVERS])


def make_handset(
    model: str, layout: str, quirks: Quirks | None = None, *, number: int = 1, ctl: bool = False
) -> Handset:
    """A phone that holds the old list and whose TFTP offers the new one (or what its quirks say)."""
    spec = Spec(
        name=f"SEP0011223344{number:02X}",
        model=model,
        firmware=FIRMWARE[model],
        serial=f"FCH0000{number:04X}",
        directory_number=f"10{number:02d}",
        layout=layout,
        service_mode=layout.endswith("-5"),
        quirks=quirks or Quirks(),
    )
    state = new_state(spec, old_itl=OLD_ITL, old_ctl=OLD_CTL if ctl else None)
    return Handset(state, offered_itl=NEW_ITL, offered_ctl=NEW_CTL if ctl else None)


@dataclass
class HandsetChannel:
    """The Channel port over a handset. `keys` are the URIs as the engine sent them."""

    handset: Handset
    deliver: Deliver = as_it_is
    name: str = "memory"
    keys: list[str] = field(default_factory=list)
    shown: bool = False
    refused: int = 0
    refuses: Callable[[int], bool] = lambda _place: False  # whether the login is refused for this key
    screens: list[str] = field(default_factory=list)  # what the phone showed when each key left
    authentication_url: str | None = "http://cucm-pub:8080/ccmcip/authenticate.jsp"

    def _check_up(self) -> None:
        if not self.handset.state.up:
            self.shown = False
            raise WebAccessOff("connection refused")

    async def identify(self) -> Facts:
        self._check_up()
        self.shown = True
        state, spec = self.handset.state, self.handset.state.spec
        shows = spec.quirks.page_shows_lists
        shows = not spec.model.startswith(("CP-79",)) if shows is None else shows
        return Facts(
            seen_at=datetime(2026, 1, 1, tzinfo=UTC),
            name=spec.name,
            model=spec.model,
            firmware=spec.firmware,
            serial=spec.serial,
            itl=_list_state(state.itl, shows=shows),
            itl_signature=state.itl.signature if state.itl and shows else None,
            ctl=_list_state(state.ctl, shows=shows),
            ctl_signature=state.ctl.signature if state.ctl and shows else None,
            authentication_url=self.authentication_url,
            service_mode="On-premise" if spec.service_mode else None,
            user_locale=LOCALES[LAYOUTS[spec.layout].language],
            registered=state.registered,
        )

    async def fetch_status(self) -> tuple[StatusMessage, ...]:
        self._check_up()
        return tuple(StatusMessage(text, stamp) for stamp, text in self.handset.state.status)

    async def ask_call(self) -> CallState:
        self._check_up()
        return CallState.BUSY if self.handset.state.active_streams else CallState.IDLE

    async def press(self, uri: str) -> None:
        if not self.shown:
            raise IdentityMismatch("not shown to be the phone")
        self._check_up()
        place = len(self.keys) + self.refused
        if self.refuses(place):
            self.refused += 1
            raise AuthInDoubt("Error 4")
        shown = self.handset.describe()
        chosen = next((row.label for row in shown.rows if row.selected), "")
        self.screens.append(f"{shown.title} > {chosen}" if chosen else shown.title)
        self.keys.append(uri)
        for after_s, arriving in self.deliver(place, uri):
            if after_s:
                asyncio.get_running_loop().call_later(after_s, self.handset.press, arriving)
            elif self.handset.press(arriving).status:
                raise KeyRefused("URI not found")

    async def fetch_picture(self) -> bytes:
        if not self.shown:
            raise IdentityMismatch("not shown to be the phone")
        self._check_up()
        return json.dumps(asdict(self.handset.describe())).encode()

    async def aclose(self) -> None:
        self.shown = False


def _list_state(held: TrustList | None, *, shows: bool) -> ListState:
    if not shows:
        return ListState.ABSENT
    return ListState.INSTALLED if held else ListState.NOT_INSTALLED


class WordReader:
    """Reads the screens of `HandsetChannel`."""

    name = "words"

    async def read(self, picture: bytes, *, soft_key_slots: int) -> Screen:
        try:
            shown = json.loads(picture)
        except ValueError as error:
            raise PictureUnreadable("no words") from error
        return Screen(
            title=shown["title"],
            rows=tuple(Row(one["label"], one["digit"], one["selected"]) for one in shown["rows"]),
            soft_keys=tuple(SoftKeyText(one["slot"], one["label"]) for one in shown["soft_keys"] if one["label"]),
            padlock=Padlock(shown["padlock"]) if shown["padlock"] else None,
            dark=shown["dark"],
        )

    async def aclose(self) -> None:
        return


class MemoryStore:
    """The Store port in memory: keeps every event."""

    def __init__(self) -> None:
        self.events: list[Event] = []

    async def open_run(self, run: Run, phones: Sequence[Phone]) -> None:
        del run, phones

    async def finish_run(self, run_id: str) -> None:
        del run_id

    async def write(self, event: Event) -> None:
        self.events.append(event)

    async def read_runs(self) -> tuple[Run, ...]:
        return ()

    async def read_run(self, run_id: str) -> tuple[Run, tuple[Phone, ...], dict[str, History]]:
        raise NotImplementedError(run_id)

    async def keep_recording(self, run_id: str, recording: Recording) -> None:
        raise NotImplementedError(run_id, recording)

    async def read_recordings(self, run_id: str) -> tuple[Recording, ...]:
        raise NotImplementedError(run_id)

    async def read_pictures(self, run_id: str) -> dict[str, bytes]:
        del run_id
        return {}

    async def aclose(self) -> None:
        return

    def intents(self) -> list[Event]:
        return [event for event in self.events if event.kind is EventKind.INTENT]


@dataclass
class Bench:
    """Phones under the engine."""

    handsets: Sequence[Handset]
    options: Options = FAST
    deliver: Deliver = as_it_is
    store: MemoryStore = field(default_factory=MemoryStore)
    channels: dict[str, HandsetChannel] = field(default_factory=dict)
    reader: WordReader | None = field(default_factory=WordReader)
    authentication: Authentication | None = None
    open_other: OpenOther | None = None
    need: Need | None = None
    tftp: TftpLook | None = None

    def phones(self) -> list[Phone]:
        return [
            Phone(name=one.state.spec.name, address="127.0.0.1:80", site=one.state.spec.site) for one in self.handsets
        ]

    def open_channel(self, phone: Phone) -> HandsetChannel:
        handset = next(one for one in self.handsets if one.state.spec.name == phone.name)
        channel = HandsetChannel(handset, self.deliver)
        self.channels[phone.key] = channel
        return channel

    async def work(
        self, histories: Mapping[str, History] | None = None, *, stop: Stop | None = None, look_only: bool = False
    ) -> FleetEnd:
        return await work_fleet(
            Run("run-1", "run", now()),
            self.phones(),
            histories or {},
            options=self.options,
            registry=registry(),
            open_channel=self.open_channel,
            reader=self.reader,
            store=self.store,
            stop=stop,
            look_only=look_only,
            authentication=self.authentication,
            open_other=self.open_other,
            need=self.need,
            tftp=self.tftp,
        )


async def erase_one(handset: Handset, **changes: object) -> Result:
    """One phone through the whole story."""
    bench = Bench([handset], **changes)  # type: ignore[arg-type]
    return (await bench.work()).results[0]


def holds_old(handset: Handset) -> bool:
    return handset.state.itl == OLD_ITL


def with_quirks(handset_quirks: Quirks, **changes: object) -> Quirks:
    return replace(handset_quirks, **changes)  # type: ignore[arg-type]
