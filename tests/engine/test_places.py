"""Places are taken all at once, in turn, and giving one back costs the same however many wait elsewhere."""

from __future__ import annotations

import asyncio

import pytest

from eraser.engine.places import Name, Places

FLEET: Name = ("fleet", None)


def at(site: str) -> tuple[Name, ...]:
    return FLEET, ("at", site)


async def settle() -> None:
    for _ in range(3):
        await asyncio.sleep(0)


async def test_who_lacks_one_place_holds_no_other() -> None:
    places = Places(lambda name: 2 if name == FLEET else 1)
    await places.take(at("berlin"))
    waiting = asyncio.create_task(places.take(at("berlin")))
    await settle()

    await places.take(at("rome"))

    assert (False, 2) == (waiting.done(), places.taken(FLEET))
    places.give_back(at("berlin"))
    await waiting
    assert 2 == places.taken(FLEET)


async def test_sites_take_turns() -> None:
    places, order = Places(lambda _name: 1), list[str]()

    async def one(site: str) -> None:
        await places.take(at(site))
        order.append(site)
        await settle()
        places.give_back(at(site))

    await asyncio.gather(*(one(site) for site in "aaabbb"))

    assert ["a", *"abab", "b"] == order


async def test_who_gave_up_is_passed_over_and_takes_no_place() -> None:
    places = Places(lambda _name: 1)
    await places.take(at("berlin"))
    tasks = [asyncio.create_task(places.take(at("berlin"))) for _ in range(3)]
    await settle()
    tasks[0].cancel()
    await settle()

    places.give_back(at("berlin"))
    await settle()

    assert [True, True, False] == [task.done() for task in tasks]
    places.give_back(at("berlin"))
    await asyncio.gather(*tasks, return_exceptions=True)
    assert 1 == places.taken(FLEET)


async def test_whoever_waits_can_be_sent_away() -> None:
    places = Places(lambda _name: 0)
    task = asyncio.create_task(places.take(at("berlin")))
    await settle()

    places.refuse(lambda: ValueError("no more"))

    with pytest.raises(ValueError, match="no more"):
        await task


async def test_a_place_given_back_asks_nobody_who_waits_for_another() -> None:
    asked: list[Name] = []

    def room(name: Name) -> int:
        asked.append(name)
        return 10_000 if name == FLEET else 1

    places = Places(room)
    tasks = []
    for number in range(500):
        await places.take(at(f"site {number}"))
        tasks.append(asyncio.create_task(places.take(at(f"site {number}"))))
    await settle()
    asked.clear()

    places.give_back(at("site 7"))
    await settle()

    assert tasks[7].done()
    assert len(asked) < 10
    for task in tasks:
        task.cancel()
