"""Asks an authentication URL about user and password as a phone does for each key (cucm §3.1).

The password stands in the query, as it does when a phone asks. So this is for a URL that the page of a phone of the
operator names, once the operator has asked for it; over https it leaves only after the certificate was verified. No
redirect is followed, nothing is sent twice, and of the answer only the words that are known are told.
"""

from __future__ import annotations

import ssl
from dataclasses import dataclass
from enum import StrEnum

import httpx

from eraser.model.address import DEFAULT_PORTS
from eraser.wire.authentication import LONGEST_URL
from eraser.wire.login import Login
from eraser.wire.transport import PhoneTransport, has_left

WITHIN_S = (
    4.0  # a living CUCM answers in a fraction of a second; how long a phone waits is not documented (phones §3.3)
)
_YES = b"AUTHORIZED"
_NO = frozenset({b"UN-AUTHORIZED", b"UNAUTHORIZED", b"ERROR"})  # cucm §3.1
_OK = 200


class Word(StrEnum):
    """What became of the question."""

    YES = "yes"
    NO = "no"
    STRANGE = "strange"  # an answer that a phone may take for no
    UNVERIFIED = "unverified"  # nothing was sent
    NOBODY = "nobody"


@dataclass(frozen=True, slots=True)
class LoginAnswer:
    """`what`: in words, without a part of the question."""

    word: Word
    what: str


async def ask_about_login(
    url: str, login: Login, phone_name: str, *, tls: ssl.SSLContext | None = None, within_s: float = WITHIN_S
) -> LoginAnswer:
    """What the service says of this user and password for this phone; never raises for what is found.

    Args:
        url: as the phone's page shows it; a query that it has stays.
        login: of the user that presses keys.
        phone_name: goes out as `devicename`.
        tls: whom to believe over https; the authorities of this machine, if it is None.
        within_s: for the connection, and again for the answer.
    """
    target = _target(url)
    if target is None:
        return LoginAnswer(Word.UNVERIFIED, "it is no http(s) URL that can be asked, or it holds a login itself")
    question = target.copy_merge_params({"UserID": login.user, "Password": login.password, "devicename": phone_name})
    request = httpx.Request("GET", question, headers={"Accept": "*/*", "Connection": "close"})
    verified = tls or ssl.create_default_context()
    transport = PhoneTransport(connect_within_s=within_s, answer_within_s=within_s, tls=verified)
    try:
        response = await transport.handle_async_request(request)
    except httpx.TransportError as error:
        return _failed(error, request, within_s)
    finally:
        await transport.aclose()
    return _read(response)


def _target(url: str) -> httpx.URL | None:
    try:
        parsed = httpx.URL(url.strip())
    except httpx.InvalidURL:
        return None
    usable = parsed.scheme in DEFAULT_PORTS and parsed.host and not parsed.userinfo and len(url) <= LONGEST_URL
    return parsed.copy_with(fragment=None) if usable else None


def _read(response: httpx.Response) -> LoginAnswer:
    body = response.content
    if response.status_code != _OK:
        return LoginAnswer(Word.NO, f"it answers HTTP {response.status_code}")
    if body == _YES:
        return LoginAnswer(Word.YES, "AUTHORIZED")
    if body.strip() == _YES:
        return LoginAnswer(Word.STRANGE, "AUTHORIZED with white space around it, which phones may take for no")
    if body.strip().upper() in _NO:
        return LoginAnswer(Word.NO, body.strip().upper().decode("ascii"))
    return LoginAnswer(Word.STRANGE, f"neither AUTHORIZED nor a word that is known, but {len(body)} bytes")


def _failed(error: httpx.TransportError, request: httpx.Request, within_s: float) -> LoginAnswer:
    if isinstance(error.__cause__, ssl.SSLError):
        return LoginAnswer(Word.UNVERIFIED, "its certificate can not be verified from here, and no login was sent")
    if has_left(request):
        return LoginAnswer(Word.NOBODY, f"it took the question and gave no whole answer within {within_s:g} s")
    return LoginAnswer(Word.NOBODY, "no connection, and no login was sent")
