"""`cucm://publisher.example`: the phones of a cluster, with the addresses at which it sees them or saw them last.

Names, models, pools and loads come from the database (AXL), addresses of registered phones from RISPort70, of the
others the last known ones where the release keeps them. The phone's own page has the last word on all of it (cucm
§1.7).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import UTC, datetime

from eraser.cluster.axl import Axl, LastSeen, ListedPhone
from eraser.cluster.place import ClusterPlace, read_place
from eraser.cluster.ris import Registration, Ris
from eraser.model.inventory import Fault, Listing
from eraser.model.outcome import BadInput, EraserError
from eraser.model.phone import Phone, phone_name
from eraser.ops.credentials import read_login
from eraser.ports import Source
from eraser.wire.login import Login


@dataclass(frozen=True, slots=True)
class Cluster:
    """A publisher, asked with the login of ITL_ERASER_CUCM_USER."""

    place: ClusterPlace

    async def read_phones(self) -> Listing:
        """All phones of the cluster.

        Raises:
            BadInput: there is no login, or the cluster does not answer as it should.
        """
        found = read_login("cucm")
        login = Login(found.user, found.password.get_secret_value())
        try:
            async with AsyncExitStack() as open_ones:
                axl = Axl(self.place, login)
                open_ones.push_async_callback(axl.aclose)
                ris = Ris(self.place, login)
                open_ones.push_async_callback(ris.aclose)
                return await self._read(axl, ris)
        except EraserError as error:
            raise BadInput(f"{self.place}: {error.detail}") from error

    async def _read(self, axl: Axl, ris: Ris) -> Listing:
        listed = await axl.list_phones()
        names = [one.name for one in listed if phone_name(one.name)]
        seen = await ris.find(names)
        away = {name for name in names if name not in seen.phones or not seen.phones[name].address}
        last = {one.name: one for one in await axl.list_last_seen() or ()} if away else {}
        phones = tuple(
            self._phone(one, seen.phones.get(one.name), last.get(one.name)) for one in listed if phone_name(one.name)
        )
        return Listing(phones, warnings=self._warnings(listed, seen.silent))

    def _phone(self, listed: ListedPhone, now: Registration | None, last: LastSeen | None) -> Phone:
        address, seen_at = None, None
        if now is not None and now.address:
            address = now.address
            seen_at = datetime.now(UTC) if now.registered else _at(now.since_s)
        elif last is not None and last.address:
            address, seen_at = last.address, last.at
        told = {
            "description": listed.description,
            "location": listed.location,
            "registered": "" if now is None else now.status,
            "registered_at": "" if now is None else now.node,
        }
        return Phone(
            name=listed.name,
            address=address,
            model=listed.model.replace("Cisco ", "CP-") or None,
            firmware=(now.load if now else "") or None,
            site=listed.pool or None,
            origin=str(self.place),
            extra={name: value for name, value in told.items() if value},
            seen_at=seen_at,
            no_address=None if address else "the cluster knows no address of it, not even an old one",
        )

    def _warnings(self, listed: tuple[ListedPhone, ...], silent: tuple[str, ...]) -> tuple[Fault, ...]:
        strange = [one.name for one in listed if not phone_name(one.name)]
        found = []
        if silent:
            nodes = ", ".join(silent)
            text = f"{len(silent)} of its nodes did not answer ({nodes}), so addresses may be old"
            found.append(Fault(str(self.place), None, text, "ask again when they do"))
        if strange:
            text = f"{len(strange)} devices are named like no phone ({', '.join(strange[:3])} …) and were left out"
            found.append(Fault(str(self.place), None, text, "name them in a CSV file if they are meant"))
        return tuple(found)


def _at(seconds: int) -> datetime | None:
    return datetime.fromtimestamp(seconds, UTC) if 0 < seconds < 2**33 else None


def _open(rest: str) -> Source:
    return Cluster(read_place(rest))


SOURCES: Mapping[str, Callable[[str], Source]] = {"cucm": _open}
