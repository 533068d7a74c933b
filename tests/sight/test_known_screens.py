from __future__ import annotations

import asyncio
import io
import zlib
from collections import Counter
from dataclasses import replace
from random import Random

import pytest
from PIL import Image, ImageDraw

from eraser.model.outcome import PictureUnreadable
from eraser.model.screen import Padlock, Row, Screen
from eraser.sight.free_areas import TitleLine, beside, clocks_behind, is_only_numbers
from eraser.sight.lines import Box
from eraser.sight.match import KnownScreens, View
from eraser.sight.picture import to_pixels, to_png
from eraser.sight.reading import read_screen
from eraser.sight.remembering import RememberingReader
from eraser.simulator.screens import draw
from tests.contract.reader_suite import MENU, draw_menu
from tests.sight.drawn import as_bmp
from tests.sight.ways import KINDS, changed, is_idle, way_of

HOSTILE = 500


@pytest.fixture(scope="module")
def ways(recogniser):
    """Ways, all their screens read: (way, what is known, the screen of each description)."""
    found = []
    for model, place in (KINDS[0], KINDS[2], KINDS[3]):  # BMP of 24 and 32 bits, PNG
        way, known = way_of(model, place), KnownScreens()
        read = {}
        for screen in way.screens:
            picture = draw(screen, way.panel)
            read[replace(screen, clock="")] = read_screen(picture, way.panel.soft_slots, recogniser)
            known.learn(View(picture, way.panel.soft_slots), read[replace(screen, clock="")])
        found.append((way, known, read))
    return found


def test_the_same_way_on_other_phones_at_other_times_is_known(ways):
    dice = Random(4)
    for way, known, read in ways:
        for _ in range(6):
            for first, screen in zip(way.screens, way.of_phone(dice), strict=True):
                view = View(draw(screen, way.panel), way.panel.soft_slots)
                assert read[replace(first, clock="")] == known.find(view), (way.model, screen)


def test_no_hostile_change_passes_for_the_known_screen(ways):
    """500 screens of known kinds, each with one change: none is known, unless as another screen that it now is."""
    dice, noticed, kinds = Random(500), Counter(), set()
    while noticed.total() < HOSTILE:
        way, known, read = dice.choice(ways)
        screen = dice.choice(way.of_phone(dice))
        name, hostile = changed(screen, dice)
        picture = draw(hostile, way.panel)
        if picture == draw(screen, way.panel):
            continue  # the changed letter is cut off, or looks the same
        assert read.get(replace(hostile, clock="")) == known.find(View(picture, way.panel.soft_slots)), (
            name,
            hostile,
        )
        noticed[name] += 1
        kinds.add(way.model)

    assert (len(ways), 12) == (len(kinds), len(noticed))


def test_a_screen_with_another_word_in_place_of_the_number_says_nothing_that_confirms(ways):
    """A word that is as short as the number passes, on a screen that names nothing and so confirms nothing."""
    for _, _, read in ways:
        for description, screen in read.items():
            assert not is_idle(description) or (screen.title.isdigit() and screen.rows == ())


def test_a_line_of_icons_below_the_numbers_is_not_free(recogniser):
    """What stands there may be a word on another phone."""
    images = [Image.open(io.BytesIO(draw_menu("2001", ("2002",), ("Redial",)))) for _ in range(2)]
    ImageDraw.Draw(images[0]).ellipse((8, 100, 28, 118), outline=(10, 10, 10), width=3)
    ImageDraw.Draw(images[1]).text((8, 100), "OK", fill=(10, 10, 10))
    icon, word = (View(as_bmp(image), 1) for image in images)
    known = KnownScreens()
    known.learn(icon, read_screen(as_bmp(images[0]), 1, recogniser))

    assert ["2001", None] == [screen and screen.title for screen in (known.find(icon), known.find(word))]


def test_a_picture_of_another_size_or_with_other_soft_keys_is_another_screen():
    known = KnownScreens()
    known.learn(View(MENU, 4), Screen("Security settings"))

    assert Screen("Security settings") == known.find(View(MENU, 4))
    assert known.find(View(MENU, 5)) is None
    assert known.find(View(draw_menu("Security settings", (), ("OK",)), 4)) is None


