"""Whatever is held, offered and known: the judge answers, and never trusts a signature that does not verify."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from eraser.trust.case import HOPED, Held, Offered, Slot, Tvs, Vouched, read_offer
from eraser.trust.judge import Erase, Judgement, Verdict, judge
from eraser.trust.pitfalls import warn
from eraser.trust.signature import verify
from eraser.trust.tlv import read_trust_file
from eraser.trust.trust_file import TrustFile
from tests.trust.cases import NEW, OLD, SAME_NAME, flipped, stripped
from tests.trust.lists import SAST, TFTP, record

PLACEHOLDER = re.compile(r"\{[a-z_]+\}")
FORGER = OLD.callmanager.forged()
CLUSTERS = (OLD, NEW, SAME_NAME)
LISTS = [
    *(one.itl() for one in CLUSTERS),
    *(one.itl(signer=one.itl_recovery, digest="sha512", mixed=True) for one in CLUSTERS),
    *(one.rollback_itl() for one in CLUSTERS),
    *(one.ctl() for one in CLUSTERS),
    *(one.non_secure_ctl() for one in CLUSTERS),
    OLD.itl(key=FORGER, records=[record(FORGER, SAST), record(FORGER, TFTP)]),
    OLD.itl(signer=OLD.callmanager.renewed(7), records=[record(OLD.callmanager.renewed(7), SAST)]),
    OLD.itl(digest="sha256"),
    OLD.itl(records=[]),
    stripped(OLD.itl()),
    stripped(NEW.ctl()),
]
CONFIGS = [
    *(one.config() for one in CLUSTERS),
    OLD.encrypted_config(),
    NEW.config(key=FORGER),
    b"<device/>",
    stripped(NEW.config()),
]

lists = st.sampled_from(LISTS)
held = st.builds(Held, ctl=st.none() | lists.map(read_trust_file), itl=st.none() | lists.map(read_trust_file))


def damaged(whole: st.SearchStrategy[bytes]) -> st.SearchStrategy[bytes]:
    """The file as it is, with one bit turned, cut, or something else altogether."""
    return st.one_of(
        whole,
        st.builds(lambda data, at: flipped(data, at % len(data)), whole, st.integers(0, 10_000)),
        st.builds(lambda data, at: data[: at % len(data)], whole, st.integers(0, 10_000)),
        st.binary(max_size=60),
    )


def offers(slot: Slot, whole: st.SearchStrategy[bytes]) -> st.SearchStrategy[object]:
    return st.none() | damaged(whole).map(lambda data: read_offer(data, slot))


offered = st.builds(
    Offered,
    ctl=offers(Slot.CTL, lists),
    itl=offers(Slot.ITL, lists),
    config=offers(Slot.CONFIG, st.sampled_from(CONFIGS)),
)
signers = st.sampled_from([pair for one in CLUSTERS for pair in (one.callmanager, one.itl_recovery, one.tvs)])
vouched = st.builds(
    lambda who, roles: Vouched(who.serial_hex, roles), signers, st.frozensets(st.sampled_from([0, 2, 3, 7, 21]))
)
tvs = st.none() | st.builds(
    Tvs,
    reachable=st.booleans(),
    presents=st.none() | signers.map(lambda one: one.serial_hex),
    knows=st.none() | st.lists(vouched, max_size=4).map(tuple),
)


@given(held, offered, tvs)
def test_the_judge_answers_every_case_and_the_warnings_are_words(
    mine: Held, theirs: Offered, vouching: Tvs | None
) -> None:
    answer = judge(mine, theirs, vouching)

    assert [slot for slot in Slot if theirs.of(slot) is not None] == [one.offered for one in answer.steps]
    assert all(one.reason and not PLACEHOLDER.search(one.reason) for one in answer.steps)
    assert all(one.words for one in warn(mine, theirs, answer, vouching))


@given(held, offered, tvs)
def test_no_list_vouches_for_a_signature_that_does_not_verify_with_one_of_its_certificates(
    mine: Held, theirs: Offered, vouching: Tvs | None
) -> None:
    holds = mine
    for step in judge(mine, theirs, vouching).steps:
        offer = theirs.of(step.offered)
        if step.verdict is Verdict.ACCEPT_LOCAL:
            assert isinstance(offer, TrustFile)
            assert any(verify(offer, one) for _, file in holds.lists for one in file.records if one.has_certificate)
        if step.verdict.is_accept and isinstance(offer, TrustFile):
            holds = holds.after(step.offered, offer)


@given(held, offered, tvs)
def test_a_file_that_is_not_even_its_own_signers_is_taken_only_by_a_phone_that_checks_nothing(
    mine: Held, theirs: Offered, vouching: Tvs | None
) -> None:
    blind = {Verdict.ACCEPT_FIRST, Verdict.ACCEPT_EMPTY, Verdict.ACCEPT_UNSIGNED}
    for step in judge(mine, theirs, vouching).steps:
        offer = theirs.of(step.offered)
        if not isinstance(offer, TrustFile) or step.verdict in blind:
            continue
        own = [one for one in offer.records if one.identity == offer.header.signer.identity and one.has_certificate]
        held_keys = [one for _, file in mine.lists for one in file.records]
        if not offer.header.signature or (own and not any(verify(offer, one) for one in [*own, *held_keys])):
            assert not step.verdict.is_accept


@given(held, offered, tvs)
def test_not_needed_is_said_only_if_every_list_is_taken(mine: Held, theirs: Offered, vouching: Tvs | None) -> None:
    answer = judge(mine, theirs, vouching)
    steps = [one for one in answer.steps if one.offered is not Slot.CONFIG] or answer.steps

    assert (answer.erase is Erase.NOT_NEEDED) == (bool(steps) and all(one.verdict.is_accept for one in steps))


@given(held, offered)
def test_what_is_open_is_between_the_best_and_the_worst_tvs(mine: Held, theirs: Offered) -> None:
    answers = [judge(mine, theirs, one).erase for one in (HOPED, None, Tvs(reachable=False))]
    best, unknown, worst = answers

    if unknown is Erase.DEPENDS_ON_TVS:
        assert [Erase.NOT_NEEDED, Erase.NEEDED] == [best, worst]
    else:
        assert best is unknown
    assert unknown is not Erase.NOT_NEEDED or worst is Erase.NOT_NEEDED


@given(held, offered, tvs)
def test_one_case_has_one_answer(mine: Held, theirs: Offered, vouching: Tvs | None) -> None:
    def ask() -> Judgement:
        return judge(mine, theirs, vouching)

    assert ask() == ask()
