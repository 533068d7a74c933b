"""The digits before the rows of a menu: each as read, and all together in order.

A wrong digit opens another menu, so a digit that does not fit its neighbours is mended only where both the order and
the pixels speak for it, and is left out otherwise.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

_SURE = 0.9  # confidence that a digit needs which no order supports
_SURE_IF_SMALL = 0.97
_LARGE = 10  # pixels: smaller digits on black-and-white screens are confused with 0.96 (measured)
_LEAST_CHANCE = 0.02  # that the recogniser gives the digit which the order asks for
_LOOK_ALIKES = str.maketrans({"l": "1", "I": "1", "|": "1", "i": "1", "O": "0", "o": "0", "S": "5", "B": "8", "g": "9"})


class DigitReading(Protocol):
    """What the recogniser says of one crop."""

    @property
    def text(self) -> str: ...
    @property
    def confidence(self) -> float: ...
    @property
    def digits(self) -> tuple[float, ...]: ...


@dataclass(frozen=True, slots=True)
class DigitRead:
    """`is_digit`: what stands there is a digit, even if it can not be told which."""

    digit: str | None
    is_digit: bool
    confidence: float = 1.0


_NONE = DigitRead(None, is_digit=False)
_UNREAD = DigitRead(None, is_digit=True)


def agree_on_digits(
    readings: Sequence[DigitReading | None], lefts: Sequence[int | None], heights: Sequence[int]
) -> list[DigitRead]:
    """The digit of each row. `lefts` and `heights` (pixels) tell which readings stand in the column of digits."""
    plain = [_as_digit(reading) for reading in readings]
    column = [left for left, digit in zip(lefts, plain, strict=True) if digit.is_digit and left is not None]
    for index, (reading, left) in enumerate(zip(readings, lefts, strict=True)):
        if plain[index].is_digit or reading is None or left is None:
            continue
        if any(abs(left - other) <= max(3, 0.35 * heights[index]) for other in column):
            plain[index] = _as_look_alike(reading)
    return _in_order(plain, readings, heights)


def _as_digit(reading: DigitReading | None) -> DigitRead:
    if reading is None:
        return _NONE
    match = re.fullmatch(r"(\d{1,2})\s?[.):]?", reading.text)
    return DigitRead(match[1], is_digit=True, confidence=reading.confidence) if match else _NONE


def _as_look_alike(reading: DigitReading) -> DigitRead:
    """In the column of digits an l is a 1."""
    if len(reading.text.rstrip(".):")) > 2:
        return _NONE
    text = reading.text.rstrip(".):").translate(_LOOK_ALIKES)
    if re.fullmatch(r"\d{1,2}", text):
        return DigitRead(text, is_digit=True, confidence=reading.confidence)
    return DigitRead(None, is_digit=len(text) == 1 and max(reading.digits) >= _LEAST_CHANCE)


def _in_order(
    digits: list[DigitRead], readings: Sequence[DigitReading | None], heights: Sequence[int]
) -> list[DigitRead]:
    """Digits in step with most of the others stay; the rest are mended, or stay if they are sure, or are left out."""
    places = [index for index, digit in enumerate(digits) if digit.is_digit]
    first_digits = Counter(int(read) - place for place, i in enumerate(places) if (read := digits[i].digit) is not None)
    first, votes = first_digits.most_common(1)[0] if first_digits else (0, 0)
    settled = list(digits)
    in_step = {i for place, i in enumerate(places) if votes >= 2 and digits[i].digit == str(first + place)}
    for place, index in enumerate(places):
        if index in in_step:
            continue
        if in_step & {index - 1, index + 1}:  # without a row between that may have been numbered too
            settled[index] = _mended(settled[index], readings[index], str(first + place))
        if votes >= 2 and settled[index].digit == str(first + place):
            in_step.add(index)
        elif settled[index].is_digit and not _is_sure(settled[index], heights[index]):
            settled[index] = _UNREAD
    return _without_falls(settled, places, in_step)


def _is_sure(digit: DigitRead, height: int) -> bool:
    return digit.confidence >= (_SURE if height >= _LARGE else _SURE_IF_SMALL)


def _mended(read: DigitRead, reading: DigitReading | None, expected: str) -> DigitRead:
    """The digit that the order asks for, if the pixels allow it."""
    if reading is None or not expected.isdigit():
        return read
    text = reading.text.rstrip(".): ")
    if len(text) < len(expected):
        return _NONE  # the 1 of 11, cut at the gap behind it: the whole row will tell
    other = [one for one in expected if one not in text]
    chance = min((reading.digits[int(one)] for one in other), default=0.0)
    if len(text) > len(expected) or chance < _LEAST_CHANCE:
        return read
    return DigitRead(expected, is_digit=True, confidence=max(0.5, chance))


def _without_falls(digits: list[DigitRead], places: Sequence[int], in_step: set[int]) -> list[DigitRead]:
    """Digits of a menu rise: what is out of step and does not rise is left out."""
    kept = list(digits)
    for index in places:
        if index in in_step or digits[index].digit is None:
            continue
        value = int(digits[index].digit or 0)
        others = [
            (other, int(read)) for other in places if other != index and (read := digits[other].digit) is not None
        ]
        if any((read >= value) == (other < index) for other, read in others):
            kept[index] = _UNREAD
    return kept


def expected_digit(digits: Sequence[DigitRead], index: int) -> str | None:
    """What a row without a digit would have, by its neighbours in a numbered menu; None outside of one."""
    known = [(abs(place - index), int(one.digit) + index - place) for place, one in enumerate(digits) if one.digit]
    values = {value for _, value in known}
    return str(values.pop()) if len(known) >= 2 and len(values) == 1 else None


def digit_in_text(text: str, expected: str | None) -> tuple[str | None, str]:
    """Digit and label of a row that was read as a whole, where it begins with the digit that the order asks for."""
    if expected is None:
        return None, text
    head, rest = text[: len(expected)], text[len(expected) :].lstrip(" .):")
    as_read = head.translate(_LOOK_ALIKES) if len(expected) > 1 else head  # one letter alone proves too little
    if as_read == expected and rest and not rest[0].isdigit():
        return expected, rest
    other = re.match(r"\d{1,2}[ .):]+(?=[^\d\s])", text)
    return None, text[other.end() :] if other else text


def is_hex_row(digits: str, text: str) -> bool:
    """A line of a signature, `88 D0 1C`, is no row 88."""
    pairs = re.sub(r"[\s:]", "", text)
    return len(digits) == 2 and len(pairs) >= 4 and re.fullmatch(r"[0-9A-Fa-fOo]+", pairs) is not None
