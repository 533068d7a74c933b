"""Results and facts as plain JSON: what the journal keeps is what the report writes (contract §3).

The keys of `to_record` and their order are the contract's. Times are UTC, ISO 8601 with `Z`. A result's times have
whole seconds, as the contract shows them (`seconds` has the fraction); a look's time has microseconds, because looks
are compared with each other.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields
from datetime import UTC, datetime
from typing import Any, Literal

from eraser.model.outcome import Outcome, Reason
from eraser.model.phone import Facts, ListState, StatusMessage
from eraser.model.run import Result

SCREENS = "screens/"  # the folder of pictures beside the report

# Fields that are JSON as they are; the others are named where they are turned.
_TURNED = {"outcome", "reason", "proof", "started_at", "finished_at", "screens", "extra"}
_PLAIN = tuple(field.name for field in fields(Result) if field.name not in _TURNED)
_TURNED_FACTS = {"seen_at", "itl", "ctl", "tftp_servers", "pages"}
_PLAIN_FACTS = tuple(field.name for field in fields(Facts) if field.name not in _TURNED_FACTS)


def time_text(at: datetime, timespec: Literal["seconds", "microseconds"] = "seconds") -> str:
    """`2026-01-02T03:04:05Z`. Raises ValueError for a time without a zone: nobody knows when that is."""
    if at.tzinfo is None:
        raise ValueError(f"time without a zone: {at.isoformat()}")
    at = at if at.tzinfo is UTC else at.astimezone(UTC)
    return at.isoformat(timespec=timespec).removesuffix("+00:00") + "Z"


def time_from_text(text: str) -> datetime:
    """The time, in UTC."""
    return datetime.fromisoformat(text).astimezone(UTC)


def to_record(result: Result) -> dict[str, Any]:
    """A result as one record of the report, keys in the contract's order."""
    return {
        "name": result.name,
        "address": result.address,
        "site": result.site,
        "model": result.model,
        "firmware": result.firmware,
        "serial": result.serial,
        "outcome": str(result.outcome),
        "reason": None if result.reason is None else str(result.reason),
        "detail": result.detail,
        "channel": result.channel,
        "driver": result.driver,
        "route": result.route,
        "itl_before": result.itl_before,
        "itl_after": result.itl_after,
        "ctl_before": result.ctl_before,
        "ctl_after": result.ctl_after,
        "proof": list(result.proof),
        "keys_pressed": result.keys_pressed,
        "attempts": result.attempts,
        "started_at": None if result.started_at is None else time_text(result.started_at),
        "finished_at": None if result.finished_at is None else time_text(result.finished_at),
        "seconds": result.seconds,
        "screens": [SCREENS + file.removeprefix(SCREENS) for file in result.screens],
        "extra": dict(result.extra),
    }


def from_record(record: Mapping[str, Any]) -> Result:
    """The result that a record tells; its `screens` are file names without their folder."""
    return Result(
        **{field: record[field] for field in _PLAIN},
        started_at=None if record["started_at"] is None else time_from_text(record["started_at"]),
        finished_at=None if record["finished_at"] is None else time_from_text(record["finished_at"]),
        outcome=Outcome(record["outcome"]),
        reason=None if record["reason"] is None else Reason(record["reason"]),
        proof=tuple(record["proof"]),
        screens=tuple(file.removeprefix(SCREENS) for file in record["screens"]),
        extra=dict(record["extra"]),
    )


def facts_to_record(facts: Facts) -> dict[str, Any]:
    """What a look saw, for LOOKED and INTENT events."""
    return {
        "seen_at": time_text(facts.seen_at, "microseconds"),
        "itl": str(facts.itl),
        "ctl": str(facts.ctl),
        "tftp_servers": list(facts.tftp_servers),
        "pages": list(facts.pages),
        **{field: getattr(facts, field) for field in _PLAIN_FACTS},
    }


def facts_from_record(record: Mapping[str, Any]) -> Facts:
    """What a look saw."""
    return Facts(
        seen_at=time_from_text(record["seen_at"]),
        itl=ListState(record["itl"]),
        ctl=ListState(record["ctl"]),
        tftp_servers=tuple(record["tftp_servers"]),
        pages=tuple(record["pages"]),
        **{field: record[field] for field in _PLAIN_FACTS},
    )


def status_to_record(messages: Sequence[StatusMessage]) -> list[dict[str, Any]]:
    """Status messages, oldest first."""
    return [{"text": message.text, "stamp": message.stamp} for message in messages]


def status_from_record(records: Sequence[Mapping[str, Any]]) -> tuple[StatusMessage, ...]:
    """Status messages, oldest first."""
    return tuple(StatusMessage(text=record["text"], stamp=record["stamp"]) for record in records)
