"""What the metrics of a run say, and how they come out: over a socket, and as a file."""

import re
import socket
import urllib.request
from datetime import UTC, datetime

import pytest

from eraser.model.outcome import BadInput
from eraser.model.run import Event, EventKind, Run
from eraser.model.states import State
from eraser.ops.metrics import MOST_MODELS, MOST_SITES, Metrics
from eraser.ports import Observer

AT = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
RUN = Run("20260102-030405-ab12", "run", AT)


def event(phone, kind=EventKind.STAGE, state=State.LOOKING, site="berlin", **data):
    return Event(RUN.id, phone, AT, kind, state, "look", site, data)


def settled(phone, outcome="erased", site="berlin", model="CP-8841", seconds=41.2):
    result = {"outcome": outcome, "site": site, "model": model, "seconds": seconds}
    return event(phone, EventKind.SETTLED, State.SETTLED, site, result=result)


@pytest.fixture
def metrics():
    return Metrics(RUN, 4)


def test_it_is_an_observer(metrics):
    assert isinstance(metrics, Observer)


def test_phones_are_counted_from_pending_over_in_flight_to_settled(metrics):
    def counts():
        names = ("pending", "in_flight")
        return tuple(metrics.registry.get_sample_value(f"eraser_phones_{name}") for name in names)

    assert (4, 0) == counts()
    metrics.see(event("a"))
    metrics.see(event("b"))
    assert (2, 2) == counts()
    metrics.see(settled("a"))
    metrics.see(settled("c", "excluded"))
    assert (1, 1) == counts()


def test_a_phone_settles_once(metrics):
    metrics.see(settled("a"))
    metrics.see(settled("a"))

    assert 1 == metrics.registry.get_sample_value(
        "eraser_phones_settled_total", {"site": "berlin", "outcome": "erased"}
    )


def test_outcomes_are_counted_by_site_and_by_model(metrics):
    metrics.see(settled("a"))
    metrics.see(settled("b", "failed", site=None, model=None))
    value = metrics.registry.get_sample_value

    assert 1 == value("eraser_phones_settled_by_model_total", {"model": "CP-8841", "outcome": "erased"})
    assert 1 == value("eraser_phones_settled_by_model_total", {"model": "none", "outcome": "failed"})
    assert 1 == value("eraser_phones_settled_total", {"site": "none", "outcome": "failed"})


def test_the_time_a_phone_took_is_in_seconds(metrics):
    metrics.see(settled("a", seconds=41.2))
    metrics.see(settled("b", seconds=None))

    assert (1, 41.2) == (
        metrics.registry.get_sample_value("eraser_phone_duration_seconds_count"),
        metrics.registry.get_sample_value("eraser_phone_duration_seconds_sum"),
    )


def test_keys_and_intents_are_counted(metrics):
    for key in ("Key:Settings", "Key:KeyPad4"):
        metrics.see(event("a", EventKind.PRESS, State.NAVIGATING, key=key))
    metrics.see(event("a", EventKind.INTENT, State.CONFIRMING, key="Key:Soft2", before={}))

    assert (2, 1) == tuple(metrics.registry.get_sample_value(f"eraser_{name}_total") for name in ("presses", "intents"))


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        ({"error": "Unreachable", "reason": "unreachable"}, "unreachable"),
        ({"error": "InCall: two streams"}, "in_call"),
        ({"error": "10.1.2.3 went away"}, "other"),
        ({}, "other"),
    ],
)
def test_retries_are_counted_by_reason_and_nothing_else(metrics, data, reason):
    metrics.see(event("a", EventKind.RETRY, **data))

    assert 1 == metrics.registry.get_sample_value("eraser_retries_total", {"reason": reason})


@pytest.mark.parametrize(
    ("status", "label"),
    [(200, "2xx"), (503, "5xx"), ("401", "4xx"), (None, "none"), ("http://10.1.2.3", "other"), (-1, "other")],
)
def test_requests_are_counted_by_class_of_status(metrics, status, label):
    metrics.seen_request("press", status, 0.2)

    assert 1 == metrics.registry.get_sample_value("eraser_requests_total", {"operation": "press", "status": label})
    assert 0.2 == metrics.registry.get_sample_value("eraser_request_duration_seconds_sum", {"operation": "press"})


def test_sites_and_models_beyond_the_cap_become_other(metrics):
    for number in range(300):
        metrics.see(settled(f"phone {number}", site=f"site {number}", model=f"model {number}"))
    value = metrics.registry.get_sample_value

    assert 300 - MOST_SITES == value("eraser_phones_settled_total", {"site": "other", "outcome": "erased"})
    assert 300 - MOST_MODELS == value("eraser_phones_settled_by_model_total", {"model": "other", "outcome": "erased"})


def test_no_phone_address_or_run_is_a_label(metrics):
    metrics.see(event("SEP001122334455", EventKind.RETRY, error="127.0.0.5:80 went away"))
    metrics.see(settled("SEP001122334455"))
    metrics.see(event("SEP001122334455", EventKind.SETTLED, State.SETTLED, result={"outcome": ["127.0.0.5"]}))

    with metrics.serve("127.0.0.1", 0) as (host, port):
        text = scrape(host, port)

    assert not re.search(r"SEP0011|127\.0|20260102", text)


def scrape(host, port):
    with urllib.request.urlopen(f"http://{host}:{port}/metrics", timeout=10) as answer:
        return answer.read().decode()


def test_a_scrape_reads_what_was_counted_and_the_port_is_free_afterwards(metrics):
    metrics.see(settled("a"))

    with metrics.serve("127.0.0.1", 0) as (host, port):
        text = scrape(host, port)
    with socket.create_server((host, port)):
        pass

    assert 'eraser_phones_settled_total{outcome="erased",site="berlin"} 1.0' in text
    assert 'eraser_run_info{kind="run",' in text
    assert "eraser_run_started_timestamp_seconds 1.767323045e+09" in text


def test_a_port_in_use_is_one_clear_line(metrics):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(BadInput) as raised, metrics.serve("127.0.0.1", port):
            pass

    assert (f"--metrics 127.0.0.1:{port}: Address already in use; choose another host or port",) == raised.value.faults


def test_a_port_that_is_none_is_one_clear_line(metrics):
    with (
        pytest.raises(BadInput, match=r"--metrics 127\.0\.0\.1:70000: .*; choose another host or port"),
        metrics.serve("127.0.0.1", 70000),
    ):
        pass


def test_the_text_file_is_whole_and_alone(metrics, tmp_path):
    metrics.see(settled("a"))

    metrics.write_textfile(tmp_path / "eraser.prom")

    assert ["eraser.prom"] == [path.name for path in tmp_path.iterdir()]
    assert 'eraser_phones_settled_total{outcome="erased",site="berlin"} 1.0' in (tmp_path / "eraser.prom").read_text()


def test_a_text_file_that_can_not_be_written_is_one_clear_line(metrics, tmp_path):
    path = tmp_path / "none" / "eraser.prom"

    with pytest.raises(BadInput) as raised:
        metrics.write_textfile(path)

    assert (f"--metrics-textfile {path}: No such file or directory; choose another file",) == raised.value.faults


def test_two_runs_in_one_process_do_not_mix(metrics):
    metrics.see(settled("a"))

    assert Metrics(RUN, 1).registry.get_sample_value("eraser_phones_in_flight") == 0
