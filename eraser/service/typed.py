"""What a person typed at the console, and which keys it means on the screen that was seen."""

from __future__ import annotations

import re
from dataclasses import dataclass

from eraser.engine.caution import needs_knowledge, row_needs_knowledge
from eraser.engine.navigator import DIGIT_NAMES
from eraser.model.screen import Screen
from eraser.ops.key_names import INIT_NAMES, KEY_NAMES

WORDS = ("help", "look", "facts", "status", "keep", "expect", "wait", "save", "quit")
UNLOCK = "**#"
# Keys of phones that nobody knows; what dials, plays or opens a web page is no key (phones §3.1).
_OTHER_URI = re.compile(r"(?:Key|Init|Button|SettingsMenu):[\w ./-]{1,60}")
_BY_FOLDED_NAME = {name.casefold(): name for name in KEY_NAMES}


class NotAKey(Exception):
    """The text names no key of this phone; its message says what it could have been."""


@dataclass(frozen=True, slots=True)
class Keys:
    """The keys that a line means. `label`: what the soft key says. `may_confirm`: a person must ask for it knowingly.
    `depends_on_screen`: it means something else, should the screen have changed."""

    uris: tuple[str, ...]
    label: str | None = None
    may_confirm: bool = False
    depends_on_screen: bool = False


def keys_of(text: str, screen: Screen | None) -> Keys:
    """The keys behind `4`, `**#`, `Settings`, `Init:Services`, `Soft2`, `Erase`.

    Raises:
        NotAKey: it is none, or the label stands on no soft key or on two.
    """
    if text == UNLOCK:
        return Keys(tuple(f"Key:{DIGIT_NAMES[one]}" for one in UNLOCK))
    if text in DIGIT_NAMES:
        return _digit(text, screen)
    name = _BY_FOLDED_NAME.get(text.removeprefix("Key:").casefold())
    if name is not None:
        return _named(name, screen)
    if text.removeprefix("Init:") in INIT_NAMES and text.startswith("Init:"):
        return Keys((text,))
    if _OTHER_URI.fullmatch(text):
        return Keys((text,), may_confirm=True, depends_on_screen=True)
    return _soft_key_that_says(text, screen)


def _digit(text: str, screen: Screen | None) -> Keys:
    uris = (f"Key:{DIGIT_NAMES[text]}",)
    row = next((row for row in screen.rows if row.digit == text), None) if screen else None
    may_confirm = screen is not None and row is not None and row_needs_knowledge(row, screen)
    return Keys(uris, may_confirm=may_confirm)


def _named(name: str, screen: Screen | None) -> Keys:
    if name in DIGIT_NAMES.values():
        return _digit(next(one for one, named in DIGIT_NAMES.items() if named == name), screen)
    if name == "NavSelect":
        may_confirm = screen is None or row_needs_knowledge(screen.selected, screen)
        return Keys((f"Key:{name}",), may_confirm=may_confirm, depends_on_screen=True)
    if name.startswith("Soft"):
        slot = int(name.removeprefix("Soft"))
        label = next((soft.label for soft in screen.soft_keys if soft.slot == slot), None) if screen else None
        may_confirm = screen is None or label is None or needs_knowledge(label, screen)
        return Keys((f"Key:{name}",), label, may_confirm, depends_on_screen=True)
    return Keys((f"Key:{name}",))


def _soft_key_that_says(text: str, screen: Screen | None) -> Keys:
    shown = screen.soft_keys if screen else ()
    found = [soft for soft in shown if soft.label.casefold() == text.casefold()]
    if len(found) == 1 and screen is not None:
        soft = found[0]
        return Keys((f"Key:Soft{soft.slot}",), soft.label, needs_knowledge(soft.label, screen), depends_on_screen=True)
    labels = ", ".join(soft.label for soft in shown) or "none was read"
    what = f"two soft keys say {text}; write Soft and a number" if found else f"{text} is no key and no soft key"
    raise NotAKey(f"{what} (soft keys: {labels}); help lists the keys")
