"""The doctor's round: what is asked at once, and what waits for the answer to something else."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Sequence
from typing import Protocol

from eraser.service.doctor.channels import check_cti
from eraser.service.doctor.finding import Finding, State
from eraser.service.doctor.inventories import check_association, check_clusters, check_sources
from eraser.service.doctor.lists import check_archives, check_other_ways, check_tvs, check_wanted
from eraser.service.doctor.machine import (
    check_clock,
    check_drivers,
    check_logins,
    check_ports,
    check_settings,
    check_store,
)
from eraser.service.doctor.phones import check_authentication, check_names, check_phones
from eraser.service.doctor.visit import Visit


class Check(Protocol):
    """Learns something for the visit, and says what it saw."""

    __name__: str

    def __call__(self, visit: Visit) -> Awaitable[Sequence[Finding]]: ...


# Checks of one line are asked side by side, lines one after the other: each needs what those before it learned.
ROUND: tuple[tuple[Check, ...], ...] = (
    (check_settings, check_drivers, check_logins, check_ports),
    (check_clusters,),
    (check_sources,),
    (check_store, check_association, check_wanted, check_archives, check_tvs, check_cti, check_phones),
    (check_names, check_authentication, check_other_ways),
    (check_clock,),
)


async def go_round(visit: Visit, checks: Sequence[Sequence[Check]] = ROUND) -> list[Finding]:
    """All findings, in the order of the checks."""
    found: list[Finding] = []
    for line in checks:
        for findings in await asyncio.gather(*(_asked(check, visit) for check in line)):
            found += findings
    return found


async def _asked(check: Check, visit: Visit) -> Sequence[Finding]:
    """What a check finds; that it fell over is a finding, too."""
    try:
        return await check(visit)
    except Exception as error:  # noqa: BLE001 - one check that falls over must not hide the others
        what = check.__name__.removeprefix("check_").replace("_", " ")
        return (Finding(what, State.UNKNOWN, f"the check itself failed ({type(error).__name__})", "please report it"),)


def all_ready(findings: Sequence[Finding]) -> bool:
    """Whether nothing was found that is not ready."""
    return all(one.state is not State.NOT_READY for one in findings)
