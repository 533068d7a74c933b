"""What the files of a move warn of, and what they keep quiet about."""

from __future__ import annotations

import pytest

from eraser.trust.case import Held, Offered, Tvs
from eraser.trust.judge import judge
from eraser.trust.pitfalls import warn
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
)
from tests.trust.keys import pair
from tests.trust.lists import CAPF, CCM_TFTP, SAST, TFTP, TVS, Cluster, record

FULL = holding(itl=OLD.itl())
MIXED = holding(ctl=OLD.ctl(), itl=OLD.itl(mixed=True))
REGENERATED = OLD.callmanager.renewed(4_711)
NEW_KEY = pair(OLD.name, label="old CallManager, regenerated")
FORGED = OLD.callmanager.forged()
ANOTHER_CA = record(Cluster("third").callmanager, 7, ip="10.9.9.9")
LONG_KEY = pair("ctl-signer", kind="rsa4096")
SHORT_RECOVERY = pair("ITLRECOVERY_new", kind="rsa1024")
LONG_SERVER = pair("cucm-new-long", kind="rsa2048")


def itl_of(*records: bytes, signer: object = None) -> bytes:
    return NEW.itl(records=records, **({"signer": signer} if signer else {}))


Case = tuple[Held, Offered, Tvs | None, int, str]

SEEN: dict[str, Case] = {
    "a damaged list": (FULL, offering(itl=flipped(NEW.itl(), 200)), None, 0, "the offered ITL does not fit the certificate"),
    "a record with another certificate inside": (
        FULL, offering(itl=OLD.itl(records=[*OLD.records(), record(FORGED, SAST, public_key=OLD.callmanager.public_key)])),
        None, 0, "its public key (tag 7) is not that of its certificate",
    ),
    "a CTL in the place of an ITL": (FULL, offering(itl=OLD.ctl()), None, 0, "the offered ITL says that it is CTLFile.tlv"),
    "one serial, two keys": (FULL, offering(itl=itl_of(record(FORGED, SAST), signer=FORGED)), None, 0, "is forged; find out before"),
    "renewed over the same key": (
        FULL, offering(itl=itl_of(record(REGENERATED, SAST), signer=REGENERATED)), None, 0, "was renewed over the same key",
    ),
    "lists taken, configuration refused": (
        FULL, offering(itl=NEW.itl(), config=OLD.config()), PREPARED, 0, "an erase does not change that",
    ),
    "an older list": (FULL, offering(itl=OLD.itl(timestamp=1_300_000_000)), None, 0, "older than the held one"),
    "one host name, two clusters": (FULL, offering(itl=SAME_NAME.itl()), None, 1, "so the same name helps nothing"),
    "ITLRecovery signs": (
        FULL, offering(itl=NEW.itl(signer=NEW.itl_recovery)), knowing(NEW.callmanager, roles={0}), 2, "needs ITLRecovery.pem",
    ),
    "CallManager and TVS both regenerated": (
        FULL, offering(itl=SAME_NAME.itl()), knowing(roles=set(), presents=SAME_NAME.tvs), 3, "nothing vouches any more",
    ),
    "CallManager regenerated, the TVS still there": (
        FULL, offering(itl=itl_of(record(NEW_KEY, SAST), record(NEW_KEY, TFTP), record(OLD.tvs, TVS), signer=NEW_KEY)),
        None, 4, "reset this phone before anything is erased",
    ),
    "a rollback and then bulk certificates": (
        holding(ctl=OLD.ctl(), itl=OLD.rollback_itl()), offering(ctl=NEW.ctl()), PREPARED, 5, "bulk certificate method can not work",
    ),
    "a rollback in mixed mode": (
        holding(ctl=OLD.ctl(), itl=OLD.rollback_itl()), offering(itl=NEW.itl()), None, 6, "which a rollback leaves as it is",
    ),
    "a CTL left behind": (MIXED, offering(itl=NEW.itl()), KNOWS_NOBODY, 8, "erase CTL and ITL"),
    "no CTL where the phone goes": (MIXED, offering(itl=OLD.itl()), None, 8, "the held one stays on the phone"),
    "a CTL that the phone does not hold": (FULL, offering(ctl=NEW.ctl(), itl=NEW.itl()), None, 8, "the phone holds none"),
    "another CAPF": (FULL, offering(itl=NEW.itl()), None, 10, "in its CAPF-trust"),
    "a firewall before the TVS": (FULL, offering(itl=NEW.itl()), UNREACHABLE, 11, "blocks TCP 2445"),
    "the same address for both TVS": (FULL, offering(itl=NEW.itl()), None, 12, "10.48.47.153 is the TVS of both"),
    "SHA-512 switched on": (FULL, offering(itl=OLD.itl(digest="sha512")), None, 16, "ITLFile.tlv is signed with SHA-512"),
    "a configuration under SHA-512": (FULL, offering(config=OLD.config(digest="sha512")), None, 16, "SEP001122334455.cnf.xml.sgn is"),
    "a key of 4096 bits": (
        MIXED, offering(ctl=NEW.ctl(records=[record(LONG_KEY, SAST)], signer=LONG_KEY)), None, 16, "has a key of 4096 bits",
    ),
    "forty certificates": (
        FULL, offering(itl=OLD.itl(records=[*OLD.records(), *([ANOTHER_CA] * 35)])), None, 19, "and 40 certificates",
    ),
    "more than 64 KiB": (FULL, offering(itl=OLD.itl(records=OLD.records() * 20)), None, 19, "phones fail to load more"),
    "a short recovery key": (
        FULL, offering(itl=itl_of(record(LONG_SERVER, SAST), record(SHORT_RECOVERY, SAST), signer=LONG_SERVER)), None,
        21, "ITLRecovery has 1024 bits and the others up to 2048",
    ),
    "a target that signs nothing": (FULL, offering(config=b"<device/>"), None, 22, "it must be erased"),
    "a shared SAST": (
        FULL, offering(itl=itl_of(record(NEW_KEY, SAST), record(OLD.itl_recovery, SAST), signer=NEW_KEY)), None,
        23, "`utils itl reset localkey`",
    ),
    "a shared SAST of the CTL": (
        MIXED, offering(ctl=NEW.ctl(records=[record(NEW_KEY, SAST), record(OLD.itl_recovery, SAST)], signer=NEW_KEY)), KNOWS_NOBODY,
        23, "`utils ctl reset localkey`",
    ),
}  # fmt: skip


