"""`/CGI/Execute` and the login over real sockets: what phones take, refuse and say (phones §3)."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from urllib.parse import quote

import httpx
import pytest
from lxml import etree

from eraser.simulator.cases import Authentication, Case, a_phone, a_phone_whose_authentication_url_is
from eraser.simulator.fleet import Fleet, fleet_of
from eraser.simulator.web import WebQuirks

FORM = {"Content-Type": "application/x-www-form-urlencoded"}
ALL_MODELS = ("CP-7940G", "CP-7945G", "CP-7965G", "CP-7821", "CP-7841", "CP-8841", "CP-8851", "CP-9971")


def execute(*uris: str) -> str:
    items = "".join(f'<ExecuteItem Priority="0" URL="{uri}"/>' for uri in uris)
    return f"<CiscoIPPhoneExecute>{items}</CiscoIPPhoneExecute>"


def form(xml: str) -> bytes:
    return f"XML={quote(xml)}".encode()


class Desk:
    """A fleet, and an HTTP client for its first phone that is not ours."""

    def __init__(self, fleet: Fleet, client: httpx.AsyncClient) -> None:
        self.fleet, self.client = fleet, client
        self.handset = fleet.handsets[0]
        self.url = f"http://{fleet.members[0].address}"
        self.login = (fleet.credentials.user, fleet.credentials.password)

    async def post(self, body: bytes, *, login: tuple[str, str] | None = None, **headers: str) -> httpx.Response:
        return await self.client.post(
            f"{self.url}/CGI/Execute", content=body, auth=login or self.login, headers=headers or FORM
        )

    def effects(self) -> list[tuple[str, str]]:
        return [(one.uri, one.effect) for one in self.handset.state.truth.keys]


@asynccontextmanager
async def desk_of(*cases: Case) -> AsyncIterator[Desk]:
    async with fleet_of(*cases, seed=3) as fleet, httpx.AsyncClient(trust_env=False, timeout=10) as client:
        yield Desk(fleet, client)


@pytest.fixture
async def desk() -> AsyncIterator[Desk]:
    async with desk_of(a_phone("CP-8841")) as one:
        yield one


def error_number(response: httpx.Response) -> str | None:
    assert response.status_code == 200
    root = etree.fromstring(response.content)
    assert root.tag == "CiscoIPPhoneError"
    return root.get("Number")


def items(response: httpx.Response) -> list[tuple[str | None, str | None, str | None]]:
    assert response.status_code == 200
    root = etree.fromstring(response.content)
    assert root.tag == "CiscoIPPhoneResponse"
    return [(one.get("Status"), one.get("Data"), one.get("URL")) for one in root]


async def test_a_key_is_pressed_and_answered_with_success(desk: Desk) -> None:
    response = await desk.post(form(execute("Key:Applications")))
    assert [("0", "Success", "Key:Applications")] == items(response)
    assert "text/xml" == response.headers["content-type"]
    assert [("Key:Applications", "moved")] == desk.effects()


async def test_a_key_that_does_not_exist_is_answered_with_success_and_does_nothing(desk: Desk) -> None:
    response = await desk.post(form(execute("Key:AppMenu")))
    assert [("0", "Success", "Key:AppMenu")] == items(response)
    assert [("Key:AppMenu", "dropped: no such key")] == desk.effects()


@pytest.mark.parametrize(
    ("content_type", "encoded"),
    [
        ("application/x-www-form-urlencoded", True),
        ("application/x-www-form-urlencoded", False),
        ("application/xml", True),
        ("text/xml", False),
        ("text/xml", True),
        ("", False),
    ],
)
async def test_sloppy_forms_are_taken(desk: Desk, content_type: str, encoded: bool) -> None:
    xml = execute("Key:Applications")
    body = form(xml) if encoded else f"XML={xml}".encode()
    response = await desk.post(body, **({"Content-Type": content_type} if content_type else {"X-None": ""}))
    assert [("0", "Success", "Key:Applications")] == items(response)


async def test_three_items_are_run_and_four_are_not(desk: Desk) -> None:
    three = await desk.post(form(execute("Key:VolUp", "Key:VolDwn", "Key:Mute")))
    four = await desk.post(form(execute("Key:VolUp", "Key:VolUp", "Key:VolUp", "Key:VolUp")))
    assert {"Key:VolUp", "Key:VolDwn", "Key:Mute"} == {url for _, _, url in items(three)}
    assert "1" == error_number(four)
    assert 3 == len(desk.effects())


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"xml=" + quote(execute("Key:Mute")).encode(),
        execute("Key:Mute").encode(),
        form("<CiscoIPPhoneExecute><ExecuteItem"),
        form("<Other><ExecuteItem URL='Key:Mute'/></Other>"),
        form("<CiscoIPPhoneExecute/>"),
        form("<CiscoIPPhoneExecute><ExecuteItem/></CiscoIPPhoneExecute>"),
        form(execute("Key:" + "9" * 300)),
        form('<!DOCTYPE x [<!ENTITY a "Key:Mute">]><CiscoIPPhoneExecute><ExecuteItem URL="&a;"/>'),
        b"XML=%FF%FE",
    ],
)
async def test_what_can_not_be_parsed_is_error_1_and_presses_nothing(desk: Desk, body: bytes) -> None:
    assert "1" == error_number(await desk.post(body))
    assert [] == desk.effects()


@pytest.mark.parametrize("uri", ["Nonsense:Thing", "Settings", "Notify:10.0.0.1:5:x"])
async def test_an_unknown_uri_is_error_6(desk: Desk, uri: str) -> None:
    assert "6" == error_number(await desk.post(form(execute(uri))))


async def test_an_unknown_key_word_is_an_item_of_status_6(desk: Desk) -> None:
    assert [("6", "URI not found", "Key:NoSuchWord")] == items(await desk.post(form(execute("Key:NoSuchWord"))))


async def test_79xx_take_512_bytes_and_no_more() -> None:
    async with desk_of(a_phone("CP-7945G")) as desk:
        assert [("0", "Success", "Key:Mute")] == items(await desk.post(form(execute("Key:Mute").ljust(512))))
        assert "1" == error_number(await desk.post(form(execute("Key:Mute").ljust(513))))


async def test_without_a_login_the_phone_asks_for_one(desk: Desk) -> None:
    response = await desk.client.post(f"{desk.url}/CGI/Execute", content=form(execute("Key:Mute")), headers=FORM)
    assert (401, 'Basic realm="user"') == (response.status_code, response.headers["www-authenticate"])
    assert [] == desk.effects()
    assert 0 == desk.handset.state.truth.credentials_seen


async def test_every_key_asks_the_authentication_service_again(desk: Desk) -> None:
    for _ in range(3):
        await desk.post(form(execute("Key:Mute")))
    service = desk.fleet.authentication
    assert (3, 3, 3) == (service.requests, service.granted, desk.handset.state.truth.credentials_seen)


@pytest.mark.parametrize("model", [model for model in ALL_MODELS if model != "CP-7940G"])
async def test_a_wrong_password_is_error_4(model: str) -> None:
    async with desk_of(a_phone(model)) as desk:
        response = await desk.post(form(execute("Key:Mute")), login=(desk.login[0], "wrong"))
        assert "4" == error_number(response)
        assert [] == desk.effects()
        assert (1, 0) == (desk.fleet.authentication.requests, desk.fleet.authentication.granted)


@pytest.mark.parametrize(("refusal", "status"), [("401", 401), ("403", 403)])
async def test_some_phones_refuse_by_http_status(refusal: str, status: int) -> None:
    async with desk_of(replace(a_phone(), web=WebQuirks(refusal=refusal))) as desk:  # type: ignore[arg-type]
        response = await desk.post(form(execute("Key:Mute")), login=("nobody", "wrong"))
        assert status == response.status_code


@pytest.mark.parametrize("header", ["Basic", "Basic ???", "Basic " + "A" * 5, "Bearer abc", "Basic /////w=="])
async def test_a_login_that_can_not_be_read_is_none(desk: Desk, header: str) -> None:
    response = await desk.client.post(
        f"{desk.url}/CGI/Execute", content=form(execute("Key:Mute")), headers={**FORM, "Authorization": header}
    )
    assert 401 == response.status_code


@pytest.mark.parametrize("what", [Authentication.DEAD, Authentication.UNVERIFIABLE, Authentication.NOT_CONTROLLED])
async def test_a_url_that_does_not_answer_for_this_user_is_error_4(what: Authentication) -> None:
    async with desk_of(a_phone_whose_authentication_url_is(what)) as desk:
        assert "4" == error_number(await desk.post(form(execute("Key:Mute"))))
        assert [] == desk.effects()
        assert (what is Authentication.NOT_CONTROLLED) == (desk.fleet.authentication.requests == 1)


@pytest.mark.parametrize("what", [Authentication.DEAD, Authentication.UNVERIFIABLE])
async def test_a_phone_takes_its_time_to_give_up_on_a_url(what: Authentication) -> None:
    case = replace(a_phone_whose_authentication_url_is(what), web=WebQuirks(authentication_delay_s=0.25))
    async with desk_of(case) as desk:
        began = time.monotonic()
        await desk.post(form(execute("Key:Mute")))
        assert time.monotonic() - began >= 0.25


async def test_a_blank_url_lets_everybody_in() -> None:
    async with desk_of(a_phone_whose_authentication_url_is(Authentication.BLANK)) as desk:
        known = await desk.post(form(execute("Key:Mute")), login=("anybody", "anything"))
        unknown = await desk.client.post(f"{desk.url}/CGI/Execute", content=form(execute("Key:Mute")), headers=FORM)
        assert [[("0", "Success", "Key:Mute")]] * 2 == [items(known), items(unknown)]
        assert 0 == desk.fleet.authentication.requests


@pytest.mark.parametrize("body", [b"AUTHORIZED\n", b"authorized", b"AUTHORIZED ", b"<html>AUTHORIZED</html>", b""])
async def test_only_the_exact_word_authorizes(desk: Desk, body: bytes) -> None:
    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.0 200 OK\r\nContent-Type: text/html\r\n\r\n" + body)
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    async with server:
        port = server.sockets[0].getsockname()[1]
        desk.handset.state.authentication_url = f"http://127.0.0.1:{port}/own?site=1"
        assert "4" == error_number(await desk.post(form(execute("Key:Mute"))))


async def test_the_phone_asks_with_user_password_and_its_own_name_after_what_the_url_has(desk: Desk) -> None:
    asked: list[str] = []

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        asked.append((await reader.readuntil(b"\r\n")).decode().split(" ")[1])
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\nConnection: close\r\n\r\nAUTHORIZED")
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    async with server:
        port = server.sockets[0].getsockname()[1]
        desk.handset.state.authentication_url = f"http://127.0.0.1:{port}/own?site=1"
        response = await desk.post(form(execute("Key:Mute")), login=("a user", "p&=ö"))
    assert [("0", "Success", "Key:Mute")] == items(response)
    name = desk.handset.state.spec.name
    assert [f"/own?site=1&UserID=a+user&Password=p%26%3D%C3%B6&devicename={name}"] == asked


async def test_the_order_of_attributes_differs_between_phones() -> None:
    async with desk_of(*[a_phone()] * 12) as desk:
        orders = set()
        for member in desk.fleet.members:
            url = f"http://{member.address}/CGI/Execute"
            response = await desk.client.post(url, content=form(execute("Key:Mute")), auth=desk.login, headers=FORM)
            orders.add(tuple(etree.fromstring(response.content)[0].attrib))
        assert len(orders) > 2


async def test_a_7940_redirects_to_its_reply_and_says_401_to_a_wrong_password() -> None:
    async with desk_of(a_phone("CP-7940G")) as desk:
        refused = await desk.post(form(execute("Key:Settings")), login=(desk.login[0], "wrong"))
        pressed = await desk.post(form(execute("Key:Settings")))
        reply = await desk.client.get(desk.url + pressed.headers["location"])
        assert (401, 302) == (refused.status_code, pressed.status_code)
        assert [("0", "Success", "Key:Settings")] == items(reply)


async def test_a_get_of_execute_tells_the_realm_and_presses_nothing(desk: Desk) -> None:
    asked = await desk.client.get(f"{desk.url}/CGI/Execute")
    assert (401, 'Basic realm="user"') == (asked.status_code, asked.headers["www-authenticate"])
    assert "1" == error_number(await desk.client.get(f"{desk.url}/CGI/Execute", auth=desk.login))


@pytest.mark.parametrize("model", [model for model in ALL_MODELS if model != "CP-7940G"])
async def test_the_screenshot_is_the_picture_and_needs_the_login(model: str) -> None:
    async with desk_of(a_phone(model)) as desk:
        asked = await desk.client.get(f"{desk.url}/CGI/Screenshot")
        refused = await desk.client.get(f"{desk.url}/CGI/Screenshot", auth=(desk.login[0], "wrong"))
        shown = await desk.client.get(f"{desk.url}/CGI/Screenshot", auth=desk.login)
        assert 401 == asked.status_code
        assert "4" == error_number(refused)
        assert (200, "image/bmp", desk.handset.picture()) == (
            shown.status_code,
            shown.headers["content-type"],
            shown.content,
        )


async def test_a_7940_redirects_to_its_picture() -> None:
    async with desk_of(a_phone("CP-7940G")) as desk:
        sent_on = await desk.client.get(f"{desk.url}/CGI/Screenshot", auth=desk.login)
        shown = await desk.client.get(desk.url + sent_on.headers["location"], auth=desk.login)
        assert (302, 200, desk.handset.picture()) == (sent_on.status_code, shown.status_code, shown.content)
