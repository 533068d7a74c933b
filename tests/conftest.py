"""For all tests: no deadline for an example, and the loop: the real one, or with `pytest.mark.virtual_time` the one
whose clock jumps."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Mapping

import pytest
from hypothesis import settings

from tests.virtual_time import VirtualTimeLoop

# An example that takes long on a busy machine is no fault of the program.
# A gate must give the same verdict twice; new examples are looked for wherever people work.
settings.register_profile("house", parent=settings(), deadline=None, derandomize="CI" in os.environ)
settings.load_profile("house")

LoopFactory = Callable[[], asyncio.AbstractEventLoop]


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "virtual_time: waits cost nothing, the loop's clock jumps to the next timer")


def pytest_asyncio_loop_factories(config: pytest.Config, item: pytest.Item) -> Mapping[str, LoopFactory]:
    """One loop a test; the mark may stand on the test, its class or its module."""
    if item.get_closest_marker("virtual_time"):
        return {"virtual time": VirtualTimeLoop}
    return {"real time": asyncio.new_event_loop}


def pytest_addoption(parser: pytest.Parser) -> None:
    """The long form of the tests that kill a run; they look here because options are read before their own folder is."""
    parser.addoption("--kill-phones", type=int, default=9, help="phones in the run that is killed")
    parser.addoption("--kill-moments", type=int, default=2, help="moments at which it is killed")
