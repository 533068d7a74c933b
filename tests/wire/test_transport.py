"""The thin transport on real sockets: framing, limits, time-outs, and what had left."""

from __future__ import annotations

import asyncio
import ssl
from contextlib import asynccontextmanager

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eraser.wire.connection import AnswerReader
from eraser.wire.transport import PhoneTransport, has_left
from tests.wire.phone_server import answer, cut, drip, reset, say_nothing, serving


@asynccontextmanager
async def transport_to(reply, **options):
    async with serving() as server:
        server.otherwise = reply
        options = {"connect_within_s": 2.0, "answer_within_s": 2.0} | options
        transport = PhoneTransport(**options)
        try:
            yield server, transport
        finally:
            await transport.aclose()


def get(server, path="/"):
    return httpx.Request("GET", f"http://{server.address}{path}")


async def ask(server, transport, path="/"):
    return await transport.handle_async_request(get(server, path))


@pytest.mark.parametrize(
    "data",
    [
        b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhe\r\n3\r\nllo\r\n0\r\n\r\n",
        b"HTTP/1.0 200 OK\r\n\r\nhello",
        b"HTTP/1.1 200\r\nConnection: close\r\n\r\nhello",
        b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello",
        b"HTTP/1.1 200 OK\nContent-Length: 5\n\nhello",
        b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nConnection: close\r\n\r\nhello, and more than was said",
        b"HTTP/1.1 200 OK\r\nX-Folded: a\r\n b\r\nContent-Length: 5\r\n\r\nhello",
    ],
)
async def test_every_framing_gives_the_same_body(data):
    async with transport_to(cut(data)) as (server, transport):
        response = await ask(server, transport)
        assert (200, b"hello") == (response.status_code, response.content)


async def test_a_request_arrives_as_it_was_made():
    async with transport_to(answer(b"ok")) as (server, transport):
        url = f"http://{server.address}/CGI/X?a=b.c"
        await transport.handle_async_request(httpx.Request("POST", url, headers={"X-One": "1"}, content=b"XML=%3C"))
        (heard,) = server.heard
        assert ("POST", "/CGI/X?a=b.c", b"XML=%3C") == (heard.method, heard.target, heard.body)
        assert (server.address, "1", "7") == (
            heard.headers["host"],
            heard.headers["x-one"],
            heard.headers["content-length"],
        )


async def test_a_kept_connection_is_used_again_and_a_closed_one_is_not():
    async with transport_to(answer(b"kept")) as (server, transport):
        server.replies["/last"] = answer(b"closed", close=True)
        for path in ("/", "/", "/last", "/"):
            await ask(server, transport, path)
        assert [1, 1, 1, 2] == [heard.connection for heard in server.heard]


async def test_an_http_1_0_answer_ends_the_connection_unless_it_says_otherwise():
    plain = b"HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nhi"
    kept = b"HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nContent-Length: 2\r\n\r\nhi"
    async with transport_to(kept) as (server, transport):
        server.replies["/plain"] = plain
        for path in ("/", "/plain", "/"):
            await ask(server, transport, path)
        assert [1, 1, 2] == [heard.connection for heard in server.heard]


async def test_a_connection_dropped_while_idle_is_opened_again():
    async with transport_to(answer(b"kept")) as (server, transport):
        await ask(server, transport)
        await server.drop_all()
        response = await ask(server, transport)
        assert (b"kept", 2) == (response.content, server.connections)
        assert len(server.heard) == 2


async def test_a_connection_dropped_after_the_request_left_is_not_opened_again():
    async with transport_to(answer(b"kept")) as (server, transport):
        await ask(server, transport)
        server.otherwise = reset
        request = get(server, "/second")
        with pytest.raises(httpx.ReadError):
            await transport.handle_async_request(request)
        assert has_left(request)
        assert server.targets == ["GET /", "GET /second"]


async def test_bytes_that_nobody_asked_for_end_the_connection():
    async with transport_to(answer(b"ok") + b"HTTP/1.1 408 Too Slow\r\n\r\n") as (server, transport):
        await ask(server, transport)
        server.otherwise = answer(b"right")
        response = await ask(server, transport)
        assert (200, b"right", 2) == (response.status_code, response.content, server.connections)


async def test_only_one_connection_at_a_time_however_many_ask():
    async with transport_to(answer(b"ok", close=True)) as (server, transport):
        responses = await asyncio.gather(*(ask(server, transport, f"/{n}") for n in range(8)))
        assert [200] * 8 == [response.status_code for response in responses]
        assert (8, 1) == (server.connections, server.most_open)


