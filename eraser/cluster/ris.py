"""RISPort70: where phones are registered, and from which address (cucm §1).

Never paged: the names are known from elsewhere and asked for in chunks (cucm §1.4). A node that does not answer may
have the phone, so what is not found then is unknown, not unregistered.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from eraser.cluster.place import ClusterPlace
from eraser.cluster.soap import Node, SoapDoor, children, find, text_of
from eraser.engine.limits import Quota
from eraser.engine.retry import again_when_busy
from eraser.wire.login import Login

PATH = "/realtimeservice2/services/RISService70"
NAMESPACE = "http://schemas.cisco.com/ast/soap"
NAMES_PER_CALL = 1000  # older guides and all samples; a newer page says 2000 (cucm §1.5)
CALLS_PER_MINUTE = 15  # cluster-wide, and shared with RTMT (cucm §1.5)
_ANY_MODEL = 255


@dataclass(frozen=True, slots=True)
class Registration:
    """One phone as the cluster sees it. `model` is its number (cucm §1.7), which the phone's own page overrules;
    `since_s`: seconds since 1970 of the last change; `answers`: whether its web server is on, None for unknown."""

    name: str
    status: str  # Registered, UnRegistered, Rejected, PartiallyRegistered, Unknown
    address: str | None
    model: int | None
    protocol: str
    load: str
    node: str
    since_s: int
    reason: int
    answers: bool | None = None

    @property
    def registered(self) -> bool:
        return self.status == "Registered"


@dataclass(frozen=True, slots=True)
class Seen:
    """What RIS said. `silent`: nodes that did not answer, so that a phone that was not found may be there."""

    phones: dict[str, Registration]
    silent: tuple[str, ...] = ()


class Ris:
    """One cluster's RISPort70, within its allowance."""

    def __init__(self, place: ClusterPlace, login: Login, *, calls_per_minute: int = CALLS_PER_MINUTE) -> None:
        self._door = SoapDoor(place, login, PATH)
        self._quota = Quota(calls_per_minute, 60.0)

    async def find(self, names: Sequence[str]) -> Seen:
        """The registrations of these phones. Raises EraserError."""
        phones: dict[str, Registration] = {}
        silent: set[str] = set()
        for at in range(0, len(names), NAMES_PER_CALL):
            answer = await again_when_busy(partial(self._ask, names[at : at + NAMES_PER_CALL]))
            silent |= {node for node, is_ok in _nodes(answer) if not is_ok}
            for one in _registrations(answer):
                phones[one.name] = _better(phones.get(one.name), one)
        return Seen(phones, tuple(sorted(silent)))

    async def aclose(self) -> None:
        await self._door.aclose()

    async def _ask(self, names: Sequence[str]) -> Node:
        await self._quota.acquire()
        # The order is part of the schema (cucm §1.2).
        criteria = {
            "MaxReturnedDevices": NAMES_PER_CALL,
            "DeviceClass": "Phone",
            "Model": _ANY_MODEL,
            "Status": "Any",
            "NodeName": "",
            "SelectBy": "Name",
            "SelectItems": {"item": [{"Item": name} for name in names]},
            "Protocol": "Any",
            "DownloadStatus": "Any",
        }
        body = {"StateInfo": "", "CmSelectionCriteria": criteria}
        return await self._door.call("selectCmDeviceExt", "selectCmDeviceExt", NAMESPACE, body)


def _nodes(answer: Node) -> Iterator[tuple[str, bool]]:
    nodes = find(answer, "CmNodes")
    for node in _items(nodes):
        if find(node, "ReturnCode") is not None:
            yield text_of(node, "Name"), text_of(node, "ReturnCode") in {"Ok", "NotFound"}


def _registrations(answer: Node) -> Iterator[Registration]:
    for node in _items(find(answer, "CmNodes")):
        for device in _items(find(node, "CmDevices")):
            name = _own(device, "Name").upper()
            if name:
                yield _registration(name, device, node=_own(node, "Name"))


def _registration(name: str, device: Node, *, node: str) -> Registration:
    model = _own(device, "Model")
    return Registration(
        name=name,
        status=_own(device, "Status") or "Unknown",
        address=_address(device),
        model=int(model) if model.isdecimal() else None,
        protocol=_own(device, "Protocol"),
        load=_own(device, "ActiveLoadID"),
        node=node,
        since_s=_number(_own(device, "TimeStamp")),
        reason=_number(_own(device, "StatusReason")),
        answers={"Yes": True, "No": False}.get(_own(device, "Httpd")),
    )


def _address(device: Node) -> str | None:
    """The IPv4 address, else the first one; older servers have one flat `IpAddress` (cucm §1.3)."""
    found = [(text_of(one, "IPAddrType").lower(), text_of(one, "IP")) for one in _items(find(device, "IPAddress"))]
    numbers = [ip for kind, ip in sorted(found, key=lambda one: one[0] != "ipv4") if ip]
    return next(iter(numbers), None) or _own(device, "IpAddress") or None


def _better(one: Registration | None, other: Registration) -> Registration:
    """Of two entries of one phone: the registered one, else the newest (cucm §1.3)."""
    if one is None:
        return other
    return max(one, other, key=lambda entry: (entry.registered, entry.since_s))


def _items(parent: Node | None) -> Iterable[Node]:
    """The `item`s below, or the children themselves where a server leaves that level out."""
    if parent is None:
        return ()
    return tuple(children(parent, "item"))


def _own(node: Node, name: str) -> str:
    """The text of a direct child: `Name` stands in a node and in its devices."""
    child = next(children(node, name), None)
    return (child.text or "").strip() if child is not None else ""


def _number(text: str) -> int:
    return int(text) if text.isdecimal() else 0
