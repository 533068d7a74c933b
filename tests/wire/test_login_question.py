"""An authentication URL is asked about user and password as a phone asks it."""

from __future__ import annotations

import pytest

from eraser.simulator.authentication import AuthenticationService, Credentials
from eraser.simulator.certificate import phone_tls
from eraser.wire.login import Login
from eraser.wire.login_question import LoginAnswer, Word, ask_about_login
from tests.wire.test_authentication import server

LOGIN = Login("er aser", "a&b=c%ü")
NAME = "SEP001122334455"


def answer(body: bytes, status: str = "200 OK") -> bytes:
    return b"HTTP/1.1 %s\r\nContent-Length: %d\r\n\r\n%s" % (status.encode(), len(body), body)


async def test_the_question_is_that_of_a_phone_and_keeps_the_query_of_the_url() -> None:
    seen: list[bytes] = []
    async with server(answer(b"AUTHORIZED"), seen) as place:
        found = await ask_about_login(f"http://{place}/auth?tenant=7", LOGIN, NAME)

    assert LoginAnswer(Word.YES, "AUTHORIZED") == found
    line = seen[0].splitlines()[0].replace(b"%20", b"+")
    assert b"GET /auth?tenant=7&UserID=er+aser&Password=a%26b%3Dc%25%C3%BC&devicename=SEP001122334455 HTTP/1.1" == line
    assert b"Authorization" not in seen[0]


@pytest.mark.parametrize(
    ("said", "word", "what"),
    [
        (answer(b"UN-AUTHORIZED"), Word.NO, "UN-AUTHORIZED"),
        (answer(b"error\n"), Word.NO, "ERROR"),
        (answer(b"AUTHORIZED\n"), Word.STRANGE, "AUTHORIZED with white space around it, which phones may take for no"),
        (answer(b"a&b=c%"), Word.STRANGE, "neither AUTHORIZED nor a word that is known, but 6 bytes"),
        (answer(b"AUTHORIZED", "302 Found"), Word.NO, "it answers HTTP 302"),
        (b"", Word.NOBODY, "it took the question and gave no whole answer within 0.1 s"),
    ],
)
async def test_each_answer_is_told_without_a_part_of_the_question(said: bytes, word: Word, what: str) -> None:
    async with server(said, []) as place:
        assert LoginAnswer(word, what) == await ask_about_login(f"http://{place}/auth", LOGIN, NAME, within_s=0.1)


@pytest.mark.parametrize(
    ("url", "word"),
    [
        ("http://127.0.0.1:1/auth", Word.NOBODY),
        ("http://user:word@127.0.0.1:1/auth", Word.UNVERIFIED),
        ("ftp://127.0.0.1/auth", Word.UNVERIFIED),
        ("http://127.0.0.1:x/auth", Word.UNVERIFIED),
        ("http://127.0.0.1/" + 255 * "x", Word.UNVERIFIED),
    ],
)
async def test_nothing_is_sent_where_nobody_is_or_where_the_url_is_odd(url: str, word: Word) -> None:
    assert word is (await ask_about_login(url, LOGIN, NAME)).word


async def test_over_https_the_login_leaves_only_after_the_certificate_was_verified() -> None:
    service = AuthenticationService(Credentials(LOGIN.user, LOGIN.password), frozenset({NAME}), tls=phone_tls())
    await service.start()
    try:
        found = await ask_about_login(service.url, LOGIN, NAME)
        assert (Word.UNVERIFIED, 0) == (found.word, service.requests)
    finally:
        await service.stop()
