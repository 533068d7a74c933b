"""Each of the fifteen rules in at least two cases, one of them a trap."""

from __future__ import annotations

from dataclasses import replace

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
    PREPARED,
    SAME_NAME,
    UNREACHABLE,
    asked,
    flipped,
    holding,
    knowing,
    offering,
    stripped,
)
from tests.trust.lists import CCM, CCM_TFTP, SAST, TFTP, TVS, record

PLAIN = b"\xef\xbb\xbf<?xml version='1.0'?>\r\n<device><fullConfig>true</fullConfig></device>"
REGENERATED = OLD.callmanager.renewed(4_711)
FORGED_RECORDS = [record(OLD.callmanager.forged(), SAST), *OLD.records()[1:]]
ONLY_TVS = holding(itl=OLD.itl(records=[record(OLD.tvs, TVS)]))
UNUSABLE = record(replace(OLD.callmanager, certificate=b"\x30\x00"), SAST, public_key=b"\x30\x00", with_signature=False)


def without_tvs() -> bytes:
    return OLD.itl(records=[one for one in OLD.records() if one != record(OLD.tvs, TVS, dns=OLD.name)])


Case = tuple[Held, Offered, Tvs | None, str, dict[str, tuple[str, int]]]
EMPTY = holding()
FULL = holding(itl=OLD.itl())
MIXED = holding(ctl=OLD.ctl(), itl=OLD.itl(mixed=True))
ROLLED_BACK = holding(itl=OLD.rollback_itl())

