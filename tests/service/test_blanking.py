"""Pictures in a recording: real pictures, really read, show no more than the text beside them."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from io import BytesIO

import pytest
from PIL import Image

from eraser.model.recording import SeenScreen
from eraser.model.screen import Screen
from eraser.ops.stand_ins import StandIns
from eraser.service.blanking import blanked
from eraser.sight.rapidocr_reader import RapidReader
from eraser.simulator.description import Description, RowShown, SoftKeyShown
from eraser.simulator.hardware import hardware_of
from eraser.simulator.screens import draw

pytestmark = pytest.mark.slow

SOFT_KEYS = (SoftKeyShown(1, "Select"), SoftKeyShown(3, "Exit"))


@pytest.fixture(scope="module")
def reader() -> Iterator[RapidReader]:
    """One for all: its worker takes longest to start."""
    reader = RapidReader()
    yield reader
    asyncio.run(reader.aclose())


async def seen(
    reader: RapidReader, description: Description, model: str = "CP-8841"
) -> tuple[SeenScreen, Screen, bytes]:
    """A screen as it goes into a recording, as it was read, and its picture."""
    picture = draw(description, hardware_of(model).panel)
    read = await reader.read(picture, soft_key_slots=4)
    return await blanked(picture, read, StandIns().screen(read), reader=reader, soft_key_slots=4), read, picture


def ink_between(picture: bytes, top: int, bottom: int, left: int) -> int:
    """How many colours stand in a band right of `left`: one is blank."""
    image = Image.open(BytesIO(picture)).convert("RGB")
    band = image.crop((left, top, image.width, bottom))
    return len(band.getcolors(maxcolors=band.width * band.height) or ())


async def test_a_menu_keeps_its_picture_without_the_clock(reader: RapidReader) -> None:
    rows = (RowShown("Trust List", "1", selected=True), RowShown("Network setup", "2"))
    kept, read, picture = await seen(reader, Description("Settings", rows, SOFT_KEYS, clock="11:45 AM"))

    assert kept.picture is not None
    assert (read, None) == (kept.screen, kept.left_out)
    assert read == await reader.read(kept.picture, soft_key_slots=4)
    assert (True, 1) == (ink_between(picture, 4, 56, 500) > 1, ink_between(kept.picture, 4, 56, 500))


async def test_a_row_that_tells_a_name_is_painted_over_and_the_others_stay(reader: RapidReader) -> None:
    rows = (
        RowShown("Trust List", "1"),
        RowShown("Annabella Schmidt 5001", "2", selected=True),
        RowShown("Status", "3"),
    )
    kept, _, _ = await seen(reader, Description("Settings", rows, SOFT_KEYS, clock="11:45 AM"))

    assert kept.picture is not None
    again = await reader.read(kept.picture, soft_key_slots=4)
    assert ["1 Trust List", "2", "3 Status"] == [f"{row.digit or ''} {row.label}".strip() for row in again.rows]
    assert ["Trust List", "word-1 word-2 number-1", "Status"] == [row.label for row in kept.screen.rows]
    assert [False, True, False] == [row.selected for row in again.rows]
    assert 1 == ink_between(kept.picture, 124, 176, 60)


async def test_the_list_of_a_trust_list_s_hosts_keeps_its_title_and_padlock(reader: RapidReader) -> None:
    rows = (
        RowShown("Signature", None),
        RowShown("TFTP north-old-pub", None),
        RowShown("A0 2F 34 A6 79 5B 92 9E", None),
    )
    description = Description("ITL File", rows, (SoftKeyShown(3, "Exit"), SoftKeyShown(4, "Erase")), padlock="unlocked")
    kept, read, _ = await seen(reader, description, "CP-7945G")

    assert kept.picture is not None
    again = await reader.read(kept.picture, soft_key_slots=4)
    assert (read.title, read.padlock, read.soft_keys) == (again.title, again.padlock, again.soft_keys)
    assert ["Signature"] == [row.label for row in again.rows]


async def test_an_idle_screen_with_a_number_has_no_picture(reader: RapidReader) -> None:
    kept, _, _ = await seen(reader, Description("5001", (), (SoftKeyShown(1, "Redial"),), clock="11:45 AM"))

    assert (None, "words of it are hidden, and it is no menu") == (kept.picture, kept.left_out)
    assert "number-1" == kept.screen.title
