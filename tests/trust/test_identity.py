"""The same certificate is recognised whoever writes its names, and another one is not."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eraser.trust.identity import folded_name, folded_serial, identity_of, serial_of

WRITINGS = [
    "CN=pub;OU=TAC;O=Cisco Systems, Inc.;L=Krakow;C=PL",
    "CN=pub;OU=TAC;O=Cisco Systems, Inc.;L=Krakow; C=PL",
    "cn=pub,ou=TAC,o=Cisco Systems\\, Inc.,l=Krakow,c=PL",
    "C=PL,L=Krakow,O=Cisco Systems\\, Inc.,OU=TAC,CN=pub",
    "/C=PL/L=Krakow/O=Cisco Systems, Inc./OU=TAC/CN=pub",
    'cn="pub   ";ou=TAC;o="Cisco Systems, Inc.;l=Krakow;c=PL',
]


@pytest.mark.parametrize("name", WRITINGS)
def test_a_name_is_the_same_in_every_writing(name: str) -> None:
    assert folded_name(WRITINGS[0]) == folded_name(name)


@pytest.mark.parametrize(
    "name", ["CN=pub;OU=TAC;O=Cisco Systems;L=Krakow;C=PL", "CN=pub2;OU=TAC;O=Cisco Systems, Inc.;L=Krakow;C=PL", ""]
)
def test_another_name_is_another(name: str) -> None:
    assert folded_name(WRITINGS[0]) != folded_name(name)


@pytest.mark.parametrize("serial", ["83E908", "83:e9:08", "0083E908", " 83 E9 08", "00:00:83:E9:08"])
def test_a_serial_is_the_same_in_every_writing(serial: str) -> None:
    assert "83E908" == folded_serial(serial)


def test_serials_keep_their_zeros_inside_and_one_that_is_nothing_else() -> None:
    assert ["1000", "00", "", "0F"] == [serial_of(b"\0\x10\0"), serial_of(b"\0\0"), serial_of(b""), folded_serial("f")]


def test_without_a_serial_there_is_no_identity() -> None:
    assert [False, False, True] == [bool(identity_of(*one)) for one in (("", ""), ("CN=a", ""), ("", "01"))]


@given(st.text(max_size=300), st.text(max_size=60))
def test_any_text_makes_an_identity_that_equals_itself(issuer: str, serial: str) -> None:
    assert identity_of(issuer, serial) == identity_of(issuer, serial)


@given(st.binary(max_size=40))
def test_a_serial_s_hex_is_its_own_folded_form(value: bytes) -> None:
    assert serial_of(value) == folded_serial(serial_of(value)) == folded_serial(value.hex(":"))


@pytest.mark.parametrize(
    "name", [";" * 65_000, '" ' * 32_000, "A" * 65_000, ", a" * 20_000, "CN=" * 20_000, " " * 65_000]
)
def test_no_name_takes_long(name: str) -> None:
    began = time.process_time()

    folded_name(name)

    assert time.process_time() - began < 0.5
