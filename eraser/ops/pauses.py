"""Python's search for garbage, kept from stopping the keys.

It walks all objects that are alive: with 3,000 phones at once the longest walk took most of a second, in which every
key was late, and all walks together a tenth of the program's time (measured, benchmarks/fleet.py). What a phone leaves
behind is freed without it (tests of *nothing left*).
"""

from __future__ import annotations

import gc

# Walks begin when so many objects were made and not freed: of the young, of those that outlived ten such walks, and of
# all. A phone in flight has about two hundred; a walk over 50,000 takes a millisecond or two.
_YOUNG, _GROWN, _ALL = 50_000, 10, 100


def keep_pauses_short() -> None:
    """From now on what is there already is no longer walked over, and the rest less often. For the whole process, and
    once."""
    if gc.get_threshold()[0] == _YOUNG:
        return
    gc.collect()
    gc.freeze()
    gc.set_threshold(_YOUNG, _GROWN, _ALL)
