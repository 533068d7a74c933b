"""The log as the program sets it up, without what pytest adds."""

import logging

from eraser.ops.log import configure_log


def configure_log_alone(**arguments):
    """Without pytest's own handlers, which raise what a log call did wrong."""
    configure_log(**arguments)
    root = logging.getLogger()
    root.handlers[:] = root.handlers[-1:]
