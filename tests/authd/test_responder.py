"""The stand-in on real sockets: exact bytes, and nothing that hangs or grows."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from eraser.authd.guests import Guests
from eraser.authd.relay import Relay
from eraser.authd.responder import PassOn, Place, Responder
from eraser.authd.wire import HEAD_LIMIT_BYTES
from eraser.model.outcome import BadInput
from eraser.simulator.authentication import AuthenticationService, Credentials

PHONE = "SEP001122334401"
RIGHT = f"/ccmcip/authenticate.jsp?UserID=eraser&Password=ge%20heim%2B&devicename={PHONE}"
BARE = "Content-Type: text/html\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{}"


@asynccontextmanager
async def responder(pass_on: PassOn | None = None) -> AsyncIterator[Responder]:
    guests = Guests("eraser", "ge heim+")
    guests.invite(PHONE, frozenset({"127.0.0.1"}))
    made = Responder(guests, pass_on=pass_on)
    await made.start([Place("127.0.0.1", 0)])
    with guests.session(PHONE):
        try:
            yield made
        finally:
            await made.stop()


async def send(made: Responder, data: bytes) -> bytes:
    place = made.places[0]
    reader, writer = await asyncio.open_connection(place.host, place.port)
    try:
        writer.write(data)
        return await reader.read()
    except ConnectionResetError:
        return b""
    finally:
        writer.close()


async def get(made: Responder, target: str) -> str:
    return (await send(made, f"GET {target} HTTP/1.0\r\nHost: x\r\n\r\n".encode())).decode()


async def test_the_right_question_is_answered_with_the_exact_word_and_a_bare_head() -> None:
    async with responder() as made:
        assert "HTTP/1.1 200 OK\r\n" + BARE.format(10, "AUTHORIZED") == await get(made, RIGHT)


@pytest.mark.parametrize(
    ("target", "answer"),
    [
        (RIGHT.replace("heim", "nau"), "HTTP/1.1 200 OK\r\n" + BARE.format(13, "UN-AUTHORIZED")),
        ("/ccmcip/authenticate.jsp", "HTTP/1.1 200 OK\r\n" + BARE.format(13, "UN-AUTHORIZED")),
        ("/ccmcip/authenticate.jsp?" + "a=1&" * 40, "HTTP/1.1 200 OK\r\n" + BARE.format(13, "UN-AUTHORIZED")),
        (RIGHT.replace("ccmcip", "other"), "HTTP/1.1 404 Not Found\r\n" + BARE.format(0, "")),
    ],
)
async def test_a_wrong_question_is_refused(target: str, answer: str) -> None:
    async with responder() as made:
        assert answer == await get(made, target)


async def test_a_path_that_a_phones_page_names_is_served_too() -> None:
    async with responder() as made:
        made.serve_path("/other/authenticate.jsp")
        assert (await get(made, RIGHT.replace("ccmcip", "other"))).endswith("AUTHORIZED")


@pytest.mark.parametrize(
    ("data", "status"),
    [
        (f"POST {RIGHT} HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n".encode(), b"405"),
        (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", b"400"),
        (b"GET / HTTP/1.1\r\nX: " + b"y" * HEAD_LIMIT_BYTES, b""),
    ],
)
async def test_what_no_phone_sends_is_refused_at_once(data: bytes, status: bytes) -> None:
    async with responder() as made:
        assert status == (await send(made, data))[9:12]


async def test_a_question_in_pieces_is_one_question() -> None:
    async with responder() as made:
        place = made.places[0]
        reader, writer = await asyncio.open_connection(place.host, place.port)
        data = f"GET {RIGHT} HTTP/1.0\r\n\r\n".encode()
        for n in range(0, len(data), 7):
            writer.write(data[n : n + 7])
            await writer.drain()
        assert (await reader.read()).endswith(b"\r\n\r\nAUTHORIZED")
        writer.close()
        assert {"authorized": 1} == dict(made.told)


async def test_everything_is_counted_by_its_verdict() -> None:
    async with responder() as made:
        for target in (RIGHT, RIGHT, RIGHT.replace("heim", "nau"), "/nowhere"):
            await get(made, target)
        assert {"authorized": 2, "wrong_login": 1, "wrong_path": 1} == dict(made.told)


async def test_an_address_that_can_not_be_had_is_told_with_its_remedy() -> None:
    with pytest.raises(BadInput, match=r"^--authd 192\.0\.2\.1:8080: can not listen there \(.*\); give this machine"):
        await Responder(Guests("a", "b")).start([Place("192.0.2.1", 8080)])


async def test_other_users_are_asked_about_at_a_living_service() -> None:
    living = AuthenticationService(Credentials("informacast", "pw"), frozenset({PHONE}))
    await living.start()
    relay = Relay(living.url)
    try:
        async with responder(relay.ask) as made:
            other = "/ccmcip/authenticate.jsp?UserID={}&Password=pw&devicename=" + PHONE
            assert (await get(made, other.format("informacast"))).endswith("\nAUTHORIZED")
            assert (await get(made, other.format("nobody"))).endswith("\nUN-AUTHORIZED")
            assert (await get(made, RIGHT.replace("heim", "nau"))).endswith("\nUN-AUTHORIZED")
            assert {"passed_on": 2, "wrong_login": 1} == dict(made.told)
            assert 2 == living.requests
    finally:
        await relay.aclose()
        await living.stop()


async def test_a_living_service_that_is_dead_lets_nobody_in() -> None:
    relay = Relay("http://127.0.0.1:1/authenticate")
    try:
        async with responder(relay.ask) as made:
            assert (await get(made, RIGHT.replace("eraser", "other"))).endswith("\nUN-AUTHORIZED")
    finally:
        await relay.aclose()


@pytest.mark.parametrize("word", ["ftp://x/", "x", "http://"])
def test_what_is_no_url_of_a_living_service_is_told(word: str) -> None:
    with pytest.raises(BadInput, match=r"^--authd-forward .*; write "):
        Relay(word)
