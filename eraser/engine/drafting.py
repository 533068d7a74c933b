"""Drafts a driver from a recording: the text of a module that a person then reads, mends and tries.

What was followed is drafted as labels, never as digits: those are hypotheses of one load. Where the recording does not
tell, the draft says so in a comment and takes the careful side.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from eraser.dsl import folded
from eraser.engine.look import new_messages
from eraser.engine.way import Way, way_of
from eraser.model.outcome import BadInput
from eraser.model.phone import ListState, StatusMessage
from eraser.model.recording import Away, Looked, Recording

_LINE = 120  # characters


def draft_driver(recording: Recording, reference: str) -> str:
    """The text of a driver module.

    Raises:
        BadInput: the recording shows no way to a confirming soft key.
    """
    way = way_of(recording)
    if way.enter is None or not way.chosen:
        raise BadInput(f"{reference}: no row of a menu was chosen in it; record the way to the erase, key by key")
    if not way.confirms:
        raise BadInput(f"{reference}: it ends on no screen with a soft key that erases; record the way to the end")
    return _module(recording, way, reference)


def _module(recording: Recording, way: Way, reference: str) -> str:
    model = recording.model or "UNKNOWN"
    name = re.sub(r"[^a-z0-9]+", "-", model.lower()).strip("-") or "unknown"
    labels = [label for _, label, _ in way.chosen]
    lists = _lists(labels)
    expect, expect_names = _expectations(recording)
    names = {lists, "Driver", "Route", "follow", "key", "never", "seen", "softkey", *expect_names}
    names |= {"label"} if way.unlock_label else set()
    path = " > ".join([way.enter_label or way.enter or "", *labels])
    lines = [
        f'"""{_plain(model)}: {_plain(path)} > {_plain(way.confirms[0])}.',
        "",
        f"Drafted from a recording of {_plain(recording.firmware or 'an unknown load')}.",
        'Read it aloud to somebody who has the phone on the desk; look at each line marked "?" before you use it.',
        '"""',
        "",
        *_imports(names),
        "",
        *_route(way, lists, expect, reference),
        "",
        "DRIVERS = (",
        "    Driver(",
        f"        name={_text(f'draft-{name}')},",
        f"        models=({_text(model)},),",
        f"        erases={lists},",
        "        routes=(ROUTE,),",
        *([f"        soft_key_slots={recording.soft_key_slots},"] if recording.soft_key_slots != 4 else []),
        "    ),",
        ")",
    ]
    return "\n".join(lines) + "\n"


def _imports(names: set[str]) -> list[str]:
    items = sorted(names, key=lambda one: (not one.isupper(), one.islower(), one))
    line = f"from eraser.dsl import {', '.join(items)}"
    return [line] if len(line) <= _LINE else ["from eraser.dsl import (", *(f"    {one}," for one in items), ")"]


def _route(way: Way, lists: str, expect: list[str], reference: str) -> list[str]:
    labels = [label for _, label, _ in way.chosen]
    digits = ",".join(digit for _, _, digit in way.chosen if digit)
    home = "".join(f"key({_text(one.removeprefix('Key:'))}), " for one in way.home)
    lines = [
        "ROUTE = Route(",
        f"    name={_text('erase-' + re.sub('[^a-z0-9]+', '-', labels[-1].lower()).strip('-'))},",
        f"    home=({home.strip()}),"
        if home
        else '    home=(key("Init:Services"),),  # ? not recorded; it closes what is open on the phones that are known',
        f"    enter={_enter(way)},",
        *_hidden(labels),
        *_spread("    path=follow(", [_text(one) for one in labels], "),"),
        *_unlock(way),
        *([] if way.pressed_it else ["    # ? this soft key was shown and not pressed in the recording"]),
        f"    confirm={_confirm(way.confirms)},",
        f"    erases={lists},  # ? by the labels; look which lists are gone",
        *_spread("    never=never(", _never(way), "),"),
    ]
    if len(digits.split(",")) == len(labels):
        lines.append(f'    digits={{"otherwise": ({_text(digits)},)}},  # a hypothesis: another load has others')
    lines += [
        "    rest_s=2.0,  # seconds; what the slowest family needs (phones §3.5)",
        *_spread("    expect=(", expect, ",)," if len(expect) == 1 else "),"),
        f"    source=seen({_text(f'recording {reference}')}),",
        ")",
    ]
    return lines


