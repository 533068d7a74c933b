"""A file over HTTP and HTTPS, and what a phone would be offered on a node."""

from __future__ import annotations

import ssl
import time
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization

from eraser.model.outcome import BadInput
from eraser.trust.case import Unreadable, Unsigned
from eraser.trust.fetch import ListServer, ListServerFailed, fetch_file, fetch_offer
from eraser.trust.trust_file import TrustFile
from tests.trust.cases import NEW, OLD
from tests.trust.http_server import HOST, serving_http
from tests.trust.keys import Pair, pair
from tests.trust.tftp_server import serving

PHONE = "SEP001122334455"
FILES = {"ITLFile.tlv": NEW.itl(), "CTLFile.tlv": NEW.ctl()}
OWN = {f"ITL{PHONE}.tlv": NEW.itl(), f"CTL{PHONE}.tlv": NEW.ctl()}
PLAIN = b"\xef\xbb\xbf<device><sshPassword>hunter2</sshPassword></device>"


def server_tls(who: Pair, folder: Path) -> ssl.SSLContext:
    file = folder / "node.pem"
    key = who.key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    file.write_bytes(key + ssl.DER_cert_to_PEM_cert(who.certificate).encode())
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    return context


async def fetched(raw: bytes | None, *, within_s: float = 5.0) -> bytes | None:
    async with serving_http(FILES, raw=raw) as node:
        at = ListServer("http", HOST, node.port)
        return await fetch_file(at, "ITLFile.tlv", within_s=within_s, size_limit_bytes=20_000)


async def test_a_file_comes_over_http_byte_for_byte_and_nothing_secret_goes_out() -> None:
    async with serving_http(FILES) as node:
        assert FILES["ITLFile.tlv"] == await fetch_file(ListServer("http", HOST, node.port), "ITLFile.tlv")

    assert [name.split(b":")[0].lower() for name in node.heads[0].split(b"\r\n")[1:-2]] == [
        b"host",
        b"accept",
        b"connection",
        b"accept-encoding",
        b"user-agent",
    ]


async def test_http_404_is_no_such_file() -> None:
    async with serving_http({}) as node:
        assert await fetch_file(ListServer("http", HOST, node.port), "ITLFile.tlv") is None


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (b"HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n", "the server answers with HTTP 503"),
        (b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1/\r\n\r\n", "the server answers with HTTP 302"),
        (b"HTTP/1.1 401 No\r\nContent-Length: 0\r\n\r\n", "the server answers with HTTP 401"),
        (b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\nxx", "an encoded body that was not asked for"),
        (b"HTTP/1.1 200 OK\r\n\r\n" + bytes(20_001), "it has more than 20000 bytes, which no list has"),
        (
            b"HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nhalf",
            "peer closed connection without sending complete message body (received 4 bytes, expected 50)",
        ),
        (b"SSH-2.0-x\r\n", "Server disconnected without sending a response."),
    ],
)
async def test_a_bad_answer_is_told_of_in_one_line(raw: bytes, words: str) -> None:
    with pytest.raises(ListServerFailed) as caught:
        await fetched(raw)

    assert words == str(caught.value).partition(": ITLFile.tlv: ")[2]


async def test_a_node_that_keeps_quiet_is_left() -> None:
    began = time.monotonic()
    with pytest.raises(ListServerFailed, match=r"no whole answer within 0\.2 s"):
        await fetched(b"", within_s=0.2)

    assert time.monotonic() - began < 2.0


async def test_a_port_where_nobody_listens_is_told_of() -> None:
    async with serving_http({}) as node:
        closed = ListServer("http", HOST, node.port)
    with pytest.raises(ListServerFailed, match=r"ITLFile\.tlv: All connection attempts failed"):
        await fetch_file(closed, "ITLFile.tlv")


