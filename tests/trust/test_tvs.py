"""A TVS is asked over real TLS, and everything that it can do wrong is told of and decides nothing."""

from __future__ import annotations

import ssl
import time
import warnings
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eraser.simulator.tvs import Known, Manner, SimulatedTvs
from eraser.trust.case import Tvs
from eraser.trust.judge import judge
from eraser.trust.trust_file import Signer
from eraser.trust.tvs import TvsAnswer, ask_tvs
from eraser.trust.tvs_message import TvsUnreadable, body_bytes, question, read_answer
from tests.trust.cases import NEW, OLD, holding, offering
from tests.trust.http_server import serving_http
from tests.trust.keys import Pair, pair
from tests.trust.lists import record
from tests.trust.test_fetch_offer import server_tls

HOST = "127.0.0.23"
TVS = pair("cucm-old-pub", label="old TVS over TLS", kind="rsa2048")  # TLS of today takes no key of 1024 bit
STRANGER = pair("CN=somebody;O=else")


def signer(who: Pair) -> Signer:
    return Signer(who.subject, who.issuer, who.serial_hex)


def known(*whom: Pair, roles: tuple[int, ...] = (0, 3)) -> dict[tuple[str, str], Known]:
    return {(who.issuer, who.serial_hex): Known(who.certificate, roles) for who in whom}


@asynccontextmanager
async def simulated(
    folder: Path, knows: dict[tuple[str, str], Known], manner: Manner = Manner.GOOD, *, old: bool = False
) -> AsyncIterator[SimulatedTvs]:
    context = server_tls(TVS, folder)
    if old:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)
            context.minimum_version = context.maximum_version = ssl.TLSVersion.TLSv1
        context.set_ciphers("DEFAULT:@SECLEVEL=0")
    service = SimulatedTvs(knows, context, manner)
    await service.open(HOST)
    try:
        yield service
    finally:
        await service.close()


async def asked(folder: Path, *whom: Pair, manner: Manner = Manner.GOOD, within_s: float = 5.0) -> TvsAnswer:
    async with simulated(folder, known(NEW.callmanager, STRANGER), manner) as service:
        return await ask_tvs(HOST, service.port, [signer(one) for one in whom], within_s=within_s)


def why(answer: TvsAnswer) -> str:
    return answer.warnings[-1].partition(": ")[2]


async def test_it_tells_what_it_presents_and_whom_it_knows_in_which_roles(tmp_path: Path) -> None:
    answer = await asked(tmp_path, NEW.callmanager, NEW.itl_recovery)
    assert answer.tvs is not None
    assert answer.tvs.knows is not None

    assert (True, TVS.serial_hex) == (answer.tvs.reachable, answer.tvs.presents)
    assert [(NEW.callmanager.serial_hex, frozenset({0, 3}), NEW.callmanager.certificate)] == [
        (one.serial, one.roles, one.certificate) for one in answer.tvs.knows
    ]


async def test_whoever_it_knows_nobody_of_is_known_to_know_nobody(tmp_path: Path) -> None:
    answer = await asked(tmp_path, NEW.itl_recovery)

    assert Tvs(reachable=True, presents=TVS.serial_hex, knows=()) == answer.tvs


async def test_every_answer_is_marked_unproven(tmp_path: Path) -> None:
    answer = await asked(tmp_path, NEW.callmanager)

    assert ["no real one has been asked by this program; check its answer on one phone"] == [
        one.partition(" only, and ")[2] for one in answer.warnings
    ]


async def test_one_connection_is_enough_and_each_signer_is_asked_for_once(tmp_path: Path) -> None:
    whom = [signer(one) for one in (NEW.callmanager, NEW.itl_recovery, NEW.callmanager)]
    async with simulated(tmp_path, {}) as service:
        await ask_tvs(HOST, service.port, [*whom, Signer()])

    assert (1, [NEW.callmanager.serial, NEW.itl_recovery.serial]) == (
        service.connections,
        [one[5] for one in service.questions],
    )


async def test_no_more_than_eight_are_asked_for(tmp_path: Path) -> None:
    async with simulated(tmp_path, {}) as service:
        await ask_tvs(HOST, service.port, [Signer("CN=a", "CN=b", f"{n:04X}") for n in range(1, 30)])

    assert 8 == len(service.questions)


async def test_one_that_closes_behind_each_answer_is_asked_again(tmp_path: Path) -> None:
    async with simulated(tmp_path, known(NEW.callmanager, STRANGER), Manner.ONE_ANSWER) as service:
        answer = await ask_tvs(
            HOST, service.port, [signer(one) for one in (NEW.callmanager, NEW.itl_recovery, STRANGER)]
        )

    assert answer.tvs is not None
    assert (3, [NEW.callmanager.serial_hex, STRANGER.serial_hex]) == (
        service.connections,
        [one.serial for one in answer.tvs.knows or ()],
    )


async def test_one_that_speaks_only_old_tls_is_asked_in_it_and_that_is_said(tmp_path: Path) -> None:
    async with simulated(tmp_path, known(NEW.callmanager), old=True) as service:
        answer = await ask_tvs(HOST, service.port, [signer(NEW.callmanager)])

    assert answer.tvs is not None
    assert (1, "it needs the TLS of old days (TLSv1)") == (len(answer.tvs.knows or ()), why(answer))