def _enter(way: Way) -> str:
    return f"softkey({_text(way.enter_label)})" if way.enter_label else f"key({_text(way.enter or '')})"


def _unlock(way: Way) -> list[str]:
    lines = ['    unlock="**#",'] if way.unlocked else []
    return [*lines, f"    unlock_soft_key=label({_text(way.unlock_label)}),"] if way.unlock_label else lines


def _confirm(labels: Sequence[str]) -> str:
    first, *others = labels
    then = ""
    for one in reversed(others):
        then = f", then=softkey({_text(one)}{then}, if_shown=True)"
    return f"softkey({_text(first)}{then})"


def _never(way: Way) -> list[str]:
    """The neighbours of the row that was chosen last, and the resets that are known to cut a phone off."""
    screen, chosen, _ = way.chosen[-1]
    beside = [row.label for row in screen.rows if row.label and folded(row.label) != folded(chosen)]
    seen = {folded(one) for one in beside}
    known = [one for one in ("All settings", "Network settings", "Network Configuration") if folded(one) not in seen]
    return [_text(one) for one in [*beside, *known]]


def _lists(labels: Sequence[str]) -> str:
    last = folded(labels[-1])
    if folded("ITL") in last and folded("CTL") not in last:
        return "ITL"
    return "CTL" if folded("CTL") in last and folded("ITL") not in last else "BOTH"


def _expectations(recording: Recording) -> tuple[list[str], set[str]]:
    """What the recording shows to have changed, as code, and the names that it needs."""
    looks = [step for step in recording.steps if isinstance(step, Looked)]
    code: list[str] = []
    if looks:
        first, last = looks[0], looks[-1]
        for fact, state in (("itl_signature", first.facts.itl), ("ctl_signature", first.facts.ctl)):
            if state is ListState.INSTALLED and getattr(first.facts, fact) != getattr(last.facts, fact):
                code.append(f'gone("{fact}")')
        code += [f"status({_text(one.text)})" for one in _told(new_messages(first.status, last.status))]
    if not any(one.startswith("gone") for one in code):
        code.insert(0, "screen_changed()")
    if any(isinstance(step, Away) for step in recording.steps):
        code.append("restarts(within_s=300)")
    return code, {one.partition("(")[0] for one in code}


def _told(messages: Sequence[StatusMessage]) -> list[StatusMessage]:
    """Messages about trust lists, each once."""
    about = [one for one in messages if re.search(r"\b(?:itl|ctl|trust list)\b", one.text, re.IGNORECASE)]
    return list({one.text: one for one in about}.values())[:3]


def _hidden(labels: Sequence[str]) -> list[str]:
    hidden = any(re.search(r"\b(?:word|number)-\d+", one) for one in labels)
    return ["    # ? write what the phone shows instead of word-1 and the like"] if hidden else []


def _spread(head: str, items: Sequence[str], tail: str) -> list[str]:
    """A call on one line, or with a line for each item."""
    line = head + ", ".join(items) + tail
    if len(line) <= _LINE:
        return [line]
    return [head, *(f"        {one}," for one in items), "    " + tail.lstrip(",")]


def _text(text: str) -> str:
    """A string literal; `|` would divide a label, and readers confuse it with an l."""
    quoted = repr(text.replace("|", "l"))
    return '"' + quoted[1:-1].replace('"', '\\"') + '"' if quoted.startswith("'") else quoted


def _plain(text: str) -> str:
    """Text inside a docstring."""
    return "".join(one if one.isprintable() and one not in '"\\' else " " for one in text)
