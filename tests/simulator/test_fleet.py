"""A fleet: its inventory, its credentials, its truth, its moods, and the command `simulate`."""

from __future__ import annotations

import asyncio
import csv
import json
import os
import socket
import stat
from pathlib import Path
from typing import Any

import httpx
import pytest

from eraser.simulator import placing
from eraser.simulator.cases import a_phone, a_stranger, another_phone_at_the_address
from eraser.simulator.fleet import PROFILES, Credentials, Fleet, build_fleet, fleet_of, run_simulation
from eraser.simulator.menus import LAYOUTS, layouts_for

OUTCOMES = {"erased", "already_trusted", "not_applicable", "unproven", "failed", "manual", "busy", "lost"}
REASONS = {
    *("web_access_off", "auth_refused", "auth_url_unreachable", "auth_url_unverifiable", "no_driver", "no_route"),
    *("in_call", "same_list_again", "no_return", "model_without_list", "mpp_firmware", "not_erased", "unreachable"),
    *("screen_unexpected", "settings_locked", "identity_mismatch", "key_refused"),
}
MODELS = {"CP-7940G", "CP-7945G", "CP-7965G", "CP-7821", "CP-7841", "CP-8841", "CP-8851", "CP-9971"}


def phones_of(fleet: Fleet) -> dict[str, Any]:
    return {name: one for name, one in fleet.truth().items() if name != "strangers"}


async def test_every_phone_has_its_own_address_and_all_have_one_port() -> None:
    async with build_fleet(phones=30, seed=1, profile="easy") as fleet:
        addresses = [row["address"].split(":") for row in fleet.inventory_rows()]
        assert [f"127.1.0.{n}" for n in range(1, 31)] == [host for host, _ in addresses]
        assert 1 == len({port for _, port in addresses})


async def test_two_fleets_live_side_by_side() -> None:
    async with (
        build_fleet(phones=3, seed=1, profile="easy") as one,
        build_fleet(phones=3, seed=1, profile="easy") as two,
    ):
        assert not {row["address"] for row in one.inventory_rows()} & {row["address"] for row in two.inventory_rows()}


