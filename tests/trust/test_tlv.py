"""Trust lists from bytes: every shape is read, nothing is lost, nothing is refused by version."""

from __future__ import annotations

import struct
from datetime import UTC, datetime

import pytest

from eraser.trust.tlv import Kind, read_trust_file
from tests.trust.keys import pair
from tests.trust.lists import (
    CAPF,
    CCM_TFTP,
    SAST,
    TFTP,
    TVS,
    Cluster,
    as_record,
    element,
    record,
    signed,
    text,
    token_record,
    trust_list,
)

OLD = Cluster("old")


def test_an_itl_is_read_in_full() -> None:
    data = OLD.itl()

    read = read_trust_file(data)

    assert (Kind.ITL, "1.2", "ITLFile.tlv", "sha1") == (
        read.kind,
        read.header.version,
        read.header.filename,
        read.header.digest,
    )
    assert datetime(2015, 3, 6, 18, 45, 13, tzinfo=UTC) == read.header.timestamp
    assert OLD.callmanager.serial_hex == read.header.signer.serial
    assert OLD.callmanager.subject == read.header.signer.subject == read.header.signer.issuer
    assert ["SAST", "SAST", "TFTP", "TVS", "CAPF"] == [one.role for one in read.records]
    assert {("cucm-old-pub", "10.48.47.153", True)} == {(one.dns, one.ip, one.has_certificate) for one in read.records}
    assert OLD.tvs.public_key == read.records[3].public_key
    assert (len(data), data, ()) == (read.size_bytes, read.content, read.warnings)


@pytest.mark.parametrize("version", [(1, 0), (1, 1), (1, 2), (2, 0), (1, 3), (9, 255)])
@pytest.mark.parametrize("signer_version", [None, (1, 0), (1, 1)])
def test_no_version_is_refused(version: tuple[int, int], signer_version: tuple[int, int] | None) -> None:
    read = read_trust_file(OLD.itl(version=version, signer_version=signer_version))

    assert f"{version[0]}.{version[1]}" == read.header.version
    assert (signer_version and f"{signer_version[0]}.{signer_version[1]}") == read.header.signer_version
    assert (5, ()) == (len(read.records), read.warnings)


@pytest.mark.parametrize("pad", [0, 1, 2, 3])
def test_every_padding_is_passed_over(pad: int) -> None:
    read = read_trust_file(OLD.itl(pad=pad))

    assert (pad, 5, ()) == (read.header.padding, len(read.records), read.warnings)


def test_more_padding_than_is_needed_is_told() -> None:
    read = read_trust_file(OLD.itl(pad=40))

    assert ("header: 40 bytes of padding; 3 are the most that is needed",) == read.warnings


def test_the_order_and_the_commas_of_certutils_make_the_same_signer() -> None:
    cisco, other = (read_trust_file(OLD.itl(certutils=yes)) for yes in (False, True))

    assert cisco.header.signer != other.header.signer
    assert cisco.header.signer.identity == other.header.signer.identity


def test_a_record_without_name_and_address_is_read() -> None:
    read = read_trust_file(trust_list([record(OLD.callmanager, SAST, dns=None, ip=None)], signer=OLD.callmanager))

    assert ("", None) == (read.records[0].dns, read.records[0].ip)


def test_a_token_has_an_empty_name_and_quotes_that_do_not_close() -> None:
    token = pair("CN=SAST-ADN0054f509;OU=IPCBU;O=Cisco Systems", label="token", serial=0x83E9080000005545AF31)
    content = token_record(token).replace(b"CN=SAST-ADN0054f509;", b'cn="SAST-ADN0054f5";', 1)

    read = read_trust_file(trust_list([content], signer=token, filename="CTLFile.tlv"))

    assert ("", "83E9080000005545AF31") == (read.records[0].dns, read.records[0].serial)
    assert read.records[0].subject.startswith('cn="SAST-ADN0054f5')


