"""Takes secrets out of whatever is about to be printed: log lines, errors, tracebacks.

Two nets, one behind the other. The first knows the *secrets*: each one given is found in every spelling that programs
give it on its way (percent-encoded, escaped by repr, JSON or HTML, inside base64 such as `Authorization: Basic`). The
second knows the *places*: credentials in URLs, Basic and Bearer values, `UserID=` and `Password=` in query strings,
authorization and cookie headers, values under names that look like secrets.

A secret shorter than `SHORT` characters is not looked for inside text: taking out every `1` would leave nothing to
read, and would tell the secret by what is missing. It goes where it stands alone as a whole value, and by the second
net. `itl-eraser doctor` is the place to complain about such a password, not the log.
"""

from __future__ import annotations

import base64
import contextlib
import html
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from pathlib import PurePath
from typing import Any

MASK = "***"
SHORT = 4  # characters; below, a secret is as likely to be a word or a number of the log itself
_LONGEST_KEPT, _MOST_KEPT = 60, 1_000  # texts that were found clean; more are looked through again
_DEEPEST = 20  # levels of lists in lists; deeper is a loop or an attack, and is not printed
_ROUNDS = 5  # a replacement may bring two halves together; more rounds than that is an attack

_CREDENTIAL = "passwd|password|passphrase|pwd|secret|token|api[_-]?key|private[_-]?key|credentials?"
_CREDENTIAL_NAME = re.compile(rf"(?i)(?:{_CREDENTIAL}|authorization|cookie|\bauth|_auth)s?$")
_HEADER_NAME = "(?:proxy-)?authorization|(?:set-)?cookie"

_USERINFO = re.compile(r"(?i)(\b[a-z][a-z0-9+.\-]{0,30}:(?://|%2f%2f))[^\s/?#\"'<>]*@")
_SCHEME_VALUE = re.compile(r"(?i)\b(basic|bearer)(\s+|%20|\+)([A-Za-z0-9+/=._~\-]+)")
_HEADER = re.compile(rf"(?i)\b({_HEADER_NAME})(['\"]?\s*[:=]\s*|['\"]\s*,\s*)(b?['\"])?[^\r\n'\"]+")
_ASSIGNED = re.compile(
    rf"(?i)((?:{_CREDENTIAL})\\*['\"]?\s*[:=]\s*|user_?id=|(?:{_CREDENTIAL}|user_?id)%3d)"
    r"(?:b?\\*\"[^\"]*\"|b?\\*'[^']*'|[^\s&\"'<>;,)}\]]+)"
)
_ELEMENT = re.compile(r"(?i)(<(?:password|userid|user_id)\b[^<>]*>)[^<]+")
_ONE_WORD = re.compile(r"[\w.\-]*")  # no place for a credential; most values of a log are such
_BASE64_RUN = re.compile(r"[A-Za-z0-9+/_\-]{4,}={0,2}")


class Redactor:
    """Knows the secrets of this process. `clean` gives a value like the one given, of plain JSON types, without
    them."""

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        self._short: set[str] = set()
        self._known: set[str] = set()
        self._spelled: re.Pattern[str] | None = None
        self._in_base64: re.Pattern[str] | None = None
        self._seen_clean: set[str] = set()
        for secret in secrets:
            self.add(secret)

    def add(self, secret: str) -> None:
        """One more secret, known from now on. An empty one is none."""
        self._seen_clean.clear()
        if len(secret) < SHORT:
            self._short |= {secret} - {""}
            return
        self._known.add(secret)
        longest_first = sorted(self._known, key=len, reverse=True)
        self._spelled = re.compile("|".join(_any_spelling(one) for one in longest_first))
        pieces = {piece for one in self._known for piece in _base64_pieces(one)}
        self._in_base64 = re.compile("|".join(re.escape(piece) for piece in sorted(pieces)))

    def clean(self, value: Any) -> Any:
        """The value without secrets: text stays text, mappings and lists are walked, everything else becomes text."""
        return self._clean(value, depth=0)

    def clean_text(self, text: str) -> str:
        """One text without secrets."""
        if text in self._seen_clean:
            return text
        if text in self._short:
            return MASK
        for turn in range(_ROUNDS):
            cleaned = _clean_places(self._clean_known(text))
            if cleaned == text:
                if not turn:
                    self._remember(text)
                return text
            text = cleaned
        return MASK

    def _remember(self, text: str) -> None:
        """Names, levels, models and outcomes come in every line."""
        if len(text) <= _LONGEST_KEPT and len(self._seen_clean) < _MOST_KEPT:
            self._seen_clean.add(text)

    def _clean_known(self, text: str) -> str:
        if self._spelled is None or self._in_base64 is None:
            return text
        in_base64 = self._in_base64
        text = _BASE64_RUN.sub(lambda run: MASK if in_base64.search(run[0]) else run[0], text)
        return self._spelled.sub(MASK, text)

    def _clean(self, value: Any, depth: int) -> Any:
        if value is None or isinstance(value, bool):
            return value
        if isinstance(value, (int, float)):
            return MASK if str(value) in self._known else value
        if isinstance(value, str):
            return self.clean_text(str.__str__(value))
        if isinstance(value, (bytes, bytearray, memoryview)):
            return self.clean_text(bytes(value).decode("utf-8", "backslashreplace"))
        if depth >= _DEEPEST:
            return MASK
        if isinstance(value, Mapping):
            return {self._clean_name(name): self._clean_named(name, one, depth) for name, one in value.items()}
        if isinstance(value, (list, tuple, set, frozenset)):
            return self._clean_sequence(list(value), depth)
        return self.clean_text(_text_of(value))

    def _clean_sequence(self, values: list[Any], depth: int) -> list[Any]:
        if len(values) == 2 and isinstance(values[0], (str, bytes)):  # a header as a pair
            return [self._clean(values[0], depth + 1), self._clean_named(values[0], values[1], depth)]
        return [self._clean(one, depth + 1) for one in values]

    def _clean_named(self, name: Any, value: Any, depth: int) -> Any:
        text = name.decode("utf-8", "replace") if isinstance(name, bytes) else str(name)
        hidden = (
            _CREDENTIAL_NAME.search(text.strip()) and value is not None and not isinstance(value, bool) and value != ""
        )
        return MASK if hidden else self._clean(value, depth + 1)

    def _clean_name(self, name: Any) -> str:
        return str(self._clean(name, depth=_DEEPEST))


