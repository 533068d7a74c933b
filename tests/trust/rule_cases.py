"""The fifteen rules as cases: what is held, offered and known of the TVS; whether an erase is needed; verdict and rule."""

from __future__ import annotations

from dataclasses import replace

from eraser.trust.case import Held, Offered, Tvs
from tests.trust.cases import (
    KNOWS_NOBODY,
    NEW,
    OLD,
    PREPARED,
    SAME_NAME,
    UNREACHABLE,
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
