"""One recogniser for all tests of a process: loading its model takes a second."""

from __future__ import annotations

import pytest

from eraser.sight.recogniser import Recogniser


@pytest.fixture(scope="session")
def recogniser() -> Recogniser:
    return Recogniser()
