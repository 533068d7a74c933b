"""The keys of a phone's shell: `phone key CODE` (phones §6). Known for 78xx and 88xx alone; on a 9971 it does nothing.

There is no key that opens a list of services, which closes menus over HTTP. *Back* does the same from any of them, and
nothing on the idle screen (phones §2.4: “NavBack ×6 or Init:Services”).
"""

from __future__ import annotations

import re

_FIRST_DIGIT = 513  # `0`; the others follow in order
_BACK = 525
CODES = {
    "Key:KeyPadStar": (523,),
    "Key:KeyPadPound": (524,),
    "Key:NavBack": (_BACK,),
    "Key:NavUp": (544,),
    "Key:NavSelect": (545,),
    "Key:NavDwn": (546,),
    "Key:NavLeft": (547,),
    "Key:NavRight": (548,),
    "Key:Messages": (549,),
    "Key:Directories": (550,),
    "Key:Applications": (551,),
    "Key:Settings": (551,),
    "Init:Services": (_BACK,) * 6,
    **{f"Key:KeyPad{digit}": (_FIRST_DIGIT + digit,) for digit in range(10)},
    **{f"Key:Soft{n}": (525 + n,) for n in range(1, 5)},
}
KNOWN_FOR = re.compile(r"(?:CP-)?(?:78|88)\d\d", re.IGNORECASE)


def codes_of(uri: str) -> tuple[int, ...] | None:
    """The codes to send for a key, in order; None if a shell has no such key."""
    return CODES.get(uri)


def has_shell_keys(model: str | None) -> bool:
    """Whether `phone key` is known to work on this model."""
    return model is not None and KNOWN_FOR.match(model) is not None