def test_a_rollback_list_has_bare_records_and_says_so() -> None:
    read = read_trust_file(OLD.rollback_itl())

    assert [(SAST, True), (TFTP, False), (TVS, False), (CAPF, True)] == [
        (one.role_code, one.has_certificate) for one in read.records
    ]
    assert 'no certificate for TFTP and TVS: the ITL of "Prepare Cluster for Rollback to pre 8.0"' in read.warnings


def test_a_non_secure_ctl_has_bare_records_of_33_bytes() -> None:
    read = read_trust_file(OLD.ctl(records=[record(OLD.callmanager, SAST), record(None, CCM_TFTP, dns="10.48.47.154")]))

    assert (33, False, "CCM+TFTP") == (read.records[1].length, read.records[1].has_certificate, read.records[1].role)
    assert "no certificate for CCM+TFTP: the CTL of a cluster set to non-secure mode" in read.warnings


def test_unknown_tags_and_roles_are_kept_in_their_order_and_told() -> None:
    strange = record(OLD.callmanager, 999, extra=element(77, b"seven") + element(200, b""))
    data = trust_list([*OLD.records(), strange], signer=OLD.callmanager, extra=element(99, b"nine"))

    read = read_trust_file(data)

    assert [(99, b"nine")] == [one[:2] for one in read.header.unknown]
    assert [(77, b"seven"), (200, b"")] == [one[:2] for one in read.records[5].unknown]
    assert [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 77, 200] == [one.tag for one in read.records[5].elements]
    assert (999, "role 999") == (read.records[5].role_code, read.records[5].role)
    assert (
        "header: tag 99 is unknown; it is kept and passed over",
        "record 6: role 999 is unknown",
        "record 6: tag 77 is unknown; it is kept and passed over",
        "record 6: tag 200 is unknown; it is kept and passed over",
    ) == read.warnings


def test_every_byte_of_a_record_is_in_its_elements() -> None:
    data = OLD.itl()

    for one in read_trust_file(data).records:
        again = b"".join(element(each.tag, each.value) for each in one.elements)
        assert data[one.elements[0].offset : one.elements[0].offset + one.length] == again


def test_a_record_in_another_order_says_the_same() -> None:
    whole = record(OLD.callmanager, SAST)
    (read,) = read_trust_file(trust_list([whole], signer=OLD.callmanager)).records
    turned = as_record(b"".join(element(one.tag, one.value) for one in reversed(read.elements[1:])))

    (again,) = read_trust_file(trust_list([turned], signer=OLD.callmanager)).records

    assert (read.serial, read.role_code, read.certificate, read.ip) == (
        again.serial,
        again.role_code,
        again.certificate,
        again.ip,
    )


def test_of_two_elements_with_one_tag_the_first_counts() -> None:
    twice = record(OLD.callmanager, SAST, extra=element(4, b"\0\x15"))

    read = read_trust_file(trust_list([twice], signer=OLD.callmanager))

    assert ("SAST", ("record 1: tag 4 stands 2 times; the first counts",)) == (read.records[0].role, read.warnings)


def test_a_record_without_a_role_is_kept() -> None:
    read = read_trust_file(trust_list([as_record(text(2, "x"))], signer=OLD.callmanager))

    assert (None, "no role", ("record 1: no role (tag 4)",)) == (
        read.records[0].role_code,
        read.records[0].role,
        read.warnings,
    )


@pytest.mark.parametrize(("kind", "length"), [("p256", 65), ("p384", 97), ("p521", 133)])
def test_ec_keys_are_points(kind: str, length: int) -> None:
    read = read_trust_file(Cluster("ec", kind=kind).itl(digest="sha512"))

    assert {length} == {len(one.public_key) for one in read.records}


def test_a_list_over_64_kib_is_read_and_told() -> None:
    many = [record(OLD.callmanager, TVS, dns=f"node-{number}") for number in range(70)]

    read = read_trust_file(OLD.itl(records=[*OLD.records(), *many]))

    assert 75 == len(read.records)
    assert (f"{read.size_bytes} bytes: phones fail to load a list of more than 65535",) == read.warnings


