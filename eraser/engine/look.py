"""Looks at a phone without pressing anything: its pages, its messages, its calls; and waits between looks."""

from __future__ import annotations

import asyncio

from eraser.dsl import Route
from eraser.engine.confirming import same_screen, why_not_confirming
from eraser.engine.errand import Errand
from eraser.engine.house import Look
from eraser.engine.retry import FIRST_WAIT_S, READ_ATTEMPTS, read_again
from eraser.model.outcome import (
    AnswerCut,
    EraserError,
    InCall,
    PhoneOverloaded,
    ScreenUnexpected,
    Unreachable,
    WebAccessOff,
)
from eraser.model.phone import CallState, StatusMessage
from eraser.model.screen import Screen


async def look(errand: Errand, *, attempts: int = 3) -> Look:
    """The phone's pages and messages, read again if it did not answer the first time.

    Raises:
        EraserError: nobody answers, or somebody else does.
    """
    facts = await read_again(errand.channel.identify, patience=errand.patience, attempts=attempts)
    status = await read_again(errand.channel.fetch_status, patience=errand.patience, attempts=attempts)
    errand.facts = facts
    return Look(facts, status)


async def look_if_there(errand: Errand) -> Look | EraserError:
    """One look at a phone that may be away: what was seen, or the error that says that nothing was."""
    try:
        return await look(errand, attempts=1)
    except EraserError as error:
        return error


async def check_no_call(errand: Errand) -> None:
    """Raises InCall unless every stream of the phone is idle. Unknown counts as in a call (cucm §6.1)."""
    call = CallState.UNKNOWN
    for turn in range(READ_ATTEMPTS):
        if turn:
            await wait(errand, FIRST_WAIT_S)
        call = await read_again(errand.channel.ask_call, patience=errand.patience)
        if call is not CallState.UNKNOWN:
            break
    if call is not CallState.IDLE:
        raise InCall("a stream is active" if call is CallState.BUSY else "its streaming pages can not be read")


async def look_twice(errand: Errand, route: Route) -> Screen:
    """The confirming screen, seen twice alike: nothing is on its way that would still change it.

    Raises:
        ScreenUnexpected: it is not the confirming screen, or it changes.
    """
    first = await errand.see()
    await rest(errand, route.rest_s)
    screen = await errand.see()
    why = why_not_confirming(screen, route)
    if why is not None:
        raise ScreenUnexpected(f"right before the confirming key: {why}")
    if not same_screen(first, screen):
        raise ScreenUnexpected("right before the confirming key: the screen still changes")
    return screen


async def rest(errand: Errand, seconds: float) -> None:
    """A rest between keys, at the run's pace."""
    await asyncio.sleep(seconds * errand.pace)


async def wait(errand: Errand, seconds: float) -> None:
    """A wait for what a phone does by itself. The pace of keys does not shorten it, only a rehearsal does."""
    await asyncio.sleep(seconds * errand.patience)


async def rest_unscaled(seconds: float) -> None:
    """A rest that the phone itself needs, whatever the pace."""
    await asyncio.sleep(seconds)


def clock_s() -> float:
    """Seconds on the loop's clock."""
    return asyncio.get_running_loop().time()


def new_messages(before: tuple[StatusMessage, ...], after: tuple[StatusMessage, ...]) -> tuple[StatusMessage, ...]:
    """The messages that came since `before`.

    79xx print no date and a phone's clock may be wrong after a restart, so stamps are not compared with ours: what is
    new is what follows the longest end of `before` that `after` still begins with (old ones drop out at the front,
    phones §5).
    """
    for kept in range(min(len(before), len(after)), 0, -1):
        if before[-kept:] == after[:kept]:
            return after[kept:]
    return after


def may_be_away(error: EraserError) -> bool:
    """Whether this failure is what a restarting phone looks like from outside."""
    return isinstance(error, Unreachable | PhoneOverloaded | AnswerCut | WebAccessOff)
