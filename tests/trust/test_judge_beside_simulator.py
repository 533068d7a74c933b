"""The judge and the simulator's phones are written apart from the same rules: they say the same of every move."""

from __future__ import annotations

import dataclasses
import itertools

import pytest

from eraser.simulator.moves import MOVES, Holds, Move, Offers, TvsState
from eraser.simulator.scene import Scene, scene_of
from eraser.simulator.tvs_knowledge import TvsKnowledge
from eraser.trust.case import Held, Offered, Slot, Tvs, Vouched, read_offer
from eraser.trust.judge import Judgement, judge
from eraser.trust.tlv import read_trust_file

NAME = "SEP001122334455"
ERASE = {True: "needed", False: "not_needed", "depends_on_tvs": "depends_on_tvs", "unknown": "unknown"}
NO_PHONE_HOLDS = {(Holds.OFFERED, Offers.LARGE), (Holds.OFFERED, Offers.BROKEN)}
# Every pair of what may be held and what may be offered, each with another state of the TVS: more than the profile plays.
PAIRS = [
    Move(f"{holds}, {offers}", holds, offers, tvs, "")
    for (holds, offers), tvs in zip(itertools.product(Holds, Offers), itertools.cycle(TvsState), strict=False)
    if (holds, offers) not in NO_PHONE_HOLDS
]


def as_told(tvs: TvsKnowledge | None) -> Tvs | None:
    """What a person would write into a file for `--tvs`."""
    if tvs is None:
        return None
    known = (Vouched(one.signer.serial_hex, one.roles, one.signer.issuer, one.signer.certificate) for one in tvs.known)
    return Tvs(tvs.reachable, tvs.signer.serial_hex, tuple(known))


def judged(scene: Scene, tvs: TvsKnowledge | None) -> Judgement:
    node = scene.node
    config = node.ask(f"{NAME}.cnf.xml.sgn") or node.ask(f"{NAME}.cnf.xml")
    offers = {Slot.CTL: node.ask("CTLFile.tlv"), Slot.ITL: node.ask("ITLFile.tlv"), Slot.CONFIG: config}
    offered = {slot.value: read_offer(data, slot) for slot, data in offers.items() if data is not None}
    held = {name: read_trust_file(data) for name in ("ctl", "itl") if (data := getattr(scene.held, name)) is not None}
    return judge(Held(**held), Offered(**offered), as_told(tvs))


@pytest.mark.parametrize("move", MOVES, ids=lambda move: move.says)
def test_the_judge_says_of_every_move_what_the_phone_does(move: Move) -> None:
    scene = scene_of(move)
    tried, answer = scene.update(NAME, scene.held), judged(scene, scene.tvs)

    assert [(step.kind.value, step.verdict.value, step.rule) for step in tried.steps] == [
        (step.offered.value, step.verdict.value, step.rule) for step in answer.steps
    ]
    assert (tried.takes, ERASE[scene.need_of(NAME)]) == (
        answer.erase.value == "not_needed",
        judged(scene, None).erase.value,
    )


def test_they_agree_on_every_list_that_may_be_held_or_offered_and_on_every_tvs() -> None:
    differing = []
    for move in PAIRS:
        scene = scene_of(move)
        mine = [(step.kind.value, step.verdict.value, step.rule) for step in scene.update(NAME, scene.held).steps]
        theirs = [(one.offered.value, one.verdict.value, one.rule) for one in judged(scene, scene.tvs).steps]
        if mine != theirs:
            differing.append((move.says, move.tvs, mine, theirs))
        if ERASE[scene.need_of(NAME)] != judged(scene, None).erase.value:
            differing.append((move.says, "the TVS was not asked", scene.need_of(NAME), judged(scene, None).erase.value))
    assert [] == differing


def test_a_phone_and_the_judge_differ_where_one_of_them_is_wrong() -> None:
    """The comparison itself can fail: another TVS makes another answer."""
    scene = scene_of(next(one for one in MOVES if one.tvs is TvsState.PREPARED and one.holds is Holds.ITL))
    other = dataclasses.replace(scene, tvs=dataclasses.replace(scene.tvs, known=()))
    assert scene.update(NAME, scene.held).takes is not (judged(scene, other.tvs).erase.value == "not_needed")
