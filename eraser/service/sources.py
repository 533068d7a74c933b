"""From the words of the command line to one list of phones."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterator, Sequence

from eraser.engine.registry import load_sources, open_source
from eraser.model.inventory import Listing
from eraser.model.merge import MergedListing, merge
from eraser.model.outcome import BadInput
from eraser.ports import Source, Telling
from eraser.service.terminal import tell

_TOLD = 10  # disagreements about one field, each with its line; two sources may call every site otherwise


async def read_sources(words: Sequence[str]) -> MergedListing:
    """All sources merged, read side by side; warnings and disagreements are told.

    Raises:
        BadInput: with every fault of every source.
    """
    openers = load_sources()
    faults: list[str] = []
    sources: list[Source] = []
    for word in words:
        try:
            source = open_source(word, openers)
            if isinstance(source, Telling):
                source.tell = tell
            sources.append(source)
        except BadInput as error:
            faults += error.faults
    answers = await asyncio.gather(*(source.read_phones() for source in sources), return_exceptions=True)
    listings: list[Listing] = []
    for answer in answers:
        if isinstance(answer, BadInput):
            faults += answer.faults
        elif isinstance(answer, BaseException):
            raise answer
        else:
            listings.append(answer)
    merged = merge(listings)
    tell(*(f"warning: {warning}" for warning in merged.warnings))
    tell(*_disagreements(merged))
    faults += [str(fault) for fault in merged.faults]
    if faults:
        raise BadInput(*faults)
    if not merged.phones:
        raise BadInput("no source gave a phone; name one, such as csv:phones.csv or scan:10.20.0.0/22")
    return merged


def _disagreements(merged: MergedListing) -> Iterator[str]:
    """What the sources disagree about: the first phones of each field, then how many there are more."""
    number: Counter[str] = Counter()
    for one in merged.phones:
        for each in one.disagreements:
            number[each.field] += 1
            if number[each.field] <= _TOLD:
                yield f"warning: {one.phone.key}: sources disagree: {each}"
    for field, phones in number.items():
        if phones > _TOLD:
            yield f"warning: sources disagree on {field} for {phones - _TOLD} more phones; see itl-eraser inventory"
