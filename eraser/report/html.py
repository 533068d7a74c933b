"""The report as one page that opens without a network: no script, style, font or picture comes from elsewhere, and a
content security policy says so to the browser.

Everything that came from a phone or an inventory is escaped by the template. A big run's page stays small: pictures of
phones that settled well are a sample, and beyond `MOST_ROWS` phones the table holds only the others.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib import resources
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from eraser.model.outcome import Outcome, PictureUnreadable
from eraser.model.record import SCREENS
from eraser.model.run import Result, Run
from eraser.report import curve
from eraser.report.tally import Tally, cares, combined, tallies, tally
from eraser.report.words import meaning, spoken
from eraser.sight.picture import to_png

MOST_ROWS = 2_000  # phones in the table; beyond, only those that did not settle well
ALL_PICTURES_UP_TO = 200  # phones; beyond, a sample of those that settled well
MOST_PICTURES = 300
MOST_PICTURE_BYTES = 12_000_000
MOST_PICTURE_BYTES_OF_MANY = 3_000_000  # beyond `MOST_ROWS` phones: with its table the page stays under 5 MB
OPEN_NAMES_IN_A_GROUP = 8
MOST_NAMES_IN_A_GROUP = 100  # the rest of these are folded away
MOST_NAMES_IN_A_COMMAND = 5
MOST_LINES_OF_SITES = 60
_OPEN_AGAIN = frozenset({Outcome.PENDING, Outcome.BUSY, Outcome.UNCERTAIN})  # what a resumed run takes up once more
_PNG = b"\x89PNG\r\n\x1a\n"
_WHAT_IS_SEEN = re.compile(r"(?:-\d+)?-([a-z]+(?:-[a-z]+)*)\.\w+$")


@dataclass(frozen=True, slots=True)
class Shot:
    """One picture of the page."""

    anchor: str
    result: Result
    what: str
    source: str


def render_html(run: Run, results: Sequence[Result], pictures: Mapping[str, bytes]) -> bytes:
    """`report.html`."""
    planned = run.kind == "plan" or bool(run.options.get("dry_run"))
    shots, left_out = _choose_shots(results, pictures)
    to_care_for = [result for result in results if not result.outcome.settled_well]
    rows = list(results) if len(results) <= MOST_ROWS else to_care_for[:MOST_ROWS]
    text = (
        _environment()
        .get_template("report.html.j2")
        .render(
            run=run,
            planned=planned,
            total=tally("all", results),
            would_erase=sum(result.outcome is Outcome.PENDING and result.reason is None for result in results),
            cares=cares(results, planned=planned),
            unfinished=run.finished_at is None,
            resumable=not planned and (run.finished_at is None or any(one.outcome in _OPEN_AGAIN for one in results)),
            curve=None if planned else curve.draw_curve(run.started_at, results),
            frame=curve,
            sites=_shortened(tallies(results, lambda result: result.site), "sites"),
            models=_shortened(tallies(results, lambda result: result.model), "models"),
            shots=shots,
            shots_left_out=left_out,
            anchors=_anchors(shots),
            rows=rows,
            to_care_for=to_care_for,
            again=[] if planned else [result.name for result in to_care_for][:MOST_NAMES_IN_A_COMMAND],
            options=sorted((name, _option_text(value)) for name, value in run.options.items()),
            keys=sum(result.keys_pressed for result in results),
            open_names=OPEN_NAMES_IN_A_GROUP,
            most_names=MOST_NAMES_IN_A_GROUP,
            **_inline_files(),
        )
    )
    return text.encode("utf-8", "xmlcharrefreplace")


def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("eraser.report", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "spoken": spoken,
        "time": _time_text,
        "elapsed": curve.elapsed,
        "short": _short,
        "commands": _commands,
        "count": lambda number: f"{number:,}",
        "phones": lambda number: f"{number:,} phone{'' if number == 1 else 's'}",
        "share": _share,
        "identity": id,
        "proof": lambda one: spoken(one) if ":" not in one else one.replace(":", ": ", 1),
    }
    environment.globals["meaning"] = meaning
    return environment


def _inline_files() -> dict[str, Any]:
    """Style and script, and their digests: the policy allows these two texts and nothing else."""
    folder = resources.files("eraser.report") / "templates"
    style = (folder / "report.css").read_text("utf-8")
    script = (folder / "report.js").read_text("utf-8")
    policy = (
        f"default-src 'none'; img-src data:; style-src '{_digest(style)}'; script-src '{_digest(script)}'; "
        "base-uri 'none'; form-action 'none'"
    )
    return {"style": Markup(style), "script": Markup(script), "policy": Markup(policy)}  # noqa: S704 - our own files


def _digest(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _choose_shots(results: Sequence[Result], pictures: Mapping[str, bytes]) -> tuple[list[Shot], int]:
    """The pictures for the page, those of phones to care for first, and how many were left out."""
    by_name = {name.removeprefix(SCREENS): picture for name, picture in pictures.items()}
    shots: list[Shot] = []
    left_out, size_bytes = 0, 0
    most_bytes = MOST_PICTURE_BYTES if len(results) <= MOST_ROWS else MOST_PICTURE_BYTES_OF_MANY
    sampled: set[tuple[str | None, str | None]] = set()
    for result in sorted(results, key=lambda result: result.outcome.settled_well):
        kind = (result.model, result.route)
        wanted = len(results) <= ALL_PICTURES_UP_TO or not result.outcome.settled_well or kind not in sampled
        for file in (file.removeprefix(SCREENS) for file in result.screens):
            full = len(shots) >= MOST_PICTURES or size_bytes >= most_bytes
            png = _png(by_name.get(file)) if wanted and not full else None
            if png is None:
                left_out += file in by_name
                continue
            source = "data:image/png;base64," + base64.b64encode(png).decode()
            size_bytes += len(source)
            shots.append(Shot(f"picture-{len(shots) + 1}", result, _what_is_seen(file), source))
            sampled |= {kind} if result.outcome.settled_well else set()
    return shots, left_out


def _png(picture: bytes | None) -> bytes | None:
    """Browsers do not show what some phones send, and a BMP is fifty times larger."""
    if picture is None or picture.startswith(_PNG):
        return picture
    try:
        return to_png(picture)
    except PictureUnreadable:
        return None


def _what_is_seen(file: str) -> str:
    """`SEP001122334455-2-before-confirm.png` → `before confirm`."""
    match = _WHAT_IS_SEEN.search(file)
    return match[1].replace("-", " ") if match else "screen"


def _anchors(shots: Sequence[Shot]) -> dict[int, list[Shot]]:
    """The pictures of each result, by its identity."""
    anchors: dict[int, list[Shot]] = {}
    for shot in shots:
        anchors.setdefault(id(shot.result), []).append(shot)
    return anchors


def _shortened(lines: Sequence[Tally], what: str) -> tuple[Tally, ...]:
    shown, rest = lines[:MOST_LINES_OF_SITES], lines[MOST_LINES_OF_SITES:]
    return (*shown, combined(f"{len(rest)} other {what}", rest)) if rest else tuple(shown)


def _time_text(at: datetime | None) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S") if at else "–"


def _short(signature: str | None) -> Markup:
    """A signature's first eight letters; all of it on pointing, and for who listens."""
    if not signature:
        return Markup("none")
    if len(signature) <= 12:
        return escape(signature)
    return Markup('<abbr title="{}">{}…</abbr>').format(signature, signature[:8])


def _commands(text: str) -> Markup:
    """What stands between backticks, as code."""
    parts = text.split("`")
    return Markup("").join(
        Markup("<code>{}</code>").format(part) if number % 2 else escape(part) for number, part in enumerate(parts)
    )


def _share(part: int, whole: int) -> str:
    """A share that says neither 100 % of some nor 0 % of some."""
    if not whole:
        return "–"
    percent = 100 * part / whole
    if 0 < percent < 1:
        return "< 1 %"
    return "> 99 %" if 99 < percent < 100 else f"{percent:.0f} %"


def _option_text(value: Any) -> str:
    if value is None or value in ((), [], ""):
        return "–"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return ", ".join(str(one) for one in value) if isinstance(value, (list, tuple)) else str(value)
