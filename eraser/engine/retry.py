"""May I try again? The failure knows; this is the only place that acts on it.

Only reads and connects are repeated here. A press never is: whether its key arrived only a look can tell.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TypeVar

from tenacity import AsyncRetrying, retry_if_exception_type, stop_after_attempt, wait_exponential, wait_incrementing

from eraser.model.outcome import AnswerCut, ClusterBusy, PhoneOverloaded, Unreachable

T = TypeVar("T")

READ_ATTEMPTS = 3  # a busy phone answers the second or third time (phones §3.2: 503 and time-outs under load)
_MAY_PASS = (Unreachable, PhoneOverloaded, AnswerCut)
FIRST_WAIT_S = 0.5
BUSY_WAIT_S = 30.0  # then 60 s, then 90 s: what a public tool waits after a cluster's rule on rate (cucm §1.5)
BUSY_ATTEMPTS = 4


async def read_again(read: Callable[[], Awaitable[T]], *, patience: float = 1.0, attempts: int = READ_ATTEMPTS) -> T:
    """What `read` gives, tried again while the failure says that this may help; then its last error."""
    try:
        return await read()  # nearly always; a policy costs as much as the read itself
    except _MAY_PASS as error:
        if attempts == 1:
            raise
        failures = [error]

    async def once() -> T:
        if failures:  # the first attempt has failed already
            raise failures.pop()
        return await read()

    retrying = AsyncRetrying(
        retry=retry_if_exception_type(_MAY_PASS),
        stop=stop_after_attempt(attempts),
        wait=wait_exponential(multiplier=FIRST_WAIT_S * patience, max=8 * patience),
        reraise=True,
    )
    try:
        return await retrying(once)
    except _MAY_PASS as error:
        # Where it came from holds the policy, which holds the error, and with it all of the phone's errand: until the
        # collector of garbage comes by, which is seldom (ops.pauses).
        raise error.with_traceback(None) from error.__cause__


async def again_when_busy(ask: Callable[[], Awaitable[T]]) -> T:
    """What `ask` gives, asked again after half a minute and more while the cluster says that it has too much to do."""

    async def once() -> T:
        return await ask()

    retrying = AsyncRetrying(
        retry=retry_if_exception_type(ClusterBusy),
        stop=stop_after_attempt(BUSY_ATTEMPTS),
        wait=wait_incrementing(start=BUSY_WAIT_S, increment=BUSY_WAIT_S),
        reraise=True,
    )
    return await retrying(once)
