"""AXL: which phones a cluster has, where it saw them last, and which phones a user controls (cucm §2)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal

from eraser.cluster.place import ClusterPlace
from eraser.cluster.soap import Body, ClusterFault, Node, SoapDoor, children, find, find_all, text_of
from eraser.engine.retry import again_when_busy
from eraser.wire.login import Login

PATH = "/axl/"  # the slash at its end is needed (cucm §2.1)
PHONES_PER_CALL = 1000  # about 1 kB each, far below the 8 MB at which a cluster gives up (cucm §2.3)
_TAGS = ("name", "description", "model", "protocol", "devicePoolName", "locationName", "loadInformation")
_NO_SUCH_THING = ("was not found", "not found", "unknown operation", "unsupported", "no such operation")

UserKind = Literal["AppUser", "User"]


@dataclass(frozen=True, slots=True)
class ListedPhone:
    """A phone in the database. Whether it exists, only the phone says."""

    name: str
    model: str
    pool: str
    location: str
    load: str
    description: str


@dataclass(frozen=True, slots=True)
class LastSeen:
    """Where the cluster saw a phone last that is not registered now (release 11.5 and later)."""

    name: str
    address: str
    at: datetime | None


@dataclass(frozen=True, slots=True)
class ControlUser:
    """The user that presses keys, and the phones it controls."""

    name: str
    kind: UserKind
    devices: frozenset[str]


class Axl:
    """One publisher's AXL."""

    def __init__(self, place: ClusterPlace, login: Login) -> None:
        self._door = SoapDoor(place, login, PATH)
        self._release = place.release

    async def list_phones(self, pattern: str = "SEP%") -> tuple[ListedPhone, ...]:
        """All phones of these names, `%` for anything. Raises EraserError."""
        found: list[ListedPhone] = []
        tags = dict.fromkeys(_TAGS, "")
        while True:
            body = _search({"name": pattern}, tags, skip=len(found))
            page = [_listed(one) for one in _returned(await self._call("listPhone", body), "phone")]
            found += page
            if len(page) < PHONES_PER_CALL:
                return tuple(found)

    async def list_last_seen(self) -> tuple[LastSeen, ...] | None:
        """Last known addresses; None if this release does not keep them. Raises EraserError."""
        tags = {"device": "", "lastKnownIpAddress": "", "lastSeen": ""}
        found: list[LastSeen] = []
        while True:
            body = _search({"device": "SEP%"}, tags, skip=len(found))
            try:
                answer = await self._call("listRegistrationDynamic", body)
            except ClusterFault as error:
                if any(words in str(error).lower() for words in _NO_SUCH_THING):
                    return None
                raise
            page = [_last_seen(one) for one in _returned(answer, "registrationDynamic")]
            found += page
            if len(page) < PHONES_PER_CALL:
                return tuple(found)

    async def read_user(self, name: str) -> ControlUser:
        """The application or end user of this name.

        Raises:
            ClusterFault: there is neither. EraserError.
        """
        kinds: tuple[UserKind, ...] = ("AppUser", "User")
        for kind in kinds:
            try:
                answer = await self._call(f"get{kind}", {"userid": name})
            except ClusterFault as error:
                if kind == "User" or "not found" not in str(error).lower():
                    raise
                continue
            devices = find(answer, "associatedDevices")
            names = () if devices is None else (one.text or "" for one in find_all(devices, "device"))
            return ControlUser(name, kind, frozenset(one.strip().upper() for one in names if one.strip()))
        raise AssertionError("unreachable")

    async def write_devices(self, user: ControlUser, devices: frozenset[str]) -> None:
        """Makes exactly these the phones of the user: AXL replaces the list. Raises EraserError."""
        body: Body = {"userid": user.name, "associatedDevices": {"device": sorted(devices)} if devices else ""}
        await self._call(f"update{user.kind}", body)

    async def aclose(self) -> None:
        await self._door.aclose()

    async def _call(self, operation: str, body: Body) -> Node:
        namespace = f"http://www.cisco.com/AXL/API/{self._release}"
        action = f"CUCM:DB ver={self._release} {operation}"
        return await again_when_busy(lambda: self._door.call(action, operation, namespace, body))


def _search(criteria: Body, tags: Body, *, skip: int) -> Body:
    return {"searchCriteria": criteria, "returnedTags": tags, "skip": skip, "first": PHONES_PER_CALL}


def _returned(answer: Node, name: str) -> Sequence[Node]:
    returned = find(answer, "return")
    return () if returned is None else tuple(children(returned, name))


def _listed(node: Node) -> ListedPhone:
    name, model, pool, location, load, description = (
        text_of(node, tag)
        for tag in ("name", "model", "devicePoolName", "locationName", "loadInformation", "description")
    )
    return ListedPhone(name.upper(), model, pool, location, load, description)


def _last_seen(node: Node) -> LastSeen:
    seconds = text_of(node, "lastSeen")
    at = datetime.fromtimestamp(int(seconds), UTC) if seconds.isdecimal() and 0 < int(seconds) < 2**33 else None
    return LastSeen(text_of(node, "device").upper(), text_of(node, "lastKnownIpAddress"), at)
