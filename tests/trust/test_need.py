"""What is judged of a phone by its page: each standing with a trap beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

import pytest

from eraser.model.need import Answer, Standing
from eraser.model.phone import Facts, ListState, Phone
from eraser.trust.case import Tvs
from eraser.trust.holding import Known, Shelf
from eraser.trust.need import NeedJudge
from eraser.trust.target import ListsInFiles, ListsOnServer, Target, WantedOffer
from eraser.trust.trust_file import Signer, digest_of
from tests.trust.cases import KNOWS_NOBODY, NEW, OLD, PREPARED, UNREACHABLE, offering
from tests.trust.lists import SAST, record

NAME = "SEP001122334455"
PHONE = Phone(name=NAME)
HANDED_OVER = OLD.ctl(records=[record(OLD.callmanager, SAST), record(NEW.callmanager, SAST)])


def page(
    held_itl: bytes | None = None, held_ctl: bytes | None = None, *, digest: str = "sha1", **changed: object
) -> Facts:
    """What a phone's page says that holds these lists."""

    def row(held: bytes | None) -> tuple[ListState, str | None]:
        return (ListState.INSTALLED, digest_of(digest, held)) if held else (ListState.NOT_INSTALLED, None)

    (itl_state, itl_signature), (ctl_state, ctl_signature) = row(held_itl), row(held_ctl)
    facts = Facts(
        datetime(2026, 1, 1, tzinfo=UTC),
        name=NAME,
        itl=itl_state,
        itl_signature=itl_signature,
        ctl=ctl_state,
        ctl_signature=ctl_signature,
    )
    return replace(facts, **changed)  # type: ignore[arg-type]


@dataclass
class Told:
    """A TVS that says this, whoever is asked about."""

    tvs: tuple[Tvs, ...]
    asked: list[tuple[Signer, ...]] = field(default_factory=list)

    async def ask(self, signers: Sequence[Signer]) -> tuple[Tvs, ...]:
        self.asked.append(tuple(signers))
        return self.tvs


def wanting(*files: tuple[str, bytes], archive: Sequence[bytes] = (), tvs: Told | None = None) -> NeedJudge:
    signatures = [digest_of(name, one) for _, one in files for name in ("md5", "sha1")]
    contents = [*archive, *(one for _, one in files)]
    return NeedJudge(Target(signatures, [ListsInFiles(files)]), Shelf((Known(contents),)), tvs)


async def answer(judge: NeedJudge, facts: Facts, lists: Sequence[str] = ("itl",)) -> Answer:
    return await judge.judge(PHONE, facts, lists)


NEW_ITL = ("ITLFile.tlv", NEW.itl())


@pytest.mark.parametrize("digest", ["md5", "sha1"])
async def test_a_phone_that_holds_a_wanted_list_is_left_alone(digest: str) -> None:
    told = await answer(wanting(NEW_ITL), page(NEW.itl(), digest=digest))

    assert (Standing.HOLDS_WANTED, "It holds a wanted list already.") == (told.standing, told.says)


async def test_a_wanted_itl_does_not_excuse_another_ctl_where_both_are_asked_for() -> None:
    judge = wanting(NEW_ITL, archive=[OLD.ctl()])

    assert Standing.HOLDS_WANTED is (await answer(judge, page(NEW.itl(), OLD.ctl()))).standing
    assert Standing.HOLDS_WANTED is not (await answer(judge, page(NEW.itl(), OLD.ctl()), ("itl", "ctl"))).standing


async def test_a_held_list_that_is_in_no_archive_can_not_be_judged_and_its_signature_is_named() -> None:
    told = await answer(wanting(NEW_ITL), page(OLD.itl()))

    assert Standing.UNKNOWN is told.standing
    assert f"its ITL {digest_of('sha1', OLD.itl())} is in no archive (--archive DIR)" == told.why


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"itl": ListState.ABSENT, "itl_signature": None}, "its page does not show what it holds"),
        ({"itl_signature": None}, "its page shows no signature of its ITL"),
        ({"weak": True}, "its page can not be read for certain"),
        ({"complete": False}, "its page can not be read for certain"),
    ],
)
async def test_a_page_that_does_not_tell_is_said_to_be_one(changed: dict[str, object], why: str) -> None:
    told = await answer(wanting(NEW_ITL, archive=[OLD.itl()]), page(OLD.itl(), **changed))

    assert (Standing.UNKNOWN, why) == (told.standing, told.why)


async def test_a_phone_without_a_tvs_certificate_refuses_by_rule_9_and_other_ways_are_named() -> None:
    held = OLD.itl(records=[record(OLD.callmanager, SAST), OLD.records()[2]])
    told = await answer(wanting(NEW_ITL, archive=[held]), page(held))

    assert Standing.REFUSES is told.standing
    assert "(rule 9)" in told.why
    assert ["rollback parameter"] == [one.way for one in told.savings]
    assert "What may save the walk: rollback parameter." in told.says


