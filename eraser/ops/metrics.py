"""Prometheus metrics of one run, in a registry of their own.

Labels come from closed lists (outcome, reason) or are capped (site, model, operation): never an address, a MAC or a
user. A label per phone would make each scrape 7 MB at 50,000 phones (ecosystem §3.1). Site and model stand in two
families, because their product would be tens of thousands of series.
"""

from __future__ import annotations

import platform
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from socket import AF_INET6
from socketserver import TCPServer
from threading import Thread
from wsgiref.simple_server import WSGIRequestHandler, make_server

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, Info, write_to_textfile
from prometheus_client.exposition import ThreadingWSGIServer, make_wsgi_app

from eraser.model import outcome as outcomes
from eraser.model.outcome import BadInput, EraserError, Outcome, Reason
from eraser.model.run import Event, EventKind, Run
from eraser.model.states import State
from eraser.ops.request_counts import RequestCounts

OTHER = "other"  # what is beyond a cap
NONE = "none"  # what the inventory does not say
MOST_SITES = 200
MOST_MODELS = 200
MOST_OPERATIONS = 50
_LONGEST_LABEL = 64  # characters
_MOST_KEPT = 500  # labels that are found without being looked up: operations by status codes

_PHONE_BUCKETS_S = (1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 1200)  # a restart takes minutes (phones §2.5)

_REASON_OF_ERROR = {
    name: error.reason
    for name, error in vars(outcomes).items()
    if isinstance(error, type) and issubclass(error, EraserError)
}
_OUTCOMES = frozenset(outcome.value for outcome in Outcome)
_REASONS = frozenset(reason.value for reason in Reason)


class Metrics:
    """An observer that counts. `phones` is how many the run is about."""

    def __init__(self, run: Run, phones: int) -> None:
        self.registry = CollectorRegistry()
        self._phones = phones
        self._begun: set[str] = set()
        self._in_flight: set[str] = set()
        self._settled: set[str] = set()
        self._sites = _Capped(MOST_SITES)
        self._models = _Capped(MOST_MODELS)
        self._operations = _Capped(MOST_OPERATIONS)
        self._seen: dict[tuple[str, int | str | None], Callable[[float], None]] = {}
        self._define_phones()
        self._requests = RequestCounts()
        self.registry.register(self._requests)
        about = {"kind": run.kind, "version": _own_version(), "python": platform.python_version()}
        Info("eraser_run", "The run that these metrics are of", registry=self.registry).info(about)
        started = Gauge("eraser_run_started_timestamp_seconds", "When the run began", registry=self.registry)
        started.set(run.started_at.timestamp())
        self._count_waiting()

    def _define_phones(self) -> None:
        mine = self.registry
        self._by_site = Counter(
            "eraser_phones_settled_total", "Phones whose work ended, by site", ["site", "outcome"], registry=mine
        )
        self._by_model = Counter(
            "eraser_phones_settled_by_model_total",
            "Phones whose work ended, by model",
            ["model", "outcome"],
            registry=mine,
        )
        self._flying = Gauge("eraser_phones_in_flight", "Phones begun and not settled", registry=mine)
        self._pending = Gauge("eraser_phones_pending", "Phones not begun", registry=mine)
        self._duration = Histogram(
            "eraser_phone_duration_seconds",
            "From the first look to the result",
            buckets=_PHONE_BUCKETS_S,
            registry=mine,
        )
        self._retries = Counter("eraser_retries_total", "Attempts that had to be repeated", ["reason"], registry=mine)

    def see(self, event: Event) -> None:
        """Counts one event. A phone settles once, however often it is told."""
        if event.kind is EventKind.SETTLED:
            self._settle(event)
            self._count_waiting()
        elif event.phone not in self._in_flight and event.state not in (State.PENDING, State.SETTLED):
            self._begun.add(event.phone)
            self._in_flight.add(event.phone)
            self._count_waiting()
        if event.kind is EventKind.PRESS:
            self._requests.presses += 1
        elif event.kind is EventKind.INTENT:
            self._requests.intents += 1
        elif event.kind is EventKind.RETRY:
            self._retries.labels(_reason_of(event.data.get("reason") or event.data.get("error"))).inc()

    def seen_request(self, operation: str, status: int | str | None, seconds: float) -> None:
        """One request to a phone: an HTTP status becomes its class (`2xx`), None means that no answer came."""
        add = self._seen.get((operation, status))
        if add is None:
            add = self._requests.of(self._operations.label(operation), _status_label(status)).add
            if len(self._seen) < _MOST_KEPT:
                self._seen[operation, status] = add
        add(seconds)

    def _settle(self, event: Event) -> None:
        if event.phone in self._settled:
            return
        self._settled.add(event.phone)
        self._begun.add(event.phone)
        self._in_flight.discard(event.phone)
        result = event.data.get("result") or {}
        outcome = _outcome_label(result.get("outcome"))
        self._by_site.labels(self._sites.label(result.get("site") or event.site), outcome).inc()
        self._by_model.labels(self._models.label(result.get("model")), outcome).inc()
        seconds = result.get("seconds")
        if isinstance(seconds, (int, float)):
            self._duration.observe(seconds)

    def _count_waiting(self) -> None:
        self._flying.set(len(self._in_flight))
        self._pending.set(max(0, self._phones - len(self._begun)))

    @contextmanager
    def serve(self, host: str, port: int) -> Iterator[tuple[str, int]]:
        """Serves `/metrics` from a thread of its own; gives the address it listens on.

        Raises:
            BadInput: it can not listen there.
        """
        try:
            server = make_server(host, port, make_wsgi_app(self.registry), _server_for(host), _Silent)
        except (OSError, OverflowError) as error:
            cause = getattr(error, "strerror", None) or str(error)
            raise BadInput(f"--metrics {host}:{port}: {cause}; choose another host or port") from error
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.1}, name="metrics", daemon=True)
        thread.start()
        try:
            yield host, server.server_address[1]
        finally:
            server.shutdown()
            server.server_close()
            thread.join()

    def write_textfile(self, path: Path) -> None:
        """Writes all metrics for node_exporter's textfile collector, which must never see half a file.

        Raises:
            BadInput: the file can not be written.
        """
        try:
            write_to_textfile(str(path), self.registry)
        except OSError as error:
            raise BadInput(f"--metrics-textfile {path}: {error.strerror}; choose another file") from error


