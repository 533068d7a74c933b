"""Phones over TLS: whose certificate may see a login, and what is spoken with old ones."""

from __future__ import annotations

import asyncio
import ssl
import warnings
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID

from eraser.model.outcome import IdentityMismatch, Unreachable
from eraser.model.phone import Phone
from eraser.simulator.certificate import tls_of
from eraser.wire.http_phone import HttpPhone
from eraser.wire.login import Login
from tests.wire.phone_server import DEVICE, NETWORK, SUCCESS, page

NAME = "SEP00AABB112233"
BODIES = {DEVICE: page("device-8841.html"), NETWORK: page("network-8841.html"), "/CGI/Execute": SUCCESS}


def certificate() -> bytes:
    """A key and a certificate of its own, short as on an old phone."""
    key = rsa.generate_private_key(65537, 1024)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, NAME)])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return private + made.public_bytes(serialization.Encoding.PEM)


def modern() -> ssl.SSLContext:
    return tls_of(certificate(), ciphers="DEFAULT:@SECLEVEL=0")


def old() -> ssl.SSLContext:
    """TLS 1.0 and nothing else."""
    context = tls_of(certificate(), ciphers="ALL:@SECLEVEL=0")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        context.minimum_version = context.maximum_version = ssl.TLSVersion.TLSv1
    return context


@asynccontextmanager
async def tls_phone(context: ssl.SSLContext, port: int = 0) -> AsyncIterator[tuple[int, list[str]]]:
    """A phone with one answer a connection; what it was asked, and whether a login came with it."""
    asked: list[str] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        path = head.split(" ")[1]
        asked.append(f"{path} with a login" if "authorization:" in head.lower() else path)
        body = BODIES.get(path, b"")
        writer.write(b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body))
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", port, ssl=context)
    try:
        yield server.sockets[0].getsockname()[1], asked
    finally:
        server.close()
        await server.wait_closed()


def channel(port: int, *, allow_legacy_tls: bool = False) -> HttpPhone:
    phone = Phone(NAME, f"127.0.0.1:{port}", scheme="https")
    return HttpPhone(phone, Login("admin", "geheim"), answer_within_s=5, allow_legacy_tls=allow_legacy_tls)


async def test_a_login_leaves_over_the_certificate_of_the_pages() -> None:
    async with tls_phone(modern()) as (port, asked):
        phone = channel(port)
        assert NAME == (await phone.identify()).name
        await phone.press("Key:Settings")
        await phone.aclose()
    assert ("/CGI/Execute with a login", "http") == (asked[-1], phone.name)


async def test_no_login_leaves_to_who_took_the_address_in_between_with_another_certificate() -> None:
    async with tls_phone(modern()) as (port, _):
        phone = channel(port)
        await phone.identify()
    async with tls_phone(modern(), port) as (_, asked):
        with pytest.raises(IdentityMismatch, match="another certificate than that of the phone's pages"):
            await phone.press("Key:Settings")
        assert [] == asked
        assert not phone.identified
        await phone.identify()  # a phone that lost its own certificate with its lists shows itself again
        await phone.press("Key:Settings")
        await phone.aclose()
    assert "/CGI/Execute with a login" == asked[-1]


async def test_an_old_phone_is_spoken_to_only_where_that_is_allowed_and_the_report_tells() -> None:
    async with tls_phone(old()) as (port, asked):
        refusing, allowing = channel(port), channel(port, allow_legacy_tls=True)
        with pytest.raises(Unreachable):
            await refusing.identify()
        assert [] == asked
        assert NAME == (await allowing.identify()).name
        await allowing.press("Key:Settings")
        await allowing.aclose()
    assert ("/CGI/Execute with a login", "http (TLS of old phones)") == (asked[-1], allowing.name)


async def test_a_modern_phone_is_never_spoken_to_in_the_old_way() -> None:
    async with tls_phone(modern()) as (port, _):
        phone = channel(port, allow_legacy_tls=True)
        await phone.identify()
        await phone.aclose()
    assert "http" == phone.name
