"""Logs on standard error: for eyes on a terminal, one JSON object a line everywhere else.

Events are dotted verbs (`phone.settled`, `press.sent`) with values beside them; `run`, `phone` and `site` come from
context variables. Everything, the standard library's loggers too, passes the `Redactor` last before it is written.
Nothing is cached at import: a logger made before `configure_log` obeys it all the same.
"""

from __future__ import annotations

import json
import logging
import os
import sys
from collections.abc import Iterable
from typing import Any, TextIO

import structlog
from structlog.dev import ConsoleRenderer, plain_traceback
from structlog.typing import EventDict, Processor

from eraser.model.outcome import BadInput, Outcome
from eraser.model.run import Event, EventKind
from eraser.ops.redaction import Redactor

LEVELS = ("debug", "info", "warning", "error", "critical")
FORMS = ("auto", "console", "json")

# These tell headers, addresses or every request at their lower levels.
_TALKATIVE = (
    "httpx",
    "httpcore",
    "asyncio",
    "asyncssh",
    "uvicorn",
    "uvicorn.access",
    "uvicorn.error",
    "PIL",
    "RapidOCR",
)
# What the renderers look for by name; a secret that happens to be such a word tells nothing there.
_FRAME = ("timestamp", "level", "logger", "event")
_TEXTS = ("stack", "exception")
# A phone's text must not move the cursor or recolour the terminal.
_CONTROLS = {code: f"\\x{code:02x}" for code in (*range(32), *range(127, 160)) if chr(code) not in "\n\t"}


def configure_log(
    *, level: str = "info", form: str = "auto", secrets: Iterable[str] = (), redactor: Redactor | None = None
) -> Redactor:
    """Sets up all logging of the process.

    Args:
        level: the lowest level that is told.
        form: `console`, `json`, or `auto`: console on a terminal.
        secrets: what must never come out.
        redactor: one that is already in use for other printing, so that what it learns later counts here too.

    Returns:
        The redactor of the log: secrets that become known later are added to it.

    Raises:
        BadInput: no such level or form.
    """
    if level.lower() not in LEVELS:
        raise BadInput(f"log level {level!r} is unknown; choose one of {', '.join(LEVELS)}")
    if form not in FORMS:
        raise BadInput(f"log form {form!r} is unknown; choose one of {', '.join(FORMS)}")
    redactor = redactor or Redactor()
    for secret in secrets:
        redactor.add(secret)
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.ExtraAdder(),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.StackInfoRenderer(),
        structlog.processors.format_exc_info,  # plain text: no local variables
    ]
    structlog.configure(
        processors=[structlog.stdlib.filter_by_level, *shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        wrapper_class=structlog.stdlib.BoundLogger,
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=False,
    )
    handler = _StandardError(redactor)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[structlog.stdlib.add_logger_name, *shared],
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *_last_steps(redactor, form)],
        )
    )
    _take_over_standard_logging(handler, level.upper())
    return redactor


def printable(text: str) -> str:
    """Foreign text for a terminal: its control characters are shown, not obeyed."""
    return text.translate(_CONTROLS)


def _last_steps(redactor: Redactor, form: str) -> list[Processor]:
    """Redaction, then the renderer, and nothing between them that could add text."""

    def redact(_logger: Any, _method: str, event: EventDict) -> EventDict:
        framed = {name: redactor.clean(event.pop(name)) for name in _FRAME if name in event}
        texts = {name: redactor.clean(event.pop(name)) for name in _TEXTS if name in event}
        return {**framed, **redactor.clean(dict(event)), **texts}

    on_terminal = sys.stderr.isatty()
    if form == "json" or (form == "auto" and not on_terminal):
        return [redact, structlog.processors.JSONRenderer(ensure_ascii=False)]
    colors = on_terminal and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
    return [_without_controls, redact, ConsoleRenderer(colors=colors, exception_formatter=plain_traceback)]


def _without_controls(_logger: Any, _method: str, event: EventDict) -> EventDict:
    return {name: printable(one) if isinstance(one, str) else one for name, one in event.items()}


def _take_over_standard_logging(handler: logging.Handler, level: str) -> None:
    root = logging.getLogger()
    # Whatever else would print the same lines unredacted goes: ours from before, and basicConfig's.
    for one in [one for one in root.handlers if type(one) in (_StandardError, logging.StreamHandler)]:
        root.removeHandler(one)
    root.addHandler(handler)
    root.setLevel(level)
    for name in _TALKATIVE:
        logger = logging.getLogger(name)
        logger.handlers.clear()
        logger.propagate = True
        logger.setLevel(max(logging.WARNING, root.level))
    logging.captureWarnings(capture=True)


class _StandardError(logging.StreamHandler[TextIO]):
    """Writes to what standard error is *now*: a live progress view puts itself in its place for a while."""

    def __init__(self, redactor: Redactor) -> None:
        logging.Handler.__init__(self)
        self._redactor = redactor

    @property
    def stream(self) -> TextIO:  # type: ignore[override]  # StreamHandler keeps one stream for ever
        return sys.stderr

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - the library's name
        """The standard library would print the record's arguments as they are, secrets and all."""
        kind = sys.exc_info()[0]
        what = self._redactor.clean(f"{kind.__name__ if kind else 'error'} in a log call of {record.name}")
        try:
            line = {"level": "error", "event": "log.broken", "detail": f"{what} ({record.filename}:{record.lineno})"}
            self.stream.write(json.dumps(line) + "\n")
        except (OSError, ValueError):
            return  # standard error is gone; there is nobody left to tell


_STANDARD = logging.getLogger("eraser.run")  # the one that structlog writes to
_EVENT_NAMES = {
    EventKind.STAGE: "stage.begun",
    EventKind.LOOKED: "phone.looked",
    EventKind.PRESS: "press.sent",
    EventKind.INTENT: "intent.written",
    EventKind.PICTURE: "picture.taken",
    EventKind.RETRY: "phone.retried",
    EventKind.SETTLED: "phone.settled",
}
_QUIET = frozenset({EventKind.STAGE, EventKind.LOOKED, EventKind.PRESS, EventKind.PICTURE})
_WELL = frozenset(outcome.value for outcome in Outcome if outcome.settled_well)
_TOLD_OF_RESULTS = ("outcome", "reason", "detail", "model", "firmware", "proof", "keys_pressed", "seconds")


class LogEvents:
    """An observer that tells what happens to the phones: results and retries at `info`, bad ends at `warning`, each
    key at `debug`."""

    def __init__(self) -> None:
        self._log = structlog.stdlib.get_logger(_STANDARD.name)

    def see(self, event: Event) -> None:
        """One event as one line."""
        level = _level_of(event)
        if not _STANDARD.isEnabledFor(level):  # most events are of single keys, and told at debug alone
            return
        values: dict[str, Any] = {"run": event.run, "phone": event.phone, "site": event.site}
        if event.kind is EventKind.SETTLED:
            result = event.data.get("result") or {}
            values |= {name: result[name] for name in _TOLD_OF_RESULTS if result.get(name) is not None}
        elif event.kind is not EventKind.LOOKED:
            values |= {"stage": event.stage, **{name: one for name, one in event.data.items() if name != "before"}}
        self._log.log(level, _EVENT_NAMES[event.kind], **values)


def _level_of(event: Event) -> int:
    if event.kind in _QUIET:
        return logging.DEBUG
    if event.kind is not EventKind.SETTLED:
        return logging.INFO
    return logging.INFO if (event.data.get("result") or {}).get("outcome") in _WELL else logging.WARNING