async def test_where_only_one_address_exists_every_phone_has_its_own_port(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(placing, "_can_bind", lambda address: False)
    async with build_fleet(phones=5, seed=1, profile="easy") as fleet, httpx.AsyncClient(trust_env=False) as client:
        addresses = [row["address"] for row in fleet.inventory_rows()]
        assert (5, {"127.0.0.1"}) == (len(set(addresses)), {address.split(":")[0] for address in addresses})
        assert [200] * 5 == [(await client.get(f"http://{address}/")).status_code for address in addresses]


async def test_a_taken_port_is_said_in_one_line() -> None:
    with socket.socket() as taken:
        taken.bind(("127.1.7.0", 0))
        port = taken.getsockname()[1]
        fleet = build_fleet(phones=2, seed=1, profile="easy", bind="127.1.7.0", port=port)
        with pytest.raises(OSError, match=rf"127\.1\.7\.0:{port} is in use: choose another with --bind or --port"):
            await fleet.start()
        await fleet.stop()


async def test_a_fleet_can_be_stopped_and_its_truth_stays() -> None:
    fleet = fleet_of(a_phone(), seed=4)
    await fleet.start()
    address = fleet.members[0].address
    await fleet.stop()
    host, _, port = address.rpartition(":")
    with pytest.raises(ConnectionRefusedError):
        await asyncio.open_connection(host, int(port))
    assert [address] == [one["address"] for one in phones_of(fleet).values()]


def test_the_same_seed_is_the_same_fleet_with_other_credentials() -> None:
    one, two, other = (build_fleet(phones=20, seed=seed, profile="mixed") for seed in (7, 7, 8))
    rows = [[(m.name, m.spec, m.case) for m in fleet.members] for fleet in (one, two, other)]
    assert rows[0] == rows[1]
    assert rows[0] != rows[2]
    assert one.credentials != two.credentials


def test_an_unknown_profile_and_an_empty_fleet_are_refused() -> None:
    profiles = "easy, mixed, hostile, deadauth, ssh, calls, big, clusters"
    with pytest.raises(ValueError, match=f"no profile “nice”: choose one of {profiles}"):
        build_fleet(phones=1, seed=1, profile="nice")
    with pytest.raises(ValueError, match="a fleet of 0 phones"):
        build_fleet(phones=0, seed=1, profile="easy")


@pytest.mark.parametrize("phones", [40, 48])
def test_easy_has_every_family_and_every_layout_and_several_sites(phones: int) -> None:
    fleet = build_fleet(phones=phones, seed=2, profile="easy")
    specs = [member.spec for member in fleet.members]
    wanted = {(model, layout) for model in MODELS for layout in layouts_for(model)}
    assert set() == wanted - {(spec.model, spec.layout) for spec in specs}
    assert len({spec.site for spec in specs}) >= 3
    assert {True, False} == {spec.service_mode for spec in specs if spec.model.startswith("CP-88")}
    expected = {(one["model"] == "CP-7940G", tuple(one["expected"])) for one in phones_of(fleet).values()}
    assert {(True, ("not_applicable",)), (False, ("erased",))} == expected


def test_easy_has_every_family_in_a_small_fleet_too() -> None:
    fleet = build_fleet(phones=10, seed=2, profile="easy")
    assert MODELS == {member.spec.model for member in fleet.members}


@pytest.mark.parametrize("profile", PROFILES)
def test_every_profile_says_what_is_right_for_each_phone(profile: str) -> None:
    fleet = build_fleet(phones=200, seed=3, profile=profile)
    truth = json.loads(json.dumps(fleet.truth()))
    everybody = {**truth.pop("strangers"), **truth}
    assert 200 == len(everybody)
    for name, one in everybody.items():
        assert set(one["expected"]) <= OUTCOMES, name
        assert "erased" in one["expected"] or not one["erasable"], name
        assert set(one["reasons"]) <= REASONS, name


def test_only_phones_whose_menu_has_service_mode_say_so() -> None:
    fleet = build_fleet(phones=100, seed=3, profile="hostile")
    for handset in fleet.handsets:
        spec = handset.state.spec
        assert LAYOUTS[spec.layout].service_mode == spec.service_mode


async def test_the_inventory_is_a_csv_of_the_contract(tmp_path: Path) -> None:
    path = tmp_path / "phones.csv"
    async with build_fleet(phones=12, seed=0, profile="mixed") as fleet:
        fleet.write_inventory(path)
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        assert ["name", "address", "model", "firmware", "site"] == list(rows[0])
        assert fleet.inventory_rows() == rows


def test_credentials_are_private_and_never_shown(tmp_path: Path) -> None:
    fleet = fleet_of(a_phone())
    path = tmp_path / "phones.env"
    path.write_text("old", encoding="utf-8")
    path.chmod(0o644)
    fleet.write_credentials(path)
    secret = tmp_path / "phones.password"
    user, password = fleet.credentials.user, fleet.credentials.password
    assert f"ITL_ERASER_PHONE_USER={user}\nITL_ERASER_PHONE_PASSWORD_FILE={secret}\n" == path.read_text(
        encoding="utf-8"
    )
    assert password == secret.read_text(encoding="utf-8").strip()
    assert [0o600] * 2 == [stat.S_IMODE(one.stat().st_mode) for one in (path, secret)]
    assert password not in repr(fleet.credentials)
    assert password not in json.dumps(fleet.truth())


def test_credentials_are_new_each_time() -> None:
    assert len({Credentials.fresh().password for _ in range(20)}) == 20


async def test_strangers_and_wrong_phones_stand_in_the_truth_by_their_name_in_the_inventory() -> None:
    async with fleet_of(a_stranger(), another_phone_at_the_address(), a_phone()) as fleet:
        rows = fleet.inventory_rows()
        truth = fleet.truth()
        strangers = truth["strangers"]
        assert isinstance(strangers, dict)
        assert [rows[0]["name"]] == list(strangers)
        assert [rows[1]["name"], rows[2]["name"]] == list(phones_of(fleet))
        shown = fleet.phone(rows[1]["name"]).state.spec.name
        assert shown not in {row["name"] for row in rows}


async def test_counters_count_connections_requests_and_the_authentication_service() -> None:
    async with fleet_of(a_phone(), a_phone(), seed=9) as fleet:
        login = (fleet.credentials.user, fleet.credentials.password)
        async with httpx.AsyncClient(trust_env=False) as client:
            for member in fleet.members:
                await client.get(f"http://{member.address}/")
            await client.get(f"http://{fleet.members[0].address}/CGI/Screenshot", auth=login)
        counters = fleet.counters()
        assert (3, 2, 1, 1, 1) == (
            counters.requests,
            counters.most_connections,
            counters.most_connections_per_phone,
            counters.authentication_requests,
            counters.most_authentication_requests_in_a_second,
        )


async def test_phones_that_are_away_are_counted_by_site() -> None:
    async with fleet_of(a_phone(), a_phone(), a_phone(), a_phone(), seed=9) as fleet:
        for handset in fleet.handsets[:3]:
            handset.state.up = False
        async with asyncio.timeout(5):
            while fleet.counters().most_away < 3:
                await asyncio.get_running_loop().run_in_executor(None, lambda: None)
        assert 3 == sum(fleet.counters().most_away_by_site.values())


async def test_the_authentication_service_knows_its_path_user_password_and_phones() -> None:
    async with fleet_of(a_phone(), seed=9) as fleet, httpx.AsyncClient(trust_env=False) as client:
        url, name = fleet.authentication.url, fleet.members[0].name
        good = {"UserID": fleet.credentials.user, "Password": fleet.credentials.password, "devicename": name}
        wrongs = [{**good, field: "wrong"} for field in good] + [{}]
        assert "AUTHORIZED" == (await client.get(url, params=good)).text
        assert ["UN-AUTHORIZED"] * 4 == [(await client.get(url, params=wrong)).text for wrong in wrongs]
        assert 404 == (await client.get(url.replace("authenticate", "other"), params=good)).status_code
        assert (5, 1) == (fleet.authentication.requests, fleet.authentication.granted)


async def test_simulate_writes_inventory_credentials_and_truth_until_it_is_stopped(tmp_path: Path) -> None:
    inventory, truth = tmp_path / "phones.csv", tmp_path / "truth.json"
    stop, ready = asyncio.Event(), asyncio.Event()
    job = asyncio.create_task(
        run_simulation(
            phones=4,
            seed=1,
            profile="easy",
            inventory_out=inventory,
            truth_out=truth,
            stop=stop,
            started=lambda _: ready.set(),
        )
    )
    async with asyncio.timeout(10):
        await ready.wait()
        with inventory.open(encoding="utf-8", newline="") as file:
            address = next(csv.DictReader(file))["address"]
        async with httpx.AsyncClient(trust_env=False) as client:
            await client.get(f"http://{address}/CGI/Screenshot", auth=("user", "secret"))
        stop.set()
        fleet = await job
    written = json.loads(truth.read_text(encoding="utf-8"))
    assert json.loads(json.dumps(fleet.truth())) == written
    assert 1 == written[fleet.members[0].name]["credentials_seen"]
    assert ["phones.csv", "phones.env", "phones.password", "truth.json"] == sorted(os.listdir(tmp_path))  # noqa: PTH208 - the same listing without a blocking Path in a coroutine


@pytest.mark.slow
async def test_two_thousand_phones_listen_at_once() -> None:
    fleet = build_fleet(phones=2000, seed=1, profile="big", bind="127.3.0.0")
    async with fleet, httpx.AsyncClient(trust_env=False) as client:
        last = fleet.members[1998]
        assert last.address.startswith("127.3.7.")
        assert last.name in (await client.get(f"http://{last.address}/")).text
