"""Logs: their two forms, whose lines come through, and that no secret does."""

import io
import json
import logging
import sys
import warnings
from datetime import UTC, datetime

import pytest
import structlog

from eraser.model.outcome import BadInput
from eraser.model.run import Event, EventKind
from eraser.model.states import State
from eraser.ops.log import LogEvents, configure_log
from eraser.ops.redaction import Redactor
from eraser.ports import Observer
from tests.ops.log_alone import configure_log_alone


class Terminal(io.StringIO):
    def isatty(self):
        return True


@pytest.fixture
def error_output(capsys):
    return CapturedError(capsys)


class CapturedError:
    """What was written to standard error so far."""

    def __init__(self, capsys):
        self.capsys, self.text = capsys, ""

    def getvalue(self):
        self.text += self.capsys.readouterr().err
        return self.text


def lines(stream):
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def test_a_json_line_has_time_level_event_and_what_was_bound(error_output):
    configure_log(form="json")
    structlog.contextvars.bind_contextvars(run="r1", phone="SEP001122334455", site="berlin")

    structlog.get_logger().info("press.sent", key="Key:Settings")

    (line,) = lines(error_output)
    stamp = line.pop("timestamp")
    assert stamp.endswith("Z")
    assert datetime.fromisoformat(stamp).tzinfo is not None
    assert {
        "level": "info",
        "event": "press.sent",
        "key": "Key:Settings",
        "run": "r1",
        "phone": "SEP001122334455",
        "site": "berlin",
    } == line


@pytest.mark.parametrize(("stream", "is_json"), [(io.StringIO, True), (Terminal, False)])
def test_auto_is_json_unless_a_terminal_looks(monkeypatch, stream, is_json):
    monkeypatch.setattr(sys, "stderr", stream())
    configure_log()

    structlog.get_logger().info("run.began")

    assert is_json == sys.stderr.getvalue().startswith("{")


@pytest.mark.parametrize(("no_color", "coloured"), [("", True), ("1", False)])
def test_no_color_is_honoured(monkeypatch, no_color, coloured):
    monkeypatch.setattr(sys, "stderr", Terminal())
    monkeypatch.setenv("NO_COLOR", no_color)
    monkeypatch.setenv("TERM", "xterm")
    configure_log()

    structlog.get_logger().info("run.began")

    assert coloured == ("\x1b[" in sys.stderr.getvalue())


def test_a_phones_text_can_not_steer_the_terminal(monkeypatch):
    monkeypatch.setattr(sys, "stderr", Terminal())
    monkeypatch.setenv("NO_COLOR", "1")
    configure_log(form="console")

    structlog.get_logger().info("phone.looked", text="\x1b[2Jgone\x07")

    assert "\x1b" not in sys.stderr.getvalue()
    assert "\\x1b[2Jgone\\x07" in sys.stderr.getvalue()


def test_lines_below_the_level_do_not_come(error_output):
    configure_log(level="warning", form="json")

    structlog.get_logger().info("press.sent")
    structlog.get_logger().warning("lease.lost")

    assert ["lease.lost"] == [line["event"] for line in lines(error_output)]


def test_the_standard_library_logs_through_us(error_output):
    configure_log(form="json")
    structlog.contextvars.bind_contextvars(phone="SEP001122334455")

    logging.getLogger("somebody").warning("took %d s", 3, extra={"host": "a"})

    (line,) = lines(error_output)
    assert ("took 3 s", "warning", "somebody", "SEP001122334455", "a") == (
        line["event"],
        line["level"],
        line["logger"],
        line["phone"],
        line["host"],
    )


@pytest.mark.parametrize("name", ["httpx", "asyncio", "uvicorn.error", "uvicorn.access"])
def test_talkative_libraries_tell_warnings_only(error_output, name):
    configure_log(level="debug", form="json")

    logging.getLogger(name).info("GET / with all headers")
    logging.getLogger(name).warning("trouble")

    assert ["trouble"] == [line["event"] for line in lines(error_output)]


def test_setting_up_twice_prints_once_and_forgets_other_handlers_on_standard_error(error_output):
    logging.getLogger().addHandler(logging.StreamHandler())
    configure_log(form="json")
    configure_log(form="json")

    structlog.get_logger().info("run.began")

    assert ["run.began"] == [line["event"] for line in lines(error_output)]


