"""Follows a route by sight.

A phone answers *Success* to keys that do nothing (phones §0.1), and the digits of its menus differ from load to load
(phones §0.4). So after each key the screen is read, the next row is found by its label, and the digit printed before
it is pressed. A key whose effect is not seen may be lost or late: it is waited for, and then the way is begun again
from home rather than the key pressed again, because a late key and a repeated one together would choose two rows. The
worst that can have happened on the way is that a menu was opened.
"""

from __future__ import annotations

from collections.abc import Callable

from eraser.dsl import Key, Label, Route, SoftKey, label
from eraser.engine.confirming import fingerprint, question_of, same_screen, slot_of, why_not_confirming
from eraser.engine.errand import Errand
from eraser.engine.look import rest, rest_unscaled
from eraser.model.outcome import InCall, KeyRefused, ScreenUnexpected, SettingsLocked
from eraser.model.screen import Padlock, Row, Screen

LOOKS = 4  # looks for the effect of a key, one rest apart: phones redraw in 0.5 to 2 s (phones §3.5)
LONGEST_MENU = 24  # rows; a menu that scrolls on for longer is no menu of these phones (unproven)
DIGIT_NAMES = {"*": "KeyPadStar", "#": "KeyPadPound"} | {str(n): f"KeyPad{n}" for n in range(10)}

CALL_KEYS = label("End Call|EndCall|Answer|Decline|Resume|Hold")
PASSWORD_WORDS = ("password",)
LOCKED_WORDS = ("locked", "disabled", "restricted", "not allowed", "not available", "access is off")


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
                await self._press(key)

    async def _press(self, key: Key) -> None:
        try:
            await self._errand.press(key.name)
        except KeyRefused:
            if not key.optional and key not in self._route.home:
                raise
        await rest(self._errand, self._route.rest_s)

    async def _open_menu(self) -> Screen:
        await self._press(self._route.enter)
        wanted = self._route.path[0]
        screen = await self._wait_until(lambda one: _row_of(one, wanted) is not None or _is_menu(one))
        if screen is None:
            raise self._unexpected(f"{self._route.enter.name} opened no menu")
        return screen

    async def _wait_until(self, arrived: Callable[[Screen], bool]) -> Screen | None:
        """Looks until the screen is the one waited for; None if it does not come."""
        for turn in range(LOOKS):
            if turn:
                await rest(self._errand, self._route.rest_s)
            self._screen = screen = await self._errand.see()
            self._check_nobody_in_the_way(screen)
            if arrived(screen):
                return screen
        return None

    def _check_nobody_in_the_way(self, screen: Screen) -> None:
        if any(CALL_KEYS.names(soft.label) for soft in screen.soft_keys):
            raise InCall("its screen shows the soft keys of a call")
        text = f"{screen.title} {question_of(screen)}".casefold()
        if any(word in text for word in PASSWORD_WORDS):
            raise SettingsLocked("the phone asks for a password")
        if not _is_menu(screen) and any(word in text for word in LOCKED_WORDS):
            raise SettingsLocked("the phone says that its settings are closed")

    async def _choose(self, screen: Screen, wanted: Label, following: Label | None) -> Screen:
        """Opens the row with this label and returns the screen behind it."""
        screen, row = await self._find(screen, wanted)
        came_from = fingerprint(screen)
        if row.digit is not None and row.digit in DIGIT_NAMES:
            await self._press_digit(row.digit)
        else:
            await self._highlight(screen, wanted)
            await self._select()

        def arrived(one: Screen) -> bool:
            return fingerprint(one) != came_from and self._is_behind(one, wanted, following)

        found = await self._wait_until(arrived)
        if found is None and self._only_highlighted(screen, self._screen, wanted):
            await self._select()
            found = await self._wait_until(arrived)
        if found is None:
            raise self._unexpected(f"choosing {wanted} did not lead there")
        return found

    def _is_behind(self, screen: Screen, wanted: Label, following: Label | None) -> bool:
        if following is None:
            listed = self._route.unlock is not None and wanted.names(screen.title)
            return listed or why_not_confirming(screen, self._route) is None
        if any(one.names(screen.title) for one in self._route.never):
            return False
        return wanted.names(screen.title) or _row_of(screen, following) is not None

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
            if not _is_menu(screen) or still > 1:
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
        raise self._unexpected(f"no row says {wanted}")

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
        route = self._route
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


def list_rows(screen: Screen) -> tuple[str, ...]:
    """What a trust list's own screen says, for comparing before and after."""
    return tuple(row.label for row in screen.rows)


def _is_menu(screen: Screen) -> bool:
    return any(row.digit is not None for row in screen.rows)


def _row_of(screen: Screen, wanted: Label) -> Row | None:
    rows = [row for row in screen.rows if wanted.names(row.label)]
    if len(rows) > 1:
        raise ScreenUnexpected(f"two rows say {wanted}")
    return rows[0] if rows else None
