"""Where a phone takes no key over HTTP, another way is taken if one is open: unseen, so by the operator's word alone."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pytest

from eraser.model.outcome import NoPicture, Outcome, Reason
from eraser.model.phone import Facts, Phone
from eraser.model.run import Options, Result
from eraser.simulator.handset import Handset
from tests.engine.rig import FAST, HandsetChannel, holds_old, make_handset
from tests.engine.test_login_refused import HTTP, HTTPS, Servers, bench_of

pytestmark = pytest.mark.virtual_time

ALLOWED = replace(FAST, blind=("CP-7821",))


@dataclass
class ShellChannel(HandsetChannel):
    """Keys arrive, and no picture comes back."""

    name: str = "ssh"

    async def fetch_picture(self) -> bytes:
        raise NoPicture("no screen this way")


async def work(
    servers: Servers, url: str, options: Options, *, is_open: bool = True, look_only: bool = False
) -> tuple[Result, Handset, list[str]]:
    """The result, the phone, and the keys that went the other way."""
    handset = make_handset("CP-7821", "78xx-5-4-4")
    opened: list[ShellChannel] = []

    def open_other(_phone: Phone, _facts: Facts) -> ShellChannel | None:
        if not is_open:
            return None
        opened.append(ShellChannel(handset))
        return opened[-1]

    bench = bench_of(servers, url, handsets=(handset,), options=options, open_other=open_other)
    (result,) = (await bench.work(look_only=look_only)).results
    assert [] == bench.channels[result.name].keys  # nothing over HTTP
    return result, handset, [key for channel in opened for key in channel.keys]


@pytest.mark.parametrize(
    ("servers", "url"),
    [(Servers(answers=False), HTTP), (Servers(answers=False), HTTPS), (Servers(answers=True), HTTPS)],
    ids=["a dead server", "a dead secure server", "a server that the phone can not verify"],
)
async def test_keys_go_the_other_way_and_the_erase_is_proved_all_the_same(servers: Servers, url: str) -> None:
    result, handset, keys = await work(servers, url, ALLOWED)

    assert (result.outcome, result.channel, holds_old(handset)) == (Outcome.ERASED, "ssh", False)
    assert "Key:Soft2" in keys
    assert "Its keys went over SSH." in result.detail


async def test_without_the_operators_word_nothing_is_confirmed_unseen() -> None:
    result, handset, keys = await work(Servers(answers=False), HTTP, FAST)

    assert (result.outcome, result.reason, holds_old(handset)) == (Outcome.MANUAL, Reason.NO_ROUTE, True)
    assert not any(key.startswith("Key:Soft") for key in keys)


async def test_where_no_other_way_is_open_nothing_is_sent() -> None:
    result, _, keys = await work(Servers(answers=False), HTTP, ALLOWED, is_open=False)

    assert (result.outcome, result.reason, keys) == (Outcome.MANUAL, Reason.AUTH_URL_UNREACHABLE, [])


async def test_a_refused_login_where_no_other_way_is_open_stays_refused() -> None:
    result, _, keys = await work(Servers(), HTTPS, ALLOWED, is_open=False)

    assert (result.outcome, result.reason, keys) == (Outcome.MANUAL, Reason.AUTH_URL_UNVERIFIABLE, [])


@pytest.mark.parametrize(
    ("options", "words"),
    [(ALLOWED, "over SSH; holds"), (FAST, "No screen can be seen that way: it needs --blind CP-7821.")],
)
async def test_a_plan_says_by_which_way_and_what_that_needs(options: Options, words: str) -> None:
    result, _, keys = await work(Servers(answers=False), HTTP, options, look_only=True)

    assert (result.outcome, keys) == (Outcome.PENDING, [])
    assert words in result.detail


async def test_keys_that_went_the_other_way_vouch_for_no_authentication_server() -> None:
    handsets = tuple(make_handset("CP-7821", "78xx-5-4-4", number=number) for number in (1, 2))
    by_name = {handset.state.spec.name: handset for handset in handsets}
    options = replace(ALLOWED, concurrency=1)
    bench = bench_of(
        Servers(answers=False),
        HTTP,
        handsets=handsets,
        options=options,
        open_other=lambda phone, _facts: ShellChannel(by_name[phone.name or ""]),
    )
    results = (await bench.work()).results

    assert [("erased", "ssh")] * 2 == [(result.outcome, result.channel) for result in results]
    assert [[], []] == [bench.channels[result.name].keys for result in results]
