"""The language of drivers: what a telephone technician would say, as frozen values.

A driver holds no code. A route names the *labels* to follow; the navigator reads the screen, finds the row, takes the
digit printed before it and checks the next title. Digits known from elsewhere are hypotheses that the screen must
confirm.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache


class Lists(StrEnum):
    """Which trust lists a route or a driver erases."""

    ITL = "itl"
    CTL = "ctl"
    BOTH = "both"


ITL, CTL, BOTH = Lists.ITL, Lists.CTL, Lists.BOTH


class Strength(StrEnum):
    """How sure we are of a fact about the world."""

    DOCUMENTED = "documented"
    REPORTED = "reported"
    REPORTED_ONCE = "reported_once"
    INFERRED = "inferred"
    SEEN = "seen"


@dataclass(frozen=True, slots=True)
class Evidence:
    """Where a fact comes from, and how strong that is."""

    strength: Strength
    reference: str

    @property
    def weak(self) -> bool:
        """Whether nobody but one tool, or only our own reading, says so: a first phone has to prove it."""
        return self.strength in (Strength.REPORTED_ONCE, Strength.INFERRED)

    def __str__(self) -> str:
        return f"{self.strength.replace('_', ' ')} ({self.reference})"


def documented(reference: str) -> Evidence:
    """The vendor says so."""
    return Evidence(Strength.DOCUMENTED, reference)


def reported(reference: str) -> Evidence:
    """Several field tools or operators say so."""
    return Evidence(Strength.REPORTED, reference)


def reported_once(reference: str) -> Evidence:
    """One field tool says so, and nobody else: weak."""
    return Evidence(Strength.REPORTED_ONCE, reference)


def inferred(reference: str) -> Evidence:
    """Our own reading of a neighbouring model: weak."""
    return Evidence(Strength.INFERRED, reference)


def seen(reference: str) -> Evidence:
    """We have a recording of it."""
    return Evidence(Strength.SEEN, reference)


_CONFUSED = str.maketrans({"i": "l", "1": "l", "|": "l", "!": "l", "0": "o"})  # labels of one menu stay distinct


@lru_cache(maxsize=4096)  # a fleet shows the same few hundred texts
def folded(text: str) -> str:
    """Text as labels are compared: no case, no blanks or punctuation, and letters that readers confuse made one."""
    return re.sub(r"[^a-z0-9À-￿]", "", text.casefold().translate(_CONFUSED))


@dataclass(frozen=True, slots=True)
class Label:
    """What stands on a screen, with its other spellings."""

    alternatives: tuple[str, ...]

    def names(self, text: str) -> bool:
        """Whether `text` as read from a screen is this label."""
        return folded(text) in {folded(one) for one in self.alternatives}

    def __str__(self) -> str:
        return " or ".join(f"“{one}”" for one in self.alternatives)


def label(text: str) -> Label:
    """`"Security settings|Security"` → a label with two spellings."""
    parts = tuple(part.strip() for part in text.split("|"))
    if not all(parts):
        raise ValueError(f"empty spelling in label {text!r}")
    return Label(parts)


@dataclass(frozen=True, slots=True)
class Key:
    """One key by its name in a Key URI (`Settings`, `NavBack`), or an `Init:` URI."""

    name: str
    optional: bool = False
    times: int = 1

    def __str__(self) -> str:
        times = f" ×{self.times}" if self.times != 1 else ""
        return f"{self.name}{times}{' (if the phone has it)' if self.optional else ''}"


def key(name: str, *, optional: bool = False, times: int = 1) -> Key:
    """A key to press; `optional`: the phone may answer that it does not have it."""
    return Key(name, optional=optional, times=times)


@dataclass(frozen=True, slots=True)
class SoftKey:
    """A soft key by what is written on it; its place is read from the screen, never counted.

    `then`: the one that may be asked for after a confirming one. `if_shown`: only where it is shown; as a step of a
    path it means “the row with this name and a digit, or the soft key where there is none”. `times`: at most so often,
    to leave menus.
    """

    label: Label
    then: SoftKey | None = None
    if_shown: bool = False
    times: int = 1

    def __str__(self) -> str:
        return f"the soft key {self.label}"


def softkey(text: str, *, then: SoftKey | None = None, if_shown: bool = False, times: int = 1) -> SoftKey:
    """The soft key that says `text`; `then`: the one that may be asked for after it."""
    return SoftKey(label(text), then=then, if_shown=if_shown, times=times)


Step = Label | SoftKey


def follow(*steps: str | SoftKey) -> tuple[Step, ...]:
    """The rows to choose, one menu after the other; a soft key where the phone has one instead of a row."""
    return tuple(label(one) if isinstance(one, str) else one for one in steps)


@dataclass(frozen=True, slots=True)
class StatusSays:
    """A status message that appears after the erase. Supports a proof, is none by itself."""

    label: Label


@dataclass(frozen=True, slots=True)
class FactGone:
    """A fact of the phone's page (`itl_signature`, `ctl_signature`) that is another or none after the erase."""

    fact: str


