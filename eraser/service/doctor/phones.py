"""What the doctor sees of phones and of the servers that they ask about each key.

One phone of each kind is looked at as by `plan`: its pages, without a login and without a key. User and password go
to an authentication URL only if the operator asked for it, and only to one that the page of a phone of the inventory
names: that page is what a run would believe, too. After a refusal they go nowhere else, so that no user is locked.
"""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import Iterator, Sequence
from contextlib import suppress
from urllib.parse import urlsplit

from eraser.cluster.trusted_tls import trusted_context
from eraser.dsl import ByHand, Lists, NoList
from eraser.engine.decision import routes_of
from eraser.model.address import BadAddress, split_address
from eraser.model.outcome import WebAccessOff
from eraser.model.phone import Facts, ListState, Phone
from eraser.service.doctor.finding import WITHIN_S, Finding, State, bounded, some
from eraser.service.doctor.visit import Visit
from eraser.wire.authentication import AuthenticationServers
from eraser.wire.http_phone import HttpPhone
from eraser.wire.login_question import LoginAnswer, Word, ask_about_login

MOST_KINDS = 24  # one look each, all at once: a house with more models is looked at in parts (our choice)
MOST_UNKNOWN = 3  # phones of which no source tells the model
MOST_NAMES = 200  # names that are looked up
LOOKUPS_AT_ONCE = 4  # a look-up can not be broken off, and the program waits for those that are begun
MOST_URLS = 5  # authentication URLs: a house has one or two
_HALF_S = WITHIN_S / 2 - 0.1  # for a connection, and again for an answer


async def check_phones(visit: Visit) -> Sequence[Finding]:
    """One look at one phone of each kind."""
    samples, left_out = _samples(visit.phones)
    found = [*await asyncio.gather(*(bounded(f"look at {_kind(one)}", _look(visit, one)) for one in samples))]
    order = [one.key for one in samples]
    visit.looks.sort(key=lambda one: order.index(one[0].key))
    if left_out:
        do = "--limit chooses which ones are looked at"
        found.append(Finding("look at others", State.NOT_ASKED, f"{left_out} more kinds of phone", do))
    return found


def _samples(phones: Sequence[Phone]) -> tuple[list[Phone], int]:
    """One phone of each model and firmware, some of those of no known model; and how many kinds are left out."""
    kinds: dict[object, Phone] = {}
    unknown = 0
    for phone in phones:
        if not phone.address:
            continue
        if phone.model:
            kinds.setdefault((phone.model.upper(), phone.firmware), phone)
        elif (unknown := unknown + 1) <= MOST_UNKNOWN:
            kinds[phone.key] = phone
    return list(kinds.values())[:MOST_KINDS], max(0, len(kinds) - MOST_KINDS)


def _kind(phone: Phone) -> str:
    return " ".join(one for one in (phone.model or phone.key, phone.firmware) if one)


async def _look(visit: Visit, phone: Phone) -> Finding:
    channel = HttpPhone(
        phone, None, connect_within_s=_HALF_S, answer_within_s=WITHIN_S, allow_legacy_tls=visit.settings.legacy_tls
    )
    try:
        facts = await channel.identify()
    except WebAccessOff as error:
        do = "if the phone is up, switch Web Access on in the cluster, while it still takes a configuration"
        return Finding(f"look at {_kind(phone)}", State.NOT_READY, str(error), do)
    finally:
        await channel.aclose()
    if phone.name:
        visit.looks.append((phone, facts))  # one without a name showed itself to be some phone, not which
    return _judged(visit, phone, facts)


