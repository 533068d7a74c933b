"""What can not be walked as a trust list says where it stops being one."""

from __future__ import annotations

import struct

import pytest

from eraser.trust.elements import MOST_ELEMENTS
from eraser.trust.tlv import LARGEST_BYTES, MOST_RECORDS, TrustListUnreadable, read_trust_file
from tests.trust.lists import Cluster, as_record, element, text

NESTED = element(1, b"\1\2")
for _ in range(8):
    NESTED = element(3, NESTED)


def headed(rest: bytes, length: int | None = None) -> bytes:
    return element(1, b"\1\2") + element(2, struct.pack(">H", 10 + len(rest) if length is None else length)) + rest


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "the file is empty"),
        (b"<html><body>404</body></html>", "no header: the file begins with b'<html><body>404<'"),
        (element(1, b"\1\2"), "header: it does not say its length (tag 2)"),
        (headed(b"", 4), "header: its length is said to be 4 bytes, the file has 10"),
        (element(2, b"\xff" * 5000), "header: its length is said to be 0 bytes, the file has 5003"),
        (headed(b"", 4000), "header: its length is said to be 4000 bytes, the file has 10"),
        (headed(b"\x0e\xff\xff"), "header: the element with tag 14 at byte 10 ends behind byte 13, where it must end"),
        (headed(b"\x0e\0"), "header: the element with tag 14 at byte 10 ends behind byte 12, where it must end"),
        (
            headed(element(3, b"\x04\0\x09x")),
            "header: the element with tag 4 at byte 13 ends behind byte 17, where it must end",
        ),
        (headed(NESTED), "header: containers at byte 22 are nested deeper than 4"),
        (headed(element(99, b"") * (MOST_ELEMENTS + 1)), "header: more than 100 elements; no list has them"),
        (headed(text(14, "ITLFile.tlv")) + b"\x01\0", "record 1: it does not begin with its length at byte 25"),
        (headed(text(14, "ITLFile.tlv")) + b"\x01\0\x02\0\x03", "record 1: it is said to end at byte 28, the file has 30"),
        (headed(text(14, "ITLFile.tlv")) + b"\x01\0\x02\0\xff", "record 1: it is said to end at byte 280, the file has 30"),
        (
            headed(text(14, "ITLFile.tlv")) + as_record(b"") * (MOST_RECORDS + 1),
            "more than 500 records; no list has them",
        ),
        (bytes(LARGEST_BYTES + 1), "16777217 bytes; no signed file of a phone has more than 16777216"),
    ],
)  # fmt: skip
def test_what_can_not_be_walked_is_unreadable_with_its_place(data: bytes, words: str) -> None:
    with pytest.raises(TrustListUnreadable) as caught:
        read_trust_file(data)

    assert words == str(caught.value)


def test_a_list_cut_anywhere_is_unreadable_or_ends_with_a_record() -> None:
    data = Cluster("old").itl()
    whole = read_trust_file(data)
    ends = {whole.header.length}
    for one in whole.records:
        ends.add(one.elements[0].offset + one.length)

    readable = set()
    for size in range(len(data)):
        try:
            read_trust_file(data[:size])
        except TrustListUnreadable:
            continue
        readable.add(size)

    assert ends - {len(data)} == readable
