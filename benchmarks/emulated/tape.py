"""What one simulated phone shows and answers on its way to the erase, recorded once on a clock that jumps.

The emulator plays it for thousands of phones, so that a benchmark's fleet costs next to nothing.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field

from eraser.model.phone import Phone
from eraser.model.screen import Padlock, Row, Screen, SoftKeyText
from eraser.simulator.description import Description
from eraser.simulator.handset import Handset
from eraser.simulator.hardware import hardware_of
from eraser.simulator.menus import layouts_for
from eraser.simulator.pages import PageStyle, page_of
from eraser.wire.pages import FAMILIES
from tests.engine.rig import Bench, HandsetChannel, make_handset
from tests.virtual_time import VirtualTimeLoop

AUTHENTICATION = "http://authentication.example/login"  # the emulator puts its own address in its place

Pages = Mapping[bytes, bytes]


@dataclass(frozen=True)
class Tape:
    """`keys` in their order; `screens` and `pictures`: what is shown after so many of them; pages by path, before the
    last confirming key and after the restart. `confirms`: how many keys were pressed when the phone restarts."""

    name: str
    model: str
    firmware: str
    soft_slots: int
    keys: tuple[str, ...]
    confirms: int
    screens: tuple[Screen, ...]
    pictures: tuple[bytes, ...]
    before: Pages
    after: Pages


@dataclass
class _Looking(HandsetChannel):
    looks: dict[int, tuple[Description, bytes]] = field(default_factory=dict)

    async def fetch_picture(self) -> bytes:
        self.looks[len(self.keys)] = self.handset.describe(), self.handset.picture()
        return await super().fetch_picture()


class _Bench(Bench):
    def open_channel(self, phone: Phone) -> HandsetChannel:
        channel = self.channels[phone.key] = _Looking(self.handsets[0], authentication_url=AUTHENTICATION)
        return channel


def record(model: str) -> Tape:
    """The tape of a phone of this model in its first layout."""
    handset = make_handset(model, layouts_for(model)[0])
    handset.state.authentication_url = AUTHENTICATION
    bench = _Bench([handset])
    with asyncio.Runner(loop_factory=VirtualTimeLoop) as runner:
        before = runner.run(_pages(handset))
        (result,) = runner.run(bench.work()).results
        after = runner.run(_pages(handset))
    assert result.outcome == "erased", result.detail
    (channel,) = bench.channels.values()
    assert isinstance(channel, _Looking)
    keys = tuple(channel.keys)
    confirms = max(n for n, key in enumerate(keys, 1) if key.startswith("Key:Soft"))
    seen, shown = channel.looks, []
    for place in range(confirms):
        shown.append(seen.get(place) or (shown[-1] if shown else seen[min(seen)]))
    spec = handset.state.spec
    return Tape(
        name=spec.name,
        model=spec.model,
        firmware=spec.firmware,
        soft_slots=hardware_of(model).panel.soft_slots,
        keys=keys,
        confirms=confirms,
        screens=tuple(_read(screen) for screen, _ in shown),
        pictures=tuple(picture for _, picture in shown),
        before=before,
        after=after,
    )


async def _pages(handset: Handset) -> dict[bytes, bytes]:
    places = FAMILIES[0]
    pages = {}
    for path in (places.device, *places.network, *places.status, *places.streams):
        bare, _, query = path.partition("?")
        answer = page_of(handset.state, bare, query, PageStyle())
        if answer is not None:
            pages[path.encode()] = answer.body
    return pages


def _read(shown: Description) -> Screen:
    """The screen as a reader without fault reads it."""
    return Screen(
        title=shown.title,
        rows=tuple(Row(one.label, one.digit, one.selected) for one in shown.rows),
        soft_keys=tuple(SoftKeyText(one.slot, one.label) for one in shown.soft_keys if one.label),
        padlock=Padlock(shown.padlock) if shown.padlock else None,
        dark=shown.dark,
    )
