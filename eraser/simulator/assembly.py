"""From cases to phones: names, serials, loads, sites and clusters, all from one seed."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace

from eraser.simulator.authentication import Credentials
from eraser.simulator.cases import Case
from eraser.simulator.catalogue import firmware_of
from eraser.simulator.handset import Handset, new_state
from eraser.simulator.listener import Tally
from eraser.simulator.menus import LAYOUTS, layouts_for
from eraser.simulator.scene import Scene, scene_of
from eraser.simulator.shell import PhoneShell
from eraser.simulator.signed_renewal import digits_of, list_of
from eraser.simulator.state import Spec
from eraser.simulator.stranger import Stranger
from eraser.simulator.tftp import Cluster, new_cluster
from eraser.simulator.web import PhoneServer

PLAIN_SITES, MIXED_MODE_SITES = ("berlin", "hamburg", "köln"), ("wien", "zürich")
_MAKERS = ("00082F", "001E13", "34DBFD", "6C416A", "C80084")  # first halves of the phones' addresses


@dataclass(frozen=True, slots=True)
class Member:
    """One line of the inventory: a phone or a stranger, and what is right to say of it."""

    name: str  # as the inventory has it; "" where it has the address alone
    case: Case
    spec: Spec  # as the inventory has it
    host: PhoneServer | Stranger
    shell: PhoneShell | None = None

    @property
    def address(self) -> str:
        """host:port."""
        return f"{self.host.listener.host}:{self.host.listener.port}"

    @property
    def called(self) -> str:
        """What a run calls it in the end: its name in the inventory, else the one it shows."""
        return self.name or self.spec.name


def assemble(
    cases: Sequence[Case],
    dice: random.Random,
    tally: Tally,
    *,
    restart_s: tuple[float, float] | None,
    ssh: Credentials,
) -> list[Member]:
    """The members of a fleet. `restart_s`: restarts take between these times, else as the case says; `ssh`: the login
    of their shells."""
    clusters = (new_cluster("north", dice, mixed_mode=False), new_cluster("south", dice, mixed_mode=True))
    names = _names(2 * len(cases), dice)  # the second half for phones that are not what the inventory says
    members = []
    for n, case in enumerate(cases):
        sites = MIXED_MODE_SITES if case.in_mixed_mode else PLAIN_SITES
        spec = _spec(case, names[n], sites[n % len(sites)], dice, restart_s)
        if case.stranger is not None:
            members.append(Member(spec.name, case, spec, Stranger(case.stranger, spec.name, tally)))
            continue
        if case.own_name:
            members.append(_unnamed(case, replace(spec, name=f"{case.own_name}{n:03}"), clusters, tally, n))
            continue
        true_spec = replace(spec, name=names[len(cases) + n]) if case.listed_wrongly else spec
        seed = dice.randrange(2**31)
        if case.move is None:
            handset = _handset(true_spec, clusters[case.in_mixed_mode], seed=seed)
        else:
            handset = _moving(true_spec, scene_of(case.move), seed=seed)
        server = PhoneServer(handset, case.web, tally=tally, listed_as=spec.name, seed=n)
        listed = replace(spec, model=case.listed_model or spec.model)
        shell = PhoneShell(handset, ssh, age=case.shell) if case.shell else None
        members.append(Member(spec.name, case, listed, server, shell))
    return members


def _unnamed(case: Case, spec: Spec, clusters: Sequence[Cluster], tally: Tally, n: int) -> Member:
    """A program with a name of its own: the inventory form knows names of MAC addresses only, so that it has the
    address alone."""
    handset = _handset(spec, clusters[case.in_mixed_mode], seed=n)
    return Member("", case, spec, PhoneServer(handset, case.web, tally=tally, seed=n))


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
        firmware=firmware_of(case.model, layout.name, service_mode=layout.service_mode),
        serial=f"FCH{dice.randrange(1500, 2300)}{dice.choice('ABCDEFGH')}{dice.randrange(16**3):03X}",
        directory_number=str(dice.randrange(2000, 9999)),
        layout=layout.name,
        site=site,
        service_mode=layout.service_mode,
        quirks=quirks,
    )


def _handset(spec: Spec, cluster: Cluster, *, seed: int) -> Handset:
    cluster = cluster.signed_with(digits_of(spec))
    state = new_state(spec, old_itl=cluster.itl_before, old_ctl=cluster.ctl_before)
    state.tftp_servers = cluster.tftp_before if spec.quirks.tftp_is_old else cluster.tftp_servers
    itl, ctl = cluster.offered_to(spec.quirks)
    return Handset(state, offered_itl=itl, offered_ctl=ctl, seed=seed)


def _moving(spec: Spec, scene: Scene, *, seed: int) -> Handset:
    """A phone between two clusters; where its servers are is said when they run."""
    digits = digits_of(spec)
    itl, ctl = (list_of(one, digits) for one in (scene.held.itl, scene.held.ctl))
    return Handset(
        new_state(spec, old_itl=itl, old_ctl=ctl), offered_itl=None, offered_ctl=None, scene=scene, seed=seed
    )
