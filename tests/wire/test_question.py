"""A request as it leaves, and what its answer's headers say."""

from __future__ import annotations

import pytest

from eraser.wire.question import Answer, Question, header_lines

LOGIN = (b"Authorization", b"Basic c2VjcmV0")


def question(body: bytes = b"") -> Question:
    head = header_lines([(b"Host", b"10.0.0.1"), LOGIN])
    return Question(("http", "10.0.0.1", 80), "POST", "/CGI/Execute", head, body)


def test_it_leaves_as_http_says():
    expected = b"POST /CGI/Execute HTTP/1.1\r\nHost: 10.0.0.1\r\nAuthorization: Basic c2VjcmV0\r\n\r\nXML=1"
    assert expected == question(b"XML=1").serialised()


def test_neither_login_nor_key_is_in_a_text_that_can_be_printed():
    assert "c2VjcmV0" not in repr(question(b"XML=c2VjcmV0"))


@pytest.mark.parametrize(("raw", "said"), [(b"/a", "/a"), ("/ü".encode(), "/ü"), (b"/\xfc", "/ü")])
def test_a_header_is_found_however_it_is_written(raw: bytes, said: str):
    assert said == Answer(302, [(b"LOCATION", raw)]).header(b"location")


def test_a_header_that_is_not_there_is_none():
    assert Answer(200, [(b"Location2", b"/a")]).header(b"location") is None
