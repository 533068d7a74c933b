"""The words of phones in another language, as the operator gave them: `[labels.German_Germany]` in the settings.

They only add: an English word stays in force beside its translations, above all where it forbids. A table leads a
route on only if it has a word for each of its rows, for each spelling of the neighbours that it must never reset and
for the soft keys by which a call is seen, since half a table would open doors that it does not know to be wrong. What
it forbids, it forbids in any case.
"""

from __future__ import annotations

import difflib
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import lru_cache
from itertools import product

from eraser.dsl import AnyDriver, Driver, Key, Label, Route, SoftKey, Step, folded, label_of

Tables = Mapping[str, Mapping[str, str]]

# By these soft keys a call is seen that has no stream (cucm §6.1): a ringing, an active, a held one. Each with its
# other spellings; one of them is enough.
CALL_WORDS = (("Answer",), ("Hold",), ("Resume",))
READ_AS = "ø"
MOST_MARKED = 4  # letters with marks in one word, whose readings are combined: 256
LEAST_LETTERS = 3


def translations(word: str, tables: Tables) -> tuple[str, ...]:
    """What the tables say for an English word, in every way in which a picture of it may be read."""
    found: dict[str, None] = {}
    for table in tables.values():
        for english, words in table.items():
            if english.casefold() == word.casefold():
                for one in words.split("|"):
                    found |= dict.fromkeys(_readings(one.strip()))
    return tuple(found)


@lru_cache(maxsize=4096)
def _readings(word: str) -> tuple[str, ...]:
    """A reader that knows no such letters makes of `ü` a `u`, a `ø` or nothing (measured: `Zurøck`, `Zurck`). What
    would leave too little of a word is left out."""
    letters = unicodedata.normalize("NFC", word)
    marked = [place for place, letter in enumerate(letters) if _bare(letter)]
    if not marked or len(marked) > MOST_MARKED:
        return (word,)
    choices = [(letter, _bare(letter), READ_AS, "") if _bare(letter) else (letter,) for letter in letters]
    least = max(LEAST_LETTERS, len(letters) - len(marked))
    every = ("".join(one) for one in product(*choices))
    return tuple(dict.fromkeys(one for one in every if len(one) >= least))


def _bare(letter: str) -> str:
    """`ü` → `u`; "" for a letter without a mark, and for those of other scripts, whose marks make other letters."""
    first, *marks = tuple(unicodedata.normalize("NFD", letter))
    return first if marks and first.isascii() and all(map(unicodedata.combining, marks)) else ""


def widened(one: Label, tables: Tables) -> Label:
    """A label with its translations after it."""
    if not tables:
        return one
    extra = (word for text in one.alternatives for word in translations(text, tables))
    return Label(tuple(dict.fromkeys((*one.alternatives, *extra))))


def said_in(text: str, words: tuple[str, ...], tables: Tables) -> bool:
    """Whether a screen's text has one of these words, or a translation of one."""
    every = (*words, *(found for word in words for found in translations(word, tables)))
    return any(word.casefold() in text.casefold() for word in every)


def missing_words(route: Route, table: Mapping[str, str]) -> tuple[str, ...]:
    """The English words that a table would need to lead this route on; () if it has them all."""
    known = {word.casefold() for word in table}
    needed = [label_of(one).alternatives for one in (*route.path, route.confirm)]
    needed += [route.enter.label.alternatives] if isinstance(route.enter, SoftKey) else []
    # Each spelling: what is wrongly given for the meant row is then sure to clash with what it really says.
    needed += [(word,) for one in route.never for word in one.alternatives]
    needed += CALL_WORDS
    lacking = (words[0] for words in needed if not known & {word.casefold() for word in words})
    return tuple(dict.fromkeys(lacking))


def driver_in(driver: AnyDriver, tables: Tables) -> AnyDriver:
    """The same driver, which follows the operator's words too."""
    if not isinstance(driver, Driver) or not tables:
        return driver
    return replace(driver, routes=tuple(route_in(route, tables) for route in driver.routes))