@dataclass(frozen=True, slots=True)
class ScreenChanged:
    """The screen that lists the file's entries shows others after the erase: the only direct view on 79xx (phones
    §5)."""


@dataclass(frozen=True, slots=True)
class Restarts:
    """The phone may restart; it must be back within this time. Whether it does is not documented (phones §2.5)."""

    within_s: float


Expectation = StatusSays | FactGone | ScreenChanged | Restarts


def status(text: str) -> StatusSays:
    """A new status message that says `text`."""
    return StatusSays(label(text))


def gone(fact: str) -> FactGone:
    """The page shows another value of `fact`, or none."""
    return FactGone(fact)


def screen_changed() -> ScreenChanged:
    """The list's own screen shows other entries."""
    return ScreenChanged()


def restarts(*, within_s: float) -> Restarts:
    """The phone may go away for up to `within_s` seconds."""
    return Restarts(within_s)


def version_of(load: str | None) -> tuple[int, ...]:
    """The numbers of a load: `sip88xx.12-5-1SR3-74` → (12, 5, 1); () where there are none."""
    match = re.search(r"(?:^|[.])(\d+)[-.](\d+)(?:[-.(](\d+))?", load or "")
    return tuple(int(part) for part in match.groups() if part) if match else ()


@dataclass(frozen=True, slots=True)
class Firmware:
    """A condition on the phone's load. Without bounds it holds always."""

    at_least: str | None = None
    below: str | None = None

    def holds(self, load: str | None) -> bool:
        """Whether the phone's load is inside the bounds; an unreadable load is inside none."""
        if self.at_least is None and self.below is None:
            return True
        version = version_of(load)
        if not version:
            return False
        above = self.at_least is None or version >= version_of(self.at_least)
        return above and (self.below is None or version < version_of(self.below))


ALWAYS = Firmware()


def since(version: str) -> Firmware:
    """From this load on: `since("9-0-2")`."""
    return Firmware(at_least=version)


def before(version: str) -> Firmware:
    """Below this load: `before("11-0-1")`."""
    return Firmware(below=version)


@dataclass(frozen=True, slots=True)
class Route:
    """The way to one erase, as a technician would say it.

    `enter` opens the menu: a key, or a soft key of the idle screen; `enter_else` is pressed where it opened none.
    `path` are the rows to choose after it; the last of them must be named by the confirming screen (its title, the row
    chosen on it, or its question). `never` must not be. A soft key in `home` leaves a menu, and is pressed while it is
    shown. `unlock` is pressed only if a padlock is seen locked; `unlock_soft_key` after it, where one is shown.
    `digits` are hypotheses of others, by what the phone's page shows; `blind_confirm` are used with them when the
    operator allowed `--blind` for the model, and in no other case.
    """

    name: str
    enter: Key | SoftKey
    path: tuple[Step, ...]
    confirm: SoftKey
    erases: Lists
    never: tuple[Label, ...]
    source: Evidence
    expect: tuple[Expectation, ...]
    home: tuple[Key | SoftKey, ...] = ()
    enter_else: Key | None = None
    digits: Mapping[str, tuple[str, ...]] = field(default_factory=dict, hash=False)
    blind_confirm: tuple[str, ...] = ()
    unlock: str | None = None
    unlock_soft_key: Label | None = None
    rest_s: float = 1.0
    unlock_rest_s: float = 5.0
    unlock_again_after_s: float = 10.0
    when: Firmware = ALWAYS

    @property
    def meant(self) -> Label:
        """What the confirming screen must be about."""
        return label_of(self.path[-1])

    @property
    def by_keys_alone(self) -> bool:
        """Whether the way needs no soft key whose place only the screen tells."""
        return not any(isinstance(one, SoftKey) for one in (*self.home, self.enter, *self.path))


def label_of(step: Step) -> Label:
    """What the row or the soft key says."""
    return step if isinstance(step, Label) else step.label


def never(*texts: str) -> tuple[Label, ...]:
    """What a confirming screen must not be about."""
    return tuple(label(one) for one in texts)


@dataclass(frozen=True, slots=True)
class Driver:
    """A family of phones and its routes. The first route whose `when` holds is taken; the last one is unconditional."""

    name: str
    models: tuple[str, ...]
    erases: Lists
    routes: tuple[Route, ...]
    soft_key_slots: int = 4


@dataclass(frozen=True, slots=True)
class NoList:
    """Phones that hold no such list: nothing to erase."""

    name: str
    models: tuple[str, ...]
    because: str
    source: Evidence


@dataclass(frozen=True, slots=True)
class ByHand:
    """Phones to which no remote route is known: a person goes there with these instructions."""

    name: str
    models: tuple[str, ...]
    because: str
    instructions: str
    source: Evidence


AnyDriver = Driver | NoList | ByHand
