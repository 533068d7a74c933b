"""The web server of a simulated phone over real sockets: pages, connections, restarts, and everything that breaks."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import replace

import httpx
import pytest

from eraser.simulator.cases import (
    Case,
    a_phone,
    a_phone_with_web_access_off,
    a_stranger,
    another_phone_at_the_address,
)
from eraser.simulator.fleet import Fleet, fleet_of
from eraser.simulator.stranger import StrangerKind
from eraser.simulator.web import WebQuirks

ALL_MODELS = ("CP-7940G", "CP-7945G", "CP-7965G", "CP-7821", "CP-7841", "CP-8841", "CP-8851", "CP-9971")
JAVA = "/CGI/Java/Serviceability?adapter="
JAVA_PAGES = tuple(
    JAVA + adapter
    for adapter in (
        "device.statistics.device",
        "device.statistics.configuration",
        "device.settings.status.messages",
        *(f"device.statistics.streaming.{n}" for n in range(5)),
    )
)
PLAIN_PAGES = ("/", "/DeviceInformation", "/NetworkConfiguration")
XML_PAGES = ("/DeviceInformationX", "/NetworkConfigurationX", "/DeviceLogX?2", "/StreamingStatisticsX?1")
OLD_PAGES = ("/DeviceLog?2", "/StreamingStatistics?1", "/StreamingStatistics?2")


@asynccontextmanager
async def fleet_and_client(*cases: Case) -> AsyncIterator[tuple[Fleet, httpx.AsyncClient]]:
    async with fleet_of(*cases, seed=5) as fleet, httpx.AsyncClient(trust_env=False, timeout=10) as client:
        yield fleet, client


def url_of(fleet: Fleet, path: str = "/", *, member: int = 0) -> str:
    return f"http://{fleet.members[member].address}{path}"


def with_web(**quirks: object) -> Case:
    return replace(a_phone("CP-8841"), web=WebQuirks(**quirks))  # type: ignore[arg-type]


async def until(holds: Callable[[], Awaitable[bool]], within_s: float = 5.0) -> None:
    """Looks again and again, bounded."""
    async with asyncio.timeout(within_s):
        while not await holds():
            await asyncio.get_running_loop().run_in_executor(None, time.sleep, 0.01)


async def connects(address: str) -> bool:
    host, _, port = address.rpartition(":")
    try:
        _, writer = await asyncio.open_connection(host, int(port))
    except OSError:  # refused, or reset while the listener closes
        return False
    writer.close()
    await writer.wait_closed()
    return True


@asynccontextmanager
async def connection_to(fleet: Fleet) -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
    host, _, port = fleet.members[0].address.rpartition(":")
    reader, writer = await asyncio.open_connection(host, int(port), limit=2**20)
    try:
        yield reader, writer
    finally:
        writer.close()


@pytest.mark.parametrize("model", ALL_MODELS)
async def test_every_page_of_the_family_is_served_without_a_login(model: str) -> None:
    java, old = (JAVA_PAGES, ()) if model != "CP-7940G" else ((), OLD_PAGES)
    async with fleet_and_client(a_phone(model)) as (fleet, client):
        for path in (*PLAIN_PAGES, *XML_PAGES, *java, *old):
            response = await client.get(url_of(fleet, path))
            expected = "text/xml" if "X" in path.partition("?")[0] else "text/html"
            assert (path, 200, expected) == (path, response.status_code, response.headers["content-type"])
            whole = response.text.rstrip().endswith(("</HTML>", "</html>", ">"))
            assert whole, f"{path} was cut"
        assert 0 == fleet.handsets[0].state.truth.credentials_seen


@pytest.mark.parametrize(
    ("model", "path"),
    [
        ("CP-8841", "/DeviceLog?2"),
        ("CP-7940G", JAVA_PAGES[0]),
        ("CP-8841", "/cgi/execute"),
        ("CP-8841", JAVA + "device.statistics.streaming.5"),
        ("CP-8841", "/StreamingStatisticsX?6"),
    ],
)
async def test_a_page_that_the_family_does_not_have_is_404(model: str, path: str) -> None:
    async with fleet_and_client(a_phone(model)) as (fleet, client):
        assert 404 == (await client.get(url_of(fleet, path))).status_code


@pytest.mark.parametrize(
    ("model", "keeps"), [("CP-7945G", False), ("CP-7940G", False), ("CP-7821", True), ("CP-8841", True)]
)
async def test_a_connection_is_kept_or_closed_as_the_family_does(model: str, keeps: bool) -> None:
    async with fleet_and_client(a_phone(model)) as (fleet, _), connection_to(fleet) as (reader, writer):
        writer.write(b"GET / HTTP/1.1\r\nHost: phone\r\n\r\n")
        head = await reader.readuntil(b"\r\n\r\n")
        assert (b"keep-alive" if keeps else b"close") in head
        length = int(head.lower().partition(b"content-length:")[2].split(b"\r\n")[0] or 0)
        if not keeps:
            assert b"</html>" == (await reader.read())[-7:].lower()
            return
        await reader.readexactly(length)
        writer.write(b"GET / HTTP/1.1\r\nHost: phone\r\nConnection: close\r\n\r\n")
        assert (await reader.read()).startswith(b"HTTP/1.1 200 OK")


async def test_a_kept_connection_that_idles_is_closed() -> None:
    async with fleet_and_client(with_web(idle_s=0.05)) as (fleet, _), connection_to(fleet) as (reader, _writer):
        async with asyncio.timeout(5):
            assert b"" == await reader.read()


@pytest.mark.parametrize("model", ALL_MODELS)
async def test_a_phone_that_is_away_refuses_drops_its_connections_and_comes_back(model: str) -> None:
    async with fleet_and_client(a_phone(model)) as (fleet, client), connection_to(fleet) as (reader, writer):
        address, state = fleet.members[0].address, fleet.handsets[0].state
        writer.write(b"GET /half HTTP/1.1\r\n")
        await until(lambda: connects(address))
        state.up = False

        async def refuses() -> bool:
            return not await connects(address)

        await until(refuses)
        with pytest.raises(ConnectionResetError):
            await reader.readexactly(1)
        with pytest.raises(httpx.ConnectError):
            await client.get(url_of(fleet))
        state.up = True
        await until(lambda: connects(address))
        assert 200 == (await client.get(url_of(fleet))).status_code


async def test_an_erase_answers_its_last_key_then_restarts_and_comes_back_with_the_new_list() -> None:
    case = a_phone("CP-8841", "88xx-5-4-4", redraw_s=0.0, restart_s=0.1, renew_s=0.05)
    async with fleet_and_client(case) as (fleet, client):
        handset, login = fleet.handsets[0], (fleet.credentials.user, fleet.credentials.password)
        before = handset.state.itl
        for key in ("Applications", "KeyPad5", "KeyPad4", "KeyPad4", "Soft3"):
            body = f'XML=<CiscoIPPhoneExecute><ExecuteItem URL="Key:{key}"/></CiscoIPPhoneExecute>'
            response = await client.post(url_of(fleet, "/CGI/Execute"), content=body, auth=login)
            assert (key, True) == (key, "Success" in response.text)
        assert 1 == len(handset.state.truth.erasures)

        async def renewed() -> bool:
            return handset.state.itl not in (None, before)

        await until(renewed)
        await until(lambda: connects(fleet.members[0].address))
        page = (await client.get(url_of(fleet, "/NetworkConfiguration"))).text.replace(" ", "")
        assert handset.state.itl is not None
        assert handset.state.itl.signature in page
        assert [] == handset.state.truth.wrong
        assert 1 == fleet.counters().most_away


async def test_web_access_off_refuses_connections() -> None:
    async with fleet_and_client(a_phone_with_web_access_off()) as (fleet, client):
        with pytest.raises(httpx.ConnectError):
            await client.get(url_of(fleet))


async def test_a_second_connection_is_reset_where_only_one_is_allowed() -> None:
    async with (
        fleet_and_client(with_web(one_connection=True)) as (fleet, client),
        connection_to(fleet) as (reader, writer),
    ):
        writer.write(b"GET / HTTP/1.1\r\nHost: phone\r\n\r\n")
        await reader.readuntil(b"\r\n\r\n")
        with pytest.raises((httpx.ReadError, httpx.RemoteProtocolError, httpx.WriteError)):
            await client.get(url_of(fleet))
        assert 2 == fleet.counters().most_connections_per_phone


async def test_every_third_request_is_answered_with_503() -> None:
    async with fleet_and_client(with_web(unavailable_every=3)) as (fleet, client):
        statuses = [(await client.get(url_of(fleet))).status_code for _ in range(6)]
        assert [200, 200, 503, 200, 200, 503] == statuses


async def test_a_cut_body_is_shorter_than_it_says() -> None:
    async with fleet_and_client(with_web(cut_every=2)) as (fleet, client):
        assert 200 == (await client.get(url_of(fleet))).status_code
        with pytest.raises(httpx.RemoteProtocolError):
            await client.get(url_of(fleet))


async def test_a_cut_body_whose_end_is_told_by_the_close_looks_whole_and_is_not() -> None:
    async with fleet_and_client(with_web(cut_every=1, framing="close")) as (fleet, client):
        response = await client.get(url_of(fleet, "/NetworkConfiguration"))
        assert 200 == response.status_code
        assert "</HTML>" not in response.text


async def test_a_chunked_page_is_whole() -> None:
    async with fleet_and_client(with_web(framing="chunked")) as (fleet, client):
        responses = [await client.get(url_of(fleet, path)) for path in ("/", "/NetworkConfiguration")]
        assert ["</HTML>"] * 2 == [response.text[-7:] for response in responses]


async def test_a_reset_comes_before_anything_is_done() -> None:
    async with fleet_and_client(with_web(reset_every=1)) as (fleet, client):
        with pytest.raises((httpx.ReadError, httpx.RemoteProtocolError)):
            await client.post(url_of(fleet, "/CGI/Execute"), content="XML=<a/>", auth=("a", "b"))
        assert (0, []) == (fleet.authentication.requests, fleet.handsets[0].state.truth.keys)


async def test_an_unanswered_press_was_pressed_all_the_same() -> None:
    async with fleet_and_client(with_web(unanswered_every=1)) as (fleet, client):
        body = 'XML=<CiscoIPPhoneExecute><ExecuteItem URL="Key:Applications"/></CiscoIPPhoneExecute>'
        login = (fleet.credentials.user, fleet.credentials.password)
        with pytest.raises((httpx.ReadError, httpx.RemoteProtocolError)):
            await client.post(url_of(fleet, "/CGI/Execute"), content=body, auth=login)
        assert ["moved"] == [one.effect for one in fleet.handsets[0].state.truth.keys]


async def test_a_slow_answer_takes_its_time_and_is_whole() -> None:
    async with fleet_and_client(with_web(answer_takes_s=0.3)) as (fleet, client):
        began = time.monotonic()
        response = await client.get(url_of(fleet))
        assert time.monotonic() - began > 0.25
        assert "</HTML>" == response.text[-7:]


@pytest.mark.parametrize(
    ("raw", "status"),
    [
        (b"GARBAGE\r\n\r\n", b"400"),
        (b"GET / HTTP/1.1\r\nno colon\r\n\r\n", b"400"),
        (b"POST / HTTP/1.1\r\nContent-Length: -5\r\n\r\n", b"400"),
        (b"POST / HTTP/1.1\r\nContent-Length: 99999999999\r\n\r\n", b"413"),
        (b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n", b"400"),
        (b"GET / HTTP/1.1\r\nX: " + b"a" * 20000 + b"\r\n\r\n", b"431"),
        (b"GET http://[::1 HTTP/1.1\r\n\r\n", b"400"),
        (b"DELETE / HTTP/1.1\r\n\r\n", b"405"),
    ],
)
async def test_a_request_out_of_bounds_is_refused_and_the_phone_lives_on(raw: bytes, status: bytes) -> None:
    async with fleet_and_client(a_phone()) as (fleet, client):
        async with connection_to(fleet) as (reader, writer):
            writer.write(raw)
            async with asyncio.timeout(5):
                assert status == (await reader.readline()).split(b" ")[1]
        assert 200 == (await client.get(url_of(fleet))).status_code


@pytest.mark.parametrize("kind", list(StrangerKind))
async def test_a_stranger_writes_down_the_credential_that_it_was_given(kind: StrangerKind) -> None:
    async with fleet_and_client(a_stranger(kind)) as (fleet, client):
        stranger = fleet.strangers[0]
        honest = await client.get(url_of(fleet, "/CGI/Screenshot"))
        assert {"printer": 200, "success": 200, "login": 401, "redirect": 302}[kind] == honest.status_code
        assert (0, []) == (stranger.credentials_seen, stranger.wrong)
        await client.get(url_of(fleet, "/CGI/Screenshot"), auth=("user", "secret"))
        name = fleet.members[0].name
        assert (1, [f"credential sent to a {kind} that has the address of {name}"]) == (
            stranger.credentials_seen,
            stranger.wrong,
        )


async def test_a_redirecting_stranger_leads_to_a_login() -> None:
    async with fleet_and_client(a_stranger(StrangerKind.REDIRECT)) as (fleet, client):
        response = await client.get(url_of(fleet), follow_redirects=True)
        assert (401, "/signin") == (response.status_code, response.url.path)


async def test_another_phone_at_the_address_shows_its_own_name_and_counts_a_credential_as_wrong() -> None:
    async with fleet_and_client(another_phone_at_the_address()) as (fleet, client):
        listed, shown = fleet.members[0].name, fleet.handsets[0].state.spec.name
        page = (await client.get(url_of(fleet))).text
        assert (True, False) == (shown in page, listed in page)
        assert [] == fleet.handsets[0].state.truth.wrong
        await client.get(url_of(fleet, "/CGI/Screenshot"), auth=("user", "secret"))
        assert [f"credential sent to {shown}, which the inventory calls {listed}"] == fleet.handsets[
            0
        ].state.truth.wrong


async def test_a_password_in_the_query_is_a_credential_too() -> None:
    async with fleet_and_client(a_phone()) as (fleet, client):
        await client.get(url_of(fleet, "/?UserID=a&Password=b"))
        assert 1 == fleet.handsets[0].state.truth.credentials_seen
