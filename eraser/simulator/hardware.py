"""All families of simulated phones, and the words that exist in Key and Init URIs."""

from __future__ import annotations

import re

from eraser.simulator import bodies_7900, bodies_8800, bodies_hosts
from eraser.simulator.body import ARROWS, AUDIO, KEYPAD, LINES, Hardware, Words, soft

__all__ = [
    "CLOSING_INIT_WORDS",
    "FAMILIES",
    "INIT_WORDS",
    "KEY_WORDS",
    "Hardware",
    "Words",
    "hardware_of",
    "model_key",
]

# Every word that some model knows after `Key:` (phones §2.1). Another one is no URI at all (phones §3.2).
KEY_WORDS = frozenset(
    {
        *KEYPAD,
        *AUDIO,
        *ARROWS,
        *LINES,
        *soft(5),
        *("NavBack", "Settings", "Applications", "AppMenu", "Services", "Directories", "Contacts"),
        *("Messages", "Info", "Hold", "Release", "Session", "Feature", "FixedFeature"),
    }
)
# `Init:Settings` and `Init:Applications` are undocumented, but four tools rely on them (phones §3.1).
INIT_WORDS = frozenset({"CallHistory", "Services", "Messages", "Directories", "AppStatus", "Settings", "Applications"})
CLOSING_INIT_WORDS = frozenset({"Services", "Settings", "Applications"})

FAMILIES = (*bodies_7900.FAMILIES, *bodies_8800.FAMILIES, *bodies_hosts.FAMILIES)
_BY_KEY = {key: hardware for hardware in FAMILIES for key in hardware.models}


def model_key(model: str) -> str:
    """What tells one model from another: `CP-7945G` → `7945`, `CP-8841-3PCC` → `MPP`, `ATA 187` → `ATA187`."""
    text = model.upper()
    if "3PCC" in text or "MPP" in text:
        return "MPP"
    if "COMMUNICATOR" in text or "CIPC" in text:
        return "CIPC"
    if found := re.search(r"\b(ATA|DX)\W?(\d{2,3})\b", text):
        return found[1] + found[2]
    digits = re.search(r"\d{4}", text)
    return digits.group() if digits else ""


def hardware_of(model: str) -> Hardware:
    """The family of a model; raises ValueError for a model that is not simulated."""
    hardware = _BY_KEY.get(model_key(model))
    if hardware is None:
        raise ValueError(f"model {model!r} is not simulated: take one of {sorted(_BY_KEY)}")
    return hardware
