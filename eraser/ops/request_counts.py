"""Requests to phones and keys, counted for Prometheus.

They are the only metrics that move with every key. The library's own counters take a lock for each number, and cost as
much as sending the key to the journal; these are plain numbers, and become metrics when somebody asks for them.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator

from prometheus_client.metrics_core import CounterMetricFamily, HistogramMetricFamily, Metric
from prometheus_client.registry import Collector
from prometheus_client.utils import floatToGoString

_BUCKETS_S = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
_LABELS_S = (*map(floatToGoString, _BUCKETS_S), "+Inf")


class _Times:
    """How long the requests of one operation took: how many fell into each bucket, and their seconds in all."""

    __slots__ = ("counts", "seconds")

    def __init__(self) -> None:
        self.counts = [0] * len(_LABELS_S)
        self.seconds = 0.0


class _Count:
    """Requests of one operation with one class of status."""

    __slots__ = ("number", "times")

    def __init__(self, times: _Times) -> None:
        self.number = 0
        self.times = times

    def add(self, seconds: float) -> None:
        times = self.times
        self.number += 1
        times.seconds += seconds
        times.counts[bisect_left(_BUCKETS_S, seconds)] += 1


class RequestCounts(Collector):
    """Counted in the thread of the event loop; read from any."""

    def __init__(self) -> None:
        self.presses = 0
        self.intents = 0
        self._counts: dict[tuple[str, str], _Count] = {}
        self._times: dict[str, _Times] = {}

    def of(self, operation: str, status: str) -> _Count:
        """Where requests with these labels are counted."""
        counted = self._counts.get((operation, status))
        if counted is None:
            times = self._times.setdefault(operation, _Times())
            counted = self._counts[operation, status] = _Count(times)
        return counted

    def describe(self) -> Iterator[Metric]:
        """The metrics without their numbers: the registry finds them by these names, and refuses a second one."""
        yield from RequestCounts().collect()

    def collect(self) -> Iterator[Metric]:
        """The metrics, as the registry asks for them."""
        yield CounterMetricFamily("eraser_presses", "Keys sent to phones", value=self.presses)
        yield CounterMetricFamily("eraser_intents", "Confirming keys about to be sent", value=self.intents)
        requests = CounterMetricFamily("eraser_requests", "Requests to phones", labels=["operation", "status"])
        for labels, count in list(self._counts.items()):
            requests.add_metric(labels, count.number)
        yield requests
        durations = HistogramMetricFamily(
            "eraser_request_duration_seconds", "Time to the whole answer", labels=["operation"]
        )
        for operation, times in list(self._times.items()):
            durations.add_metric([operation], list(_up_to_each(times.counts)), times.seconds)
        yield durations


def _up_to_each(counts: list[int]) -> Iterator[tuple[str, float]]:
    sum_so_far = 0
    for label, count in zip(_LABELS_S, tuple(counts), strict=True):
        sum_so_far += count
        yield label, sum_so_far
