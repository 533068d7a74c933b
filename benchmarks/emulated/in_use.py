"""How much of a process's memory is in use, and how much its allocators only keep for later.

A process that has been large stays large: Python gives memory back in arenas of 1 MiB (256 kB on older ones), and one
object keeps its whole arena; the C library gives back the end of its heap alone. So the size of a process does not
tell whether anything grows. What its allocators say to be in use does.
"""

from __future__ import annotations

import ctypes
import os
import re
import sys
import tempfile
from dataclasses import dataclass

_IN_USE = re.compile(r"bytes in allocated blocks\s*=\s*([\d,]+)")
_ARENAS = re.compile(r"(\d+) arenas \* (\d+) bytes/arena")


@dataclass(frozen=True, slots=True)
class Memory:
    """Bytes in use by Python's objects and by C code, and bytes that the allocators hold for both."""

    live_bytes: int
    held_bytes: int

    @classmethod
    def now(cls) -> Memory:
        python, c = _of_python(), _of_c()
        return cls(python.live_bytes + c.live_bytes, python.held_bytes + c.held_bytes)


class _Mallinfo(ctypes.Structure):
    """`struct mallinfo2` of the C library (mallinfo(3))."""

    _fields_ = [
        (name, ctypes.c_size_t)
        for name in (
            *("arena", "ordblks", "smblks", "hblks", "hblkhd"),
            *("usmblks", "fsmblks", "uordblks", "fordblks", "keepcost"),
        )
    ]


def _of_c() -> Memory:
    mallinfo = getattr(ctypes.CDLL(None), "mallinfo2", None)
    if mallinfo is None:
        sys.exit("this C library does not say how much memory is in use (mallinfo2 of glibc 2.33)")
    mallinfo.restype = _Mallinfo
    told = mallinfo()
    return Memory(told.uordblks + told.hblkhd, told.arena + told.hblkhd)


def _of_python() -> Memory:
    """Python prints these figures to the C library's standard error and tells them in no other way."""
    with tempfile.TemporaryFile("w+", encoding="ascii") as told:
        kept = os.dup(2)
        os.dup2(told.fileno(), 2)
        try:
            sys._debugmallocstats()  # type: ignore[attr-defined]  # noqa: SLF001
        finally:
            os.dup2(kept, 2)
            os.close(kept)
        told.seek(0)
        text = told.read()
    in_use, arenas = _IN_USE.search(text), _ARENAS.search(text)
    if in_use is None or arenas is None:
        sys.exit("Python's own allocator is not in use here (PYTHONMALLOC)")
    return Memory(int(in_use[1].replace(",", "")), int(arenas[1]) * int(arenas[2]))
