"""Phones as a simulated publisher's RISPort70 shows them, in every shape of cucm §1.3."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lxml import etree

_NODES = ("cm-pub.example.net", "cm-sub1.example.net")


@dataclass(frozen=True, slots=True)
class Device:
    """A phone in the database. `address` "" is one that never registered; `registered` False has a last known one."""

    name: str
    address: str = ""
    model: str = "Cisco 8841"
    model_number: int = 683
    load: str = "sip88xx.12-5-1SR3-74"
    pool: str = "Berlin"
    registered: bool = True
    last_seen_s: int = 1_750_000_000
    node: int = 1


@dataclass(frozen=True, slots=True)
class ClusterQuirks:
    """What a cluster may do otherwise (cucm §1.3, §1.5, §2.1, §2.3)."""

    release: tuple[int, int] = (12, 5)
    qualified: bool = True  # inner elements of RIS answers have the namespace
    wrapped: bool = True  # there is a selectCmDeviceReturn; without it, addresses are flat
    nil_when_empty: bool = True
    silent_node: bool = False  # the second node does not answer
    stale_twins: bool = False  # every phone is also said to be unregistered at the other node
    questions_per_minute: int = 15
    busy_writes: int = 0  # so many writes are answered 503 first
    replies_html: bool = False  # a proxy's page instead of SOAP
    user_kind: str = "AppUser"
    forgets_writes: bool = False  # a write is taken and not done


def nodes_of(found: Sequence[Device], quirks: ClusterQuirks) -> str:
    """What stands in `CmNodes`."""
    return "".join(_node(at, name, found, quirks) for at, name in enumerate(_NODES))


def _node(at: int, name: str, found: Sequence[Device], quirks: ClusterQuirks) -> str:
    if at == 1 and quirks.silent_node:
        return f"<item><ReturnCode>NodeNotResponding</ReturnCode><Name>{name}</Name><CmDevices/></item>"
    here = "".join(_device(one, quirks) for one in found if one.node == at)
    if quirks.stale_twins:
        here += "".join(_device(one, quirks, stale=True) for one in found if one.node != at)
    return (
        f"<item><ReturnCode>Ok</ReturnCode><Name>{name}</Name><NoChange>false</NoChange>"
        f"<CmDevices>{here}</CmDevices></item>"
    )


def _device(one: Device, quirks: ClusterQuirks, *, stale: bool = False) -> str:
    registered = one.registered and not stale
    address = one.address if one.registered and not stale else ""
    places = f"<IpAddress>{address}</IpAddress>"
    if quirks.wrapped:
        six = "<item><IP>2001:db8::17</IP><IPAddrType>ipv6</IPAddrType><Attribute>Unknown</Attribute></item>"
        four = f"<item><IP>{address}</IP><IPAddrType>ipv4</IPAddrType><Attribute>Unknown</Attribute></item>"
        places = f"<IPAddress>{six}{four}</IPAddress>" if address else "<IPAddress/>"
    return (
        f"<item><Name>{one.name}</Name><DirNumber>4101-Registered</DirNumber><DeviceClass>Phone</DeviceClass>"
        f"<Model>{one.model_number}</Model><Product>0</Product><Httpd>Yes</Httpd>"
        f"<Status>{'Registered' if registered else 'UnRegistered'}</Status>"
        f"<StatusReason>{0 if registered else 13}</StatusReason><Description>Hall</Description>"
        f"<TimeStamp>{one.last_seen_s - stale}</TimeStamp><Protocol>SIP</Protocol>"
        f"<LinesStatus><item><DirectoryNumber>4101</DirectoryNumber><Status>Registered</Status></item></LinesStatus>"
        f"<ActiveLoadID>{one.load if registered else ''}</ActiveLoadID>{places}</item>"
    )


ORDER = (
    "MaxReturnedDevices",
    "DeviceClass",
    "Model",
    "Status",
    "NodeName",
    "SelectBy",
    "SelectItems",
    "Protocol",
    "DownloadStatus",
)


def order_of(asked: etree._Element) -> tuple[str, ...]:
    criteria = next(asked.iter("{*}CmSelectionCriteria"), None)
    return () if criteria is None else tuple(str(etree.QName(one).localname) for one in criteria)
