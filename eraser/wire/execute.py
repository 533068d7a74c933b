"""What is said to `/CGI/Execute`, and what it answers (phones §3.1, §3.2). No input, no output.

One key a request: the order of several is not guaranteed (phones §0.2). `Success` says that the phone took the request,
never that a key did anything (phones §0.1).
"""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import quote
from xml.sax.saxutils import quoteattr

from lxml import etree

from eraser.model.outcome import (
    AnswerCut,
    AuthInDoubt,
    AuthRefused,
    EraserError,
    KeyRefused,
    NoExecute,
    PhoneOverloaded,
)

PATH = "/CGI/Execute"
CONTENT_TYPE = "application/x-www-form-urlencoded"
FORM_LIMIT_BYTES = 512  # the older guide's limit; the current one says 40 Kbytes (phones §3.1)
ANSWER_LIMIT_BYTES = 64 * 1024  # three items have under 1 kB

_URI = re.compile(r"[A-Za-z]{2,20}:[\x21-\x7e]{1,200}")
_WEB_SCHEMES = frozenset({"http", "https"})
_DECLARATION = re.compile(rb"<\?xml\b[^>]{0,200}>", re.IGNORECASE)
_ERRORS = {
    1: "it can not parse the request",
    2: "it can not build an answer",
    3: "an internal file error",
    6: "it does not know this URI",
}
_ITEMS = {1: "invalid URI", 6: "URI not found, or an internal error"}
_AUTHENTICATION = 4
_PARSER = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, load_dtd=False)
_TEXT_LIMIT = 80  # characters of the phone's own words that an error repeats


@lru_cache(maxsize=1024)  # a fleet is sent the same twenty keys
def build_form(uri: str) -> bytes:
    """The form body that sends one URI.

    Raises:
        KeyRefused: this is no key URI, or it is too long for every phone; nothing was sent.
    """
    form = b"XML=" + quote(build_document(uri), safe="").encode("ascii")
    if len(form) > FORM_LIMIT_BYTES:
        raise KeyRefused(f"{show(uri)} makes a request of more than {FORM_LIMIT_BYTES} bytes; nothing was sent")
    return form


def build_document(uri: str) -> str:
    """The document that makes a phone execute one URI, whichever way it gets there.

    Raises:
        KeyRefused: this is no key URI; nothing was sent.
    """
    if not _URI.fullmatch(uri) or uri.partition(":")[0].casefold() in _WEB_SCHEMES:
        raise KeyRefused(f"{show(uri)} is no URI that a phone executes as a key; nothing was sent")
    # Without the encoding in its header a phone takes its user locale's (phones §3.1).
    return (
        '<?xml version="1.0" encoding="UTF-8"?><CiscoIPPhoneExecute>'
        f'<ExecuteItem Priority="0" URL={quoteattr(uri)}/></CiscoIPPhoneExecute>'
    )


def read_answer(status_code: int, body: bytes, *, uri: str) -> None:
    """Returns if the phone took the request.

    Raises:
        AuthRefused: HTTP 401 or 403. AuthInDoubt: Error 4.
        KeyRefused: another error, or an item that did not succeed.
        NoExecute: there is no such interface.
        PhoneOverloaded: HTTP 503.
        AnswerCut: the answer is none that a phone gives: whether the key was taken is unknown.
    """
    if status_code == 200 and _is_success(body):
        return
    root = _parse(body)
    error = _refusal(status_code, root, what=uri)
    if error is not None:
        raise error
    if status_code == 404:
        raise NoExecute("it answers HTTP 404 to /CGI/Execute")
    if status_code != 200 or root is None or _local_name(root) != "CiscoIPPhoneResponse":
        raise AnswerCut(f"no answer that a phone gives to {uri} (HTTP {status_code}, {len(body)} bytes)")
    _read_items(root, uri)


@lru_cache(maxsize=256)  # a fleet answers its keys in the same few words
def _is_success(body: bytes) -> bool:
    """Whether the answer says of each item that it was done."""
    root = _parse(body)
    if root is None or _local_name(root) != "CiscoIPPhoneResponse":
        return False
    statuses = [_number(_attribute(item, "Status")) for item in root.iter("*") if _local_name(item) == "ResponseItem"]
    return bool(statuses) and set(statuses) == {0}


def read_refusal(status_code: int, body: bytes, *, what: str) -> EraserError | None:
    """The error that a phone's answer means, whatever was asked of it; None if it is no refusal."""
    return _refusal(status_code, _parse(body), what=what)


def _refusal(status_code: int, root: etree._Element | None, *, what: str) -> EraserError | None:
    if status_code == 401:
        return AuthRefused("HTTP 401: user or password is wrong")
    if status_code == 403:
        return AuthRefused("HTTP 403: the phone is not among the user's Controlled Devices")
    if status_code == 503:
        return PhoneOverloaded(f"HTTP 503 to {what}")
    if root is None or _local_name(root) != "CiscoIPPhoneError":
        return None
    number = _number(_attribute(root, "Number"))
    said = show(" ".join("".join(str(text) for text in root.itertext()).split()))
    words = f" ({said})" if said else ""
    if number == _AUTHENTICATION:
        return AuthInDoubt(f"Error 4{words}: login refused, or the Authentication URL is wrong or does not answer")
    if number is None:
        return AnswerCut(f"an error without a number to {what}{words}")
    return KeyRefused(f"Error {number}{words} to {what}: {_ERRORS.get(number, 'its meaning is not documented')}")


def show(text: str) -> str:
    """Foreign text, short and on one line, for an error message."""
    printable = "".join(letter if letter.isprintable() else "?" for letter in text[: _TEXT_LIMIT + 1])
    return printable if len(printable) <= _TEXT_LIMIT else printable[: _TEXT_LIMIT - 1] + "…"


def _read_items(root: etree._Element, uri: str) -> None:
    statuses = [_number(_attribute(item, "Status")) for item in root.iter("*") if _local_name(item) == "ResponseItem"]
    if not statuses or None in statuses:
        raise AnswerCut(f"an answer without a status to {uri}")
    refused = next((status for status in statuses if status), None)
    if refused is not None:
        raise KeyRefused(f"status {refused} to {uri}: {_ITEMS.get(refused, 'its meaning is not documented')}")


def _parse(body: bytes) -> etree._Element | None:
    """Strictly: an answer that must be repaired first is not a whole one."""
    if len(body) > ANSWER_LIMIT_BYTES:
        return None
    for way in (bytes.strip, _without_declarations):
        try:
            return etree.fromstring(way(body), _PARSER)
        except (etree.LxmlError, ValueError, LookupError):
            continue
    return None


def _without_declarations(body: bytes) -> bytes:
    return _DECLARATION.sub(b"", body).strip()


def _local_name(element: etree._Element) -> str:
    return str(element.tag).rpartition("}")[2]


def _attribute(element: etree._Element, name: str) -> str | None:
    return next((str(value) for key, value in element.attrib.items() if str(key).casefold() == name.casefold()), None)


def _number(text: str | None) -> int | None:
    stripped = (text or "").strip()
    return int(stripped) if re.fullmatch(r"\d{1,4}", stripped, re.ASCII) else None
