"""The doctor looks at sources and clusters, against a simulated publisher."""

from __future__ import annotations

import pytest

from eraser.service.doctor.inventories import check_association, check_clusters, check_sources
from eraser.service.doctor.visit import Visit
from eraser.simulator.cucm import Publisher
from eraser.simulator.cucm_devices import ClusterQuirks
from eraser.wire.login import Login
from tests.cluster.publisher import LOGIN, devices, name_of, place_of, publisher
from tests.service.doctor.visits import a_visit, rows, write

PRESSING = Login("eraser", "geheim-keys")
AXL = "it answers and lets this login read; whether it may write, only a change shows"


async def asking(made: Publisher, login: Login = LOGIN, *, phones: int = 3) -> Visit:
    """A visit to this cluster and to a CSV file with phones of it."""
    lines = [f"{name_of(n)},127.0.0.{n}\n" for n in range(1, phones + 1)]
    write("phones.csv", "name,address\n" + "".join(lines))
    place = await place_of(made)
    visit = a_visit(f"{made.word}?fingerprint={place.fingerprint}", "phones.csv", login=PRESSING)
    visit.logins["cucm"] = login
    return visit


async def test_a_cluster_that_lets_us_read_is_asked_two_cheap_questions() -> None:
    async with publisher(devices(3)) as made:
        found = await rows(check_clusters, await asking(made))

        assert [
            (f"AXL of {made.word}", "ready", AXL, ""),
            (f"RIS of {made.word}", "ready", "it answers and lets this login read", ""),
        ] == found
        assert {"listPhone": 1, "selectCmDeviceExt": 1} == dict(made.truth.questions)


async def test_a_refused_login_is_tried_once_and_never_told() -> None:
    async with publisher(devices(3)) as made:
        visit = await asking(made, Login("axl", "wrong-word"))
        found = [*await rows(check_clusters, visit), *await rows(check_sources, visit)]
        association = await rows(check_association, visit)

        refused = f"{made.word}/axl/: HTTP 401 to listPhone"
        do = "check user and password; give the user the role Standard AXL API Access"
        assert [
            (f"AXL of {made.word}", "not ready", refused, do),
            (f"RIS of {made.word}", "not asked", "the login was refused, and the next could lock the user", ""),
            (f"source {made.word}", "not asked", "see above: its cluster does not answer as it should", ""),
        ] == found[:3]
        assert [("association", "not asked", "no cluster answers as it should", "")] == association
        assert 1 == made.truth.refused_logins
        assert "wrong-word" not in str(found)


async def test_a_user_without_the_role_of_ris_can_still_be_asked_about_phones() -> None:
    async with publisher(devices(3), controlled=[name_of(n) for n in (1, 2, 3)]) as made:
        visit = await asking(made)
        await check_clusters(visit)
        visit.refused[visit.words[0]] = "RIS"
        found = await rows(check_sources, visit)

        assert [f"source {made.word}", "not asked"] == list(found[0][:2])
        assert ["ready"] == [one[1] for one in await rows(check_association, visit)]


async def test_a_cluster_with_another_certificate_gets_no_login() -> None:
    async with publisher(devices(1)) as made:
        visit = await asking(made)
        visit.words = (f"{made.word}?fingerprint={'AB' * 32}",)
        first, _ = await rows(check_clusters, visit)

        assert (f"AXL of {made.word}", "not ready") == first[:2]
        assert "shows a certificate with the fingerprint" in first[2]
        assert ({}, 0) == (dict(made.truth.questions), made.truth.refused_logins)


async def test_a_cluster_that_is_not_there_and_one_that_is_none() -> None:
    visit = a_visit("cucm://127.0.0.1:1", "cucm://publisher.example/path")
    visit.logins["cucm"] = LOGIN
    strange, axl, ris = await rows(check_clusters, visit)

    assert ("cluster cucm://publisher.example/path", "not ready") == strange[:2]
    assert ("AXL of cucm://127.0.0.1:1", "not ready", "see that this machine reaches that host and port") == (
        *axl[:2],
        axl[3],
    )
    assert ("RIS of cucm://127.0.0.1:1", "not ready") == ris[:2]


