"""Each other way than an erase: open where its conditions hold, closed by the one that does not."""

from __future__ import annotations

import pytest

from eraser.trust.case import Held, Offered, Tvs
from eraser.trust.judge import judge
from eraser.trust.move import Move
from eraser.trust.other_ways import OTHER_WAYS, Chance, weigh
from tests.trust.cases import NEW, OLD, PREPARED, SAME_NAME, UNREACHABLE, flipped, holding, knowing, offering
from tests.trust.keys import pair
from tests.trust.lists import SAST, TVS, record, token_record

TOKEN = pair("token", label="token")
OLD_NEEDS = holding(itl=OLD.itl())
ELSEWHERE = NEW.itl(records=[record(NEW.callmanager, SAST), record(NEW.tvs, TVS, ip="10.99.1.1")])
NEW_ITL = offering(itl=ELSEWHERE)
MIXED = holding(ctl=OLD.ctl(), itl=OLD.itl(mixed=True))
NEW_MIXED = offering(ctl=NEW.ctl(), itl=NEW.itl(mixed=True))


def chance(name: str, held: Held, offered: Offered, tvs: Tvs | None = None) -> Chance:
    chances = weigh(Move(held, offered, judge(held, offered, tvs), tvs))
    return next(one for one in chances if one.way.name == name)


def tokens(cluster: object) -> list[bytes]:
    return [token_record(TOKEN), *cluster.records(mixed=True)]  # type: ignore[attr-defined]


CASES: dict[str, tuple[str, Held, Offered, Tvs | None, bool]] = {
    "export: the held ITL has a TVS": ("bulk certificate export", OLD_NEEDS, NEW_ITL, None, True),
    "export: the TVS is reached and is the held one": ("bulk certificate export", OLD_NEEDS, NEW_ITL, PREPARED, True),
    "export: a rollback took the TVS away": (
        "bulk certificate export", holding(ctl=OLD.ctl(), itl=OLD.rollback_itl()), NEW_MIXED, None, False,
    ),
    "export trap: the new cluster has the addresses of the old": (
        "bulk certificate export", OLD_NEEDS, offering(itl=NEW.itl()), None, False,
    ),
    "export: no TVS is reached": ("bulk certificate export", OLD_NEEDS, NEW_ITL, UNREACHABLE, False),
    "export: another one presents itself": (
        "bulk certificate export", OLD_NEEDS, NEW_ITL, knowing(roles={0}, presents=NEW.tvs), False,
    ),
    "export trap: the signature is wrong, which no TVS heals": (
        "bulk certificate export", OLD_NEEDS, offering(itl=flipped(NEW.itl())), None, False,
    ),
    "rollback: no CTL is held": ("rollback parameter", OLD_NEEDS, NEW_ITL, None, True),
    "rollback: a CTL of non-secure mode does no harm": (
        "rollback parameter", holding(ctl=OLD.non_secure_ctl(), itl=OLD.itl()), NEW_ITL, None, True,
    ),
    "rollback trap: the CTL stays": ("rollback parameter", MIXED, NEW_MIXED, None, False),
    "token: one is in both": (
        "common hardware token",
        holding(ctl=OLD.ctl(records=tokens(OLD)), itl=OLD.itl(mixed=True)),
        offering(ctl=NEW.ctl(records=tokens(NEW)), itl=NEW.itl(mixed=True)), None, True,
    ),
    "token: none is in both": ("common hardware token", MIXED, NEW_MIXED, None, False),
    "token: nobody offers a CTL": ("common hardware token", MIXED, NEW_ITL, None, False),
    "hand-over: a CTL of mixed mode is held": ("mixed-mode SAST hand-over", MIXED, NEW_MIXED, None, True),
    "hand-over: no CTL is held": ("mixed-mode SAST hand-over", OLD_NEEDS, NEW_ITL, None, False),
    "reset: the recovery key of before is in the new list": (
        "utils itl reset",
        OLD_NEEDS,
        offering(itl=SAME_NAME.itl(records=[record(OLD.itl_recovery, SAST), *SAME_NAME.records()])), None, True,
    ),
    "reset: no SAST is shared": ("utils itl reset", OLD_NEEDS, NEW_ITL, None, False),
    "restore: the same names, other keys": ("DRS restore", OLD_NEEDS, offering(itl=SAME_NAME.itl()), None, True),
    "restore: it is another cluster": ("DRS restore", OLD_NEEDS, NEW_ITL, None, False),
    "migration of CUCM 14 changes no list": ("phone migration of CUCM 14", OLD_NEEDS, NEW_ITL, None, False),
}  # fmt: skip


@pytest.mark.parametrize("told", CASES)
def test_a_way_is_open_or_closed(told: str) -> None:
    name, held, offered, tvs, is_open = CASES[told]

    assert is_open is chance(name, held, offered, tvs).is_open


def test_every_way_has_a_case_in_which_each_of_its_answers_stands() -> None:
    answers = {(name, is_open) for name, *_, is_open in CASES.values()}

    never = {("phone migration of CUCM 14", True)}
    assert {(one.name, is_open) for one in OTHER_WAYS for is_open in (True, False)} - never == answers


def test_what_nobody_sees_from_outside_is_unknown_and_what_a_tvs_showed_is_not() -> None:
    closed, known = (chance("bulk certificate export", OLD_NEEDS, NEW_ITL, one).unknown for one in (None, PREPARED))

    assert (
        "a TVS of the old cluster is reached on TCP 2445",
        "it presents the TVS certificate of the held ITL",
    ) == closed
    assert () == known


def test_the_same_names_in_both_clusters_make_an_import_doubtful() -> None:
    unknown = chance("bulk certificate export", OLD_NEEDS, offering(itl=SAME_NAME.itl()), PREPARED).unknown

    assert ("imported certificates have other names than those of the old cluster",) == unknown
