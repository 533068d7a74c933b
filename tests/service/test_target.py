"""From the words of an operator to a judge: files, servers, archives, what is wrong with them, and a resumed run."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from eraser.model.need import Answer, Saving, Standing
from eraser.model.outcome import BadInput, Outcome
from eraser.model.phone import Phone
from eraser.model.run import Options, Result
from eraser.ops.settings import load_settings
from eraser.service.job import new_job, options_of
from eraser.service.standing import told_of
from eraser.service.target import Judged, prepare
from eraser.trust.trust_file import digest_of
from tests.trust.cases import NEW, OLD
from tests.trust.lists import SAST, record
from tests.trust.test_need import NAME, PHONE, page
from tests.trust.tftp_server import HOST, Server, serving

OWN = NEW.itl(records=[*NEW.records(), record(OLD.callmanager, SAST)])


def write(name: str, content: bytes) -> None:
    path = Path(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def wanting(*words: str, archive: tuple[str, ...] = ()) -> Options:
    return load_settings({"wanted": words, "archive": archive}).to_options()


def at(server: Server) -> str:
    return f"tftp://{HOST}:{server.port}"


async def faults_of(options: Options) -> tuple[str, ...]:
    with pytest.raises(BadInput) as told:
        await prepare(options)
    return told.value.faults


async def test_a_server_is_asked_before_anything_else_and_its_lists_are_wanted_by_every_digest() -> None:
    async with serving({"ITLFile.tlv": NEW.itl()}) as server:
        prepared = await prepare(wanting(at(server)))

    assert {digest_of(name, NEW.itl()) for name in ("md5", "sha1", "sha256", "sha512")} == set(prepared.options.wanted)


async def test_a_phone_is_judged_by_the_list_of_its_own_name_on_the_server_and_by_what_lies_in_the_archive() -> None:
    write("archive/pub/ITLFile.tlv", OLD.itl())
    files = {"ITLFile.tlv": NEW.itl(), f"ITL{NAME}.tlv": OLD.itl(signer=OLD.itl_recovery, timestamp=9)}
    async with serving(files) as server:
        aim = (await prepare(wanting(at(server), archive=("archive",)))).aim
        need = aim.need()
        assert need is not None
        own = await need.judge(PHONE, page(OLD.itl()), ["itl"])
        other = await need.judge(Phone("SEP000000000001"), page(OLD.itl()), ["itl"])
        holds_own = await need.judge(PHONE, page(files[f"ITL{NAME}.tlv"], digest="md5"), ["itl"])

    assert [Standing.TAKES_WANTED, Standing.DEPENDS, Standing.HOLDS_WANTED] == [
        one.standing for one in (own, other, holds_own)
    ]
    assert {NAME, "SEP000000000001"} == set(need.answers)


async def test_a_server_that_does_not_answer_is_told_with_what_to_do() -> None:
    async with serving({}) as server:
        address = at(server)
        empty = await prepare(wanting(address))
    silent = await faults_of(wanting("http://127.0.0.1:1", "https://127.0.0.1:1"))

    assert [f"{address}: serves neither ITLFile.tlv nor CTLFile.tlv"] == [one.split(";")[0] for one in empty.told]
    assert ["--wanted http://127.0.0.1:1", "--wanted https://127.0.0.1:1"] == [one.split(": ")[0] for one in silent]
    assert all("Check that the node's TFTP service runs" in one for one in silent)


async def test_on_a_server_without_lists_the_phones_own_configuration_tells_and_a_phone_without_one_is_left_alone() -> (
    None
):
    write("archive/ITLFile.tlv", OLD.itl())
    write("archive/rolled-back.tlv", OLD.rollback_itl())
    plain = b"<device><fullConfig>true</fullConfig></device>"
    async with serving({f"{NAME}.cnf.xml": plain}) as server:
        need = (await prepare(wanting(at(server), archive=("archive",)))).aim.need()
        assert need is not None
        answers = [
            await need.judge(phone, page(held), ["itl"])
            for phone, held in ((PHONE, OLD.itl()), (PHONE, OLD.rollback_itl()), (Phone("SEP000000000001"), OLD.itl()))
        ]

    assert [Standing.REFUSES, Standing.TAKES_WANTED, Standing.NO_OFFER] == [one.standing for one in answers]
    assert f"{at(server)} has neither a list nor a configuration for it" == answers[2].why


async def test_lists_that_no_phone_can_load_are_no_target() -> None:
    write("ITLFile.tlv", NEW.itl()[:-3])
    write("notes.tlv", b"notes")
    large = NEW.itl(records=[*NEW.records(), *[NEW.records()[3]] * 70])
    async with serving({"ITLFile.tlv": large}) as server:
        faults = await faults_of(wanting("ITLFile.tlv", "notes.tlv", at(server)))

    assert "--wanted: notes.tlv is no trust list; name another file" == faults[0]
    assert faults[1].startswith("--wanted: the ITL of ITLFile.tlv can not be read: ")
    assert "and phones load 65535 at most; name another list, or correct that cluster" in faults[2]


async def test_an_archive_without_lists_is_told() -> None:
    write("ITLFile.tlv", NEW.itl())
    write("empty/notes.txt", b"no list")
    faults = await faults_of(wanting("ITLFile.tlv", archive=("empty",)))

    assert 1 == len(faults)
    assert "empty: has no .tlv file; name an archive of" in faults[0]


async def test_a_resumed_run_reads_the_same_words_again_from_any_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    write("ITLFile.tlv", NEW.itl())
    first = await prepare(wanting("ITLFile.tlv"))
    job = new_job("run", (PHONE,), first.options, None)
    write("elsewhere/notes.txt", b"")
    monkeypatch.chdir("elsewhere")
    again = await prepare(options_of(job.run))

    assert (first.options, first.aim.files, ()) == (again.options, again.aim.files, again.told)
    assert json.dumps(dict(job.run.options))  # as the store keeps them: no bytes


async def test_what_was_wanted_at_the_beginning_stays_wanted_where_a_cluster_signed_anew() -> None:
    async with serving({"ITLFile.tlv": NEW.itl()}) as server:
        first = await prepare(wanting(at(server)))
        server.files["ITLFile.tlv"] = NEW.itl(timestamp=5)
        again = await prepare(first.options)

    assert set(first.options.wanted) < set(again.options.wanted)
    assert ["--wanted: some lists are others than when the run began"] == [one.split(" (")[0] for one in again.told]


async def test_without_a_wanted_list_nobody_is_judged_and_no_server_is_asked() -> None:
    aim = (await prepare(Options())).aim

    assert (None, None) == (aim.need(), aim.tftp())


async def test_the_servers_of_a_page_are_asked_over_tftp_where_a_list_is_wanted_but_those_that_are_wanted_are_not() -> (
    None
):
    write("ITLFile.tlv", NEW.itl())
    async with serving({"ITLFile.tlv": OLD.itl()}) as server:
        facts = replace(page(OLD.itl()), tftp_servers=("no server", f"{HOST}:{server.port}"))
        old = (await prepare(wanting("ITLFile.tlv"))).aim.tftp()
        wanted = (await prepare(wanting(at(server)))).aim.tftp()
        assert old is not None
        assert wanted is not None
        found = [await one.same_list_from(PHONE, facts) for one in (old, wanted)]

    assert [f"{HOST}:{server.port}", None] == found


# --- the end of a plan -----------------------------------------------------------------------------------------------


def planned(number: int, outcome: Outcome = Outcome.PENDING) -> Result:
    return Result(f"SEP{number:012X}", None, None, None, None, None, outcome, None, "")


_RESTORE = (
    "  2  DRS restore: restore the backup that has the keys of before, so that the old signer signs again. Nobody sees "
    "from here whether a backup is at hand."
)


def test_the_end_of_a_plan_says_each_reason_and_each_other_way_once() -> None:
    refuses = Answer(
        Standing.REFUSES, "…", "nobody vouches (rule 14)", (Saving("DRS restore", ("a backup is at hand",)),), ("look",)
    )
    depends = replace(refuses, standing=Standing.DEPENDS, why="the TVS may (rule 10)", savings=(), pitfalls=())
    takes = Answer(Standing.TAKES_WANTED, "…", "signed by a held SAST (rule 3)")
    answers = {f"SEP{n:012X}": one for n, one in enumerate((refuses, refuses, depends, takes, refuses))}
    results = [planned(n) for n in range(3)] + [planned(3, Outcome.ALREADY_TRUSTED), planned(4, Outcome.MANUAL)]
    need = Judged(None, answers)  # type: ignore[arg-type]

    assert [
        "",
        "1 phone will take a wanted list without an erase:",
        "  1  signed by a held SAST (rule 3)",
        "",
        "Why 3 phones would be erased:",
        "  2  they refuse the wanted list: nobody vouches (rule 14)",
        "  1  they take the wanted list only if the old cluster's TVS vouches for it: the TVS may (rule 10)",
        "",
        "What may save the walk:",
        _RESTORE,
        "",
        "What to know before:",
        "  2  look",
    ] == list(told_of(results, need))  # fmt: skip


def test_ten_thousand_phones_with_reasons_of_their_own_do_not_flood_the_terminal() -> None:
    answers = {
        f"SEP{n:012X}": Answer(Standing.UNKNOWN, "…", f"its ITL {n:040X} is in no archive") for n in range(10_000)
    }
    lines = told_of([planned(n) for n in range(10_000)], Judged(None, answers))  # type: ignore[arg-type]

    assert 13 == len(lines)
    assert "  9990  for 9990 others; why.txt beside the report has them" == lines[-1]


async def test_what_a_tvs_says_decides_be_it_in_a_file_or_that_nobody_listens() -> None:
    write("tvs.json", json.dumps({"reachable": True, "presents": OLD.tvs.serial_hex, "knows": []}).encode())
    write("ITLFile.tlv", NEW.itl())
    write("archive/ITLFile.tlv", OLD.itl())
    words = {"wanted": ("ITLFile.tlv",), "archive": ("archive",)}
    standings = []
    for tvs in (("tvs.json",), ("127.0.0.1:1",), ()):
        need = (await prepare(load_settings({**words, "tvs": tvs}).to_options())).aim.need()
        assert need is not None
        standings.append((await need.judge(PHONE, page(OLD.itl()), ["itl"])).why[-9:])

    assert ["(rule 14)", "(rule 11)", "(rule 10)"] == standings
