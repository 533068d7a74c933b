"""Lists from a TFTP node, as a phone would be offered them there (trust §2.1, §3.9).

A phone asks for the list of its own name and, if there is none, for the common one; both are fetched, and where they
differ, that is a warning. Configurations hold credentials, and signed ones hold them in the clear as well: they are
read for the verdict and stand in no `Served`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from eraser.model.outcome import BadInput
from eraser.trust.case import Offer, Offered, Slot, read_offer
from eraser.trust.list_server import ListServer, ListServerFailed
from eraser.trust.tftp import fetch_by_tftp

__all__ = ("FetchedOffer", "ListServer", "ListServerFailed", "Served", "fetch_file", "fetch_offer")

SIZE_LIMIT_BYTES = 4 * 1024 * 1024  # a list has a few KiB, a configuration some hundred
WITHIN_S = 5.0  # for one file; phones themselves give up on a TFTP server after some seconds (*unproven*)
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,127}")
_CONFIG_ENDS = (".cnf.xml.sgn", ".cnf.xml.enc.sgn", ".cnf.xml")  # in the order of trust §3.9
_NOT_CHECKED = (
    "the certificate of this node was not checked; the list's own signature is the proof that it is the cluster's"
)


@dataclass(frozen=True)
class Served:
    """A list as one node serves it."""

    name: str
    data: bytes
    server: ListServer


@dataclass(frozen=True)
class FetchedOffer:
    """What a phone would be offered.

    Attributes:
        offered: for the judge; of a plain configuration no more than that it is there.
        served: the lists, common ones included, byte for byte; no configuration.
        warnings: each a sentence that names the node.
    """

    offered: Offered
    served: tuple[Served, ...] = ()
    warnings: tuple[str, ...] = ()


async def fetch_file(
    server: ListServer, name: str, *, within_s: float = WITHIN_S, size_limit_bytes: int = SIZE_LIMIT_BYTES
) -> bytes | None:
    """One file; None if the server answers that it has no such file (TFTP error 1, HTTP 404).

    Over HTTPS the node's certificate is not checked (`eraser/trust/http_node.py` says why).

    Raises:
        ListServerFailed: for everything else, with one line.
    """
    if not _NAME.fullmatch(name):
        raise ListServerFailed(f"{server}: {name[:80]!r} is no name of a list or a configuration")
    if server.scheme == "tftp":
        return await fetch_by_tftp(server, name, within_s=within_s, size_limit_bytes=size_limit_bytes)
    # Here and not above: httpx costs half a second, which `trust show` should not wait for.
    from eraser.trust.http_node import fetch_by_http  # noqa: PLC0415

    return await fetch_by_http(server, name, within_s=within_s, size_limit_bytes=size_limit_bytes)


async def fetch_offer(server: ListServer, phone_name: str | None, *, within_s: float = WITHIN_S) -> FetchedOffer:
    """What a phone of this name would be offered; without a name, the common lists and no configuration.

    Args:
        server: the node.
        phone_name: `SEP001122334455`.
        within_s: for each of up to seven files, which are asked for one after the other.

    Raises:
        ListServerFailed: at the first file that is neither given nor denied.
        BadInput: the phone's name can not be part of a file's name.
    """
    phone = phone_name.upper() if phone_name else None
    if phone and not _NAME.fullmatch(phone):
        raise BadInput(f"{phone_name!r} is no phone's name; write SEP and its twelve hex digits")
    served = await _fetch_lists(server, phone, within_s)
    offers: dict[str, Offer] = {}
    warnings = [f"{server}: {_NOT_CHECKED}"] if server.scheme == "https" else []
    for slot in (Slot.CTL, Slot.ITL):
        found = [one for one in served if one.name.startswith(slot.upper())]
        if found:
            offers[slot.value] = read_offer(found[0].data, slot, found[0].name)
        if len({one.data for one in found}) > 1:
            names = " and ".join(one.name for one in found)
            warnings.append(f"{server}: {names} differ; this phone is served another {slot.word} than others")
    if phone:
        config = await _fetch_config(server, phone, within_s)
        offers |= {} if config is None else {Slot.CONFIG.value: config}
    return FetchedOffer(Offered(**offers), served, tuple(warnings))


async def _fetch_lists(server: ListServer, phone: str | None, within_s: float) -> tuple[Served, ...]:
    """A list of the phone's own stands before the common one."""
    names = [name for slot in ("CTL", "ITL") for name in list_names(slot, phone)]
    answers = [(name, await fetch_file(server, name, within_s=within_s)) for name in names]
    return tuple(Served(name, data, server) for name, data in answers if data is not None)


async def _fetch_config(server: ListServer, phone: str, within_s: float) -> Offer | None:
    for end in _CONFIG_ENDS:
        data = await fetch_file(server, phone + end, within_s=within_s)
        if data is not None:
            return read_offer(data, Slot.CONFIG, phone + end)
    return None


def list_names(slot: str, phone: str | None) -> tuple[str, ...]:
    """The names under which a node serves its CTL or ITL, in the order in which a phone asks (trust §2.1)."""
    own = (f"{slot}{phone}.tlv",) if phone else ()
    return (*own, f"{slot}File.tlv")
