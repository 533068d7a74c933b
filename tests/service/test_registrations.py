"""What the cluster says of the phones after a run."""

from __future__ import annotations

import pytest

from eraser.model.outcome import Outcome
from eraser.model.run import Result
from eraser.service.registrations import told_of_registrations
from eraser.simulator.cucm_devices import ClusterQuirks, Device
from eraser.wire.login import Login
from tests.cluster.publisher import LOGIN, name_of, place_of, publisher

PHONES = [Device(name_of(1), "10.1.1.1"), Device(name_of(2), "10.1.1.2", registered=False)]


def result(number: int, outcome: Outcome = Outcome.ERASED) -> Result:
    return Result(name_of(number), None, None, None, None, None, outcome, None, "")


@pytest.mark.parametrize(
    ("results", "quirks", "login", "lines"),
    [
        (
            [result(1), result(2), result(3, Outcome.LOST)],
            ClusterQuirks(),
            LOGIN,
            [
                "1 of 3 phones that were pressed are registered again",
                f"not registered now, look at them: {name_of(2)}, {name_of(3)}",
            ],
        ),
        ([result(1)], ClusterQuirks(silent_node=True), LOGIN, ["0 of 1 ", "not registered now", "cm-sub1.example.net"]),
        ([result(1, Outcome.MANUAL)], ClusterQuirks(), LOGIN, []),
        ([result(1)], ClusterQuirks(), Login("axl", "wrong"), ["not known: cucm://127.0.0.1"]),
    ],
    ids=["one of three", "a node is silent", "none was pressed", "a refused login"],
)
async def test_pressed_phones_are_asked_for_once(
    results: list[Result], quirks: ClusterQuirks, login: Login, lines: list[str]
) -> None:
    async with publisher(PHONES, quirks=quirks) as made:
        told = await told_of_registrations(results, await place_of(made), login)
    assert [True] * len(lines) == [words in line for words, line in zip(lines, told, strict=True)]
