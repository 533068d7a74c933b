"""From the words of `--wanted`, `--archive` and `--tvs` to what judges a phone.

Everything that can be wrong is found here, before a phone is spoken to: a file that is not there, a server that does
not answer. A resumed run reads and fetches the same words again; the signatures of its first beginning stay wanted.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Protocol

from eraser.engine.house import Need, TftpLook
from eraser.model.need import Answer
from eraser.model.outcome import BadInput
from eraser.model.phone import Facts, Phone
from eraser.model.run import Options
from eraser.ops.wanted import read_wanted
from eraser.service.vouching import AllTvs, TvsPlace, read_place
from eraser.trust.archive import Archive
from eraser.trust.case import Offer, Offered, Slot, read_offer
from eraser.trust.fetch import FetchedOffer, ListServer, ListServerFailed, fetch_file, fetch_offer
from eraser.trust.holding import Finder, Known, Shelf
from eraser.trust.need import NeedJudge, signers_of
from eraser.trust.old_server import OldServers, Silent
from eraser.trust.target import ListsInFiles, ListsOnServer, Source, Target, WantedOffer

_CHANGED = (
    "--wanted: some lists are others than when the run began (a cluster signed anew, or a file was changed); those of "
    "the beginning count as wanted, too"
)
_NO_LISTS = (
    "serves neither ITLFile.tlv nor CTLFile.tlv; if it is a call manager that signs nothing, phones are judged by "
    "their own configuration there, else name a TFTP node of the new cluster"
)
_LOOK_WITHIN_S = 2.0  # for one file of a server on a phone's page: it is near, or it is not there (our choice)


class Aiming(Protocol):
    """What judges the phones of a run."""

    def need(self) -> Judged | None:
        """What judges phones; None if nothing is wanted. Made inside the loop that works on them."""
        ...

    def tftp(self) -> TftpLook | None:
        """What asks the servers of phones' pages; None if nobody should."""
        ...


@dataclass(frozen=True, slots=True)
class Aim:
    """What phones are judged against, as it was read and fetched before the first of them."""

    signatures: tuple[str, ...] = ()
    files: tuple[tuple[str, bytes], ...] = ()
    servers: tuple[tuple[ListServer, WantedOffer], ...] = ()
    finders: tuple[Finder, ...] = ()
    tvs: AllTvs = field(default_factory=lambda: AllTvs((), {}))
    check_tftp: bool = False

    def need(self) -> Judged | None:
        if not self.signatures and not self.servers:
            return None
        sources: list[Source] = [ListsInFiles(self.files)] if self.files else []
        sources += [ListsOnServer(common, _AskServer(server, common)) for server, common in self.servers]
        target = Target(self.signatures, sources)
        tvs = AllTvs(self.tvs.places, self.tvs.answers)  # with a lock of this loop
        return Judged(NeedJudge(target, Shelf(self.finders), tvs if tvs.places else None), {})

    def tftp(self) -> TftpLook | None:
        if not self.check_tftp:
            return None
        wanted = {place for server, _ in self.servers for place in (server.host, f"{server.host}:{server.port}")}
        return OldServers(_fetch_of_page, wanted)


@dataclass(frozen=True, slots=True)
class Judged:
    """A judge that keeps its answers, for the summary of a plan. `answers`: by the name that results have."""

    judge_: Need
    answers: dict[str, Answer]

    async def judge(self, phone: Phone, facts: Facts, lists: Sequence[str]) -> Answer:
        answer = await self.judge_.judge(phone, facts, lists)
        self.answers[phone.name or facts.name or phone.key] = answer
        return answer

    async def wanted_of(self, phone: Phone, facts: Facts) -> frozenset[str]:
        return await self.judge_.wanted_of(phone, facts)


@dataclass(frozen=True, slots=True)
class Prepared:
    """`options` know the signatures of what was fetched; `told`: what a person should know."""

    options: Options
    aim: Aim
    told: tuple[str, ...] = ()


