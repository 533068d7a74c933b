"""A key that is answered with HTTP 503, or not at all, may have come through: a look settles it, and nobody presses twice."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import pytest

from eraser.model.outcome import EraserError, Outcome, PhoneOverloaded, PressUnanswered
from eraser.model.phone import Phone
from eraser.simulator.handset import Handset
from eraser.simulator.menus import layouts_for
from eraser.simulator.state import Quirks
from tests.engine.rig import FAST, Bench, HandsetChannel, make_handset

pytestmark = pytest.mark.virtual_time

MODELS = ("CP-7965G", "CP-7841", "CP-8851", "CP-9971")


@dataclass
class OverloadedChannel(HandsetChannel):
    """Answers some keys so, and `took` them all the same or not."""

    when: Callable[[int, str], bool] = lambda _place, _uri: False
    took: bool = False
    error: type[EraserError] = PhoneOverloaded
    places: int = 0

    async def press(self, uri: str) -> None:
        self.places += 1
        due = self.when(self.places, uri)
        if not due or self.took:
            await super().press(uri)
        if due:
            raise self.error(f"HTTP 503 to {uri}")


def bench_of(handset: Handset, **changes: object) -> Bench:
    """A bench whose phone answers so; what is no field of the channel is one of the bench."""
    ours = {name: changes.pop(name) for name in ("when", "took", "error") if name in changes}
    bench = Bench([handset], **changes)  # type: ignore[arg-type]

    def open_channel(phone: Phone) -> HandsetChannel:
        channel = OverloadedChannel(handset, bench.deliver, **ours)  # type: ignore[arg-type]
        bench.channels[phone.key] = channel
        return channel

    bench.open_channel = open_channel  # type: ignore[method-assign]
    return bench


@pytest.mark.parametrize("model", MODELS)
async def test_keys_that_come_through_in_spite_of_a_503_are_not_pressed_again(model: str) -> None:
    handset = make_handset(model, layouts_for(model)[0], Quirks(confirm_keys=2))
    bench = bench_of(handset, when=lambda place, _uri: place % 2 == 0, took=True)

    (result,) = (await bench.work()).results

    assert (result.outcome, result.detail, result.attempts) == (Outcome.ERASED, result.detail, 1)
    assert (len(handset.state.truth.erasures), handset.state.truth.wrong) == (1, [])


@pytest.mark.parametrize("every", range(2, 12))
@pytest.mark.parametrize("model", MODELS)
async def test_a_phone_that_answers_503_again_and_again_is_erased_once_or_left_alone(model: str, every: int) -> None:
    handset = make_handset(model, layouts_for(model)[0], Quirks(confirm_keys=2))
    bench = bench_of(handset, when=lambda place, _uri: place % every == 0)

    (result,) = (await bench.work()).results

    truth = handset.state.truth
    assert truth.wrong == []
    assert (result.outcome is Outcome.ERASED) <= (len(truth.erasures) == 1)
    assert len(truth.erasures) <= 1


@pytest.mark.parametrize("took", [False, True], ids=["lost", "taken"])
@pytest.mark.parametrize("place", range(1, 16))
async def test_whichever_key_is_answered_with_503_costs_no_attempt_before_the_confirming_one(
    place: int, took: bool
) -> None:
    handset = make_handset("CP-8851", "88xx-6-4-5")
    bench = bench_of(handset, when=lambda at, uri: at == place and not uri.startswith("Key:Soft"), took=took)

    (result,) = (await bench.work()).results

    assert (result.outcome, result.detail) == (Outcome.ERASED, result.detail)
    assert (len(handset.state.truth.erasures), handset.state.truth.wrong) == (1, [])
    assert 1 == result.attempts or not took


@pytest.mark.parametrize("error", [PhoneOverloaded, PressUnanswered])
@pytest.mark.parametrize("key", ["Key:Applications", "Key:KeyPad5", "Key:KeyPad4"])
async def test_a_blind_walk_ends_at_a_key_that_may_be_lost(key: str, error: type[EraserError]) -> None:
    """Unseen, the next key would be pressed on another screen than the one meant."""
    handset = make_handset("CP-7821", "78xx-5-4-4")
    options = replace(FAST, blind=("CP-7821",))
    bench = bench_of(handset, options=options, reader=None, when=lambda _place, uri: uri == key, error=error)

    (result,) = (await bench.work()).results

    assert (result.outcome, bench.store.intents(), handset.state.truth.wrong) == (Outcome.MANUAL, [], [])
