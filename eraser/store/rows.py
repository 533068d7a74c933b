"""Values as rows, and rows as values: events as they are written, runs, phones and histories as they are read."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Any, NamedTuple

from eraser.model.phone import Phone
from eraser.model.record import from_record, time_from_text, time_text
from eraser.model.run import Event, EventKind, History, Run
from eraser.model.states import State

_ENCODER = json.JSONEncoder(separators=(",", ":"), allow_nan=False)  # json.dumps makes one for each text
_SECRET = re.compile(r"passw|passphrase|secret|token|credential|api_?key|private", re.IGNORECASE)


class EventRow(NamedTuple):
    """An event on its way to the disk, and what else it brings."""

    run: int
    phone: int
    at: datetime
    kind: str
    state: str
    stage: str
    data: str
    outcome: str | None = None  # of a SETTLED event, and its record:
    record: str | None = None
    file: str | None = None  # of a picture, and its bytes:
    png: bytes | None = None

    def columns(self) -> tuple[int, int, str, str, str, str, str]:
        """As they are written. The writer thread makes the text of the time, where many rows are made at once."""
        return self.run, self.phone, time_text(self.at, "microseconds"), self.kind, self.state, self.stage, self.data


def event_row(event: Event, run_number: int, phone_number: int) -> EventRow:
    """The row of an event. Raises ValueError, TypeError or KeyError for data that could not be read back."""
    kind, state = event.kind, event.state
    if event.at.tzinfo is None:
        time_text(event.at)  # raises
    if kind is EventKind.PRESS and len(event.data) == 1:
        return EventRow(run_number, phone_number, event.at, kind, state, event.stage, _key_text(event.data["key"]))
    outcome = record = file = None
    if kind is EventKind.SETTLED:
        from_record(event.data["result"])  # what is written must be readable by the report
        outcome, record = event.data["result"]["outcome"], json_text(event.data["result"])
    if event.picture is not None:
        file = str(event.data["file"])
        file.encode()
    data = json_text(event.data)
    return EventRow(
        run_number, phone_number, event.at, kind, state, event.stage, data, outcome, record, file, event.picture
    )


@lru_cache(maxsize=256)  # a fleet is sent the same twenty keys
def _key_text(name: str) -> str:
    return json_text({"key": name})


def json_text(value: Any) -> str:
    """Plain JSON in one line, letters beyond ASCII escaped."""
    return _ENCODER.encode(dict(value) if isinstance(value, Mapping) else value)


def refuse_secrets(options: Any, place: str = "options") -> None:
    """Raises ValueError for a name that looks like a credential, at any depth: the store must never hold one."""
    if isinstance(options, Mapping):
        for name, value in options.items():
            if _SECRET.search(str(name)):
                raise ValueError(f"{place}.{name} looks like a credential; the store must not hold it")
            refuse_secrets(value, f"{place}.{name}")
    elif isinstance(options, list | tuple):
        for value in options:
            refuse_secrets(value, place)


class RunRow(NamedTuple):
    """The columns of a run, as they are read."""

    id: str
    kind: str
    started_at: str
    options: str
    finished_at: str | None

    def value(self) -> Run:
        """The run."""
        return Run(
            id=self.id,
            kind=self.kind,
            started_at=time_from_text(self.started_at),
            options=json.loads(self.options),
            finished_at=None if self.finished_at is None else time_from_text(self.finished_at),
        )


def phone_columns(phone: Phone) -> tuple[str | None, ...]:
    """The columns of a phone after run and position: its key, then its fields."""
    fields = (phone.name, phone.address, phone.model, phone.firmware, phone.site, phone.scheme, phone.origin)
    return (phone.key, *fields, json_text(phone.extra))


def phone_value(columns: tuple[Any, ...]) -> Phone:
    """The phone of name, address, model, firmware, site, scheme, origin, extra."""
    name, address, model, firmware, site, scheme, origin, extra = columns
    return Phone(name, address, model, firmware, site, scheme, origin, json.loads(extra))


@dataclass(slots=True)
class Tale:
    """The history of one phone while its events are read, oldest first."""

    phone: str
    result: str | None = None
    state: str = State.PENDING
    stage: str = ""
    before: Mapping[str, Any] | None = None
    intent: str | None = None
    intents: int = 0
    presses: int = 0
    retries: int = 0
    started_at: str | None = None
    screens: dict[str, None] = field(default_factory=dict)

    def hear(self, at: str, kind: str, state: str, stage: str, data: str | None) -> None:
        """One event. `data` is needed for LOOKED, INTENT and PICTURE only."""
        self.state, self.stage = state, stage
        if self.started_at is None and kind != EventKind.SETTLED:
            self.started_at = at
        if kind == EventKind.PRESS:
            self.presses += 1
        elif kind == EventKind.RETRY:
            self.retries += 1
        elif kind == EventKind.INTENT:
            self.intents += 1
            self.intent = data
        elif kind == EventKind.PICTURE:
            self.screens[json.loads(data or "{}")["file"]] = None
        elif kind == EventKind.LOOKED and self.before is None:
            look = json.loads(data or "{}")
            self.before = look if look.get("first") else None

    def history(self) -> History:
        """What the journal knows of the phone. A phone of which nothing but its end is written was not begun."""
        begun = self.started_at is not None
        return History(
            phone=self.phone,
            state=State(self.state),
            stage=self.stage,
            before=self.before,
            intent=None if self.intent is None else json.loads(self.intent),
            intents=self.intents,
            keys_pressed=self.presses + self.intents,
            attempts=1 + self.retries if begun else 0,
            started_at=time_from_text(self.started_at) if self.started_at else None,
            result=None if self.result is None else from_record(json.loads(self.result)),
            screens=tuple(self.screens),
        )


def histories(
    results: Iterable[tuple[int, str, str | None]], events: Iterable[tuple[int, str, str, str, str, str | None]]
) -> dict[str, History]:
    """The histories of all phones (number, key, record), from the events (phone, at, kind, state, stage, data)."""
    tales = {number: Tale(key, record) for number, key, record in results}
    for number, at, kind, state, stage, data in events:
        tales[number].hear(at, kind, state, stage, data)
    return {tale.phone: tale.history() for tale in tales.values()}
