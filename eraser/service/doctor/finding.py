"""What one check of the doctor found, and the rule that no check takes long or falls over."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from eraser.model.outcome import BadInput, EraserError

WITHIN_S = 5.0  # for one check; whoever is slower on a quiet day is no help in an emergency (our choice)
_TOLD = 3  # faults of one thing; its own command tells all of them

Value = TypeVar("Value")


class State(StrEnum):
    """How something stands. Only what is not ready makes the exit code 1."""

    READY = "ready"
    NOT_READY = "not ready"
    UNKNOWN = "unknown"
    NOT_ASKED = "not asked"


@dataclass(frozen=True, slots=True)
class Finding:
    """One row. `seen`: what was seen; `do`: what a person does now, "" for nothing."""

    check: str
    state: State
    seen: str
    do: str = ""


async def bounded(check: str, work: Awaitable[Finding], *, within_s: float = WITHIN_S) -> Finding:
    """What `work` finds; a finding too if it takes too long, or raises."""
    try:
        async with asyncio.timeout(within_s):
            return await work
    except TimeoutError:
        again = "ask again; if it stays so, look at that machine and at the way to it"
        return Finding(check, State.UNKNOWN, f"no whole answer within {within_s:g} s", again)
    except BadInput as error:
        return of_faults(check, error)
    except EraserError as error:
        return Finding(check, State.NOT_READY, str(error), error.next_step)
    except Exception as error:  # noqa: BLE001 - one check that falls over must not hide the others
        return Finding(check, State.UNKNOWN, f"the check itself failed ({type(error).__name__})", "please report it")


async def in_thread(check: str, work: Callable[[], Finding]) -> Finding:
    """As `bounded`, for work on files."""
    return await bounded(check, asyncio.to_thread(work))


def of_faults(check: str, error: BadInput) -> Finding:
    """`what is wrong; what to do`, as every fault is written."""
    *first, do = error.faults[0].split("; ")
    seen = "; ".join(first) or do
    seen += "".join(f" / {one}" for one in error.faults[1:_TOLD])
    if len(error.faults) > _TOLD:
        seen += f" / and {len(error.faults) - _TOLD} more"
    return Finding(check, State.NOT_READY, seen, do if first else "")


def some(names: list[str]) -> str:
    """`a, b, c and 12 more`"""
    more = len(names) - _TOLD
    return ", ".join(names[:_TOLD]) + (f" and {more} more" if more > 0 else "")
