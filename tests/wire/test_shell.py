"""Keys through a phone's shell, over real SSH: new phones and old ones, two logins, and everything that can go wrong."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import asyncssh
import pytest

from eraser.model.outcome import AuthRefused, KeyRefused, NoExecute, NoPicture, PressUnanswered, Unreachable
from eraser.model.phone import Phone
from eraser.simulator.authentication import Credentials
from eraser.simulator.handset import Handset, new_state
from eraser.simulator.menus import layouts_for
from eraser.simulator.shell import Age, PhoneShell
from eraser.simulator.state import Spec, TrustList
from eraser.simulator.web import PhoneServer
from eraser.wire.http_phone import HttpPhone
from eraser.wire.login import Login
from eraser.wire.shell import HostKeys, Shell
from eraser.wire.ssh_phone import SshPhone

NAME = "SEP001122334455"
LOGIN = Login("voice", "pw+1")
OLD_CIPHERS = {"3des-cbc"}


def handset_of(model: str) -> Handset:
    spec = Spec(NAME, model, "sip88xx.12-5-1SR3-74", "FCH1", "1234", layouts_for(model)[0])
    state = new_state(spec, old_itl=TrustList("A" * 40), old_ctl=None)
    return Handset(state, offered_itl=None, offered_ctl=None)


@asynccontextmanager
async def phone_shell(model: str = "CP-8841", age: Age = "modern") -> AsyncIterator[PhoneShell]:
    shell = PhoneShell(handset_of(model), Credentials(LOGIN.user, LOGIN.password), age=age)
    await shell.start("127.0.0.1")
    try:
        yield shell
    finally:
        await shell.stop()


def client(
    port: int, login: Login = LOGIN, *, host_keys: HostKeys | None = None, answer_within_s: float = 10.0
) -> Shell:
    return Shell(
        "127.0.0.1", port, login, phone=NAME, host_keys=host_keys or HostKeys(), answer_within_s=answer_within_s
    )


async def press(shell: Shell, *codes: int) -> None:
    try:
        for code in codes:
            await shell.press(code)
    finally:
        await shell.aclose()


@pytest.mark.parametrize(("age", "are_old"), [("modern", False), ("old", True)])
async def test_keys_reach_the_phone_and_old_algorithms_only_one_that_speaks_no_others(age: Age, are_old: bool) -> None:
    async with phone_shell(age=age) as phone:
        await press(client(phone.port), 551, 518, 526)
        keys = [key.uri for key in phone.handset.state.truth.keys]
        assert ["Key:Applications", "Key:KeyPad5", "Key:Soft1"] == keys
        assert are_old is (set(phone.ciphers) <= OLD_CIPHERS)
        assert 1 == phone.logins


@pytest.mark.parametrize("algorithm", ["diffie-hellman-group1-sha1", "diffie-hellman-group14-sha1"])
async def test_the_key_exchanges_of_old_phones_still_negotiate(algorithm: str) -> None:
    async with asyncssh.listen(
        "127.0.0.1", 0, server_host_keys=[asyncssh.generate_private_key("ssh-ed25519")], kex_algs=[algorithm]
    ) as listening:
        with pytest.raises(AuthRefused):
            await press(client(listening.get_port()), 551)


async def test_a_refused_login_is_no_broken_connection() -> None:
    async with phone_shell() as phone:
        with pytest.raises(AuthRefused, match="the SSH login is refused"):
            await press(client(phone.port, Login("voice", "wrong")), 551)
        assert [] == phone.handset.state.truth.keys


async def test_a_phone_without_the_command_has_no_execute() -> None:
    async with phone_shell("CP-7945G") as phone:
        with pytest.raises(NoExecute, match="does not know “phone key”"):
            await press(client(phone.port), 551)


async def test_nobody_there_is_unreachable() -> None:
    async with phone_shell() as phone:
        port = phone.port
    with pytest.raises(Unreachable, match=rf"127\.0\.0\.1:{port} \(SSH\)"):
        await press(client(port), 551)


@pytest.mark.parametrize(
    ("says", "error"),
    [
        ("log in: ", Unreachable),  # and then nothing
        ("", Unreachable),
        ("x" * 70_000, Unreachable),
        ("DEBUG> ", PressUnanswered),  # takes the key, and says nothing more
    ],
)
async def test_a_shell_that_falls_silent_is_given_up(says: str, error: type[Exception]) -> None:
    async def talk(process: asyncssh.SSHServerProcess[str]) -> None:
        process.stdout.write(says)
        await process.stdin.read()

    class Open(asyncssh.SSHServer):
        def begin_auth(self, username: str) -> bool:
            return False

    async with asyncssh.listen(
        "127.0.0.1",
        0,
        server_factory=Open,
        server_host_keys=[asyncssh.generate_private_key("ssh-ed25519")],
        process_factory=talk,
    ) as listening:
        with pytest.raises(error):
            await press(client(listening.get_port(), answer_within_s=0.3), 551)


async def test_a_phone_that_goes_away_loses_its_shell() -> None:
    async with phone_shell() as phone:
        shell = client(phone.port)
        await shell.press(551)
        phone.handset.state.up = False
        phone.follow_power()
        with pytest.raises((PressUnanswered, Unreachable)):
            await press(shell, 518)


async def test_another_host_key_under_the_same_name_is_noticed() -> None:
    keys = HostKeys()
    assert keys.note(NAME, "one")
    assert keys.note("SEP00", "two")
    assert not keys.note(NAME, "two")
    assert keys.note(NAME, "one")


async def test_no_ssh_login_leaves_before_the_phone_has_shown_itself() -> None:
    async with phone_shell() as phone:
        server = PhoneServer(phone.handset)
        await server.start("127.0.0.1", 0)
        inventory = Phone(NAME, server.address, extra={"ssh_port": str(phone.port)})
        channel = SshPhone(inventory, HttpPhone(inventory, None), LOGIN, HostKeys())
        try:
            with pytest.raises(Exception, match="has not shown its own page"):
                await channel.press("Key:Applications")
            assert 0 == phone.handset.state.truth.credentials_seen
            assert NAME == (await channel.identify()).name
            await channel.press("Key:Applications")
            assert ["Key:Applications"] == [key.uri for key in phone.handset.state.truth.keys]
            with pytest.raises(KeyRefused, match="Key:Feature"):
                await channel.press("Key:Feature")
            with pytest.raises(NoPicture):
                await channel.fetch_picture()
        finally:
            await channel.aclose()
            await server.stop()


async def test_closing_the_menus_is_going_back_often_enough() -> None:
    async with phone_shell() as phone:
        server = PhoneServer(phone.handset)
        await server.start("127.0.0.1", 0)
        inventory = Phone(NAME, server.address, extra={"ssh_port": str(phone.port)})
        channel = SshPhone(inventory, HttpPhone(inventory, None), LOGIN, HostKeys())
        try:
            await channel.identify()
            await asyncio.wait_for(channel.press("Init:Services"), 10)
            assert ["Key:NavBack"] * 6 == [key.uri for key in phone.handset.state.truth.keys]
        finally:
            await channel.aclose()
            await server.stop()
