"""What zlib takes comes out of the faster library the same.

It also takes a few broken streams that zlib refuses (one in 5,000 damaged ones, as where a set of distances is not
complete). What comes out of those is compared as any other: a picture is known only if its rows are.
"""

from __future__ import annotations

import zlib

from hypothesis import given
from hypothesis import strategies as st

from eraser.sight import inflating
from eraser.sight.inflating import crc32, inflated

PLAIN = b"Settings\x00" * 200 + bytes(range(256))
PACKED = zlib.compress(PLAIN, 6)[2:-4]


def by_zlib(packed: bytes, size_bytes: int) -> bytes | None:
    stream = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        data = stream.decompress(packed, size_bytes + 1)
    except zlib.error:
        return None
    return data if len(data) == size_bytes and stream.eof else None


def test_this_machine_has_the_faster_library() -> None:
    assert "isal.isal_zlib" == inflating.fastest.__name__


def test_a_whole_stream_is_unpacked() -> None:
    assert PLAIN == inflated(PACKED, len(PLAIN))


def test_more_or_less_than_expected_is_nothing() -> None:
    assert [None, None] == [inflated(PACKED, len(PLAIN) - 1), inflated(PACKED, len(PLAIN) + 1)]


def test_a_stream_that_is_cut_anywhere_is_nothing() -> None:
    assert {None} == {inflated(PACKED[:end], len(PLAIN)) for end in range(len(PACKED))}


texts = st.one_of(st.binary(max_size=2_000), st.text("Setings\0", max_size=2_000).map(str.encode))


@given(
    texts,
    st.integers(0, 9),
    st.integers(0, 4),
    st.lists(st.tuples(st.integers(0, 3_000), st.integers(0, 255)), max_size=3),
)
def test_what_zlib_takes_comes_out_the_same(
    text: bytes, level: int, strategy: int, damages: list[tuple[int, int]]
) -> None:
    packing = zlib.compressobj(level, zlib.DEFLATED, -zlib.MAX_WBITS, 8, strategy)
    packed = bytearray(packing.compress(text) + packing.flush())
    for place, change in damages:
        packed[place % len(packed)] ^= change
    taken = by_zlib(bytes(packed), len(text))

    assert taken in (None, inflated(bytes(packed), len(text)))
    assert damages or taken == text


@given(st.binary(max_size=300), st.integers(0, 2**32 - 1))
def test_check_sums_are_those_of_zlib(data: bytes, before: int) -> None:
    assert zlib.crc32(data, before) == crc32(data, before)