def _text_of(value: Any) -> str:
    """A value of another type, as text; never raises, for this runs while an error is being told."""
    try:
        if isinstance(value, BaseException):
            return f"{type(value).__name__}: {value}"
        if isinstance(value, date):
            return value.isoformat()
        return str(value) if isinstance(value, PurePath) else repr(value)
    except Exception as broken:  # noqa: BLE001 - a foreign repr may raise anything
        return f"<{type(value).__name__}, unprintable: {type(broken).__name__}>"


def _clean_places(text: str) -> str:
    if _ONE_WORD.fullmatch(text):
        return text
    text = _USERINFO.sub(rf"\1{MASK}@", text)
    text = _HEADER.sub(rf"\1\2\3{MASK}", text)
    text = _SCHEME_VALUE.sub(_hide_scheme_value, text)
    text = _ASSIGNED.sub(rf"\1{MASK}", text)
    return _ELEMENT.sub(rf"\1{MASK}", text)


def _hide_scheme_value(match: re.Match[str]) -> str:
    """`Basic authentication` is prose, `Basic dTpw` is a login."""
    value = match[3].strip(".-")
    prose = len(value) < 20 and value.isalpha() and value in {value.lower(), value.title()} and not _is_login(value)
    return match[0] if prose else match[1] + match[2] + MASK


def _is_login(value: str) -> bool:
    try:
        return b":" in base64.b64decode(value + "=" * (-len(value) % 4))
    except ValueError:
        return False


def _any_spelling(secret: str) -> str:
    """A pattern for the secret however it was percent-encoded or escaped on its way; letters and digits stay as they
    are in all of them."""
    parts = re.findall(r"\\+|[\s\S]", secret)
    return "".join(_spellings(part, after) for part, after in zip(parts, ["", *parts], strict=False))


def _spellings(part: str, after: str) -> str:
    """A character, or a run of backslashes: their number grows with each escaping, so any larger one will do."""
    if part.startswith("\\"):
        return rf"(?:(?<!\\)\\{{{len(part)},}}+|(?i:%(?:25)*5c){{{len(part)}}})"
    if part.isascii() and part.isalnum() and not after.startswith("\\"):
        return part
    spellings = [re.escape(part), *_percent(part), rf"(?i:&\#0*{ord(part)};|&\#x0*{ord(part):x};)"]
    # A run of backslashes in the secret has already eaten the escaping ones.
    spellings += [(r"\\*+" if after.startswith("\\") else r"(?<!\\)\\++") + escape for escape in _escapes(part)]
    if html.escape(part) != part:
        spellings.append(re.escape(html.escape(part)))
    if part == " ":
        spellings.append(r"\+")
    return f"(?:{'|'.join(spellings)})"


def _percent(char: str) -> Iterator[str]:
    """`ä` → `%C3%A4`, `%E4`; encoded twice, `%25C3%25A4`."""
    for encoded in _encoded(char):
        yield "(?i:" + "".join(f"%(?:25)*{byte:02x}" for byte in encoded) + ")"


def _escapes(char: str) -> Iterator[str]:
    """What repr and JSON write after the backslash, for text and for bytes."""
    short = {"\n": "n", "\r": "r", "\t": "t", "\b": "b", "\f": "f", "'": "'", '"': '"', "/": "/"}.get(char)
    if short:
        yield short
    code = ord(char)
    yield f"(?i:x{code:02x}|u{code:04x}|u{code:08x})"
    if code > 0xFFFF:  # JSON writes two halves
        high, low = divmod(code - 0x10000, 0x400)
        yield rf"(?i:u{0xD800 + high:x}\\++u{0xDC00 + low:x})"
    for encoded in _encoded(char):
        yield "(?i:" + r"\\++".join(f"x{byte:02x}" for byte in encoded) + ")"


def _base64_pieces(secret: str) -> Iterator[str]:
    """The letters that the secret alone decides in base64 text, for each of the three places it can begin at: so that
    `user:password` is found without knowing the user."""
    for data in _encoded(secret):
        for before in range(3):
            coded = base64.b64encode(b"\0" * before + data)
            piece = coded[-(-8 * before // 6) : 8 * (before + len(data)) // 6].decode()
            yield piece
            yield piece.replace("+", "-").replace("/", "_")


def _encoded(text: str) -> Iterator[bytes]:
    for encoding in ("utf-8", "latin-1"):
        with contextlib.suppress(UnicodeEncodeError):
            yield text.encode(encoding)
