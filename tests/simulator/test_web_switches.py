"""Replies, switches and hosts that came later, over real sockets (phones §3.2, §3.4, §3.5)."""

from __future__ import annotations

import asyncio
import io
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

import httpx
import pytest
from lxml import etree
from PIL import Image

from eraser.simulator.cases import Authentication, Case, a_phone, a_stranger, another_phone_at_the_address
from eraser.simulator.cases_odd import (
    a_communicator,
    a_phone_for_a_person,
    a_phone_on_multiplatform_firmware,
    a_phone_that_points_to_the_old_server,
    a_phone_that_refuses_by_status,
    a_phone_that_speaks_https,
)
from eraser.simulator.fleet import Fleet, fleet_of
from eraser.simulator.stranger import StrangerKind
from eraser.simulator.web import WebQuirks

Answered = tuple[int, dict[str, str]]


@asynccontextmanager
async def fleet_and_client(*cases: Case) -> AsyncIterator[tuple[Fleet, httpx.AsyncClient]]:
    async with fleet_of(*cases, seed=5) as fleet:
        login = (fleet.credentials.user, fleet.credentials.password)
        async with httpx.AsyncClient(trust_env=False, timeout=10, auth=login) as client:
            yield fleet, client


def url_of(fleet: Fleet, path: str = "/", *, scheme: str = "http") -> str:
    return f"{scheme}://{fleet.members[0].address}{path}"


def behind(model: str = "CP-8841", **quirks: object) -> Case:
    return replace(a_phone(model), web=WebQuirks(**quirks))  # type: ignore[arg-type]


async def press(client: httpx.AsyncClient, fleet: Fleet, key: str = "KeyPad1", **options: object) -> httpx.Response:
    body = {"XML": f'<CiscoIPPhoneExecute><ExecuteItem URL="Key:{key}"/></CiscoIPPhoneExecute>'}
    return await client.post(url_of(fleet, "/CGI/Execute"), data=body, **options)  # type: ignore[arg-type]


def item_of(response: httpx.Response) -> dict[str, str]:
    return dict(next(etree.fromstring(response.content).iter("ResponseItem")).attrib)


async def test_data_may_be_empty_though_the_key_was_pressed() -> None:
    async with fleet_and_client(behind(empty_data=True)) as (fleet, client):
        item = item_of(await press(client, fleet))
        assert {"Status": "0", "Data": "", "URL": "Key:KeyPad1"} == item
        assert "6" == item_of(await press(client, fleet, "Toaster"))["Status"]
        assert ["Key:KeyPad1"] == [key.uri for key in fleet.handsets[0].state.truth.keys]


@pytest.mark.parametrize("moved", [302, 303])
async def test_the_reply_may_have_to_be_fetched_elsewhere(moved: int) -> None:
    async with fleet_and_client(behind(moved=moved)) as (fleet, client):
        response = await press(client, fleet)
        assert (moved, "/CGI/Result") == (response.status_code, response.headers["location"])
        followed = await client.get(url_of(fleet, response.headers["location"]))
        assert "Success" == item_of(followed)["Data"]


@pytest.mark.parametrize("number", [1, 2, 3, 6])
async def test_each_error_of_the_table_can_be_answered_and_presses_nothing(number: int) -> None:
    async with fleet_and_client(behind(error_every=1, error_number=number)) as (fleet, client):
        response = await press(client, fleet)
        assert (200, str(number)) == (response.status_code, etree.fromstring(response.content).get("Number"))
        assert [] == fleet.handsets[0].state.truth.keys


@pytest.mark.parametrize("status", ["401", "403"])
async def test_a_user_without_the_phone_may_be_refused_by_status(status: str) -> None:
    async with fleet_and_client(a_phone_that_refuses_by_status(status)) as (fleet, client):
        assert int(status) == (await press(client, fleet)).status_code
        assert [] == fleet.handsets[0].state.truth.keys


async def test_a_right_login_may_be_refused_now_and_then() -> None:
    async with fleet_and_client(behind(refuse_every=2)) as (fleet, client):
        answers = [etree.fromstring((await press(client, fleet)).content).get("Number") for _ in range(4)]
        assert [None, "4", None, "4"] == answers


async def test_a_phone_may_remember_a_login() -> None:
    async with fleet_and_client(behind(remembers_login_s=30.0)) as (fleet, client):
        for _ in range(4):
            await press(client, fleet)
        await press(client, fleet, auth=("somebody", "else"))
        assert 2 == fleet.counters().authentication_requests


