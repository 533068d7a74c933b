"""Pages that stay as they are are read once; a byte makes another page."""

from __future__ import annotations

import pytest

from eraser.wire.pages import PageUnreadable
from eraser.wire.pages.unchanged import Readings


class Counted:
    """A reader that counts."""

    def __init__(self) -> None:
        self.read: list[bytes] = []

    def __call__(self, body: bytes) -> str:
        self.read.append(body)
        if body == b"broken":
            raise PageUnreadable("broken")
        return body.decode()


def test_the_same_bytes_are_read_once():
    readings, reader = Readings(), Counted()
    assert [readings.read("/status", b"idle", reader) for _ in range(3)] == ["idle"] * 3
    assert reader.read == [b"idle"]


def test_a_byte_makes_another_page_and_so_does_the_way_back():
    readings, reader = Readings(), Counted()
    assert [readings.read("/stream", body, reader) for body in (b"idle", b"idlE", b"idle")] == ["idle", "idlE", "idle"]
    assert reader.read == [b"idle", b"idlE", b"idle"]


def test_the_same_bytes_under_two_paths_are_read_once_by_one_reader():
    readings, reader, other = Readings(), Counted(), Counted()
    assert [readings.read(path, b"idle", reader) for path in ("/one", "/two", "/one")] == ["idle"] * 3
    assert readings.read("/three", b"idle", other) == "idle"
    assert readings.read("/two", b"idle", other) == "idle"
    assert (reader.read, other.read) == ([b"idle"], [b"idle"])


def test_a_page_that_changes_leaves_the_same_one_under_another_path_as_it_was():
    readings, reader = Readings(), Counted()
    for path, body in (("/one", b"idle"), ("/two", b"idle"), ("/one", b"busy"), ("/two", b"idle"), ("/two", b"busy")):
        assert readings.read(path, body, reader) == body.decode()
    assert reader.read == [b"idle", b"busy"]


def test_a_page_that_can_not_be_read_is_tried_again_and_spoils_nothing():
    readings, reader = Readings(), Counted()
    readings.read("/status", b"idle", reader)
    for _ in range(2):
        with pytest.raises(PageUnreadable):
            readings.read("/status", b"broken", reader)
    assert readings.read("/status", b"idle", reader) == "idle"
    assert reader.read == [b"idle", b"broken", b"broken"]


@pytest.mark.parametrize(
    ("before", "after", "times"),
    [
        (b"<td>9:59:59am</td><b>SEP1</b>", b"<td>10:00:00AM</td><b>SEP1</b>", 1),
        (b"<td>23:59:59</td>", b"<td>0:00:00</td>", 1),
        (b"<td>9:59:59am</td><b>SEP1</b>", b"<td>9:59:59am</td><b>SEP2</b>", 2),
        (b"<td>00:11:22:33:44:55</td>", b"<td>00:11:22:33:44:56</td>", 2),
        (b"<td>9:59:59am No Trust List</td>", b"<td>9:59:58am No Trust List</td>", 2),
    ],
)
def test_a_clock_alone_in_its_cell_makes_no_other_page_for_who_does_not_look_at_it(before, after, times):
    readings, reader = Readings(), Counted()
    for body in (before, after):
        readings.read("/device", body, reader, but_clock=True)
    assert times == len(reader.read)


def test_for_who_looks_at_it_the_clock_makes_another_page():
    readings, reader = Readings(), Counted()
    for body in (b"<td>9:59:59am</td>", b"<td>9:59:58am</td>"):
        readings.read("/status", body, reader)
    assert len(reader.read) == 2
