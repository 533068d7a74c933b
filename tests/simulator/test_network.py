"""The clusters of a fleet: their nodes on loopback, what phones show of them, and what a rehearsal gets."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import httpx
import pytest

from eraser.simulator import placing
from eraser.simulator.cases import a_phone
from eraser.simulator.cases_clusters import a_phone_that_moves
from eraser.simulator.fleet import Fleet, build_fleet, fleet_of
from eraser.simulator.handset import Handset
from eraser.simulator.list_server import ListServer
from eraser.simulator.moves import MOVES
from tests.simulator.test_tftp_server import Client

BY_NAME = {one.says: one for one in MOVES}
PREPARED, UNKNOWN = BY_NAME["bulk certificates were imported"], BY_NAME["the old cluster does not know the new one"]
UNSIGNED, BROKEN = BY_NAME["the new call manager signs nothing"], BY_NAME["a list that is cut off is offered"]


def phones_of(fleet: Fleet) -> dict[str, Any]:
    return {name: one for name, one in fleet.truth().items() if name != "strangers"}


def handsets_of(fleet: Fleet) -> list[Handset]:
    return [server.handset for server in fleet.servers]


async def test_a_node_serves_the_same_files_over_tftp_and_http() -> None:
    async with (
        fleet_of(a_phone_that_moves(PREPARED), bind="127.5.0.0") as fleet,
        httpx.AsyncClient(trust_env=False) as web,
    ):
        (server,) = fleet.network.servers
        (name,) = phones_of(fleet)
        listed = (await web.get(f"http://{server.http_address}/ConfigFileCacheList.txt")).text.splitlines()
        assert ["ITLFile.tlv", f"ITL{name}.tlv", f"{name}.cnf.xml", f"{name}.cnf.xml.sgn"] == listed
        client = Client(server.tftp)
        for one in listed:
            content = (await client.read(one, "blksize", "1400", "tsize", "0"))[0]
            assert content == (await web.get(f"http://{server.http_address}/{one}")).content == server.file(one)
        client.socket.close()
        assert server.address == server.http_address


@pytest.mark.parametrize("path", ["CTLFile.tlv", "SEP000000000000.cnf.xml", "ITLSEPX.tlv", "../ITLFile.tlv", ""])
async def test_what_a_node_has_not_is_not_found(path: str) -> None:
    async with (
        fleet_of(a_phone_that_moves(PREPARED), bind="127.5.1.0") as fleet,
        httpx.AsyncClient(trust_env=False) as web,
    ):
        (server,) = fleet.network.servers
        assert 404 == (await web.get(f"http://{server.http_address}/{path.replace('..', '%2e%2e')}")).status_code
        assert None is server.file(path)


async def test_http_answers_head_and_refuses_other_methods() -> None:
    async with (
        fleet_of(a_phone_that_moves(PREPARED), bind="127.5.2.0") as fleet,
        httpx.AsyncClient(trust_env=False) as web,
    ):
        url = f"http://{fleet.network.servers[0].http_address}/ITLFile.tlv"
        head = await web.head(url)
        assert (200, b"") == (head.status_code, head.content)
        assert 404 == (await web.post(url)).status_code


async def test_a_page_shows_the_digest_of_the_held_bytes_and_where_its_servers_are() -> None:
    cases = [a_phone_that_moves(PREPARED, model) for model in ("CP-8841", "CP-8831")]
    async with fleet_of(*cases, bind="127.5.3.0") as fleet, httpx.AsyncClient(trust_env=False) as web:
        (server,) = fleet.network.servers
        (situation,) = fleet.network.situations
        for digest, handset in zip(("sha1", "md5"), handsets_of(fleet), strict=True):
            path = "/CGI/Java/Serviceability?adapter=device.statistics.configuration"
            page = (await web.get(f"http://{handset.state.address}{path}")).text
            assert handset.state.itl is not None
            spelled = hashlib.new(digest, handset.state.itl.content).digest().hex(" ").upper()
            missing = [
                one for one in (spelled, server.tftp.host, situation.tvs_address.partition(":")[0]) if one not in page
            ]
            assert ([], handset.state.spec.model) == (missing, handset.state.spec.model)


async def test_a_situation_has_what_one_run_needs() -> None:
    async with fleet_of(*map(a_phone_that_moves, (PREPARED, UNKNOWN, PREPARED)), bind="127.5.4.0") as fleet:
        names = list(phones_of(fleet))
        (server,) = fleet.network.servers  # both old clusters move to one new one
        prepared, unprepared = fleet.network.situations
        assert ("new-prepared", (names[0], names[2])) == (prepared.name, prepared.phones)
        assert ("new-unprepared", (names[1],)) == (unprepared.name, unprepared.phones)
        assert ((f"tftp://{server.address}",),) * 2 == (prepared.wanted, unprepared.wanted)
        assert prepared.tvs_address != unprepared.tvs_address


async def test_nothing_is_wanted_of_a_node_without_lists_that_can_be_loaded() -> None:
    async with fleet_of(*map(a_phone_that_moves, (UNSIGNED, BROKEN)), bind="127.5.5.0") as fleet:
        assert [(), ()] == [one.wanted for one in fleet.network.situations]


async def test_the_archive_has_every_held_list_once_and_phones_show_its_digests(tmp_path: Path) -> None:
    async with build_fleet(phones=2 * len(MOVES), seed=0, profile="clusters", bind="127.5.6.0") as fleet:
        written = fleet.network.write_archive(tmp_path / "archive")
        contents = [path.read_bytes() for path in written]
        assert (len(contents), {".tlv"}) == (len(set(contents)), {path.suffix for path in written})
        shown = {hashlib.new(name, one).hexdigest().upper() for one in contents for name in ("md5", "sha1")}
        held = {one for phone in phones_of(fleet).values() for one in phone["held_at_start"].values() if one}
        assert (set(), True) == (held - shown, len(held) > 20)


async def test_what_a_tvs_answers_is_written_as_the_contract_has_it(tmp_path: Path) -> None:
    async with fleet_of(*map(a_phone_that_moves, MOVES), bind="127.5.7.0") as fleet:
        told = {path.stem: json.loads(path.read_text()) for path in fleet.network.write_tvs(tmp_path)}
    assert {"reachable": False} == told["new-silent"]
    assert [[0, 2, 3], [0], [0, 3]] == [one["roles"] for one in told["new-half-prepared"]["knows"]]
    assert {"serial", "issuer", "roles", "certificate"} == set(told["new-prepared"]["knows"][0])


async def test_the_truth_says_what_a_run_for_stale_lists_should_say() -> None:
    async with fleet_of(*map(a_phone_that_moves, (PREPARED, UNKNOWN, BROKEN)), a_phone(), bind="127.5.8.0") as fleet:
        takes, refuses, nobody_knows, other = json.loads(json.dumps(phones_of(fleet))).values()
        assert ("depends_on_tvs", True, ["already_trusted"]) == tuple(
            takes[one] for one in ("needs_erase", "takes", "expected_of_stale")
        )
        assert (False, ["erased"], "new-unprepared") == tuple(
            refuses[one] for one in ("takes", "expected_of_stale", "situation")
        )
        assert ("unknown", False) == (nobody_knows["needs_erase"], nobody_knows["takes"])
        assert not {"needs_erase", "takes", "expected_of_stale"} & other.keys()
        assert takes["tftp"] == fleet.network.servers[0].address


async def test_a_fleet_without_moves_has_no_clusters_running() -> None:
    async with fleet_of(a_phone(), bind="127.5.9.0") as fleet:
        assert ((), ()) == (fleet.network.servers, fleet.network.situations)


async def test_where_only_one_address_exists_every_node_has_its_own_port(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(placing, "_can_bind", lambda address: False)
    async with fleet_of(*map(a_phone_that_moves, (PREPARED, UNSIGNED))) as fleet:
        addresses = [one.address for one in fleet.network.servers]
        assert (2, {"127.0.0.1"}) == (len(set(addresses)), {one.rpartition(":")[0] for one in addresses})


async def test_a_port_that_is_taken_leaves_nothing_behind() -> None:
    one, two = (ListServer(build_node()) for _ in range(2))
    await one.start("127.0.0.1", 0)
    with pytest.raises(OSError, match="in use"):
        await two.start("127.0.0.1", one.tftp.port)
    await one.stop()
    await two.start("127.0.0.1", one.tftp.port)
    await two.stop()


def build_node() -> Any:
    return handsets_of(fleet_of(a_phone_that_moves(PREPARED)))[0].scene.node  # type: ignore[union-attr]  # it moves


def test_the_clusters_of_a_fleet_at_the_end_of_loopback_are_on_loopback() -> None:
    place = placing.take_place("127.255.240.0", 0)
    try:
        hosts = [host for host, _ in place.node_addresses(40)]
    finally:
        place.close()
    assert (40, True) == (len(set(hosts)), all(host.startswith("127.") for host in hosts))