def warned(held: Held, offered: Offered, tvs: Tvs | None = None) -> list[tuple[int, str]]:
    return [(one.number, one.words) for one in warn(held, offered, judge(held, offered, tvs), tvs)]


@pytest.mark.parametrize("name", SEEN)
def test_a_pitfall_is_seen(name: str) -> None:
    held, offered, tvs, number, words = SEEN[name]

    assert {number} == {one for one, told in warned(held, offered, tvs) if words in told}


def test_a_phone_that_is_offered_its_own_lists_is_warned_of_nothing() -> None:
    offered = offering(ctl=OLD.ctl(), itl=OLD.itl(mixed=True), config=OLD.config())

    assert [] == warned(MIXED, offered)


def test_an_empty_phone_is_warned_of_nothing() -> None:
    assert [] == warned(holding(), offering(ctl=NEW.ctl(), itl=NEW.itl(mixed=True), config=NEW.config()))


def test_an_erase_that_is_not_needed_is_not_talked_about() -> None:
    told = warned(holding(itl=OLD.rollback_itl()), offering(itl=SAME_NAME.itl()), UNREACHABLE)

    assert [] == [number for number, _ in told if number in {3, 4, 5, 12, 23}]


def test_another_node_of_one_cluster_is_no_second_cluster_of_one_name() -> None:
    node = pair(OLD.name, label="second node")
    records = [record(node, SAST), record(node, CCM_TFTP), record(OLD.itl_recovery, SAST), record(OLD.capf, CAPF)]
    told = warned(FULL, offering(itl=itl_of(*records, signer=OLD.itl_recovery)))

    assert [] == [number for number, _ in told if number in {1, 3, 10}]


def test_a_warning_is_said_once() -> None:
    told = warned(MIXED, offering(ctl=SAME_NAME.ctl(), itl=SAME_NAME.itl(mixed=True)))

    assert sorted(set(told)) == sorted(told)
