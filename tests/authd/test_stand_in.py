"""Which phones the stand-in answers for, and with which login their keys leave."""

from __future__ import annotations

import socket

import pytest

from eraser.authd.stand_in import NobodyAnswersForIt, StandIn
from eraser.model.outcome import BadInput
from eraser.model.phone import CallState, Facts, Phone, StatusMessage
from eraser.model.run import now
from eraser.wire.login import Login

CLUSTERS = Login("cti", "pw")


class RememberingChannel:
    """`LoginChannel` that remembers the login of each key, and how many sessions were open then."""

    name = "http"

    def __init__(self, url: str | None, stand_in: StandIn) -> None:
        self._url, self._stand_in = url, stand_in
        self._login: Login | None = None
        self.presses: list[tuple[str, Login | None, int]] = []

    def use_login(self, login: Login | None) -> None:
        self._login = login

    async def identify(self) -> Facts:
        return Facts(now(), name="SEP001122334401", authentication_url=self._url)

    async def fetch_status(self) -> tuple[StatusMessage, ...]:
        return ()

    async def ask_call(self) -> CallState:
        return CallState.IDLE

    async def press(self, uri: str) -> None:
        self.presses.append((uri, self._login, self._stand_in.guests.sessions))

    async def fetch_picture(self) -> bytes:
        self.presses.append(("picture", self._login, self._stand_in.guests.sessions))
        return b""

    async def aclose(self) -> None:
        pass


@pytest.fixture
def port() -> int:
    """A free one."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


async def keys(stand_in: StandIn, url: str | None, login: Login | None) -> list[tuple[str, Login | None, int]]:
    channel = RememberingChannel(url, stand_in)
    attended = stand_in.attend(channel, Phone("SEP001122334401", "127.1.0.1:80"), login)
    try:
        await attended.identify()
        await attended.press("Key:Settings")
        await attended.fetch_picture()
    finally:
        await stand_in.stop()
    return channel.presses


async def test_a_phone_whose_url_leads_here_is_pressed_with_the_stand_ins_own_login_in_a_session(port: int) -> None:
    stand_in = StandIn([f"127.0.0.1:{port}"])
    await stand_in.start()
    found = await keys(stand_in, f"http://127.0.0.1:{port}/ccmcip/authenticate.jsp", CLUSTERS)
    assert [("Key:Settings", stand_in.login, 1), ("picture", stand_in.login, 1)] == found
    assert 0 == stand_in.guests.sessions


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:18081/a",
        "http://127.0.0.9:18080/a",
        "https://127.0.0.1:18080/a",
        "http://dead.example:18080/a",
    ],
)
async def test_a_phone_whose_url_leads_elsewhere_is_pressed_with_the_clusters_login(url: str, port: int) -> None:
    stand_in = StandIn([f"127.0.0.1:{port}"])
    await stand_in.start()
    assert [CLUSTERS, CLUSTERS] == [login for _, login, _ in await keys(stand_in, url.format(port), CLUSTERS)]


async def test_without_a_login_of_the_cluster_a_phone_that_asks_elsewhere_is_not_pressed(port: int) -> None:
    stand_in = StandIn([f"127.0.0.1:{port}"])
    await stand_in.start()
    with pytest.raises(NobodyAnswersForIt, match="SEP001122334401"):
        await keys(stand_in, f"http://127.0.0.9:{port}/a", None)


async def test_a_phone_with_a_blank_url_needs_no_login(port: int) -> None:
    stand_in = StandIn([f"127.0.0.1:{port}"])
    await stand_in.start()
    assert [None, None] == [login for _, login, _ in await keys(stand_in, None, None)]


async def test_a_host_that_the_operator_says_leads_here_does(port: int) -> None:
    stand_in = StandIn([f"127.0.0.1:{port}"], leads_here=["Old-CUCM.example"])
    await stand_in.start()
    found = await keys(stand_in, f"http://old-cucm.example:{port}/a", None)
    assert [stand_in.login] * 2 == [login for _, login, _ in found]


async def test_found_listens_where_the_page_says_if_that_is_this_machine_and_nobody_else_is_there(port: int) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        stand_in = StandIn(["found"])
        await stand_in.start()
        assert not await stand_in.answers_for(f"http://127.0.0.1:{taken.getsockname()[1]}/a")
        assert not await stand_in.answers_for("http://192.0.2.1:8080/a")
    assert await stand_in.answers_for(f"http://127.7.7.7:{port}/a")
    assert [f"127.7.7.7:{port}"] == [str(place) for place in stand_in.responder.places]
    await stand_in.stop()


def test_a_new_stand_in_has_a_login_that_nobody_has_seen() -> None:
    assert StandIn(["found"]).login != StandIn(["found"]).login


@pytest.mark.parametrize("word", ["10.1.1.999", "host:99999", "0.0.0.0:80", "a b"])
def test_what_is_no_place_to_listen_at_is_told(word: str) -> None:
    with pytest.raises(BadInput, match=f"^--authd {word}: .*; write HOST:PORT, such as 10.1.1.5:8080$"):
        StandIn([word])