CASES: dict[str, Case] = {
    # 0: does not parse
    "0 a cut list": (FULL, offering(itl=NEW.itl()[:-3]), None, "unknown", {"itl": ("parse_error", 0)}),
    "0 a page in place of a list, to an empty phone": (
        EMPTY, offering(itl=b"<html>404</html>"), None, "unknown", {"itl": ("parse_error", 0)},
    ),
    "0 trap: a signed configuration in place of a list": (
        FULL, offering(itl=OLD.config()), None, "unknown", {"itl": ("parse_error", 0)},
    ),
    "0 trap: a plain configuration for a phone that asks for signed ones": (
        FULL, offering(config=PLAIN), PREPARED, "needed", {"config": ("parse_error", 0)},
    ),
    # 1: the first list is taken
    "1 an empty phone": (EMPTY, offering(itl=NEW.itl()), None, "not_needed", {"itl": ("accept_first", 1)}),
    "1 an empty phone in mixed mode: only the CTL is the first": (
        EMPTY, offering(ctl=NEW.ctl(), itl=NEW.itl(mixed=True)), None,
        "not_needed", {"ctl": ("accept_first", 1), "itl": ("accept_local", 3)},
    ),
    "1 trap: a CTL alone is a list, too": (
        holding(ctl=OLD.ctl()), offering(itl=NEW.itl()), None, "needed", {"itl": ("reject_no_tvs", 9)},
    ),
    # 2: an empty phone takes an unsigned configuration
    "2 an empty phone, and no list is served": (
        EMPTY, offering(config=PLAIN), None, "not_needed", {"config": ("accept_unsigned", 2)},
    ),
    "2 trap: the list taken just before makes it ask for a signed one": (
        EMPTY, offering(itl=NEW.itl(), config=PLAIN), None,
        "not_needed", {"itl": ("accept_first", 1), "config": ("parse_error", 0)},
    ),
    # 3: a held SAST signed the list
    "3 the same list again": (FULL, offering(itl=OLD.itl()), None, "not_needed", {"itl": ("accept_local", 3)}),
    "3 the recovery key signs in place of CallManager": (
        FULL, offering(itl=OLD.itl(signer=OLD.itl_recovery)), UNREACHABLE, "not_needed", {"itl": ("accept_local", 3)},
    ),
    "3 SHA-512, names with commas, no certificate of this node": (
        FULL, offering(itl=OLD.itl(digest="sha512", certutils=True, records=NEW.records())), None,
        "not_needed", {"itl": ("accept_local", 3)},
    ),
    "3 the new SAST was handed over to the CTL": (
        holding(ctl=OLD.ctl(records=[record(OLD.callmanager, SAST), record(NEW.itl_recovery, SAST)]), itl=OLD.itl(mixed=True)),
        offering(ctl=NEW.ctl(signer=NEW.itl_recovery), itl=NEW.itl(mixed=True, signer=NEW.itl_recovery)),
        UNREACHABLE, "not_needed", {"ctl": ("accept_local", 3), "itl": ("accept_local", 3)},
    ),
    "3 trap: the same host name with another key": (
        FULL, offering(itl=SAME_NAME.itl()), UNREACHABLE, "needed", {"itl": ("reject_tvs_unreachable", 11)},
    ),
    "3 trap: a certificate renewed over the same key is another signer": (
        FULL, offering(itl=OLD.itl(signer=REGENERATED, records=[record(REGENERATED, SAST)])), UNREACHABLE,
        "needed", {"itl": ("reject_tvs_unreachable", 11)},
    ),
    "3 trap: the signer is held, but as TFTP and not as SAST": (
        holding(itl=OLD.itl(records=[record(NEW.callmanager, TFTP), record(OLD.tvs, TVS)])), offering(itl=NEW.itl()),
        UNREACHABLE, "needed", {"itl": ("reject_tvs_unreachable", 11)},
    ),
    "3 trap: the signer's record has no certificate": (
        holding(itl=OLD.itl(records=[record(NEW.callmanager, SAST, with_certificate=False), *OLD.records()])),
        offering(itl=NEW.itl()), UNREACHABLE, "needed", {"itl": ("reject_tvs_unreachable", 11)},
    ),
    # 4: a held TFTP certificate signed the configuration
    "4 a TFTP record": (FULL, offering(config=OLD.config()), None, "not_needed", {"config": ("accept_local", 4)}),
    "4 a CCM+TFTP record of the CTL, encrypted": (
        holding(ctl=OLD.ctl()), offering(config=OLD.encrypted_config()), None, "not_needed", {"config": ("accept_local", 4)},
    ),
    "4 the list taken just before has its signer": (
        FULL, offering(itl=NEW.itl(), config=NEW.config()), PREPARED,
        "not_needed", {"itl": ("accept_tvs", 13), "config": ("accept_local", 4)},
    ),
    "4 trap: the signer is a SAST only": (
        holding(itl=OLD.itl(records=[record(OLD.callmanager, SAST), record(OLD.tvs, TVS)])), offering(config=OLD.config()),
        UNREACHABLE, "needed", {"config": ("reject_tvs_unreachable", 11)},
    ),
    "4 trap: a CCM record signs no files": (
        holding(itl=OLD.itl(records=[record(OLD.callmanager, CCM), record(OLD.tvs, TVS)])), offering(config=OLD.config()),
        KNOWS_NOBODY, "needed", {"config": ("reject_tvs_unknown_cert", 14)},
    ),
    # 5: the signer is held and the signature is wrong
    "5 a flipped bit": (FULL, offering(itl=flipped(OLD.itl())), PREPARED, "needed", {"itl": ("reject_badsig", 5)}),
    "5 a flipped bit in a configuration": (
        FULL, offering(config=flipped(OLD.config(), -3)), None, "needed", {"config": ("reject_badsig", 5)},
    ),
    "5 trap: another key under the same issuer and serial": (
        FULL, offering(itl=OLD.itl(key=OLD.callmanager.forged(), records=FORGED_RECORDS)),
        knowing(OLD.callmanager, roles={0}), "needed", {"itl": ("reject_badsig", 5)},
    ),
    "5 trap: an empty ITL of a rollback takes any list, but not a wrong one of its own SAST": (
        ROLLED_BACK, offering(itl=flipped(OLD.itl())), None, "needed", {"itl": ("reject_badsig", 5)},
    ),
    "5 trap: the TVS knows the signer, and the file is damaged": (
        FULL, offering(itl=flipped(NEW.itl(), 200)), PREPARED, "needed", {"itl": ("reject_badsig", 5)},
    ),
    "5 no signature at all": (FULL, offering(itl=stripped(OLD.itl())), PREPARED, "needed", {"itl": ("reject_badsig", 5)}),
    "5 trap: no signature at all, of a signer that the TVS knows": (
        FULL, offering(itl=stripped(NEW.itl())), PREPARED, "needed", {"itl": ("reject_badsig", 5)},
    ),
    "5 the held key can not be used here: no verdict": (
        holding(itl=OLD.itl(records=[UNUSABLE, *OLD.records()[2:]])), offering(itl=OLD.itl()), PREPARED,
        "unknown", {"itl": ("unknown", 5)},
    ),
    "5 a digest that no phone is known to take: no verdict": (
        FULL, offering(itl=OLD.itl(digest="sha256")), PREPARED, "unknown", {"itl": ("unknown", 5)},
    ),
    # 6: the empty ITL of a rollback
    "6 a rollback ITL takes any": (ROLLED_BACK, offering(itl=NEW.itl()), UNREACHABLE, "not_needed", {"itl": ("accept_empty", 6)}),
    "6 with the CTL of non-secure mode": (
        holding(ctl=OLD.non_secure_ctl(), itl=OLD.rollback_itl()), offering(itl=NEW.itl()), UNREACHABLE,
        "not_needed", {"itl": ("accept_empty", 6)},
    ),
    "6 trap: a rollback ITL beside a full CTL": (
        holding(ctl=OLD.ctl(), itl=OLD.rollback_itl()), offering(itl=NEW.itl()), PREPARED, "needed", {"itl": ("reject_no_tvs", 9)},
    ),
    "6 trap: only the TFTP certificate is gone": (
        holding(itl=OLD.itl(records=[record(OLD.callmanager, SAST), record(None, TFTP), record(OLD.tvs, TVS)])),
        offering(itl=NEW.itl()), UNREACHABLE, "needed", {"itl": ("reject_tvs_unreachable", 11)},
    ),
    # 7: the same, for configurations
    "7 a plain configuration": (ROLLED_BACK, offering(config=PLAIN), None, "not_needed", {"config": ("accept_unsigned", 7)}),
    "7 a signed one of somebody": (ROLLED_BACK, offering(config=NEW.config()), None, "not_needed", {"config": ("accept_unsigned", 7)}),
    "7 trap: beside a full CTL": (
        holding(ctl=OLD.ctl(), itl=OLD.rollback_itl()), offering(config=NEW.config()), None, "needed", {"config": ("reject_no_tvs", 9)},
    ),
    "7 trap: the ITL taken just before is no rollback ITL": (
        ROLLED_BACK, offering(itl=NEW.itl(), config=SAME_NAME.config()), UNREACHABLE,
        "not_needed", {"itl": ("accept_empty", 6), "config": ("reject_tvs_unreachable", 11)},
    ),
    # 8: a CTL stays behind a rollback
    "8 the CTL of the new cluster": (
        holding(ctl=OLD.ctl(), itl=OLD.rollback_itl()), offering(ctl=NEW.ctl()), PREPARED, "needed", {"ctl": ("reject_no_tvs", 8)},
    ),
    "8 trap: the CTL is that of non-secure mode, and still it stays": (
        holding(ctl=OLD.non_secure_ctl(), itl=OLD.rollback_itl()), offering(ctl=NEW.ctl(), itl=NEW.itl(mixed=True)), PREPARED,
        "needed", {"ctl": ("reject_no_tvs", 8), "itl": ("accept_empty", 6)},
    ),
    "8 trap: a rollback ITL alone, and a CTL is offered": (
        ROLLED_BACK, offering(ctl=NEW.ctl()), PREPARED, "needed", {"ctl": ("reject_no_tvs", 9)},
    ),
    # 9: nothing to check a TVS with
    "9 a CTL only": (holding(ctl=OLD.ctl()), offering(ctl=NEW.ctl()), PREPARED, "needed", {"ctl": ("reject_no_tvs", 9)}),
    "9 an ITL without a TVS": (holding(itl=without_tvs()), offering(itl=NEW.itl()), None, "needed", {"itl": ("reject_no_tvs", 9)}),
    "9 trap: the TVS record is there, its certificate is not": (
        holding(itl=OLD.itl(records=[*OLD.records()[:3], record(None, TVS)])), offering(itl=NEW.itl()), PREPARED,
        "needed", {"itl": ("reject_no_tvs", 9)},
    ),
    # 10: the TVS is not known
    "10 the ITL of another cluster": (FULL, offering(itl=NEW.itl()), None, "depends_on_tvs", {"itl": ("needs_tvs", 10)}),
    "10 everything hangs on the CTL": (
        MIXED, offering(ctl=NEW.ctl(), itl=NEW.itl(mixed=True), config=NEW.config()), None,
        "depends_on_tvs", {"ctl": ("needs_tvs", 10), "itl": ("needs_tvs", 10), "config": ("needs_tvs", 10)},
    ),
    "10 it is reached, and what it knows is not known": (
        FULL, offering(itl=NEW.itl()), Tvs(reachable=True, presents=OLD.tvs.serial_hex), "depends_on_tvs", {"itl": ("needs_tvs", 10)},
    ),
    "10 trap: both certificates regenerated, the TVS is not yet asked": (
        FULL, offering(itl=SAME_NAME.itl()), None, "depends_on_tvs", {"itl": ("needs_tvs", 10)},
    ),
    "10 trap: no TVS can save a damaged file": (
        FULL, offering(itl=flipped(NEW.itl(), 200)), None, "needed", {"itl": ("reject_badsig", 5)},
    ),
    # 11: no TVS is reached
    "11 nobody answers": (FULL, offering(itl=NEW.itl()), UNREACHABLE, "needed", {"itl": ("reject_tvs_unreachable", 11)}),
    "11 trap: nobody answers, and nobody needs to": (FULL, offering(itl=OLD.itl()), UNREACHABLE, "not_needed", {"itl": ("accept_local", 3)}),
    # 12: the TVS is another one
    "12 the TVS of the new cluster at the old address": (
        FULL, offering(itl=NEW.itl()), knowing(NEW.callmanager, roles={0}, presents=NEW.tvs), "needed", {"itl": ("reject_tvs_untrusted", 12)},
    ),
    "12 trap: both certificates regenerated": (
        FULL, offering(itl=SAME_NAME.itl()), knowing(SAME_NAME.callmanager, roles={0, 3}, presents=SAME_NAME.tvs),
        "needed", {"itl": ("reject_tvs_untrusted", 12)},
    ),
    "12 trap: the TVS certificate was renewed over the same key": (
        FULL, offering(itl=NEW.itl()), knowing(NEW.callmanager, roles={0}, presents=OLD.tvs.renewed(99)),
        "needed", {"itl": ("reject_tvs_untrusted", 12)},
    ),
    # 13: the TVS vouches
    "13 bulk certificates were imported": (
        FULL, offering(itl=NEW.itl(), config=NEW.config()), PREPARED,
        "not_needed", {"itl": ("accept_tvs", 13), "config": ("accept_local", 4)},
    ),
    "13 the CTL by TVS, the ITL by the new CTL": (
        MIXED, offering(ctl=NEW.ctl(), itl=NEW.itl(mixed=True), config=NEW.config()), PREPARED,
        "not_needed", {"ctl": ("accept_tvs", 13), "itl": ("accept_local", 3), "config": ("accept_local", 4)},
    ),
    "13 a configuration in role 2": (
        ONLY_TVS, offering(config=NEW.config()), knowing(NEW.callmanager, roles={CCM_TFTP}), "not_needed", {"config": ("accept_tvs", 13)},
    ),
    "13 trap: CallManager was regenerated, the TVS is the held one and knows": (
        FULL, offering(itl=OLD.itl(signer=REGENERATED, records=[record(REGENERATED, SAST), *OLD.records()[1:]])),
        knowing(REGENERATED, roles={0, 2}), "not_needed", {"itl": ("accept_tvs", 13)},
    ),
    # 14: the TVS does not know it
    "14 nothing was imported": (FULL, offering(itl=NEW.itl()), KNOWS_NOBODY, "needed", {"itl": ("reject_tvs_unknown_cert", 14)}),
    "14 trap: CallManager was imported, ITLRecovery signs": (
        FULL, offering(itl=NEW.itl(signer=NEW.itl_recovery)), knowing(NEW.callmanager, roles={0, 3}),
        "needed", {"itl": ("reject_tvs_unknown_cert", 14)},
    ),
    "14 trap: imported to CallManager-trust only": (
        FULL, offering(itl=NEW.itl()), knowing(NEW.callmanager, roles={TFTP}), "needed", {"itl": ("reject_tvs_unknown_cert", 14)},
    ),
    "14 trap: imported as Phone-SAST-trust only, for a configuration": (
        ONLY_TVS, offering(config=NEW.config()), knowing(NEW.callmanager, roles={SAST}), "needed", {"config": ("reject_tvs_unknown_cert", 14)},
    ),
}  # fmt: skip


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
