"""After a run the cluster is asked once which of its phones are registered: it supports a proof, and never is one.

A phone that lost its list registers as before, with a configuration that it refuses or takes (trust §6.13). One that
was erased and is not registered is worth a look.
"""

from __future__ import annotations

from collections.abc import Sequence

from eraser.cluster.place import ClusterPlace
from eraser.cluster.ris import Ris
from eraser.model.outcome import EraserError, Outcome
from eraser.model.run import Result
from eraser.wire.login import Login

_NAMED = 10  # phones in one line
_PRESSED = {Outcome.ERASED, Outcome.UNPROVEN, Outcome.LOST, Outcome.UNCERTAIN}


async def told_of_registrations(results: Sequence[Result], place: ClusterPlace, login: Login) -> tuple[str, ...]:
    """Lines on the phones on which a confirming key was pressed; never raises for what the cluster does."""
    names = [one.name for one in results if one.outcome in _PRESSED]
    if not names:
        return ()
    ris = Ris(place, login)
    try:
        seen = await ris.find(names)
    except EraserError as error:
        return (f"cluster: whether the phones are registered again is not known: {error.detail}",)
    finally:
        await ris.aclose()
    away = [name for name in names if name not in seen.phones or not seen.phones[name].registered]
    lines = [f"cluster: {len(names) - len(away)} of {len(names)} phones that were pressed are registered again"]
    if away:
        more = " …" if len(away) > _NAMED else ""
        lines.append(f"cluster: not registered now, look at them: {', '.join(away[:_NAMED])}{more}")
    if seen.silent:
        lines.append(f"cluster: these nodes did not answer, phones may be registered there: {', '.join(seen.silent)}")
    return tuple(lines)
