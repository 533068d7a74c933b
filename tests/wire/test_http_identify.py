"""One phone over HTTP, on real sockets: who it is, and what every failure to tell it means."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

import pytest

from eraser.model.outcome import (
    AnswerCut,
    IdentityMismatch,
    PhoneOverloaded,
    Unreachable,
    WebAccessOff,
)
from eraser.model.phone import ListState
from tests.wire.http_rig import NAME, an_8841, phone_at
from tests.wire.phone_server import (
    DEVICE,
    NETWORK,
    answer,
    cut,
    drip,
    page,
    reset,
    say_nothing,
    serving,
)


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


def highest_file():
    return max(int(one.name) for one in Path("/dev/fd").iterdir())


async def test_a_machine_that_has_no_file_left_is_told_as_such():
    resource = pytest.importorskip("resource")
    limits = resource.getrlimit(resource.RLIMIT_NOFILE)
    async with an_8841() as (_, phone):
        resource.setrlimit(resource.RLIMIT_NOFILE, (highest_file() + 1, limits[1]))
        held = []
        try:
            with suppress(OSError):
                while True:
                    held.append(os.dup(0))
            with pytest.raises(Unreachable, match=r"this machine lets the program open no more; .*ulimit -n"):
                await phone.identify()
        finally:
            resource.setrlimit(resource.RLIMIT_NOFILE, limits)
            for one in held:
                os.close(one)
