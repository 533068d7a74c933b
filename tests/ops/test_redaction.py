"""What a redactor takes out, and what it leaves."""

import base64
import html
import json
import time
import urllib.parse
from datetime import UTC, datetime
from pathlib import PurePosixPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eraser.ops.redaction import MASK, Redactor

NASTY = "pä\\ss\"w'&ö /€😀rd"

SPELLINGS = {
    "as it is": str,
    "repr": repr,
    "repr of repr": lambda secret: repr(repr(secret)),
    "ascii": ascii,
    "bytes": lambda secret: str(secret.encode()),
    "json": json.dumps,
    "json in json": lambda secret: json.dumps(json.dumps({"a": secret})),
    "json with letters": lambda secret: json.dumps(secret, ensure_ascii=False),
    "html": html.escape,
    "percent": urllib.parse.quote,
    "percent, all of it": lambda secret: urllib.parse.quote(secret, safe=""),
    "percent, small letters": lambda secret: urllib.parse.quote(secret, safe="").replace("%C3%A4", "%c3%a4"),
    "form": urllib.parse.quote_plus,
    "percent twice": lambda secret: urllib.parse.quote(urllib.parse.quote(secret, safe=""), safe=""),
    "base64": lambda secret: base64.b64encode(secret.encode()).decode(),
    "login": lambda secret: base64.b64encode(f"admin:{secret}".encode()).decode(),
    "login of another length": lambda secret: base64.b64encode(f"oper:{secret}".encode()).decode(),
    "login of a third length": lambda secret: base64.urlsafe_b64encode(f"adm:{secret}".encode()).decode(),
}


@pytest.mark.parametrize("secret", ["hunter2", "S3cr#t!", NASTY, "\\\\", "a\\'b", "100%", "tab\tin"])
@pytest.mark.parametrize("spelling", SPELLINGS)
def test_a_known_secret_goes_in_every_spelling(spelling, secret):
    secret = secret if len(secret) >= 4 else secret * 2
    spelled = SPELLINGS[spelling](secret)

    cleaned = Redactor([secret]).clean(f"before {spelled} after")

    assert cleaned.startswith("before ")
    assert cleaned.endswith(" after")
    assert MASK in cleaned
    assert spelled not in cleaned
    assert secret not in cleaned


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("http://admin:pw1@10.0.0.1/CGI/Execute", "http://***@10.0.0.1/CGI/Execute"),
        ("http://admin:p@ss@10.0.0.1/", "http://***@10.0.0.1/"),
        ("http://10.0.0.1/a?mail=x@y", "http://10.0.0.1/a?mail=x@y"),
        ("sent Basic dTpw to it", "sent Basic *** to it"),
        ("Bearer eyJ.abc-1", "Bearer ***"),
        ("Basic authentication failed", "Basic authentication failed"),
        ("authenticate.jsp?UserID=bob&Password=x1&devicename=SEP0", "authenticate.jsp?UserID=***&Password=***&devicename=SEP0"),
        ("url=authenticate.jsp%3FUserID%3Dbob%26Password%3Dx1", "url=authenticate.jsp%3FUserID%3D***"),
        ("Authorization: whatever it is\r\nHost: a", "Authorization: ***\r\nHost: a"),
        ("[(b'Cookie', b'session=1')]", "[(b'Cookie', b'***')]"),
        ("ITL_ERASER_PHONE_PASSWORD=x1 started", "ITL_ERASER_PHONE_PASSWORD=*** started"),
        ("password_file=/run/secrets/phone", "password_file=/run/secrets/phone"),
        ('{\\"password\\": \\"two words\\"}', '{\\"password\\": ***}'),
        ("<userID>bob</userID>", "<userID>***</userID>"),
        ("Check user, password and Controlled Devices", "Check user, password and Controlled Devices"),
        ("digest SHA1 of sip88xx.12-5-1SR3-74", "digest SHA1 of sip88xx.12-5-1SR3-74"),
    ],
)  # fmt: skip
def test_credentials_go_from_the_places_where_they_stand(text, expected):
    assert expected == Redactor().clean(text)


def test_values_go_under_names_that_look_like_secrets():
    given_values = {
        "phone_password": "a",
        "Set-Cookie": ["b"],
        "api_key": 12,
        "auth": ("user", "pw"),
        "headers": [("authorization", "c"), (b"Cookie", b"d"), ("host", "e")],
    }

    assert {
        "phone_password": MASK,
        "Set-Cookie": MASK,
        "api_key": MASK,
        "auth": MASK,
        "headers": [["authorization", MASK], ["Cookie", MASK], ["host", "e"]],
    } == Redactor().clean(given_values)


def test_what_is_no_secret_stays_as_it_is():
    values = {
        "key": "Key:Settings",
        "keys_pressed": 9,
        "password_set": True,
        "password": None,
        "seconds": 1.5,
        "author": "x",
    }

    assert values == Redactor(["hunter2"]).clean(values)


def test_other_types_become_text_a_person_can_read():
    values = [datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC), PurePosixPath("/a/b"), ValueError("no"), {1: frozenset({2})}]

    assert ["2026-01-02T03:04:05+00:00", "/a/b", "ValueError: no", {"1": [2]}] == Redactor().clean(values)


def test_a_short_secret_leaves_the_text_readable_and_goes_where_it_stands_alone():
    redactor = Redactor(["1", "cm", ""])

    assert "1 of 40 phones, sip88xx.12-5-1" == redactor.clean("1 of 40 phones, sip88xx.12-5-1")
    assert {"user": MASK, "left": 1} == redactor.clean({"user": "cm", "left": 1})
    assert "http://***@h/?Password=***" == redactor.clean("http://a:1@h/?Password=1")
    assert "Basic ***" == redactor.clean("Basic " + base64.b64encode(b"a:1").decode())


def test_a_secret_learnt_later_goes_too():
    redactor = Redactor()
    assert "hunter2" == redactor.clean("hunter2")

    redactor.add("hunter2")

    assert MASK == redactor.clean("hunter2")


def test_the_longer_of_two_secrets_goes_whole():
    assert "x *** y" == Redactor(["hunter", "hunter2"]).clean("x hunter2 y")


def test_a_number_that_is_a_secret_goes():
    assert [MASK, 41234] == Redactor(["1234"]).clean([1234, 41234])[:2]


def test_a_value_that_contains_itself_ends():
    loop: list[object] = ["hunter2"]
    loop.append(loop)

    assert "hunter2" not in json.dumps(Redactor(["hunter2"]).clean(loop))


def test_a_value_that_can_not_be_printed_is_named():
    class Broken:
        def __repr__(self):
            raise RuntimeError("hunter2")

    assert "<Broken, unprintable: RuntimeError>" == Redactor(["hunter2"]).clean(Broken())


@pytest.mark.parametrize(
    "evil",
    [
        "\\",
        "http://",
        "a@",
        "password=",
        "Basic ",
        '"',
        "http://@",
        "authorization: ",
        "cookie'",
        "password ",
        "%25",
        "<password>",
    ],
)
def test_no_text_makes_it_slow(evil):
    began = time.process_time()

    Redactor(['\\\\"abc', "x%#yz", "%%%%"]).clean(evil * (30_000 // len(evil)))

    assert time.process_time() - began < 2


@given(
    secret=st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=4, max_size=24),
    before=st.text(),
    after=st.text(),
)
def test_whatever_stands_around_a_secret_it_goes(secret, before, after):
    assert secret not in Redactor([secret]).clean(before + secret + after)
