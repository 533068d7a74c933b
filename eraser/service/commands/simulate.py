"""`itl-eraser simulate`: the simulated fleet alone."""

from __future__ import annotations

import asyncio
import signal
from pathlib import Path
from typing import Annotated

import typer

from eraser.model.outcome import BadInput
from eraser.ops.settings import Settings
from eraser.service.assemble import run_loop
from eraser.service.commands import options as o
from eraser.service.commands.options import settings_from
from eraser.service.terminal import tell
from eraser.simulator.fleet import PROFILES, Fleet, run_simulation

app = o.new_door()

InventoryOut = Annotated[Path, typer.Option("--inventory-out", metavar="FILE.csv", help="Where the inventory goes.")]
Truth = Annotated[
    Path | None, typer.Option("--truth", metavar="FILE.json", help="What really happened, every second and at the end.")
]


@app.command()
def simulate(
    inventory_out: InventoryOut,
    *,
    truth: Truth = None,
    phones: o.Phones = None,
    seed: o.Seed = None,
    profile: o.Profile = None,
    bind: o.Bind = None,
    port: o.Port = None,
    config: o.Config = None,
) -> None:
    """Simulated phones on loopback until interrupted; their inventory and, beside it, a file with their login."""
    settings = settings_from(locals())
    check_profile(settings.profile)
    try:
        run_loop(_simulate(settings, inventory_out, truth))
    except OSError as error:
        raise BadInput(
            f"the simulated fleet can not start ({error}); choose other --bind, --port or folders"
        ) from error


def check_profile(name: str) -> None:
    """Raises BadInput unless the simulator knows this profile."""
    if name not in PROFILES:
        raise BadInput(f"--profile {name}: is unknown; choose one of {', '.join(sorted(PROFILES))}")


async def _simulate(settings: Settings, inventory_out: Path, truth: Path | None) -> None:
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)

    def started(fleet: Fleet) -> None:
        login = inventory_out.with_suffix(".env")
        tell(f"{len(fleet.members)} phones: {inventory_out}", f"their login: set -a; . {login}; set +a", "Ctrl-C ends")

    await run_simulation(
        phones=settings.phones,
        seed=settings.seed,
        profile=settings.profile,
        inventory_out=inventory_out,
        stop=stop,
        bind=settings.bind,
        port=settings.port,
        truth_out=truth,
        started=started,
    )
