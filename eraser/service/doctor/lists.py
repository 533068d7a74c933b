"""What the doctor sees of trust lists: wanted ones, archives, the old cluster's TVS, and other ways than an erase."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from eraser.dsl import Lists
from eraser.model.need import Answer, Standing
from eraser.model.outcome import BadInput
from eraser.model.phone import Facts, Phone
from eraser.ops.wanted import read_wanted
from eraser.service.doctor.finding import Finding, State, bounded, in_thread
from eraser.service.doctor.visit import Visit
from eraser.service.target import Judged, prepare
from eraser.service.vouching import read_place
from eraser.trust.archive import Archive
from eraser.trust.fetch import ListServer, fetch_offer
from eraser.trust.target import ListsInFiles, WantedOffer
from eraser.trust.tvs import ask_tvs

_FILE_WITHIN_S = 2.0  # for one of a server's two lists: both within the time of a check
_TVS_WITHIN_S = 4.0


async def check_wanted(visit: Visit) -> Sequence[Finding]:
    words = dict.fromkeys(visit.settings.wanted)
    if not words:
        return (Finding("wanted", State.NOT_ASKED, "no --wanted, so it is not known what is stale"),)
    return await asyncio.gather(*(bounded(f"wanted {word}", _wanted(word)) for word in words))


async def _wanted(word: str) -> Finding:
    check = f"wanted {word}"
    wanted = read_wanted((word,))
    if wanted.servers:
        return await _server(check, ListServer.from_word(word))
    files = ListsInFiles(wanted.files)
    if files.no_lists:
        raise BadInput(f"{files.no_lists[0]} is no trust list; name another file")
    for offer in await files.offers_to(None):
        if offer.fault:
            raise BadInput(f"{offer.fault}; name another list")
    return Finding(check, State.READY, f"{len(wanted.files)} lists" if wanted.files else "a signature")


async def _server(check: str, server: ListServer) -> Finding:
    fetched = await fetch_offer(server, None, within_s=_FILE_WITHIN_S)
    if not fetched.served:
        do = "name a TFTP node of the new cluster, or see why it signs nothing"
        return Finding(check, State.NOT_READY, "it serves neither ITLFile.tlv nor CTLFile.tlv", do)
    fault = WantedOffer(str(server), fetched.offered).fault
    if fault:
        raise BadInput(f"{fault}; correct that cluster")
    return Finding(check, State.READY, f"it serves {' and '.join(one.name for one in fetched.served)}")


async def check_archives(visit: Visit) -> Sequence[Finding]:
    folders = dict.fromkeys(visit.settings.archive)
    if not folders:
        do = "keep the lists while the old cluster lives: itl-eraser trust archive tftp://HOST -o DIR"
        return (
            Finding("archive", State.NOT_ASKED, "no --archive, so what phones hold is known by its hash alone", do),
        )
    return await asyncio.gather(
        *(in_thread(f"archive {one}", partial(_archive, f"archive {one}", one)) for one in folders)
    )


def _archive(check: str, folder: str) -> Finding:
    archive = Archive.read(Path(folder).expanduser())
    newest = max((one.fetched_at for one in archive.entries), default="")
    when = f", the newest entry of {newest}" if newest else ""
    return Finding(check, State.READY, f"{len(archive.contents)} lists{when}")


async def check_tvs(visit: Visit) -> Sequence[Finding]:
    words = dict.fromkeys(visit.settings.tvs)
    if not words:
        return (Finding("tvs", State.NOT_ASKED, "no --tvs"),)
    return await asyncio.gather(*(bounded(f"tvs {word}", _tvs(f"tvs {word}", word)) for word in words))


async def _tvs(check: str, word: str) -> Finding:
    """Only whether it answers and which certificate it presents; it is asked about no signer."""
    place = read_place(word)
    if place.told:
        return Finding(check, State.READY, "the file can be read")
    answer = await ask_tvs(place.host, place.port, (), within_s=_TVS_WITHIN_S)
    if answer.tvs is None:
        return Finding(check, State.UNKNOWN, answer.warnings[-1], "see that this machine reaches it on TCP 2445")
    if not answer.tvs.reachable:
        return Finding(
            check, State.NOT_READY, answer.warnings[-1], "start Trust Verification Service there, or correct it"
        )
    return Finding(
        check, State.READY, f"it presents the certificate {answer.tvs.presents or 'without a serial number'}"
    )


async def check_other_ways(visit: Visit) -> Sequence[Finding]:
    """Of the phones that were looked at: what they would do about the wanted lists, and what else may help them."""
    check = "other ways"
    if not visit.looks:
        return (Finding(check, State.NOT_ASKED, "no phone was looked at"),)
    if not visit.settings.wanted:
        return (Finding(check, State.NOT_ASKED, "no --wanted to hold against what phones have"),)
    judged: list[Judged] = []

    async def aim() -> Finding:
        need = (await prepare(visit.settings.to_options())).aim.need()
        judged.extend([need] if need else [])
        return Finding(check, State.READY, "")

    ready = await bounded(check, aim())
    if not judged:
        see = "nothing can be judged: see what is wanted, above"
        return (Finding(check, State.UNKNOWN, ready.seen or see, ready.do),)
    return [await bounded(f"{check} for {one.key}", _ways(judged[0], one, facts, visit)) for one, facts in visit.looks]


async def _ways(judged: Judged, phone: Phone, facts: Facts, visit: Visit) -> Finding:
    lists = Lists(visit.settings.list)
    asked = (Lists.ITL, Lists.CTL) if lists is Lists.BOTH else (lists,)
    answer = await judged.judge(phone, facts, [one.value for one in asked])
    return _way_of(f"other ways for {phone.key}", answer)


def _way_of(check: str, answer: Answer) -> Finding:
    if answer.standing is Standing.NO_OFFER:
        return Finding(check, State.NOT_READY, answer.says, "correct that cluster")
    if answer.standing is Standing.UNKNOWN:
        return Finding(check, State.UNKNOWN, answer.says, "keep the lists of its cluster: itl-eraser trust archive")
    if not answer.standing.needs_erase:
        return Finding(check, State.READY, answer.says)
    if not answer.savings:
        return Finding(check, State.READY, f"{answer.says} None is open: it would be erased.")
    asks = list(dict.fromkeys(ask for one in answer.savings for ask in one.asks))
    names = " or ".join(one.way for one in answer.savings)
    do = f"before an erase think of {names}" + (f"; nobody sees from outside whether {'; '.join(asks)}" if asks else "")
    return Finding(check, State.UNKNOWN if asks else State.READY, answer.says, do)
