"""Phones between two clusters: what each does with what it is offered, by the rules of trust §2.2."""

from __future__ import annotations

import asyncio

import pytest

from eraser.simulator.acceptance import Held, update
from eraser.simulator.assembly import Member
from eraser.simulator.cases_clusters import EVERY_MOVE, MODELS, a_phone_that_moves
from eraser.simulator.fleet import fleet_of
from eraser.simulator.handset import Handset
from eraser.simulator.lists import Digest
from eraser.simulator.moves import MOVES, Holds, Move, Offers, TvsState
from eraser.simulator.scene import scene_of
from eraser.simulator.tvs_knowledge import HOPED, SILENT
from tests.simulator.hands import erase, said

NAME = "SEP001122334455"
MAYBE = "depends_on_tvs"
# needs_erase, takes, the rule for each file in the order of the download.
WHAT_FOLLOWS: dict[str, tuple[bool | str, bool, tuple[int, ...]]] = {
    "nothing to do, it holds what is offered": (False, True, (3, 4)),
    "the old cluster does not know the new one": (MAYBE, False, (14, 14)),
    "bulk certificates were imported": (MAYBE, True, (13, 4)),
    "only CallManager was imported, and ITLRecovery signs": (MAYBE, False, (14, 13)),
    "imported, but no TVS is reached": (MAYBE, False, (11, 11)),
    "imported, but the TVS is another one": (MAYBE, False, (12, 12)),
    "imported for TFTP, not as SAST": (MAYBE, False, (14, 13)),
    "rolled back before the move": (False, True, (6, 4)),
    "rolled back, and the CTL stayed": (True, False, (8, 9, 9)),
    "rolled back, the CTL stayed, and no CTL is offered": (True, False, (9, 9)),
    "the old keys were restored from backup": (False, True, (3, 4)),
    "the recovery key signs after itl reset": (False, True, (3, 4)),
    "CallManager and TVS made anew": (MAYBE, False, (12, 12)),
    "a certificate renewed over its key": (MAYBE, False, (14, 14)),
    "issuer and serial of another key": (True, False, (5, 5)),
    "both clusters have the same host names": (MAYBE, False, (14, 14)),
    "no list yet": (False, True, (1, 4)),
    "in mixed mode, bulk certificates imported": (MAYBE, True, (13, 3, 4)),
    "in mixed mode, nothing imported": (MAYBE, False, (14, 14, 14)),
    "a CTL stays beside the new ITL": (MAYBE, True, (13, 4)),
    "the signers were handed over by CTL": (False, True, (3, 3, 4)),
    "a CTL only": (True, False, (9, 9, 9)),
    "offline while the CTL was updated": (MAYBE, False, (11, 11, 11)),
    "the second node has an ITL of its own": (False, True, (3, 4)),
    "a proxy TFTP serves its own lists": (MAYBE, False, (14, 14)),
    "the new call manager signs nothing": (True, False, (0,)),
    "rolled back for a call manager that signs nothing": (False, True, (7,)),
    "no list, and a call manager that signs nothing": (False, True, (2,)),
    "a list of more than 64 KiB is offered": ("unknown", False, (0, 13)),
    "a list that is cut off is offered": ("unknown", False, (0, 13)),
}
BY_NAME = {one.says: one for one in MOVES}


def moving(says: str, model: str = "CP-8841") -> Handset:
    member: Member = fleet_of(a_phone_that_moves(BY_NAME[says], model)).members[0]
    return member.host.handset  # type: ignore[union-attr]  # a phone, no stranger


def held_by(handset: Handset) -> Held:
    ctl, itl = (one and one.content for one in (handset.state.ctl, handset.state.itl))
    return Held(ctl, itl)


@pytest.mark.parametrize("move", MOVES, ids=lambda move: move.says)
def test_a_phone_does_what_the_rules_say(move: Move) -> None:
    scene = scene_of(move)
    tried = scene.update(NAME, scene.held)
    rules = tuple(step.rule for step in tried.steps)
    assert WHAT_FOLLOWS[move.says] == (scene.need_of(NAME), tried.takes, rules)


@pytest.mark.virtual_time
@pytest.mark.parametrize("says", WHAT_FOLLOWS)
async def test_a_phone_that_restarts_does_what_its_truth_says(says: str) -> None:
    handset = moving(says)
    scene, before = handset.scene, held_by(handset)
    assert scene is not None
    handset.restart()
    await asyncio.sleep(10)
    offered = Held(scene.node.ask("CTLFile.tlv") or before.ctl, scene.node.ask("ITLFile.tlv") or before.itl)
    takes = scene.account(handset.state.spec.name)["takes"]
    assert (offered if takes else before) == held_by(handset)
    assert takes is not (handset._hardware.words.refused in said(handset) or "0" in str(WHAT_FOLLOWS[says][2][0]))


