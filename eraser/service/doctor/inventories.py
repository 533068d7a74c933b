"""What the doctor sees of sources and clusters: what they give, what a cluster lets us ask, what the user controls.

A login that a cluster refused is not tried there again: three refusals may lock the user.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AsyncExitStack, aclosing

from eraser.cluster.axl import Axl
from eraser.cluster.place import ClusterPlace, read_place
from eraser.cluster.ris import Ris
from eraser.cluster.soap import ClusterFault, ClusterLoginRefused
from eraser.engine.registry import load_sources, open_source
from eraser.model.inventory import Listing
from eraser.model.merge import merge
from eraser.model.outcome import BadInput, Unreachable
from eraser.ports import Telling
from eraser.service.doctor.finding import Finding, State, bounded, of_faults, some
from eraser.service.doctor.visit import Visit
from eraser.service.selection import select_by
from eraser.service.terminal import tell

READ_WITHIN_S = 60.0  # a source is read as by every command; ten thousand phones of a cluster are twenty questions
_NOBODY = "SEP000000000000"  # no phone has this name: the cheapest question there is
_ROLES = {
    "AXL": "give the user the role Standard AXL API Access",
    "RIS": "give the user the role Standard CCM Server Monitoring",
}


async def check_clusters(visit: Visit) -> Sequence[Finding]:
    """One cheap question each to AXL and RISPort70 of every cluster that is a source, or that --associate names."""
    found: list[Finding] = []
    for word in dict.fromkeys([*visit.words, *([visit.settings.associate] if visit.settings.associate else [])]):
        if not word.lower().startswith("cucm:"):
            continue
        try:
            visit.clusters[word] = read_place(word[len("cucm:") :])
        except BadInput as error:
            visit.refused[word] = "AXL"
            found.append(of_faults(f"cluster {word}", error))
    for word, place in visit.clusters.items():
        found += await _ask_cluster(visit, word, place)
    return found


async def _ask_cluster(visit: Visit, word: str, place: ClusterPlace) -> list[Finding]:
    checks = {"AXL": f"AXL of {place}", "RIS": f"RIS of {place}"}
    login = visit.logins.get("cucm")
    if login is None:
        return [Finding(check, State.NOT_ASKED, "there is no login for it") for check in checks.values()]
    axl, ris = Axl(place, login), Ris(place, login)
    async with aclosing(axl), aclosing(ris):
        questions = {"AXL": lambda: axl.list_phones(_NOBODY), "RIS": lambda: ris.find([_NOBODY])}
        found: list[Finding] = []
        for role, check in checks.items():
            if word in visit.refused:
                found.append(Finding(check, State.NOT_ASKED, "the login was refused, and the next could lock the user"))
                continue
            found.append(await bounded(check, _ask_role(visit, word, role, questions[role])))
        return found


async def _ask_role(visit: Visit, word: str, role: str, question: Callable[[], Awaitable[object]]) -> Finding:
    check = f"{role} of {visit.clusters[word]}"
    try:
        await question()
    except ClusterLoginRefused as error:
        visit.refused[word] = role
        return Finding(check, State.NOT_READY, str(error), f"check user and password; {_ROLES[role]}")
    except Unreachable as error:
        return Finding(check, State.NOT_READY, str(error), "see that this machine reaches that host and port")
    seen = "it answers and lets this login read"
    return Finding(check, State.READY, f"{seen}; whether it may write, only a change shows" if role == "AXL" else seen)


async def check_sources(visit: Visit) -> Sequence[Finding]:
    """Every source by itself, then all together: what a run would work on."""
    if not visit.words:
        return (Finding("sources", State.NOT_ASKED, "no SOURCE is named, so no phone was looked at"),)
    answers = await asyncio.gather(*(_read(visit, word) for word in visit.words))
    found = [finding for finding, _ in answers]
    merged = merge([listing for _, listing in answers if listing])
    phones = [one.phone for one in merged.phones]
    faults = [str(fault) for fault in merged.faults]
    settings = visit.settings
    if faults:
        found.append(of_faults("phones", BadInput(*faults)))
    if phones:
        try:
            chosen = select_by(settings, phones)
        except BadInput as error:
            return (*found, of_faults("phones", error))
        visit.phones = tuple(one for one in chosen.phones if one.key not in chosen.excluded)
        found.append(_chosen(visit, len(phones)))
    return found


def _chosen(visit: Visit, given: int) -> Finding:
    lost = [one.key for one in visit.phones if not one.address]
    seen = f"{len(visit.phones)} of {given} are chosen"
    if lost:
        do = "name a source that knows where they are"
        return Finding("phones", State.NOT_READY, f"{seen}; {len(lost)} have no address: {some(lost)}", do)
    return Finding("phones", State.READY, seen)


async def _read(visit: Visit, word: str) -> tuple[Finding, Listing | None]:
    check, kept = f"source {word.partition('?')[0]}", []
    if word in visit.refused:
        return Finding(check, State.NOT_ASKED, "see above: its cluster does not answer as it should"), None

    async def read() -> Finding:
        source = open_source(word, load_sources())
        if isinstance(source, Telling):
            source.tell = tell
        listing = await source.read_phones()
        if listing.faults:
            raise BadInput(*map(str, listing.faults))
        kept.append(listing)
        warned = f"; {len(listing.warnings)} warnings: {listing.warnings[0].text}" if listing.warnings else ""
        if not listing.phones:
            return Finding(check, State.NOT_READY, f"it gives no phone{warned}", "see that it is the right one")
        return Finding(check, State.READY, f"{len(listing.phones)} phones{warned}")

    finding = await bounded(check, read(), within_s=READ_WITHIN_S)
    return finding, kept[0] if kept else None


async def check_association(visit: Visit) -> Sequence[Finding]:
    """Which phones of the sources the pressing user does not control, as the clusters say."""
    check = "association"
    asked = {word: place for word, place in visit.clusters.items() if visit.refused.get(word) != "AXL"}
    login, cucm = visit.logins.get("phone"), visit.logins.get("cucm")
    if not visit.clusters:
        return (Finding(check, State.NOT_ASKED, "no cluster is named (cucm://PUBLISHER as a source, or --associate)"),)
    if not asked or cucm is None:
        return (Finding(check, State.NOT_ASKED, "no cluster answers as it should"),)
    if login is None:
        return (Finding(check, State.NOT_ASKED, "there is no user that would press keys (ITL_ERASER_PHONE_USER)"),)

    async def ask() -> Finding:
        controlled: set[str] = set()
        async with AsyncExitStack() as open_ones:
            for place in asked.values():
                axl = Axl(place, cucm)
                open_ones.push_async_callback(axl.aclose)
                try:
                    controlled |= (await axl.read_user(login.user)).devices
                except ClusterFault as error:
                    return Finding(check, State.NOT_READY, str(error), f"make the user {login.user} there")
        return _association(visit, login.user, controlled)

    return (await bounded(check, ask()),)


def _association(visit: Visit, user: str, controlled: set[str]) -> Finding:
    names = [one.name for one in visit.phones if one.name]
    missing = [name for name in names if name.upper() not in controlled]
    if missing and visit.settings.associate:
        seen = f"{user} controls {len(names) - len(missing)} of {len(names)} phones; a run adds the others (associate)"
        return Finding("association", State.READY, seen)
    if missing:
        seen = f"{user} does not control {len(missing)} of {len(names)} phones: {some(missing)}"
        return Finding("association", State.NOT_READY, seen, f"add them to Controlled Devices of {user}")
    if not names:
        return Finding("association", State.UNKNOWN, "no phone of the sources has a name")
    return Finding("association", State.READY, f"{user} controls all {len(names)} phones that have a name")
