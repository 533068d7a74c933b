"""What a record of a trust list vouches for: the role codes (trust §1.4)."""

from __future__ import annotations

from enum import IntEnum


class Role(IntEnum):
    """The codes that decide whether a phone accepts a file."""

    SAST = 0  # System Administrator Security Token: signs CTL and ITL
    CCM = 1
    CCM_TFTP = 2
    TFTP = 3  # signs configuration files
    CAPF = 4
    SRST = 5
    FIREWALL = 6
    APPLICATION_SERVER = 7
    TVS = 21


SIGNS_LISTS = frozenset({Role.SAST})
SIGNS_CONFIGS = frozenset({Role.CCM_TFTP, Role.TFTP})

SAST_IN_FULL = "System Administrator Security Token"  # so `show itl` and `show ctl` print it
_DIGITS = 5  # of the largest code that two bytes hold

_NAMES = {
    Role.SAST: "SAST",
    Role.CCM: "CCM",
    Role.CCM_TFTP: "CCM+TFTP",
    Role.TFTP: "TFTP",
    Role.CAPF: "CAPF",
    Role.SRST: "SRST",
    Role.FIREWALL: "Firewall",
    Role.APPLICATION_SERVER: "Application Server",
    Role.TVS: "TVS",
}

# By the order of an enumeration of the cluster's API only; unproven (trust §1.4).
_PROBABLE = {
    8: "Certificate Authority",
    9: "Authentication and Authorization",
    10: "Signaling",
    11: "Provisioning",
    12: "Data",
    13: "Network Element",
    14: "VPN",
    15: "Serviceability",
}


def role_name(code: int | None) -> str:
    """The word for a code; a code that nobody has explained keeps its number."""
    if code is None:
        return "no role"
    if code in _NAMES:
        return _NAMES[Role(code)]
    if code in _PROBABLE:
        return f"probably {_PROBABLE[code]}"
    return f"role {code}"


def is_known(code: int) -> bool:
    """Whether anybody has explained this code, proved or not."""
    return code in _NAMES or code in _PROBABLE


def code_of_name(name: str) -> int | None:
    """The code of a role as `show itl` prints it; None for a word that nobody has explained."""
    word = _without_blanks(name)
    if word == _without_blanks(SAST_IN_FULL):
        return Role.SAST.value
    by_name = {_without_blanks(role_name(code)): code for code in (*(one.value for one in Role), *_PROBABLE)}
    number = word.removeprefix("role")
    return by_name.get(word, int(number) if number.isdecimal() and len(number) <= _DIGITS else None)


def _without_blanks(name: str) -> str:
    """A terminal breaks lines where it likes."""
    return "".join(name.split()).casefold()
