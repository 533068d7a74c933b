"""A key that is answered with HTTP 503 may have come through: a look settles it, and only where it did not is it repeated."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, replace

import pytest

from eraser.model.outcome import EraserError, Outcome, PhoneOverloaded, PressUnanswered
from eraser.model.phone import Phone
from eraser.simulator.handset import Handset
from eraser.simulator.menus import hostile_layouts_for, layouts_for
from eraser.simulator.state import Quirks
from tests.engine.rig import FAST, Bench, HandsetChannel, holds_old, make_handset

pytestmark = pytest.mark.virtual_time

LAYOUTS = [("CP-7965G", "79xx"), *(("CP-8851", one) for one in hostile_layouts_for("CP-8851"))]
MODELS = ("CP-7965G", "CP-7841", "CP-8851", "CP-9971")


@dataclass
class OverloadedChannel(HandsetChannel):
    """Answers some keys so, and `took` them all the same or not."""

    when: Callable[[int, str], bool] = lambda _place, _uri: False
    took: bool = False
    late_s: float = 0.0  # it comes through so much later; 0: never
    error: type[EraserError] = PhoneOverloaded
    places: int = 0

    async def press(self, uri: str) -> None:
        self.places += 1
        due = self.when(self.places, uri)
        if not due or self.took:
            await super().press(uri)
        elif self.late_s:
            asyncio.get_running_loop().call_later(self.late_s, self.handset.press, uri)
        if due:
            raise self.error(f"HTTP 503 to {uri}")


def bench_of(handset: Handset, **changes: object) -> Bench:
    """A bench whose phone answers so; what is no field of the channel is one of the bench."""
    ours = {name: changes.pop(name) for name in ("when", "took", "late_s", "error") if name in changes}
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


@pytest.mark.parametrize("every", [2, 3, 5])
@pytest.mark.parametrize("model", MODELS)
async def test_a_phone_that_answers_503_again_and_again_is_erased_once_or_left_alone(model: str, every: int) -> None:
    handset = make_handset(model, layouts_for(model)[0], Quirks(confirm_keys=2))

    (result,) = (await bench_of(handset, when=lambda place, _uri: place % every == 0).work()).results

    truth = handset.state.truth
    assert (truth.wrong, len(truth.erasures)) == ([], int(result.outcome is Outcome.ERASED))


@pytest.mark.parametrize("took", [False, True], ids=["lost", "taken"])
@pytest.mark.parametrize("place", range(1, 12))
async def test_no_key_on_the_way_that_is_answered_with_503_costs_an_attempt(place: int, took: bool) -> None:
    handset = make_handset("CP-8851", "88xx-6-4-5")
    bench = bench_of(handset, when=lambda at, uri: at == place and not uri.startswith("Key:Soft"), took=took)

    (result,) = (await bench.work()).results

    assert (result.outcome, result.detail, result.attempts) == (Outcome.ERASED, result.detail, 1)
    assert (len(handset.state.truth.erasures), handset.state.truth.wrong) == (1, [])


@pytest.mark.parametrize("late_s", [1.5, 9.0, 40.0])
@pytest.mark.parametrize(("model", "layout"), LAYOUTS)
async def test_a_key_that_comes_through_after_it_was_pressed_again_does_nothing_wrong(
    model: str, layout: str, late_s: float
) -> None:
    for place in range(6, 13):  # the home keys before are pressed once, whatever is answered
        handset = make_handset(model, layout, Quirks(confirm_keys=2))
        bench = bench_of(handset, when=lambda at, _uri, place=place: at == place, late_s=late_s)

        (result,) = (await bench.work()).results

        assert handset.state.truth.wrong == []
        assert result.outcome is not Outcome.ERASED or not holds_old(handset)


async def test_a_padlock_that_stays_locked_since_its_keys_were_turned_away_is_no_closed_phone() -> None:
    handset = make_handset("CP-7965G", "79xx")
    pounds: list[int] = []

    def first_try(place: int, uri: str) -> bool:
        pounds.extend([place] * (uri == "Key:KeyPadPound"))
        return uri == "Key:KeyPadPound" and len(pounds) <= 2

    (result,) = (await bench_of(handset, when=first_try).work()).results

    assert (result.outcome, result.detail, result.attempts) == (Outcome.ERASED, result.detail, 2)
    assert handset.state.truth.wrong == []


async def test_a_key_that_is_lost_without_a_word_is_not_pressed_again_where_it_was() -> None:
    handset = make_handset("CP-8851", "88xx-6-4-5")
    digits: list[int] = []

    def first_digit(place: int, uri: str) -> bool:
        digits.extend([place] * uri.startswith("Key:KeyPad"))
        return digits == [place]

    (result,) = (await bench_of(handset, when=first_digit, error=PressUnanswered).work()).results

    assert (result.outcome, result.attempts) == (Outcome.ERASED, 2)


@pytest.mark.parametrize("error", [PhoneOverloaded, PressUnanswered])
@pytest.mark.parametrize("key", ["Key:Applications", "Key:KeyPad5", "Key:KeyPad4"])
async def test_a_blind_walk_ends_at_a_key_that_may_be_lost(key: str, error: type[EraserError]) -> None:
    """Unseen, the next key would be pressed on another screen than the one meant."""
    handset = make_handset("CP-7821", "78xx-5-4-4")
    options = replace(FAST, blind=("CP-7821",))
    bench = bench_of(handset, options=options, reader=None, when=lambda _place, uri: uri == key, error=error)

    (result,) = (await bench.work()).results

    assert (result.outcome, bench.store.intents(), handset.state.truth.wrong) == (Outcome.MANUAL, [], [])
