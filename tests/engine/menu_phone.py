"""A phone of a few screens under the engine: for ways that begin or go on by a soft key.

Written from phones §2.2 and §2.3, as nasty as those leave room for: the soft key that opens the menu stands in the slot
that resets things one menu later.
"""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime

from eraser.dsl import AnyDriver
from eraser.engine.fleet import work_fleet
from eraser.engine.registry import build_registry
from eraser.model.outcome import IdentityMismatch, KeyRefused
from eraser.model.phone import CallState, Facts, ListState, Phone, StatusMessage
from eraser.model.recording import Recording
from eraser.model.run import Event, EventKind, History, Options, Result, Run, now
from eraser.model.screen import Row, Screen, SoftKeyText

OLD, NEW = "0A" * 20, "B7" * 20
NAME = "SEP001122334455"
FAST = Options(canary=(), trust_weak=("*",), starts_per_second=1000.0, keys_per_second=1000.0, return_within_s=300.0)

Deliver = Callable[[int, str], Sequence[tuple[float, str]]]
Places = Mapping[str, Screen]
Ways = dict[tuple[str, str], str]  # (place, key) → the place behind it, or ERASE, or WRONG + what went wrong

ERASE, WRONG = "erase", "wrong: "


def as_it_is(_place: int, uri: str) -> Sequence[tuple[float, str]]:
    return [(0.0, uri)]


def screen(title: str, *rows: str, soft: Mapping[int, str], chosen: int | None = None) -> Screen:
    """`"4 Reset settings"` is a row with its digit, `"Sure?"` one without."""
    split = [re.fullmatch(r"(?:(\d) )?(.+)", one) for one in rows]
    return Screen(
        title,
        tuple(Row(one[2], one[1], place == chosen) for place, one in enumerate(split) if one),
        tuple(SoftKeyText(slot, text) for slot, text in sorted(soft.items())),
    )


@dataclass
class MenuPhone:
    """A phone that holds the old list until its erase is confirmed."""

    model: str
    places: Places
    ways: Ways
    missing: frozenset[str] = frozenset()  # refused
    deaf: frozenset[str] = frozenset()  # answered with Success, and thrown away
    at: str = "idle"
    itl: str | None = OLD
    ctl: str | None = None
    wrong: list[str] = field(default_factory=list)
    erasures: int = 0
    tick: Callable[[MenuPhone], None] = lambda _phone: None  # what happens at each look

    def press(self, uri: str) -> None:
        name = uri.removeprefix("Key:")
        if name in self.missing:
            raise KeyRefused("URI not found")
        behind = "idle" if uri == "Init:Services" else self.ways.get((self.at, name))
        if behind is None or name in self.deaf:
            return  # thrown away in silence, and answered with Success (phones §0.1)
        if behind == ERASE:
            self.erasures += 1
            self.itl, behind = NEW, "idle"
        if behind.startswith(WRONG):
            self.wrong.append(behind)
            behind = "idle"
        self.at = behind


@dataclass
class MenuChannel:
    """The Channel port over a phone of a few screens."""

    phone: MenuPhone
    deliver: Deliver = as_it_is
    name: str = "memory"
    keys: list[str] = field(default_factory=list)
    pressed_at: list[tuple[str, str]] = field(default_factory=list)
    shown: bool = False

    async def identify(self) -> Facts:
        self.shown = True
        return Facts(
            seen_at=datetime(2026, 1, 1, tzinfo=UTC),
            name=NAME,
            model=self.phone.model,
            firmware="load.12-5-1-1",
            itl=_state(self.phone.itl),
            itl_signature=self.phone.itl,
            ctl=_state(self.phone.ctl),
            ctl_signature=self.phone.ctl,
        )

    async def fetch_status(self) -> tuple[StatusMessage, ...]:
        return ()

    async def ask_call(self) -> CallState:
        return CallState.IDLE

    async def press(self, uri: str) -> None:
        if not self.shown:
            raise IdentityMismatch("not shown to be the phone")
        place = len(self.keys)
        self.keys.append(uri)
        self.pressed_at.append((self.phone.at, uri))
        for after_s, arriving in self.deliver(place, uri):
            if after_s:
                asyncio.get_running_loop().call_later(after_s, self.phone.press, arriving)
            else:
                self.phone.press(arriving)

    async def fetch_picture(self) -> bytes:
        self.phone.tick(self.phone)
        return json.dumps(asdict(self.phone.places[self.phone.at])).encode()

    async def aclose(self) -> None:
        self.shown = False


def _state(signature: str | None) -> ListState:
    return ListState.INSTALLED if signature else ListState.NOT_INSTALLED


class PlaceReader:
    """Reads what `MenuChannel` gives as a picture."""

    name = "words"

    async def read(self, picture: bytes, *, soft_key_slots: int) -> Screen:
        del soft_key_slots
        told = json.loads(picture)
        told["rows"] = tuple(Row(**row) for row in told["rows"])
        told["soft_keys"] = tuple(SoftKeyText(**soft) for soft in told["soft_keys"])
        return Screen(**told)

    async def aclose(self) -> None:
        return


class EventStore:
    """The Store port as far as a run needs it: keeps every event."""

    def __init__(self) -> None:
        self.events: list[Event] = []

    async def open_run(self, run: Run, phones: Sequence[Phone]) -> None:
        del run, phones

    async def claim_run(self, run_id: str) -> Run:
        raise NotImplementedError(run_id)

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


