"""Who a page says it is of."""

from __future__ import annotations

from dataclasses import dataclass

from eraser.model.phone import phone_name
from eraser.wire.pages.table import Table

_NAME = ("hostname",)
_MAC = ("macaddress",)
_MODEL = ("modelnumber",)
# Labels that no other language spells so. `Hostname` is German too; every real page has a MAC address.
_ENGLISH = (*_MAC, *_MODEL, "authenticationurl")


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
    """Name from `Host name`, else from the MAC address; the heading must not say otherwise."""
    if table.value(*_ENGLISH) is None:
        return Identity(foreign=table.heading.name is not None)
    hosts = {phone_name(value) for value in table.values(*_NAME) if value}
    addresses = {phone_name(value) for value in table.values(*_MAC) if value}
    name = _only(hosts or addresses)
    shown = {one for one in (*hosts, *addresses, table.heading.name) if one}
    contradiction = f"names itself {' and '.join(sorted(shown))}" if len(shown) > 1 else None
    return Identity(
        name=None if contradiction else name,
        model=table.value(*_MODEL) or table.heading.model,
        contradiction=contradiction,
    )


def _only(names: set[str | None]) -> str | None:
    return next(iter(names)) if len(names) == 1 else None
