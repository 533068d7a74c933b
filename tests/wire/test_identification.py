"""Each family is found where it keeps its pages, without a credential; and pages of two kinds are never compared."""

from __future__ import annotations

from contextlib import asynccontextmanager

import pytest

from eraser.model.outcome import AnswerCut, AuthRefused, EraserError, IdentityMismatch, NoPicture, PhoneOverloaded
from eraser.model.phone import CallState, ListState, Phone
from eraser.wire.http_phone import HttpPhone
from eraser.wire.login import Login
from tests.wire.phone_server import DEVICE, NETWORK, STATUS, answer, be_an_8841, error, page, serving

SCREENSHOT, LCD4, LCD = "/CGI/Screenshot", "/CGI/lcd4.bmp", "/CGI/lcd.bmp"
PICTURE = b"BM" + bytes(3000)
SECURITY = "/?adapter=device.statistics.security"
PAGES = {
    "SEP00AABB882188": {DEVICE: "device-8821.html", NETWORK: "network-8821.html"},
    "CIPC-ANNA.K": {DEVICE: "device-ipc.html", NETWORK: "network-ipc.html"},
    "SEP00AABB692169": {"/DeviceInformation": "device-6921.html", "/NetworkConfiguration": "network-6921.html"},
    "SEP00AABB792579": {"/DeviceInformation": "device-7925.html", "/NetworkInformation": "network-7925.html"},
    "SEP00AABB690169": {"/Device_Information.html": "device-6901.html", "/Network_Setup.html": "network-6901.html"},
    "SEP00AABB390539": {"/Device_Information.html": "device-3905.html", "/Network.html": "network-3905.html"},
    "SEP00AABB187001": {"/Device_Information.htm": "device-ata187.html", "/Network_Setup.htm": "network-ata187.html"},
    "SEP00AABBDD8080": {
        "/?adapter=device.statistics.device": "device-dx80.html",
        "/?adapter=device.statistics.configuration": "network-dx80.html",
        SECURITY: "security-dx80.html",
    },
    "SEP00AABB793779": {"/localmenus.cgi?func=604": "device-7937.xml", "/localmenus.cgi?func=219": "network-7937.xml"},
}


@asynccontextmanager
async def a_phone(name):
    async with serving() as server:
        server.replies |= {path: answer(page(file)) for path, file in PAGES[name].items()}
        phone = HttpPhone(Phone(name=name, address=server.address), Login("admin", "secret"), answer_within_s=2.0)
        yield server, phone
        await phone.aclose()


@pytest.mark.parametrize("name", PAGES)
async def test_a_phone_is_identified_where_its_family_keeps_its_pages(name):
    async with a_phone(name) as (server, phone):
        facts = await phone.identify()
        assert (name, tuple(PAGES[name])) == (facts.name, facts.pages)
        assert [] == server.with_credentials
        assert facts.tftp_servers
        assert len(server.heard) <= 9


@pytest.mark.parametrize("name", PAGES)
async def test_another_phone_of_the_family_is_not_the_one_that_is_meant(name):
    async with a_phone(name) as (server, _):
        phone = HttpPhone(Phone(name="SEP00AABB112233", address=server.address), Login("admin", "secret"))
        with pytest.raises(IdentityMismatch, match=f"is {name}"):
            await phone.identify()
        await phone.aclose()


@pytest.mark.parametrize("name", PAGES)
async def test_a_phone_whose_streams_are_not_known_counts_as_in_a_call(name):
    async with a_phone(name) as (_, phone):
        await phone.identify()
        assert CallState.UNKNOWN is await phone.ask_call()
        assert () == await phone.fetch_status()


async def test_the_lists_of_a_dx_come_from_their_own_page():
    async with a_phone("SEP00AABBDD8080") as (server, phone):
        facts = await phone.identify()
        assert (ListState.INSTALLED, ListState.NOT_INSTALLED, True) == (facts.itl, facts.ctl, facts.complete)
        del server.replies[SECURITY]
        facts = await phone.identify()
        assert (ListState.ABSENT, False) == (facts.itl, facts.complete)


