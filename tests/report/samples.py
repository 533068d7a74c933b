"""Runs and results for the tests of reports."""

from datetime import UTC, datetime, timedelta
from io import BytesIO

from PIL import Image

from eraser.model.outcome import Outcome, Reason
from eraser.model.run import Result, Run

STARTED = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
RUN = Run(
    "20260102-030405-ab12",
    "run",
    STARTED,
    {"concurrency": 50, "canary": (1, 5, 25), "blind": (), "dry_run": False},
    STARTED + timedelta(minutes=7, seconds=12),
)


def picture(*, size=(320, 222), form="PNG", colour=(20, 30, 60)):
    file = BytesIO()
    Image.new("RGB", size, colour).save(file, form)
    return file.getvalue()


def result(number=1, outcome=Outcome.ERASED, reason=None, **fields):
    name = f"SEP0011223300{number % 256:02X}" if number < 256 else f"SEP{number:012X}"
    given = {
        "address": f"127.1.{number // 250}.{number % 250 + 1}:18080",
        "site": "berlin",
        "model": "CP-8841",
        "firmware": "sip88xx.12-5-1SR3-74",
        "serial": "FCH00000001",
        "detail": "the list was erased",
        "channel": "http",
        "driver": "cisco-8800",
        "route": "reset-security-settings",
        "keys_pressed": 9,
        "attempts": 1,
        "started_at": STARTED,
        "finished_at": STARTED + timedelta(seconds=41.2 + number),
        "seconds": 41.2,
    }
    return Result(name=name, outcome=outcome, reason=reason, **(given | fields))


ERASED = result(
    1,
    itl_before="EE5C" * 16,
    itl_after="9A01" * 16,
    proof=("itl_signature_changed", "status:ITL installed"),
    screens=("SEP001122330001-1-before-confirm.png",),
)
FAILED = result(
    2,
    Outcome.FAILED,
    Reason.SCREEN_UNEXPECTED,
    detail="title is “Network settings”",
    site="wien",
    screens=("SEP001122330002-1-before-confirm.png",),
)
WITHOUT_LIST = result(
    3, Outcome.NOT_APPLICABLE, Reason.MODEL_WITHOUT_LIST, model="CP-7940G", keys_pressed=0, route=None
)
PICTURES = {file: picture() for one in (ERASED, FAILED) for file in one.screens}