async def test_over_https_a_self_signed_node_is_read_and_that_is_said(tmp_path: Path) -> None:
    async with serving_http(FILES, tls=server_tls(pair("cucm-new-pub", kind="rsa2048"), tmp_path)) as node:
        found = await fetch_offer(ListServer("https", HOST, node.port), None)

    assert 2 == len(found.served)
    assert (f"https://{HOST}:{node.port}: the certificate of this node was not checked",) == tuple(
        one.partition(";")[0] for one in found.warnings
    )


# --- the offer -------------------------------------------------------------------------------------------------------


async def test_a_phone_is_asked_for_in_the_order_of_its_start() -> None:
    async with serving_http({}) as node:
        found = await fetch_offer(ListServer("http", HOST, node.port), PHONE.lower())

    assert [
        f"CTL{PHONE}.tlv",
        "CTLFile.tlv",
        f"ITL{PHONE}.tlv",
        "ITLFile.tlv",
        f"{PHONE}.cnf.xml.sgn",
        f"{PHONE}.cnf.xml.enc.sgn",
        f"{PHONE}.cnf.xml",
    ] == node.asked
    assert (None, None, None, (), ()) == (
        found.offered.ctl,
        found.offered.itl,
        found.offered.config,
        found.served,
        found.warnings,
    )


async def test_the_offer_is_what_the_judge_takes() -> None:
    async with serving({**FILES, **OWN, f"{PHONE}.cnf.xml.sgn": NEW.config()}) as node:
        found = await fetch_offer(ListServer("tftp", "127.0.0.21", node.port), PHONE)

    ctl, itl, config = found.offered.ctl, found.offered.itl, found.offered.config
    assert isinstance(ctl, TrustFile)
    assert isinstance(itl, TrustFile)
    assert isinstance(config, TrustFile)
    assert (NEW.ctl(), NEW.itl(), NEW.config()) == (ctl.content, itl.content, config.content)
    assert (f"ITL{PHONE}.tlv", f"CTL{PHONE}.tlv") == (itl.name, ctl.name)
    assert {**FILES, **OWN} == {one.name: one.data for one in found.served}
    assert () == found.warnings


async def test_a_phone_without_a_list_of_its_own_is_offered_the_common_one() -> None:
    async with serving_http(FILES) as node:
        found = await fetch_offer(ListServer("http", HOST, node.port), PHONE)

    assert isinstance(found.offered.itl, TrustFile)
    assert "ITLFile.tlv" == found.offered.itl.name


async def test_another_list_for_one_phone_is_a_warning() -> None:
    files = {**FILES, **OWN, f"ITL{PHONE}.tlv": OLD.itl()}
    async with serving_http(files) as node:
        found = await fetch_offer(ListServer("http", HOST, node.port), PHONE)

    assert isinstance(found.offered.itl, TrustFile)
    assert OLD.itl() == found.offered.itl.content
    expected = f"ITL{PHONE}.tlv and ITLFile.tlv differ; this phone is served another ITL than others"
    assert (f"http://{HOST}:{node.port}: {expected}",) == found.warnings


@pytest.mark.parametrize("name", [f"{PHONE}.cnf.xml", f"{PHONE}.cnf.xml.sgn"])
async def test_the_body_of_a_configuration_is_nowhere_in_what_was_served(name: str) -> None:
    async with serving_http({name: PLAIN}) as node:
        found = await fetch_offer(ListServer("http", HOST, node.port), PHONE)

    assert (Unsigned(), ()) == (found.offered.config, found.served)
    assert "hunter2" not in repr(found)


async def test_what_is_served_and_no_list_is_a_case_and_no_failure() -> None:
    async with serving_http({"ITLFile.tlv": b"<html>"}) as node:
        found = await fetch_offer(ListServer("http", HOST, node.port), None)

    assert isinstance(found.offered.itl, Unreadable)


@pytest.mark.parametrize("name", ["../../etc", "SEP 1", "ä"])
async def test_a_phones_name_leads_nowhere_else(name: str) -> None:
    with pytest.raises(BadInput, match="is no phone's name; write SEP and its twelve hex digits"):
        await fetch_offer(ListServer.from_word("http://127.0.0.1"), name)
