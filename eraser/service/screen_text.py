"""A screen and a phone's pages as text for a terminal."""

from __future__ import annotations

from collections.abc import Iterator

from eraser.engine.confirming import SURE_ENOUGH
from eraser.model.phone import CallState, Facts, ListState, StatusMessage
from eraser.model.screen import Screen


def screen_lines(screen: Screen) -> Iterator[str]:
    """Title, rows with the chosen one marked, soft keys with their slots, padlock."""
    if screen.dark:
        yield "(dark: the first key only wakes it)"
        return
    padlock = f"   [padlock {screen.padlock}]" if screen.padlock is not None else ""
    yield f"== {screen.title or '(no title)'} =={padlock}"
    for row in screen.rows:
        yield f"{'>' if row.selected else ' '} {row.digit or ' ':>2}  {row.label}"
    if screen.soft_keys:
        yield "soft keys: " + "  ".join(f"[{soft.slot} {soft.label}]" for soft in screen.soft_keys)
    if screen.confidence < SURE_ENOUGH:
        yield f"(read doubtfully, {screen.confidence:.2f}: look at the picture)"


def facts_lines(facts: Facts, call: CallState) -> Iterator[str]:
    """What the pages say."""
    told = {
        "name": facts.name,
        "model": facts.model,
        "firmware": facts.firmware,
        "serial": facts.serial,
        "ITL": _list(facts.itl, facts.itl_signature),
        "CTL": _list(facts.ctl, facts.ctl_signature),
        "authentication URL": facts.authentication_url,
        "TFTP servers": ", ".join(facts.tftp_servers),
        "user locale": facts.user_locale,
        "call": str(call),
    }
    for name, value in told.items():
        yield f"{name + ':':<20}{value or '-'}"


def status_lines(messages: tuple[StatusMessage, ...]) -> Iterator[str]:
    """The status messages, oldest first."""
    if not messages:
        yield "no status messages"
    for message in messages:
        yield f"{message.stamp or '':<20}{message.text}"


def _list(state: ListState, signature: str | None) -> str:
    words = "not shown on its pages" if state is ListState.ABSENT else str(state).replace("_", " ")
    return f"{words} {signature}" if signature else words
