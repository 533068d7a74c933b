"""Logging belongs to the whole process: after each test it is as it was."""

import logging

import pytest
import structlog


@pytest.fixture(autouse=True)
def _log_as_it_was():
    root, names = logging.getLogger(), ("httpx", "asyncio", "uvicorn.error", "uvicorn.access", "somebody")
    handlers, level, levels = root.handlers[:], root.level, {name: logging.getLogger(name).level for name in names}
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    for name, one in levels.items():
        logging.getLogger(name).setLevel(one)
    logging.captureWarnings(capture=False)
    structlog.reset_defaults()
    structlog.contextvars.clear_contextvars()
