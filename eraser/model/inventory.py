"""What a source of phones gives: phones, and what was wrong with it."""

from __future__ import annotations

from dataclasses import dataclass

from eraser.model.phone import Phone


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong with an inventory: where, what, and the remedy. `line` 1 is the header; None: the whole
    source."""

    source: str
    line: int | None
    text: str
    remedy: str

    def __str__(self) -> str:
        place = self.source if self.line is None else f"{self.source}:{self.line}"
        return f"{place}: {self.text}; {self.remedy}"


@dataclass(frozen=True, slots=True)
class Listing:
    """The phones of a source. Any fault ends the command with exit code 2; warnings are only printed.

    `maybe`: devices of which the source can not tell whether they are phones, named as if they were. They count only
    where another source names that phone.
    """

    phones: tuple[Phone, ...]
    faults: tuple[Fault, ...] = ()
    warnings: tuple[Fault, ...] = ()
    maybe: tuple[Phone, ...] = ()
