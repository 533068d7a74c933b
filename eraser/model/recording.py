"""A recording: what one phone showed and was told, without anything that tells whose phone it was.

It can be replayed in a test (`engine.recordings`) and a driver can be drafted from it (`engine.drafting`). What stands
here went through `ops.stand_ins` first.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from eraser.model.outcome import BadInput
from eraser.model.phone import CallState, Facts, StatusMessage
from eraser.model.record import (
    facts_from_record,
    facts_to_record,
    status_from_record,
    status_to_record,
    time_from_text,
    time_text,
)
from eraser.model.screen import Area, Padlock, Row, Screen, SoftKeyText

FORMAT = "itl-eraser recording"
VERSION = 1
LARGEST_BYTES = 64 * 1024 * 1024  # a thousand screens of the largest size
TAKEN = "taken"
HIDDEN_KEY = "hidden"  # instead of a key's URI: it was typed into a question for a password


@dataclass(frozen=True, slots=True)
class SeenScreen:
    """A screen as it was read, and its picture as PNG; `left_out` says why there is no picture."""

    screen: Screen
    picture: bytes | None = None
    left_out: str | None = None


@dataclass(frozen=True, slots=True)
class Looked:
    """The phone's own pages were looked at."""

    at_s: float
    facts: Facts
    status: tuple[StatusMessage, ...] = ()
    call: CallState = CallState.UNKNOWN


@dataclass(frozen=True, slots=True)
class Shown:
    """A screen was seen; `screen` is its place among the recording's screens."""

    at_s: float
    screen: int


@dataclass(frozen=True, slots=True)
class Intended:
    """A person is about to press a key that may confirm an erase or a reset. Written before the key leaves."""

    at_s: float
    uri: str
    label: str | None = None


@dataclass(frozen=True, slots=True)
class Pressed:
    """A key left. `answer` is `taken`, or the name of the error; `label` is what a soft key said."""

    at_s: float
    uri: str
    label: str | None = None
    answer: str = TAKEN


@dataclass(frozen=True, slots=True)
class Refused:
    """A key was not sent, because it may confirm an erase or a reset and was not asked for knowingly."""

    at_s: float
    uri: str
    label: str | None = None


@dataclass(frozen=True, slots=True)
class Away:
    """The phone did not answer a look. `error` is the name of the error."""

    at_s: float
    error: str


Step = Looked | Shown | Intended | Pressed | Refused | Away
_KINDS: Mapping[str, type[Step]] = {
    "looked": Looked,
    "shown": Shown,
    "intended": Intended,
    "pressed": Pressed,
    "refused": Refused,
    "away": Away,
}
_NAMES = {kind: name for name, kind in _KINDS.items()}


@dataclass(frozen=True, slots=True)
class Recording:
    """One session with one phone. `at_s` of each step counts from `recorded_at`."""

    recorded_at: datetime
    program: str
    model: str | None
    firmware: str | None
    locale: str | None
    soft_key_slots: int
    screens: tuple[SeenScreen, ...]
    steps: tuple[Step, ...]

    def to_json(self) -> str:
        """The text of its file."""
        record = {
            "format": FORMAT,
            "version": VERSION,
            "recorded_at": time_text(self.recorded_at),
            "program": self.program,
            "model": self.model,
            "firmware": self.firmware,
            "locale": self.locale,
            "soft_key_slots": self.soft_key_slots,
            "steps": [_step_to_record(step) for step in self.steps],
            "screens": [_screen_to_record(seen) for seen in self.screens],
        }
        return json.dumps(record, indent=1, ensure_ascii=False) + "\n"


def read_recording(data: bytes, source: str) -> Recording:
    """A recording from the bytes of its file.

    Raises:
        BadInput: it is none, or is broken, or a later version wrote it.
    """
    if len(data) > LARGEST_BYTES:
        raise BadInput(f"{source}: {len(data)} bytes are no recording; name another file")
    try:
        record = json.loads(data)
        is_ours = record["format"] == FORMAT
        version = record["version"]
    except (ValueError, KeyError, TypeError, RecursionError):
        is_ours, version = False, None
    if not is_ours:
        raise BadInput(f"{source}: is no recording; name a file that itl-eraser console wrote")
    if version != VERSION:
        raise BadInput(f"{source}: has version {version!r}, this program reads {VERSION}; install a newer itl-eraser")
    try:
        return _recording_from_record(record)
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError) as error:
        raise BadInput(f"{source}: is a broken recording ({_why(error)}); record it again") from error


