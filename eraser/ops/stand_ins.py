"""Takes out of a recording whatever tells whose phone it is, and puts stable stand-ins in its place.

Not a net for what is known to be private, but a door for what is known not to be: of a phone's free text only words
of menus pass (`menu_words`), and numbers of one or two digits. Names, addresses, hosts, serials, directory numbers,
users and passwords are none of these. One value has one stand-in within a recording, of its own shape, so that a
recording can still be replayed; which stand-in means what is written nowhere.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import fields, replace
from typing import Any
from urllib.parse import urlsplit

from eraser.dsl import folded
from eraser.model.phone import Facts, StatusMessage, phone_name
from eraser.model.recording import HIDDEN_KEY
from eraser.model.screen import Screen
from eraser.ops.key_names import URIS
from eraser.ops.menu_words import LOCALE_WORDS, MENU_SIGNS, MENU_WORDS

SHORT_NUMBER = 2  # digits; longer ones may be directory numbers, addresses, serials
_JOINED = 3  # letters; readers lose blanks, so words of at least so many letters may touch

# Names and addresses that are reserved for examples (RFC 5737, RFC 2606), and shapes that no phone has.
_SHAPES: dict[str, Callable[[int], str]] = {
    "name": lambda n: f"SEP{n:012X}",
    "mac": lambda n: ":".join(f"{n:012X}"[at : at + 2] for at in range(0, 12, 2)),
    "address": lambda n: f"192.0.2.{n}" if n < 255 else f"198.51.100.{n % 255}",
    "host": lambda n: f"host-{n}.example",
    "signature": lambda n: f"{n:040X}",
}

_MAC = r"(?:SEP)?(?:[0-9A-Fa-f]{2}[ :.\-]?){5}[0-9A-Fa-f]{2}"
_HEX = r"(?:[0-9A-Fa-f]{2}[ :]){6,}[0-9A-Fa-f]{2}"  # longer than a MAC: a signature, a certificate
_URL = r"[A-Za-z][A-Za-z0-9+.\-]*://\S*"
_DIGITS = r"\+?\d(?:[\s().,:;/\-]*\d){2,}"
_WHOLE = re.compile(rf"(?<![0-9A-Za-z])(?:{_URL}|{_HEX}|{_MAC})(?![0-9A-Za-z])|(?<![\w.]){_DIGITS}(?![\w.])")
_PART = re.compile(r"[^\W_]+")
_DATE = r"\d{1,4}[./\-]\d{1,2}[./\-]\d{1,4}"
_STAMP = re.compile(rf"(?:{_DATE} )?\d{{1,2}}:\d{{2}}(?::\d{{2}})? ?(?:[ap]m?)?(?: {_DATE})?", re.IGNORECASE)
_MODEL = re.compile(r"(?:CP-|ATA ?|DX)?\d{2,4}[A-Z]{0,4}(?:[-+/][A-Z0-9]{1,4})*", re.IGNORECASE)
_LOAD = re.compile(r"[A-Z][A-Z0-9_]{1,14}[.\-]\d{1,2}(?:[.\-][A-Z0-9()]{1,8}){1,8}|P0[0-9A-Z]{8,10}", re.IGNORECASE)
_WORDS = frozenset(folded(word) for word in MENU_WORDS)


class StandIns:
    """The stand-ins of one recording."""

    def __init__(self) -> None:
        self._given: dict[str, str] = {}
        self._count: dict[str, int] = {}
        self._kinds: dict[str, str] = {}
        self._words = set(_WORDS)
        self._signs = set(MENU_SIGNS)
        self.hidden: dict[str, None] = {}  # what was hidden, in order; never written

    def know(self, kind: str, value: str | None) -> None:
        """A value whose kind is known; it gets a stand-in of that kind wherever it is met."""
        if value:
            self._kinds.setdefault(value.casefold(), kind)

    def keep(self, text: str) -> tuple[str, ...]:
        """A person says that these words are a menu's and nobody's. Numbers and addresses stay hidden all the same."""
        words = tuple(word for word in _PART.findall(text) if not any(letter.isdigit() for letter in word))
        self._words |= {folded(word) for word in words}
        return words

    # --- text

    def text(self, text: str) -> str:
        """Free text of a phone, with a stand-in for every word that is no menu's."""
        pieces, end = [], 0
        for found in _WHOLE.finditer(text):
            pieces += [self._words_of(text[end : found.start()]), self._hide(found[0])]
            end = found.end()
        return "".join([*pieces, self._words_of(text[end:])])

    def _words_of(self, text: str) -> str:
        return "".join(one if one.isspace() else self._word(one) for one in re.split(r"(\s+)", text) if one)

    def _word(self, token: str) -> str:
        core = token.strip("\"'“”‘’()[]{}<>?!.,:;…*#-_/&=")
        if not core or self._is_open(core):
            return token
        return token.replace(core, self._hide(core))

    def _is_open(self, core: str) -> bool:
        if core.casefold() in self._signs:
            return True
        if core.casefold() in self._kinds and folded(core) not in self._words:  # a host called voice-server
            return False
        if sum(letter.isdigit() for letter in core) > SHORT_NUMBER or "::" in core or "@" in core:
            return False
        return all(self._is_menu_word(part) for part in _PART.findall(core))

    def _is_menu_word(self, part: str) -> bool:
        if part.isascii() and part.isdecimal():
            return len(part) <= SHORT_NUMBER
        if any(letter.isdigit() for letter in part):
            return False
        word = folded(part)
        if len(word) < len(part):  # letters that comparing drops
            return False
        return word in self._words or self._is_joined(word)

    def _is_joined(self, word: str) -> bool:
        """Whether it is several words whose blanks a reader lost: `Resetsettings`."""
        reached = {0}
        for end in range(_JOINED, len(word) + 1):
            if any(word[start:end] in _WORDS for start in reached if end - start >= _JOINED):
                reached.add(end)
        return bool(word) and len(word) in reached

    def _hide(self, value: str) -> str:
        self.hidden.setdefault(value)
        return self.instead_of(value, self._kinds.get(value.casefold()) or _kind_of(value))

    def instead_of(self, value: str, kind: str) -> str:
        """The stand-in of a value."""
        if kind in {"name", "mac"}:
            value = phone_name(value) or value
        known = f"{kind} {value.casefold()}"
        if known not in self._given:
            self._count[kind] = self._count.get(kind, 0) + 1
            number = self._count[kind]
            self._given[known] = _SHAPES[kind](number) if kind in _SHAPES else f"{kind}-{number}"
        return self._given[known]

    # --- values

    def uri(self, uri: str) -> str:
        """A key: one of those that are known, or with its words looked at."""
        return uri if uri in URIS or uri == HIDDEN_KEY else self.text(uri)

    def screen(self, screen: Screen) -> Screen:
        """A screen without words that are no menu's."""
        return replace(
            screen,
            title=self.text(screen.title),
            rows=tuple(replace(row, label=self.text(row.label)) for row in screen.rows),
            soft_keys=tuple(replace(soft, label=self.text(soft.label)) for soft in screen.soft_keys),
        )

    def status(self, messages: Iterable[StatusMessage]) -> tuple[StatusMessage, ...]:
        """Status messages; a stamp that is no time is left out."""
        return tuple(
            StatusMessage(self.text(one.text), one.stamp if one.stamp and _STAMP.fullmatch(one.stamp) else None)
            for one in messages
        )

    def facts(self, facts: Facts) -> Facts:
        """What the pages said. Model and firmware stay if they have the shape of one."""
        self.know_facts(facts)
        changes: dict[str, Any] = {}
        for name in (field.name for field in fields(facts)):
            value = getattr(facts, name)
            if name in _OWN:
                changes[name] = _OWN[name](self, value) if value else None
            elif name == "tftp_servers":
                changes[name] = tuple(self.instead_of(one, _kind_of_server(one)) for one in value)
            elif type(value) is str:
                changes[name] = self.text(value)
            elif isinstance(value, tuple):
                changes[name] = tuple(self.text(str(one)) for one in value)
        return replace(facts, **changes)

    def know_facts(self, facts: Facts) -> None:
        """Learns the kinds of what the pages say; model and firmware may be shown."""
        self.know("name", facts.name)
        self.know("serial", facts.serial)
        for shown, shape in ((facts.model, _MODEL), (facts.firmware, _LOAD)):
            if shown and shape.fullmatch(shown) and phone_name(shown) is None:
                self._signs.add(shown.casefold())
        for server in facts.tftp_servers:
            self.know(_kind_of_server(server), server)

    def _url(self, url: str) -> str:
        try:
            scheme = urlsplit(url).scheme.lower()
        except ValueError:
            scheme = ""
        where = self.instead_of(url, "host")
        return f"{scheme if scheme in {'http', 'https'} else 'http'}://{where}/"

    def _locale(self, value: str) -> str:
        words = _PART.findall(value.casefold())
        return value if words and set(words) <= LOCALE_WORDS else self.text(value)

    def _shaped(self, value: str, shape: re.Pattern[str]) -> str:
        return value if shape.fullmatch(value) and phone_name(value) is None else self.text(value)


_OWN: dict[str, Callable[[StandIns, str], str]] = {
    "name": lambda self, value: self.instead_of(value, "name"),
    "serial": lambda self, value: self.instead_of(value, "serial"),
    "itl_signature": lambda self, value: self.instead_of(value, "signature"),
    "ctl_signature": lambda self, value: self.instead_of(value, "signature"),
    "authentication_url": lambda self, value: self._url(value),
    "user_locale": lambda self, value: self._locale(value),
    "model": lambda self, value: self._shaped(value, _MODEL),
    "firmware": lambda self, value: self._shaped(value, _LOAD),
}


def _kind_of_server(value: str) -> str:
    return "host" if any(letter.isalpha() for letter in value) else "address"


def _kind_of(value: str) -> str:
    if "://" in value:
        return "url"
    if re.fullmatch(_HEX, value):
        return "hex"
    if phone_name(value):
        return "name" if value.upper().startswith("SEP") else "mac"
    if re.fullmatch(r"\d{1,3}(?:\.\d{1,3}){3}", value):
        return "address"
    if re.fullmatch(r"[^\W\d_][\w\-]*(?:\.[\w\-]+)+", value):
        return "host"
    return "word" if any(letter.isalpha() for letter in value) else "number"