def test_what_was_not_seen_for_longest_is_forgotten():
    pictures = [draw_menu("A", ("a", "b", "c", "d"), ("OK",), chosen=place) for place in range(4)]
    packed = [len(zlib.compress(to_pixels(picture).tobytes(), 1)) for picture in pictures]
    known = KnownScreens(most_bytes=sum(packed) - 1)
    views = [View(picture, 1) for picture in pictures]
    for place, view in enumerate(views):
        known.learn(view, Screen(str(place)))
        known.find(views[0])

    assert [Screen("0"), None, Screen("2"), Screen("3")] == [known.find(view) for view in views]
    assert 3 == len(known)


# --- free areas ------------------------------------------------------------------------------------------------------


def test_a_clock_is_free_only_where_it_could_not_be_the_next_word_of_the_title():
    title, clock = Box(10, 10, 100, 30), Box(140, 10, 200, 30)
    near = Box(115, 10, 180, 30)

    assert ((136, 8, 240, 32),) == clocks_behind(TitleLine((title, clock), 100, [clock]), 400)
    assert () == clocks_behind(TitleLine((title, near), 100, [near]), 400)
    assert () == clocks_behind(TitleLine((clock,), 0, [clock]), 400)


def test_a_clock_leaves_the_padlock_and_what_stands_beside_it_alone():
    title, clock, word = Box(10, 10, 50, 30), Box(140, 10, 200, 30), Box(216, 10, 260, 30)

    assert ((104, 8, 216, 32),) == clocks_behind(TitleLine((title, clock, word), 50, [clock]), 400)
    assert ((104, 8, 209, 32),) == beside(Box(210, 5, 230, 40), [(104, 8, 240, 32)])
    assert () == beside(Box(210, 5, 230, 40), [(212, 8, 240, 32)])


@pytest.mark.parametrize(
    ("title", "rows", "is_free"),
    [
        ("2001", (), True),
        ("2001", (Row("2002"), Row("+49 30 1234-5")), True),
        ("Line 1", (), False),
        ("2001", (Row("Password"),), False),
        ("2001", (Row("2002", "1"),), False),
        ("2001", (Row("2002", selected=True),), False),
        ("", (), False),
    ],
)
def test_numbers_are_free_only_where_nothing_but_numbers_is_said(title, rows, is_free):
    assert is_free == is_only_numbers(title, rows)


# --- reading and remembering -----------------------------------------------------------------------------------------


class SlowReader:
    """Answers when it is let; says how often it was asked."""

    name = "slow"

    def __init__(self, screen: Screen) -> None:
        self.screen, self.go_on, self.asked = screen, asyncio.Event(), 0
        self.error: PictureUnreadable | None = None

    async def read(self, picture: bytes, *, soft_key_slots: int) -> Screen:
        del picture, soft_key_slots
        self.asked += 1
        await self.go_on.wait()
        if self.error:
            error, self.error = self.error, None
            raise error
        return self.screen

    async def aclose(self) -> None:
        return


async def test_a_picture_that_many_see_for_the_first_time_is_read_once():
    slow = SlowReader(Screen("Security settings"))
    reader = RememberingReader(slow)
    async with asyncio.TaskGroup() as group:
        asked = [group.create_task(reader.read(MENU, soft_key_slots=4)) for _ in range(40)]
        slow.go_on.set()

    assert {slow.screen} == {one.result() for one in asked}
    assert (1, 1, 39) == (slow.asked, reader.readings, reader.comparings)


async def test_what_could_not_be_read_is_read_again_and_not_known():
    slow = SlowReader(Screen("Security settings"))
    slow.error = PictureUnreadable("the reader's worker process died twice")
    slow.go_on.set()
    reader = RememberingReader(slow)
    with pytest.raises(PictureUnreadable):
        await reader.read(MENU, soft_key_slots=4)

    assert slow.screen == await reader.read(MENU, soft_key_slots=4)
    assert 2 == slow.asked


async def test_a_format_that_only_the_reader_knows_is_read_each_time():
    slow = SlowReader(Screen("words"))
    slow.go_on.set()
    reader = RememberingReader(slow)
    for _ in range(2):
        await reader.read(b"a picture in words", soft_key_slots=4)

    assert 2 == slow.asked


async def test_what_was_read_in_an_earlier_run_is_known():
    slow = SlowReader(Screen())
    reader = RememberingReader(slow)
    locked = Screen("Security settings", padlock=Padlock.LOCKED)
    reader.know(to_png(MENU), locked, soft_key_slots=4)
    reader.know(b"no picture", locked, soft_key_slots=4)

    assert locked == await reader.read(MENU, soft_key_slots=4)
    assert 0 == slow.asked
