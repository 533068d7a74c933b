"""Several sources become one list: by name, then by address. What disagrees is kept and shown.

The newest address wins (cucm §5): one that was seen at a known time beats one without a time, and the later beats the
earlier. Between addresses of one time, and for every other field, the source named first wins.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from eraser.model.address import BadAddress, address_key
from eraser.model.inventory import Fault, Listing
from eraser.model.phone import Phone

_FIELDS = ("name", "address", "model", "firmware", "site")
_TOLD = 10  # warnings of one kind, each with its line; a hundred lines nobody reads
_LONG_AGO = datetime.min.replace(tzinfo=UTC)


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
    """One list of all.

    A phone without an address in the end is a fault, unless a source says why; and so is one address for two names,
    unless one of them was seen there later.
    """
    named = {phone.name for one in listings for phone in one.phones if phone.name}
    records = [
        phone for one in listings for phone in (*one.phones, *(each for each in one.maybe if each.name in named))
    ]
    records, moved = _settle_moves(records)
    merged = tuple(_merge_group(group) for group in _groups(records))
    return MergedListing(
        phones=merged,
        faults=(*(fault for one in listings for fault in one.faults), *_faults_between(merged)),
        warnings=(
            *(warning for one in listings for warning in one.warnings),
            *_some(moved),
            *_some(_placeless(merged)),
        ),
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
        claims = _claims([phones[place] for place in places])
        if claims:
            at_address.setdefault(_key(claims[0]), places)
    groups = list(named.values())
    for key, places in unnamed.items():
        if key in at_address:
            at_address[key].extend(places)
            at_address[key].sort()
        else:
            groups.append(places)
    return [[phones[place] for place in places] for places in sorted(groups, key=min)]


def _claims(group: Sequence[Phone]) -> list[Phone]:
    """The records that know an address, the newest first; those without a time last, in the order of the sources."""
    known = [phone for phone in group if phone.address]
    return sorted(known, key=lambda phone: phone.seen_at or _LONG_AGO, reverse=True)


def _merge_group(group: Sequence[Phone]) -> Merged:
    origins: dict[str, str] = {}
    taken: dict[str, str] = {}
    disagreements = []
    claims = _claims(group)
    for name in _FIELDS:
        records = claims if name == "address" else group
        said = [(phone.origin, str(value)) for phone in records if (value := getattr(phone, name))]
        if not said:
            continue
        origins[name], taken[name] = said[0]
        if any(_plain(name, value) != _plain(name, said[0][1]) for _, value in said):
            disagreements.append(Disagreement(name, tuple(dict.fromkeys(said))))
    extra: dict[str, str] = {}
    for phone in group:
        for word, value in phone.extra.items():
            if value and not extra.get(word):
                extra[word] = value
                origins[f"extra.{word}"] = phone.origin
            else:
                extra.setdefault(word, value)
    phone = Phone(
        **taken,
        # A scheme belongs to an address: it comes from the record that gave the address.
        scheme=claims[0].scheme if claims else "http",
        origin=" + ".join(dict.fromkeys(phone.origin for phone in group)),
        extra=extra,
        seen_at=claims[0].seen_at if claims else None,
        no_address=None if claims else _reasons(group),
    )
    return Merged(phone, origins, tuple(disagreements))


def _reasons(group: Sequence[Phone]) -> str | None:
    return " and ".join(dict.fromkeys(phone.no_address for phone in group if phone.no_address)) or None


def _plain(name: str, value: str) -> str:
    """A value as it is compared: a CP-7965 of the cluster calls itself CP-7965G."""
    plain = value.casefold()
    return plain.removesuffix("g") if name == "model" else plain


def _settle_moves(records: Sequence[Phone]) -> tuple[list[Phone], list[Fault]]:
    """Of two phones at one address, the one that was seen there later has it; a time beats none, as for one phone."""
    newest: dict[object, Phone] = {}
    for record in records:
        if record.name and record.address and record.seen_at:
            best = newest.setdefault(_key(record), record)
            if record.seen_at > (best.seen_at or _LONG_AGO):
                newest[_key(record)] = record
    settled, moved = [], []
    for record in records:
        winner = newest.get(_key(record)) if record.name and record.address else None
        if winner is None or winner.name == record.name or winner.seen_at == record.seen_at:
            settled.append(record)
            continue
        text = f"{record.address} is no longer {record.key}'s address: {winner.origin} has seen {winner.key} there"
        moved.append(Fault(record.origin, None, text, "add scan:RANGE if you need to know where it is now"))
        why = f"{winner.key} was seen at {record.address}, its last address"
        settled.append(replace(record, address=None, seen_at=None, no_address=why))
    return settled, moved


def _faults_between(merged: Sequence[Merged]) -> list[Fault]:
    faults = []
    first_at: dict[object, Phone] = {}
    for one in merged:
        phone = one.phone
        if phone.address is None:
            if phone.no_address is None:
                remedy = "add one or use a source that knows it"
                faults.append(Fault(phone.origin, None, f"{phone.key} has no address", remedy))
            continue
        first = first_at.setdefault(_key(phone), phone)
        if first is not phone:
            text = f"{phone.key} has the address {phone.address}, and {first.key} ({first.origin}) has it too"
            faults.append(Fault(phone.origin, None, text, "correct one, or name the source that you trust more first"))
    return faults


def _placeless(merged: Sequence[Merged]) -> list[Fault]:
    """The phones to which the sources know no address, and say why: they will be unreachable, each for itself."""
    remedy = "it will be unreachable; add a source that sees it, such as scan:RANGE"
    return [
        Fault(one.phone.origin, None, f"{one.phone.key} has no address: {one.phone.no_address}", remedy)
        for one in merged
        if one.phone.address is None and one.phone.no_address
    ]


def _some(warnings: Sequence[Fault]) -> list[Fault]:
    """The first of many warnings of one kind, and how many there are more."""
    more = len(warnings) - _TOLD
    if more <= 0:
        return list(warnings)
    rest = Fault("all sources", None, f"the same is so for {more} more phones", "itl-eraser inventory shows each")
    return [*warnings[:_TOLD], rest]
