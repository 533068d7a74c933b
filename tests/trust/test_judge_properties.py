"""Whatever is held, offered and known: the judge answers, and never trusts a signature that does not verify."""

from __future__ import annotations

import re
from typing import NamedTuple

from hypothesis import given
from hypothesis import strategies as st

from eraser.trust.case import HOPED, Held, Offer, Offered, Slot, Tvs, Vouched, read_offer
from eraser.trust.judge import Erase, Judgement, Verdict, judge
from eraser.trust.pitfalls import warn
from eraser.trust.signature import verify
from eraser.trust.tlv import read_trust_file
from eraser.trust.trust_file import TrustFile
from tests.trust.cases import NEW, OLD, SAME_NAME, flipped, stripped
from tests.trust.lists import SAST, TFTP, record

PLACEHOLDER = re.compile(r"\{[a-z_]+\}")
FORGER = OLD.callmanager.forged()
RENEWED = OLD.callmanager.renewed(7)
CLUSTERS = {"old": OLD, "new": NEW, "same name": SAME_NAME}
LISTS = {
    **{f"{name}: ITL": one.itl() for name, one in CLUSTERS.items()},
    **{f"{name}: ITL, recovery": one.itl(signer=one.itl_recovery, digest="sha512") for name, one in CLUSTERS.items()},
    **{f"{name}: ITL, rollback": one.rollback_itl() for name, one in CLUSTERS.items()},
    **{f"{name}: CTL": one.ctl() for name, one in CLUSTERS.items()},
    **{f"{name}: CTL, non-secure": one.non_secure_ctl() for name, one in CLUSTERS.items()},
    "forged": OLD.itl(key=FORGER, records=[record(FORGER, SAST), record(FORGER, TFTP)]),
    "renewed": OLD.itl(signer=RENEWED, records=[record(RENEWED, SAST), *OLD.records()[1:]]),
    "unusual digest": OLD.itl(digest="sha256"),
    "no records": OLD.itl(records=[]),
    "old, no signature": stripped(OLD.itl()),
    "new CTL, no signature": stripped(NEW.ctl()),
}
CONFIGS = {
    **{f"{name}: config": one.config() for name, one in CLUSTERS.items()},
    "encrypted": OLD.encrypted_config(),
    "forged config": NEW.config(key=FORGER),
    "plain": b"<device/>",
    "config, no signature": stripped(NEW.config()),
}
READ = {name: read_trust_file(data) for name, data in LISTS.items()}
FILES = {**LISTS, **CONFIGS}
SIGNERS = {
    f"{name}: {what}": getattr(one, what)
    for name, one in CLUSTERS.items()
    for what in ("callmanager", "itl_recovery", "tvs")
}


class Served(NamedTuple):
    """A file that is offered: by its name, with one bit turned, or cut; or any bytes."""

    name: str
    harm: str = "none"
    at: int = 0
    data: bytes = b""

    def offer(self, slot: Slot) -> Offer:
        whole = FILES.get(self.name, self.data)
        at = self.at % max(1, len(whole))
        harmed = {"none": whole, "cut": whole[:at], "flip": flipped(whole, at) if self.harm == "flip" else b""}
        return read_offer(harmed[self.harm], slot, self.name)


class Recipe(NamedTuple):
    """A case in words that fit a failing test's message."""

    ctl: str | None
    itl: str | None
    offered: tuple[Served | None, Served | None, Served | None]

    @property
    def held(self) -> Held:
        ctl, itl = (None if one is None else READ[one] for one in (self.ctl, self.itl))
        return Held(ctl, itl)

    @property
    def serves(self) -> Offered:
        return Offered(*(one and one.offer(slot) for slot, one in zip(Slot, self.offered, strict=True)))


def served(names: list[str]) -> st.SearchStrategy[Served | None]:
    whole, nothing, start = st.sampled_from(names), st.just(b""), st.just(0)
    return st.one_of(
        st.none(),
        st.builds(Served, whole, st.just("none"), start, nothing),
        st.builds(Served, whole, st.sampled_from(["flip", "cut"]), st.integers(0, 10_000), nothing),
        st.builds(Served, st.just("bytes"), st.just("none"), start, st.binary(max_size=60)),
    )