@pytest.mark.parametrize(
    ("quirks", "path", "status"),
    [
        ({"has_execute": False}, "/CGI/Execute", 404),
        ({"has_execute": False}, "/CGI/Screenshot", 200),
        ({"has_picture": False}, "/CGI/Screenshot", 404),
        ({}, "/CGI/execute", 404),
        ({}, "/CGI/CallInfo", 200),
    ],
)
async def test_what_is_not_there_is_not_found(quirks: dict[str, bool], path: str, status: int) -> None:
    async with fleet_and_client(behind(**quirks)) as (fleet, client):
        assert status == (await client.get(url_of(fleet, path))).status_code


@pytest.mark.parametrize("path", ["/CGI/CallInfo", "/CGI/LineInfo", "/CGI/ModeInfo"])
async def test_calls_lines_and_screen_are_told_to_its_user_alone(path: str) -> None:
    async with fleet_and_client(a_phone("CP-8841", on_hold=True)) as (fleet, client):
        assert 401 == (await client.get(url_of(fleet, path), auth=None)).status_code
        assert b"CiscoIPPhone" in (await client.get(url_of(fleet, path))).content


async def test_an_answer_may_come_byte_by_byte() -> None:
    async with fleet_and_client(behind(byte_takes_s=0.05)) as (fleet, _):
        host, _, port = fleet.members[0].address.rpartition(":")
        reader, writer = await asyncio.open_connection(host, int(port))
        writer.write(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
        started = asyncio.get_running_loop().time()
        async with asyncio.timeout(10):
            await reader.readexactly(10)
        assert asyncio.get_running_loop().time() - started >= 9 * 0.05
        writer.close()


async def test_a_phone_may_speak_https_alone_with_a_certificate_of_its_own() -> None:
    async with fleet_and_client(a_phone_that_speaks_https()) as (fleet, client):
        assert ["https"] == [row["scheme"] for row in fleet.inventory_rows()]
        with pytest.raises(httpx.RemoteProtocolError):
            await client.get(url_of(fleet))
        with pytest.raises(httpx.ConnectError, match="CERTIFICATE_VERIFY_FAILED"):
            await client.get(url_of(fleet, scheme="https"))
        unverified = ssl.create_default_context()
        unverified.check_hostname, unverified.verify_mode = False, ssl.CERT_NONE
        async with httpx.AsyncClient(trust_env=False, verify=unverified) as trusting:
            assert fleet.members[0].name in (await trusting.get(url_of(fleet, scheme="https"))).text


async def test_the_inventory_has_no_scheme_where_it_does_not_know_and_no_column_where_nobody_needs_it() -> None:
    async with fleet_of(a_phone_that_speaks_https(listed=False), a_phone()) as fleet:
        assert ["name", "address", "model", "firmware", "site"] == list(fleet.inventory_rows()[0])
    async with fleet_of(a_phone_that_speaks_https(), a_phone()) as fleet:
        assert ["https", ""] == [row["scheme"] for row in fleet.inventory_rows()]


async def test_a_69xx_takes_the_picture_at_one_address_and_shows_it_at_another() -> None:
    async with fleet_and_client(a_phone("CP-6941", redraw_s=0.0)) as (fleet, client):
        shown = url_of(fleet, "/CGI/lcd4.bmp")
        assert 404 == (await client.get(shown)).status_code
        taken = await client.get(url_of(fleet, "/CGI/Screenshot"))
        assert (200, "text/html") == (taken.status_code, taken.headers["content-type"])
        idle = await client.get(shown)
        assert (396, 162) == Image.open(io.BytesIO(idle.content)).size
        await press(client, fleet, "Settings")
        assert idle.content == (await client.get(shown)).content
        await client.get(url_of(fleet, "/CGI/Screenshot"))
        assert idle.content != (await client.get(shown)).content


async def test_old_loads_answer_with_a_ciscoipphoneimage() -> None:
    async with fleet_and_client(a_phone("CP-7961G", old_picture=True)) as (fleet, client):
        response = await client.get(url_of(fleet, "/CGI/Screenshot"))
        root = etree.fromstring(response.content)
        assert ("text/xml", "320", "222", "2") == (
            response.headers["content-type"],
            *(root.findtext(name) for name in ("Width", "Height", "Depth")),
        )
        levels = [byte >> shift & 3 for byte in bytes.fromhex(root.findtext("Data", "")) for shift in (0, 2, 4, 6)]
        assert (320 * 222, {0, 3}) == (len(levels), {levels[0], max(levels)})


HOSTS = [
    ("CP-7937G", 404),
    ("CP-6901", 404),
    ("ATA187", 404),
    ("CP-DX80", 404),
    ("CP-8821", 200),
    ("CP-9841", 200),
    ("CP-7931G", 200),
]


@pytest.mark.parametrize(("model", "status"), HOSTS)
async def test_a_host_without_a_route_answers_its_pages_and_its_keys_are_wrong(model: str, status: int) -> None:
    async with fleet_and_client(a_phone_for_a_person(model)) as (fleet, client):
        assert 200 == (await client.get(url_of(fleet))).status_code
        assert status == (await press(client, fleet)).status_code
        wrong = ["KeyPad1 pressed on a model without a known route"] if status == 200 else []
        assert wrong == fleet.handsets[0].state.truth.wrong


async def test_the_inventory_may_not_know_that_a_phone_is_on_multiplatform_firmware() -> None:
    async with fleet_and_client(a_phone_on_multiplatform_firmware("CP-8841")) as (fleet, client):
        assert "CP-8841" == fleet.inventory_rows()[0]["model"]
        assert "CP-8841-3PCC" in (await client.get(url_of(fleet))).text
        assert 404 == (await press(client, fleet)).status_code


async def test_a_communicator_with_a_name_of_its_own_is_listed_by_its_address() -> None:
    async with fleet_and_client(a_communicator("CIPCDESK"), a_communicator()) as (fleet, client):
        rows = fleet.inventory_rows()
        assert ("", "SEP") == (rows[0]["name"], rows[1]["name"][:3])
        assert ["CIPCDESK000", rows[1]["name"]] == [name for name in fleet.truth() if name != "strangers"]
        assert "CIPCDESK000" == fleet.phone("CIPCDESK000").state.spec.name
        assert "( CIPCDESK000 )" in (await client.get(url_of(fleet))).text
        assert "Success" in (await press(client, fleet)).text
        assert [] == fleet.handsets[0].state.truth.wrong


async def test_tftp_rows_that_still_name_the_old_server_tell_of_the_same_list_again() -> None:
    cases = (a_phone_that_points_to_the_old_server(alternate=True), a_phone())
    async with fleet_and_client(*cases) as (fleet, client):
        old, new = (handset.state.tftp_servers for handset in fleet.handsets)
        assert set() == set(old) & set(new)
        page = (await client.get(url_of(fleet, "/NetworkConfiguration"))).text
        assert [True, True] == [server in page for server in old]


async def test_signatures_are_as_long_as_the_model_has_them_and_differ_from_list_to_list() -> None:
    cases = (a_phone("CP-8831"), a_phone("CP-8841", signature_digits=64), a_phone("CP-8841"))
    async with fleet_of(*cases, seed=5) as fleet:
        held = [handset.state.itl for handset in fleet.handsets]
        assert [32, 64, 40] == [len(one.signature) for one in held if one is not None]
        offered = fleet.handsets[0]._renewal._offer
        assert len({one.signature for one in offered.values() if one} | {held[0].signature if held[0] else ""}) == 2


@pytest.mark.parametrize("kind", [StrangerKind.SUCCESS])
async def test_a_stranger_may_say_success_to_everything(kind: StrangerKind) -> None:
    async with fleet_and_client(a_stranger(kind)) as (fleet, client):
        assert "Success" == item_of(await press(client, fleet, auth=None))["Data"]
        assert "Success" == item_of(await client.get(url_of(fleet), auth=None))["Data"]
        assert [] == fleet.strangers[0].wrong


async def test_a_fleet_of_every_nastiness_starts_and_stops() -> None:
    cases = (
        another_phone_at_the_address(),
        replace(a_phone(), authentication=Authentication.DEAD),
        behind(byte_takes_s=1.0),
        a_phone_that_speaks_https(),
    )
    async with fleet_of(*cases) as fleet:
        host, _, port = fleet.members[3].address.rpartition(":")
        _, writer = await asyncio.open_connection(host, int(port))  # and never begins to speak TLS
        writer.write(b"GET / HTTP/1.1\r\n\r\n")
        await writer.drain()
    writer.close()
