"""HttpPhone keeps the contract of a channel."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from urllib.parse import parse_qs

import pytest
from lxml import etree

from eraser.model.phone import Phone
from eraser.wire.http_phone import HttpPhone
from eraser.wire.login import Login
from tests.contract.channel_suite import ChannelSuite
from tests.wire.phone_server import (
    DEVICE,
    NETWORK,
    STREAMS,
    PhoneServer,
    answer,
    be_an_8841,
    error,
    page,
    reset,
    serving,
)

EXECUTE = "/CGI/Execute"


@dataclass
class HttpBench:
    channel: HttpPhone
    server: PhoneServer
    name: str = "SEP00AABB112233"

    def keys(self) -> list[str]:
        forms = [heard.body.decode() for heard in self.server.heard if heard.target == EXECUTE]
        return [etree.fromstring(parse_qs(form)["XML"][0].encode())[0].get("URL", "") for form in forms]

    def credentials(self) -> int:
        return len(self.server.with_credentials)

    def most_at_once(self) -> int:
        return self.server.most_open

    def become_another_phone(self) -> None:
        for path, name in ((DEVICE, "device"), (NETWORK, "network")):
            self.server.replies[path] = answer(page(f"{name}-7945.html"))

    def refuse_logins(self) -> None:
        self.server.replies[EXECUTE] = error(4)

    def begin_a_call(self) -> None:
        self.server.replies[STREAMS[1]] = answer(page("stream-active.html"))

    def break_at_the_next_request(self) -> None:
        whole, self.server.replies = self.server.replies, {}

        async def break_once(writer):
            self.server.replies = whole
            await reset(writer)

        self.server.otherwise = break_once

    async def go_away(self) -> None:
        await self.server.stop_listening()
        await self.server.drop_all()


class TestHttpPhone(ChannelSuite):
    @pytest.fixture
    async def bench(self) -> AsyncIterator[HttpBench]:
        async with serving() as server:
            be_an_8841(server)
            phone = Phone(name=HttpBench.name, address=server.address)
            channel = HttpPhone(phone, Login("admin", "secret"), connect_within_s=2.0, answer_within_s=2.0)
            yield HttpBench(channel, server)
            await channel.aclose()
