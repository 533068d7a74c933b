"""By which way keys reach a phone, decided from its own page before any credential moves (cucm §3.3).

Over HTTP a phone asks its authentication URL about each key. Where that is a plain URL at which nobody answers, no key
is let in: another way is taken if one is open, else a person must act first and nothing is sent. What answers from here
may not answer the phone, and the reverse; `--auth-url-unseen` presses all the same. Whether a phone can verify an https
URL only a key shows: a refused key was not pressed, so another way may be tried then.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from eraser.engine.authentication import dead_server
from eraser.engine.decision import Settled
from eraser.engine.errand import Errand
from eraser.model.outcome import EraserError, Outcome, Reason, TryAgain


class OtherWay(TryAgain):
    """The phone takes no key this way, and another way is open. It is tried by that."""

    outcome = Outcome.MANUAL
    reason = Reason.AUTH_REFUSED


async def check_way(errand: Errand) -> None:
    """Keeps the channel, or changes it for another one that is open.

    Raises:
        Settled: keys can reach the phone by no way that is known to be open.
    """
    if errand.other_way or _is_vouched(errand):
        return
    dead = await dead_server(errand)
    if dead is None or errand.house.options.auth_url_unseen:
        return
    if not await take_other_way(errand):
        raise Settled(Outcome.MANUAL, Reason.AUTH_URL_UNREACHABLE, f"Nothing was sent. {dead}")


async def take_other_way(errand: Errand) -> bool:
    """Whether another channel could be opened; the phone shows itself on it before anything is sent."""
    opener = errand.house.open_other
    if errand.other_way or opener is None or errand.facts is None:
        return False
    channel = opener(errand.phone, errand.facts)
    if channel is None:
        return False
    await errand.channel.aclose()
    errand.channel, errand.other_way = channel, True
    errand.notes.append(f"Its keys went over {channel.name.upper()}.")
    if not errand.house.look_only:
        await channel.identify()
    return True


async def begin_by_other_way(errand: Errand, error: EraserError) -> OtherWay | None:
    """After a refused key. None if no other way is open, or a confirming key may have left."""
    if errand.confirmed or not await take_other_way(errand):
        return None
    return OtherWay(f"{error}; another way is open")


def _is_vouched(errand: Errand) -> bool:
    """Whether the server has let in another phone of this run."""
    url = errand.facts.authentication_url if errand.facts else None
    return urlsplit(url or "").netloc in errand.house.vouched
