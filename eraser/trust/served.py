"""Which files of a folder a phone would fetch: by the names that it asks for, best first (trust §2.1)."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from eraser.trust.case import Slot

# What stands first is asked for first. A list of the phone's own comes before the common one; a configuration is asked
# for under the signed name, which also says whether there is an encrypted one.
_ENDS = ((".cnf.xml.sgn", 0), (".cnf.xml.enc.sgn", 1), (".cnf.xml", 2))
_COMMON = 10  # behind everything that is named for a phone


def slot_of(name: str) -> tuple[Slot, int] | None:
    """What a file of this name is, and its turn among others of the kind; None if a phone asks for no such name."""
    small = name.lower()
    if small.endswith(".tlv") and small[:3] in {"ctl", "itl"}:
        return Slot(small[:3]), 0 if small[3:6] == "sep" else _COMMON
    for end, turn in _ENDS:
        if small.endswith(end):
            return Slot.CONFIG, turn + (0 if small.startswith("sep") else _COMMON)
    return None


def choose_files(named: Iterable[tuple[Slot, int, Path]]) -> tuple[dict[Slot, Path], tuple[str, ...]]:
    """For each kind the file that a phone would fetch, and a line for each kind where that can not be told."""
    found: dict[Slot, list[tuple[int, Path]]] = {}
    for slot, turn, path in sorted(set(named)):
        found.setdefault(slot, []).append((turn, path))
    chosen, faults = {}, []
    for slot, turns in found.items():
        best = [path for turn, path in turns if turn == turns[0][0]]
        chosen[slot] = best[0]
        if len(best) > 1:
            names = ", ".join(map(str, best))
            faults.append(f"{len(best)} files may be the {slot.word} ({names}); name the one that is meant")
    return chosen, tuple(faults)
