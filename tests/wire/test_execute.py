"""What is said to /CGI/Execute, and what its answers mean."""

from __future__ import annotations

from urllib.parse import parse_qs

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from eraser.model.outcome import (
    AnswerCut,
    AuthInDoubt,
    AuthRefused,
    EraserError,
    KeyRefused,
    NoExecute,
    PhoneOverloaded,
)
from eraser.wire.execute import build_form, read_answer


def response(items: str) -> bytes:
    return f"<CiscoIPPhoneResponse>{items}</CiscoIPPhoneResponse>".encode()


def test_the_form_is_one_key_with_its_encoding_stated():
    (document,) = parse_qs(build_form("Key:Settings").decode(), strict_parsing=True)["XML"]
    assert document == (
        '<?xml version="1.0" encoding="UTF-8"?>'
        '<CiscoIPPhoneExecute><ExecuteItem Priority="0" URL="Key:Settings"/></CiscoIPPhoneExecute>'
    )


@pytest.mark.parametrize("uri", ["Key:KeyPad0", "Key:Soft1", "Init:Services", "Key:KeyPadPound", "SendDigits:1,2"])
def test_every_form_fits_the_oldest_phones(uri):
    assert len(build_form(uri)) <= 512


def test_a_uri_can_not_break_out_of_its_attribute():
    (document,) = parse_qs(build_form('Dial:1"/><x>&').decode())["XML"]
    item = etree.fromstring(document.encode())[0]
    assert item.get("URL") == 'Dial:1"/><x>&'


@pytest.mark.parametrize(
    "uri",
    [
        "",
        "Settings",
        "http://evil.test/",
        "Key:",
        "Key:A B",
        "Key:A\n",
        "Key:Ä",
        "Key:" + "x" * 201,
        "Dial:" + "&" * 99,
    ],
)
def test_what_is_no_key_is_not_sent(uri):
    with pytest.raises(KeyRefused, match="nothing was sent"):
        build_form(uri)


@pytest.mark.parametrize(
    "body",
    [
        response('<ResponseItem Status="0" Data="Success" URL="Key:Settings"/>'),
        response('<ResponseItem URL="Key:Settings" Data="" Status="0" />'),
        response("<ResponseItem URL='Key:Settings' Status='0'></ResponseItem>"),
        response('<ResponseItem Status="0" URL="a"/><ResponseItem Status="0" URL="b"/>'),
        b'<?xml version="1.0" encoding="ISO-8859-1"?>\r\n' + response('<ResponseItem Status="0" Data="Fertig \xe9"/>'),
        b'\r\n<?xml version="1.0"?>\n<?xml version="1.0"?>' + response('<ResponseItem Status="0"/>'),
    ],
)
def test_success_in_any_order_and_form_is_taken(body):
    read_answer(200, body, uri="Key:Settings")


@pytest.mark.parametrize(
    ("status", "body", "error", "words"),
    [
        (401, b"", AuthRefused, "401"),
        (403, b"", AuthRefused, "Controlled Devices"),
        (404, b"", NoExecute, "404"),
        (503, b"", PhoneOverloaded, "503"),
        (200, b'<CiscoIPPhoneError Number="4" />', AuthInDoubt, "Error 4"),
        (200, b'<CiscoIPPhoneError Number="4">Authentication failed</CiscoIPPhoneError>', AuthInDoubt, "tion failed"),
        (200, b'<CiscoIPPhoneError Number="6"/>', KeyRefused, "Error 6"),
        (200, b'<CiscoIPPhoneError Number="1"/>', KeyRefused, "parse"),
        (200, b'<CiscoIPPhoneError Number="2"/>', KeyRefused, "build"),
        (200, b'<CiscoIPPhoneError Number="3"/>', KeyRefused, "file"),
        (200, b'<CiscoIPPhoneError Number="0"/>', KeyRefused, "not documented"),
        (200, b"<CiscoIPPhoneError/>", AnswerCut, "without a number"),
        (200, response('<ResponseItem Status="1" Data="Invalid URI"/>'), KeyRefused, "invalid URI"),
        (200, response('<ResponseItem Status="6" Data="URI not found"/>'), KeyRefused, "status 6"),
        (200, response('<ResponseItem Status="0"/><ResponseItem Status="6"/>'), KeyRefused, "status 6"),
        (200, response("<ResponseItem Data='Success'/>"), AnswerCut, "without a status"),
        (200, response(""), AnswerCut, "without a status"),
        (200, response('<ResponseItem Status="0"/>')[:-9], AnswerCut, "HTTP 200"),
        (200, b"", AnswerCut, "0 bytes"),
        (200, b"Success", AnswerCut, "7 bytes"),
        (200, b"<html>Success</html>", AnswerCut, "HTTP 200"),
        (302, b"", AnswerCut, "302"),
        (500, response('<ResponseItem Status="0"/>'), AnswerCut, "500"),
    ],
)
def test_each_answer_has_one_meaning(status, body, error, words):
    with pytest.raises(error, match=words) as raised:
        read_answer(status, body, uri="Key:Settings")
    assert type(raised.value) is error


def test_the_phones_own_words_are_kept_short_and_on_one_line():
    text = "no\n\x1b[31m" + "x" * 500
    body = f'<CiscoIPPhoneError Number="6">{"".join(c for c in text if c != chr(27))}</CiscoIPPhoneError>'.encode()
    with pytest.raises(KeyRefused) as raised:
        read_answer(200, body, uri="Key:Settings")
    assert len(str(raised.value)) < 200
    assert "\n" not in str(raised.value)


@given(st.integers(100, 599), st.binary(max_size=400))
def test_arbitrary_answers_are_never_a_success(status, body):
    with pytest.raises(EraserError):
        read_answer(status, body, uri="Key:Settings")


@given(st.data())
def test_no_cut_answer_is_a_success(data):
    body = response('<ResponseItem Status="0" Data="Success" URL="Key:Settings"/>')
    with pytest.raises(AnswerCut):
        read_answer(200, body[: data.draw(st.integers(0, len(body) - 1))], uri="Key:Settings")
