"""What the doctor sees of the ways to phones beside their own web pages: CTI. No login is sent."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import suppress

from eraser.model.address import BadAddress, split_address
from eraser.model.outcome import BadInput
from eraser.service.doctor.finding import Finding, State, bounded
from eraser.service.doctor.visit import Visit
from eraser.wire.cti_bridge import cti_access

CTI_PORT = 2748  # CTI Manager without TLS (cucm §4)


async def check_cti(visit: Visit) -> Sequence[Finding]:
    """The jar, Java and the CTI Manager's port."""
    settings = visit.settings
    if settings.cti_jar is None and settings.cti_host is None:
        return (Finding("cti", State.NOT_ASKED, "no --cti-jar, so keys do not go over CTI"),)
    return (await bounded("cti", _cti(visit)),)


async def _cti(visit: Visit) -> Finding:
    settings, login = visit.settings, visit.logins.get("cucm")
    if settings.cti_jar is None:
        raise BadInput("--cti-host: is of no use without --cti-jar; give both, or leave it out")
    if login is None:
        return Finding("cti", State.NOT_READY, "there is no login for it", "see login cucm, above")
    access = await asyncio.to_thread(cti_access, settings.cti_jar, settings.cti_host, login)
    managers = access.host.split(",")
    silent = [one for one in managers if not await _listens(one)]
    if silent:
        do = f"start CTI Manager there, and open the way to it from this machine (TCP {CTI_PORT})"
        return Finding("cti", State.NOT_READY, f"no connection to {', '.join(silent)}", do)
    seen = f"{access.jar.name} and {access.java} are there; connections are taken by {', '.join(managers)}"
    return Finding("cti", State.READY, seen)


async def _listens(word: str) -> bool:
    with suppress(OSError, BadAddress, UnicodeError):
        host, port = split_address(word)
        _, writer = await asyncio.open_connection(host.strip("[]"), port or CTI_PORT)
        writer.transport.abort()
        return True
    return False
