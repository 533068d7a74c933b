"""Who a page says it is of."""

from __future__ import annotations

import re
from dataclasses import dataclass

from eraser.model.phone import is_soft_name, phone_name
from eraser.wire.pages.table import Table

_NAME = ("hostname", "ethernethostname", "wifihostname")  # DX say for which of its interfaces
_MAC = ("macaddress", "ethernetmacaddress")  # the name has that of the wire
_MODEL = ("modelnumber", "productid", "productname")  # on ATA; on multiplatform firmware (unproven)
# Labels that no other language spells so. `Hostname` is German too; all real device and network pages have the MAC
# address.
_ENGLISH = (*_MAC, *_MODEL, "authenticationurl", "serialnumber", "itlfile", "ctlfile")
# Lines of the UDI, for pages that name the model nowhere else.
_PRODUCT = re.compile(r"CP-[0-9A-Z][0-9A-Z-]{2,12}")
_PRODUCT_NAME = re.compile(r"Cisco (?:Unified )?IP (?:Conference )?(?:Phone|Station) (\d{4}[A-Z]{0,2})(?:,.{0,40})?")


@dataclass(frozen=True, slots=True)
class Identity:
    """Name and model as one page shows them.

    Name and model are given only if the rows are labelled in English, as XML forms always are: of a page in another
    language the rows of the trust lists could not be read either, and a missing row would look like an erased list.
    `foreign`: the heading is a phone's, the labels are not in English. `contradiction`: what disagrees, in words.
    """

    name: str | None = None
    model: str | None = None
    foreign: bool = False
    contradiction: str | None = None


def read_identity(table: Table) -> Identity:
    """Name from `Host name`, else from the MAC address, else from the heading; the others must not say otherwise.

    IP Communicator has a name that was chosen for it, and the MAC address of the computer it runs on: there only host
    name and heading tell who it is.
    """
    if table.value(*_ENGLISH) is None:
        return Identity(foreign=table.heading.name is not None)
    hosts = {phone_name(value) for value in table.values(*_NAME) if value}
    heading = table.heading.name
    if any(is_soft_name(one) for one in (*hosts, heading) if one):
        names, shown = hosts or {heading}, {*hosts, heading}
    else:
        addresses = {phone_name(value) for value in table.values(*_MAC) if value}
        names, shown = hosts or addresses or {heading}, {*hosts, *addresses, heading}
    said = sorted(one for one in shown if one)
    contradiction = f"names itself {' and '.join(said)}" if len(said) > 1 else None
    return Identity(
        name=None if contradiction else _only(names),
        model=table.value(*_MODEL) or table.heading.model or _read_product(table),
        contradiction=contradiction,
    )


def _only(names: set[str | None]) -> str | None:
    return next(iter(names)) if len(names) == 1 else None


def _read_product(table: Table) -> str | None:
    products = [text for text in table.unlabelled if _PRODUCT.fullmatch(text)]
    products += [f"CP-{found[1]}" for text in table.unlabelled if (found := _PRODUCT_NAME.fullmatch(text))]
    return next(iter(products), None)