@pytest.mark.virtual_time
@pytest.mark.parametrize("says", [one for one, follows in WHAT_FOLLOWS.items() if not follows[1]])
@pytest.mark.parametrize("model", ["CP-8841", "CP-8831"])
async def test_a_phone_that_is_erased_holds_what_is_offered_and_can_be_loaded(says: str, model: str) -> None:
    handset = moving(says, model)
    assert handset.scene is not None
    await erase(handset)
    await asyncio.sleep(10)
    node = handset.scene.node
    offered = Held(node.ctl, node.itl) if node.offers_lists else Held()
    assert offered == held_by(handset)
    assert [] == handset.state.truth.wrong


def test_every_one_of_the_fifteen_rules_is_followed_by_some_phone() -> None:
    scenes = [scene_of(one) for one in MOVES]
    known = {step.rule for one in scenes for step in one.update(NAME, one.held).steps}
    unasked = {step.rule for one in scenes for step in update(NAME, one.held, one.node.ask, None).steps}
    assert (set(range(15)), True) == (known | unasked, 10 in unasked)


def test_every_state_of_lists_of_nodes_and_of_a_tvs_is_met_and_names_its_source() -> None:
    assert set(Holds) == {one.holds for one in MOVES}
    assert set(Offers) == {one.offers for one in MOVES}
    assert set(TvsState) == {one.tvs for one in MOVES}
    assert all(one.source.startswith("trust §") for one in MOVES)
    assert len(MOVES) == len({one.says for one in MOVES})


def test_a_fleet_of_as_many_phones_as_moves_has_every_move_and_every_model() -> None:
    first = EVERY_MOVE[: len(MOVES)]
    assert (set(MOVES), set(MODELS)) == ({one.move for one in first}, {one.model for one in first})
    assert len(EVERY_MOVE) == len({(one.move, one.model) for one in EVERY_MOVE})


def test_lists_are_sha512_with_a_signer_version_in_the_mixed_cluster_alone() -> None:
    nodes = {one.offers: scene_of(one).node for one in MOVES}
    mixed = {one for one, node in nodes.items() if node.cluster.signer_version}
    assert (Digest.SHA512, {Offers.MIXED}) == (nodes[Offers.MIXED].cluster.digest, mixed)


@pytest.mark.virtual_time
async def test_status_messages_tell_what_became_of_the_lists() -> None:
    told = {}
    for says in ("bulk certificates were imported", "a CTL only", "no list yet", "a list that is cut off is offered"):
        handset = moving(says)
        handset.restart()
        await asyncio.sleep(10)
        texts = [text.replace(handset.state.spec.name, "SEP") for _, text in handset.state.status]
        told[says] = [one for one in texts[-4:] if "installed" in one or "rust" in one or "SEP" in one or "Not" in one]
    assert ["File Not Found <CTLFile.tlv>", "Trust List updated", "SEP.cnf.xml.sgn(TFTP)"] == told[
        "bulk certificates were imported"
    ][-3:]
    assert "Trust List update failed" == told["a CTL only"][-1]
    assert [
        "No Trust List installed",
        "File Not Found <CTLFile.tlv>",
        "ITL installed",
        "SEP.cnf.xml.sgn(TFTP)",
    ] == told["no list yet"]
    assert "Trust List update failed" in told["a list that is cut off is offered"]


def test_a_phone_that_refused_its_offer_before_says_so_from_the_start() -> None:
    lines = {says: [text for _, text in moving(says).state.status] for says in WHAT_FOLLOWS}
    refused = {says for says, texts in lines.items() if "Trust List update failed" in texts}
    assert {says for says, (_, takes, rules) in WHAT_FOLLOWS.items() if not takes and rules != (0,)} == refused


def test_a_tvs_that_vouches_for_another_file_than_its_certificate_signed_is_no_help() -> None:
    scene = scene_of(BY_NAME["bulk certificates were imported"])
    whole = scene.node.ask("ITLFile.tlv")
    assert whole is not None
    changed = whole[:-1] + bytes([whole[-1] ^ 1])
    tried = update(NAME, scene.held, lambda name: changed if name == "ITLFile.tlv" else None, scene.tvs)
    assert [("itl", 5), ("config", 0)] == [(step.kind, step.rule) for step in tried.steps]


def test_the_best_and_the_worst_tvs_are_no_help_without_a_tvs_certificate() -> None:
    scene = scene_of(BY_NAME["a CTL only"])
    rules = [update(NAME, scene.held, scene.node.ask, one).steps[0].rule for one in (HOPED, SILENT, scene.tvs)]
    assert [9, 9, 9] == rules


def test_a_phone_asks_for_its_own_lists_then_the_common_ones_then_its_configuration() -> None:
    asked: list[str] = []

    def ask(name: str) -> None:
        asked.append(name)

    update(NAME, Held(itl=scene_of(MOVES[0]).held.itl), ask, None)
    lists = [f"CTL{NAME}.tlv", "CTLFile.tlv", f"ITL{NAME}.tlv", "ITLFile.tlv"]
    assert [*lists, f"{NAME}.cnf.xml.sgn"] == asked
    asked.clear()
    update(NAME, Held(), ask, None)
    assert [*lists, f"{NAME}.cnf.xml"] == asked
