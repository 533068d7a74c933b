"""What every reader of pictures must do. A plug-in's author subclasses `ReaderContract` and gives two fixtures:
`reader`, which may be shared by the tests of a class, and `fresh_reader`, which a test may close.

    class TestMyReader(ReaderContract):
        @pytest.fixture
        async def fresh_reader(self):
            reader = MyReader()
            yield reader
            await reader.aclose()

        @pytest.fixture
        def reader(self, fresh_reader):
            return fresh_reader
"""

from __future__ import annotations

import asyncio
import io

import pytest
from PIL import Image, ImageDraw, ImageFont

from eraser.dsl import folded, label
from eraser.model.outcome import PictureUnreadable
from eraser.ports import Reader

_PAPER, _INK, _BAND, _BAR = (245, 245, 245), (10, 10, 10), (30, 60, 110), (20, 110, 190)
_TITLE, _ROW, _SOFT, _WIDTH, _HEIGHT = 30, 30, 30, 400, 240


def draw_menu(
    title: str, rows: tuple[str, ...], soft: tuple[str, ...], *, chosen: int | None = None, first: int = 1
) -> bytes:
    """A plain menu screen as a BMP; `soft` are the labels from slot 1 on, "" leaves a slot empty."""
    image = Image.new("RGB", (_WIDTH, _HEIGHT), _PAPER)
    pen, font = ImageDraw.Draw(image), ImageFont.load_default(18)
    pen.rectangle((0, 0, _WIDTH, _TITLE - 1), fill=_BAND)
    pen.text((8, _TITLE / 2), title, font=font, fill=_PAPER, anchor="lm")
    for place, text in enumerate(rows):
        top = _TITLE + place * _ROW
        if place == chosen:
            pen.rectangle((0, top, _WIDTH, top + _ROW - 1), fill=_BAR)
        written = f"{first + place}  {text}" if chosen is not None else text
        pen.text((8, top + _ROW / 2), written, font=font, fill=_PAPER if place == chosen else _INK, anchor="lm")
    for place, text in enumerate(soft):
        slot = _WIDTH / len(soft)
        if text:
            pen.rectangle((place * slot + 2, _HEIGHT - _SOFT + 2, (place + 1) * slot - 3, _HEIGHT - 2), fill=_BAND)
            pen.text(((place + 0.5) * slot, _HEIGHT - _SOFT / 2), text, font=font, fill=_PAPER, anchor="mm")
    file = io.BytesIO()
    image.save(file, "BMP")
    return file.getvalue()


MENU = draw_menu("Security settings", ("CTL File", "ITL File", "Trust List"), ("Select", "", "Back", "Exit"), chosen=1)


class ReaderContract:
    """The tests."""

    @pytest.fixture
    def reader(self) -> Reader:
        raise NotImplementedError("give a `reader` fixture")

    @pytest.fixture
    def fresh_reader(self) -> Reader:
        raise NotImplementedError("give a `fresh_reader` fixture")

    async def test_it_is_a_reader_with_a_name(self, reader: Reader) -> None:
        assert isinstance(reader, Reader)
        assert reader.name

    async def test_a_menu_is_read(self, reader: Reader) -> None:
        screen = await reader.read(MENU, soft_key_slots=4)

        assert folded("Security settings") == folded(screen.title)
        assert ["1", "2", "3"] == [row.digit for row in screen.rows]
        assert [folded(text) for text in ("CTL File", "ITL File", "Trust List")] == [
            folded(row.label) for row in screen.rows
        ]
        assert [(1, "select"), (3, "back"), (4, folded("Exit"))] == [
            (key.slot, folded(key.label)) for key in screen.soft_keys
        ]
        assert 0.0 < screen.confidence <= 1.0

    async def test_the_chosen_row_is_seen(self, reader: Reader) -> None:
        screen = await reader.read(MENU, soft_key_slots=4)

        assert screen.selected is not None
        assert label("ITL File").names(screen.selected.label)

    async def test_a_scrolled_menu_has_its_printed_digits(self, reader: Reader) -> None:
        picture = draw_menu("Applications", ("Bluetooth", "Admin settings"), ("", "", "", ""), chosen=0, first=6)

        assert ["6", "7"] == [row.digit for row in (await reader.read(picture, soft_key_slots=4)).rows]

    async def test_five_slots_are_counted_as_five(self, reader: Reader) -> None:
        picture = draw_menu("ITL File", ("Signature", "5D 3C 0A 9E"), ("", "Unlock", "", "", "Erase"))
        screen = await reader.read(picture, soft_key_slots=5)

        assert [(2, "unlock"), (5, "erase")] == [(key.slot, folded(key.label)) for key in screen.soft_keys]

    async def test_a_question_has_no_digit_and_nothing_chosen(self, reader: Reader) -> None:
        picture = draw_menu("Security settings", ("Reset Security settings?",), ("", "", "Reset", "Cancel"))
        screen = await reader.read(picture, soft_key_slots=4)

        assert [(None, folded("Reset Security settings?"))] == [(row.digit, folded(row.label)) for row in screen.rows]
        assert screen.selected is None

    async def test_a_display_that_sleeps_is_dark(self, reader: Reader) -> None:
        file = io.BytesIO()
        Image.new("RGB", (320, 222), (3, 3, 4)).save(file, "BMP")
        screen = await reader.read(file.getvalue(), soft_key_slots=4)

        assert (True, "", (), ()) == (screen.dark, screen.title, screen.rows, screen.soft_keys)

    @pytest.mark.parametrize(
        "picture", [b"", b"BM", b"<html>404 Not Found</html>", MENU[:5000], b"\x89PNG\r\n\x1a\n" + bytes(200)]
    )
    async def test_what_is_no_picture_is_unreadable(self, reader: Reader, picture: bytes) -> None:
        with pytest.raises(PictureUnreadable):
            await reader.read(picture, soft_key_slots=4)

    async def test_many_readings_at_once_do_not_mix(self, reader: Reader) -> None:
        labels = ("Network", "Security", "Status", "Bluetooth", "Accessories", "Reset device")
        pictures = [draw_menu(text, (text,), ("OK", "", "", "")) for text in labels]
        async with asyncio.TaskGroup() as group:
            readings = [group.create_task(reader.read(one, soft_key_slots=4)) for one in pictures * 2]

        assert [folded(text) for text in labels] * 2 == [folded(one.result().title) for one in readings]

    async def test_reading_goes_on_after_an_unreadable_picture(self, reader: Reader) -> None:
        with pytest.raises(PictureUnreadable):
            await reader.read(b"nothing", soft_key_slots=4)

        assert folded("Security settings") == folded((await reader.read(MENU, soft_key_slots=4)).title)

    async def test_closing_twice_is_closing(self, fresh_reader: Reader) -> None:
        await fresh_reader.aclose()
        await fresh_reader.aclose()

        with pytest.raises(PictureUnreadable):
            await fresh_reader.read(MENU, soft_key_slots=4)
