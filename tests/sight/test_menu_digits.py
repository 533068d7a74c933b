"""The digits of a menu, from what the recogniser says of each."""

from __future__ import annotations

from eraser.sight.menu_digits import agree_on_digits, digit_in_text, expected_digit, is_hex_row
from eraser.sight.recogniser import Reading

LARGE, SMALL = 14, 8


def says(text: str, confidence: float = 0.99, **also: float) -> Reading:
    """A reading; `also` are chances of other digits: `d3=0.1`."""
    chances = [0.0] * 10
    for letter in text:
        if letter.isdigit():
            chances[int(letter)] = confidence
    for name, chance in also.items():
        chances[int(name[1:])] = chance
    return Reading(text, confidence, tuple(chances))


def agreed(*readings: Reading | None, height: int = LARGE, lefts: list[int] | None = None) -> list[str | None]:
    return [read.digit for read in agree_on_digits(readings, lefts or [8] * len(readings), [height] * len(readings))]


def test_digits_are_taken_as_read():
    assert ["1", "2", "3"] == agreed(says("1"), says("2."), says("3)"))


def test_a_scrolled_menu_begins_where_it_begins():
    assert ["8", "9", "10", "11"] == agreed(says("8"), says("9"), says("10"), says("11"))


def test_an_l_in_the_column_of_digits_is_a_one():
    assert ["1", "2", "3"] == agreed(says("l"), says("2"), says("3"))


def test_an_l_elsewhere_is_no_digit():
    assert [None, "2", "3"] == agreed(says("l"), says("2"), says("3"), lefts=[60, 8, 8])


def test_a_word_is_no_digit():
    assert [None, None] == agreed(says("No"), says("OK"))


def test_a_misread_digit_is_mended_where_order_and_pixels_agree():
    assert ["4", "5", "6"] == agreed(says("4"), says("5"), says("8", 0.7, d6=0.2))


def test_a_misread_digit_is_left_out_where_the_pixels_do_not_agree():
    assert ["4", "5", None] == agreed(says("4"), says("5"), says("8", 0.7))


def test_a_digit_that_falls_is_left_out_however_sure():
    assert ["4", "5", None, "7"] == agreed(says("4"), says("5"), says("2"), says("7"))


def test_a_menu_may_skip_a_number_if_it_is_sure():
    assert ["1", "2", "5"] == agreed(says("1"), says("2"), says("5"))


def test_a_small_menu_may_not_skip_a_number():
    assert ["1", "2", None] == agreed(says("1"), says("2"), says("5", 0.95), height=SMALL)


def test_a_digit_alone_must_be_sure():
    assert [["6"], [None], [None]] == [agreed(says("6")), agreed(says("6", 0.8)), agreed(says("6", 0.95), height=SMALL)]


def test_two_digits_without_order_are_left_out():
    assert [None, None] == agreed(says("7"), says("3"))


def test_nothing_is_mended_across_a_row_that_may_have_had_a_number():
    readings = [says("9"), says("10"), None, says("14")]

    assert ["9", "10", None, "14"] == agreed(*readings)


def test_a_number_that_was_cut_is_found_in_the_whole_row():
    digits = agree_on_digits([says("9"), says("10"), says("1")], [8, 8, 8], [LARGE] * 3)

    assert (None, False) == (digits[2].digit, digits[2].is_digit)
    assert "11" == expected_digit(digits, 2)
    assert ("11", "Trust List") == digit_in_text("ll Trust List", "11")


def test_no_digit_is_expected_outside_of_a_menu():
    assert None is expected_digit(agree_on_digits([says("No"), says("Yes")], [8, 8], [LARGE] * 2), 0)


def test_a_letter_alone_is_no_digit_because_one_is_expected():
    assert (None, "Installed") == digit_in_text("Installed", "1")


def test_another_digit_than_the_expected_one_is_not_taken():
    assert (None, "Trust List") == digit_in_text("3 Trust List", "8")


def test_a_line_of_a_signature_is_no_row():
    assert [True, True, False, False] == [
        is_hex_row("88", "D0 1C 35 EF"),
        is_hex_row("10", "CE:63:D8:5D"),
        is_hex_row("8", "Face"),
        is_hex_row("10", "Trust List"),
    ]