async def test_a_page_of_lists_of_another_phone_is_refused():
    async with a_phone("SEP00AABBDD8080") as (server, phone):
        server.replies[SECURITY] = answer(page("security-dx80.html").replace(b"SEP00AABBDD8080", b"SEP00AABBDD8081"))
        with pytest.raises(IdentityMismatch, match="is SEP00AABBDD8081"):
            await phone.identify()


async def test_a_phone_that_sends_on_to_https_is_told_so():
    async with serving() as server:
        server.otherwise = answer(b"", 302, Location=f"https://{server.address}/NetworkInformation")
        phone = HttpPhone(Phone(name="SEP00AABB792579", address=server.address), None)
        with pytest.raises(IdentityMismatch, match="give it the scheme https"):
            await phone.identify()
        await phone.aclose()


# --- a missing row in another place means nothing --------------------------------------------------------------------


@asynccontextmanager
async def an_8841():
    async with serving() as server:
        be_an_8841(server)
        phone = HttpPhone(Phone(name="SEP00AABB112233", address=server.address), None, answer_within_s=2.0)
        yield server, phone
        await phone.aclose()


def without_lists() -> bytes:
    head, _, rest = page("network-8841.html").partition(b"<TR><TD><B> CTL file")
    return head + b"<TR><TD><B> IPv6" + rest.partition(b"<TR><TD><B> IPv6")[2]


async def test_a_list_is_not_gone_because_another_page_does_not_show_it():
    async with an_8841() as (server, phone):
        assert (ListState.INSTALLED, True) == ((facts := await phone.identify()).itl, facts.complete)
        del server.replies[NETWORK]
        server.replies["/NetworkConfiguration"] = answer(without_lists())
        facts = await phone.identify()
        assert (ListState.ABSENT, False, (DEVICE, "/NetworkConfiguration")) == (facts.itl, facts.complete, facts.pages)


async def test_a_list_is_not_gone_because_the_phone_shows_itself_elsewhere():
    async with an_8841() as (server, phone):
        await phone.identify()
        device, _ = server.replies.pop(DEVICE), server.replies.pop(NETWORK)
        server.replies |= {"/DeviceInformation": device, "/NetworkConfiguration": answer(without_lists())}
        facts = await phone.identify()
        assert (ListState.ABSENT, False) == (facts.itl, facts.complete)
        server.replies[NETWORK] = answer(page("network-8841-erased.html"))
        server.replies[DEVICE] = device
        facts = await phone.identify()
        assert (ListState.NOT_INSTALLED, True) == (facts.itl, facts.complete)


async def test_a_missing_row_of_the_usual_page_means_that_the_list_is_gone():
    async with an_8841() as (server, phone):
        await phone.identify()
        server.replies[NETWORK] = answer(without_lists())
        facts = await phone.identify()
        assert (ListState.ABSENT, True) == (facts.itl, facts.complete)


@pytest.mark.parametrize("body", [b"", b"<html>soon</html>", page("network-8841-german.html"), page("printer.html")])
async def test_a_network_page_that_shows_nobody_is_passed_over(body):
    async with an_8841() as (server, phone):
        server.replies[NETWORK] = answer(body)
        facts = await phone.identify()
        assert ((DEVICE,), ListState.ABSENT, False) == (facts.pages, facts.itl, facts.complete)


async def test_a_network_page_that_names_two_phones_is_refused():
    async with an_8841() as (server, phone):
        server.replies[NETWORK] = answer(page("network-8841.html").replace(b"<B>00AABB112233", b"<B>00AABB112235"))
        with pytest.raises(IdentityMismatch, match="one page names itself SEP00AABB112233 and SEP00AABB112235"):
            await phone.identify()
        assert not phone.identified