async def test_phones_that_the_user_does_not_control_are_named() -> None:
    async with publisher(devices(3), controlled=[name_of(1), name_of(3)]) as made:
        visit = await asking(made)
        await check_clusters(visit)
        await check_sources(visit)

        seen = f"eraser does not control 1 of 3 phones: {name_of(2)}"
        do = "add them to Controlled Devices of eraser"
        assert [("association", "not ready", seen, do)] == await rows(check_association, visit)
        made.controlled.add(name_of(2))
        seen = "eraser controls all 3 phones that have a name"
        assert [("association", "ready", seen, "")] == await rows(check_association, visit)
        assert [] == made.truth.writes


async def test_what_a_run_adds_to_the_user_is_ready() -> None:
    async with publisher(devices(2), controlled=[name_of(1)]) as made:
        word, file = (await asking(made)).words
        visit = a_visit(file, login=PRESSING, associate=word)
        visit.logins["cucm"] = LOGIN
        assert ["ready", "ready"] == [one[1] for one in await rows(check_clusters, visit)]
        await check_sources(visit)

        seen = "eraser controls 1 of 3 phones; a run adds the others (associate)"
        assert [("association", "ready", seen, "")] == await rows(check_association, visit)
        assert [] == made.truth.writes


async def test_a_user_whom_the_cluster_does_not_know() -> None:
    async with publisher(devices(1), quirks=ClusterQuirks(user_kind="nobody")) as made:
        visit = await asking(made)
        await check_clusters(visit)
        ((check, state, seen, do),) = await rows(check_association, visit)

        assert ("association", "not ready", "make the user eraser there") == (check, state, do)
        assert seen.endswith("The specified User was not found")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ((), ("sources", "not asked", "no SOURCE is named, so no phone was looked at", "")),
        (("none.csv",), ("source none.csv", "not ready", "none.csv: no such file", "check the path")),
    ],
)
async def test_no_source_and_one_that_can_not_be_read(words: tuple[str, ...], told: tuple[str, ...]) -> None:
    assert [told] == await rows(check_sources, a_visit(*words))


async def test_a_broken_row_does_not_hide_the_other_sources() -> None:
    write("broken.csv", "name,address\nSEP00,10.1.1.1\nSEP001122334455,10.1.1.1\n")
    write("good.csv", "name,address\nSEP001122334466,10.1.1.2\nSEP001122334477,10.1.1.3\n")
    visit = a_visit("broken.csv", "good.csv", exclude=("*77",))

    fault = "broken.csv:2: 'SEP00' is no phone's name"
    assert [
        ("source broken.csv", "not ready", fault, "write SEP and 12 hex digits, or the MAC address"),
        ("source good.csv", "ready", "2 phones", ""),
        ("phones", "ready", "1 of 2 are chosen", ""),
    ] == await rows(check_sources, visit)
    assert ["SEP001122334466"] == [one.name for one in visit.phones]


async def test_phones_that_nobody_touches_are_not_looked_at() -> None:
    write("good.csv", "name,address\nSEP001122334466,10.1.1.2\nSEP001122334477,10.1.1.3\n")
    write("reception.txt", "SEP001122334466\n")
    write("itl-eraser.toml", 'do_not_touch = ["reception.txt"]\n')
    visit = a_visit("good.csv")
    await check_sources(visit)

    assert ["SEP001122334477"] == [one.name for one in visit.phones]


async def test_a_selection_that_chooses_nothing_is_not_ready() -> None:
    write("good.csv", "name,address\nSEP001122334466,10.1.1.2\n")
    found = await rows(check_sources, a_visit("good.csv", site=("rome",)))

    assert ("phones", "not ready", "--site rome: no phone of the inventory has this site", "correct it") == found[1]
