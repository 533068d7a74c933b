"""What every channel to a phone must keep, whatever it speaks: the contract of `ports.Channel`.

The author of a channel subclasses `ChannelSuite` and gives it a `bench` fixture: a channel that is not yet used, and a
real phone or server behind it that can be told to misbehave and remembers what arrived.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import Protocol

import pytest

from eraser.model.outcome import AuthRefused, EraserError, IdentityMismatch, PressUnanswered, Unreachable
from eraser.model.phone import CallState, Facts, StatusMessage
from eraser.ports import Channel


class Bench(Protocol):
    """A channel to a phone called `name`, and the far side of it."""

    channel: Channel
    name: str

    def keys(self) -> list[str]:
        """The URIs of the keys that arrived, in order."""
        ...

    def credentials(self) -> int:
        """How many requests carried a credential."""
        ...

    def most_at_once(self) -> int:
        """How many connections were open at the same time, at most."""
        ...

    def become_another_phone(self) -> None:
        """From now on another phone answers at the address."""
        ...

    def refuse_logins(self) -> None:
        """From now on no login is right."""
        ...

    def begin_a_call(self) -> None:
        """From now on the phone is in a call."""
        ...

    def break_at_the_next_request(self) -> None:
        """The next request is read and not answered: the connection breaks. Then all is well again."""
        ...

    async def go_away(self) -> None:
        """From now on nobody is at the address, and open connections are gone."""
        ...


class ChannelSuite:
    """Tests that any implementation of Channel can be put through."""

    async def test_it_is_a_channel_and_has_a_name(self, bench: Bench) -> None:
        assert isinstance(bench.channel, Channel)
        assert bench.channel.name

    async def test_the_phone_shows_itself_without_a_credential(self, bench: Bench) -> None:
        facts = await bench.channel.identify()
        assert isinstance(facts, Facts)
        assert bench.name == facts.name
        assert facts.model
        assert 0 == bench.credentials()

    async def test_looking_needs_no_credential_and_presses_nothing(self, bench: Bench) -> None:
        await bench.channel.identify()
        messages = await bench.channel.fetch_status()
        assert all(isinstance(message, StatusMessage) for message in messages)
        assert CallState.IDLE is await bench.channel.ask_call()
        assert (0, []) == (bench.credentials(), bench.keys())

    async def test_a_call_is_seen(self, bench: Bench) -> None:
        bench.begin_a_call()
        await bench.channel.identify()
        assert CallState.BUSY is await bench.channel.ask_call()

    async def test_a_key_arrives_once(self, bench: Bench) -> None:
        await bench.channel.identify()
        await bench.channel.press("Key:Settings")
        await bench.channel.press("Key:Settings")
        await bench.channel.press("Key:KeyPad4")
        assert ["Key:Settings", "Key:Settings", "Key:KeyPad4"] == bench.keys()

    async def test_a_picture_comes_as_bytes(self, bench: Bench) -> None:
        await bench.channel.identify()
        assert await bench.channel.fetch_picture()

    async def test_no_credential_leaves_before_the_phone_showed_itself(self, bench: Bench) -> None:
        with pytest.raises(IdentityMismatch):
            await bench.channel.press("Key:Settings")
        with pytest.raises(IdentityMismatch):
            await bench.channel.fetch_picture()
        assert (0, []) == (bench.credentials(), bench.keys())

    async def test_another_phone_gets_neither_key_nor_credential(self, bench: Bench) -> None:
        bench.become_another_phone()
        with pytest.raises(IdentityMismatch):
            await bench.channel.identify()
        with pytest.raises(IdentityMismatch):
            await bench.channel.press("Key:Settings")
        assert (0, []) == (bench.credentials(), bench.keys())

    async def test_a_phone_that_changed_after_a_break_gets_neither_key_nor_credential(self, bench: Bench) -> None:
        await bench.channel.identify()
        bench.break_at_the_next_request()
        with suppress(EraserError):
            await bench.channel.fetch_status()
        bench.become_another_phone()
        with pytest.raises(IdentityMismatch):
            await bench.channel.press("Key:Settings")
        with pytest.raises(IdentityMismatch):
            await bench.channel.identify()
        assert (0, []) == (bench.credentials(), bench.keys())

    async def test_a_key_without_an_answer_is_unanswered_and_never_sent_again(self, bench: Bench) -> None:
        await bench.channel.identify()
        bench.break_at_the_next_request()
        with pytest.raises(PressUnanswered):
            await bench.channel.press("Key:Settings")
        assert ["Key:Settings"] == bench.keys()

    async def test_a_refused_login_is_told(self, bench: Bench) -> None:
        await bench.channel.identify()
        bench.refuse_logins()
        with pytest.raises(AuthRefused):
            await bench.channel.press("Key:Settings")

    async def test_a_phone_that_went_away_is_unreachable_to_a_key_that_did_not_leave(self, bench: Bench) -> None:
        await bench.channel.identify()
        await bench.go_away()
        with pytest.raises((Unreachable, IdentityMismatch)):
            await bench.channel.press("Key:Settings")
        assert [] == bench.keys()

    async def test_a_phone_that_went_away_raises_nothing_of_a_library(self, bench: Bench) -> None:
        await bench.go_away()
        channel = bench.channel
        for ask in (channel.identify, channel.fetch_status, channel.ask_call, channel.fetch_picture):
            with pytest.raises(EraserError):
                await ask()

    async def test_one_request_at_a_time(self, bench: Bench) -> None:
        await bench.channel.identify()
        channel = bench.channel
        await asyncio.gather(
            channel.press("Key:Soft1"), channel.fetch_status(), channel.ask_call(), channel.fetch_picture()
        )
        assert (1, ["Key:Soft1"]) == (bench.most_at_once(), bench.keys())

    async def test_a_closed_channel_may_be_closed_again(self, bench: Bench) -> None:
        await bench.channel.identify()
        await bench.channel.aclose()
        await bench.channel.aclose()
