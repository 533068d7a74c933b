"""Writes a recording while it grows. What is noted has lost what it must not tell before it is kept here.

The file is whole after each note: it is written beside itself and moved into place. A confirming key is noted on disk
before it leaves, like the intent of a run.
"""

from __future__ import annotations

import importlib.metadata
from pathlib import Path

from eraser.engine.caution import asks_for_password
from eraser.engine.confirming import fingerprint
from eraser.engine.look import clock_s
from eraser.model.outcome import BadInput, EraserError
from eraser.model.phone import CallState, Facts, StatusMessage
from eraser.model.recording import (
    HIDDEN_KEY,
    TAKEN,
    Away,
    Intended,
    Looked,
    Pressed,
    Recording,
    Refused,
    SeenScreen,
    Shown,
    Step,
)
from eraser.model.run import now
from eraser.model.screen import Screen
from eraser.ops.stand_ins import StandIns
from eraser.ops.whole_file import write_whole
from eraser.ports import Reader
from eraser.service.blanking import blanked


class Notebook:
    """One recording under way."""

    def __init__(self, path: Path, reader: Reader, *, soft_key_slots: int) -> None:
        self.path = path
        self.stand_ins = StandIns()
        self._reader, self._slots = reader, soft_key_slots
        self._recorded_at = now()
        self._began_s: float | None = None
        self._about: tuple[str | None, str | None, str | None] = (None, None, None)
        self._steps: list[Step] = []
        self._screens: list[SeenScreen] = []
        self._asks_for_password = False

    @property
    def is_worth_keeping(self) -> bool:
        """Whether the phone was looked at."""
        return bool(self._steps)

    def recording(self) -> Recording:
        """All that was noted."""
        model, firmware, locale = self._about
        version = importlib.metadata.version("itl-eraser")
        return Recording(
            recorded_at=self._recorded_at,
            program=version,
            model=model,
            firmware=firmware,
            locale=locale,
            soft_key_slots=self._slots,
            screens=tuple(self._screens),
            steps=tuple(self._steps),
        )

    def looked(self, facts: Facts, status: tuple[StatusMessage, ...], call: CallState) -> None:
        """The phone's pages were looked at."""
        shown = self.stand_ins.facts(facts)
        self._about = (shown.model, shown.firmware, shown.user_locale)
        self._note(Looked(self._at_s(), shown, self.stand_ins.status(status), call))

    async def shown(self, picture: bytes, screen: Screen) -> None:
        """A screen was read."""
        self._asks_for_password = asks_for_password(screen)
        shown = self.stand_ins.screen(Screen(screen.title, (), screen.soft_keys) if self._asks_for_password else screen)
        place = next((n for n, one in enumerate(self._screens) if fingerprint(one.screen) == fingerprint(shown)), None)
        if place is None:
            place = len(self._screens)
            if self._asks_for_password:
                seen = SeenScreen(shown, None, "it asks for a password")
            else:
                seen = await blanked(picture, screen, shown, reader=self._reader, soft_key_slots=self._slots)
            self._screens.append(seen)
        if not (self._steps and isinstance(last := self._steps[-1], Shown) and last.screen == place):
            self._note(Shown(self._at_s(), place))

    def away(self, error: EraserError) -> None:
        """The phone did not answer a look."""
        self._note(Away(self._at_s(), _name_of(error)))

    def intended(self, uri: str, label: str | None) -> None:
        """A key that may confirm is about to leave: on disk when this returns. Raises BadInput if it is not."""
        self._note(Intended(self._at_s(), self.stand_ins.uri(uri), self._label(label)))

    def pressed(self, uri: str, label: str | None, answer: EraserError | None = None) -> None:
        """A key left."""
        told = TAKEN if answer is None else _name_of(answer)
        uri = HIDDEN_KEY if self._asks_for_password and uri.startswith("Key:KeyPad") else self.stand_ins.uri(uri)
        self._note(Pressed(self._at_s(), uri, self._label(label), told))

    def refused(self, uri: str, label: str | None) -> None:
        """A key was not sent, for it may confirm."""
        self._note(Refused(self._at_s(), self.stand_ins.uri(uri), self._label(label)))

    def _label(self, label: str | None) -> str | None:
        return None if label is None else self.stand_ins.text(label)

    def _at_s(self) -> float:
        if self._began_s is None:
            self._began_s = clock_s()
        return round(clock_s() - self._began_s, 3)

    def _note(self, step: Step) -> None:
        self._steps.append(step)
        write_safely(self.path, self.recording().to_json().encode())


def _name_of(error: EraserError) -> str:
    """The name of the error, or of the one of `model.outcome` that it is a kind of."""
    known = EraserError.__module__
    return next(one.__name__ for one in type(error).__mro__ if one.__module__ == known)


def write_safely(path: Path, content: bytes) -> None:
    """Writes a file so that it is whole, or as it was, whenever the process dies.

    Raises:
        BadInput: it can not be written.
    """
    try:
        write_whole(path, content)
    except OSError as error:
        raise BadInput(f"{path}: can not be written ({error.strerror}); choose another place or free space") from error
