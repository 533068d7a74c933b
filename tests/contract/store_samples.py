"""Runs, phones, events and results to put into a Store."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from eraser.model.outcome import Outcome, Reason
from eraser.model.phone import Phone
from eraser.model.record import to_record
from eraser.model.recording import Pressed, Recording, SeenScreen, Shown
from eraser.model.run import Event, EventKind, History, Result, Run
from eraser.model.screen import Row, Screen
from eraser.model.states import State
from eraser.ports import Store

BEGAN = datetime(2026, 1, 2, 3, 4, 5, 678901, tzinfo=UTC)
ANNA = Phone(
    name="SEP001122334455",
    address="127.1.0.5:18080",
    model="CP-8841",
    firmware="sip88xx.12-5-1SR3-74",
    site="berlin",
    scheme="https",
    origin="csv:phones.csv:2",
    extra={"room": "1.02 “Süd”", "owner": "=cmd"},
)
BEA = Phone(name="SEP001122334466", site="köln")
CLEO = Phone(address="phone-in-the-lobby.example")
PHONES = (BEA, ANNA, CLEO)
PNG = b"\x89PNG\r\n\x1a\n\x00\xff picture"


def a_run(run_id: str = "20260102-aa", **changes: Any) -> Run:
    return replace(
        Run(id=run_id, kind="run", started_at=BEGAN, options={"pace": 1.5, "blind": ["CP-7945G"]}), **changes
    )


def an_event(kind: EventKind, data: dict[str, Any] | None = None, **changes: Any) -> Event:
    event = Event("20260102-aa", ANNA.key, BEGAN, kind, State.LOOKING, "identify", "berlin", data or {})
    return replace(event, **changes)


def a_result(outcome: Outcome = Outcome.ERASED, **changes: Any) -> Result:
    result = Result(
        name=ANNA.key,
        address=ANNA.address,
        site=ANNA.site,
        model=ANNA.model,
        firmware=ANNA.firmware,
        serial="FCH1234ABCD",
        outcome=outcome,
        reason=None if outcome.settled_well else Reason.INTERRUPTED,
        detail="list gone – “ITL installed”",
        itl_before="EE5C",
        itl_after="9A01",
        proof=("itl_signature_changed",),
        keys_pressed=9,
        attempts=1,
        started_at=BEGAN.replace(microsecond=0),
        finished_at=BEGAN.replace(microsecond=0) + timedelta(seconds=41),
        seconds=41.2,
        screens=("SEP001122334455-1-before-confirm.png",),
        extra=ANNA.extra,
    )
    return replace(result, **changes)


def a_settled(result: Result, **changes: Any) -> Event:
    return an_event(EventKind.SETTLED, {"result": to_record(result)}, state=State.SETTLED, stage="verify", **changes)


def a_recording(model: str = "CP-8841") -> Recording:
    screen = Screen("Security settings", (Row("ITL File", "2"),), free=((8, 2, 72, 20),))
    steps = (Shown(0.5, 0), Pressed(1.0, "Key:KeyPad2"))
    return Recording(BEGAN.replace(microsecond=0), "1.0", model, "x", None, 4, (SeenScreen(screen, PNG),), steps)


async def history_of(store: Store, phone: Phone = ANNA) -> History:
    return (await store.read_run("20260102-aa"))[2][phone.key]