def _why(error: Exception) -> str:
    words = " ".join(str(error).split())
    return f"{words} is missing" if isinstance(error, KeyError) else words[:120]


def _recording_from_record(record: Mapping[str, Any]) -> Recording:
    screens = tuple(_screen_from_record(one) for one in record["screens"])
    steps = tuple(_step_from_record(one) for one in record["steps"])
    for step in steps:
        if isinstance(step, Shown) and not 0 <= step.screen < len(screens):
            raise ValueError(f"screen {step.screen} of {len(screens)}")
    return Recording(
        recorded_at=time_from_text(_typed(record["recorded_at"], str)),
        program=_typed(record["program"], str),
        model=_typed(record["model"], str, None),
        firmware=_typed(record["firmware"], str, None),
        locale=_typed(record["locale"], str, None),
        soft_key_slots=_typed(record["soft_key_slots"], int),
        screens=screens,
        steps=steps,
    )


def _typed(value: Any, kind: type, *others: None) -> Any:
    if isinstance(value, kind) or value in others:
        return value
    raise TypeError(f"{value!r} where {kind.__name__} is expected"[:120])


# --- steps -----------------------------------------------------------------------------------------------------------


def _step_to_record(step: Step) -> dict[str, Any]:
    record: dict[str, Any] = {"at_s": step.at_s, "kind": _NAMES[type(step)]}
    if isinstance(step, Looked):
        facts, status = facts_to_record(step.facts), status_to_record(step.status)
        return record | {"facts": facts, "status": status, "call": str(step.call)}
    fields = {
        name: getattr(step, name) for name in ("screen", "uri", "label", "answer", "error") if hasattr(step, name)
    }
    return record | {name: value for name, value in fields.items() if value is not None}


def _step_from_record(record: Mapping[str, Any]) -> Step:
    at_s = float(record["at_s"])
    kind = _KINDS[record["kind"]]
    if kind is Looked:
        facts, status = facts_from_record(record["facts"]), status_from_record(record["status"])
        return Looked(at_s, facts, status, CallState(record["call"]))
    if kind is Shown:
        return Shown(at_s, _typed(record["screen"], int))
    if kind is Away:
        return Away(at_s, _typed(record["error"], str))
    uri, label = _typed(record["uri"], str), _typed(record.get("label"), str, None)
    if kind is Pressed:
        return Pressed(at_s, uri, label, _typed(record["answer"], str))
    make: Callable[..., Step] = kind
    return make(at_s, uri, label)


# --- screens ---------------------------------------------------------------------------------------------------------


def _screen_to_record(seen: SeenScreen) -> dict[str, Any]:
    screen = seen.screen
    return {
        "title": screen.title,
        "rows": [{"digit": row.digit, "label": row.label, "selected": row.selected} for row in screen.rows],
        "soft_keys": [{"slot": soft.slot, "label": soft.label} for soft in screen.soft_keys],
        "padlock": None if screen.padlock is None else str(screen.padlock),
        "dark": screen.dark,
        "confidence": screen.confidence,
        "free": [list(area) for area in screen.free],
        "picture": None if seen.picture is None else base64.b64encode(seen.picture).decode("ascii"),
        "left_out": seen.left_out,
    }


def _screen_from_record(record: Mapping[str, Any]) -> SeenScreen:
    padlock = record["padlock"]
    screen = Screen(
        title=_typed(record["title"], str),
        rows=tuple(
            Row(_typed(row["label"], str), _typed(row["digit"], str, None), selected=_typed(row["selected"], bool))
            for row in record["rows"]
        ),
        soft_keys=tuple(
            SoftKeyText(_typed(soft["slot"], int), _typed(soft["label"], str)) for soft in record["soft_keys"]
        ),
        padlock=None if padlock is None else Padlock(padlock),
        dark=_typed(record["dark"], bool),
        confidence=float(record["confidence"]),
        free=tuple(_area(one) for one in record.get("free", ())),
    )
    coded = _typed(record["picture"], str, None)
    return SeenScreen(screen, None if coded is None else _decoded(coded), _typed(record["left_out"], str, None))


def _area(record: Any) -> Area:
    left, top, right, bottom = (_typed(one, int) for one in record)
    return left, top, right, bottom


def _decoded(coded: str) -> bytes:
    try:
        return base64.b64decode(coded, validate=True)
    except binascii.Error as error:
        raise ValueError(f"a picture that is no base64: {error}") from error
