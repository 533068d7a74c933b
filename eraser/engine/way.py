"""The way through the menus that a recording shows: what opened them, which rows were chosen, what confirmed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from eraser.dsl import folded
from eraser.engine.caution import is_numbered, needs_knowledge, speaks_of_erasing
from eraser.engine.confirming import fingerprint
from eraser.model.recording import TAKEN, Intended, Pressed, Recording, Shown
from eraser.model.screen import Padlock, Screen

UNLOCK = ("Key:KeyPadStar", "Key:KeyPadStar", "Key:KeyPadPound")
_LEFT = frozenset({TAKEN, "PressUnanswered"})  # answers to a key that left
_CHOOSING = frozenset({"select", "open", "view", "edit", "enter", "ok"})


@dataclass(frozen=True, slots=True)
class Move:
    """One key, the screen on which it was pressed, and the screen that it led to."""

    key: Pressed
    before: Screen | None
    after: Screen | None
    knowingly: bool


@dataclass(slots=True)
class Way:
    """The way through the menus that a recording shows."""

    home: list[str] = field(default_factory=list)
    enter: str | None = None
    enter_label: str | None = None  # of a soft key
    chosen: list[tuple[Screen, str, str]] = field(default_factory=list)  # screen, label, digit of each row
    unlocked: bool = False
    unlock_label: str | None = None
    confirms: list[str] = field(default_factory=list)
    last: Screen | None = None
    pressed_it: bool = True


def moves_of(recording: Recording) -> list[Move]:
    """The keys of a recording with the screens around them."""
    moves: list[Move] = []
    before: Screen | None = None
    key: Pressed | None = None
    knowingly = intended = False
    start: Screen | None = None
    for step in recording.steps:
        if isinstance(step, Shown):
            before = recording.screens[step.screen].screen
        elif isinstance(step, Intended):
            intended = True
        elif isinstance(step, Pressed):
            if key is not None:
                moves.append(Move(key, start, before, knowingly and key.answer in _LEFT))
            key, start, before, knowingly, intended = step, before, None, intended, False
    if key is not None:
        moves.append(Move(key, start, before, knowingly and key.answer in _LEFT))
    return moves


def way_of(recording: Recording) -> Way:
    """The last way to a confirming soft key, without what was left again."""
    moves = moves_of(recording)
    way = Way()
    for place, move in enumerate(moves):
        if _is_confirming(move):
            way.confirms.append(move.key.label or move.key.uri)
            way.last = way.last or move.before
        elif not way.confirms:
            _take(way, move, [one.key.uri for one in moves[max(0, place - 2) : place + 1]])
    if not way.confirms and moves and moves[-1].after is not None:
        way.last, way.pressed_it = moves[-1].after, False
        way.confirms = [soft.label for soft in way.last.soft_keys if needs_knowledge(soft.label, way.last)][:1]
    return way


def _is_confirming(move: Move) -> bool:
    """A soft key that was pressed knowingly, unless it only opened a menu. Drivers confirm by what a soft key says."""
    if not move.knowingly or move.key.label is None or move.before is None:
        return False
    return speaks_of_erasing(move.before) or move.after is None or not is_numbered(move.after)


def _take(way: Way, move: Move, last_keys: Sequence[str]) -> None:
    uri, before, after = move.key.uri, move.before, move.after
    if uri.startswith("Init:"):
        way.home, way.enter, way.chosen = [*(() if way.enter else way.home), uri], None, []
        return
    if tuple(last_keys) == UNLOCK and after is not None and after.padlock is Padlock.UNLOCKED:
        way.unlocked = True
        return
    if move.key.label is not None and folded(move.key.label) == folded("unlock"):
        way.unlock_label = move.key.label
        return
    if before is None or after is None or fingerprint(before) == fingerprint(after):
        return
    if _came_back(way, after):
        return
    row = _row_chosen(move)
    if row is not None:
        way.chosen.append((before, *row))
    elif _opens(move, way):
        way.enter, way.enter_label, way.chosen = uri.removeprefix("Key:"), move.key.label, []


def _came_back(way: Way, after: Screen) -> bool:
    """Whether a key led back to a menu that was passed: what was chosen from there on is not the way."""
    for place, (screen, _, _) in enumerate(way.chosen):
        if _same_menu(screen, after):
            del way.chosen[place:]
            return True
    return False


def _same_menu(one: Screen, other: Screen) -> bool:
    return folded(one.title) == folded(other.title) and {(row.digit, folded(row.label)) for row in one.rows} == {
        (row.digit, folded(row.label)) for row in other.rows
    }


def _row_chosen(move: Move) -> tuple[str, str] | None:
    """Label and digit of the row that this key chose."""
    assert move.before is not None
    digit = re.fullmatch(r"Key:KeyPad(\d)", move.key.uri)
    if digit:
        rows = [row.label for row in move.before.rows if row.digit == digit[1]]
        if not rows and move.after is not None and is_numbered(move.before):
            rows = [move.after.title]  # a row that was scrolled away: what it opened is called like it
        return (rows[0], digit[1]) if len(rows) == 1 and rows[0].strip() else None
    chosen = move.before.selected
    selects = move.key.uri == "Key:NavSelect" or folded(move.key.label or "") in {folded(one) for one in _CHOOSING}
    return (chosen.label, chosen.digit or "") if selects and chosen is not None and chosen.label.strip() else None


def _opens(move: Move, way: Way) -> bool:
    """A key of the body, or a soft key outside of menus, that opened a menu."""
    name = move.key.uri.removeprefix("Key:")
    if move.after is None or not is_numbered(move.after):
        return False
    return not name.startswith(("KeyPad", "Nav", "Vol")) and (not way.chosen or move.key.label is None)