@dataclass
class Worked:
    """What came of one phone."""

    result: Result
    channel: MenuChannel
    events: list[Event]

    @property
    def intents(self) -> list[str]:
        return [event.data["key"] for event in self.events if event.kind is EventKind.INTENT]

    @property
    def confirmed_at(self) -> set[str]:
        """Where the phone was when a confirming key left."""
        keys = [event.kind for event in self.events if event.kind in {EventKind.PRESS, EventKind.INTENT}]
        places = zip(keys, self.channel.pressed_at, strict=True)
        return {at for kind, (at, _) in places if kind is EventKind.INTENT}

    @property
    def soft_keys(self) -> list[tuple[str, str]]:
        """(place, key) of every soft key that left."""
        return [(at, uri.removeprefix("Key:")) for at, uri in self.channel.pressed_at if uri.startswith("Key:Soft")]


async def work(
    phone: MenuPhone,
    drivers: Sequence[AnyDriver],
    *,
    deliver: Deliver = as_it_is,
    reader: PlaceReader | None = None,
    sight: bool = True,
    look_only: bool = False,
    **options: object,
) -> Worked:
    """One phone through the whole story."""
    channel, store = MenuChannel(phone, deliver), EventStore()
    end = await work_fleet(
        Run("run-1", "run", now()),
        [Phone(name=NAME, address="127.0.0.1:80")],
        {},
        options=replace(FAST, **options),  # type: ignore[arg-type]
        registry=build_registry([("here", one) for one in drivers]),
        open_channel=lambda _phone: channel,
        reader=(reader or PlaceReader()) if sight else None,
        store=store,
        look_only=look_only,
    )
    return Worked(end.results[0], channel, store.events)


# A conference phone (phones §2.2 8832). Soft3 opens the menu and, one menu later, resets what is chosen.
IDLE_8832 = screen("10:25", "1017", soft={1: "Redial", 2: "New call", 3: "Settings"})
CONFERENCE: Places = {
    "idle": IDLE_8832,
    "settings": screen(
        "Settings", "1 Recents", "2 Preferences", "3 Phone information", "4 Admin settings", soft={4: "Exit"}, chosen=0
    ),
    "admin": screen(
        "Admin settings",
        "1 Network setup",
        "2 Security setup",
        "3 Reports",
        "4 Reset settings",
        soft={3: "Select", 4: "Exit"},
        chosen=0,
    ),
    "reset": screen(
        "Reset settings",
        "1 All settings",
        "2 Reset device",
        "3 Network settings",
        "4 Service mode",
        "5 Security settings",
        soft={3: "Reset", 4: "Exit"},
        chosen=0,
    ),
    "question": screen("Security settings", "Reset security settings?", soft={3: "Reset", 4: "Cancel"}),
    "network": screen("Network settings", "Reset network settings?", soft={3: "Reset", 4: "Cancel"}),
}
CONFERENCE_WAYS: Ways = {
    ("idle", "Soft3"): "settings",
    ("settings", "KeyPad4"): "admin",
    ("settings", "Soft4"): "idle",
    ("admin", "KeyPad4"): "reset",
    ("admin", "Soft4"): "settings",
    ("reset", "KeyPad5"): "question",
    ("reset", "KeyPad3"): "network",
    ("reset", "Soft3"): WRONG + "reset of all settings",
    ("reset", "Soft4"): "admin",
    ("network", "Soft3"): WRONG + "reset of network settings",
    ("network", "Soft4"): "reset",
    ("question", "Soft3"): ERASE,
    ("question", "Soft4"): "reset",
}


def conference(**changes: object) -> MenuPhone:
    missing = frozenset({"Applications", "Settings", "NavBack"})
    return replace(MenuPhone("CP-8832", CONFERENCE, CONFERENCE_WAYS, missing=missing), **changes)  # type: ignore[arg-type]


# A 69xx (phones §2.2): Security is the fourth soft key of the reset menu; Soft1 leaves.
SIXES: Places = {
    "idle": screen("10:25", "1017", soft={1: "Redial", 2: "New call"}),
    "settings": screen("Settings", "1 User preferences", "4 Administrator settings", soft={1: "Exit"}, chosen=0),
    "admin": screen("Administrator settings", "1 Network setup", "5 Reset settings", soft={1: "Back"}, chosen=0),
    "reset": screen("Reset settings", "Choose what is reset", soft={1: "Back", 2: "All", 3: "Network", 4: "Security"}),
    "question": screen("Reset settings", "Reset security settings?", soft={1: "Back", 2: "Reset"}),
    "network": screen("Reset settings", "Reset network settings?", soft={1: "Back", 2: "Reset"}),
    "done": screen("Reset settings", "Done.", soft={1: "Exit"}),
}
SIXES_WAYS: Ways = {
    ("idle", "Settings"): "settings",
    ("settings", "KeyPad4"): "admin",
    ("settings", "Soft1"): "idle",
    ("admin", "KeyPad5"): "reset",
    ("admin", "Soft1"): "settings",
    ("reset", "Soft1"): "admin",
    ("reset", "Soft2"): WRONG + "reset of all settings",
    ("reset", "Soft3"): "network",
    ("reset", "Soft4"): "question",
    ("question", "Soft1"): "reset",
    ("question", "Soft2"): ERASE,
    ("network", "Soft1"): "reset",
    ("network", "Soft2"): WRONG + "reset of network settings",
}


def sixes(**changes: object) -> MenuPhone:
    missing = frozenset({"Applications", "Directories"})
    return replace(MenuPhone("CP-6941", SIXES, SIXES_WAYS, missing=missing), **changes)  # type: ignore[arg-type]
