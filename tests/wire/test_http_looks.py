"""One phone over HTTP, on real sockets: pictures, messages, calls, and what holds for every request."""

from __future__ import annotations

import asyncio
import traceback

import pytest

from eraser.model.outcome import (
    AnswerCut,
    AuthInDoubt,
    AuthRefused,
    EraserError,
    NoPicture,
    PhoneOverloaded,
    Unreachable,
)
from eraser.model.phone import CallState, StatusMessage
from tests.wire.http_rig import BASIC, EXECUTE, PASSWORD, SCREENSHOT, an_8841, phone_at
from tests.wire.phone_server import (
    STATUS,
    STREAMS,
    answer,
    cut,
    error,
    page,
    reset,
    say_nothing,
    serving,
)


async def test_a_picture_comes_as_it_is():
    async with an_8841() as (server, phone):
        await phone.identify()
        assert b"BM" + bytes(3000) == await phone.fetch_picture()
        assert BASIC == server.heard[-1].headers["authorization"]


async def test_a_picture_of_full_size_comes_whole():
    picture = b"BM" + bytes(1_536_052)
    async with an_8841() as (server, phone):
        server.replies[SCREENSHOT] = answer(picture)
        await phone.identify()
        assert picture == await phone.fetch_picture()


async def test_a_picture_elsewhere_on_the_phone_is_fetched_there():
    async with an_8841() as (server, phone):
        server.replies |= {SCREENSHOT: answer(b"", 302, Location="lcd.bmp"), "/CGI/lcd.bmp": answer(b"BM1")}
        await phone.identify()
        assert b"BM1" == await phone.fetch_picture()


@pytest.mark.parametrize("host", ["127.0.0.9", "127.0.0.1"])
async def test_a_picture_on_another_host_or_port_is_not_fetched(host):
    async with serving(host) as stranger, an_8841() as (server, phone):
        server.replies[SCREENSHOT] = answer(b"", 302, Location=f"http://{stranger.address}/CGI/Screenshot")
        await phone.identify()
        with pytest.raises(NoPicture, match="another host"):
            await phone.fetch_picture()
        assert ([], 0) == (stranger.heard, stranger.connections)


@pytest.mark.parametrize(
    ("reply", "expected"),
    [
        (answer(b"", 401), AuthRefused),
        (answer(b"", 403), AuthRefused),
        (error(4), AuthInDoubt),
        (error(6), NoPicture),
        (answer(b"", 404), NoPicture),
        (answer(b"", 503), PhoneOverloaded),
        (answer(b"", 500), AnswerCut),
        (answer(b""), AnswerCut),
        (answer(b"", 302, Location="/CGI/Screenshot"), AnswerCut),
        (answer(b"", 302, Location="http://[::1"), NoPicture),
        (cut(answer(b"BM123")[:-1]), AnswerCut),
        (answer(bytes(5 * 1024 * 1024)), AnswerCut),
        (say_nothing, Unreachable),
        (reset, Unreachable),
    ],
)
async def test_no_picture_has_a_reason(reply, expected):
    async with an_8841(answer_within_s=0.3) as (server, phone):
        server.replies[SCREENSHOT] = reply
        await phone.identify()
        with pytest.raises(expected) as raised:
            await phone.fetch_picture()
        assert type(raised.value) is expected


async def test_status_messages_are_read_without_a_credential():
    async with an_8841() as (server, phone):
        await phone.identify()
        assert StatusMessage("Trust List updated", "8:53:01am 05/06/24") in await phone.fetch_status()
        assert [] == server.with_credentials


async def test_a_phone_without_a_status_page_has_no_messages():
    async with an_8841() as (server, phone):
        del server.replies[STATUS]
        assert () == await phone.fetch_status()


async def test_a_status_page_of_another_place_is_found():
    async with serving() as server, phone_at(server.address) as phone:
        server.replies = {"/status.html": answer(page("status-7945.html"))}
        assert 2 == len(await phone.fetch_status())


async def test_a_phone_is_idle_when_all_five_streams_are():
    async with an_8841() as (server, phone):
        await phone.identify()
        assert CallState.IDLE is await phone.ask_call()
        assert list(STREAMS) == [heard.target for heard in server.heard[2:]]
        assert [] == server.with_credentials


@pytest.mark.parametrize("stream", range(5))
async def test_a_call_on_any_stream_is_a_call(stream):
    async with an_8841() as (server, phone):
        server.replies[STREAMS[stream]] = answer(page("stream-active.html"))
        await phone.identify()
        assert CallState.BUSY is await phone.ask_call()


@pytest.mark.parametrize("stream", range(5))
@pytest.mark.parametrize("reply", [answer(page("stream-strange.html")), answer(b""), answer(b"no", 500)])
async def test_a_stream_that_can_not_be_read_is_unknown(stream, reply):
    async with an_8841() as (server, phone):
        server.replies[STREAMS[stream]] = reply
        await phone.identify()
        assert CallState.UNKNOWN is await phone.ask_call()


async def test_a_phone_with_fewer_streams_is_idle_and_one_with_none_unknown():
    async with an_8841() as (server, phone):
        await phone.identify()
        for stream in STREAMS[2:]:
            del server.replies[stream]
        assert CallState.IDLE is await phone.ask_call()
        for stream in STREAMS[:2]:
            del server.replies[stream]
        assert CallState.UNKNOWN is await phone.ask_call()


async def test_every_request_is_seen_with_its_status_and_time():
    seen = []
    async with an_8841(answer_within_s=0.3, sees=lambda *what: seen.append(what)) as (server, phone):
        await phone.identify()
        await phone.press("Key:Settings")
        server.replies[SCREENSHOT] = say_nothing
        with pytest.raises(Unreachable):
            await phone.fetch_picture()
    assert [("identify", 200), ("identify", 200), ("press", 200), ("picture", None)] == [what[:2] for what in seen]
    assert all(0 <= seconds < 2 for _, _, seconds in seen)
    assert seen[-1][2] >= 0.25


@pytest.mark.parametrize("reply", [answer(b"", 401), reset, say_nothing, error(4), answer(b"junk")])
async def test_the_password_is_in_no_error(reply):
    async with an_8841(answer_within_s=0.2) as (server, phone):
        server.replies[EXECUTE] = reply
        await phone.identify()
        with pytest.raises(EraserError) as raised:
            await phone.press("Key:Settings")
        text = "".join(traceback.TracebackException.from_exception(raised.value, capture_locals=True).format())
        text += repr(phone) + repr(raised.value) + str(vars(phone))
        assert PASSWORD not in text
        assert BASIC.removeprefix("Basic ") not in text


async def test_nothing_is_left_open_at_the_end():
    async with an_8841() as (server, phone):
        await phone.identify()
        await phone.aclose()
        async with asyncio.timeout(2):
            await server.idle.wait()
        assert 0 == server.open
