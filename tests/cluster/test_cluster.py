"""AXL and RISPort70 against a simulated publisher, over real TLS."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

import pytest

from eraser.cluster.axl import ControlUser, LastSeen
from eraser.cluster.place import read_place
from eraser.cluster.ris import Ris
from eraser.cluster.soap import ClusterFault, ClusterLoginRefused
from eraser.cluster.trusted_tls import ClusterNotVerified
from eraser.engine.limits import Quota
from eraser.engine.retry import again_when_busy
from eraser.model.outcome import AnswerCut, BadInput, ClusterBusy, Unreachable
from eraser.simulator.cucm_devices import ClusterQuirks, Device
from eraser.wire.login import Login
from tests.cluster.publisher import LOGIN, devices, doors, name_of, place_of, publisher

OLD = ClusterQuirks(release=(8, 5), wrapped=False, qualified=False)


async def test_a_cluster_lists_its_phones_page_by_page() -> None:
    async with publisher(devices(2500)) as made, doors(made) as (axl, _):
        found = await axl.list_phones()
        assert [name_of(n) for n in range(1, 2501)] == [one.name for one in found]
        assert ("Cisco 8841", "Berlin", "Hub_None", "Hall & <1>") == (
            found[0].model,
            found[0].pool,
            found[0].location,
            found[0].description,
        )
        assert {"listPhone": 3} == dict(made.truth.questions)


@pytest.mark.parametrize(
    "quirks",
    [
        ClusterQuirks(),
        ClusterQuirks(qualified=False),
        ClusterQuirks(stale_twins=True),
        OLD,
        ClusterQuirks(wrapped=False, stale_twins=True),
    ],
    ids=["as documented", "unqualified", "stale twins", "old", "flat, stale twins"],
)
async def test_addresses_are_read_in_every_shape_of_the_answer(quirks: ClusterQuirks) -> None:
    async with publisher(devices(3), quirks=quirks) as made, doors(made) as (_, ris):
        seen = await ris.find([name_of(1), name_of(2), "SEP999999999999"])
        assert {name_of(1): "10.1.0.2", name_of(2): "10.1.0.3"} == {
            name: one.address for name, one in seen.phones.items()
        }
        one = seen.phones[name_of(1)]
        assert (True, 683, "SIP", "sip88xx.12-5-1SR3-74", True, ()) == (
            one.registered,
            one.model,
            one.protocol,
            one.load,
            one.answers,
            seen.silent,
        )


async def test_a_node_that_does_not_answer_is_told() -> None:
    async with publisher(devices(4), quirks=ClusterQuirks(silent_node=True)) as made, doors(made) as (_, ris):
        seen = await ris.find([name_of(n) for n in range(1, 5)])
        assert ({name_of(2), name_of(4)}, ("cm-sub1.example.net",)) == (set(seen.phones), seen.silent)


@pytest.mark.parametrize("nil", [True, False])
async def test_nobody_found_is_an_empty_answer(nil: bool) -> None:
    async with publisher([], quirks=ClusterQuirks(nil_when_empty=nil)) as made, doors(made) as (_, ris):
        assert {} == (await ris.find([name_of(1)])).phones


async def test_five_thousand_phones_are_five_questions() -> None:
    async with publisher(devices(5000)) as made, doors(made) as (_, ris):
        seen = await ris.find([name_of(n) for n in range(1, 5001)])
        assert (5000, 5, 0) == (len(seen.phones), made.truth.most_in_a_minute, made.truth.refused_for_rate)


@pytest.mark.virtual_time
async def test_no_minute_has_more_questions_than_allowed_and_none_is_wasted() -> None:
    quota, loop = Quota(15, 60.0), asyncio.get_running_loop()
    began = loop.time()
    at = []
    for _ in range(47):
        await quota.acquire()
        at.append(loop.time() - began)
    assert 15 == max(sum(1 for other in at if one <= other < one + 60) for one in at)
    assert 180.0 == at[-1]


@pytest.mark.virtual_time
async def test_a_cluster_that_says_too_many_questions_is_asked_again_later() -> None:
    loop, at = asyncio.get_running_loop(), []

    async def ask() -> str:
        at.append(loop.time())
        if len(at) < 4:
            raise ClusterBusy("rate")
        return "answer"

    assert "answer" == await again_when_busy(ask)
    assert [0, 30, 90, 180] == [round(one - at[0]) for one in at]


async def test_the_rule_on_rate_is_recognised() -> None:
    async with publisher(devices(1), quirks=ClusterQuirks(questions_per_minute=0)) as made:
        ris = Ris(await place_of(made), LOGIN)
        try:
            with pytest.raises(Exception, match="Exceeded allowed rate for Reatime information"):
                await ris._ask([name_of(1)])
        finally:
            await ris.aclose()
        assert 1 == made.truth.refused_for_rate


async def test_last_known_addresses_come_from_releases_that_keep_them() -> None:
    away = [Device(name_of(1), "10.9.9.9", registered=False), Device(name_of(2), "10.1.1.1")]
    async with publisher(away) as made, doors(made) as (axl, _):
        at = datetime.fromtimestamp(1_750_000_000, UTC)
        assert (LastSeen(name_of(1), "10.9.9.9", at),) == await axl.list_last_seen()
    async with publisher(away, quirks=OLD) as made, doors(made) as (axl, _):
        assert await axl.list_last_seen() is None


@pytest.mark.parametrize("kind", ["AppUser", "User"])
async def test_an_application_user_and_an_end_user_are_found(kind: str) -> None:
    quirks = ClusterQuirks(user_kind=kind)
    async with publisher(devices(2), controlled=[name_of(1)], quirks=quirks) as made, doors(made) as (axl, _):
        user = await axl.read_user("eraser")
        assert ControlUser("eraser", kind, frozenset({name_of(1)})) == user  # type: ignore[arg-type]
        with pytest.raises(ClusterFault, match="The specified User was not found"):
            await axl.read_user("nobody")


async def test_a_refused_login_names_user_and_roles() -> None:
    async with publisher(devices(1)) as made, doors(made, Login("axl", "wrong")) as (axl, _):
        with pytest.raises(ClusterLoginRefused) as caught:
            await axl.list_phones()
        assert "Standard AXL API Access" in caught.value.detail
        assert "wrong" not in caught.value.detail


async def test_a_page_instead_of_soap_is_no_answer() -> None:
    async with publisher(devices(1), quirks=ClusterQuirks(replies_html=True)) as made, doors(made) as (axl, _):
        with pytest.raises(AnswerCut, match=r"no (XML|answer)"):
            await axl.list_phones()


async def test_no_login_leaves_before_the_certificate_is_the_named_one() -> None:
    async with publisher(devices(1)) as made:
        for word in (made.word, f"{made.word}?fingerprint={'A' * 64}"):
            ris = Ris(read_place(word.removeprefix("cucm:")), LOGIN)
            with pytest.raises(ClusterNotVerified) as caught:
                await ris.find([name_of(1)])
            await ris.aclose()
            place = await place_of(made)
            assert place.fingerprint in str(caught.value)
        assert ({}, 0) == (dict(made.truth.questions), made.truth.refused_logins)


async def test_nobody_there_is_unreachable() -> None:
    for word in ("//127.0.0.1:1", f"//127.0.0.1:1?fingerprint={'A' * 64}"):
        ris = Ris(read_place(word), LOGIN)
        with pytest.raises(Unreachable, match=r"cucm://127\.0\.0\.1:1"):
            await ris.find([name_of(1)])
        await ris.aclose()


def test_a_place_is_read_again_from_its_own_word() -> None:
    place = read_place(f"//pub.example:9443?fingerprint={'ab' * 32}&release=12.5")
    assert (place, "AB" * 32) == (read_place(place.word), place.fingerprint)


@pytest.mark.parametrize(
    ("rest", "words"),
    [
        ("//user:pw@host", "a login stands in the address; put it into ITL_ERASER_CUCM_USER"),
        ("//", "cucm://: has no host; write cucm://publisher.example"),
        ("//host?finger=1", "finger is unknown there; write cucm://"),
        ("//host/axl", "/axl is unknown there; write cucm://"),
        ("//host?fingerprint=AB", "the fingerprint is no SHA-256 of 64 hex digits"),
        ("//host?ca=/nowhere.pem", "ca=/nowhere.pem: no such file"),
        ("//host?release=7.1", "release=7.1 is none of 8.0 to 15.0"),
    ],
)
def test_what_is_no_place_of_a_cluster_is_told(rest: str, words: str) -> None:
    with pytest.raises(BadInput) as caught:
        read_place(rest)
    assert words in caught.value.faults[0]
    assert "pw" not in caught.value.faults[0]
