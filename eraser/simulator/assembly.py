"""From cases to phones: names, serials, loads, sites and clusters, all from one seed."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace

from eraser.simulator.cases import Case
from eraser.simulator.handset import Handset, new_state
from eraser.simulator.listener import Tally
from eraser.simulator.menus import LAYOUTS, layouts_for
from eraser.simulator.state import Spec
from eraser.simulator.stranger import Stranger
from eraser.simulator.tftp import Cluster, new_cluster
from eraser.simulator.web import PhoneServer

PLAIN_SITES, MIXED_MODE_SITES = ("berlin", "hamburg", "köln"), ("wien", "zürich")
_MAKERS = ("00082F", "001E13", "34DBFD", "6C416A", "C80084")  # first halves of the phones' addresses


@dataclass(frozen=True, slots=True)
class Member:
    """One line of the inventory: a phone or a stranger, and what is right to say of it."""

    name: str  # as the inventory has it
    case: Case
    spec: Spec  # as the inventory has it
    host: PhoneServer | Stranger

    @property
    def address(self) -> str:
        """host:port."""
        return f"{self.host.listener.host}:{self.host.listener.port}"


def assemble(
    cases: Sequence[Case], dice: random.Random, tally: Tally, *, restart_s: tuple[float, float] | None
) -> list[Member]:
    """The members of a fleet. `restart_s`: restarts take between these times, else as the case says."""
    clusters = (new_cluster("north", dice, mixed_mode=False), new_cluster("south", dice, mixed_mode=True))
    names = _names(2 * len(cases), dice)  # the second half for phones that are not what the inventory says
    members = []
    for n, case in enumerate(cases):
        sites = MIXED_MODE_SITES if case.in_mixed_mode else PLAIN_SITES
        spec = _spec(case, names[n], sites[n % len(sites)], dice, restart_s)
        if case.stranger is not None:
            members.append(Member(spec.name, case, spec, Stranger(case.stranger, spec.name, tally)))
            continue
        true_spec = replace(spec, name=names[len(cases) + n]) if case.listed_wrongly else spec
        handset = _handset(true_spec, clusters[case.in_mixed_mode], seed=dice.randrange(2**31))
        server = PhoneServer(handset, case.web, tally=tally, listed_as=spec.name, seed=n)
        members.append(Member(spec.name, case, spec, server))
    return members


def _names(count: int, dice: random.Random) -> list[str]:
    names: dict[str, None] = {}
    while len(names) < count:
        names[f"SEP{dice.choice(_MAKERS)}{dice.randrange(16**6):06X}"] = None
    return list(names)


def _spec(case: Case, name: str, site: str, dice: random.Random, restart_s: tuple[float, float] | None) -> Spec:
    layout = LAYOUTS[case.layout or layouts_for(case.model)[0]]
    quirks = case.quirks if restart_s is None else replace(case.quirks, restart_s=round(dice.uniform(*restart_s), 2))
    return Spec(
        name=name,
        model=case.model,
        firmware=_firmware(case.model, layout.name, service_mode=layout.service_mode),
        serial=f"FCH{dice.randrange(1500, 2300)}{dice.choice('ABCDEFGH')}{dice.randrange(16**3):03X}",
        directory_number=str(dice.randrange(2000, 9999)),
        layout=layout.name,
        site=site,
        service_mode=layout.service_mode,
        quirks=quirks,
    )


def _firmware(model: str, layout: str, *, service_mode: bool) -> str:
    """A load that could draw this menu: *Service mode* came with 12.5, one more application later (phones §2.3)."""
    if model.startswith("CP-794") and model[6] == "0":
        return "P00308010200"
    if model.startswith("CP-79"):
        return "SCCP45.9-4-2SR3-1S"
    if model.startswith("CP-9971"):
        return "sip9971.9-4-2SR3-1"
    load = "11-5-1-18"
    if service_mode:
        load = "12-8-1-0001-455" if "-7-" in layout else "12-5-1SR3-74"
    return f"sip{model[3:5]}xx.{load}"


def _handset(spec: Spec, cluster: Cluster, *, seed: int) -> Handset:
    state = new_state(spec, old_itl=cluster.itl_before, old_ctl=cluster.ctl_before)
    state.tftp_servers = cluster.tftp_servers
    itl, ctl = cluster.offered_to(spec.quirks)
    return Handset(state, offered_itl=itl, offered_ctl=ctl, seed=seed)
