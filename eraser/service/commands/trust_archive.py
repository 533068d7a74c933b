"""`itl-eraser trust archive`: the lists of all nodes of a cluster, kept while it still lives."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any

import typer

from eraser.model.outcome import BadInput
from eraser.service.commands import options as o
from eraser.service.exit_codes import NOT_WELL
from eraser.service.sources import read_sources
from eraser.service.terminal import say, say_columns, tell
from eraser.trust.archive import Keeper
from eraser.trust.collect import collect
from eraser.trust.fetch import ListServer
from eraser.trust.manifest import Entry

_PHONE = re.compile(r"[A-Z]{2,4}[0-9A-Z._-]{1,60}")  # SEP and 12 hex digits; CIPC, ATA and others have their own
_MAC = re.compile(r"[0-9A-F]{12}")

Servers = Annotated[
    list[str], typer.Argument(metavar="SERVER", help="Each TFTP node: tftp://HOST, http://HOST or https://HOST.")
]
Phones = Annotated[
    list[str] | None, typer.Option("--phone", metavar="NAME", help="Its own lists too: SEP001122334455; repeatable.")
]
Inventory = Annotated[
    list[str] | None,
    typer.Option("--inventory", metavar="SOURCE", help="The own lists of all its phones: csv:FILE or another source."),
]
Folder = Annotated[
    Path, typer.Option("-o", "--output", metavar="DIR", help="The archive; what is there stays (itl-eraser-archive).")
]


@dataclass
class _Told:
    """What came of it."""

    entries: list[tuple[Entry, bool]] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)


def archive_lists(
    servers: Servers,
    *,
    phone: Phones = None,
    inventory: Inventory = None,
    output: Folder = Path("itl-eraser-archive"),
    as_json: o.Json = False,
) -> None:
    """Fetch and keep every list that the nodes serve, so that a phone's list is known by its signature later."""
    nodes = _nodes(servers)
    told = asyncio.run(_archive(nodes, phone or (), inventory or (), output))
    if as_json:
        say(json.dumps(_document(output, told), indent=1, ensure_ascii=False))
    else:
        _say(output, told)
    tell(*told.failures)
    if told.failures:
        raise typer.Exit(NOT_WELL)


def _nodes(words: Sequence[str]) -> tuple[ListServer, ...]:
    nodes: list[ListServer] = []
    faults: list[str] = []
    for word in words:
        try:
            nodes.append(ListServer.from_word(word))
        except BadInput as error:
            faults += error.faults
    if faults:
        raise BadInput(*faults)
    return tuple(dict.fromkeys(nodes))


async def _archive(nodes: Sequence[ListServer], phones: Sequence[str], inventory: Sequence[str], folder: Path) -> _Told:
    names = await _phone_names(phones, inventory)
    keeper, told = Keeper(folder), _Told()
    if any(node.scheme == "https" for node in nodes):
        tell("warning: over https the nodes' certificates are not checked; a list's own signature tells whose it is")
    try:
        async for served, failures in collect(nodes, names):
            told.entries += [keeper.add(one) for one in served]
            told.failures += failures
            keeper.save_when_due()
    finally:
        keeper.save()
    return told


async def _phone_names(phones: Sequence[str], inventory: Sequence[str]) -> tuple[str, ...]:
    names, faults = [], []
    for word in phones:
        name = word.strip().upper()
        name = f"SEP{name}" if _MAC.fullmatch(name) else name
        if _PHONE.fullmatch(name):
            names.append(name)
        else:
            faults.append(f"--phone {word}: is no phone's name; write SEP and its twelve hex digits")
    if faults:
        raise BadInput(*faults)
    if inventory:
        merged = await read_sources(inventory)
        known = [one.phone.name for one in merged.phones]
        nameless = known.count(None)
        if nameless:
            tell(f"warning: {nameless} phones of the inventory have no name; only their common lists are kept")
        names += [name.upper() for name in known if name]
    return tuple(dict.fromkeys(names))


def _document(folder: Path, told: _Told) -> dict[str, Any]:
    return {
        "folder": str(folder),
        "files": [{**one.model_dump(), "path": one.path, "new": new} for one, new in told.entries],
        "failures": told.failures,
    }


def _say(folder: Path, told: _Told) -> None:
    """One row for each list of a node; phones that are served the same one share a row."""
    rows: dict[tuple[str, str], list[tuple[Entry, bool]]] = {}
    for entry, new in told.entries:
        rows.setdefault((entry.server, entry.sha256), []).append((entry, new))
    cells = [_cells(same) for same in rows.values()]
    if cells:
        say_columns(("SERVER", "NAME", "BYTES", "SIGNED AT", "SIGNER", "MD5", ""), cells)
    added = sum(new for _, new in told.entries)
    say(f"{len(told.entries)} lists fetched, {added} of them new: {folder}")
    for entry, _ in told.entries:
        if entry.unreadable:
            tell(f"warning: {entry.server}: {entry.name} is kept, but it is no list: {entry.unreadable}")


def _cells(same: Sequence[tuple[Entry, bool]]) -> tuple[str, ...]:
    entry = same[0][0]
    names = entry.name + (f" and {len(same) - 1} more" if len(same) > 1 else "")
    signer = f"{entry.signer.subject} ({entry.signer.serial})" if entry.signer else "-"
    printable = "".join(each if each.isprintable() else "?" for each in signer)
    new = "new" if any(new for _, new in same) else ""
    return entry.server, names, str(entry.size_bytes), entry.timestamp or "-", printable, entry.md5, new
