"""`itl-eraser authd`: the stand-in authentication service alone, for a run elsewhere."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Sequence
from contextlib import ExitStack
from typing import Annotated

import typer

from eraser.authd.stand_in import FOUND, StandIn, addresses_of
from eraser.model.address import split_address
from eraser.model.outcome import BadInput
from eraser.model.phone import Phone
from eraser.ops.settings import Settings
from eraser.service.assemble import open_log, phone_login, run_loop
from eraser.service.commands import options as o
from eraser.service.commands.options import settings_from
from eraser.service.exit_codes import DONE
from eraser.service.selection import select
from eraser.service.sources import read_sources
from eraser.service.stand_in import stand_in_of
from eraser.service.terminal import tell

app = o.new_door()

LONGEST_MINUTES = 24 * 60

Listen = Annotated[
    list[str], typer.Option("--listen", metavar="HOST:PORT", help="The dead server's address, which this machine has.")
]
Minutes = Annotated[
    int, typer.Option("--minutes", metavar="N", min=1, max=LONGEST_MINUTES, help="Ends by itself after so long.")
]


@app.command()
def authd(
    source: o.Sources,
    *,
    listen: Listen,
    minutes: Minutes = 240,
    limit: o.Limit = None,
    exclude: o.Exclude = None,
    site: o.Site = None,
    authd_proxy: o.AuthdProxy = None,
    authd_forward: o.AuthdForward = None,
    config: o.Config = None,
) -> None:
    """Answers the phones' question “may this user press keys?” in place of a server that is gone.

    Only the user of ITL_ERASER_PHONE_USER and ..._PASSWORD (or ..._PASSWORD_FILE) is let in, only to the phones of
    SOURCE, and only when the phone's own address asks. Give the run elsewhere the same user and password. To be done
    first: a DNS record, an address of this machine or a translation, so that the dead server's host and port lead
    here; to be undone after it. `itl-eraser run --authd` needs no second process and is narrower: it lets a phone in
    only while one of its own requests is open.
    """
    settings = settings_from({**locals(), "authd": listen})
    if FOUND in settings.authd:
        raise BadInput(f"--listen {FOUND}: needs a run beside it (`itl-eraser run --authd {FOUND}`); name HOST:PORT")
    open_log(settings)
    phones = _chosen(source, settings)
    run_loop(_serve(phones, settings, minutes=minutes))
    raise typer.Exit(DONE)


def _chosen(words: Sequence[str], settings: Settings) -> tuple[Phone, ...]:
    merged = run_loop(read_sources(words))
    chosen = select(
        [one.phone for one in merged.phones], limit=settings.limit, exclude=settings.exclude, site=settings.site
    )
    phones = tuple(one for one in chosen.phones if one.key not in chosen.excluded and one.name and one.address)
    if not phones:
        raise BadInput("no phone has both a name and an address, so nobody could be let in; add both to the inventory")
    return phones


async def _serve(phones: Sequence[Phone], settings: Settings, *, minutes: int) -> None:
    ended = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, ended.set)
    async with stand_in_of(settings, phone_login()) as stand_in:
        with ExitStack() as sessions:
            for phone in phones:
                await _let_in(phone, stand_in, sessions)
            tell(f"authd: {len(phones)} phones may be let in; Ctrl-C ends, or {minutes} minutes")
            try:
                async with asyncio.timeout(minutes * 60.0):
                    await ended.wait()
            except TimeoutError:
                tell(f"authd: {minutes} minutes are over")


async def _let_in(phone: Phone, stand_in: StandIn, sessions: ExitStack) -> None:
    assert phone.name is not None
    assert phone.address is not None
    host, _ = split_address(phone.address)
    addresses = await addresses_of(host)
    if not addresses:
        tell(f"warning: {phone.name}: {host} is not known here, so this phone is let in from nowhere")
    stand_in.guests.invite(phone.name, addresses)
    sessions.enter_context(stand_in.guests.session(phone.name))
