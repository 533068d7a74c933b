"""Lists that simulated clusters sign: the lengths that a cluster printed add up, and a phone reads what was written."""

from __future__ import annotations

import pytest

from eraser.simulator.list_file import CanNotLoad, can_be_loaded, read_config, read_list
from eraser.simulator.lists import Digest, Entry, Role, record, signed_file, trust_list
from eraser.simulator.signer import Signer, key_named, new_signer

PUB = new_signer("cucm-pub", "one", key="test pub", bits=1024)
OTHER = new_signer("cucm-sub", "one", key="test sub", bits=1024)
RECORDS = [Entry(Role.SAST, "cucm-pub", "10.1.1.1", PUB), Entry(Role.TFTP, "cucm-sub", "10.1.1.2", OTHER)]


def shaped(name_bytes: int, certificate_bytes: int, *, bits: int = 1024) -> Signer:
    """A signer whose texts and certificate are as long as a cluster printed them, NUL included (trust §1.7)."""
    key = key_named("test pub", bits)
    return Signer("x" * (name_bytes - 1), b"\x7f" * 16, bytes(certificate_bytes), bytes(bits // 8), key)


def entries(publisher: Signer) -> list[Entry]:
    pub, sub = "p" * 15, "s" * 16
    return [
        Entry(Role.SAST, pub, "10.1.1.1", publisher),
        Entry(Role.CCM_TFTP, pub, "10.1.1.1", publisher),
        Entry(Role.CAPF, pub, "10.1.1.1", shaped(60, 680)),
        Entry(Role.CCM_TFTP, sub, "10.1.1.2", shaped(63, 696)),
    ]


@pytest.mark.parametrize(
    ("publisher", "header_bytes", "record_bytes", "file_bytes"),
    [
        (shaped(62, 694), 336, [1156, 1156, 1138, 1161], 4947),
        (shaped(62, 955, bits=2048), 464, [1675, 1675, 1138, 1161], 6113),
    ],
)
def test_the_lengths_that_a_cluster_printed_come_out(publisher, header_bytes, record_bytes, file_bytes):
    file = trust_list("CTLFile.tlv", entries(publisher), publisher)
    assert record_bytes == [len(record(one)) for one in entries(publisher)]
    assert (header_bytes, file_bytes) == (int.from_bytes(file[8:10]), len(file))


def test_a_record_without_certificate_has_33_bytes_and_vouches_for_nobody():
    bare = Entry(Role.CCM_TFTP, "h" * 12, "10.1.1.1")
    assert 33 == len(record(bare))
    assert [(2, "h" * 12, b"")] == [
        (one.role, one.host, one.certificate) for one in read_list(trust_list("CTLFile.tlv", [bare], PUB)).records
    ]


def test_the_record_of_a_token_has_no_name_and_no_signature_value():
    token, plain = (len(record(Entry(Role.SAST, "", "0.0.0.0", PUB, is_token=one))) for one in (True, False))
    assert 128 + 3 == plain - token


@pytest.mark.parametrize("name", ["a", "ab", "abc", "abcd"])
def test_every_header_ends_at_a_multiple_of_four(name):
    file = trust_list("ITLFile.tlv", RECORDS, new_signer(name, "one", key="test pub", bits=1024))
    assert 0 == int.from_bytes(file[8:10]) % 4
    assert 2 == len(read_list(file).records)


@pytest.mark.parametrize("digest", Digest)
@pytest.mark.parametrize("signer_version", [True, False])
def test_a_list_is_signed_by_its_signer_and_nobody_else(digest, signer_version):
    file = read_list(trust_list("ITLFile.tlv", RECORDS, PUB, digest=digest, signer_version=signer_version))
    assert (PUB.issuer, PUB.serial) == file.signer
    assert (True, False) == (file.is_signed_with(PUB.certificate), file.is_signed_with(OTHER.certificate))


def test_every_byte_but_those_of_the_signature_is_signed():
    whole = trust_list("ITLFile.tlv", RECORDS, PUB)
    for at in (4, len(whole) - 1, 40):
        changed = bytearray(whole)
        changed[at] ^= 1
        assert not read_list(bytes(changed)).is_signed_with(PUB.certificate)


@pytest.mark.parametrize("keep", [0, 4, 9, 60, -1, -900])
def test_a_list_that_is_cut_off_can_not_be_loaded(keep):
    assert not can_be_loaded(trust_list("ITLFile.tlv", RECORDS, PUB)[:keep])


def test_a_signed_configuration_is_no_list():
    file = signed_file("SEP001122334455.cnf.xml.sgn", b"<device/>", PUB)
    assert read_config(file).is_signed_with(PUB.certificate)
    with pytest.raises(CanNotLoad, match=r"SEP001122334455\.cnf\.xml\.sgn is no list"):
        read_list(file)


def test_more_than_64_kib_can_not_be_loaded():
    entry = RECORDS[0]
    fitting = 65_535 // len(record(entry)) - 1
    sizes = [trust_list("ITLFile.tlv", [entry] * count, PUB) for count in (fitting, fitting + 2)]
    assert [True, False] == [can_be_loaded(one) for one in sizes]


def test_a_name_and_a_label_make_a_certificate_and_a_key_is_cut_once():
    again = new_signer("cucm-pub", "two", key="test pub", bits=1024)
    forged = new_signer("cucm-pub", "one", key="test forger", bits=1024)
    assert (PUB.key, True) == (again.key, PUB.serial != again.serial)
    assert (PUB.serial, True) == (forged.serial, PUB.public_key != forged.public_key)
