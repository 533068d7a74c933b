"""A look at an authentication server: one bare request, and what is told of whoever answers or does not."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import pytest

from eraser.model.authentication import ServerSeen
from eraser.simulator.authentication import PATH, AuthenticationService, Credentials
from eraser.simulator.certificate import phone_tls
from eraser.wire.authentication import AuthenticationServers

ANSWER = b"HTTP/1.1 200 OK\r\nContent-Length: 13\r\n\r\nUN-AUTHORIZED"


@asynccontextmanager
async def server(answer: bytes, seen: list[bytes]) -> AsyncIterator[str]:
    """One that answers so, host:port. It keeps what it was asked."""

    ended: list[asyncio.Task[None] | None] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        ended.append(asyncio.current_task())
        with suppress(OSError):
            seen.append(await reader.read(1024))
            writer.write(answer)
            await (writer.drain() if answer else reader.read())  # silent until the other side gives up
        writer.close()
        with suppress(OSError):
            await writer.wait_closed()

    listening = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with listening:
        yield f"127.0.0.1:{listening.sockets[0].getsockname()[1]}"
    await asyncio.gather(*(task for task in ended if task is not None))


async def test_a_server_is_asked_without_login_and_query_and_its_status_is_told() -> None:
    seen: list[bytes] = []
    async with server(ANSWER, seen) as place:
        found = await AuthenticationServers().look(f"http://user:secret@{place}/auth?token=secret")

    assert found == ServerSeen(f"http://{place}/auth", answers=True, what="HTTP 200")
    assert seen[0].startswith(b"GET /auth HTTP/1.1\r\n")
    assert [] == [word for word in (b"secret", b"Authorization", b"token") if word in seen[0]]


@pytest.mark.parametrize(
    ("answer", "what"),
    [
        (b"HTTP/1.1 302 Found\r\nLocation: http://192.0.2.1/\r\nContent-Length: 0\r\n\r\n", "HTTP 302"),
        (b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n", "HTTP 404"),
        (b"SSH-2.0-OpenSSH_9.2\r\n", "it answers, but no HTTP"),
    ],
)
async def test_whatever_answers_answers_and_no_redirect_is_followed(answer: bytes, what: str) -> None:
    seen: list[bytes] = []
    async with server(answer, seen) as place:
        found = await AuthenticationServers().look(f"http://{place}/")

    assert (True, what, 1) == (found.answers, found.what, len(seen))


async def test_a_server_that_takes_the_connection_and_says_nothing_does_not_answer() -> None:
    async with server(b"", []) as place:
        found = await AuthenticationServers(within_s=0.1).look(f"http://{place}/")

    assert (False, "it takes the connection and gives no whole answer within 0.1 s") == (found.answers, found.what)


async def test_a_port_on_which_nobody_listens_refuses() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
        found = await AuthenticationServers().look(f"http://127.0.0.1:{port}/ccmcip/authenticate.jsp")

    assert found == ServerSeen(
        f"http://127.0.0.1:{port}/ccmcip/authenticate.jsp", answers=False, what="it refuses the connection"
    )


async def test_a_name_that_does_not_resolve_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    async def no_name(*_: object, **__: object) -> None:
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", no_name)

    found = await AuthenticationServers().look("http://old-pub.example/ccmcip/authenticate.jsp")

    assert found == ServerSeen(
        "http://old-pub.example:80/ccmcip/authenticate.jsp", answers=False, what="its name does not resolve"
    )


async def test_a_secure_server_answers_whatever_its_certificate_is() -> None:
    service = AuthenticationService(Credentials.fresh(), frozenset(), tls=phone_tls())
    await service.start()
    try:
        found = await AuthenticationServers().look(service.url)
    finally:
        await service.stop()

    assert (f"{service.url}", True, True, "HTTP 200") == (found.where, found.secure, found.answers, found.what)
    assert service.url.endswith(PATH)


async def test_a_server_that_speaks_no_tls_answers_all_the_same() -> None:
    async with server(ANSWER, []) as place:
        found = await AuthenticationServers().look(f"https://{place}/")

    assert (True, "it answers, but agrees on no TLS with this program") == (found.answers, found.what)


@pytest.mark.parametrize(
    "url",
    ["cucm/authenticate.jsp", "ftp://cucm/x", "http://", "http://h:99999/", "http://[::1", "http://h/" + "x" * 300],
)
async def test_what_is_no_url_is_told_and_nobody_is_asked(url: str) -> None:
    found = await AuthenticationServers().look(url)

    assert (False, "it is no http(s) URL") == (found.answers, found.what)


async def test_many_phones_that_name_one_server_cost_it_one_request() -> None:
    seen: list[bytes] = []
    async with server(ANSWER, seen) as place:
        servers = AuthenticationServers()
        found = await asyncio.gather(*(servers.look(f"http://{place}/?phone={n}") for n in range(20)))

    assert (1, {True}) == (len(seen), {one.answers for one in found})


async def test_a_look_is_not_kept_for_longer_than_it_is_fresh() -> None:
    seen: list[bytes] = []
    async with server(ANSWER, seen) as place:
        servers = AuthenticationServers(fresh_s=0.0)
        await servers.look(f"http://{place}/")
        await servers.look(f"http://{place}/")

    assert 2 == len(seen)


async def test_a_time_out_that_came_late_because_we_were_busy_is_no_dead_server() -> None:
    """Measured with 3,000 phones at once: the loop read their pages for seconds, and the one look at their server timed
    out meanwhile, so that none of them was pressed."""
    seen: list[bytes] = []
    within_s = 0.2
    loop = asyncio.get_running_loop()

    def keep_busy(times: int) -> None:
        until_s = loop.time() + within_s * 2
        while loop.time() < until_s:
            pass
        if times > 1:
            loop.call_soon(keep_busy, times - 1)

    async with server(ANSWER, seen) as place:
        loop.call_soon(keep_busy, 3)
        found = await AuthenticationServers(within_s=within_s).look(f"http://{place}/auth")

    assert found == ServerSeen(f"http://{place}/auth", answers=True, what="HTTP 200")
