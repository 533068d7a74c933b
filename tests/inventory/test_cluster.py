"""`cucm://publisher`: the cluster's phones as an inventory."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from eraser.model.inventory import Listing
from eraser.model.outcome import BadInput
from eraser.simulator.cucm import Publisher
from eraser.simulator.cucm_devices import ClusterQuirks, Device
from inventory.cluster import SOURCES
from tests.cluster.publisher import LOGIN, devices, name_of, place_of, publisher


@pytest.fixture(autouse=True)
def _login(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ITL_ERASER_CUCM_USER", LOGIN.user)
    monkeypatch.setenv("ITL_ERASER_CUCM_PASSWORD", LOGIN.password)


async def read(made: Publisher) -> Listing:
    place = await place_of(made)
    rest = f"{made.word.removeprefix('cucm:')}?fingerprint={place.fingerprint}"
    return await SOURCES["cucm"](rest).read_phones()


async def test_registered_phones_have_their_address_others_the_last_known_one_and_some_none() -> None:
    phones = [
        Device(name_of(1), "10.1.0.2", pool="Berlin"),
        Device(name_of(2), "10.9.9.9", registered=False, pool="Wien"),
        Device(name_of(3), "", registered=False),
        Device("SEPORTAL"),
    ]
    async with publisher(phones) as made:
        listing = await read(made)
        assert [
            (name_of(1), "10.1.0.2", "CP-8841", "Berlin"),
            (name_of(2), "10.9.9.9", "CP-8841", "Wien"),
            (name_of(3), None, "CP-8841", "Berlin"),
        ] == [(one.name, one.address, one.model, one.site) for one in listing.phones]
        assert datetime.fromtimestamp(1_750_000_000, UTC) == listing.phones[1].seen_at
        assert "knows no address" in str(listing.phones[2].no_address)
        assert ["1 devices are named like no phone (SEPORTAL …) and were left out"] == [
            one.text for one in listing.warnings
        ]


async def test_a_silent_node_is_a_warning() -> None:
    async with publisher(devices(2), quirks=ClusterQuirks(silent_node=True)) as made:
        warnings = (await read(made)).warnings
        assert ["1 of its nodes did not answer (cm-sub1.example.net), so addresses may be old"] == [
            one.text for one in warnings
        ]


async def test_five_thousand_phones_are_within_the_rule_on_rate() -> None:
    async with publisher(devices(5000)) as made:
        listing = await read(made)
        assert (5000, 0) == (len([one for one in listing.phones if one.address]), made.truth.refused_for_rate)
        assert {"listPhone": 6, "selectCmDeviceExt": 5} == dict(made.truth.questions)


async def test_a_refused_login_is_one_line_and_no_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ITL_ERASER_CUCM_PASSWORD", "wrong-secret")
    async with publisher(devices(1)) as made:
        with pytest.raises(
            BadInput, match=r"^cucm://127\.0\.0\.1:\d+: .*HTTP 401 to listPhone\. Check ITL_ERASER_CUCM_USER"
        ) as caught:
            await read(made)
        assert "wrong-secret" not in str(caught.value)


async def test_without_a_login_nothing_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ITL_ERASER_CUCM_USER")
    monkeypatch.delenv("ITL_ERASER_CUCM_PASSWORD")
    async with publisher(devices(1)) as made:
        with pytest.raises(BadInput, match="no login for the CUCM; set ITL_ERASER_CUCM_USER"):
            await read(made)
        assert {} == dict(made.truth.questions)
