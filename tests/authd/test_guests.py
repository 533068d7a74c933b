"""Who the stand-in lets in."""

from __future__ import annotations

import pytest

from eraser.authd.guests import Guests, Question, Verdict

PHONE, ADDRESS = "SEP001122334401", "127.1.0.1"


def guests(**options: frozenset[str]) -> Guests:
    made = Guests("eraser", "geheim", **options)
    made.invite(PHONE, frozenset({ADDRESS}))
    return made


def question(user: str = "eraser", password: str = "geheim", device: str = PHONE, peer: str = ADDRESS) -> Question:
    return Question(user, password, device, peer)


@pytest.mark.parametrize(
    ("asked", "verdict"),
    [
        (question(), Verdict.AUTHORIZED),
        (question(device=PHONE.lower()), Verdict.AUTHORIZED),
        (question(password="geheim "), Verdict.WRONG_LOGIN),
        (question(password=""), Verdict.WRONG_LOGIN),
        (question(user="Eraser"), Verdict.WRONG_LOGIN),
        (question(device="SEP001122334402"), Verdict.UNKNOWN_PHONE),
        (question(device=""), Verdict.UNKNOWN_PHONE),
        (question(peer="127.1.0.2"), Verdict.WRONG_ADDRESS),
        (question(user="größe", password="ж"), Verdict.WRONG_LOGIN),
    ],
)
def test_only_the_runs_login_for_its_phone_from_that_phones_address_is_let_in(
    asked: Question, verdict: Verdict
) -> None:
    made = guests()
    with made.session(PHONE):
        assert verdict is made.judge(asked)
    assert {verdict: 1} == dict(made.verdicts)


def test_a_phone_is_let_in_only_while_one_of_our_requests_is_open() -> None:
    made = guests()
    assert Verdict.NO_SESSION is made.judge(question())
    with made.session(PHONE):
        with made.session(PHONE):
            assert Verdict.AUTHORIZED is made.judge(question())
        assert Verdict.AUTHORIZED is made.judge(question())
    assert Verdict.NO_SESSION is made.judge(question())


def test_a_session_of_one_phone_opens_nothing_for_another() -> None:
    made = guests()
    made.invite("SEP001122334402", frozenset({"127.1.0.2"}))
    with made.session(PHONE):
        assert Verdict.NO_SESSION is made.judge(question(device="SEP001122334402", peer="127.1.0.2"))


def test_an_allowed_proxy_may_ask_for_any_phone_of_the_run_and_for_no_other() -> None:
    made = guests(allowed_proxies=frozenset({"127.9.0.1"}))
    with made.session(PHONE):
        assert Verdict.AUTHORIZED is made.judge(question(peer="127.9.0.1"))
        assert Verdict.UNKNOWN_PHONE is made.judge(question(device="SEP00", peer="127.9.0.1"))


def test_a_phone_that_moved_is_let_in_from_its_new_address_alone() -> None:
    made = guests()
    made.invite(PHONE, frozenset({"127.1.0.7"}))
    with made.session(PHONE):
        assert Verdict.WRONG_ADDRESS is made.judge(question())
        assert Verdict.AUTHORIZED is made.judge(question(peer="127.1.0.7"))


def test_a_question_never_prints_its_password() -> None:
    assert "geheim" not in repr(question())
