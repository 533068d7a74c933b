"""Packed bytes unpacked, by the fastest library that this machine has.

A screen with a wallpaper takes ISA-L 2 ms and zlib 8 (benchmarks/README.md). Both are told the most that may come out.
ISA-L is a little more lenient with broken streams; what comes out is compared, so that nothing is known but what is
the same.
"""

from __future__ import annotations

import zlib
from typing import Protocol, cast

try:
    from isal import isal_zlib as fastest
except ImportError:  # it is not made for every machine
    import zlib as fastest  # type: ignore[no-redef]

crc32 = fastest.crc32
_BROKEN = (zlib.error, cast("type[Exception]", fastest.error))  # isal's types call its error a value


class _Inflating(Protocol):
    eof: bool

    def decompress(self, data: bytes, max_length: int = ..., /) -> bytes: ...


def inflated(packed: bytes, size_bytes: int) -> bytes | None:
    """What is in a stream of RFC 1951, if that is whole and exactly so large."""
    stream: _Inflating = fastest.decompressobj(-zlib.MAX_WBITS)
    try:
        data = stream.decompress(packed, size_bytes + 1)  # one more than it may be: no bomb is unpacked
    except _BROKEN:
        return None
    return data if len(data) == size_bytes and stream.eof else None
