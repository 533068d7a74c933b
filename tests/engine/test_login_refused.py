"""Error 4 is said alike for a wrong password and for an authentication server that is gone: what is looked at, and told."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

import pytest

from eraser.model.authentication import ServerSeen
from eraser.model.outcome import AuthRefused, Outcome, Reason
from eraser.model.phone import Phone
from eraser.model.run import Result
from eraser.simulator.handset import Handset
from tests.engine.rig import FAST, OLD_ITL, Bench, HandsetChannel, make_handset

pytestmark = pytest.mark.virtual_time

HTTP = "http://cucm-pub:8080/ccmcip/authenticate.jsp"
HTTPS = "https://cucm-pub:8443/ccmcip/authenticate.jsp"


@dataclass
class Servers:
    """The Authentication port: every server is as told."""

    answers: bool = True
    what: str = "HTTP 200"
    asked: list[str] = field(default_factory=list)

    async def look(self, url: str) -> ServerSeen:
        self.asked.append(url)
        return ServerSeen(url, self.answers, self.what)


def a_handset(number: int = 1) -> Handset:
    return make_handset("CP-8851", "88xx-6-4-5", number=number)


def bench_of(
    servers: Servers | None,
    url: str | None,
    *,
    refuses: Callable[[Phone, int], bool] = lambda _phone, _place: True,
    handsets: tuple[Handset, ...] = (),
    **changes: object,
) -> Bench:
    """Phones that name this URL and refuse the login for these keys."""
    bench = Bench(handsets or (a_handset(),), authentication=servers, **changes)  # type: ignore[arg-type]
    made = bench.open_channel

    def open_channel(phone: Phone) -> HandsetChannel:
        channel = made(phone)
        channel.authentication_url = url
        channel.refuses = lambda place: refuses(phone, place)
        return channel

    bench.open_channel = open_channel  # type: ignore[method-assign]
    return bench


async def refused(servers: Servers, url: str | None, **changes: object) -> Result:
    (result,) = (await bench_of(servers, url, **changes).work()).results  # type: ignore[arg-type]
    assert result.outcome is Outcome.MANUAL
    return result


async def test_a_plain_server_that_is_dead_from_here_is_the_reason_with_its_exact_place_and_the_remedy() -> None:
    servers = Servers(answers=False, what="it refuses the connection")

    result = await refused(servers, HTTP)

    assert (result.reason, servers.asked) == (Reason.AUTH_URL_UNREACHABLE, [HTTP])
    assert (
        f"asks {HTTP} about each key, and from here nobody answers there: it refuses the connection." in result.detail
    )
    assert "let a stand-in answer at exactly that host, port and path" in result.detail


async def test_a_secure_server_that_answers_from_here_can_not_be_verified_by_the_phone() -> None:
    result = await refused(Servers(what="HTTP 401"), HTTPS)

    assert result.reason is Reason.AUTH_URL_UNVERIFIABLE
    assert "answers from here (HTTP 401), but a phone with a stale list can not verify its certificate" in result.detail


async def test_for_a_secure_server_that_is_dead_no_stand_in_is_advised() -> None:
    result = await refused(Servers(answers=False, what="its name does not resolve"), HTTPS)

    assert result.reason is Reason.AUTH_URL_UNREACHABLE
    assert "Bring that very server back" in result.detail
    assert "stand-in" not in result.detail


async def test_a_phone_that_holds_a_wanted_list_can_verify_the_server_so_the_login_is_wrong() -> None:
    options = replace(FAST, erase="all", wanted=(OLD_ITL.signature,))

    result = await refused(Servers(), HTTPS, options=options)

    assert result.reason is Reason.AUTH_REFUSED


@pytest.mark.parametrize(
    ("url", "words"),
    [
        (HTTP, "it answers from here (HTTP 200)"),
        ("", "blank Authentication URL, with which phones accept every login"),
        (None, "names no Authentication URL"),
    ],
)
async def test_a_server_that_answers_and_a_blank_url_leave_the_login_as_the_reason(url: str | None, words: str) -> None:
    servers = Servers()

    result = await refused(servers, url)

    assert (result.reason, set(servers.asked)) == (Reason.AUTH_REFUSED, {url} if url else set())
    assert words in result.detail
    assert "Check user, password and Controlled Devices" in result.detail


async def test_nothing_is_sent_to_a_phone_whose_server_is_dead_from_here() -> None:
    bench = bench_of(Servers(answers=False), HTTP, refuses=lambda _phone, _place: False)

    (result,) = (await bench.work()).results

    assert (result.outcome, result.reason, result.keys_pressed) == (Outcome.MANUAL, Reason.AUTH_URL_UNREACHABLE, 0)
    assert [] == bench.handsets[0].state.truth.keys
    assert result.detail.startswith(f"Nothing was sent. The phone asks {HTTP} about each key")


async def test_a_server_that_only_the_phone_reaches_lets_keys_in_where_the_operator_says_so() -> None:
    options = replace(FAST, auth_url_unseen=True)
    bench = bench_of(Servers(answers=False), HTTP, refuses=lambda _phone, _place: False, options=options)

    (result,) = (await bench.work()).results

    assert result.outcome is Outcome.ERASED


async def test_a_phone_that_says_by_status_what_is_wrong_needs_no_look_at_the_server(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def press(_channel: HandsetChannel, _uri: str) -> None:
        raise AuthRefused("HTTP 403")

    monkeypatch.setattr(HandsetChannel, "press", press)
    servers = Servers(answers=False)

    result = await refused(servers, HTTP, options=replace(FAST, auth_url_unseen=True))

    assert (result.reason, len(servers.asked)) == (Reason.AUTH_REFUSED, 1)  # before the first key, not again after it


def second_refuses(phone: Phone, _place: int) -> bool:
    return phone.name == "SEP001122334402"


@pytest.mark.parametrize(
    ("url", "answers", "reason"),
    [
        (HTTP, True, Reason.AUTH_REFUSED),
        (HTTPS, True, Reason.AUTH_REFUSED),  # another phone could verify it, so it is likely the login
        (HTTP, False, Reason.AUTH_URL_UNREACHABLE),  # it has died since
    ],
)
async def test_a_server_that_took_the_login_of_another_phone_is_looked_at_after_the_last_attempt(
    url: str, answers: bool, reason: Reason
) -> None:
    servers = Servers(answers=answers, what="as told")
    handsets = (a_handset(1), a_handset(2))
    bench = bench_of(
        servers,
        url,
        refuses=second_refuses,
        handsets=handsets,
        options=replace(FAST, canary=(1,), auth_url_unseen=True),
    )

    erased, result = (await bench.work()).results

    assert (erased.outcome, result.outcome, result.reason, set(servers.asked)) == (
        Outcome.ERASED,
        Outcome.MANUAL,
        reason,
        {url},
    )


@pytest.mark.parametrize(
    ("url", "answers", "words"),
    [
        (HTTP, True, f"The phone asks {HTTP} about each key; it answers from here (as told)."),
        (HTTPS, True, "whether the phone can verify it by the list it holds, only a key shows"),
        ("", True, "Its authentication URL is blank: it accepts every login."),
    ],
)
async def test_a_plan_tells_the_authentication_url_and_whether_it_answers_from_here(
    url: str, answers: bool, words: str
) -> None:
    bench = bench_of(Servers(answers=answers, what="as told"), url)

    (result,) = (await bench.work(look_only=True)).results

    assert (result.outcome, result.keys_pressed) == (Outcome.PENDING, 0)
    assert words in result.detail


async def test_a_plan_says_that_a_phone_with_a_dead_server_needs_a_person_first() -> None:
    (result,) = (await bench_of(Servers(answers=False, what="as told"), HTTP).work(look_only=True)).results

    assert (result.outcome, result.reason) == (Outcome.MANUAL, Reason.AUTH_URL_UNREACHABLE)
    assert f"The phone asks {HTTP} about each key, and from here nobody answers there: as told." in result.detail
