"""The table at the end of a run in the terminal."""

import io
from datetime import UTC, datetime

import pytest
from rich.console import Console

from eraser.model.outcome import Outcome, Reason
from eraser.model.run import Result
from eraser.service.progress import print_table

AT = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)


def result(number, outcome=Outcome.ERASED, reason=None, *, site="berlin", model="CP-8841", detail="done"):
    return Result(f"SEP{number:012X}", "127.0.0.1", site, model, None, None, outcome, reason, detail)


def table(results, **options):
    console = Console(file=io.StringIO(), width=140)
    print_table(results, console, **options)
    return console.file.getvalue().splitlines()


def test_each_model_is_a_line_with_its_counts():
    lines = table(
        [result(1), result(2), result(3, Outcome.NOT_APPLICABLE, model="CP-7940G"), result(4, Outcome.LOST, model=None)]
    )

    assert [
        ["model", "phones", "erased", "not", "applicable", "lost"],
        ["CP-7940G", "1", "·", "1", "·"],
        ["CP-8841", "2", "2", "·", "·"],
        ["not", "known", "1", "·", "·", "1"],
        ["all", "4", "2", "1", "1"],
    ] == [line.split() for line in lines[:5]]


def test_phones_that_did_not_settle_well_have_reason_and_next_step():
    text = "\n".join(table([result(1), result(2, Outcome.FAILED, Reason.KEY_REFUSED, detail="Key:Settings")]))

    assert "failed: key refused (1) The phone says that it does not have this key. Check that the driver fits" in text
    assert "SEP000000000002  CP-8841 berlin  Key:Settings" in text
    assert "SEP000000000001" not in text


def test_twenty_are_listed_and_the_others_counted():
    failed = [result(number, Outcome.FAILED, Reason.UNREACHABLE) for number in range(15)]
    lost = [result(100 + number, Outcome.LOST, Reason.NO_RETURN) for number in range(15)]
    lines = table([*failed, *lost, result(200, Outcome.BUSY, Reason.IN_CALL)])

    assert 20 == sum("SEP" in line for line in lines)
    assert "… and 11 more that did not settle well; all are in the report." in lines


@pytest.mark.parametrize(
    ("results", "options", "last"),
    [
        ([], {}, "No phones."),
        ([result(1), result(2, Outcome.BUSY, Reason.IN_CALL)], {}, "1 of 2 phones settled well: 1 erased, 1 busy."),
        ([result(1, Outcome.PENDING)], {"planned": True}, "1 phone looked at, no key pressed: 1 pending."),
    ],
)
def test_the_last_line_is_the_sum(results, options, last):
    assert last == table(results, **options)[-1]


def test_a_plans_phones_are_told_to_be_run():
    assert "Run itl-eraser run with the same source" in "\n".join(table([result(1, Outcome.PENDING)], planned=True))


def test_foreign_text_in_the_table_is_shown_not_obeyed():
    text = "\n".join(table([result(1, Outcome.FAILED, None, model="[red]\x1b[2J", detail="[/]\x07")]))

    assert "[red]\\x1b[2J" in text
    assert "[/]\\x07" in text
