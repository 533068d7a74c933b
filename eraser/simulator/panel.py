"""The glass of a phone: its size, bands, colours and the picture format in which it answers (phones §4.2)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Colour = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Panel:
    """Sizes in pixels. `title`, `row`, `soft`: heights of the title band, of one row, of the soft key band. `file` CIP:
    a CiscoIPPhoneImage of two bits a pixel."""

    size: tuple[int, int]
    title: int
    row: int
    soft: int
    font: int
    file: Literal["BMP", "PNG", "CIP"]
    mode: Literal["RGB", "RGBA", "L", "1"]
    paper: Colour = (255, 255, 255)
    ink: Colour = (0, 0, 0)
    band: Colour = (0, 0, 0)
    band_text: Colour = (255, 255, 255)
    bar: Colour = (0, 0, 0)
    bar_text: Colour = (0, 0, 0)
    ruled: bool = False
    soft_slots: int = 4

    @property
    def visible_rows(self) -> int:
        """How many rows fit between the title and the soft keys."""
        return (self.size[1] - self.title - self.soft) // self.row