@pytest.mark.parametrize(
    ("tvs", "standing", "rule"),
    [
        ((), Standing.DEPENDS, 10),
        ((PREPARED,), Standing.TAKES_WANTED, 13),
        ((KNOWS_NOBODY,), Standing.REFUSES, 14),
        ((UNREACHABLE,), Standing.REFUSES, 11),
        ((PREPARED, KNOWS_NOBODY), Standing.REFUSES, 14),
    ],
)
async def test_the_tvs_decides_where_the_lists_do_not_and_the_least_helpful_one_counts(
    tvs: tuple[Tvs, ...], standing: Standing, rule: int
) -> None:
    asked = Told(tvs)
    told = await answer(wanting(NEW_ITL, archive=[OLD.itl()], tvs=asked), page(OLD.itl()))

    assert (standing, True) == (told.standing, f"(rule {rule})" in told.why)
    assert [NEW.callmanager.serial_hex] == [one.serial for one in asked.asked[0]]


async def test_a_phone_that_has_the_new_sast_takes_the_list_by_itself() -> None:
    files = (("CTLFile.tlv", NEW.ctl()), ("ITLFile.tlv", NEW.itl(mixed=True)))
    told = await answer(wanting(*files, archive=[HANDED_OVER, OLD.itl()]), page(OLD.itl(), HANDED_OVER))

    assert (Standing.TAKES_WANTED, ()) == (told.standing, told.savings)
    assert "(rule 3)" in told.why


async def test_a_rollback_list_says_nothing_where_the_page_has_no_row_for_a_ctl() -> None:
    judge = wanting(NEW_ITL, archive=[OLD.rollback_itl()])

    assert Standing.TAKES_WANTED is (await answer(judge, page(OLD.rollback_itl()))).standing
    told = await answer(judge, page(OLD.rollback_itl(), ctl=ListState.ABSENT))
    assert (Standing.UNKNOWN, "its page does not show whether it holds a CTL, which would decide") == (
        told.standing,
        told.why,
    )


async def test_signatures_alone_can_be_compared_and_not_judged() -> None:
    judge = NeedJudge(Target([digest_of("sha1", NEW.itl())]), Shelf((Known([OLD.itl()]),)))

    assert Standing.HOLDS_WANTED is (await answer(judge, page(NEW.itl()))).standing
    told = await answer(judge, page(OLD.itl()))
    assert "of the wanted lists only signatures are known: name the files or the server, too" == told.why


async def test_of_two_nodes_lists_the_one_that_is_refused_counts() -> None:
    files = (("node-a/ITLFile.tlv", OLD.itl(timestamp=1)), ("node-b/ITLFile.tlv", NEW.itl()))
    held = OLD.itl(records=[one for one in OLD.records() if one != OLD.records()[3]])
    told = await answer(wanting(*files, archive=[held]), page(held))

    assert Standing.REFUSES is told.standing


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (NEW.itl()[:-3], "can not be read: "),
        (NEW.itl(records=[*NEW.records(), *[NEW.records()[3]] * 70]), "bytes, and phones load 65535 at most"),
    ],
)
async def test_a_phone_is_not_judged_by_a_list_that_no_phone_can_load(content: bytes, why: str) -> None:
    told = await answer(wanting((f"ITL{NAME}.tlv", content), archive=[OLD.itl()]), page(OLD.itl()))

    assert (Standing.NO_OFFER, False) == (told.standing, told.standing.needs_erase)
    assert f"the ITL of ITL{NAME}.tlv " in told.says
    assert why in told.says


# --- where wanted lists come from -----------------------------------------------------------------------------------


async def test_a_list_of_the_phones_own_name_takes_the_place_of_the_common_one() -> None:
    files = ListsInFiles([NEW_ITL, (f"ITL{NAME}.tlv", OLD.itl()), ("ITLSEP000000000001.tlv", OLD.rollback_itl())])

    own, other = await files.offers_to(NAME.lower()), await files.offers_to("SEP0000000000FF")
    assert ([f"ITL{NAME}.tlv"], ["ITLFile.tlv"]) == ([one.source for one in own], [one.source for one in other])


async def test_a_file_with_a_free_name_is_known_by_what_stands_in_it_and_one_that_is_no_list_is_passed_over() -> None:
    files = ListsInFiles(
        [("berlin.tlv", NEW.ctl()), ("notes.tlv", b"no list"), ("b.tlv", NEW.itl()), ("c.tlv", NEW.itl())]
    )

    offers = await files.offers_to(None)
    assert ["berlin.tlv and b.tlv"] == [one.source for one in offers]
    assert (NEW.ctl(), NEW.itl()) == tuple(one.content for one in offers[0].offered.lists)


async def test_a_server_is_asked_once_for_each_phone_and_its_silence_is_told() -> None:
    common = WantedOffer("tftp://new", offering(itl=NEW.itl()))
    own = WantedOffer("tftp://new", offering(itl=NEW.itl(timestamp=7)))
    asked: list[str] = []

    async def fetch(name: str) -> WantedOffer | None:
        asked.append(name)
        return {"A": own, "B": common}.get(name)

    server = ListsOnServer(common, fetch)
    offers = [(await server.offers_to(name))[0] for name in ("A", "A", "B", "C", "C")]

    assert ["A", "B", "C", "C"] == asked
    assert [own.key, own.key, common.key, common.key, common.key] == [one.key for one in offers]
    assert "tftp://new did not answer for the phone's own list; its common one was judged" == offers[-1].note
