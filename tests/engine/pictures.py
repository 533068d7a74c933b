"""Simulated phones under the engine with their pictures, and the built-in reader without its worker process."""

from __future__ import annotations

from dataclasses import dataclass

from eraser.model.screen import Screen
from eraser.sight.reading import read_screen
from eraser.sight.recogniser import Recogniser
from eraser.simulator.description import Description
from eraser.simulator.hardware import hardware_of
from eraser.simulator.screens import draw
from tests.engine.rig import Bench, HandsetChannel


class LocalReader:
    """The built-in reader without its worker process."""

    name = "local"

    def __init__(self) -> None:
        self._recogniser = Recogniser()

    async def read(self, picture: bytes, *, soft_key_slots: int) -> Screen:
        return read_screen(picture, soft_key_slots, self._recogniser)

    async def aclose(self) -> None:
        return


@dataclass
class PictureChannel(HandsetChannel):
    """Sends pictures. `shows` may put another screen in place of the phone's."""

    def shows(self, description: Description) -> Description:
        return description

    async def fetch_picture(self) -> bytes:
        await super().fetch_picture()
        return draw(self.shows(self.handset.describe()), hardware_of(self.handset.state.spec.model).panel)


class PictureBench(Bench):
    channel: type[PictureChannel] = PictureChannel

    def open_channel(self, phone):
        handset = next(one for one in self.handsets if one.state.spec.name == phone.name)
        return self.channels.setdefault(phone.key, self.channel(handset))
