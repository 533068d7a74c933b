"""What a person sees while phones are worked on, and the table at the end."""

import contextlib
import io
import os
import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from rich.console import Console

from eraser.model.outcome import Outcome, Reason
from eraser.model.record import to_record
from eraser.model.run import Event, EventKind, Result
from eraser.model.states import State
from eraser.ports import Observer
from eraser.service.progress import Progress

AT = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)


def result(number, outcome=Outcome.ERASED, reason=None, *, site="berlin", model="CP-8841", detail="done"):
    return Result(f"SEP{number:012X}", "127.0.0.1", site, model, None, None, outcome, reason, detail)


def begun(number, site="berlin"):
    return Event("r", f"SEP{number:012X}", AT, EventKind.STAGE, State.LOOKING, "look", site)


def settled(one):
    return Event("r", one.name, AT, EventKind.SETTLED, State.SETTLED, "", one.site, {"result": to_record(one)})


def terminal(width=120, height=40, **options):
    return Console(
        file=io.StringIO(), force_terminal=True, width=width, height=height, color_system="standard", **options
    )


def pipe():
    return Console(file=io.StringIO(), width=100, height=40)


def shown(progress, *, height=40, width=120):
    console = Console(file=io.StringIO(), width=width, height=height)
    console.print(progress.draw())
    return console.file.getvalue()


@pytest.fixture
def progress():
    return Progress(pipe(), clock=lambda: AT)


def test_it_is_an_observer(progress):
    assert isinstance(progress, Observer)


def test_the_plain_line_counts_what_settled_and_what_flies(progress):
    progress.start(40, {"berlin": 40})
    for number in range(17):
        progress.see(begun(number))
    for number in range(9):
        progress.see(settled(result(number)))
    progress.see(settled(result(9, Outcome.NOT_APPLICABLE, Reason.MODEL_WITHOUT_LIST)))
    progress.see(settled(result(10, Outcome.NOT_APPLICABLE, Reason.MODEL_WITHOUT_LIST)))
    progress.see(settled(result(11, Outcome.FAILED, Reason.UNREACHABLE)))

    assert "03:04:05 12/40 settled, 9 erased, 2 not applicable, 1 failed, 5 in flight" == progress.line()
    progress.stop()


def test_a_phone_that_waits_for_its_turn_does_not_fly(progress):
    for number in range(3):
        progress.see(begun(number))
        progress.see(replace(begun(number), state=State.WAITING))
    progress.see(replace(begun(1), state=State.NAVIGATING))

    assert "03:04:05 0/0 settled, 1 in flight" == progress.line()


def test_the_rate_of_a_large_fleet_is_a_plain_number():
    clock = iter([AT, *[AT + timedelta(seconds=10)] * 9])
    progress = Progress(pipe(), clock=lambda: next(clock))
    for number in range(200):
        progress.see(settled(result(number)))

    assert "10 s elapsed · 1,200 phones a minute" in shown(progress)


def test_a_phone_settles_once_and_flies_no_more(progress):
    for event in (begun(1), settled(result(1)), settled(result(1)), begun(1)):
        progress.see(event)

    assert "03:04:05 1/0 settled, 1 erased, 0 in flight" == progress.line()


def test_the_last_line_is_printed_when_it_stops():
    console = pipe()
    progress = Progress(console, clock=lambda: AT)
    progress.start(1, {"berlin": 1})
    progress.see(settled(result(1)))

    progress.stop()

    assert "03:04:05 1/1 settled, 1 erased, 0 in flight\n" == console.file.getvalue()


def test_without_a_terminal_lines_come_by_themselves():
    class Lines(io.StringIO):
        came = threading.Semaphore(0)

        def write(self, text):
            self.came.release()
            return super().write(text)

    console = Console(file=Lines())
    progress = Progress(console, every_s=0.01, clock=lambda: AT)
    progress.start(2, {"berlin": 2})

    assert all(console.file.came.acquire(timeout=10) for _ in range(3))
    progress.stop()
    assert {"03:04:05 0/2 settled, 0 in flight"} == set(console.file.getvalue().splitlines())


@pytest.mark.parametrize(
    "event", [None, Event("r", "p", AT, EventKind.SETTLED, State.SETTLED, ""), settled(result(1, detail=None))]
)
def test_nothing_it_is_shown_makes_it_raise(progress, event):
    progress.see(event)

    assert progress.line().endswith("in flight")


def test_a_closed_standard_error_stops_nothing():
    console = pipe()
    progress = Progress(console)
    progress.start(1, {"berlin": 1})
    console.file.close()

    progress.see(settled(result(1)))
    progress.stop()

    assert "1/1 settled" in progress.line()


