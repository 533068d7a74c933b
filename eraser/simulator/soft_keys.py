"""Which soft keys stand on which screen of which family.

Places are those of the field tools (phones §2.3): 79xx Erase on the fourth, then the second; 78xx Reset on the second;
88xx and 9971 Reset on the third, then perhaps the first. Labels are plausible ones: no public picture shows them.
"""

from __future__ import annotations

from dataclasses import dataclass

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
    highlight_menu: Keys = ()
    erasable_file: Keys = ()
    locked_file: Keys = ()
    locked_file_with_unlock: Keys = ()


def _keys(*keys: tuple[int, str, Act]) -> Keys:
    return tuple(SoftKey(*key) for key in keys)


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
    erasable_file=_keys(_EXIT_3, (4, "Erase", Act.ERASE)),
    locked_file=_keys(_EXIT_3),
    locked_file_with_unlock=_keys((2, "Unlock", Act.UNLOCK), _EXIT_3),
)

_IDLE = _keys(
    (1, "Redial", Act.REDIAL), (2, "New call", Act.NEW_CALL), (3, "Forward all", Act.NOTHING), (4, "DND", Act.NOTHING)
)
_RINGING = _keys((1, "Answer", Act.ANSWER), (2, "Decline", Act.DECLINE))
_CONNECTED = _keys((1, "Hold", Act.HOLD), (2, "End call", Act.END_CALL), (3, "Transfer", Act.NOTHING))

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
    highlight_menu=_keys((3, "Reset", Act.CONFIRM), (4, "Exit", Act.BACK)),
)
