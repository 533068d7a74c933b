"""A rehearsal between clusters: every phone is judged against the node that its situation wants, by the real judge.

A real run has one new cluster. A simulated fleet plays every state of trust §2 and §3 at once, so what a run is told
with `--wanted`, `--archive` and `--tvs` differs by situation here; everything else is the real main job.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from eraser.engine.house import Need, TftpLook
from eraser.model.need import Answer, Standing
from eraser.model.outcome import BadInput
from eraser.model.phone import Facts, Phone
from eraser.model.run import Options
from eraser.service.target import Aim, Judged, prepare
from eraser.simulator.fleet import Fleet


@dataclass(frozen=True, slots=True)
class AimOfFleet:
    """By the name of a phone: what it is judged against, or the line that says why that can not be."""

    by_phone: Mapping[str, Aim | str]

    def need(self) -> Judged:
        """One judge for each situation."""
        each = {id(aim): aim.need() for aim in self.by_phone.values() if isinstance(aim, Aim)}
        return Judged(
            _ByPhone({name: one if isinstance(one, str) else each[id(one)] for name, one in self.by_phone.items()}), {}
        )

    def tftp(self) -> TftpLook | None:
        """The simulated pages name no other servers than the wanted ones, and nothing may leave this machine."""
        return None


@dataclass(frozen=True, slots=True)
class _ByPhone:
    judges: Mapping[str, Need | str | None]

    async def judge(self, phone: Phone, facts: Facts, lists: Sequence[str]) -> Answer:
        judge = self.judges[phone.key]
        if judge is None or isinstance(judge, str):
            return Answer(Standing.NO_OFFER, f"Nothing was pressed: {judge}.", str(judge))
        return await judge.judge(phone, facts, lists)

    async def wanted_of(self, phone: Phone, facts: Facts) -> frozenset[str]:
        judge = self.judges[phone.key]
        return frozenset() if judge is None or isinstance(judge, str) else await judge.wanted_of(phone, facts)


async def aim_of(fleet: Fleet, options: Options, folder: Path) -> AimOfFleet:
    """What each phone of a fleet between clusters is judged against; archive and TVS files are left in the folder."""
    fleet.network.write_archive(folder / "archive")
    fleet.network.write_tvs(folder / "tvs")
    truth: Mapping[str, Any] = fleet.truth()
    by_phone: dict[str, Aim | str] = {}
    for one in fleet.network.situations:
        words = one.wanted or tuple(dict.fromkeys(f"tftp://{truth[name]['tftp']}" for name in one.phones))
        tvs = folder / "tvs" / f"{one.name}.json"
        told = replace(options, wanted_words=words, archive=(str(folder / "archive"),), tvs=(str(tvs),))
        try:
            aim: Aim | str = (await prepare(told)).aim
        except BadInput as error:
            aim = error.faults[0].removeprefix("--wanted: ")
        by_phone |= dict.fromkeys(one.phones, aim)
    return AimOfFleet(by_phone)
