"""Who may be let in, and when: the stand-in's only judgement.

A phone that is asked to take a key asks its authentication URL whether the one who asks may (phones §3.3). While the
stand-in has that URL's address, it answers for the whole cluster, so it answers narrowly: the run's own user and
password, for a phone of the run, asked by that phone's own address, while a request of ours to that phone is open
(cucm §3.4). Everything else is refused and counted.
"""

from __future__ import annotations

import hmac
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import StrEnum


class Verdict(StrEnum):
    """What came of one question. The words are metric labels and stand in the line at the end of a run."""

    AUTHORIZED = "authorized"
    WRONG_LOGIN = "wrong_login"
    UNKNOWN_PHONE = "unknown_phone"
    WRONG_ADDRESS = "wrong_address"
    NO_SESSION = "no_session"


@dataclass(frozen=True, slots=True)
class Question:
    """What a phone asks. The password is in no text that can be printed."""

    user: str
    password: str = field(repr=False)
    device: str = ""
    peer: str = ""  # the address that asks, without a port


class Guests:
    """The phones of a run, each at its own address. `allowed_proxies`: addresses that may ask for any of them, where
    network address translation hides the phones.
    """

    def __init__(self, user: str, password: str, *, allowed_proxies: frozenset[str] = frozenset()) -> None:
        self._user = user.encode()
        self._password = password.encode()
        self._proxies = allowed_proxies
        self._addresses: dict[str, frozenset[str]] = {}
        self._sessions: Counter[str] = Counter()
        self.verdicts: Counter[Verdict] = Counter()

    def __contains__(self, device: str) -> bool:
        return device.upper() in self._addresses

    @property
    def sessions(self) -> int:
        """How many are open."""
        return self._sessions.total()

    def invite(self, device: str, addresses: frozenset[str]) -> None:
        """Names a phone of the run and the addresses it asks from; said again, it replaces them."""
        self._addresses[device.upper()] = addresses

    @contextmanager
    def session(self, device: str) -> Iterator[None]:
        """While this is open the phone may be let in. Sessions of one phone may overlap."""
        name = device.upper()
        self._sessions[name] += 1
        try:
            yield
        finally:
            self._sessions[name] -= 1
            if not self._sessions[name]:
                del self._sessions[name]

    def judge(self, question: Question) -> Verdict:
        """Decides and counts. Every part is looked at, so that the time it takes tells nothing of a password."""
        name = question.device.upper()
        user = hmac.compare_digest(question.user.encode(), self._user)
        password = hmac.compare_digest(question.password.encode(), self._password)
        verdict = Verdict.AUTHORIZED
        if not self._sessions[name]:
            verdict = Verdict.NO_SESSION
        if question.peer not in self._addresses.get(name, frozenset()) | self._proxies:
            verdict = Verdict.WRONG_ADDRESS
        if name not in self._addresses:
            verdict = Verdict.UNKNOWN_PHONE
        if not (user & password):
            verdict = Verdict.WRONG_LOGIN
        self.verdicts[verdict] += 1
        return verdict

    def is_ours(self, user: str) -> bool:
        """Whether this is the run's own user: anybody else's question may be passed on to a living service."""
        return hmac.compare_digest(user.encode(), self._user)
