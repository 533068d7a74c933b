"""The story of one phone: look, decide, take a turn, walk, look again, confirm, watch, verify.

Each stage is a function; its name is what journal, log and metrics say. A stage that knows the end raises `Settled`;
one that failed raises an `EraserError`, which knows whether trying again may help. Up to the confirming key the phone
may be begun again from home; after it the phone is only looked at, until the look says what the key did.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import structlog

from eraser.dsl import ScreenChanged
from eraser.engine.aftermath import NotErased, confirm, leave_menus, lists_of, verify, watch
from eraser.engine.authentication import explain_refusal, is_login_in_doubt, tell_server
from eraser.engine.away import cluster_of
from eraser.engine.blind import may_go_blind, walk_blind
from eraser.engine.channels import begin_by_other_way, check_way
from eraser.engine.confirming import list_rows, why_not_confirming
from eraser.engine.decision import Settled, decide, would_do
from eraser.engine.errand import Errand, unfinished
from eraser.engine.labels import language_hint
from eraser.engine.look import check_no_call, look, look_twice
from eraser.engine.navigator import Navigator
from eraser.engine.retry import read_again
from eraser.engine.stop import NotBegun
from eraser.engine.verify import Held, judge, judge_screens
from eraser.model.outcome import (
    AuthRefused,
    BlindTryFailed,
    EraserError,
    IdentityMismatch,
    InCall,
    NoPicture,
    Outcome,
    PictureUnreadable,
    Reason,
    ScreenUnexpected,
    SettingsLocked,
    StoreBroken,
    TryAgain,
)
from eraser.model.run import EventKind, History, Result
from eraser.model.states import BEYOND_THE_LINE, State

LOG = structlog.get_logger()

BUSY_WAIT_S = 30.0  # before looking again at a phone in a call (our choice: a short call ends within a minute or two)
STANDS_S = 10.0  # a phone that waited longer may show another screen: menus close, people press keys (unproven)
HELD_S = 1.0  # for which a phone that waits for its turn holds its connection (our choice)
QUIET_S = 3.0  # before the way is begun again, so that a late key has arrived and is seen (phones §3.5)


async def identify(errand: Errand) -> None:
    """The phone's own pages, without a credential: is it the phone of the inventory, and what does it hold?"""
    await errand.enter("identify", State.LOOKING)
    seen = await look(errand)
    await errand.tell_look(seen, first=errand.first is None)
    errand.first = errand.first or seen
    if errand.before is None or not errand.pressed_once:
        errand.before = seen
        return
    verdict = judge(lists_of(errand), errand.needs_route(), errand.before, seen)
    if verdict.held is Held.GONE or verdict.acted:
        errand.confirmed = True
        raise KeyCameLate("its pages show that the confirming key took effect after all")


async def choose_channel(errand: Errand) -> None:
    """By which way keys reach the phone."""
    await errand.enter("choose_channel", State.READY)
    await check_way(errand)
    if errand.house.look_only:
        raise Settled(Outcome.PENDING, None, would_do(errand) + await tell_server(errand))


async def await_turn(errand: Errand) -> None:
    """Waits until waves, fleet and site have a place for this phone."""
    if errand.has_turn:
        return
    await errand.enter("await_turn", State.WAITING)
    limits, facts = errand.house.limits, errand.facts
    kind = f"{facts.model} {facts.firmware}" if facts else "?"
    async with _connection_let_go(errand) as has_let_go:
        errand.tell_wave = await errand.places.enter_async_context(limits.waves.place(kind, errand.phone.key))
        await errand.places.enter_async_context(limits.turn(*_whose(errand)))
    errand.has_turn = True
    if has_let_go:  # hours may have passed, and somebody else may have its address: no login leaves before it is known
        errand.facts = await read_again(errand.channel.identify, patience=errand.patience)


@asynccontextmanager
async def _connection_let_go(errand: Errand) -> AsyncIterator[list[asyncio.Task[None]]]:
    """While a phone waits for its turn it holds no connection: thousands wait, and this machine has so many files."""
    loop, closing = asyncio.get_running_loop(), list[asyncio.Task[None]]()
    timer = loop.call_later(HELD_S, lambda: closing.append(loop.create_task(errand.channel.aclose())))
    try:
        yield closing
    finally:
        timer.cancel()
        for one in closing:
            await one


