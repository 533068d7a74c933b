"""The doctor looks at one simulated phone of each kind, and at the servers that they ask."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from eraser.model.phone import Facts, Phone
from eraser.model.run import now
from eraser.service.assemble import ready_drivers
from eraser.service.doctor.inventories import check_sources
from eraser.service.doctor.lists import check_other_ways
from eraser.service.doctor.phones import check_authentication, check_names, check_phones
from eraser.service.doctor.visit import Visit
from eraser.simulator.cases import Authentication, Case, a_phone
from eraser.simulator.cases_clusters import a_phone_that_moves
from eraser.simulator.fleet import Fleet, fleet_of
from eraser.simulator.moves import MOVES
from eraser.wire.login import Login
from tests.service.doctor.visits import PASSWORD, a_visit, rows

PREPARED = next(one for one in MOVES if one.says == "bulk certificates were imported")


@asynccontextmanager
async def visiting(*cases: Case, bind: str, **given: object) -> AsyncIterator[tuple[Fleet, Visit]]:
    """A fleet, and a visit that has read its inventory and has its login."""
    async with fleet_of(*cases, bind=bind) as fleet:
        fleet.write_inventory(Path("fleet.csv"))
        login = Login(fleet.credentials.user, fleet.credentials.password)
        visit = a_visit("fleet.csv", login=login, **given)
        visit.registry = ready_drivers()
        await check_sources(visit)
        yield fleet, visit


def looked_at(url: str | None, name: str = "SEP001122334455") -> Visit:
    visit = a_visit(login=Login("eraser", PASSWORD))
    visit.looks.append((Phone(name), Facts(now(), name=name, authentication_url=url)))
    return visit


async def test_one_phone_of_each_kind_is_looked_at_without_a_login() -> None:
    cases = (a_phone(), a_phone(), a_phone("CP-7965G"), a_phone("CP-7940G"))
    async with visiting(*cases, bind="127.9.2.0") as (fleet, visit):
        found = await rows(check_phones, visit)
        truth = fleet.truth()

    first, second, third = found
    names = [one.state.spec.name for one in fleet.handsets]
    assert ["ready"] * 3 == [state for _, state, _, _ in found]
    assert f"{names[0]} at {visit.phones[0].address} is CP-8841 with " in first[2]
    assert first[2].endswith(f"; ITL {fleet.handsets[0].state.itl.signature}; route reset-security-settings")  # type: ignore[union-attr]
    assert second[2].endswith("; its list is not shown; route erase-itl-file")
    assert "it holds no list" in third[2]
    assert [0, [], 0, [], 0, [], 0, []] == [
        truth[name][word] for name in names for word in ("credentials_seen", "keys")
    ]  # type: ignore[index]


async def test_a_phone_that_is_away_another_one_and_one_that_nobody_knows_are_not_ready() -> None:
    async with visiting(a_phone(), a_phone("CP-7937G"), bind="127.9.3.0") as (_, visit):
        there, by_hand = visit.phones
        away = replace(there, name="SEP00000000000A", address="127.9.3.99:1", model="CP-1", firmware=None)
        other = replace(there, name="SEP00000000000B", model="CP-2", firmware=None)
        visit.phones = (by_hand, away, other)
        found = await rows(check_phones, visit)

    assert [("not ready", "plan a walk to these phones")] == [(one[1], one[3]) for one in found[:1]]
    assert ("look at CP-2", "not ready", "Correct the address in the inventory.") == (*found[2][:2], found[2][3])
    do = "if the phone is up, switch Web Access on in the cluster, while it still takes a configuration"
    assert ("look at CP-1", "not ready", do) == (*found[1][:2], found[1][3])
    assert ["CP-7937G"] == [phone.model for phone, _ in visit.looks]


async def test_only_so_many_phones_of_unknown_kind_are_looked_at() -> None:
    visit = a_visit()
    visit.phones = tuple(Phone(f"SEP00000000000{n}", "127.9.4.1:1") for n in range(6))

    assert ["look at SEP000000000000", "look at SEP000000000001", "look at SEP000000000002"] == [
        one[0] for one in await rows(check_phones, visit)
    ]


# --- authentication --------------------------------------------------------------------------------------------------


async def test_user_and_password_leave_only_when_asked_for() -> None:
    async with visiting(a_phone(), bind="127.9.5.0") as (fleet, visit):
        await check_phones(visit)
        place = fleet.authentication.url.split("/")[2]
        seen = f"phones ask {fleet.authentication.url} about each key; it answers from here (HTTP 200)"
        do = "add --ask-authentication: it asks once as a phone would, with the password in the query"
        assert [
            (f"server {place}", "ready", seen, ""),
            ("user and password", "not asked", "user and password leave for that server only if you say so", do),
        ] == await rows(check_authentication, visit)
        assert 0 == fleet.authentication.granted

        visit.ask_authentication = True
        name = fleet.handsets[0].state.spec.name
        asked = (f"user and password at {place}", "ready", f"asked for {name}: AUTHORIZED", "")
        assert asked == (await rows(check_authentication, visit))[1]
        assert 1 == fleet.authentication.granted


async def test_a_wrong_login_is_asked_about_once_and_never_told() -> None:
    async with visiting(a_phone(), bind="127.9.6.0") as (fleet, visit):
        visit.logins["phone"] = Login(fleet.credentials.user, PASSWORD)
        visit.ask_authentication = True
        await check_phones(visit)
        phone, facts = visit.looks[0]
        visit.looks.append((phone, replace(facts, authentication_url=f"{fleet.authentication.url}?second=1")))
        found = [one for one in await rows(check_authentication, visit) if one[0].startswith("user")]

    do = f"check user, password, the role Standard CTI Enabled, and Controlled Devices for {phone.name}"
    assert [
        ("not ready", f"asked for {phone.name}: UN-AUTHORIZED", do),
        ("not asked", "another refusal could lock the user", ""),
    ] == [one[1:] for one in found]
    assert PASSWORD not in str(found)


async def test_a_phone_that_did_not_show_its_name_vouches_for_no_server() -> None:
    async with visiting(a_phone(), bind="127.9.7.0") as (fleet, visit):
        visit.ask_authentication = True
        visit.phones = tuple(replace(one, name=None) for one in visit.phones)
        assert ["ready"] == [one[1] for one in await rows(check_phones, visit)]
        assert [("authentication", "not asked", "no phone of a known name was looked at", "")] == await rows(
            check_authentication, visit
        )
        assert 0 == fleet.authentication.requests


async def test_a_certificate_that_can_not_be_verified_keeps_the_login_here() -> None:
    case = replace(a_phone(), authentication=Authentication.UNVERIFIABLE)
    async with visiting(case, bind="127.9.8.0") as (_, visit):
        visit.ask_authentication = True
        await check_phones(visit)
        name = visit.phones[0].name
        server, answer = await rows(check_authentication, visit)

    assert server[1] == "ready"
    assert server[2].endswith("; whether a phone can verify it, only a key shows")
    told = f"asked for {name}: its certificate can not be verified from here, and no login was sent"
    assert ("unknown", told) == answer[1:3]


async def test_a_dead_server_is_not_ready_unless_a_stand_in_is_set_up() -> None:
    case = replace(a_phone(), authentication=Authentication.DEAD)
    async with visiting(case, bind="127.9.9.0") as (_, visit):
        await check_phones(visit)
        dead = (await rows(check_authentication, visit))[0]
        helped = a_visit(authd=("found",))
        helped.looks = visit.looks
        stood_in = (await rows(check_authentication, helped))[0]

    assert ("not ready", "bring it back, or let a stand-in answer there (--authd)") == (dead[1], dead[3])
    assert dead[2].endswith("and from here nobody answers: it refuses the connection")
    assert ("unknown", "see that its host and port lead here") == (stood_in[1], stood_in[3])


@pytest.mark.parametrize(
    ("url", "told"),
    [
        (None, ("unknown", "its page shows no authentication URL")),
        (" ", ("ready", "a blank URL: it accepts every login")),
        ("http://[bad/x?Password=y", ("not ready", "phones ask http://[bad/x about each key, and from here nobody answers: its name does not resolve")),
    ],
)  # fmt: skip
async def test_a_page_with_no_url_a_blank_or_a_broken_one(url: str | None, told: tuple[str, str]) -> None:
    assert told == (await rows(check_authentication, looked_at(url)))[0][1:3]


# --- names and other ways --------------------------------------------------------------------------------------------


async def test_names_are_looked_up_wherever_they_stand(monkeypatch: pytest.MonkeyPatch) -> None:
    visit = looked_at("http://LOCALHOST:8080/auth")
    assert [("names", "ready", "1 of 1 resolve", "")] == await rows(check_names, visit)

    visit.phones = (Phone("SEP1", "10.1.1.1"), Phone("SEP2", "phone.invalid:8080"))
    loop = asyncio.get_running_loop()
    monkeypatch.setattr(
        loop, "getaddrinfo", _only_localhost
    )  # a resolver that answers at once, whatever this machine has
    do = "correct DNS or the inventory, or write addresses: in an emergency DNS may be gone as well"
    assert [("names", "not ready", "1 of 2 resolve; these do not: phone.invalid", do)] == await rows(check_names, visit)


async def _only_localhost(name: str, *_: object, **__: object) -> list[object]:
    import socket  # noqa: PLC0415

    if name != "localhost":
        raise socket.gaierror(socket.EAI_NONAME, "unknown")
    return []


async def test_a_resolver_that_is_silent_leaves_names_unknown(monkeypatch: pytest.MonkeyPatch) -> None:
    visit = a_visit()
    visit.phones = tuple(Phone(f"SEP{n}", f"phone{n}.invalid") for n in range(9))
    asked = []

    async def silent(name: str, *_: object, **__: object) -> list[object]:
        asked.append(name)
        return await asyncio.Event().wait()  # type: ignore[return-value]  # it never comes

    monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", silent)
    monkeypatch.setattr("eraser.service.doctor.phones.WITHIN_S", 0.51)
    ((_, state, seen, _),) = await rows(check_names, visit)

    told = "0 of 9 resolve; no answer for phone0.invalid, phone1.invalid, phone2.invalid and 6 more"
    assert ("unknown", told, 4) == (state, seen, len(asked))


async def test_addresses_need_no_names() -> None:
    visit = a_visit()
    visit.phones = (Phone("SEP1", "10.1.1.1:80"), Phone("SEP2", "[2001:db8::1]"))

    assert [("names", "not asked", "no host is named, all are addresses", "")] == await rows(check_names, visit)


async def test_phones_are_held_against_what_is_wanted() -> None:
    async with fleet_of(a_phone_that_moves(PREPARED), bind="127.9.10.0") as fleet:
        fleet.write_inventory(Path("fleet.csv"))
        fleet.network.write_archive(Path("archive"))
        (situation,) = fleet.network.situations
        visits = [
            a_visit("fleet.csv", wanted=situation.wanted, archive=("archive",), tvs=tvs)
            for tvs in ((), (situation.tvs_address,))
        ]
        found = []
        for visit in visits:
            await check_sources(visit)
            await check_phones(visit)
            found += await rows(check_other_ways, visit)

    assert [("unknown", True), ("ready", False)] == [
        (state, "bulk certificate export" in do) for _, state, _, do in found
    ]