def _judged(visit: Visit, phone: Phone, facts: Facts) -> Finding:
    """Whether a run would find a way to this phone."""
    check, model = f"look at {_kind(phone)}", facts.model or "?"
    seen = f"{phone.key} at {phone.address} is {model} with {facts.firmware or 'a load that it does not tell'}"
    if phone.model and phone.model.upper() != model.upper():
        seen += f" (the inventory says {phone.model})"
    if visit.registry is None:
        return Finding(check, State.UNKNOWN, seen, "see drivers, above")
    driver = visit.registry.find(model, facts.firmware)
    if driver is None:
        do = "record it with itl-eraser console, or plan a walk to these phones"
        return Finding(check, State.NOT_READY, f"{seen}, which no driver knows", do)
    if isinstance(driver, NoList):
        return Finding(check, State.READY, f"{seen}; it holds no list: {driver.because}")
    if isinstance(driver, ByHand):
        return Finding(check, State.NOT_READY, f"{seen}; by hand: {driver.because}", "plan a walk to these phones")
    routes = routes_of(driver, facts.firmware, Lists(visit.settings.list), done=frozenset())
    if not routes:
        return Finding(
            check, State.NOT_READY, f"{seen}; no route to that list", "choose another --list, or plan a walk"
        )
    held = f"ITL {facts.itl_signature or facts.itl}" if facts.itl is not ListState.ABSENT else "its list is not shown"
    return Finding(check, State.READY, f"{seen}; {held}; route {routes[0].name}")


async def check_authentication(visit: Visit) -> Sequence[Finding]:
    """Whether the servers that the phones ask answer from here; then, if it was asked for, what they say of our
    login."""
    if not visit.looks:
        return (Finding("authentication", State.NOT_ASKED, "no phone of a known name was looked at"),)
    named: dict[str, Phone] = {}
    found: list[Finding] = []
    for phone, facts in visit.looks:
        url = facts.authentication_url
        if url is None:
            found.append(
                Finding(f"authentication of {phone.key}", State.UNKNOWN, "its page shows no authentication URL")
            )
        elif not url.strip():
            found.append(Finding(f"authentication of {phone.key}", State.READY, "a blank URL: it accepts every login"))
        else:
            named.setdefault(url.strip(), phone)
    servers = AuthenticationServers(within_s=_HALF_S)
    urls = list(named)[:MOST_URLS]
    found += await asyncio.gather(
        *(bounded(f"server {_host_and_port(one)}", _server(visit, servers, one)) for one in urls)
    )
    return (*found, *await _ask_logins(visit, {url: named[url] for url in urls}))


def _place(url: str) -> str:
    """Without query and login."""
    scheme, _, rest = url.partition("?")[0].rpartition("://")
    return f"{scheme}://{rest.rpartition('@')[2]}"


def _host_and_port(url: str) -> str:
    return _place(url).partition("://")[2].partition("/")[0]


def _host(url: str) -> str:
    """Of a URL that somebody wrote; "" if it has none."""
    try:
        return (urlsplit(url).hostname or "").lower()
    except ValueError:
        return ""


async def _server(visit: Visit, servers: AuthenticationServers, url: str) -> Finding:
    check = f"server {_host_and_port(url)}"
    seen = await servers.look(url)
    doubt = "; whether a phone can verify it, only a key shows" if seen.secure else ""
    if seen.answers:
        return Finding(
            check, State.READY, f"phones ask {_place(url)} about each key; it answers from here ({seen.what}){doubt}"
        )
    told = f"phones ask {_place(url)} about each key, and from here nobody answers: {seen.what}"
    if seen.secure:
        return Finding(check, State.NOT_READY, told, "bring that very server back; no other can stand in for it")
    if visit.settings.authd:
        return Finding(check, State.UNKNOWN, f"{told}; authd would stand in", "see that its host and port lead here")
    return Finding(check, State.NOT_READY, told, "bring it back, or let a stand-in answer there (--authd)")


async def _ask_logins(visit: Visit, named: dict[str, Phone]) -> list[Finding]:
    """One after the other, and none after a refusal."""
    if not named:
        return []
    login = visit.logins.get("phone")
    if not visit.ask_authentication:
        why = "user and password leave for that server only if you say so"
        do = "add --ask-authentication: it asks once as a phone would, with the password in the query"
        return [Finding("user and password", State.NOT_ASKED, why, do)]
    if login is None:
        return [Finding("user and password", State.NOT_ASKED, "there is no login for the phones")]
    found: list[Finding] = []
    for url, phone in named.items():
        check = f"user and password at {_host_and_port(url)}"
        if any(one.state is State.NOT_READY for one in found):
            found.append(Finding(check, State.NOT_ASKED, "another refusal could lock the user"))
            continue

        async def ask(url: str = url, phone: Phone = phone, check: str = check) -> Finding:
            tls = await _verified(visit, url)
            return _answered(check, await ask_about_login(url, login, phone.name or "", tls=tls), phone)

        found.append(await bounded(check, ask()))
    return found