class _Capped:
    """The first names are labels; those that come after the cap are `other`."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._known: set[str] = set()

    def label(self, name: str | None) -> str:
        if not name:
            return NONE
        name = name[:_LONGEST_LABEL]
        if name not in self._known and len(self._known) >= self._most:
            return OTHER
        self._known.add(name)
        return name


def _outcome_label(text: object) -> str:
    return str(text) if str(text) in _OUTCOMES else OTHER


def _reason_of(error: object) -> str:
    """`Unreachable: no answer`, or a reason's own word."""
    word = str(error or "").partition(":")[0].strip()
    if word in _REASON_OF_ERROR:
        return str(_REASON_OF_ERROR[word])
    return word if word in _REASONS else OTHER


def _status_label(status: int | str | None) -> str:
    if status is None:
        return NONE
    code = str(status)
    return f"{code[0]}xx" if len(code) == 3 and code.isascii() and code.isdecimal() else OTHER


def _own_version() -> str:
    try:
        return version("itl-eraser")
    except PackageNotFoundError:  # run from the sources alone
        return "unknown"


class _Silent(WSGIRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's name
        """Scrapes are not told on standard error."""


class _Server(ThreadingWSGIServer):
    """Listens without asking the name service who it is: in the emergency that may be down, and would be waited for."""

    def server_bind(self) -> None:
        TCPServer.server_bind(self)
        self.server_name, self.server_port = str(self.server_address[0]), int(self.server_address[1])
        self.setup_environ()


def _server_for(host: str) -> type[_Server]:
    if ":" not in host:
        return _Server
    return type("_ServerV6", (_Server,), {"address_family": AF_INET6})
