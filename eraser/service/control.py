"""For the length of a run its user controls its phones, if `--associate` names the cluster; then never longer."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from eraser.cluster.association import Association, Ledger
from eraser.cluster.axl import Axl
from eraser.cluster.place import ClusterPlace, read_place
from eraser.model.outcome import BadInput, EraserError
from eraser.model.phone import Phone
from eraser.ops.credentials import has_login, read_login
from eraser.ops.settings import Settings
from eraser.service.terminal import learn_secrets, tell
from eraser.wire.login import Login

FILE = "control.json"  # in the folder of the report: what is to be taken back


@asynccontextmanager
async def control_of(
    phones: Sequence[Phone], settings: Settings, user: str | None, folder: Path
) -> AsyncIterator[None]:
    """Adds the phones to the user, and takes back what was added, also by an earlier start of the same run.

    Raises:
        BadInput: the cluster does not do it, or there is no login for it; nothing was pressed.
    """
    ledger = Ledger(folder / FILE)
    earlier = await asyncio.to_thread(ledger.read)
    word = settings.associate or (f"cucm:{earlier.cluster}" if earlier else None)
    if word is None:
        yield
        return
    place = place_of(word)
    if settings.associate and user is None:
        raise BadInput("--associate: there is no user of the phones to associate; give ITL_ERASER_PHONE_USER")
    await asyncio.to_thread(folder.mkdir, parents=True, exist_ok=True)  # somebody may have taken the report away
    axl = Axl(place, login_of(ledger))
    try:
        control = Association(axl, user or (earlier.user if earlier else ""), ledger, cluster=place.word)
        try:
            if settings.associate:
                await _add(axl, control, phones, place)
            yield
        finally:
            await asyncio.shield(_take_back(control, ledger))
    finally:
        await axl.aclose()


async def _add(axl: Axl, control: Association, phones: Sequence[Phone], place: ClusterPlace) -> None:
    try:
        known = {one.name for one in await axl.list_phones()}
        named = [phone.name for phone in phones if phone.name]
        added = await control.add([name for name in named if name in known])
    except EraserError as error:
        raise BadInput(f"--associate {place}: {error.detail}") from error
    strange = len(phones) - sum(1 for name in named if name in known)
    if strange:
        tell(f"warning: {strange} phones are none of {place}; their control is left as it is")
    tell(f"control: {added} phones were added to the user and are taken back at the end")


async def _take_back(control: Association, ledger: Ledger) -> None:
    """Keys may have been pressed by now, so a failure is told and changes nothing else."""
    try:
        taken = await control.take_back()
    except (EraserError, BadInput, OSError) as error:
        why = error.detail if isinstance(error, EraserError) else str(error)
        tell(f"control: could not be taken back ({why}); {ledger.path} knows what, `itl-eraser resume RUN` tries again")
        return
    tell(f"control: {taken} phones were taken back")


def place_of(word: str) -> ClusterPlace:
    """`cucm://publisher` → the place. Raises BadInput."""
    scheme, _, rest = word.partition(":")
    if scheme != "cucm":
        raise BadInput(f"--associate {word}: is no cluster; write cucm://publisher.example")
    return read_place(rest)


def login_of(ledger: Ledger) -> Login:
    """The login of the cluster, from the environment. Raises BadInput."""
    if not has_login("cucm"):
        left = f" ({ledger.path} says that phones are still to be taken back)" if ledger.path.exists() else ""
        raise BadInput(
            f"--associate: there is no login for the cluster{left}; set ITL_ERASER_CUCM_USER and …_PASSWORD_FILE"
        )
    found = read_login("cucm")
    password = found.password.get_secret_value()
    learn_secrets((password,))
    return Login(found.user, password)
