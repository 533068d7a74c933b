"""The confirming key and what comes after it: confirm, watch, verify.

Beyond the line nothing is pressed on a guess. A soft key that follows the confirming one is pressed only on a screen
that was seen and that speaks of nothing else. What the key did is told by the phone's own pages, or by the list's own
screen.
"""

from __future__ import annotations

from dataclasses import dataclass

import structlog

from eraser.dsl import Driver, Lists, Restarts, ScreenChanged, SoftKey
from eraser.engine.confirming import list_rows, same_screen, slot_of, why_not_following
from eraser.engine.decision import Settled, routes_of
from eraser.engine.errand import Errand, wanted_lists
from eraser.engine.house import Look
from eraser.engine.look import clock_s, look_if_there, may_be_away, rest, wait
from eraser.engine.navigator import Navigator
from eraser.engine.stop import Interrupted
from eraser.engine.verify import Held, Verdict, arrived_since, judge, judge_screens
from eraser.model.outcome import EraserError, Outcome, Reason, StoreBroken, TryAgain
from eraser.model.screen import Screen
from eraser.model.states import State

LOG = structlog.get_logger()

LOOKS_AFTER = 4  # looks for a key that may follow, one rest apart
POLL_S = 2.0  # between two looks at a phone that may restart: gentle to its web server (cucm §6.2)
NO_CHANGE_S = 60.0  # a phone that shows nothing for so long did not act (phones §2.5)
RENEW_S = 60.0  # how long an erased phone is watched for the list that it takes next (unproven)
SCREEN_TRIES = 3


class NotErased(TryAgain):
    """The list is held as before: the key did nothing. Look at the picture in the report and run again or go to the
    phone."""

    outcome = Outcome.UNPROVEN
    reason = Reason.NOT_ERASED


async def confirm(errand: Errand) -> None:
    """Presses the confirming key on the screen that was just seen, and the one that may follow it."""
    route = errand.needs_route()
    await errand.enter("confirm", State.CONFIRMING)
    if errand.blind:
        for name in route.blind_confirm:
            await errand.press_confirming(name)
            await rest(errand, route.rest_s)
        return
    screen = errand.confirming_screen
    assert screen is not None
    await errand.press_confirming(f"Soft{slot_of(screen, route.confirm)}")
    try:
        await _follow(errand, screen, route.confirm.then)
    except Interrupted:
        raise
    except EraserError:
        return  # no picture now: the phone may be restarting; the watch tells


async def _follow(errand: Errand, screen: Screen, then: SoftKey | None) -> None:
    """Looks for the key that may be asked for after the confirming one, and presses it where it is rightly shown."""
    route = errand.needs_route()
    for _ in range(LOOKS_AFTER):
        await rest(errand, route.rest_s)
        if then is None:
            return
        now = await errand.see()
        if same_screen(now, screen):
            continue
        if why_not_following(now, route, then) is not None:
            return
        await errand.keep_picture("before-following-key")
        await errand.press_confirming(f"Soft{slot_of(now, then)}")
        screen, then = now, then.then


@dataclass(slots=True)
class _Watch:
    """What the watch has seen so far."""

    since: float
    quiet_since: float
    deadline: float
    gone_since: float | None = None
    gone_looks: int = 0
    missed: int = 0


async def watch(errand: Errand) -> None:
    """Looks at the phone until its pages tell what the key did, or until it has been away for too long.

    Raises:
        Settled: it did not come back, or somebody else answers at its address.
    """
    await errand.enter("watch", State.WATCHING)
    within_s = errand.house.options.return_within_s
    now = clock_s()
    watching = _Watch(since=now, quiet_since=now, deadline=now + within_s)
    while True:
        seen = await look_if_there(errand)
        errand.watched_s = clock_s() - watching.since
        if isinstance(seen, EraserError):
            _mark_away(errand, watching, seen)
        elif await _told(errand, watching, seen):
            return
        if clock_s() > watching.deadline:
            if watching.missed > 1:
                raise Settled(Outcome.LOST, Reason.NO_RETURN, f"Not back after {within_s:g} s: go to the phone.")
            return
        errand.house.stop.check_key()
        await wait(errand, POLL_S)


