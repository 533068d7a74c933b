"""Several sources become one list: by name, then by address. The source named first wins; what disagrees is kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from eraser.model.address import BadAddress, address_key
from eraser.model.inventory import Fault, Listing
from eraser.model.phone import Phone

_FIELDS = ("name", "address", "model", "firmware", "site")


@dataclass(frozen=True, slots=True)
class Disagreement:
    """What several origins say about one field, the winner first."""

    field: str
    values: tuple[tuple[str, str], ...]  # (origin, value)

    def __str__(self) -> str:
        (winner, taken), *others = self.values
        return f"{self.field} {taken} ({winner}), not " + ", ".join(f"{value} ({origin})" for origin, value in others)


@dataclass(frozen=True, slots=True)
class Merged:
    """One phone, with the origin of each of its fields."""

    phone: Phone
    origins: dict[str, str] = field(hash=False)
    disagreements: tuple[Disagreement, ...] = ()


@dataclass(frozen=True, slots=True)
class MergedListing:
    """All sources as one list, in the order of first appearance."""

    phones: tuple[Merged, ...]
    faults: tuple[Fault, ...] = ()
    warnings: tuple[Fault, ...] = ()


def merge(listings: Sequence[Listing]) -> MergedListing:
    """One list of all; a phone without an address in the end is a fault, and so is one address for two names."""
    merged = tuple(_merge_group(group) for group in _groups([phone for one in listings for phone in one.phones]))
    return MergedListing(
        phones=merged,
        faults=(*(fault for one in listings for fault in one.faults), *_faults_between(merged)),
        warnings=tuple(warning for one in listings for warning in one.warnings),
    )


def _key(phone: Phone) -> tuple[str, int] | str | None:
    if phone.address is None:
        return None
    try:
        return address_key(phone.address, phone.scheme)
    except BadAddress:  # a plug-in's word; the phone will be unreachable, and say so
        return phone.address


def _groups(phones: Sequence[Phone]) -> list[list[Phone]]:
    """The records of each phone. A record without a name belongs to the named phone at its address, if one is there."""
    named: dict[str, list[int]] = {}
    unnamed: dict[object, list[int]] = {}
    for place, phone in enumerate(phones):
        if phone.name:
            named.setdefault(phone.name, []).append(place)
        else:
            unnamed.setdefault(_key(phone), []).append(place)
    at_address: dict[object, list[int]] = {}
    for places in named.values():
        taken = next((phones[place] for place in places if phones[place].address), None)
        if taken:
            at_address.setdefault(_key(taken), places)
    groups = list(named.values())
    for key, places in unnamed.items():
        if key in at_address:
            at_address[key].extend(places)
            at_address[key].sort()
        else:
            groups.append(places)
    return [[phones[place] for place in places] for places in sorted(groups, key=min)]


def _merge_group(group: Sequence[Phone]) -> Merged:
    origins: dict[str, str] = {}
    taken: dict[str, str] = {}
    disagreements = []
    for name in _FIELDS:
        said = [(phone.origin, str(value)) for phone in group if (value := getattr(phone, name))]
        if not said:
            continue
        origins[name], taken[name] = said[0]
        if any(value.casefold() != said[0][1].casefold() for _, value in said):
            disagreements.append(Disagreement(name, tuple(dict.fromkeys(said))))
    # A scheme belongs to an address: it comes from the record that gave the address.
    scheme = next((phone.scheme for phone in group if phone.address), "http")
    extra: dict[str, str] = {}
    for phone in group:
        for word, value in phone.extra.items():
            if value and not extra.get(word):
                extra[word] = value
                origins[f"extra.{word}"] = phone.origin
            else:
                extra.setdefault(word, value)
    origin = " + ".join(dict.fromkeys(phone.origin for phone in group))
    phone = Phone(**taken, scheme=scheme, origin=origin, extra=extra)
    return Merged(phone, origins, tuple(disagreements))


def _faults_between(merged: Sequence[Merged]) -> list[Fault]:
    faults = []
    first_at: dict[object, Phone] = {}
    for one in merged:
        phone = one.phone
        if phone.address is None:
            remedy = "add one or use a source that knows it"
            faults.append(Fault(phone.origin, None, f"{phone.key} has no address", remedy))
            continue
        first = first_at.setdefault(_key(phone), phone)
        if first is not phone:
            text = f"{phone.key} has the address {phone.address}, and {first.key} ({first.origin}) has it too"
            faults.append(Fault(phone.origin, None, text, "correct one, or name the source that you trust more first"))
    return faults
