"""`--blind MODEL` is the only way round sight: one try, at the named model, with a proof all the same."""

from __future__ import annotations

from dataclasses import replace

import pytest

from eraser.model.outcome import Outcome, PictureUnreadable, Reason
from eraser.model.screen import Screen
from eraser.simulator.state import Quirks
from tests.engine.rig import FAST, Bench, MemoryStore, WordReader, holds_old, make_handset

pytestmark = pytest.mark.virtual_time


async def work_without_sight(bench: Bench) -> tuple[Outcome, Reason | None, list[str]]:
    bench.reader = None
    (result,) = (await bench.work()).results
    return result.outcome, result.reason, bench.channels[result.name].keys


async def test_without_sight_nothing_is_confirmed() -> None:
    handset = make_handset("CP-7821", "78xx-5-4-4")
    bench = Bench([handset])

    outcome, reason, keys = await work_without_sight(bench)

    assert (outcome, reason) == (Outcome.MANUAL, Reason.NO_ROUTE)
    assert bench.store.intents() == []
    assert not any(key.startswith("Key:Soft") for key in keys)
    assert holds_old(handset)


async def test_an_allowed_model_is_walked_blind_and_still_proved() -> None:
    handset = make_handset("CP-7821", "78xx-5-4-4")
    bench = Bench([handset], options=replace(FAST, blind=("CP-7821",)))

    outcome, reason, keys = await work_without_sight(bench)

    assert (outcome, reason) == (Outcome.ERASED, None)
    menu = len(keys) - 1 - keys[::-1].index("Key:Applications")
    assert [one.removeprefix("Key:") for one in keys[menu : menu + 5]] == [
        "Applications",
        "KeyPad5",
        "KeyPad4",
        "KeyPad4",
        "Soft2",
    ]


async def test_permission_for_one_model_is_none_for_another() -> None:
    bench = Bench([make_handset("CP-7821", "78xx-5-4-4")], options=replace(FAST, blind=("CP-8841",)))

    outcome, _, _ = await work_without_sight(bench)

    assert (outcome, bench.store.intents()) == (Outcome.MANUAL, [])


async def test_a_failed_blind_try_is_not_followed_by_another() -> None:
    handset = make_handset("CP-7821", "78xx-4-4-4", Quirks(restarts=False))
    bench = Bench([handset], options=replace(FAST, blind=("CP-7821",)))

    bench.reader = None
    (result,) = (await bench.work()).results

    assert (result.outcome, result.reason) == (Outcome.MANUAL, Reason.NO_ROUTE)
    assert "the one unseen walk that was allowed had no effect" in result.detail
    assert "Allow" not in result.detail
    assert len(bench.store.intents()) == 1


async def test_a_route_with_a_padlock_is_never_walked_blind() -> None:
    handset = make_handset("CP-7965G", "79xx")
    bench = Bench([handset], options=replace(FAST, blind=("CP-7965G",)))

    outcome, _, _ = await work_without_sight(bench)

    assert (outcome, bench.store.intents()) == (Outcome.MANUAL, [])


class LateReader(WordReader):
    """Sees nothing until the blind walk is over."""

    def __init__(self, store: MemoryStore) -> None:
        self._store = store

    async def read(self, picture: bytes, *, soft_key_slots: int) -> Screen:
        if not self._store.intents():
            raise PictureUnreadable("not yet")
        return await super().read(picture, soft_key_slots=soft_key_slots)


async def test_after_a_blind_try_a_walk_that_is_seen_is_confirmed_by_sight_only() -> None:
    """The blind walk goes nowhere and presses its two fixed keys; the seen one presses the one that it reads."""
    handset = make_handset("CP-8841", "88xx-5-4-4")
    store = MemoryStore()
    bench = Bench([handset], options=replace(FAST, blind=("CP-8841",)), store=store, reader=LateReader(store))
    bench.deliver = lambda _place, uri: [(0.0, uri)] if len(store.intents()) > 1 and uri != "Key:Soft1" else []

    (result,) = (await bench.work()).results

    assert (result.outcome, result.detail) == (Outcome.ERASED, result.detail)
    assert [event.data["key"] for event in store.intents()] == ["Soft3", "Soft1", "Soft3"]
    assert handset.state.truth.wrong == []
