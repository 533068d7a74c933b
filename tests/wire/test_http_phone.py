"""One phone over HTTP, on real sockets: who it is, what is sent to it, and what every failure means."""

from __future__ import annotations

import asyncio
import traceback
from base64 import b64encode
from contextlib import asynccontextmanager
from urllib.parse import parse_qs

import pytest

from eraser.model.outcome import (
    AnswerCut,
    AuthInDoubt,
    AuthRefused,
    EraserError,
    IdentityMismatch,
    KeyRefused,
    NoExecute,
    NoPicture,
    PhoneOverloaded,
    PressUnanswered,
    Unreachable,
    WebAccessOff,
)
from eraser.model.phone import CallState, ListState, Phone, StatusMessage
from eraser.wire.http_phone import HttpPhone
from eraser.wire.login import Login
from tests.wire.phone_server import (
    DEVICE,
    NETWORK,
    STATUS,
    STREAMS,
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

NAME = "SEP00AABB112233"
PASSWORD = "correct-horse-battery"
BASIC = "Basic " + b64encode(f"admin:{PASSWORD}".encode()).decode()
EXECUTE = "/CGI/Execute"
SCREENSHOT = "/CGI/Screenshot"


@asynccontextmanager
async def phone_at(address, name=NAME, *, login=True, **options):
    options = {"connect_within_s": 2.0, "answer_within_s": 2.0} | options
    phone = HttpPhone(Phone(name=name, address=address), Login("admin", PASSWORD) if login else None, **options)
    try:
        yield phone
    finally:
        await phone.aclose()


@asynccontextmanager
async def an_8841(**options):
    async with serving() as server:
        be_an_8841(server)
        async with phone_at(server.address, **options) as phone:
            yield server, phone


# --- who is it -------------------------------------------------------------------------------------------------------


async def test_the_usual_phone_is_identified_by_two_requests_without_a_credential():
    async with an_8841() as (server, phone):
        facts = await phone.identify()
        assert [f"GET {DEVICE}", f"GET {NETWORK}"] == server.targets
        assert [] == server.with_credentials
        assert (NAME, "CP-8841", "sip88xx.14-2-1-0201-70") == (facts.name, facts.model, facts.firmware)
        assert (ListState.INSTALLED, True, False) == (facts.itl, facts.complete, facts.weak)
        assert ((DEVICE, NETWORK), 1) == (facts.pages, server.connections)


async def test_a_7940_is_identified_by_its_own_pages():
    async with serving() as server, phone_at(server.address, "SEP00AABBCCDDEE") as phone:
        server.replies = {
            "/DeviceInformation": answer(page("device-7940.html"), close=True),
            "/NetworkConfiguration": answer(page("network-7940.html"), close=True),
        }
        facts = await phone.identify()
        assert ("CP-7940G", ListState.ABSENT, True) == (facts.model, facts.itl, facts.complete)
        assert 3 == len(server.heard)


async def test_a_phone_in_another_language_is_identified_by_its_xml_forms_but_its_lists_are_not_known():
    async with serving() as server, phone_at(server.address, "SEP00AABB797597") as phone:
        server.replies = {
            DEVICE: answer(page("device-8841-german.html")),
            NETWORK: answer(page("network-8841-german.html")),
            "/DeviceInformationX": answer(page("device-7975.xml"), content_type="text/xml"),
            "/NetworkConfigurationX": answer(page("network-7975.xml"), content_type="text/xml"),
        }
        facts = await phone.identify()
        assert ("CP-7975G", ListState.ABSENT, False) == (facts.model, facts.itl, facts.complete)


async def test_a_phone_that_shows_itself_only_at_the_root_is_identified_there():
    async with serving() as server, phone_at(server.address, "SEP00AABB690169") as phone:
        server.replies = {"/": answer(page("device-6901.html"))}
        facts = await phone.identify()
        assert ("CP-6901", False) == (facts.model, facts.complete)


async def test_a_phone_of_unknown_name_is_whoever_it_says_it_is():
    async with an_8841(name=None) as (_server, phone):
        assert NAME == (await phone.identify()).name


async def test_without_a_network_page_the_facts_are_not_complete():
    async with an_8841() as (server, phone):
        del server.replies[NETWORK]
        facts = await phone.identify()
        assert (NAME, ListState.ABSENT, False) == (facts.name, facts.itl, facts.complete)


async def test_a_cut_network_page_is_not_complete():
    async with an_8841() as (server, phone):
        server.replies[NETWORK] = cut(b"HTTP/1.0 200 OK\r\n\r\n" + page("network-8841.html")[:2500])
        facts = await phone.identify()
        assert (False, True) == (facts.complete, facts.weak)


@pytest.mark.parametrize(
    ("replies", "words"),
    [
        ({DEVICE: answer(page("device-7945.html"))}, f"is SEP00AABB778899 (CP-7945G), not {NAME}"),
        ({NETWORK: answer(page("network-7945.html"))}, f"is SEP00AABB778899 (CP-7945G), not {NAME}"),
        ({DEVICE: answer(page("printer.html")), NETWORK: answer(page("printer.html"))}, "does not show the name"),
        ({DEVICE: answer(page("device-8841-german.html"))}, "in a language that can not be read"),
        ({DEVICE: answer(b"x", 401)}, "HTTP 401"),
        ({DEVICE: answer(b"x", 302, Location="https://127.0.0.1/")}, "leads to https://127.0.0.1/"),
        (
            {DEVICE: answer(page("device-8841.html").replace(b"( SEP00AABB112233 )", b"( SEP00AABB112200 )"))},
            "names itself",
        ),
        ({DEVICE: answer(b"")}, "an empty page"),
    ],
)
async def test_whoever_does_not_show_to_be_the_phone_gets_no_credential(replies, words):
    async with an_8841() as (server, phone):
        server.replies |= replies
        with pytest.raises(IdentityMismatch) as raised:
            await phone.identify()
        assert words in str(raised.value)
        for send in (phone.press("Key:Settings"), phone.fetch_picture()):
            with pytest.raises(IdentityMismatch):
                await send
        assert [] == server.with_credentials


@pytest.mark.parametrize("status", [403, 404])
async def test_an_address_that_closes_every_page_has_web_access_off(status):
    async with serving() as server, phone_at(server.address) as phone:
        server.otherwise = answer(b"closed", status)
        with pytest.raises(WebAccessOff, match=f"HTTP {status} to every page"):
            await phone.identify()


async def test_a_refused_connection_is_web_access_off():
    async with serving() as server:
        address = server.address
    async with phone_at(address) as phone:
        with pytest.raises(WebAccessOff, match="refuses the connection"):
            await phone.identify()


@pytest.mark.parametrize(
    ("reply", "expected", "words"),
    [
        (say_nothing, Unreachable, "no whole answer within"),
        (drip(answer(b"slow body")[:-1]), Unreachable, "no whole answer within"),
        (reset, Unreachable, "connection"),
        (cut(b""), Unreachable, "without an answer"),
        (cut(answer(b"cut body")[:-1]), AnswerCut, "cut short"),
        (cut(b"HTTP/1.0 200 OK\r\n\r\n" + page("device-8841.html")[:2000]), AnswerCut, "cut short"),
        (answer(bytes(5 * 1024 * 1024)), AnswerCut, "body"),
        (b"220 mail.test ESMTP\r\n", AnswerCut, "no HTTP"),
        (answer(b"", 503), PhoneOverloaded, "503"),
    ],
)
async def test_a_phone_that_gives_no_whole_page_may_be_asked_again(reply, expected, words):
    async with an_8841(answer_within_s=0.3) as (server, phone):
        server.replies = {}
        server.otherwise = reply
        with pytest.raises(expected, match=words) as raised:
            await phone.identify()
        assert type(raised.value) is expected
        assert server.address in str(raised.value)


@pytest.mark.parametrize(
    ("address", "words"), [(None, "no address"), ("10.0.0.1:x", "port"), ("http://x/", "URL"), ("", "")]
)
async def test_an_address_that_is_none_is_unreachable(address, words):
    async with phone_at(address) as phone:
        with pytest.raises(Unreachable) as raised:
            await phone.identify()
        assert words in str(raised.value)


async def test_a_page_may_move_on_the_same_phone():
    async with an_8841() as (server, phone):
        server.replies |= {DEVICE: answer(b"", 302, Location="/Moved"), "/Moved": answer(page("device-8841.html"))}
        assert NAME == (await phone.identify()).name


# --- keys ------------------------------------------------------------------------------------------------------------


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


# --- pictures --------------------------------------------------------------------------------------------------------


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


# --- messages and calls ----------------------------------------------------------------------------------------------


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


# --- around it -------------------------------------------------------------------------------------------------------


async def test_every_request_is_seen_with_its_status_and_time():
    seen = []
    async with an_8841(answer_within_s=0.3, sees=lambda *what: seen.append(what)) as (server, phone):
        await phone.identify()
        await phone.press("Key:Settings")
        server.replies[SCREENSHOT] = say_nothing
        with pytest.raises(Unreachable):
            await phone.fetch_picture()
    assert [("identify", 200), ("identify", 200), ("press", 200), ("picture", 0)] == [what[:2] for what in seen]
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
