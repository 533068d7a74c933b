"""Each of the fifteen rules in at least two cases, one of them a trap."""

from __future__ import annotations

import pytest

from eraser.trust.case import Held, Offered, Tvs, Vouched
from eraser.trust.judge import RULES, judge
from eraser.trust.show import shown_text
from eraser.trust.text import read_text
from eraser.trust.tlv import read_trust_file
from tests.trust.cases import (
    KNOWS_NOBODY,
    NEW,
    OLD,
    asked,
    flipped,
    holding,
    knowing,
    offering,
)
from tests.trust.lists import SAST, TFTP, record
from tests.trust.rule_cases import CASES, EMPTY, FULL, MIXED


@pytest.mark.parametrize("name", CASES)
def test_a_phone_decides_by_the_rule(name: str) -> None:
    held, offered, tvs, erase, steps = CASES[name]

    assert (erase, steps) == asked(held, offered, tvs)


@pytest.mark.parametrize("number", range(15))
def test_every_rule_has_two_cases_that_end_in_it_or_just_miss_it_and_one_is_a_trap(number: int) -> None:
    names = [name for name in CASES if name.split()[0] == str(number)]
    ends = {rule for name in names for _, rule in CASES[name][4].values()}

    assert (True, True, True) == (len(names) >= 2, any("trap" in name for name in names), number in ends)


def test_the_table_has_the_fifteen_rules_and_its_last_line_closes_it() -> None:
    assert set(range(15)) == {one.number for one in RULES}
    assert [13, 14] == [one.number for one in RULES][-2:]


def test_the_files_are_judged_in_the_order_of_the_download() -> None:
    offered = offering(config=NEW.config(), itl=NEW.itl(), ctl=NEW.ctl())

    assert ["ctl", "itl", "config"] == [one.offered.value for one in judge(EMPTY, offered).steps]


def test_a_list_that_is_refused_leaves_the_held_one_in_place() -> None:
    offered = offering(ctl=NEW.ctl(), itl=OLD.itl(mixed=True), config=OLD.config())
    expected = {"ctl": ("reject_tvs_unknown_cert", 14), "itl": ("accept_local", 3), "config": ("accept_local", 4)}

    assert ("needed", expected) == asked(MIXED, offered, KNOWS_NOBODY)


def test_an_itl_that_hangs_on_an_open_ctl_is_open_whatever_the_held_lists_say_of_it() -> None:
    forged = OLD.itl(signer=NEW.callmanager.forged(), key=NEW.callmanager, records=NEW.records())
    held = holding(
        ctl=OLD.ctl(),
        itl=OLD.itl(mixed=True, records=[*OLD.records(mixed=True), record(NEW.callmanager.forged(), SAST)]),
    )
    alone = asked(held, offering(itl=forged))
    with_ctl = judge(held, offering(ctl=NEW.ctl(signer=NEW.itl_recovery), itl=forged))

    assert ("needed", {"itl": ("reject_badsig", 5)}) == alone
    assert ("depends_on_tvs", ["needs_tvs", "needs_tvs"]) == (with_ctl.erase, [one.verdict for one in with_ctl.steps])
    assert with_ctl.steps[1].reason.startswith("if the CTL is taken: signed by CN=cucm-new-pub")


def test_without_an_offer_nothing_is_said() -> None:
    assert ("unknown", {}) == asked(FULL, offering())


def test_a_reason_names_the_signer_and_what_is_missing() -> None:
    step = judge(FULL, offering(itl=NEW.itl()), knowing(NEW.callmanager, roles={TFTP})).steps[0]

    assert (
        f"no held list has the signer CN=cucm-new-pub (serial {NEW.callmanager.serial_hex}), "
        "and the TVS knows it in role 3 only; role 0 is needed"
    ) == step.reason


def test_a_bad_signature_is_told_with_what_is_wrong_with_it() -> None:
    steps = [judge(FULL, offering(itl=one)).steps[0] for one in (flipped(OLD.itl()), OLD.itl(digest="sha256"))]
    who = f"the signer CN=cucm-old-pub (serial {OLD.callmanager.serial_hex}) is in the held ITL"

    assert [
        f"{who}, and the signature does not verify: the file was changed after this key signed it; no TVS can help",
        f"{who}, but the signature can not be judged here: signed over sha256, which no phone is known to take",
    ] == [one.reason for one in steps]


def test_a_held_list_known_from_the_text_of_show_itl_vouches_by_the_hash_of_its_certificates() -> None:
    held = Held(itl=read_text(shown_text(read_trust_file(OLD.itl())))[0])
    forger = OLD.callmanager.forged()

    assert ("not_needed", {"itl": ("accept_local", 3)}) == asked(held, offering(itl=OLD.itl(timestamp=1_500_000_000)))
    assert ("needed", {"itl": ("reject_badsig", 5)}) == asked(held, offering(itl=flipped(OLD.itl(), -1_800)))
    assert ("unknown", {"itl": ("unknown", 5)}) == asked(
        held, offering(itl=OLD.itl(key=forger, records=[record(forger, SAST)]))
    )
    assert ("depends_on_tvs", {"itl": ("needs_tvs", 10)}) == asked(held, offering(itl=NEW.itl()))


def test_a_list_that_is_offered_as_text_only_can_not_be_judged() -> None:
    offered = Offered(itl=read_text(shown_text(read_trust_file(OLD.itl())))[0])

    assert ("unknown", {"itl": ("unknown", 5)}) == asked(FULL, offered)


@pytest.mark.parametrize("at", range(4, 16))
def test_a_certificate_that_no_library_takes_is_a_file_that_is_not_whole(at: int) -> None:
    """A turned bit in a certificate's version once raised an error of the library's own kind."""
    whole = NEW.itl()
    broken = flipped(whole, whole.index(NEW.callmanager.certificate) + at)

    assert ("needed", {"itl": ("reject_badsig", 5)}) == asked(FULL, offering(itl=broken))


def test_a_tvs_that_sends_the_certificate_is_held_to_it() -> None:
    genuine, forger = NEW.callmanager, NEW.callmanager.forged()
    forged = NEW.itl(key=forger, records=[record(forger, SAST), record(forger, TFTP)])
    sent = (Vouched(genuine.serial_hex, frozenset({SAST}), genuine.issuer, genuine.certificate),)
    sends = Tvs(reachable=True, presents=OLD.tvs.serial_hex, knows=sent)

    assert ("not_needed", {"itl": ("accept_tvs", 13)}) == asked(FULL, offering(itl=NEW.itl()), sends)
    assert ("needed", {"itl": ("reject_badsig", 5)}) == asked(FULL, offering(itl=forged), sends)