held_names = st.none() | st.sampled_from(list(LISTS))
offered_lists = served(list(LISTS))
recipes = st.builds(
    Recipe, ctl=held_names, itl=held_names, offered=st.tuples(offered_lists, offered_lists, served(list(CONFIGS)))
)
signers = st.sampled_from(list(SIGNERS)).map(lambda name: SIGNERS[name].serial_hex)
vouched = st.builds(Vouched, serial=signers, roles=st.frozensets(st.sampled_from([0, 2, 3, 7, 21])))
tvs = st.none() | st.builds(
    Tvs,
    reachable=st.booleans(),
    presents=st.none() | signers,
    knows=st.none() | st.lists(vouched, max_size=4).map(tuple),
    hoped=st.just(False),
)


@given(recipes, tvs)
def test_the_judge_answers_every_case_and_the_warnings_are_words(case: Recipe, vouching: Tvs | None) -> None:
    mine, theirs = case.held, case.serves
    answer = judge(mine, theirs, vouching)

    assert [slot for slot in Slot if theirs.of(slot) is not None] == [one.offered for one in answer.steps]
    assert all(one.reason and not PLACEHOLDER.search(one.reason) for one in answer.steps)
    assert all(one.words for one in warn(mine, theirs, answer, vouching))


@given(recipes, tvs)
def test_no_list_vouches_for_a_signature_that_does_not_verify_with_one_of_its_certificates(
    case: Recipe, vouching: Tvs | None
) -> None:
    mine, theirs = case.held, case.serves
    holds = mine
    for step in judge(mine, theirs, vouching).steps:
        offer = theirs.of(step.offered)
        if step.verdict is Verdict.ACCEPT_LOCAL:
            assert isinstance(offer, TrustFile)
            assert any(verify(offer, one) for _, file in holds.lists for one in file.records if one.has_certificate)
        if step.verdict.is_accept and isinstance(offer, TrustFile):
            holds = holds.after(step.offered, offer)


@given(recipes, tvs)
def test_a_file_that_is_not_even_its_own_signers_is_taken_only_by_a_phone_that_checks_nothing(
    case: Recipe, vouching: Tvs | None
) -> None:
    mine, theirs = case.held, case.serves
    blind = {Verdict.ACCEPT_FIRST, Verdict.ACCEPT_EMPTY, Verdict.ACCEPT_UNSIGNED}
    for step in judge(mine, theirs, vouching).steps:
        offer = theirs.of(step.offered)
        if not isinstance(offer, TrustFile) or step.verdict in blind:
            continue
        own = [one for one in offer.records if one.identity == offer.header.signer.identity and one.has_certificate]
        held_keys = [one for _, file in mine.lists for one in file.records]
        if not offer.header.signature or (own and not any(verify(offer, one) for one in [*own, *held_keys])):
            assert not step.verdict.is_accept


@given(recipes, tvs)
def test_not_needed_is_said_only_if_every_list_is_taken(case: Recipe, vouching: Tvs | None) -> None:
    mine, theirs = case.held, case.serves
    answer = judge(mine, theirs, vouching)
    steps = [one for one in answer.steps if one.offered is not Slot.CONFIG] or answer.steps

    assert (answer.erase is Erase.NOT_NEEDED) == (bool(steps) and all(one.verdict.is_accept for one in steps))


@given(recipes)
def test_what_is_open_is_between_the_best_and_the_worst_tvs(case: Recipe) -> None:
    mine, theirs = case.held, case.serves
    answers = [judge(mine, theirs, one).erase for one in (HOPED, None, Tvs(reachable=False))]
    best, unknown, worst = answers

    if unknown is Erase.DEPENDS_ON_TVS:
        assert [Erase.NOT_NEEDED, Erase.NEEDED] == [best, worst]
    else:
        assert best is unknown
    assert unknown is not Erase.NOT_NEEDED or worst is Erase.NOT_NEEDED


@given(recipes, tvs)
def test_one_case_has_one_answer(case: Recipe, vouching: Tvs | None) -> None:
    def ask() -> Judgement:
        return judge(case.held, case.serves, vouching)

    assert ask() == ask()
