"""A signature is right only with the signer's key, over every byte of the file but its own."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ed25519

from eraser.trust.certificate import contradictions_of, key_of, key_words, read_certificate, read_key
from eraser.trust.signature import check_itself, signed_bytes, verify
from eraser.trust.tlv import Record, TrustListUnreadable, read_trust_file
from tests.trust.keys import distinguished, pair
from tests.trust.lists import CCM_TFTP, SAST, TFTP, Cluster, record, token_record, trust_list

OLD, NEW = Cluster("old"), Cluster("new")


def signer_in(held: bytes, offered: bytes, *roles: int) -> list[Record]:
    """The held records of these roles (SAST, if none is named) whose issuer and serial the header names."""
    wanted = read_trust_file(offered).header.signer.identity
    records = read_trust_file(held).records
    return [one for one in records if one.role_code in (roles or (SAST,)) and wanted and one.identity == wanted]


# --- right -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("digest", ["sha1", "sha512"])
@pytest.mark.parametrize("pad", [0, 1, 2, 3])
def test_a_list_is_verified_with_the_held_record_of_its_signer(digest: str, pad: int) -> None:
    offered = OLD.itl(digest=digest, pad=pad, version=(1, 0), signer_version=(1, 1))

    (record_of_signer,) = signer_in(OLD.itl(), offered)
    check = verify(read_trust_file(offered), record_of_signer)

    assert (True, digest, "", True) == (check.right, check.digest, check.reason, check.checkable)


@pytest.mark.parametrize("kind", ["rsa2048", "rsa4096", "p256", "p384", "p521"])
@pytest.mark.parametrize("digest", ["sha1", "sha512"])
def test_every_kind_of_key_verifies(kind: str, digest: str) -> None:
    signer = pair("signer", kind=kind)
    read = read_trust_file(trust_list([record(signer, SAST)], signer=signer, digest=digest))

    check = verify(read, read.records[0])

    assert (True, digest, "") == (check.right, check.digest, check.reason)


def test_the_digest_is_taken_from_the_signature_and_tag_8_only_compared() -> None:
    read = read_trust_file(OLD.itl(digest="sha512", digest_code=4))

    check = verify(read, read.records[0])

    assert (True, "sha512") == (check.right, check.digest)
    assert "the header says digest unknown (4), the signature is over sha512" == check.reason


def test_a_digest_that_no_phone_is_known_to_take_is_told() -> None:
    check = verify(read_trust_file(OLD.itl(digest="sha256")), OLD.callmanager.certificate)

    assert (True, "signed over sha256, which no phone is known to take") == (check.right, check.reason)


def test_a_configuration_is_verified_by_the_tftp_record_alone() -> None:
    held, config = OLD.itl(), OLD.config()

    (found,) = signer_in(held, config, TFTP)

    assert TFTP == found.role_code
    assert verify(read_trust_file(config), found)


def test_an_encrypted_configuration_is_verified_without_being_decrypted() -> None:
    (found,) = signer_in(OLD.itl(mixed=True), OLD.encrypted_config(), CCM_TFTP)

    assert verify(read_trust_file(OLD.encrypted_config()), found)


def test_certificate_and_bare_key_verify_as_the_record_does() -> None:
    read = read_trust_file(OLD.config())

    assert verify(read, OLD.callmanager.certificate)
    assert verify(read, OLD.callmanager.public_key)


def test_a_record_without_a_readable_certificate_verifies_with_its_public_key() -> None:
    odd = record(OLD.callmanager, SAST, with_certificate=False)
    read = read_trust_file(OLD.itl(records=[odd]))

    assert (False, True) == (read.records[0].has_certificate, bool(verify(read, read.records[0])))


def test_a_token_with_a_serial_that_is_not_positive_verifies() -> None:
    token = pair("CN=SAST-ADN008580ef;OU=IPCBU;O=Cisco Systems", label="token", serial=0x83E9080000005545AF31)
    read = read_trust_file(trust_list([token_record(token)], signer=token, filename="CTLFile.tlv"))

    assert (True, ()) == (bool(check_itself(read)), contradictions_of(read.records[0]))


def test_the_signed_bytes_are_the_file_without_element_12() -> None:
    data = OLD.itl()
    read = read_trust_file(data)
    at = data.index(read.header.signature)

    assert data[: at - 3] + data[at + 128 :] == signed_bytes(read)


# --- wrong -----------------------------------------------------------------------------------------------------------


def test_a_forged_key_under_the_same_issuer_and_serial_is_found_out() -> None:
    offered = OLD.itl(key=OLD.callmanager.forged())

    (found,) = signer_in(OLD.itl(), offered)
    check = verify(read_trust_file(offered), found)

    assert (False, True, "the signature is not of this key") == (check.right, check.checkable, check.reason)


def test_a_forger_s_own_record_in_the_offered_file_helps_only_inside_that_file() -> None:
    forged = OLD.callmanager.forged()
    offered = read_trust_file(trust_list([record(forged, SAST)], signer=forged))

    (held,) = signer_in(OLD.itl(), trust_list([record(forged, SAST)], signer=forged))

    assert (True, False) == (bool(check_itself(offered)), bool(verify(offered, held)))


def test_the_same_host_name_in_both_clusters_is_another_signer() -> None:
    old, new = Cluster("a", host="cucm-pub"), Cluster("b", host="cucm-pub")

    assert old.callmanager.subject == new.callmanager.subject
    assert [] == signer_in(old.itl(), new.itl())


def test_a_renewed_certificate_over_the_same_key_is_another_signer() -> None:
    renewed = OLD.callmanager.renewed(0x1234567890)
    offered = OLD.itl(signer=renewed, records=[record(renewed, SAST)])

    assert [] == signer_in(OLD.itl(), offered)
    assert verify(read_trust_file(offered), OLD.callmanager.certificate)  # the key would fit, the signer does not


def test_a_bare_record_and_an_unnamed_signer_never_meet() -> None:
    nameless = OLD.itl().replace(b"\x05\0\x10" + OLD.callmanager.serial, b"\x63\0\x10" + OLD.callmanager.serial, 1)
    held = OLD.itl(records=[record(None, SAST)])

    assert "" == read_trust_file(nameless).header.signer.serial
    assert [] == signer_in(held, nameless)


def test_a_certificate_is_found_whatever_writes_its_issuer() -> None:
    assert 1 == len(signer_in(OLD.itl(records=[record(OLD.callmanager, SAST, commas=True)]), OLD.itl()))
    assert 1 == len(signer_in(OLD.itl(), OLD.itl(certutils=True)))


@pytest.mark.parametrize("kind", ["rsa1024", "p256"])
def test_no_byte_can_be_changed_without_being_found_out(kind: str) -> None:
    cluster = Cluster("flip", kind=kind)
    data = cluster.itl(records=[record(cluster.callmanager, SAST), record(None, TFTP)], digest="sha512")
    whole = read_trust_file(data)
    start, end = whole.header.signature_span or (0, 0)
    verified = []
    for at in range(len(data)):
        flipped = bytearray(data)
        flipped[at] ^= 0x10
        try:
            changed = read_trust_file(bytes(flipped))
        except TrustListUnreadable:
            continue
        if verify(changed, cluster.callmanager.certificate):
            verified.append(at)

    assert (start, end) != (0, 0)
    assert [] == verified


def test_a_payload_with_another_byte_behind_is_found_out() -> None:
    check = verify(read_trust_file(OLD.config() + b"\n"), OLD.callmanager.certificate)

    assert (False, "sha1", "the file was changed after this key signed it") == (
        check.right,
        check.digest,
        check.reason,
    )


def test_md5_is_no_digest_of_phones() -> None:
    check = verify(read_trust_file(OLD.itl(digest="md5")), OLD.callmanager.certificate)

    assert (False, "the signature is of this key, over a digest that no phone is known to take") == (
        check.right,
        check.reason,
    )


@pytest.mark.parametrize("signer", [b"", b"\x30\x03\x02\x01\x05", b"\x04" + bytes(64), b"<html>"])
def test_without_a_key_nothing_is_decided(signer: bytes) -> None:
    check = verify(read_trust_file(OLD.itl()), signer)

    assert (False, False, "the signer's record holds no key that can be used") == (
        check.right,
        check.checkable,
        check.reason,
    )


def test_a_file_without_a_signature_is_not_checkable() -> None:
    read = read_trust_file(b"\x01\0\x02\x01\x02\x02\0\x02\0\x0a")

    assert (False, False, "the file carries no signature") == (
        (check := verify(read, OLD.callmanager.certificate)).right,
        check.checkable,
        check.reason,
    )
    assert read.content == signed_bytes(read)


# --- the file by itself ----------------------------------------------------------------------------------------------


def test_a_list_proves_itself_whole_and_a_configuration_can_not() -> None:
    assert check_itself(read_trust_file(OLD.itl(signer=OLD.itl_recovery)))
    assert check_itself(read_trust_file(OLD.config())) is None
    assert check_itself(read_trust_file(OLD.itl(signer=NEW.callmanager))) is None


def test_one_good_record_of_the_signer_is_enough() -> None:
    other = record(OLD.callmanager.forged(), TFTP)
    read = read_trust_file(OLD.itl(records=[other, record(OLD.callmanager, SAST)]))

    assert check_itself(read)


def ed25519_key() -> bytes:
    key = ed25519.Ed25519PrivateKey.from_private_bytes(bytes(32)).public_key()
    return key.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)


def ed25519_certificate() -> bytes:
    key = ed25519.Ed25519PrivateKey.from_private_bytes(bytes(32))
    name = distinguished(OLD.callmanager.subject)
    built = x509.CertificateBuilder(name, name, key.public_key(), int.from_bytes(OLD.callmanager.serial))
    built = built.not_valid_before(datetime(2015, 1, 1, tzinfo=UTC)).not_valid_after(datetime(2035, 1, 1, tzinfo=UTC))
    return built.sign(key, None).public_bytes(serialization.Encoding.DER)


# --- certificates and keys -------------------------------------------------------------------------------------------


def test_the_key_of_a_record_is_that_of_its_certificate() -> None:
    mixed = record(OLD.callmanager, SAST, public_key=NEW.callmanager.public_key)
    read = read_trust_file(OLD.itl(records=[mixed]))

    assert verify(read, read.records[0])
    assert ("its public key (tag 7) is not that of its certificate",) == contradictions_of(read.records[0])


def test_a_record_that_names_another_certificate_is_told() -> None:
    data = record(OLD.callmanager, SAST)
    other = data.replace(b"\x06\0\x10" + OLD.callmanager.serial, b"\x06\0\x10" + bytes(range(1, 17)), 1)
    read = read_trust_file(OLD.itl(records=[other]))

    (told,) = contradictions_of(read.records[0])
    assert told.startswith(f"its certificate is another one, with serial {OLD.callmanager.serial_hex} of CN=cucm-old")


def test_a_certificate_that_can_not_be_read_is_told() -> None:
    data = record(OLD.callmanager, SAST).replace(OLD.callmanager.certificate, bytes(len(OLD.callmanager.certificate)))
    read = read_trust_file(OLD.itl(records=[data]))

    assert ("its certificate can not be read",) == contradictions_of(read.records[0])
    assert key_of(read.records[0]) == OLD.callmanager.key.public_key()


@pytest.mark.parametrize(
    ("found", "put"),
    [
        (b"\xa0\x03\x02\x01\x02", b"\xa0\x03\x02\x01\x42"),  # a version that does not exist: found by the fuzzer
        (b"150306", b"159906"),
        (b"\x55\x04\x06", b"\x55\x04\xff"),
        (b"\x2a\x86\x48\x86\xf7\x0d\x01\x01\x01", b"\x2a\x86\x48\x86\xf7\x0d\x01\x01\x7f"),
    ],
)
def test_odd_certificates_break_nothing(found: bytes, put: bytes) -> None:
    odd = OLD.callmanager.certificate.replace(found, put)
    assert odd != OLD.callmanager.certificate

    read = read_trust_file(OLD.itl(records=[record(OLD.callmanager, SAST).replace(OLD.callmanager.certificate, odd)]))

    assert contradictions_of(read.records[0])
    assert check_itself(read)  # with the key of tag 7


def test_a_certificate_with_another_kind_of_key_is_told_and_checks_nothing() -> None:
    other = ed25519_certificate()
    read = read_trust_file(
        OLD.itl(records=[record(replace(OLD.callmanager, certificate=other), SAST, public_key=other[-64:])])
    )

    assert "the key of its certificate is neither RSA nor EC" in contradictions_of(read.records[0])
    assert (None, False) == (key_of(read.records[0]), verify(read, read.records[0]).checkable)
    assert (None, "") == (read_key(ed25519_key()), key_words(ed25519_key()))


def test_a_certificate_says_whose_it_is() -> None:
    read = read_certificate(OLD.tvs.certificate)

    assert read is not None
    assert (OLD.tvs.serial_hex, 2035) == (read.serial, read.not_after.year)
    assert "CN=cucm-old-pub,OU=Voice,O=Example,L=Berlin,ST=Berlin,C=DE" == read.issuer


def test_a_key_is_read_in_each_writing() -> None:
    public = OLD.callmanager.key.public_key()
    whole = public.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)

    assert [public, public] == [read_key(OLD.callmanager.public_key), read_key(whole)]
