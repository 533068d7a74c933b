"""Plain numbers that come out as the library's own metrics would."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from prometheus_client import CollectorRegistry, Counter, Histogram
from prometheus_client.registry import Collector

from eraser.ops.request_counts import RequestCounts

BUCKETS_S = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
Request = tuple[str, str, float]

requests = st.lists(
    st.tuples(
        st.sampled_from(["press", "picture"]),
        st.sampled_from(["2xx", "5xx", "other"]),
        st.one_of(st.sampled_from(BUCKETS_S), st.floats(0, 20)),
    )
)


def samples(*collectors: Collector) -> dict[tuple[str, tuple[tuple[str, str], ...]], float]:
    registry = CollectorRegistry()
    for one in collectors:
        registry.register(one)
    return {
        (sample.name, tuple(sorted(sample.labels.items()))): sample.value
        for metric in registry.collect()
        for sample in metric.samples
        if not sample.name.endswith("_created")  # when a process first counted: of no use for a run
    }


def by_the_library(seen: list[Request], presses: int, intents: int) -> list[Collector]:
    counts = [
        Counter("eraser_presses_total", "", registry=None),
        Counter("eraser_intents_total", "", registry=None),
        Counter("eraser_requests_total", "", ["operation", "status"], registry=None),
    ]
    times = Histogram("eraser_request_duration_seconds", "", ["operation"], buckets=BUCKETS_S, registry=None)
    counts[0].inc(presses)
    counts[1].inc(intents)
    for operation, status, seconds in seen:
        counts[2].labels(operation, status).inc()
        times.labels(operation).observe(seconds)
    return [*counts, times]


@given(requests, st.integers(0, 9), st.integers(0, 9))
def test_they_are_what_the_library_counts(seen: list[Request], presses: int, intents: int) -> None:
    counts = RequestCounts()
    counts.presses, counts.intents = presses, intents
    for operation, status, seconds in seen:
        counts.of(operation, status).add(seconds)

    assert samples(*by_the_library(seen, presses, intents)) == samples(counts)


def test_the_registry_knows_their_names_before_anything_is_counted() -> None:
    registry, counts = CollectorRegistry(), RequestCounts()
    registry.register(counts)
    counts.presses = 3

    asked = registry.restricted_registry(["eraser_presses_total"]).collect()
    assert [("eraser_presses_total", 3)] == [(one.name, one.value) for metric in asked for one in metric.samples]
    with pytest.raises(ValueError, match="Duplicated"):
        Counter("eraser_requests_total", "", registry=registry)