def _mark_away(errand: Errand, watching: _Watch, error: EraserError) -> None:
    if not may_be_away(error):
        raise Settled(Outcome.UNPROVEN, error.reason, f"The last key was pressed, then: {error.detail}")
    watching.gone_looks = 0
    watching.missed += 1
    if watching.missed > 1:  # once may be a connection that broke
        errand.restarted = True
        watching.quiet_since = clock_s()


async def _told(errand: Errand, watching: _Watch, seen: Look) -> bool:
    """Whether this look ends the watch."""
    assert errand.before is not None
    watching.missed = 0
    if errand.watched != seen:
        watching.quiet_since = watching.quiet_since if _same_pages(errand.watched, seen) else clock_s()
        errand.watched = seen
        await errand.tell_look(seen)
    verdict = judge(lists_of(errand), errand.needs_route(), errand.before, seen)
    quiet_s = clock_s() - watching.quiet_since
    if verdict.held is Held.GONE:
        errand.was_gone = True
        watching.gone_looks += 1
        watching.gone_since = watching.gone_since or clock_s()
        waited = clock_s() - watching.gone_since >= RENEW_S * errand.patience
        return watching.gone_looks > 1 and (verdict.renewed or waited)
    watching.gone_looks = 0
    if errand.was_gone or (verdict.held is Held.UNKNOWN and arrived_since(errand.before, seen)):
        return quiet_s >= POLL_S * errand.patience
    return quiet_s >= NO_CHANGE_S * errand.patience


def _same_pages(one: Look | None, other: Look) -> bool:
    """Whether two looks saw the same list and messages; the time of the look and counters do not matter."""
    if one is None:
        return False
    return (one.facts.itl_signature, one.facts.itl, one.facts.ctl_signature, one.facts.ctl, one.status) == (
        other.facts.itl_signature,
        other.facts.itl,
        other.facts.ctl_signature,
        other.facts.ctl,
        other.status,
    )


async def verify(errand: Errand) -> None:
    """The verdict, with its proof.

    Raises:
        Settled: erased and proved; or erased, but the same list came again; or no proof can be had.
        NotErased: the list is held as before, and another attempt may help.
    """
    route, before, after = errand.needs_route(), errand.before, errand.watched
    await errand.enter("verify", State.VERIFYING)
    errand.house.limits.back(errand.phone.key, seen=after is not None)
    assert before is not None
    if after is None:
        raise Settled(Outcome.LOST, Reason.NO_RETURN, "Not seen again after the last key: go to the phone.")
    verdict = judge(lists_of(errand), route, before, after)
    if verdict.held is Held.UNKNOWN and any(isinstance(one, ScreenChanged) for one in route.expect):
        verdict = await _judge_by_screen(errand, verdict)
    _add_proof(errand, verdict)
    if verdict.held is Held.GONE:
        await _end_proved(errand, verdict)
        return
    if verdict.held is Held.SAME and (errand.was_gone or verdict.acted):
        raise Settled(
            Outcome.UNPROVEN,
            Reason.SAME_LIST_AGAIN,
            "It was erased and took the same list again: its TFTP server still offers the old one. "
            f"Point it to the new cluster, then run again.{_without_restart(errand)}",
        )
    if verdict.held is Held.SAME:
        errand.confirmed = False
        held = before.facts.itl_signature or "the same entries"
        raise NotErased(f"after the last key the phone still holds {held}.{_without_restart(errand)}".rstrip("."))
    raise Settled(
        Outcome.UNPROVEN,
        Reason.NOT_ERASED,
        "The last key was pressed, but neither its pages nor its screen show what became of the list. "
        f"Look at the phone.{_without_restart(errand)}",
    )


def _without_restart(errand: Errand) -> str:
    """What is told where the driver expects a restart and none was seen. Whether these phones restart by themselves is
    not documented; the cluster can make one do so (phones §2.5)."""
    expected = any(isinstance(one, Restarts) for one in errand.needs_route().expect)
    if not expected or errand.restarted or errand.unwatched:
        return ""
    return f" No restart was seen within {errand.watched_s:.0f} s."


