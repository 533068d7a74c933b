"""The stand-in authentication service beside a run: started before the first phone, told of at the end."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from eraser.authd.relay import Relay
from eraser.authd.stand_in import FOUND, StandIn
from eraser.ops.settings import Settings
from eraser.service.terminal import learn_secrets, tell
from eraser.wire.login import Login


@asynccontextmanager
async def stand_in_of(settings: Settings, login: Login | None = None) -> AsyncIterator[StandIn]:
    """A stand-in that listens where the settings say. `login`: what it lets in; None makes one at random.

    Raises:
        BadInput: it can not listen there, or a setting is no address.
    """
    relay = Relay(settings.authd_forward) if settings.authd_forward else None
    stand_in = StandIn(
        settings.authd,
        leads_here=settings.authd_leads_here,
        proxies=settings.authd_proxy,
        pass_on=relay.ask if relay else None,
        login=login,
    )
    learn_secrets((stand_in.login.password,))
    try:
        await stand_in.start()
        for place in stand_in.responder.places:
            tell(f"authd: answering on {place}")
        if FOUND in settings.authd:
            tell("authd: answers wherever a phone's page says, where that is an address of this machine")
        yield stand_in
    finally:
        await stand_in.stop()
        if relay:
            await relay.aclose()
        tell(f"authd: {told(stand_in)}")


def told(stand_in: StandIn) -> str:
    """`812 authorized, 3 no_session`, most first; `nobody asked`."""
    counts = stand_in.responder.told
    return ", ".join(f"{n} {verdict}" for verdict, n in counts.most_common()) or "nobody asked"
