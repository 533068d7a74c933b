"""All lists of all nodes: the common ones, and those that each node serves for the phones that are named.

Each TFTP node has its own ITL (trust §1.4), so each is asked. A node that fails is told of and the others go on.
"""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import AsyncIterator, Iterator, Sequence

from eraser.trust.fetch import WITHIN_S, ListServer, ListServerFailed, Served, fetch_file, list_names

# Files on their way from one node at a time; its TFTP service serves 500 clients at once by default (cucm §6), and
# phones that start come first.
_AT_ONCE = 8
_MOST_FAILURES = 3  # in one round of phones; a node that fails so often is left, the rest would only wait for it
_PHONES_A_ROUND = 100  # so many are fetched, then the manifest is written: a kill costs no more than that


Gathered = tuple[Sequence[Served], Sequence[str]]  # lists, and a line for each that could not be had


async def collect(
    servers: Sequence[ListServer], phones: Sequence[str] = (), *, within_s: float = WITHIN_S
) -> AsyncIterator[Gathered]:
    """The lists node by node, in rounds that are worth being written down."""
    for server in servers:
        served, failures = await _fetch_all(server, (*list_names("CTL", None), *list_names("ITL", None)), within_s)
        if not failures and not any(one.name.startswith("ITL") for one in served):
            failures = [f"{server}: it serves no ITLFile.tlv; check that it is a TFTP node of the cluster"]
        yield served, failures
        if failures:
            continue
        for some in _rounds(phones):
            served, failures = await _fetch_all(server, some, within_s)
            yield served, failures[:_MOST_FAILURES]
            if len(failures) >= _MOST_FAILURES:
                yield (), [f"{server}: it is not asked for more phones; run again when it answers"]
                break


def _rounds(phones: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """Names of the lists of some phones."""
    for start in range(0, len(phones), _PHONES_A_ROUND):
        some = phones[start : start + _PHONES_A_ROUND]
        yield tuple(f"{slot}{phone}.tlv" for phone, slot in itertools.product(some, ("CTL", "ITL")))


async def _fetch_all(server: ListServer, names: Sequence[str], within_s: float) -> tuple[list[Served], list[str]]:
    waiting = list(reversed(names))
    served: list[Served] = []
    failures: list[str] = []

    async def work() -> None:
        while waiting and len(failures) < _MOST_FAILURES:
            name = waiting.pop()
            try:
                data = await fetch_file(server, name, within_s=within_s)
            except ListServerFailed as error:
                failures.append(error.detail)
                continue
            if data is not None:
                served.append(Served(name, data, server))

    async with asyncio.TaskGroup() as group:
        for _ in range(min(_AT_ONCE, len(names))):
            group.create_task(work())
    return sorted(served, key=lambda one: names.index(one.name)), sorted(failures)