async def prepare(options: Options) -> Prepared:
    """Reads and fetches all that is wanted.

    Raises:
        BadInput: with one line for each word that can not be read, or server that does not answer.
    """
    wanted = read_wanted(options.wanted_words)
    commons, warnings, faults = await _fetch_commons([ListServer.from_word(word) for word in wanted.servers])
    files = ListsInFiles(wanted.files)
    faults += [f"--wanted: {name} is no trust list; name another file" for name in files.no_lists]
    offers = [*await files.offers_to(None), *(one for _, one in commons if one.offered.lists)]
    faults += [f"--wanted: {one.fault}; name another list, or correct that cluster" for one in offers if one.fault]
    archives, more = _read_archives(options.archive)
    places = tuple(read_place(word) for word in options.tvs)
    if faults or more:
        raise BadInput(*faults, *more)
    here = dict.fromkeys((*wanted.signatures, *(sign for _, one in commons for sign in sorted(one.signatures))))
    at_hand = [content for _, content in wanted.files]
    at_hand += [file.content for _, one in commons for file in one.offered.lists]
    tvs, told = await _ask_all(places, offers)
    aim = Aim(
        signatures=tuple(dict.fromkeys((*options.wanted, *here))),
        files=wanted.files,
        servers=commons,
        finders=(Known(at_hand), *archives),
        tvs=tvs,
        check_tftp=options.check_tftp,
    )
    return Prepared(replace(options, wanted=aim.signatures), aim, (*warnings, *told, *_changed(options, here)))


def _changed(options: Options, here: dict[str, None]) -> list[str]:
    """A resumed run knows signatures of its beginning: whether the words still name the same lists."""
    lost = set(options.wanted) - set(here)
    if not options.wanted_words or not lost:
        return []
    return [_CHANGED]


async def _fetch_commons(
    servers: Sequence[ListServer],
) -> tuple[tuple[tuple[ListServer, WantedOffer], ...], list[str], list[str]]:
    """What each server offers every phone; then warnings, and a line for each server of which it is not known."""
    fetched = await asyncio.gather(*(_fetch_common(one) for one in servers))
    got = [(server, one) for server, one in zip(servers, fetched, strict=True) if isinstance(one, FetchedOffer)]
    commons = tuple((server, WantedOffer(str(server), one.offered)) for server, one in got)
    warnings = [line for _, one in got for line in one.warnings]
    return commons, warnings, [one for one in fetched if isinstance(one, str)]


async def _fetch_common(server: ListServer) -> FetchedOffer | str:
    try:
        offer = await fetch_offer(server, None)
    except ListServerFailed as error:
        return f"--wanted {server}: {error.detail}"
    if offer.served:
        return offer
    return replace(offer, warnings=(*offer.warnings, f"{server}: {_NO_LISTS}"))


def _read_archives(folders: Sequence[str]) -> tuple[list[Archive], list[str]]:
    archives: list[Archive] = []
    faults: list[str] = []
    for folder in folders:
        try:
            archives.append(Archive.read(Path(folder)))
        except BadInput as error:
            faults += [f"--archive {line}" for line in error.faults]
    return archives, faults


async def _ask_all(places: tuple[TvsPlace, ...], offers: Sequence[WantedOffer]) -> tuple[AllTvs, list[str]]:
    """Every TVS, asked about whoever signs what all phones are offered; and what a person should know of it."""
    tvs = AllTvs(places, {})
    signers = dict.fromkeys(signers_of(one.offered) for one in offers)
    answers = [await tvs.answer(place, one) for place in places for one in signers]
    return tvs, list(dict.fromkeys(line for one in answers for line in one.warnings))


@dataclass(frozen=True, slots=True)
class _AskServer:
    """What a server offers a phone of some name; None if it does not answer. Its configuration is asked for only where
    it has to tell: on a server without lists (trust §6.22)."""

    server: ListServer
    common: WantedOffer

    async def __call__(self, phone_name: str) -> WantedOffer | None:
        try:
            if not self.common.offered.lists:
                return WantedOffer(self.common.source, (await fetch_offer(self.server, phone_name)).offered)
            ctl, itl = [await self._own(slot, phone_name) for slot in (Slot.CTL, Slot.ITL)]
        except (ListServerFailed, BadInput):
            return None
        offered = self.common.offered
        return WantedOffer(self.common.source, Offered(ctl=ctl or offered.ctl, itl=itl or offered.itl))

    async def _own(self, slot: Slot, phone_name: str) -> Offer | None:
        name = f"{slot.upper()}{phone_name.upper()}.tlv"
        content = await fetch_file(self.server, name)
        return None if content is None else read_offer(content, slot, name)


async def _fetch_of_page(server: str, name: str) -> bytes | None:
    """A file of a server that a phone's page names, over TFTP as the phone would ask for it."""
    try:
        return await fetch_file(ListServer.from_word(f"tftp://{server}"), name, within_s=_LOOK_WITHIN_S)
    except (ListServerFailed, BadInput) as error:
        raise Silent from error
