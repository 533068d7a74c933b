"""One phone over HTTP, on real sockets: keys leave once, to the phone alone, and each answer has one meaning."""

from __future__ import annotations

import asyncio
from urllib.parse import parse_qs

import pytest

from eraser.model.outcome import (
    AuthInDoubt,
    AuthRefused,
    EraserError,
    IdentityMismatch,
    KeyRefused,
    NoExecute,
    PhoneOverloaded,
    PressUnanswered,
    Unreachable,
)
from tests.wire.http_rig import BASIC, EXECUTE, an_8841, phone_at
from tests.wire.phone_server import (
    DEVICE,
    NETWORK,
    STATUS,
    SUCCESS,
    answer,
    be_an_8841,
    cut,
    drip,
    error,
    page,
    reset,
    say_nothing,
    serving,
)


async def test_a_key_is_sent_once_with_the_login():
    async with an_8841() as (server, phone):
        await phone.identify()
        await phone.press("Key:Settings")
        heard = server.heard[-1]
        assert ("POST", EXECUTE, BASIC) == (heard.method, heard.target, heard.headers["authorization"])
        assert "application/x-www-form-urlencoded" == heard.headers["content-type"]
        assert 'URL="Key:Settings"' in parse_qs(heard.body.decode())["XML"][0]
        assert [EXECUTE] == server.with_credentials


async def test_without_a_login_none_is_sent():
    async with an_8841(login=False) as (server, phone):
        await phone.identify()
        await phone.press("Key:Settings")
        assert [] == server.with_credentials


async def test_nothing_is_sent_before_the_phone_showed_itself():
    async with an_8841() as (server, phone):
        for send in (phone.press("Key:Settings"), phone.fetch_picture()):
            with pytest.raises(IdentityMismatch, match="has not shown"):
                await send
        assert [] == server.heard


@pytest.mark.parametrize(
    ("reply", "expected", "words"),
    [
        (answer(b"", 401), AuthRefused, "401"),
        (answer(b"", 403), AuthRefused, "403"),
        (error(4), AuthInDoubt, "Error 4"),
        (error(6), KeyRefused, "Error 6"),
        (error(1), KeyRefused, "Error 1"),
        (answer(SUCCESS.replace(b'"0"', b'"6"')), KeyRefused, "status 6"),
        (answer(b"", 404), NoExecute, "404"),
        (answer(b"", 503), PhoneOverloaded, "503"),
        (answer(b"<html>Success</html>"), PressUnanswered, "no answer that a phone gives"),
        (answer(SUCCESS, 302, Location="http://127.0.0.9/result"), PressUnanswered, "another host"),
        (answer(SUCCESS, 302), PressUnanswered, ""),
        (say_nothing, PressUnanswered, "Key:Soft1"),
        (drip(answer(SUCCESS)[:-1]), PressUnanswered, "Key:Soft1"),
        (reset, PressUnanswered, "Key:Soft1"),
        (cut(b""), PressUnanswered, "Key:Soft1"),
        (cut(answer(SUCCESS)[:-1]), PressUnanswered, "Key:Soft1"),
        (answer(bytes(5 * 1024 * 1024)), PressUnanswered, "Key:Soft1"),
    ],
)
async def test_each_answer_to_a_key_has_one_meaning_and_the_key_is_never_sent_again(reply, expected, words):
    async with an_8841(answer_within_s=0.3) as (server, phone):
        server.replies[EXECUTE] = reply
        await phone.identify()
        with pytest.raises(expected) as raised:
            await phone.press("Key:Soft1")
        assert type(raised.value) is expected
        assert words in str(raised.value)
        assert 1 == sum(heard.target == EXECUTE for heard in server.heard)


async def test_a_key_that_could_not_leave_is_unreachable_not_unanswered():
    async with serving() as server:
        be_an_8841(server)
        server.replies[NETWORK] = answer(page("network-8841.html"), close=True)
        async with phone_at(server.address) as phone:
            await phone.identify()
            await server.stop_listening()
            with pytest.raises(Unreachable, match="refuses") as raised:
                await phone.press("Key:Settings")
            assert not isinstance(raised.value, PressUnanswered)
            assert not phone.identified


async def test_a_key_that_is_none_is_refused_before_it_is_sent():
    async with an_8841() as (server, phone):
        await phone.identify()
        with pytest.raises(KeyRefused, match="nothing was sent"):
            await phone.press("http://127.0.0.1/")
        assert [] == server.with_credentials


async def test_a_7940_counts_a_key_only_when_the_result_was_fetched_and_says_so():
    async with an_8841() as (server, phone):
        server.replies |= {EXECUTE: answer(b"", 302, Location="/CGI/Result"), "/CGI/Result": answer(SUCCESS)}
        await phone.identify()
        await phone.press("Key:Settings")
        assert [EXECUTE, "/CGI/Result"] == [heard.target for heard in server.heard[2:]]
        server.replies["/CGI/Result"] = error(4)
        with pytest.raises(AuthRefused):
            await phone.press("Key:Settings")
        server.replies["/CGI/Result"] = reset
        with pytest.raises(PressUnanswered):
            await phone.press("Key:Settings")


async def test_a_kept_connection_that_was_closed_while_idle_does_not_lose_a_key():
    async with an_8841() as (server, phone):
        await phone.identify()
        await server.drop_all()
        await phone.press("Key:Settings")
        assert ([EXECUTE], 2) == (server.with_credentials, server.connections)


@pytest.mark.parametrize("breaks", [reset, say_nothing, cut(answer(b"cut")[:-1])])
async def test_after_a_broken_connection_the_phone_must_show_itself_again(breaks):
    async with an_8841(answer_within_s=0.3) as (server, phone):
        await phone.identify()
        server.replies[STATUS] = breaks
        with pytest.raises(EraserError):
            await phone.fetch_status()
        with pytest.raises(IdentityMismatch, match="ask again"):
            await phone.press("Key:Settings")
        assert [] == server.with_credentials
        await phone.identify()
        await phone.press("Key:Settings")
        assert [EXECUTE] == server.with_credentials


async def test_after_a_reset_while_idle_the_phone_must_show_itself_again():
    async with an_8841() as (server, phone):
        await phone.identify()
        await server.break_all()
        async with asyncio.timeout(2):
            while phone.identified:
                await asyncio.wait([asyncio.create_task(asyncio.Event().wait())], timeout=0.005)
        with pytest.raises(IdentityMismatch):
            await phone.press("Key:Settings")
        assert [] == server.with_credentials


async def test_after_a_failed_identification_the_earlier_one_does_not_count():
    async with an_8841() as (server, phone):
        await phone.identify()
        server.replies[DEVICE] = answer(page("device-7945.html"))
        with pytest.raises(IdentityMismatch):
            await phone.identify()
        with pytest.raises(IdentityMismatch):
            await phone.press("Key:Settings")
        assert [] == server.with_credentials


async def test_after_a_given_up_request_the_phone_must_show_itself_again():
    async with an_8841() as (server, phone):
        await phone.identify()
        server.replies[STATUS] = say_nothing
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.1):
                await phone.fetch_status()
        assert not phone.identified


async def test_requests_to_one_phone_never_overlap():
    async with an_8841() as (server, phone):
        await phone.identify()
        await asyncio.gather(*(phone.press("Key:Settings") for _ in range(5)), phone.fetch_status(), phone.ask_call())
        assert 1 == server.most_open
