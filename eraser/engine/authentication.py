"""Why a phone refuses the login: the words are the same for a wrong password, a server that is gone, and a server that
the phone can not verify (phones §0.3, §3.2).

In the very disaster this is for, it is rarely the password. So the server that the phone's own page names is looked at
from here: before the first key, and again after such a refusal. That is not where the phone stands, and the detail
says so.
"""

from __future__ import annotations

from eraser.engine.errand import Errand
from eraser.model.authentication import ServerSeen
from eraser.model.outcome import AuthInDoubt, AuthWavers, EraserError, Reason


def is_login_in_doubt(error: EraserError) -> bool:
    """Whether a phone refused the login in words that do not tell why."""
    return isinstance(error, AuthInDoubt) or (
        isinstance(error, AuthWavers) and isinstance(error.__cause__, AuthInDoubt)
    )


async def explain_refusal(errand: Errand, error: EraserError) -> tuple[Reason, str]:
    """The reason, as far as it can be seen from here, and what to do."""
    facts = errand.facts
    url = facts.authentication_url if facts else None
    if url is None:
        return error.reason, f"{error.detail} Its page names no Authentication URL."
    if not url.strip():
        blank = "Its page shows a blank Authentication URL, with which phones accept every login: it may use another."
        return error.reason, f"{error.detail} {blank}"
    seen = await _look(errand, url)
    if seen is None:
        return error.reason, f"{error.detail} The phone asks {url} about each key."
    if not seen.answers:
        return Reason.AUTH_URL_UNREACHABLE, f"{error}. {_ask(seen)}, and {_dead(seen)} {_remedy(seen)}"
    if seen.secure and isinstance(error, AuthInDoubt) and not _holds_wanted(errand):
        return Reason.AUTH_URL_UNVERIFIABLE, f"{error}. {_ask(seen)}. {_unverifiable(seen)}"
    return error.reason, f"{error.detail} {_ask(seen)}; it answers from here ({seen.what})."


async def dead_server(errand: Errand) -> str | None:
    """What is wrong, and what to do, if nobody answers at a plain authentication URL; None if somebody does, or none is
    looked at."""
    url = errand.facts.authentication_url if errand.facts else None
    seen = await _look(errand, url) if url and url.strip() else None
    return None if seen is None or seen.answers else f"{_ask(seen)}, and {_dead(seen)} {_remedy(seen)}"


async def tell_server(errand: Errand) -> str:
    """For a plan: whom the phone asks about each key, and whether that answers from here. Empty if nobody looks."""
    url = errand.facts.authentication_url if errand.facts else None
    if url is None:
        return ""
    if not url.strip():
        return " Its authentication URL is blank: it accepts every login."
    seen = await _look(errand, url)
    if seen is None:
        return ""
    if not seen.answers:
        return f" {_ask(seen)}, but {_dead(seen)} Then it refuses every key. {_remedy(seen)}"
    doubt = "; whether the phone can verify it by the list it holds, only a key shows" if seen.secure else ""
    return f" {_ask(seen)}; it answers from here ({seen.what}){doubt}."


async def _look(errand: Errand, url: str) -> ServerSeen | None:
    authentication = errand.house.authentication
    return None if authentication is None else await authentication.look(url)


def _holds_wanted(errand: Errand) -> bool:
    """Whether its list is no stale one, so that it can verify what the new cluster shows."""
    return errand.facts is not None and errand.facts.itl_signature in errand.house.options.wanted


def _ask(seen: ServerSeen) -> str:
    return f"The phone asks {seen.where} about each key"


def _dead(seen: ServerSeen) -> str:
    return f"from here nobody answers there: {seen.what}."


def _unverifiable(seen: ServerSeen) -> str:
    return (
        f"It answers from here ({seen.what}), but a phone with a stale list can not verify its certificate and then "
        "refuses every key. If user, password and Controlled Devices are right: send the keys by another way (CTI, "
        "SSH), or erase at the phone, by hand."
    )


def _remedy(seen: ServerSeen) -> str:
    if seen.secure:
        return (
            "Bring that very server back: another has no certificate that the phone's list vouches for. Or send the "
            "keys by another way (CTI, SSH), or erase at the phone, by hand."
        )
    return "Bring that server back, or let a stand-in answer at exactly that host, port and path (--authd); run again."