OPEN = "; what it knows stays open"
NASTY = {
    Manner.CLOSES_AT_ONCE: "it closes the connection without an answer",
    Manner.GARBAGE: "its answer begins with 48 54 54 50 2f 31 2e 31 20 34, which is no TVS message",
    Manner.WRONG_SESSION: "it answers to session 4294966294, asked was 1001",
    Manner.WRONG_COMMAND: "it answers with command 2; 4 is the answer to a query",
    Manner.NO_STATUS: "its answer has no status",
    Manner.HUGE_LENGTH: "no whole answer within 0.5 s",
    Manner.SILENT: "no whole answer within 0.5 s",
    Manner.WRONG_CERTIFICATE: f"asked for serial {NEW.callmanager.serial_hex}, it answers with the certificate {STRANGER.serial_hex}",
}  # fmt: skip


@pytest.mark.parametrize("manner", NASTY)
async def test_a_nasty_answer_leaves_open_what_it_knows(tmp_path: Path, manner: Manner) -> None:
    began = time.monotonic()
    answer = await asked(tmp_path, NEW.callmanager, manner=manner, within_s=0.5)

    assert Tvs(reachable=True, presents=TVS.serial_hex, knows=None) == answer.tvs
    assert NASTY[manner] + OPEN == why(answer)
    assert time.monotonic() - began < 3.0


@pytest.mark.parametrize("manner", [Manner.CUT, Manner.BROKEN_ELEMENTS])
async def test_half_an_answer_is_none(tmp_path: Path, manner: Manner) -> None:
    answer = await asked(tmp_path, NEW.callmanager, manner=manner)

    assert answer.tvs is not None
    assert answer.tvs.knows is None


async def test_a_nasty_answer_to_the_last_question_counts_for_all(tmp_path: Path) -> None:
    """What was not asked to the end is unknown: it must not be read as *does not vouch*."""
    answer = await asked(tmp_path, NEW.callmanager, STRANGER, manner=Manner.WRONG_CERTIFICATE)

    assert answer.tvs is not None
    assert answer.tvs.knows is None


async def test_where_nobody_listens_no_phone_is_answered_either(tmp_path: Path) -> None:
    async with simulated(tmp_path, {}) as service:
        pass
    answer = await ask_tvs(HOST, service.port, [signer(NEW.callmanager)])

    assert Tvs(reachable=False) == answer.tvs


async def test_what_speaks_no_tls_is_no_answer() -> None:
    async with serving_http({}, raw=b"HTTP/1.1 400 Bad Request\r\n\r\n") as node:
        answer = await ask_tvs("127.0.0.22", node.port, [signer(NEW.callmanager)], within_s=0.5)

    assert (None, True) == (answer.tvs, why(answer).endswith(OPEN))


@pytest.mark.parametrize(
    ("presented", "expected"), [(TVS, ("accept_tvs", 13)), (OLD.tvs, ("reject_tvs_untrusted", 12))]
)
async def test_the_judge_takes_the_answer(tmp_path: Path, presented: Pair, expected: tuple[str, int]) -> None:
    held = OLD.itl(records=[record(OLD.callmanager, 0), record(OLD.callmanager, 3), record(presented, 21)])
    answer = await asked(tmp_path, NEW.callmanager)
    (step,) = judge(holding(itl=held), offering(itl=NEW.itl()), answer.tvs).steps

    assert expected == (step.verdict.value, step.rule)


# --- bytes -----------------------------------------------------------------------------------------------------------


def test_the_question_is_that_of_the_printed_one_byte_for_byte() -> None:
    """Its 143 bytes behind the head, and its first 42 bytes with a phone's own name (trust §2.4)."""
    one = Signer(
        "CN=ucm11pub.stormin.local;OU=IST;O=Stormin;L=Brisbane;ST=QLD;C=AU", "CN=stormin-WIN2012-CA", "24" * 19
    )
    asked = question(one, 1001)

    assert "57 01 03 00 00 00 03 e9 00 8f 01 00 18 01 43 50 2d 38 38" == asked[:19].hex(" ")
    assert "03 00 42 43 4e 3d 75 63 6d 31 31 70 75" == asked[37:50].hex(" ")
    assert 153 == len(asked)


def test_the_answer_is_that_of_the_printed_one() -> None:
    head = bytes.fromhex("57 01 04 f7 00 00 03 e9 05 be")
    certificate = NEW.callmanager.certificate
    body = bytes.fromhex("07 00 01 00 02") + len(certificate).to_bytes(2) + certificate
    body += bytes.fromhex("08 00 02 00 03 09 00 04 00 01 51 80")
    found = read_answer(body, signer(NEW.callmanager))

    assert 1470 == body_bytes(head, 1001)
    assert found is not None
    assert (frozenset({0, 3}), certificate) == (found.roles, found.certificate)


@given(st.binary(max_size=300))
def test_any_body_is_an_answer_or_refused_in_our_own_words(body: bytes) -> None:
    try:
        found = read_answer(body, signer(NEW.callmanager))
    except TvsUnreadable:
        return
    assert found is None or found.serial == NEW.callmanager.serial_hex


@given(st.binary(min_size=10, max_size=10))
def test_any_head_says_a_length_or_is_refused(head: bytes) -> None:
    try:
        assert 0 <= body_bytes(head, 1001) <= 0xFFFF
    except TvsUnreadable:
        return
    assert b"\x57\x01\x04" == head[:3]
