"""A phone spoken to over HTTP, and the small server that it is spoken to at."""

from __future__ import annotations

from base64 import b64encode
from contextlib import asynccontextmanager

from eraser.model.phone import Phone
from eraser.wire.http_phone import HttpPhone
from eraser.wire.login import Login
from tests.wire.phone_server import be_an_8841, serving

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