def _whose(errand: Errand) -> tuple[str, str | None, str]:
    """Key, site and cluster of the phone."""
    return errand.phone.key, errand.phone.site, cluster_of(errand.phone, errand.facts)


async def navigate(errand: Errand) -> None:
    """To the confirming screen, by sight."""
    route = errand.needs_route()
    await errand.enter("navigate", State.NAVIGATING)
    await check_no_call(errand)
    errand.blind = False  # a walk that is seen is confirmed by sight, whatever an earlier one was
    try:
        screen = await Navigator(errand, route).walk()
    except (NoPicture, PictureUnreadable) as error:
        if errand.tried_blind:
            raise BlindTryFailed("the one unseen walk that was allowed had no effect") from error
        if not may_go_blind(errand):
            raise
        await walk_blind(errand)
        return
    if not errand.pressed_once:
        errand.rows_before = list_rows(screen)
        return
    seen = judge_screens(route.erases.value, errand.rows_before, list_rows(screen))
    if any(isinstance(one, ScreenChanged) for one in route.expect) and seen.held is not Held.SAME:
        errand.confirmed = True
        raise KeyCameLate("its list's screen shows that the confirming key took effect after all")


async def await_away(errand: Errand) -> None:
    """Waits on its screen until site and cluster can spare this phone; walks again where the screen went meanwhile."""
    await errand.enter("await_away", State.NAVIGATING)
    waited_s = await errand.house.limits.leave(*_whose(errand))
    if waited_s <= STANDS_S:
        return
    errand.facts = await read_again(errand.channel.identify, patience=errand.patience)  # before a login leaves again
    if errand.blind or why_not_confirming(await errand.see(), errand.needs_route()) is not None:
        await navigate(errand)


async def look_before_confirm(errand: Errand) -> None:
    """The same phone, still idle, still holding the list, and the screen seen twice alike."""
    await errand.enter("look_before_confirm", State.NAVIGATING)
    facts = await read_again(errand.channel.identify, patience=errand.patience)
    if errand.before and facts.itl_signature != errand.before.facts.itl_signature:
        raise ScreenUnexpected("the phone took another list meanwhile")
    await check_no_call(errand)
    if errand.blind:
        return
    screen = await look_twice(errand, errand.needs_route())
    errand.confirming_screen = screen
    await errand.keep_picture("before-confirm")


class KeyCameLate(TryAgain):
    """A confirming key took effect later than it was waited for. Run again for this phone: it will be looked at
    first."""

    outcome = Outcome.UNPROVEN
    reason = Reason.NOT_ERASED


STORY: tuple[Callable[[Errand], Awaitable[None]], ...] = (
    identify,
    decide,
    choose_channel,
    await_turn,
    navigate,
    await_away,
    look_before_confirm,
    confirm,
    watch,
    verify,
)


async def work_phone(errand: Errand, history: History | None) -> Result:
    """The whole story of one phone, to its result. Never raises an error of the phone's: a failing phone is a
    result."""
    try:
        async with errand.places:
            result = await _work(errand, history)
            errand.tell_wave(result.outcome)
            if not errand.house.look_only:
                errand.house.limits.count(result)  # before its places go to another phone
            return result
    except NotBegun as error:
        return unfinished(errand.phone, _now_known(errand, history), error)
    finally:
        await errand.channel.aclose()