def route_in(route: Route, tables: Tables) -> Route:
    """The same route, which follows the words of each whole table, and forbids those of all."""
    whole = {name: table for name, table in tables.items() if not missing_words(route, table)}

    def soft_key(soft: SoftKey) -> SoftKey:
        then = soft_key(soft.then) if soft.then is not None else None
        return replace(soft, label=widened(soft.label, whole), then=then)

    def press(one: Key | SoftKey) -> Key | SoftKey:
        return soft_key(one) if isinstance(one, SoftKey) else one

    def step(one: Step) -> Step:
        return soft_key(one) if isinstance(one, SoftKey) else widened(one, whole)

    return replace(
        route,
        home=tuple(press(one) for one in route.home),
        enter=press(route.enter),
        path=tuple(step(one) for one in route.path),
        confirm=soft_key(route.confirm),
        unlock_soft_key=widened(route.unlock_soft_key, whole) if route.unlock_soft_key else None,
        never=tuple(widened(one, tables) for one in route.never),
    )


def label_faults(drivers: tuple[AnyDriver, ...], tables: Tables, others: tuple[str, ...]) -> Iterator[str]:
    """What is wrong with the tables, seen from the drivers: a word that nobody asks for, or one that says two things.

    Args:
        drivers: as they are installed, in English.
        tables: the operator's words.
        others: English words that the engine itself looks for.
    """
    routes = [route for driver in drivers if isinstance(driver, Driver) for route in driver.routes]
    known = {word.casefold(): word for route in routes for word in words_of(route)}
    known |= {word.casefold(): word for word in others}
    for locale, table in tables.items():
        for english in table:
            if english.casefold() not in known:
                alike = difflib.get_close_matches(english.casefold(), known, n=1)
                hint = f"did you mean {known[alike[0]]!r}?" if alike else "see itl-eraser drivers MODEL for the words"
                yield f"labels.{locale}: {english!r} is on no screen that a driver asks for; {hint}"
    yield from dict.fromkeys(fault for route in routes for fault in _contradictions(route, tables, others))


def _contradictions(route: Route, tables: Tables, call_words: tuple[str, ...]) -> Iterator[str]:
    meant = route.meant.alternatives
    confirming = tuple(word for soft in _chain(route.confirm) for word in soft.label.alternatives)
    leading = tuple(word for soft in _leading(route) for word in soft.label.alternatives)
    forbidden = tuple(word for one in route.never for word in one.alternatives)
    yield from _clash(meant, forbidden, tables, "which must never be reset")
    yield from _clash(leading, confirming, tables, "which confirms")
    yield from _clash((*leading, *confirming), call_words, tables, "by which a call or a closed menu is seen")


def _clash(ones: tuple[str, ...], others: tuple[str, ...], tables: Tables, why: str) -> Iterator[str]:
    for one in ones:
        for said in translations(one, tables):
            for other in others:
                if folded(other) != folded(one) and folded(said) in {
                    folded(word) for word in (other, *translations(other, tables))
                }:
                    yield f"labels: {said!r} stands for {one!r} and for {other!r}, {why}; correct one of them"


def _chain(soft: SoftKey) -> Iterator[SoftKey]:
    yield soft
    if soft.then is not None:
        yield from _chain(soft.then)


def _leading(route: Route) -> Iterator[SoftKey]:
    yield from (one for one in (*route.home, route.enter, *route.path) if isinstance(one, SoftKey))
    if route.unlock_soft_key is not None:
        yield SoftKey(route.unlock_soft_key)


def words_of(route: Route) -> Iterator[str]:
    """Every English word that a route looks for on a screen."""
    softs = (*_leading(route), *_chain(route.confirm))
    labels = (*(label_of(one) for one in route.path), *route.never, *(one.label for one in softs))
    for one in labels:
        yield from one.alternatives


def language_hint(locale: str | None, route: Route | None, tables: Tables) -> str:
    """Why a phone in another language may have shown an unexpected screen; "" where that is no reason."""
    if locale is None or route is None or locale.casefold().startswith("english"):
        return ""
    table = next((table for name, table in tables.items() if name.casefold() == locale.casefold()), None)
    if table is None:
        return f" Its user locale is {locale}: give the words of its menus in itl-eraser.toml, [labels.{locale}]."
    lacking = ", ".join(f"“{one}”" for one in missing_words(route, table))
    return f" Its user locale is {locale}, and [labels.{locale}] of the settings lacks {lacking}." if lacking else ""
