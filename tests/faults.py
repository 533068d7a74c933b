"""What bad input is told."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from eraser.model.outcome import BadInput


def faults_of(call: Callable[[], object]) -> tuple[str, ...]:
    """The lines that the operator reads."""
    with pytest.raises(BadInput) as told:
        call()
    return told.value.faults
