"""A simulated phone on the desk and a console before it, without sockets and without pictures, on a clock that jumps."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from eraser.service.console import Console
from eraser.service.notebook import Notebook
from eraser.simulator.handset import Handset
from tests.engine.rig import HandsetChannel, WordReader


@dataclass
class Desk:
    """`said` is what a person reads."""

    handset: Handset
    folder: Path
    said: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.channel = HandsetChannel(self.handset)
        reader = WordReader()
        self.notebook = Notebook(self.folder / "recording.json", reader, soft_key_slots=4)
        self.console = Console(
            self.channel, reader, self.notebook, soft_key_slots=4, pictures=self.folder, say=self.said.append, pace=0.1
        )

    async def play(self, *lines: str) -> list[bool]:
        """Types the lines; which of them were done."""
        await self.console.begin()
        return [await self.console.do(line) for line in lines]

    def told(self, word: str) -> list[str]:
        """The lines that a person read with this word in them."""
        return [line for line in self.said if word in line]
