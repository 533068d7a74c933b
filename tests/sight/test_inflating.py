"""The faster library and zlib take and refuse the same."""

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


@given(st.integers(0, len(PACKED) - 1), st.integers(1, 255), st.integers(0, 4))
def test_damaged_streams_are_taken_as_zlib_takes_them(place: int, change: int, tail: int) -> None:
    damaged = PACKED[:place] + bytes([PACKED[place] ^ change]) + PACKED[place + 1 :] + bytes(tail)

    assert by_zlib(damaged, len(PLAIN)) == inflated(damaged, len(PLAIN))


@given(st.binary(max_size=300))
def test_any_bytes_are_taken_as_zlib_takes_them(packed: bytes) -> None:
    assert [by_zlib(packed, size) for size in (0, 1, 100)] == [inflated(packed, size) for size in (0, 1, 100)]


@given(st.binary(max_size=300), st.integers(0, 2**32 - 1))
def test_check_sums_are_those_of_zlib(data: bytes, before: int) -> None:
    assert zlib.crc32(data, before) == crc32(data, before)