def lists_of(errand: Errand) -> Lists:
    """The lists to judge: what was asked for, within what the route erases."""
    asked, route = wanted_lists(errand.house.options), errand.needs_route()
    return route.erases if route.erases is not Lists.BOTH else asked


async def _judge_by_screen(errand: Errand, by_pages: Verdict) -> Verdict:
    """Walks to the list's own screen once more, only to look."""
    route = errand.needs_route()
    for turn in range(SCREEN_TRIES):
        try:
            screen = await Navigator(errand, route).walk_to_list()
        except TryAgain as error:
            if turn + 1 == SCREEN_TRIES:
                errand.notes.append(f"Its list's screen could not be reached again: {error}.")
                return by_pages
            await _look_until_back(errand)
            continue
        except EraserError as error:
            errand.notes.append(f"Its list's screen could not be looked at again: {error.detail}")
            return by_pages
        await errand.keep_picture("after")
        on_screen = judge_screens(route.erases.value, errand.rows_before, list_rows(screen))
        proof = (*on_screen.proof, *by_pages.proof)
        return Verdict(on_screen.held, on_screen.renewed, by_pages.acted, proof)
    return by_pages


async def _look_until_back(errand: Errand) -> None:
    """A broken connection ends the phone's identity: it must show itself again before the next key."""
    for _ in range(int(NO_CHANGE_S / POLL_S)):
        seen = await look_if_there(errand)
        if isinstance(seen, Look):
            return
        await wait(errand, POLL_S)


def _add_proof(errand: Errand, verdict: Verdict) -> None:
    found = [*verdict.proof]
    if errand.restarted:
        found.append("restarted")
    errand.proof.extend(one for one in found if one not in errand.proof)


async def _end_proved(errand: Errand, verdict: Verdict) -> None:
    """Ends the errand, or turns to the next list of this phone."""
    await leave_menus(errand)
    errand.done = errand.done | {errand.needs_route().name}
    errand.confirmed = errand.pressed_once = False
    driver, facts = errand.driver, errand.facts
    assert isinstance(driver, Driver)
    left = routes_of(driver, facts.firmware if facts else None, wanted_lists(errand.house.options), done=errand.done)
    if left and not any(route.erases is Lists.BOTH for route in left):
        errand.watched, errand.was_gone, errand.restarted = None, False, False
        return
    raise Settled(Outcome.ERASED, None, await _words_of_end(errand, verdict))


async def _words_of_end(errand: Errand, verdict: Verdict) -> str:
    """What a proved phone holds now."""
    quiet = _without_restart(errand)
    if verdict.renewed:
        return f"Erased and proved{await _words_of_renewal(errand)}{quiet}"
    came_back = "came back with no list" if errand.restarted else "holds no list"
    remedy = " Reset it in the cluster's administration, so that it asks for one." if quiet else ""
    return f"Erased and proved; it {came_back} and has taken no other yet.{quiet}{remedy}"


async def _words_of_renewal(errand: Errand) -> str:
    """What list was taken since. A wanted one is the strongest proof there is; another one is told."""
    facts, need = errand.facts, errand.house.need
    assert facts is not None
    name = "ctl" if wanted_lists(errand.house.options) is Lists.CTL else "itl"
    after = facts.ctl_signature if name == "ctl" else facts.itl_signature
    wanted = await need.wanted_of(errand.phone, facts) if need else frozenset(errand.house.options.wanted)
    if not after or not wanted:
        return "; it holds another list now."
    if after in wanted:
        errand.proof.append(f"{name}_is_wanted")
        return "; it holds a wanted list now."
    told = f"the {name.upper()} that it took since ({after}) is none of the wanted ones"
    return f", but {told}. Look which TFTP server it asks."


async def leave_menus(errand: Errand) -> None:
    """Closes open menus: a phone left in an unlocked menu is worse than one not begun (cucm §6.3). Best effort."""
    if errand.route is None or not errand.keys_pressed or errand.house.stop.halted:
        return
    try:
        await Navigator(errand, errand.route).go_home()
    except EraserError:
        return
    except StoreBroken:
        raise
    except Exception:  # a fault of ours on the way out must not end the fleet, nor hide how this phone ended
        LOG.exception("phone.internal_error", phone=errand.phone.key, stage="leave_menus")
