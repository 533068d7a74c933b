"""Control of the phones for the length of a run: exactly what was added is taken back, wherever the run was killed."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from eraser.cluster.association import Added, Association, AssociationLost, Ledger
from eraser.cluster.axl import Axl
from eraser.cluster.soap import ClusterFault
from eraser.model.outcome import BadInput
from eraser.ops import whole_file
from eraser.simulator.cucm_devices import ClusterQuirks
from tests.cluster.publisher import devices, doors, name_of, publisher

OLD, NEW = [name_of(1), name_of(2)], [name_of(2), name_of(3), name_of(4)]


class Killed(BaseException):
    """The process ends here."""


async def test_what_was_added_is_taken_back_and_nothing_else(tmp_path: Path) -> None:
    async with publisher(devices(5), controlled=OLD) as made, doors(made) as (axl, _):
        one = Association(axl, "eraser", Ledger(tmp_path / "control.json"))
        assert 2 == await one.add(NEW)
        assert {*OLD, *NEW} == made.controlled
        made.controlled |= {name_of(5)}  # somebody else, meanwhile
        assert 2 == await one.take_back()
        assert {*OLD, name_of(5)} == made.controlled
        assert 0 == await one.take_back()
        assert Ledger(tmp_path / "control.json").read() is None


async def test_phones_that_are_controlled_already_are_left_alone(tmp_path: Path) -> None:
    async with publisher(devices(2), controlled=OLD) as made, doors(made) as (axl, _):
        one = Association(axl, "eraser", Ledger(tmp_path / "control.json"))
        assert 0 == await one.add(OLD)
        assert 0 == await one.take_back()
        assert ([], set(OLD)) == (made.truth.writes, made.controlled)


async def test_a_second_addition_of_the_same_run_is_taken_back_too(tmp_path: Path) -> None:
    async with publisher(devices(5), controlled=OLD) as made, doors(made) as (axl, _):
        one = Association(axl, "eraser", Ledger(tmp_path / "control.json"))
        await one.add([name_of(3)])
        await one.add([name_of(3), name_of(4)])
        await one.take_back()
        assert set(OLD) == made.controlled


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("at", ["fsync", "write_devices", "read_user"])
@pytest.mark.parametrize("turn", [1, 2, 3])
async def test_a_run_that_is_killed_anywhere_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, at: str, when: str, turn: int
) -> None:
    ledger = Ledger(tmp_path / "control.json")
    async with publisher(devices(5), controlled=OLD) as made, doors(made) as (axl, _):
        with monkeypatch.context() as patch:
            _kill(patch, at, when, turn)
            try:
                killed = Association(axl, "eraser", ledger)
                await killed.add(NEW)
                await killed.take_back()
            except Killed:
                pass
        after = Association(axl, "eraser", ledger)
        await after.add(NEW)  # the resumed run
        assert {*OLD, *NEW} == made.controlled
        await after.take_back()
        assert set(OLD) == made.controlled


def _kill(patch: pytest.MonkeyPatch, at: str, when: str, turn: int) -> None:
    home = os if at == "fsync" else Axl
    real, calls = getattr(home, at), iter(range(1, 1000))

    def due() -> bool:
        return next(calls) == turn

    def fsync(number: int) -> None:
        is_due = due()
        if is_due and when == "before":
            raise Killed
        real(number)
        if is_due:
            raise Killed

    async def ask(*arguments: object) -> object:
        is_due = due()
        if is_due and when == "before":
            raise Killed
        answer = await real(*arguments)
        if is_due:
            raise Killed
        return answer

    patch.setattr(whole_file.os if at == "fsync" else Axl, at, fsync if at == "fsync" else ask)


async def test_a_write_that_the_cluster_forgets_is_noticed(tmp_path: Path) -> None:
    quirks = ClusterQuirks(forgets_writes=True)
    async with publisher(devices(5), controlled=OLD, quirks=quirks) as made, doors(made) as (axl, _):
        with pytest.raises(AssociationLost, match="user eraser"):
            await Association(axl, "eraser", Ledger(tmp_path / "control.json")).add(NEW)
        assert (tmp_path / "control.json").exists()
        assert set(OLD) == made.controlled


async def test_a_phone_that_the_cluster_does_not_have_changes_nothing(tmp_path: Path) -> None:
    async with publisher(devices(2), controlled=OLD) as made, doors(made) as (axl, _):
        one = Association(axl, "eraser", Ledger(tmp_path / "control.json"))
        with pytest.raises(ClusterFault, match="The specified device was not found: SEP999999999999"):
            await one.add(["SEP999999999999"])
        assert set(OLD) == made.controlled
        await one.take_back()
        assert set(OLD) == made.controlled


async def test_another_users_ledger_is_not_taken_for_ones_own(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path / "control.json")
    ledger.write(Added("other", "cucm://pub", frozenset({name_of(3)})))
    async with publisher(devices(3)) as made, doors(made) as (axl, _):
        with pytest.raises(BadInput, match="phones were added to other, not eraser; take them back first"):
            await Association(axl, "eraser", ledger).add(OLD)


@pytest.mark.parametrize("text", ["", "{}", '{"form": 2, "user": "a", "cluster": "", "added": []}', "[1]", "\x00"])
def test_a_ledger_that_can_not_be_read_is_told_with_its_remedy(tmp_path: Path, text: str) -> None:
    path = tmp_path / "control.json"
    path.write_text(text)
    with pytest.raises(BadInput, match=r"is no record of an association .* by hand, then remove the file"):
        Ledger(path).read()


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    added = Added("eraser", "cucm://pub?fingerprint=AB", frozenset(OLD))
    Ledger(tmp_path / "control.json").write(added)
    assert added == Ledger(tmp_path / "control.json").read()
