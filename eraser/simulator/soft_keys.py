"""Which soft keys stand on which screen of which family.

Places are those of the field tools (phones §2.3): 79xx Erase on the fourth (797x and IP Communicator on the fifth),
then the second; 78xx Reset on the second; 88xx, 89xx and 99xx Reset on the third, then perhaps the first; 69xx and 8831
Security on the fourth, then the second. Labels are plausible ones: no public picture shows them.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from eraser.simulator.layout import Act, SoftKey

Keys = tuple[SoftKey, ...]


@dataclass(frozen=True, slots=True)
class SoftKeySets:
    """The soft keys of one family, by the kind of screen."""

    idle: Keys
    menu: Keys
    plain: Keys
    question: Keys
    second: Keys
    notice: Keys
    password: Keys
    dialling: Keys
    ringing: Keys
    connected: Keys
    held: Keys
    highlight_menu: Keys = ()
    erasable_file: Keys = ()
    locked_file: Keys = ()
    locked_file_with_unlock: Keys = ()


def _keys(*keys: tuple[int, str, Act]) -> Keys:
    return tuple(SoftKey(*key) for key in keys)


def moved(keys: Keys, act: Act, slot: int) -> Keys:
    """The same keys with the one that does `act` in this slot; what stood there takes its place. Slot 0 moves none."""
    old = next((key.slot for key in keys if key.act is act), 0)
    if not slot or not old:
        return keys
    places = {old: slot, slot: old}
    return tuple(sorted((replace(key, slot=places.get(key.slot, key.slot)) for key in keys), key=lambda key: key.slot))


_EXIT_3 = (3, "Exit", Act.BACK)
_CLASSIC_SELECT = (1, "Select", Act.SELECT)

CLASSIC = SoftKeySets(
    idle=_keys(
        (1, "Redial", Act.REDIAL), (2, "NewCall", Act.NEW_CALL), (3, "CFwdALL", Act.NOTHING), (4, "more", Act.NOTHING)
    ),
    menu=_keys(_CLASSIC_SELECT, _EXIT_3),
    plain=_keys(_EXIT_3),
    question=_keys((2, "Yes", Act.CONFIRM), (3, "No", Act.BACK)),
    second=_keys((2, "Yes", Act.CONFIRM), (3, "No", Act.BACK)),
    notice=_keys((1, "OK", Act.BACK)),
    password=_keys((1, "Accept", Act.SUBMIT), (3, "Cancel", Act.BACK)),
    dialling=_keys((1, "Dial", Act.DIAL), (4, "Cancel", Act.CLOSE)),
    ringing=_keys((1, "Answer", Act.ANSWER), (2, "iDivert", Act.DECLINE)),
    connected=_keys((1, "Hold", Act.HOLD), (2, "EndCall", Act.END_CALL), (3, "Trnsfer", Act.NOTHING)),
    held=_keys((1, "Resume", Act.RESUME), (2, "NewCall", Act.NEW_CALL)),
    erasable_file=_keys(_EXIT_3, (4, "Erase", Act.ERASE)),
    locked_file=_keys(_EXIT_3),
    locked_file_with_unlock=_keys((2, "Unlock", Act.UNLOCK), _EXIT_3),
)

# 797x and IP Communicator: a fifth slot, and Erase on it (phones §2.3).
CLASSIC_FIVE = replace(CLASSIC, erasable_file=_keys(_EXIT_3, (5, "Erase", Act.ERASE)))

_IDLE = _keys(
    (1, "Redial", Act.REDIAL), (2, "New call", Act.NEW_CALL), (3, "Forward all", Act.NOTHING), (4, "DND", Act.NOTHING)
)
_RINGING = _keys((1, "Answer", Act.ANSWER), (2, "Decline", Act.DECLINE))
_CONNECTED = _keys((1, "Hold", Act.HOLD), (2, "End call", Act.END_CALL), (3, "Transfer", Act.NOTHING))
_HELD = _keys((1, "Resume", Act.RESUME), (2, "New call", Act.NEW_CALL))

WIDE = SoftKeySets(
    idle=_IDLE,
    menu=_keys((1, "Select", Act.SELECT), (2, "Back", Act.BACK), (4, "Exit", Act.CLOSE)),
    plain=_keys((2, "Back", Act.BACK), (4, "Exit", Act.CLOSE)),
    question=_keys((1, "Cancel", Act.BACK), (3, "Reset", Act.CONFIRM)),
    second=_keys((1, "OK", Act.CONFIRM), (4, "Cancel", Act.BACK)),
    notice=_keys((1, "OK", Act.BACK)),
    password=_keys((1, "Sign in", Act.SUBMIT), (4, "Cancel", Act.BACK)),
    dialling=_keys((1, "Call", Act.DIAL), (3, "Cancel", Act.CLOSE)),
    ringing=_RINGING,
    connected=_CONNECTED,
    held=_HELD,
    highlight_menu=_keys((2, "Back", Act.BACK), (3, "Reset", Act.CONFIRM)),
)

SMALL = SoftKeySets(
    idle=_IDLE,
    menu=_keys((1, "Select", Act.SELECT), (3, "Back", Act.BACK), (4, "Exit", Act.CLOSE)),
    plain=_keys((3, "Back", Act.BACK), (4, "Exit", Act.CLOSE)),
    question=_keys((2, "Reset", Act.CONFIRM), (3, "Cancel", Act.BACK)),
    second=_keys((1, "OK", Act.CONFIRM), (3, "Cancel", Act.BACK)),
    notice=_keys((1, "OK", Act.BACK)),
    password=_keys((1, "Sign in", Act.SUBMIT), (3, "Cancel", Act.BACK)),
    dialling=_keys((1, "Call", Act.DIAL), (2, "Cancel", Act.CLOSE)),
    ringing=_RINGING,
    connected=_CONNECTED,
    held=_HELD,
    highlight_menu=_keys((2, "Reset", Act.CONFIRM), (3, "Back", Act.BACK)),
)

TOUCH = SoftKeySets(
    idle=_IDLE,
    menu=_keys((2, "Select", Act.SELECT), (4, "Exit", Act.BACK)),
    plain=_keys((4, "Exit", Act.BACK)),
    question=_keys((2, "Cancel", Act.BACK), (3, "Reset", Act.CONFIRM)),
    second=_keys((1, "Continue", Act.CONFIRM), (2, "Cancel", Act.BACK)),
    notice=_keys((1, "OK", Act.BACK)),
    password=_keys((1, "Sign in", Act.SUBMIT), (2, "Cancel", Act.BACK)),
    dialling=_keys((1, "Call", Act.DIAL), (3, "Cancel", Act.CLOSE)),
    ringing=_RINGING,
    connected=_CONNECTED,
    held=_HELD,
    highlight_menu=_keys((3, "Reset", Act.CONFIRM), (4, "Exit", Act.BACK)),
)

# 8941/45 (phones §2.3: S3, then S1) have buttons below the glass as 88xx do.
VIDEO = replace(
    WIDE,
    question=_keys((2, "Cancel", Act.BACK), (3, "Reset", Act.CONFIRM)),
    second=_keys((1, "Continue", Act.CONFIRM), (2, "Cancel", Act.BACK)),
)

# 69xx: after the erase three times S1 leads out of the menus (phones §2.3), so that S1 is the way back.
SLIM = SoftKeySets(
    idle=_IDLE,
    menu=_keys((1, "Back", Act.BACK), (2, "Select", Act.SELECT)),
    plain=_keys((1, "Back", Act.BACK)),
    question=_keys((1, "No", Act.BACK), (2, "Yes", Act.CONFIRM)),
    second=_keys((1, "OK", Act.CONFIRM), (3, "Cancel", Act.BACK)),
    notice=_keys((1, "OK", Act.BACK)),
    password=_keys((1, "Back", Act.BACK), (2, "Enter", Act.SUBMIT)),
    dialling=_keys((1, "Dial", Act.DIAL), (3, "Cancel", Act.CLOSE)),
    ringing=_RINGING,
    connected=_CONNECTED,
    held=_HELD,
)

# 7832 and 8832 have no key for the menu: a soft key of the idle screen opens it (phones §2.2).
CONFERENCE = replace(
    SMALL,
    idle=_keys((1, "New call", Act.NEW_CALL), (2, "Redial", Act.REDIAL), (4, "Settings", Act.OPEN_MENU)),
)
CONFERENCE_WIDE = replace(
    SMALL,
    idle=_keys((1, "New call", Act.NEW_CALL), (2, "Redial", Act.REDIAL), (4, "Settings", Act.OPEN_MENU)),
    question=_keys((1, "Cancel", Act.BACK), (3, "Reset", Act.CONFIRM)),  # S3 says one tool (phones §2.2)
)

# 8831: *Apps* on the third opens the menu (phones §2.3); it has no arrows, so that no key selects a row.
SPEAKER = replace(
    SMALL,
    idle=_keys((1, "Redial", Act.REDIAL), (2, "New call", Act.NEW_CALL), (3, "Apps", Act.OPEN_MENU)),
    menu=_keys((3, "Back", Act.BACK), (4, "Exit", Act.CLOSE)),
    plain=_keys((3, "Back", Act.BACK), (4, "Exit", Act.CLOSE)),
)
