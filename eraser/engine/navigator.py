"""Follows a route by sight.

A phone answers *Success* to keys that do nothing (phones §0.1), and the digits of its menus differ from load to load
(phones §0.4). So after each key the screen is read, the next row is found by its label, and the digit printed before
it is pressed. A key whose effect is not seen may be lost or late: it is waited for, and then the way is begun again
from home rather than the key pressed again, because a late key and a repeated one together would choose two rows. The
worst that can have happened on the way is that a menu was opened. Only a key of which the phone itself said that it
could not serve it (HTTP 503), and whose effect no look shows, is pressed a second time where it was.

A soft key that leads on (the *Settings* of a conference phone, which has no button for it) is pressed only where it
was read, twice running, because the slot in which it stands may be that of the confirming key one screen later. For
the same reason its effect is waited for much longer: while it may still arrive, no menu is opened under it.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import partial

from eraser.dsl import Key, Label, Route, SoftKey, Step, label_of
from eraser.engine.confirming import (
    fingerprint,
    same_screen,
    slot_of,
    why_not_confirming,
    why_not_leading,
    why_not_there,
)
from eraser.engine.errand import Errand
from eraser.engine.look import rest, rest_unscaled
from eraser.engine.obstacles import check_nobody_in_the_way, is_menu
from eraser.model.outcome import KeyRefused, ScreenUnexpected, SettingsLocked
from eraser.model.screen import Padlock, Row, Screen

LOOKS = 4  # looks for the effect of a key, one rest apart: phones redraw in 0.5 to 2 s (phones §3.5)
LATE_SOFT_KEY_S = 60.0  # a phone that shows nothing for so long did not act (phones §2.5), at the run's pace
LONGEST_MENU = 24  # rows; a menu that scrolls on for longer is no menu of these phones (unproven)
DIGIT_NAMES = {"*": "KeyPadStar", "#": "KeyPadPound"} | {str(n): f"KeyPad{n}" for n in range(10)}


class Navigator:
    """The way of one route on one phone."""

    def __init__(self, errand: Errand, route: Route) -> None:
        self._errand, self._route = errand, route

    async def walk(self) -> Screen:
        """To the confirming screen, unlocked. The screen is returned as it was seen last.

        Raises:
            ScreenUnexpected: the phone shows something else; nothing was confirmed.
            SettingsLocked, InCall: the way is closed, or somebody uses the phone.
        """
        screen = await self.walk_to_list()
        return await self._unlock(screen) if self._route.unlock else screen

    async def walk_to_list(self) -> Screen:
        """To the last screen of the path, without unlocking anything."""
        await self.go_home()
        # A held call has no stream; the idle screen shows it, and a menu would hide it (cucm §6.1).
        await self._look_again()
        screen = await self._open_menu()
        path = self._route.path
        for place, wanted in enumerate(path):
            following = path[place + 1] if place + 1 < len(path) else None
            screen = await self._choose(screen, wanted, following)
        return screen

    async def go_home(self) -> None:
        """Closes whatever is open. Home keys that a phone does not have are no harm."""
        for key in self._route.home:
            for _ in range(key.times):
                if isinstance(key, Key):
                    await self._press(key)
                elif not await self._leave_by(key):
                    break

    async def _press(self, key: Key) -> None:
        try:
            await self._errand.press(key.name)
        except KeyRefused:
            if not key.optional and key not in self._route.home:
                raise
        await rest(self._errand, self._route.rest_s)

    async def _leave_by(self, soft: SoftKey) -> bool:
        """Presses a soft key that leaves a menu, if it is shown. Whether it was pressed."""
        if why_not_there(await self._look_again(), soft) is not None:
            return False
        await self._lead_on(soft, lambda _: True, why_not=why_not_there)
        return True

    async def _open_menu(self) -> Screen:
        route = self._route
        if isinstance(route.enter, SoftKey):
            return await self._lead_on(route.enter, lambda one: _shows(one, route.path[0]) or is_menu(one))
        keys = (route.enter,) if route.enter_else is None else (route.enter, route.enter_else)
        for key in keys:
            screen = await self._press_until(
                partial(self._press, key), lambda one: _shows(one, route.path[0]) or is_menu(one)
            )
            if screen is not None:
                return screen
        raise self._unexpected(f"{' and '.join(key.name for key in keys)} opened no menu")

    async def _press_soft_key(self, soft: SoftKey, why_not: Callable[[Screen, SoftKey], str | None]) -> Screen:
        """Presses a soft key where it was read twice running on a screen that does not change any more."""
        why: str | None = None
        before: Screen | None = None
        for turn in range(LOOKS):
            if turn:
                await rest(self._errand, self._route.rest_s)
            screen = await self._look_again()
            why = why_not(screen, soft)
            if why is None and before is not None and same_screen(before, screen):
                await self._errand.press(f"Soft{slot_of(screen, soft)}")
                await rest(self._errand, self._route.rest_s)
                return screen
            before = screen
        raise self._unexpected(f"{soft} can not be pressed: {why or 'the screen still changes'}")

    async def _lead_on(
        self,
        soft: SoftKey,
        arrived: Callable[[Screen], bool],
        *,
        why_not: Callable[[Screen, SoftKey], str | None] | None = None,
    ) -> Screen:
        """Presses a soft key that leads on and returns the screen behind it."""
        why_not = why_not or (lambda screen, key: why_not_leading(screen, self._route, key))
        came_from = await self._press_soft_key(soft, why_not)
        looks = LOOKS + int(LATE_SOFT_KEY_S / self._route.rest_s)
        found = await self._wait_until(lambda one: not same_screen(one, came_from) and arrived(one), looks=looks)
        if found is None:
            raise self._unexpected(f"{soft} did not lead on")
        return found

    async def _wait_until(self, arrived: Callable[[Screen], bool], *, looks: int = LOOKS) -> Screen | None:
        """Looks until the screen is the one waited for; None if it does not come."""
        for turn in range(looks):
            if turn:
                await rest(self._errand, self._route.rest_s)
            self._screen = screen = await self._errand.see()
            self._check_nobody_in_the_way(screen)
            if arrived(screen):
                return screen
        return None

    async def _press_until(
        self,
        press: Callable[[], Awaitable[None]],
        arrived: Callable[[Screen], bool],
        still_there: Callable[[Screen], bool] = lambda one: not is_menu(one),
    ) -> Screen | None:
        """Presses a key that opens a menu and looks for what it does. Where the phone answered that it could not serve
        it (503) and the looks agree, it is pressed once more: no worse than to begin again from home, and sooner."""
        for _ in range(2):
            await press()
            turned_away = self._errand.turned_away
            screen = await self._wait_until(arrived)
            if screen is not None or not turned_away:
                return screen
            await rest(self._errand, self._route.rest_s)  # for a key that comes late after all
            screen = await self._wait_until(arrived, looks=1)
            if screen is not None or not still_there(self._screen):
                return screen
        return None

    def _check_nobody_in_the_way(self, screen: Screen) -> None:
        check_nobody_in_the_way(screen, self._errand.house.options.labels)

    async def _choose(self, screen: Screen, step: Step, following: Step | None) -> Screen:
        """Opens the row, or presses the soft key, with this label and returns the screen behind it."""
        wanted = label_of(step)
        if isinstance(step, SoftKey) and not (step.if_shown and not _by_soft_key(screen, step)):
            return await self._lead_on(step, lambda one: self._is_behind(one, wanted, following))
        screen, row = await self._find(screen, wanted)
        came_from = fingerprint(screen)
        if row.digit is not None and row.digit in DIGIT_NAMES:
            choose: Callable[[], Awaitable[None]] = partial(self._press_digit, row.digit)
        else:
            await self._highlight(screen, wanted)
            choose, came_from = self._select, fingerprint(self._screen)

        def arrived(one: Screen) -> bool:
            return fingerprint(one) != came_from and self._is_behind(one, wanted, following)

        found = await self._press_until(choose, arrived, lambda one: fingerprint(one) == came_from)
        if found is None and self._only_highlighted(screen, self._screen, wanted):
            await self._select()
            found = await self._wait_until(arrived)
        if found is None:
            raise self._unexpected(f"choosing {wanted} did not lead there")
        return found

    def _is_behind(self, screen: Screen, wanted: Label, following: Step | None) -> bool:
        if following is None:
            listed = self._route.unlock is not None and wanted.names(screen.title)
            return listed or why_not_confirming(screen, self._route) is None
        if any(one.names(screen.title) for one in self._route.never):
            return False
        return wanted.names(screen.title) or _shows(screen, following)

    def _only_highlighted(self, before: Screen, now: Screen, wanted: Label) -> bool:
        chosen = now.selected
        return before.title == now.title and chosen is not None and wanted.names(chosen.label)

    async def _find(self, screen: Screen, wanted: Label) -> tuple[Screen, Row]:
        """The row with this label, scrolled to if it is not on the screen."""
        seen = {fingerprint(screen)}
        still = 0
        for _ in range(LONGEST_MENU):
            row = _row_of(screen, wanted)
            if row is not None:
                return screen, row
            if not is_menu(screen) or still > 1:
                break
            before = fingerprint(screen)
            moved = await self._move_down(before)
            if moved is None:
                still += 1  # the end of the list, or a lost key: one more tells
                continue
            screen, still = moved, 0
            if fingerprint(screen) in seen and _row_of(screen, wanted) is None:
                break  # once round
            seen.add(fingerprint(screen))
        # Restricted settings show the user's own rows alone, and no phone says so (phones §3.4).
        perhaps = ", as where settings access is restricted" if wanted == label_of(self._route.path[0]) else ""
        raise self._unexpected(f"no row says {wanted}{perhaps}")

    async def _move_down(self, before: tuple[object, ...]) -> Screen | None:
        """The screen after the highlight moved down; None if it did not."""
        await self._errand.press("NavDwn")
        await rest(self._errand, self._route.rest_s)
        return await self._wait_until(lambda one: fingerprint(one) != before)

    async def _press_digit(self, digit: str) -> None:
        await self._errand.press(DIGIT_NAMES[digit])
        await rest(self._errand, self._route.rest_s)

    async def _highlight(self, screen: Screen, wanted: Label) -> None:
        for _ in range(LONGEST_MENU):
            self._screen = screen
            if screen.selected is not None and wanted.names(screen.selected.label):
                return
            screen = await self._move_down(fingerprint(screen)) or screen
        raise self._unexpected(f"the row {wanted} can not be highlighted")

    async def _select(self) -> None:
        # Never the soft key that says Select: a late digit may just have put the confirming key into its slot.
        await self._errand.press("NavSelect")
        await rest(self._errand, self._route.rest_s)

    async def _unlock(self, screen: Screen) -> Screen:
        """Opens the padlock if it is seen locked. Twice in a row it would restart the phone (phones §0.6)."""
        route, in_doubt = self._route, self._errand.keys_in_doubt
        for turn in range(2):
            if screen.padlock is not Padlock.LOCKED:
                break
            if turn:
                await rest_unscaled(route.unlock_again_after_s)
                screen = await self._look_again()
                if screen.padlock is not Padlock.LOCKED:
                    break
            for one in route.unlock or "":
                await self._press_digit(one)
            await rest(self._errand, route.unlock_rest_s)
            screen = await self._look_again()
        if route.unlock_soft_key is not None:
            slot = slot_of(screen, SoftKey(route.unlock_soft_key))
            if slot is not None:
                await self._errand.press(f"Soft{slot}")
                await rest(self._errand, route.rest_s)
                screen = await self._look_again()
        if screen.padlock is Padlock.LOCKED:
            if self._errand.keys_in_doubt > in_doubt:
                raise self._unexpected(f"the padlock is locked, but a key of {route.unlock} may be lost")
            raise SettingsLocked(f"the padlock stays locked after {route.unlock}")
        if why_not_confirming(screen, route) is not None:
            raise self._unexpected(str(why_not_confirming(screen, route)))
        return screen

    async def _look_again(self) -> Screen:
        self._screen = screen = await self._errand.see()
        self._check_nobody_in_the_way(screen)
        return screen

    def _unexpected(self, what: str) -> ScreenUnexpected:
        shown = getattr(self, "_screen", None)
        title = f", the screen says “{shown.title}”" if shown is not None and shown.title else ""
        return ScreenUnexpected(f"on the way of {self._route.name}: {what}{title}")


def _row_of(screen: Screen, wanted: Label) -> Row | None:
    rows = [row for row in screen.rows if wanted.names(row.label)]
    if len(rows) > 1:
        raise ScreenUnexpected(f"two rows say {wanted}")
    return rows[0] if rows else None


def _shows(screen: Screen, step: Step) -> bool:
    """Whether the row or the soft key of a step is on the screen."""
    if _row_of(screen, label_of(step)) is not None:
        return True
    return isinstance(step, SoftKey) and slot_of(screen, step) is not None


def _by_soft_key(screen: Screen, step: SoftKey) -> bool:
    """Whether a step that may be either is a soft key here. A row with a digit goes first, since a digit confirms
    nothing; a row without one needs arrow keys, which the 8831 does not have (phones §2.1)."""
    row = _row_of(screen, step.label)
    return (row is None or row.digit is None) and slot_of(screen, step) is not None