async def _verified(visit: Visit, url: str) -> ssl.SSLContext | None:
    """The publisher of a source is believed as that source says: by its fingerprint, or its authority."""
    host = _host(url)
    place = next((one for one in visit.clusters.values() if one.host.strip("[]") == host), None)
    return await trusted_context(place, within_s=_HALF_S) if place and url.lower().startswith("https:") else None


def _answered(check: str, answer: LoginAnswer, phone: Phone) -> Finding:
    seen = f"asked for {phone.name}: {answer.what}"
    match answer.word:
        case Word.YES:
            return Finding(check, State.READY, seen)
        case Word.NO:
            do = f"check user, password, the role Standard CTI Enabled, and Controlled Devices for {phone.name}"
            return Finding(check, State.NOT_READY, seen, do)
        case Word.UNVERIFIED:
            do = "give this machine the authority that signed it, or name the cluster as cucm://HOST?fingerprint=… too"
            return Finding(check, State.UNKNOWN, seen, do)
    return Finding(check, State.UNKNOWN, seen, "ask it by hand, from a browser")


async def check_names(visit: Visit) -> Sequence[Finding]:
    """Every host that is named and is no number, of phones, of servers, and of URLs on phones' pages."""
    names = [
        *dict.fromkeys(one.lower() for one in _hosts(visit) if any(char.isalpha() for char in one) and ":" not in one)
    ]
    if not names:
        return (Finding("names", State.NOT_ASKED, "no host is named, all are addresses"),)
    asked = names[:MOST_NAMES]
    answers: dict[str, bool | None] = {}
    line = asyncio.Semaphore(LOOKUPS_AT_ONCE)
    try:
        async with asyncio.timeout(WITHIN_S - 0.5):
            await asyncio.gather(*(_resolve(one, line, answers) for one in asked))
    except TimeoutError:
        pass  # those without an answer are told
    gone = [name for name in asked if answers.get(name) is False]
    silent = [name for name in asked if answers.get(name) is None]
    seen = f"{len(asked) - len(gone) - len(silent)} of {len(asked)} resolve"
    if len(asked) < len(names):
        seen += f" (of {len(names)} only so many were asked)"
    do = "correct DNS or the inventory, or write addresses: in an emergency DNS may be gone as well"
    if gone:
        return (Finding("names", State.NOT_READY, f"{seen}; these do not: {some(gone)}", do),)
    if silent:
        return (Finding("names", State.UNKNOWN, f"{seen}; no answer for {some(silent)}", do),)
    return (Finding("names", State.READY, seen),)


def _hosts(visit: Visit) -> Iterator[str]:
    settings = visit.settings
    for place in visit.clusters.values():
        yield place.host
    urls = [*(one for one in settings.wanted if "://" in one), settings.authd_forward or ""]
    urls += [facts.authentication_url or "" for _, facts in visit.looks]
    for url in urls:
        yield _host(url)
    words = [*(one for one in settings.tvs if "/" not in one and not one.lower().endswith(".json"))]
    words += [phone.address for phone in visit.phones if phone.address]
    for word in words:
        with suppress(BadAddress):
            yield split_address(word)[0].strip("[]")


async def _resolve(name: str, line: asyncio.Semaphore, answers: dict[str, bool | None]) -> None:
    """Whether there is such a name; None: whoever should know does not answer."""
    async with line:
        try:
            await asyncio.get_running_loop().getaddrinfo(name, None, type=socket.SOCK_STREAM)
        except socket.gaierror as error:
            answers[name] = None if error.errno == socket.EAI_AGAIN else False
        except (OSError, UnicodeError):
            answers[name] = False
        else:
            answers[name] = True
