"""The exit codes of all commands (contract §1)."""

DONE = 0  # every phone settled well
NOT_WELL = 1  # the work ended, and at least one phone did not settle well
BAD_INPUT = 2  # wrong usage, settings, inventory or files; nothing was pressed
STOPPED = 3  # stopped on purpose before the end
INTERRUPTED = 130  # the run can be resumed
