"""A password is in no text."""

from __future__ import annotations

import pickle
from base64 import b64decode

import pytest

from eraser.model.outcome import BadInput
from eraser.wire.login import Login


def test_the_password_is_in_no_text_of_a_login():
    login = Login("admin", "hunter-2-grün")
    for text in (repr(login), str(login), f"{login}", f"{login!r}"):
        assert "hunter" not in text
        assert "admin" in text


def test_the_header_is_basic_and_utf_8():
    kind, value = Login("admin", "a:b-grün").header().split(" ")
    assert ("Basic", "admin:a:b-grün") == (kind, b64decode(value).decode())


def test_a_user_with_a_colon_is_no_login_and_the_password_is_not_told():
    with pytest.raises(BadInput, match="colon") as raised:
        Login("ad:min", "hunter")
    assert "hunter" not in str(raised.value)


def test_a_login_survives_the_way_to_another_process():
    login = Login("admin", "secret")
    assert login == pickle.loads(pickle.dumps(login))
