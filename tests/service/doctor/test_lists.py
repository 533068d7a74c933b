"""The doctor looks at wanted lists, archives and the old cluster's TVS."""

from __future__ import annotations

import pytest

from eraser.service.doctor.lists import check_archives, check_other_ways, check_tvs, check_wanted
from eraser.simulator.cases_clusters import a_phone_that_moves
from eraser.simulator.fleet import fleet_of
from eraser.simulator.moves import MOVES
from tests.service.doctor.visits import a_visit, rows, write
from tests.trust.cases import NEW
from tests.trust.tftp_server import HOST, serving

PREPARED = next(one for one in MOVES if one.says == "bulk certificates were imported")


async def test_files_and_signatures_that_can_be_read_are_ready() -> None:
    write("new/ITLFile.tlv", NEW.itl())
    word = f"signature:{'AB' * 20}"

    assert [("wanted new", "ready", "1 lists", ""), (f"wanted {word}", "ready", "a signature", "")] == await rows(
        check_wanted, a_visit(wanted=("new", word))
    )


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (None, ("--wanted ITLFile.tlv: no such file", "check the path")),
        (b"shopping list", ("the ITL of ITLFile.tlv can not be read: header: the element with tag 115 at byte 0 ends behind byte 13, where it must end", "name another list")),
    ],
)  # fmt: skip
async def test_a_wanted_file_that_no_phone_could_load_is_not_ready(
    content: bytes | None, told: tuple[str, str]
) -> None:
    if content:
        write("ITLFile.tlv", content)
    ((check, state, *seen),) = await rows(check_wanted, a_visit(wanted=("ITLFile.tlv",)))

    assert ("wanted ITLFile.tlv", "not ready", *told) == (check, state, *seen)


async def test_a_server_with_lists_is_ready_and_one_without_is_not() -> None:
    async with serving({"ITLFile.tlv": NEW.itl()}) as full, serving({}) as empty:
        words = tuple(f"tftp://{HOST}:{one.port}" for one in (full, empty))
        found = await rows(check_wanted, a_visit(wanted=words))

    do = "name a TFTP node of the new cluster, or see why it signs nothing"
    assert [
        (f"wanted {words[0]}", "ready", "it serves ITLFile.tlv", ""),
        (f"wanted {words[1]}", "not ready", "it serves neither ITLFile.tlv nor CTLFile.tlv", do),
    ] == found


async def test_a_server_that_is_not_there_is_not_ready() -> None:
    ((_, state, _, do),) = await rows(check_wanted, a_visit(wanted=("http://127.0.0.1:1",)))

    assert ("not ready", True) == (state, do.startswith("Check that the node's TFTP service runs"))


async def test_an_archive_that_can_be_read_is_ready_and_no_folder_is_not() -> None:
    write("kept/ITLFile.tlv", NEW.itl())

    do = "name an archive of `itl-eraser trust archive`, or one of .tlv files"
    assert [
        ("archive kept", "ready", "1 lists", ""),
        ("archive none", "not ready", "none: is no folder", do),
    ] == await rows(check_archives, a_visit(archive=("kept", "none")))


async def test_a_tvs_is_asked_for_its_certificate_alone() -> None:
    async with fleet_of(a_phone_that_moves(PREPARED), bind="127.9.12.0") as fleet:
        (situation,) = fleet.network.situations
        word = situation.tvs_address
        there, away = await rows(check_tvs, a_visit(tvs=(word, "127.0.0.1:1")))

    assert (f"tvs {word}", "ready", True) == (*there[:2], there[2].startswith("it presents the certificate "))
    assert ("tvs 127.0.0.1:1", "not ready") == away[:2]
    assert "nobody listens there" in away[2]


async def test_what_was_not_named_is_not_asked() -> None:
    visit = a_visit()
    found = [
        one for check in (check_wanted, check_archives, check_tvs, check_other_ways) for one in await rows(check, visit)
    ]

    assert [("wanted", "not asked"), ("archive", "not asked"), ("tvs", "not asked"), ("other ways", "not asked")] == [
        one[:2] for one in found
    ]
