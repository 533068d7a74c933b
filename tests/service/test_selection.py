"""Which phones a run is about, and that an exclusion never goes unnoticed."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from eraser.model.outcome import BadInput, Outcome, Reason
from eraser.model.phone import Phone
from eraser.service.selection import excluded_result, select

A = Phone("SEP00112233440A", "10.1.1.1", "CP-8841", site="berlin")
B = Phone("SEP00112233440B", "10.1.1.2", "CP-7965G", site="berlin")
C = Phone("SEP00112233440C", "10.1.1.3", "CP-8841", site="wien")
BARE = Phone(None, "10.1.1.4")
ALL = (A, B, C)


def faults_of(**words: tuple[str, ...]) -> tuple[str, ...]:
    phones = words.pop("phones", ALL)
    with pytest.raises(BadInput) as told:
        select(phones, **words)  # type: ignore[arg-type]
    return told.value.faults


@pytest.mark.parametrize(
    ("words", "chosen"),
    [
        ({}, (A, B, C)),
        ({"limit": ("CP-8841",)}, (A, C)),
        ({"limit": ("cp-88*",)}, (A, C)),
        ({"limit": ("wien", "*0B")}, (B, C)),
        ({"limit": ("00:11:22:33:44:0b",)}, (B,)),
        ({"site": ("Berlin",)}, (A, B)),
        ({"site": ("berlin",), "limit": ("CP-8841",)}, (A,)),
    ],
)
def test_limit_and_site_choose_in_the_order_of_the_inventory(
    words: dict[str, tuple[str, ...]], chosen: tuple[Phone, ...]
) -> None:
    assert chosen == select(ALL, **words).phones


def test_an_excluded_phone_stays_in_the_run_with_what_excluded_it() -> None:
    chosen = select(ALL, exclude=("wien",))

    assert ((A, B, C), {"SEP00112233440C": "--exclude wien"}) == (chosen.phones, chosen.excluded)


@pytest.mark.parametrize(
    ("extra", "left_out"),
    [
        ({"vpn": "yes"}, True),
        ({"VPN Group": "remote-berlin"}, True),
        ({"vpn": "No"}, False),
        ({"vpn": " "}, False),
        ({"note": "vpn"}, False),
    ],
)
def test_a_phone_behind_a_vpn_is_left_out_unless_it_is_asked_for(extra: dict[str, str], left_out: bool) -> None:
    phones = (replace(A, extra=extra), B)
    chosen = select(phones)

    assert (phones, left_out) == (chosen.phones, A.key in chosen.excluded)
    assert {} == select(phones, with_vpn=True).excluded
    assert not left_out or "--with-vpn includes it" in chosen.excluded[A.key]
    assert {A.key: "--exclude berlin", B.key: "--exclude berlin"} == select(phones, exclude=("berlin",)).excluded


def test_exclude_wins_over_limit() -> None:
    chosen = select(ALL, limit=("SEP00112233440A",), exclude=("CP-8841",))

    assert ((A,), {"SEP00112233440A"}) == (chosen.phones, set(chosen.excluded))


def test_a_file_of_patterns_may_name_phones_of_other_inventories(tmp_path: Path) -> None:
    path = tmp_path / "never.txt"
    path.write_text("# lift and guard\n\n00-11-22-33-44-0A  # lift\nSEP000000000001\n", encoding="utf-8")

    chosen = select(ALL, exclude=(f"@{path}",))

    assert {"SEP00112233440A": f"{path}:3"} == chosen.excluded
    assert (f"{path}:4: SEP000000000001 matches no phone of the inventory",) == chosen.warnings


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ({"limit": ("CP-9*",)}, "--limit CP-9*: matches no name, model or site of the inventory; correct it"),
        ({"site": ("rom",)}, "--site rom: no phone of the inventory has this site; correct it"),
        (
            {"exclude": ("SEP99*",)},
            "--exclude SEP99*: matches no name, model or site of the inventory; correct or remove it",
        ),
        (
            {"exclude": ("@none.txt",)},
            "--exclude @none.txt: can not be read (No such file or directory); write one pattern a line into a text file",
        ),
        (
            {"site": ("wien",), "limit": ("CP-7965G",)},
            "--limit and --site together choose no phone; correct one of them",
        ),
    ],
)
def test_a_selection_that_can_not_be_meant_is_told(words: dict[str, tuple[str, ...]], told: str) -> None:
    assert (told,) == faults_of(**words)


def test_an_excluded_model_is_refused_while_some_phones_have_no_model() -> None:
    words = (
        "--exclude CP-8841: 1 phones have no model in the inventory, so whether CP-8841 means them can not be told "
        "(first: 10.1.1.4); add their model, or exclude by name"
    )
    assert (words,) == faults_of(phones=(*ALL, BARE), exclude=("CP-8841",))  # type: ignore[arg-type]


def test_phones_without_a_model_that_a_limit_passes_over_are_told() -> None:
    chosen = select((*ALL, BARE), limit=("CP-8841",))

    words = "--limit CP-8841: 1 phones have no model in the inventory and are passed over"
    assert ((A, C), (words,)) == (chosen.phones, chosen.warnings)


def test_the_record_of_an_excluded_phone_says_who_left_it_out() -> None:
    result = excluded_result(C, "--exclude wien")

    assert (Outcome.EXCLUDED, Reason.OPERATOR, "Left out by --exclude wien; nothing was asked of it.") == (
        result.outcome,
        result.reason,
        result.detail,
    )


def test_a_standing_list_that_can_not_be_read_is_told_as_what_it_is(tmp_path: Path) -> None:
    nofile = str(tmp_path / "lifts.txt")
    (fault,) = faults_of(do_not_touch=(nofile,))

    assert (
        f"{nofile}: is named by do_not_touch in the settings and can not be read (No such file or directory)" in fault
    )
    assert fault.endswith("; write one pattern a line into a text file")


def test_a_standing_list_wins_over_what_was_chosen(tmp_path: Path) -> None:
    (tmp_path / "lifts.txt").write_text("# lifts\nwien\n")
    chosen = select(ALL, limit=("CP-8841",), do_not_touch=(str(tmp_path / "lifts.txt"),))

    assert ((A, C), {C.key: f"{tmp_path / 'lifts.txt'}:2"}) == (chosen.phones, chosen.excluded)
