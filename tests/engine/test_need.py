"""What a run does with the answer whether a phone must be erased, and with a server that still offers the old list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import pytest

from eraser.model.need import Answer, Standing
from eraser.model.outcome import Outcome, Reason
from eraser.model.phone import Facts, Phone
from eraser.model.run import Result
from eraser.simulator.handset import Handset
from eraser.simulator.state import Quirks
from tests.engine.rig import FAST, NEW_ITL, Bench, holds_old, make_handset

pytestmark = pytest.mark.virtual_time

STALE = replace(FAST, erase="stale", wanted=(NEW_ITL.signature,))
SAYS = "It refuses the ITL of tftp://new: nobody vouches (rule 14)."


@dataclass
class Judge:
    """The Need port: one answer for all."""

    standing: Standing
    wanted: frozenset[str] = frozenset({NEW_ITL.signature})
    asked: list[Sequence[str]] = field(default_factory=list)

    async def judge(self, phone: Phone, facts: Facts, lists: Sequence[str]) -> Answer:
        del phone, facts
        self.asked.append(lists)
        return Answer(self.standing, SAYS)

    async def wanted_of(self, phone: Phone, facts: Facts) -> frozenset[str]:
        del phone, facts
        return self.wanted


@dataclass
class Look:
    """The TftpLook port."""

    server: str | None

    async def same_list_from(self, phone: Phone, facts: Facts) -> str | None:
        del phone, facts
        return self.server


async def work(handset: Handset, **changes: object) -> tuple[Result, Bench]:
    bench = Bench([handset], **{"options": STALE, **changes})  # type: ignore[arg-type]
    return (await bench.work()).results[0], bench


@pytest.mark.parametrize("standing", [one for one in Standing if one is not Standing.NO_OFFER])
async def test_a_phone_is_erased_unless_it_holds_or_takes_what_is_wanted(standing: Standing) -> None:
    handset = make_handset("CP-8841", "88xx-5-4-4")
    result, bench = await work(handset, need=Judge(standing))

    erased = standing in {Standing.REFUSES, Standing.DEPENDS, Standing.UNKNOWN}
    assert (Outcome.ERASED if erased else Outcome.ALREADY_TRUSTED) is result.outcome
    assert erased is not holds_old(handset)
    assert erased is bool(bench.store.intents())
    assert 1 == result.detail.count(SAYS)


async def test_a_phone_for_which_no_phone_could_load_what_is_offered_is_not_pressed() -> None:
    result, bench = await work(make_handset("CP-8841", "88xx-5-4-4"), need=Judge(Standing.NO_OFFER))

    assert (Outcome.FAILED, None, []) == (result.outcome, result.reason, bench.channels[result.name].keys)
    assert f"{SAYS} Correct it on the new cluster, then run again." == result.detail


async def test_who_asked_for_all_phones_is_not_told_what_they_would_take() -> None:
    judge = Judge(Standing.TAKES_WANTED)
    result, _ = await work(make_handset("CP-8841", "88xx-5-4-4"), need=judge, options=replace(STALE, erase="all"))

    assert (Outcome.ERASED, []) == (result.outcome, judge.asked)


@pytest.mark.parametrize("lists", ["itl", "ctl", "both"])
async def test_the_judge_is_asked_about_the_lists_that_would_be_erased(lists: str) -> None:
    judge = Judge(Standing.HOLDS_WANTED)
    await work(make_handset("CP-7945G", "79xx", ctl=True), need=judge, options=replace(STALE, lists=lists))

    assert [["itl", "ctl"] if lists == "both" else [lists]] == judge.asked


async def test_a_plan_says_why_and_presses_nothing() -> None:
    bench = Bench([make_handset("CP-8841", "88xx-5-4-4")], options=STALE, need=Judge(Standing.REFUSES))
    result = (await bench.work(look_only=True)).results[0]

    assert (Outcome.PENDING, 0) == (result.outcome, result.keys_pressed)
    assert SAYS in result.detail


async def test_a_wanted_list_after_the_erase_is_named_as_proof_and_another_one_is_told() -> None:
    right, _ = await work(make_handset("CP-8841", "88xx-5-4-4"), need=Judge(Standing.REFUSES))
    other, _ = await work(make_handset("CP-8841", "88xx-5-4-4"), need=Judge(Standing.REFUSES, frozenset({"AB" * 20})))

    assert ["itl_signature_changed", "itl_is_wanted"] == [one for one in right.proof if one.startswith("itl")]
    assert right.detail.startswith("Erased and proved; it holds a wanted list now.")
    assert ["itl_signature_changed"] == [one for one in other.proof if one.startswith("itl")]
    assert f"the ITL that it took since ({NEW_ITL.signature}) is none of the wanted ones" in other.detail
    assert Outcome.ERASED is other.outcome


async def test_a_phone_whose_server_still_offers_its_list_is_not_pressed() -> None:
    handset = make_handset("CP-8841", "88xx-5-4-4", Quirks(offers_same_list=True))
    result, bench = await work(handset, need=Judge(Standing.REFUSES), tftp=Look("10.1.1.211"))

    assert (Outcome.MANUAL, Reason.SAME_LIST_AGAIN) == (result.outcome, result.reason)
    assert [] == bench.channels[result.name].keys
    assert "its TFTP server 10.1.1.211 still offers the list" in result.detail
    assert "Change DHCP option 150" in result.detail


async def test_who_asked_for_all_phones_is_warned_of_that_server_and_obeyed() -> None:
    result, _ = await work(
        make_handset("CP-8841", "88xx-5-4-4"), tftp=Look("10.1.1.211"), options=replace(STALE, erase="all")
    )

    assert Outcome.ERASED is result.outcome
    assert 1 == result.detail.count("Warning: its TFTP server 10.1.1.211 still offers the list that it holds")


async def test_a_server_that_offers_nothing_known_is_no_hindrance() -> None:
    result, _ = await work(make_handset("CP-8841", "88xx-5-4-4"), need=Judge(Standing.REFUSES), tftp=Look(None))

    assert Outcome.ERASED is result.outcome


async def test_a_ctl_that_decides_beside_a_missing_itl_makes_the_phone_a_persons_business() -> None:
    handset = make_handset("CP-8841", "88xx-5-4-4", ctl=True)
    handset.state.itl = None
    refused, _ = await work(handset, need=Judge(Standing.REFUSES))

    assert (Outcome.MANUAL, Reason.NO_ROUTE) == (refused.outcome, refused.reason)
    assert f"Its CTL would stay and decides, too; `--list both` erases both. {SAYS}" == refused.detail


async def test_a_phone_that_holds_a_ctl_alone_is_not_said_to_take_any_list() -> None:
    handset = make_handset("CP-8841", "88xx-5-4-4", ctl=True)
    handset.state.itl = None
    result, _ = await work(handset, options=replace(STALE, erase="all"))

    assert (Outcome.MANUAL, Reason.NO_ROUTE) == (result.outcome, result.reason)
    assert "no ITL is installed, but a CTL is" in result.detail


async def test_a_ctl_that_stays_where_the_ways_are_separate_is_warned_of() -> None:
    shown = Quirks(page_shows_lists=True)
    told = [
        (await work(make_handset(model, layout, shown, ctl=True), options=FAST))[0].detail
        for model, layout in (("CP-7945G", "79xx"), ("CP-8841", "88xx-5-4-4"))
    ]

    assert [True, False] == ["its CTL stays and judges the next ITL" in one for one in told]