async def test_a_status_page_that_is_none_is_a_cut_answer():
    async with an_8841() as (server, phone):
        await phone.identify()
        server.replies[STATUS] = answer(b"")
        with pytest.raises(AnswerCut, match="an empty page"):
            await phone.fetch_status()


# --- pictures that are taken first and fetched then ------------------------------------------------------------------


@asynccontextmanager
async def a_6921():
    async with a_phone("SEP00AABB692169") as (server, phone):
        server.replies |= {SCREENSHOT: answer(b"<html>done</html>"), LCD4: answer(PICTURE)}
        await phone.identify()
        server.heard.clear()
        yield server, phone


async def test_a_69xx_takes_the_picture_and_then_gives_it():
    async with a_6921() as (server, phone):
        assert PICTURE == await phone.fetch_picture()
        assert [SCREENSHOT, LCD4] == server.with_credentials


async def test_an_older_69xx_keeps_it_elsewhere():
    async with a_6921() as (server, phone):
        del server.replies[LCD4]
        server.replies[LCD] = answer(PICTURE)
        assert PICTURE == await phone.fetch_picture()
        assert [SCREENSHOT, LCD4, LCD] == server.with_credentials


@pytest.mark.parametrize("first", [answer(b"", 404), answer(b""), answer(b"", 500), error(6)])
async def test_whatever_a_69xx_says_to_the_first_request_the_picture_is_asked_for(first):
    async with a_6921() as (server, phone):
        server.replies[SCREENSHOT] = first
        assert PICTURE == await phone.fetch_picture()


@pytest.mark.parametrize(
    "picture", [PICTURE, b"\x89PNG\r\n", b"GIF89a", b"\xff\xd8\xff\xe0", b'<?xml version="1.0"?>\n<CiscoIPPhoneImage>']
)
async def test_a_69xx_that_gives_the_picture_at_once_is_asked_once(picture):
    async with a_6921() as (server, phone):
        server.replies[SCREENSHOT] = answer(picture)
        assert picture == await phone.fetch_picture()
        assert [SCREENSHOT] == server.with_credentials


@pytest.mark.parametrize(
    ("first", "expected"), [(answer(b"", 401), AuthRefused), (error(4), AuthRefused), (answer(b"", 503), PhoneOverloaded)]
)  # fmt: skip
async def test_a_69xx_that_refuses_the_login_is_not_asked_again(first, expected):
    async with a_6921() as (server, phone):
        server.replies[SCREENSHOT] = first
        with pytest.raises(expected):
            await phone.fetch_picture()
        assert [SCREENSHOT] == server.with_credentials


async def test_a_69xx_without_any_picture_has_none():
    async with a_6921() as (server, phone):
        del server.replies[LCD4]
        with pytest.raises(NoPicture, match=r"HTTP 404 to /CGI/lcd\.bmp"):
            await phone.fetch_picture()


async def test_the_second_request_for_a_picture_stays_on_the_phone():
    async with serving("127.0.0.9") as stranger, a_6921() as (server, phone):
        server.replies[LCD4] = answer(b"", 302, Location=f"http://{stranger.address}/CGI/lcd4.bmp")
        with pytest.raises(NoPicture, match=r"/CGI/lcd4\.bmp leads to another host"):
            await phone.fetch_picture()
        assert [] == stranger.heard


async def test_an_8841_is_never_asked_for_a_kept_picture():
    async with an_8841() as (server, phone):
        await phone.identify()
        server.replies |= {SCREENSHOT: answer(b"", 404), LCD4: answer(PICTURE)}
        with pytest.raises(EraserError):
            await phone.fetch_picture()
        assert LCD4 not in [heard.target for heard in server.heard]


async def test_a_broken_connection_between_the_two_requests_ends_the_identification():
    async with a_6921() as (server, phone):
        server.replies[LCD4] = b"junk\r\n\r\n"
        with pytest.raises(EraserError):
            await phone.fetch_picture()
        assert not phone.identified
