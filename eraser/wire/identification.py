"""Who answers at an address: the phone that is meant, another one, or a stranger. No credential is sent to find out."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from eraser.model.outcome import AnswerCut, IdentityMismatch, WebAccessOff
from eraser.wire.exchange import REDIRECTS, Exchange
from eraser.wire.execute import show
from eraser.wire.pages import (
    FAMILIES,
    DevicePage,
    Identity,
    NetworkPage,
    PageUnreadable,
    Places,
    read_device,
    read_network,
    with_lists,
)
from eraser.wire.question import Answer

_OK = 200
_CLOSED = frozenset({403, 404})


@dataclass(frozen=True, slots=True)
class Identification:
    """The pages that showed who the phone is; `network` is None if none could be read."""

    device: DevicePage
    network: NetworkPage | None
    places: Places
    pages: tuple[str, ...]


@dataclass(slots=True)
class _Search:
    """What was found on the way to a page that shows who the phone is."""

    closed: bool = True
    cut: bool = False
    strange: int = 0
    seen: list[str] = field(default_factory=list)


async def identify_phone(
    exchange: Exchange, name: str | None, *, usual: Places | None = None, patience: int | None = None
) -> Identification:
    """The pages of the phone at this address, whose name must be `name` if one is given.

    `usual`: where it showed itself before. Of pages elsewhere a missing row means nothing: two pages of one phone need
    not show the same rows, and a list must not look erased because the phone is half awake and one page is missing.
    `patience`: how many pages of something else are asked for before the host is left alone; missing ones do not count.

    Raises:
        IdentityMismatch: it is not that phone, or nothing shows that it is one.
        WebAccessOff: every page is forbidden or missing.
        EraserError: no whole answer (wire.exchange).
    """
    device, places = await _find_device_page(exchange, name, patience)
    expected = device.identity.name
    network, path = await _find_network_page(exchange, places, expected)
    if network is None or path is None:
        return Identification(device, None, places, (places.device,))
    pages: tuple[str, ...] = (places.device, path)
    if places.lists is not None:
        network = with_lists(network, await _read_network_page(exchange, places.lists, expected))
        pages = (*pages, places.lists)
    elsewhere = path not in places.network or usual not in {None, places}
    if elsewhere and not network.shows_lists:
        network = replace(network, complete=False)
    return Identification(device, network, places, pages)


async def _find_device_page(exchange: Exchange, name: str | None, patience: int | None) -> tuple[DevicePage, Places]:
    search = _Search()
    for places in FAMILIES:
        answer = await exchange.fetch("identify", places.device)
        if answer.status_code in _CLOSED:
            search.seen.append(f"HTTP {answer.status_code}")
            continue
        search.closed = False
        page = _judge_device_page(exchange, places.device, answer, search)
        if page is None:
            search.strange += 1
            if search.strange == patience:
                break
            continue
        _check_name(exchange, page.identity, name)
        return page, places
    if search.closed:
        raise WebAccessOff(f"{exchange.where} answers {search.seen[0]} to every page")
    if search.cut:
        raise AnswerCut(f"{exchange.where}: the device page was cut short")
    said = ", ".join(dict.fromkeys(search.seen))
    raise IdentityMismatch(f"{exchange.where} does not show the name and model of a phone ({said})")


def _judge_device_page(exchange: Exchange, path: str, answer: Answer, search: _Search) -> DevicePage | None:
    """The page if it shows name and model; else why not goes to `search`."""
    if answer.status_code in REDIRECTS:
        search.seen.append(_direction(answer.header(b"location") or "nowhere"))
        return None
    if answer.status_code != _OK:
        search.seen.append(f"HTTP {answer.status_code}")
        return None
    try:
        page = exchange.readings.read(path, answer.body, read_device, but_clock=True)
    except PageUnreadable as error:
        search.seen.append(str(error))
        return None
    if page.identity.contradiction:
        raise IdentityMismatch(f"{exchange.where}: one page {page.identity.contradiction}")
    if page.identity.name and page.identity.model and page.closed:
        return page
    search.cut = search.cut or not page.closed
    search.seen.append(_shortcoming(page.identity))
    return None


def _direction(location: str) -> str:
    secure = location.casefold().startswith("https:")
    return f"leads to {show(location)}" + ("; if it serves only https, give it the scheme https" if secure else "")


def _shortcoming(identity: Identity) -> str:
    if identity.foreign:
        return "a phone's page in a language that can not be read; set the phone's user locale to English"
    if identity.name:
        return f"{identity.name} without a model"
    return "a page of something else, or in another language"


def _check_name(exchange: Exchange, identity: Identity, name: str | None) -> None:
    if name is not None and identity.name != name:
        raise IdentityMismatch(f"{exchange.where} is {identity.name} ({show(identity.model or '')}), not {name}")


async def _find_network_page(
    exchange: Exchange, places: Places, name: str | None
) -> tuple[NetworkPage | None, str | None]:
    """The family's own network page, else that of another family; it must be the same phone's."""
    others = (path for family in FAMILIES if family is not places for path in family.network)
    for path in (*places.network, *others):
        page = await _read_network_page(exchange, path, name)
        if page is not None:
            return page, path
    return None, None


async def _read_network_page(exchange: Exchange, path: str, name: str | None) -> NetworkPage | None:
    """The page at this path, if it shows whose it is."""
    answer = await exchange.fetch("identify", path)
    if answer.status_code != _OK:
        return None
    try:
        page = exchange.readings.read(path, answer.body, read_network)
    except PageUnreadable:
        return None
    if page.identity.contradiction:
        raise IdentityMismatch(f"{exchange.where}: one page {page.identity.contradiction}")
    if page.identity.name is None:
        return None
    _check_name(exchange, page.identity, name)
    return page
