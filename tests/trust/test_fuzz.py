"""The fuzzer reaches the corners of the readers, and would find what is broken in them."""

from __future__ import annotations

from tests.trust.fuzz import fuzz
from tests.trust.test_lists_survive import use_all


def test_a_short_fuzzing_breaks_nothing() -> None:
    runs, kept, pairs, broken = fuzz(3, seconds=30, most=150)

    assert broken is None
    assert (150, True, True) == (runs, kept > 20, pairs > 300)


def test_a_foreign_error_is_found_and_its_bytes_are_returned() -> None:
    def use(data: bytes) -> None:
        use_all(data)
        if b"9 CERTIFICATE 700 " in data:
            raise KeyError("planted")

    runs, _, _, broken = fuzz(5, seconds=60, most=5_000, use=use)

    assert broken is not None
    assert b"9 CERTIFICATE 700 " in broken
    assert runs < 5_000