def test_a_full_pipe_holds_up_neither_the_counting_nor_the_end():
    read_end, write_end = os.pipe()
    os.set_blocking(write_end, False)
    with contextlib.suppress(BlockingIOError):
        while True:
            os.write(write_end, b"x" * 65536)
    os.set_blocking(write_end, True)
    stream = os.fdopen(write_end, "w")
    progress = Progress(Console(file=stream), every_s=0.001)
    progress.start(1, {"berlin": 1})

    progress.see(settled(result(1)))
    progress.stop()

    assert "1/1 settled" in progress.line()
    assert progress._thread.is_alive()
    os.read(read_end, 1 << 20)  # empties the pipe, so that the thread can end
    progress._thread.join(timeout=10)
    assert not progress._thread.is_alive()
    os.close(read_end)
    with contextlib.suppress(BrokenPipeError):
        stream.close()


# --- the live view ---------------------------------------------------------------------------------------------------


def test_the_live_view_has_a_bar_in_all_and_one_a_site(progress):
    progress.start(3, {"berlin": 2, None: 1})
    progress.see(settled(result(1)))
    progress.see(settled(result(2, Outcome.BUSY, Reason.IN_CALL, site=None)))

    lines = [line.split() for line in shown(progress).splitlines()]

    assert [["all", "phones"], ["berlin"], ["no", "site"]] == [lines[0][:2], lines[1][:1], lines[2][:2]]
    assert ["2/3", "1", "not", "well"] == lines[0][-4:]
    assert "1/2" == lines[1][-1]
    assert ["1/1", "1", "not", "well"] == lines[2][-4:]
    progress.stop()


def test_small_sites_are_summed(progress):
    progress.start(210, {f"site {number:02}": number for number in range(1, 21)})

    text = shown(progress)

    assert 12 == sum(f"site {number:02}" in text for number in range(1, 21))
    assert "8 other sites" in text
    assert "0/36" in text
    progress.stop()


def test_a_low_terminal_gets_fewer_sites():
    progress = Progress(terminal(height=18), live=False, clock=lambda: AT)
    progress.start(210, {f"site {number:02}": number for number in range(1, 21)})

    assert "15 other sites" in shown(progress)
    progress.stop()


def test_the_last_five_failures_are_named(progress):
    for number in range(7):
        progress.see(
            settled(result(number, Outcome.FAILED, Reason.SCREEN_UNEXPECTED, detail="title is “Network settings” " * 9))
        )

    lines = shown(progress).splitlines()[-5:]

    assert [f"SEP{number:012X}" for number in range(2, 7)] == [line.split()[0] for line in lines]
    assert all("failed: screen unexpected  title is “Network settings”" in line and len(line) <= 120 for line in lines)


def test_elapsed_time_and_rate_are_told():
    times = iter([AT, AT, *[AT + timedelta(minutes=2)] * 9])
    progress = Progress(pipe(), clock=lambda: next(times))
    progress.start(40, {"berlin": 40})
    for number in range(10):
        progress.see(settled(result(number)))

    assert "2 min elapsed · 5 phones a minute · about 6 min left" in shown(progress)
    progress.stop()


def test_markup_and_control_codes_of_a_phone_do_nothing():
    console = terminal()
    progress = Progress(console, clock=lambda: AT)
    progress.start(1, {"[red]x\x1b[2J": 1, "b": 1})
    progress.see(settled(result(1, Outcome.FAILED, None, detail="[bold]\x1b[2Jgone")))

    text = shown(progress)
    progress.stop()

    assert "\x1b[2J" not in text + console.file.getvalue()
    assert "[bold]\\x1b[2Jgone" in text
    assert "[red]x\\x1b[2J" in text


@pytest.mark.parametrize(("no_color", "coloured"), [("", True), ("1", False)])
def test_on_a_terminal_it_draws_and_no_color_is_honoured(monkeypatch, no_color, coloured):
    monkeypatch.setenv("NO_COLOR", no_color)
    console = terminal()
    progress = Progress(console)
    progress.start(2, {"a": 1, "b": 1})
    progress.see(settled(result(1, Outcome.FAILED, Reason.UNREACHABLE)))
    progress.stop()

    text = console.file.getvalue()

    assert "all phones" in text
    assert coloured == ("\x1b[31m" in text)
    assert "1/2 settled, 1 failed, 0 in flight" in text.splitlines()[-1]


def test_a_terminal_that_can_not_draw_gets_lines(monkeypatch):
    monkeypatch.setenv("TERM", "dumb")
    console = Console(file=io.StringIO(), force_terminal=True)
    progress = Progress(console, clock=lambda: AT)
    progress.start(1, {"a": 1})
    progress.stop()

    assert "03:04:05 0/1 settled, 0 in flight\n" == console.file.getvalue()
