"""Is this the screen on which the confirming key may be pressed? Pure judgement over a screen that was just read.

A wrong yes can reset a phone's network settings. So a screen must say *by name* what will be erased (its title, the row
chosen on it, or its question), must not name any of the neighbours, and must show the soft key.
"""

from __future__ import annotations

import re

from eraser.dsl import Label, Route, SoftKey, folded
from eraser.model.screen import Screen

# Below this the reader itself is not sure of a piece that matters; sure readings are above 0.9 (measured, sight tests).
SURE_ENOUGH = 0.5

_VERB = re.compile(r"^\s*(?:reset|erase|delete|clear)\b[\s:]*", re.IGNORECASE)


def slot_of(screen: Screen, wanted: SoftKey) -> int | None:
    """The slot of the soft key that says this, if exactly one does."""
    slots = [soft.slot for soft in screen.soft_keys if wanted.label.names(soft.label)]
    return slots[0] if len(slots) == 1 else None


def question_of(screen: Screen) -> str:
    """The text of a screen that is no numbered row: a question, a notice."""
    return " ".join(row.label for row in screen.rows if row.digit is None and not row.selected)


def why_not_confirming(screen: Screen, route: Route) -> str | None:
    """Why the confirming key must not be pressed on this screen; None: it may."""
    if screen.dark:
        return "the screen is dark"
    if screen.confidence < SURE_ENOUGH:
        return "the screen was not read surely"
    neighbour = _names_neighbour(screen, route)
    if neighbour:
        return f"the screen is about {neighbour}"
    if not _names_what_is_meant(screen, route.meant):
        return f"the screen does not say {route.meant}"
    if slot_of(screen, route.confirm) is None:
        return f"no soft key says {route.confirm.label}"
    return None


def why_not_there(screen: Screen, soft: SoftKey) -> str | None:
    """Why a soft key can not be said to be on this screen; None: it is there, once, and surely read."""
    if screen.dark or screen.confidence < SURE_ENOUGH:
        return "the screen was not read surely"
    if slot_of(screen, soft) is None:
        return f"no soft key says {soft.label}"
    return None


def why_not_leading(screen: Screen, route: Route, soft: SoftKey) -> str | None:
    """Why a soft key that only leads on must not be pressed here; None: it may.

    It confirms nothing where it was read. So what matters is that it is read here and now, and that this is not the
    screen on which a slot may confirm something.
    """
    why = why_not_there(screen, soft)
    if why is not None:
        return why
    neighbour = next((one for one in route.never if _names(one, screen.title)), None)
    if neighbour is not None:
        return f"the screen is about {neighbour}"
    if why_not_confirming(screen, route) is None:
        return f"the screen is about {route.meant} already"
    return None


def why_not_following(screen: Screen, route: Route, then: SoftKey) -> str | None:
    """Why the key that may follow the confirming one must not be pressed here; None: it may."""
    why = why_not_there(screen, then)
    if why is not None:
        return why
    neighbour = _names_neighbour(screen, route)
    if neighbour:
        return f"the screen is about {neighbour}"
    numbered = [row for row in screen.rows if row.digit is not None]
    if numbered and not _names_what_is_meant(screen, route.meant):
        return f"the screen is a menu that does not say {route.meant}"
    return None


def same_screen(one: Screen, other: Screen) -> bool:
    """Whether both show the same: title, rows, chosen row and soft keys."""
    return fingerprint(one) == fingerprint(other)


def fingerprint(screen: Screen) -> tuple[object, ...]:
    """What makes a screen the one it is; the clock and the reader's sureness do not."""
    return (
        folded(screen.title),
        tuple((row.digit, folded(row.label), row.selected) for row in screen.rows),
        tuple((soft.slot, folded(soft.label)) for soft in screen.soft_keys),
        screen.padlock,
    )


def list_rows(screen: Screen) -> tuple[str, ...]:
    """What a trust list's own screen says, for comparing before and after."""
    return tuple(row.label for row in screen.rows)


def _bare(text: str) -> str:
    """`Reset Security settings?` → `Security settings`."""
    return _VERB.sub("", text).strip(" ?:.")


def _names(label: Label, text: str) -> bool:
    return label.names(text) or label.names(_bare(text))


def _names_what_is_meant(screen: Screen, meant: Label) -> bool:
    chosen = screen.selected
    if _names(meant, screen.title) or (chosen is not None and _names(meant, chosen.label)):
        return True
    question = folded(question_of(screen))
    return bool(question) and any(folded(one) in question for one in meant.alternatives)


def _names_neighbour(screen: Screen, route: Route) -> str | None:
    chosen = screen.selected
    for neighbour in route.never:
        if _names(neighbour, screen.title) or (chosen is not None and _names(neighbour, chosen.label)):
            return str(neighbour)
        if any(_said_in(one, question_of(screen)) for one in neighbour.alternatives):
            return str(neighbour)
    return None


# Words that stand in harmless questions too: “All trust lists …”, “The device will restart”.
_TOO_COMMON = frozenset({"all", "device"})


def _said_in(text: str, question: str) -> bool:
    """Whether a question speaks of this neighbour."""
    if text.casefold() in _TOO_COMMON:
        return False
    if len(text.split()) > 1:
        return folded(text) in folded(question)
    return folded(text) in {folded(word) for word in re.split(r"[^\w]+", question)}