def test_an_address_of_version_6_is_printed_as_one() -> None:
    ours = as_record(text(2, "x") + element(4, b"\0\2") + element(10, bytes(15) + b"\1"))
    odd = as_record(text(2, "x") + element(4, b"\0\2") + element(10, b"\1\2\3"))

    read = read_trust_file(trust_list([ours, odd], signer=OLD.callmanager))

    assert ["::1", "010203"] == [one.ip for one in read.records]


def test_a_text_that_is_no_utf_8_is_read_all_the_same() -> None:
    odd = as_record(element(2, b"M\xfcnchen\0") + element(4, b"\0\2"))

    assert "München" == read_trust_file(trust_list([odd], signer=OLD.callmanager)).records[0].dns


def test_a_list_without_records_is_told() -> None:
    assert ("no records",) == read_trust_file(trust_list([], signer=OLD.callmanager)).warnings


# --- kinds -----------------------------------------------------------------------------------------------------------


def test_a_signed_configuration_keeps_its_payload_unread() -> None:
    read = read_trust_file(OLD.config("SEP001122334455"))

    assert (Kind.SIGNED, (), False) == (read.kind, read.records, read.header.encrypted)
    assert read.payload.startswith(b"<device>")


def test_an_encrypted_configuration_is_signed_too() -> None:
    read = read_trust_file(OLD.encrypted_config())

    assert (Kind.SIGNED, "2.0", True, ()) == (read.kind, read.header.version, read.header.encrypted, read.warnings)
    assert [16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27] == [
        one.tag for one in read.header.elements if 16 <= one.tag <= 27
    ]


@pytest.mark.parametrize(
    ("inside", "outside", "kind"),
    [
        ("CTLFile.tlv", "ITLSEP001122334455.tlv", Kind.CTL),
        ("ITLFile.tlv", "", Kind.ITL),
        (None, "/tmp/CTLSEP001122334455.tlv", Kind.CTL),
        (None, "C:\\lists\\ITLFile.tlv", Kind.ITL),
        (None, "", Kind.ITL),
        ("term88.default.loads", "", Kind.SIGNED),
        ("SEP001122334455.cnf.xml.sgn", "x.tlv", Kind.SIGNED),
    ],
)
def test_the_header_says_what_a_file_is_and_its_name_only_without_it(
    inside: str | None, outside: str, kind: Kind
) -> None:
    assert kind is read_trust_file(OLD.itl(filename=inside), name=outside).kind


def test_a_signed_file_without_any_name_is_no_list() -> None:
    assert Kind.SIGNED is read_trust_file(signed(b"ring list", signer=OLD.callmanager, filename=None)).kind


def test_a_name_that_contradicts_the_header_is_told() -> None:
    read = read_trust_file(OLD.ctl(), name="ITLSEP001122334455.tlv")

    assert (
        "the file is called ITLSEP001122334455.tlv, its header says CTLFile.tlv; it is read as CTL",
    ) == read.warnings


def test_a_ctl_with_a_tvs_is_told() -> None:
    read = read_trust_file(OLD.ctl(records=OLD.records(mixed=True)))

    assert ("a CTL with a TVS record; clusters write it to the ITL only",) == read.warnings


def test_a_header_as_firmware_images_have_it_is_read() -> None:
    read = read_trust_file(OLD.config(version=(1, 1), timestamp=None, filename="term88.sbn", pad=2))

    assert (Kind.SIGNED, "1.1", None, 2) == (
        read.kind,
        read.header.version,
        read.header.timestamp,
        read.header.padding,
    )


def test_a_header_without_a_signature_is_read_and_told() -> None:
    bare = element(1, b"\1\2") + element(2, struct.pack(">H", 25)) + text(14, "ITLFile.tlv")

    read = read_trust_file(bare)

    assert (
        "header: no signature (tag 12); no phone that holds a list takes this file",
        "header: no signer",
        "no records",
    ) == read.warnings