@pytest.mark.parametrize(
    ("reply", "error", "words"),
    [
        (say_nothing, httpx.ReadTimeout, "within 0.2 s"),
        (drip(answer(b"hello")[:-2]), httpx.ReadTimeout, "within 0.2 s"),
        (drip(b"HTTP/1.1 200"), httpx.ReadTimeout, "within 0.2 s"),
        (reset, httpx.ReadError, "connection"),
        (cut(b""), httpx.ReadError, "without an answer"),
        (cut(answer(b"hello")[:-2]), httpx.RemoteProtocolError, "cut short"),
        (cut(b"HTTP/1.1 200 OK\r\nContent-"), httpx.RemoteProtocolError, "cut short"),
        (cut(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhel"), httpx.RemoteProtocolError, "cut short"),
        (b"SSH-2.0-dropbear\r\n", httpx.RemoteProtocolError, "no HTTP"),
        (b"HTTP/1.1 200 OK\r\nX: " + b"y" * 17_000, httpx.RemoteProtocolError, "headers"),
        (b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 4_000, httpx.RemoteProtocolError, "headers"),
        (answer(bytes(70_000)), httpx.RemoteProtocolError, "body"),
        (b"HTTP/1.0 200 OK\r\n\r\n" + bytes(70_000), httpx.RemoteProtocolError, "body"),
        (answer(b"x", Content_Encoding="gzip"), httpx.RemoteProtocolError, "encoded"),
    ],
)
async def test_each_way_to_fail_has_its_own_exception_and_bytes_had_left(reply, error, words):
    async with transport_to(reply, answer_within_s=0.2, body_limit_bytes=65_536) as (server, transport):
        request = get(server)
        with pytest.raises(error, match=words) as raised:
            await transport.handle_async_request(request)
        assert type(raised.value) is error
        assert (True, request) == (has_left(request), raised.value.request)


async def test_after_a_failure_the_next_request_has_a_connection_of_its_own():
    async with transport_to(cut(answer(b"hello")[:-2])) as (server, transport):
        with pytest.raises(httpx.RemoteProtocolError):
            await ask(server, transport)
        server.otherwise = answer(b"right")
        assert (await ask(server, transport)).content == b"right"
        assert [1, 2] == [heard.connection for heard in server.heard]


async def test_a_request_that_is_given_up_leaves_no_answer_for_the_next():
    async with transport_to(drip(answer(b"first")[:-1])) as (server, transport):
        task = asyncio.create_task(ask(server, transport))
        async with asyncio.timeout(2):
            while not server.heard:
                await asyncio.wait([task], timeout=0.005)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        server.otherwise = answer(b"second")
        assert (await ask(server, transport)).content == b"second"


async def test_a_refused_connection_has_sent_nothing():
    async with serving() as server:
        address = server.address
    transport, request = PhoneTransport(), httpx.Request("GET", f"http://{address}/")
    with pytest.raises(httpx.ConnectError) as raised:
        await transport.handle_async_request(request)
    assert isinstance(raised.value.__cause__, ConnectionRefusedError)
    assert not has_left(request)


async def test_a_host_that_does_not_answer_is_given_up_in_time(deaf_host):
    host, port = deaf_host
    request = httpx.Request("GET", f"http://{host}:{port}/")
    with pytest.raises(httpx.ConnectTimeout, match=r"within 0\.2 s"):
        await PhoneTransport(connect_within_s=0.2).handle_async_request(request)
    assert not has_left(request)


async def test_a_name_that_is_no_host_is_a_connect_error():
    request = httpx.Request("GET", "http://no-such-phone.invalid/")
    with pytest.raises(httpx.ConnectError):
        await PhoneTransport().handle_async_request(request)
    assert not has_left(request)


async def test_a_plain_server_behind_https_is_a_connect_error():
    async def speak_plainly(_reader, writer):
        writer.write(b"HTTP/1.1 400 Plain\r\n\r\n")
        await writer.drain()
        writer.close()

    async with await asyncio.start_server(speak_plainly, "127.0.0.1", 0) as listening:
        host, port = listening.sockets[0].getsockname()
        request = httpx.Request("GET", f"https://{host}:{port}/")
        with pytest.raises(httpx.ConnectError) as raised:
            await PhoneTransport().handle_async_request(request)
        assert isinstance(raised.value.__cause__, ssl.SSLError)
        assert not has_left(request)


async def test_it_serves_an_ordinary_httpx_client():
    async with transport_to(answer(b"ok", 302, Location="http://127.0.0.9/")) as (server, transport):
        async with httpx.AsyncClient(transport=transport, trust_env=False, follow_redirects=False) as client:
            response = await client.get(f"http://{server.address}/")
        assert (302, 1) == (response.status_code, len(server.heard))


@settings(deadline=None)
@given(st.lists(st.binary(max_size=60), max_size=12), st.booleans())
def test_arbitrary_bytes_are_an_answer_or_a_protocol_error(chunks, begin_well):
    reader = AnswerReader(body_limit_bytes=100)
    try:
        for chunk in [b"HTTP/1.1 200 OK\r\n", *chunks] if begin_well else chunks:
            reader.feed(chunk)
        reader.end()
    except httpx.RemoteProtocolError:
        return
    assert len(reader.answer.body) <= 100
