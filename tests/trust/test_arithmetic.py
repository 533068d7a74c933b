"""The lengths that a cluster printed add up (trust §1.7): the same shapes, built and read, have the same sizes."""

from __future__ import annotations

import struct

import pytest

from eraser.trust.tlv import Kind, read_trust_file
from tests.trust.lists import CAPF, CCM_TFTP, SAST, as_record, element

TOKEN, TOKEN_ISSUER, TOKEN_SERIAL = 56, 42, 10  # lengths as printed, NUL included
PUB, SUB, OF_CAPF, SERIAL = 62, 63, 60, 16
RSA_1024, RSA_2048 = 140, 270  # bytes of a PKCS#1 key


def words(tag: int, length: int) -> bytes:
    return element(tag, b"x" * (length - 1) + b"\0")


def header(name: int, serial: int, issuer: int, signature: int, payload: bytes) -> bytes:
    """Elements 1 to 15 without 28, with as much padding as makes a multiple of four."""
    who = element(3, words(4, name) + element(5, b"\x7f" * serial) + words(6, issuer))
    how = element(7, element(8, b"\1") + element(9, element(10, b"\0") + element(11, b"\2")))
    rest = element(12, bytes(signature)) + element(14, b"CTLFile.tlv\0") + element(15, bytes(4))
    bare = 5 + 5 + len(who) + len(how) + len(rest)
    pad = -bare % 4
    return element(1, b"\1\2") + element(2, struct.pack(">H", bare + pad)) + who + how + rest + b"\x0d" * pad + payload


def entry(
    dns: int, who: tuple[int, int, int], role: int, *, key: int = RSA_1024, signature: int = 128, certificate: int
) -> bytes:
    """`who`: lengths of subject, issuer and serial."""
    name, issuer, serial = who
    parts = [words(2, dns), words(3, name), element(4, struct.pack(">H", role)), words(5, issuer)]
    parts += [element(6, b"\x7f" * serial), element(7, bytes(key))]
    parts += [element(8, bytes(signature))] if signature else []
    return as_record(b"".join([*parts, element(9, bytes(certificate)), element(10, bytes(4))]))


def bare(dns: int) -> bytes:
    return as_record(words(2, dns) + element(4, struct.pack(">H", CCM_TFTP)) + element(10, bytes(4)))


TOKEN_RECORD = entry(1, (TOKEN, TOKEN_ISSUER, TOKEN_SERIAL), SAST, signature=0, certificate=902)
OF_PUB, OF_SUB, CAPFS = (PUB, PUB, SERIAL), (SUB, SUB, SERIAL), (OF_CAPF, OF_CAPF, SERIAL)
NON_SECURE = [TOKEN_RECORD, TOKEN_RECORD, bare(13), entry(13, CAPFS, CAPF, signature=0, certificate=680), bare(13)]
OTHERS = [entry(16, CAPFS, CAPF, certificate=680), entry(17, OF_SUB, CCM_TFTP, certificate=696)]
TOKENLESS = [entry(16, OF_PUB, role, certificate=694) for role in (SAST, CCM_TFTP)] + OTHERS
LARGER = [entry(16, OF_PUB, role, key=RSA_2048, signature=256, certificate=955) for role in (SAST, CCM_TFTP)] + OTHERS


@pytest.mark.parametrize(
    ("file", "header_length", "padding", "records", "size"),
    [
        pytest.param(
            header(TOKEN, TOKEN_SERIAL, TOKEN_ISSUER, 128, b"".join(NON_SECURE)),
            304,
            3,
            [1186, 1186, 33, 1004, 33],
            3746,
            id="tokens, non-secure form",
        ),
        pytest.param(
            header(PUB, SERIAL, PUB, 128, b"".join(TOKENLESS)), 336, 3, [1156, 1156, 1138, 1161], 4947, id="tokenless"
        ),
        pytest.param(
            header(PUB, SERIAL, PUB, 256, b"".join(LARGER)), 464, 3, [1675, 1675, 1138, 1161], 6113, id="2048 bit"
        ),
    ],
)
def test_the_printed_lengths_come_out(
    file: bytes, header_length: int, padding: int, records: list[int], size: int
) -> None:
    read = read_trust_file(file)

    assert (Kind.CTL, header_length, padding) == (read.kind, read.header.length, read.header.padding)
    assert records == [one.length for one in read.records]
    assert (size, size) == (read.size_bytes, len(file))


def test_the_signer_of_a_token_list_has_117_bytes_and_that_of_a_tokenless_one_149() -> None:
    containers = [
        next(one for one in read_trust_file(file).header.elements if one.tag == 3)
        for file in (header(TOKEN, TOKEN_SERIAL, TOKEN_ISSUER, 128, b""), header(PUB, SERIAL, PUB, 128, b""))
    ]

    assert [117, 149] == [len(one.value) for one in containers]


def test_records_without_a_certificate_are_read_as_such() -> None:
    read = read_trust_file(header(TOKEN, TOKEN_SERIAL, TOKEN_ISSUER, 128, b"".join(NON_SECURE)))

    assert [True, True, False, True, False] == [one.has_certificate for one in read.records]
    assert "no certificate for CCM+TFTP: the CTL of a cluster set to non-secure mode" in read.warnings