async def _work(errand: Errand, history: History | None) -> Result:
    try:
        if history is not None and history.intent is not None:
            await _take_up(errand, history)
        while True:
            again = await _try_story(errand)
            if again is not None:
                await _begin_again(errand, again)
            elif errand.state in BEYOND_THE_LINE:
                await errand.enter("next_list", State.UNCERTAIN)
    except Settled as end:
        return await errand.settle(end.outcome, end.reason, end.detail)
    except NotBegun:
        raise
    except EraserError as error:
        if isinstance(error, ScreenUnexpected | PictureUnreadable | SettingsLocked):
            await errand.keep_picture("unexpected")
        if not isinstance(error, AuthRefused):  # one more refused login may lock the account
            await leave_menus(errand)
        return await errand.settle(*await _ended_by(errand, error))
    except StoreBroken:
        raise  # without a journal nothing may be pressed: the run ends
    except Exception as error:  # one phone's fault of ours is that phone's result, not the end of the fleet
        LOG.exception("phone.internal_error", phone=errand.phone.key, stage=errand.stage)
        return await errand.settle(*await _ended_by(errand, EraserError(f"internal error: {error!r}")))


async def _take_up(errand: Errand, history: History) -> None:
    """A phone on which a confirming key may have left before a crash: what it did is looked at before anything else."""
    errand.recall(history)
    if errand.state is not State.UNCERTAIN:
        errand.confirmed = False  # a look settled it before the crash; a late effect is still watched for
        return
    await errand.places.enter_async_context(errand.house.limits.taken_up(*_whose(errand)))
    errand.has_turn = True
    await _settle_doubt(errand)
    await errand.house.limits.start()


async def _try_story(errand: Errand) -> TryAgain | None:
    """One attempt. Returns the failure after which another attempt may help; raises everything else."""
    errand.attempts += 1
    try:
        for stage in STORY:
            if stage is identify and not errand.has_turn:
                async with errand.house.limits.look():
                    await identify(errand)
            else:
                await stage(errand)
    except AuthRefused as error:
        other = await begin_by_other_way(errand, error)
        if other is None:
            raise
        return other
    except TryAgain as error:
        if errand.confirmed:
            await _settle_doubt(errand)
        if errand.attempts - len(errand.done) >= errand.house.options.attempts or not errand.has_turn:
            raise
        return error
    return None


async def _begin_again(errand: Errand, error: TryAgain) -> None:
    """Rests before the next attempt, so that a late key has arrived and is seen; a phone in use is left alone.

    Raises:
        Interrupted: no further key may be pressed, so there is no next attempt.
    """
    await errand.note(EventKind.RETRY, {"error": type(error).__name__, "reason": error.reason.value})
    if errand.state in BEYOND_THE_LINE:
        await errand.enter("look_after_break", State.UNCERTAIN)
    errand.house.limits.back(errand.phone.key, seen=False)
    if isinstance(error, InCall):
        await leave_menus(errand)
    rest_s = BUSY_WAIT_S if isinstance(error, InCall) else QUIET_S
    await errand.house.stop.halted_within(rest_s * errand.patience)
    errand.house.stop.check_key()


async def _settle_doubt(errand: Errand) -> None:
    """A confirming key may have left: only a look settles what it did. Returns if the list is held as before."""
    await errand.enter("look_after_break", State.UNCERTAIN)
    errand.house.limits.gone(*_whose(errand))
    try:
        await watch(errand)
        await verify(errand)
    except NotErased:
        errand.confirmed = False
    await errand.enter("look_after_break", State.UNCERTAIN)


async def _ended_by(errand: Errand, error: EraserError) -> tuple[Outcome, Reason, str]:
    if errand.confirmed and not isinstance(error, IdentityMismatch):
        return Outcome.UNPROVEN, error.reason, f"The last key was pressed and no proof came: {error.detail}"
    if errand.confirmed:
        return Outcome.UNCERTAIN, error.reason, error.detail
    if is_login_in_doubt(error):
        return error.outcome, *await explain_refusal(errand, error)
    language = ""
    if isinstance(error, ScreenUnexpected) and errand.facts:
        language = language_hint(errand.facts.user_locale, errand.route, errand.house.options.labels)
    return error.outcome, error.reason, error.detail + language


def _now_known(errand: Errand, history: History | None) -> History | None:
    if errand.state is State.PENDING:
        return history
    state = State.UNCERTAIN if errand.confirmed else errand.state
    return History(
        phone=errand.phone.key,
        state=state,
        keys_pressed=errand.keys_pressed,
        attempts=errand.attempts,
        started_at=errand.started_at,
        screens=tuple(errand.screens),
    )