def test_a_logger_made_before_the_set_up_obeys_it(error_output):
    log = structlog.get_logger()
    configure_log(form="json", secrets=["hunter2"])

    log.info("run.began", text="hunter2")

    assert ["***"] == [line["text"] for line in lines(error_output)]


def test_a_line_goes_to_what_standard_error_is_at_that_time(monkeypatch, error_output):
    configure_log(form="json")
    live_view = io.StringIO()
    monkeypatch.setattr(sys, "stderr", live_view)

    structlog.get_logger().info("run.began")

    assert "" == error_output.getvalue()
    assert ["run.began"] == [line["event"] for line in lines(live_view)]


def test_warnings_of_python_are_lines_too(error_output):
    configure_log(form="json", secrets=["hunter2"])

    with warnings.catch_warnings():
        warnings.simplefilter("always")
        logging.captureWarnings(capture=False)
        logging.captureWarnings(capture=True)
        warnings.warn("old thing hunter2", stacklevel=1)
        logging.captureWarnings(capture=False)

    (line,) = lines(error_output)
    assert "py.warnings" == line["logger"]
    assert "old thing ***" in line["event"]


def test_a_traceback_shows_no_local_variables(error_output):
    configure_log(form="json")

    def break_down():
        local_password = f"hunter{2}"
        raise ValueError(len(local_password))

    try:
        break_down()
    except ValueError:
        structlog.get_logger().exception("phone.broke")

    assert "ValueError: 7" in lines(error_output)[0]["exception"]
    assert "hunter2" not in error_output.getvalue()


def test_a_broken_log_call_is_told_without_its_arguments(error_output):
    configure_log_alone(form="json", secrets=["hunter2"])

    logging.getLogger("somebody").warning("%s and %s", *["hunter2"])

    (line,) = lines(error_output)
    assert "log.broken" == line["event"]
    assert line["detail"].startswith("TypeError in a log call of somebody (test_log.py:")


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        ({"level": "loud"}, "log level 'loud' is unknown; choose one of debug, info, warning, error, critical"),
        ({"form": "xml"}, "log form 'xml' is unknown; choose one of auto, console, json"),
    ],
)
def test_an_unknown_level_or_form_is_bad_input(arguments, line):
    with pytest.raises(BadInput) as raised:
        configure_log(**arguments)

    assert (line,) == raised.value.faults


def test_a_secret_given_later_is_redacted_from_then_on(error_output):
    redactor = configure_log(form="json")
    redactor.add("hunter2")

    structlog.get_logger().info("run.began", text="hunter2")

    assert "hunter2" not in error_output.getvalue()


def test_the_log_can_share_the_redactor_of_other_printing(error_output):
    shared = Redactor()
    assert shared is configure_log(form="json", redactor=shared, secrets=["hunter1"])
    shared.add("hunter2")

    structlog.get_logger().info("run.began", texts=["hunter1", "hunter2"])

    assert [["***", "***"]] == [line["texts"] for line in lines(error_output)]


def event(kind, **data):
    return Event(
        "r1", "SEP001122334455", datetime(2026, 1, 2, tzinfo=UTC), kind, State.NAVIGATING, "navigate", "berlin", data
    )


@pytest.mark.parametrize(
    ("one", "expected"),
    [
        (event(EventKind.PRESS, key="Key:Settings"), ("debug", "press.sent")),
        (event(EventKind.INTENT, key="Key:Soft1", before={"itl": "AA"}), ("info", "intent.written")),
        (event(EventKind.RETRY, error="Unreachable: no"), ("info", "phone.retried")),
        (event(EventKind.SETTLED, result={"outcome": "erased"}), ("info", "phone.settled")),
        (event(EventKind.SETTLED, result={"outcome": "lost", "reason": "no_return"}), ("warning", "phone.settled")),
        (event(EventKind.SETTLED), ("warning", "phone.settled")),
    ],
)
def test_an_event_is_a_line_with_its_phone(error_output, one, expected):
    configure_log(level="debug", form="json")
    observer = LogEvents()
    assert isinstance(observer, Observer)

    observer.see(one)

    (line,) = lines(error_output)
    assert (*expected, "SEP001122334455", "berlin") == (line["level"], line["event"], line["phone"], line["site"])
    assert "before" not in line
