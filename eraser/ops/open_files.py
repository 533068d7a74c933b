"""How many files this process may have open: each phone that is worked on is a connection."""

from __future__ import annotations


def allow_open_files() -> int | None:
    """Raises the limit to what the system lets this process have, and returns it; None: no limit is known.

    Logins of Linux begin with 1,024 and may have a thousand times as many.
    """
    try:
        import resource  # noqa: PLC0415  not on Windows
    except ImportError:
        return None
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    try:
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    except (OSError, ValueError):  # macOS promises more than it gives
        return resource.getrlimit(resource.RLIMIT_NOFILE)[0]
    return None if most == resource.RLIM_INFINITY else most
