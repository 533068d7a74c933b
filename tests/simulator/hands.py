"""Hands for the tests of the handset: they build a phone and press its keys at a technician's pace."""

from __future__ import annotations

import asyncio

from eraser.simulator.handset import Handset, new_state
from eraser.simulator.hardware import hardware_of
from eraser.simulator.layout import Act, Entry, Menu, Reset, SoftChoice, TrustFile, What, Which
from eraser.simulator.menus import LAYOUTS, layouts_for
from eraser.simulator.state import Quirks, Spec, TrustList

OLD_ITL = TrustList("EE5C0F129A01B7D4C3E2F1A09B8C7D6E5F4A3B2C", ("old-pub", "old-sub"))
OLD_CTL = TrustList("0102030405060708090A0B0C0D0E0F1011121314", ("old-pub",))
NEW_ITL = TrustList("9A01B7D4C3E2F1A09B8C7D6E5F4A3B2CEE5C0F12", ("new-pub",))
NEW_CTL = TrustList("A1A2A3A4A5A6A7A8A9AAABACADAEAFB0B1B2B3B4", ("new-pub",))
MODELS = ("CP-7945G", "CP-7965G", "CP-8841", "CP-8851", "CP-7821", "CP-7841", "CP-9971", "CP-7940G")
ERASABLE = MODELS[:-1]
# The last keys of the dossier, once the right row or soft key was chosen (phones §2.3, §2.4), by family.
_CONFIRMING = {
    "79xx": ("*", "*", "#", "Soft4", "Soft2"),
    "79xx-grey": ("*", "*", "#", "Soft4", "Soft2"),
    "7911": ("*", "*", "#", "Soft4", "Soft2"),
    "797x": ("*", "*", "#", "Soft5", "Soft2"),
    "CIPC": ("*", "*", "#", "Soft5", "Soft2"),
    "69xx": ("Soft2",),
    "69xx-low": ("Soft2",),
    "78xx": ("Soft2",),
    "7811": ("Soft2",),
    "7832": ("Soft2",),
    "8831": ("Soft2",),
    "88xx": ("Soft3",),
    "8811": ("Soft3",),
    "8832": ("Soft3",),
    "89xx": ("Soft3",),
    "99xx": ("Soft3",),
}


def phone(
    model: str = "CP-8841",
    layout: str | None = None,
    *,
    old_ctl: TrustList | None = None,
    offered_itl: TrustList | None = NEW_ITL,
    offered_ctl: TrustList | None = None,
    **quirks: object,
) -> Handset:
    """A phone that holds old lists; the first layout of its model if none is named."""
    spec = Spec(
        "SEP001122334455", model, "load", "FCH1", "4711", layout or layouts_for(model)[0], quirks=Quirks(**quirks)
    )
    return Handset(new_state(spec, old_itl=OLD_ITL, old_ctl=old_ctl), offered_itl=offered_itl, offered_ctl=offered_ctl)


async def press(handset: Handset, *keys: str, rest_s: float = 0.5) -> str:
    """Presses keys by their short names (`5`, `*`, `#`, `Soft3`, `Init:Services`); the effect of the last one."""
    names = {"*": "KeyPadStar", "#": "KeyPadPound"} | {str(digit): f"KeyPad{digit}" for digit in range(10)}
    for key in keys:
        reply = handset.press(key if ":" in key else f"Key:{names.get(key, key)}")
        assert (reply.status, reply.data) == (0, "Success")
        await asyncio.sleep(rest_s)
    return handset.state.truth.keys[-1].effect


def menu_key(handset: Handset) -> str:
    """The key that opens the menu with the settings; on conference phones a soft key of the idle screen."""
    keys = hardware_of(handset.state.spec.model).menu_keys
    if keys:
        return keys[0]
    return next(f"Soft{key.slot}" for key in handset._navigation.soft_keys() if key.act is Act.OPEN_MENU)


def digits_to(layout: str, wanted: object, menu: Menu | None = None) -> tuple[str, ...] | None:
    """The digits that choose the row which opens `wanted` (a What of a reset, or a Which of a trust list), and the soft
    key that does where no row is."""
    for place, entry in enumerate((menu or LAYOUTS[layout].root).entries, start=1):
        if _opens(entry) is wanted:
            return (str(place),)
        deeper = _deeper(layout, wanted, entry)
        if deeper is not None:
            return (str(place), *deeper)
    return None


def _deeper(layout: str, wanted: object, entry: Entry) -> tuple[str, ...] | None:
    if isinstance(entry.opens, SoftChoice):
        return next(((f"Soft{slot}",) for slot, _, reset in entry.opens.choices if reset.what is wanted), None)
    return digits_to(layout, wanted, entry.opens) if isinstance(entry.opens, Menu) else None


def confirming_keys(handset: Handset) -> tuple[str, ...]:
    """The last keys of the dossier for this family (phones §2.4), once the right row was chosen."""
    layout = handset.state.spec.layout
    if layout.endswith("soft3") or layout == "8831-4-4-4":
        return ("Soft3",)
    return _CONFIRMING[hardware_of(handset.state.spec.model).family]


def erased_list(handset: Handset) -> Which | What:
    """What the way to the erase of this model is about."""
    hardware = hardware_of(handset.state.spec.model)
    if not hardware.lists_apart:
        return What.SECURITY
    return Which.ITL if Which.ITL in hardware.holds else Which.CTL


def way_to_erase(handset: Handset) -> tuple[str, ...]:
    """All keys but the confirming ones."""
    layout = handset.state.spec.layout
    digits = digits_to(layout, erased_list(handset))
    assert digits is not None, layout
    return (menu_key(handset), *digits)


async def erase(handset: Handset) -> str:
    """Walks to the erase and confirms it."""
    return await press(handset, *way_to_erase(handset), *confirming_keys(handset))


def _opens(entry: Entry) -> object:
    if isinstance(entry.opens, Reset):
        return entry.opens.what
    return entry.opens.which if isinstance(entry.opens, TrustFile) else None


def labels(handset: Handset) -> list[str]:
    """What the visible rows say."""
    return [row.label for row in handset.describe().rows]


def soft_keys(handset: Handset) -> dict[int, str]:
    """The soft keys by slot."""
    return {key.slot: key.label for key in handset.describe().soft_keys}


def said(handset: Handset) -> list[str]:
    """Status messages of today; the two or three of earlier days stand before them."""
    texts = [text for _, text in handset.state.status]
    return texts[3:]
