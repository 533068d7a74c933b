"""`itl-eraser doctor`: what is ready for an emergency, and what is not."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from typing import Annotated

import typer

from eraser.ops.settings import settings_path
from eraser.service.assemble import open_log, run_loop
from eraser.service.commands import options as o
from eraser.service.commands.options import settings_from
from eraser.service.doctor.finding import Finding, State
from eraser.service.doctor.round import all_ready, go_round
from eraser.service.doctor.visit import Visit
from eraser.service.exit_codes import DONE, NOT_WELL
from eraser.service.terminal import REDACTOR, say, tell

app = o.new_door()

Sources = Annotated[
    list[str] | None,
    typer.Argument(metavar="SOURCE", help="As for run; without one only this machine is looked at."),
]
AskAuthentication = Annotated[
    bool,
    typer.Option(
        "--ask-authentication",
        help="Send user and password to the authentication URLs that phones name, as a phone would for a key.",
    ),
]
# \b: these lines are not filled.
HELP = """Checks on a quiet day what an emergency needs. Give it what you would give run. It is harmless: nothing is
pressed, changed or left behind.

\b
this machine   settings and where each stood, drivers, logins and the modes
               of their files, store, disk, ports for authd and metrics, clock
servers        names, the cluster's AXL and RISPort70 (one cheap question
               each), Controlled Devices, wanted lists, archives, TVS, CTI
phones         one look at one phone of each kind, without a login, and
               whether the server that it asks about keys answers from here

A check takes five seconds at most, reading a source a minute. A login that was refused is not tried a second time, so
that no user is locked. Exit code 0: nothing is "not ready"; 1: something is; 2: it could not begin.
"""


@app.command(help=HELP)
def doctor(
    source: Sources = None,
    *,
    limit: o.Limit = None,
    exclude: o.Exclude = None,
    site: o.Site = None,
    wanted: o.Wanted = None,
    lists: o.List = None,
    archive: o.Archive = None,
    tvs: o.Tvs = None,
    authd: o.Authd = None,
    authd_forward: o.AuthdForward = None,
    associate: o.Associate = None,
    legacy_tls: o.LegacyTls = None,
    cti_jar: o.CtiJar = None,
    cti_host: o.CtiHost = None,
    metrics: o.MetricsPlace = None,
    store: o.Store = None,
    config: o.Config = None,
    ask_authentication: AskAuthentication = False,
    as_json: o.Json = False,
) -> None:
    settings = settings_from(locals())
    open_log(settings)
    visit = Visit(settings, settings_path(config), tuple(source or ()), ask_authentication=ask_authentication)
    findings = run_loop(go_round(visit))
    cleaned = [Finding(**REDACTOR.clean(asdict(one)) | {"state": one.state}) for one in findings]
    if as_json:
        say(json.dumps([asdict(one) for one in cleaned], indent=1, ensure_ascii=False))
    else:
        _say_table(cleaned)
    counts = Counter(one.state for one in cleaned)
    tell(", ".join(f"{counts[state]} {state}" for state in State))
    raise typer.Exit(DONE if all_ready(cleaned) else NOT_WELL)


def _say_table(findings: Sequence[Finding]) -> None:
    """A row for each, and below it, behind an arrow, what to do."""
    checks, states = (
        max(len(word) for word in words) for words in (["CHECK", *(one.check for one in findings)], State)
    )
    say(f"{'CHECK':{checks}}  {'STATE':{states}}  SEEN, → DO")
    for one in findings:
        say(_line(f"{one.check:{checks}}  {one.state:{states}}  {one.seen}"))
        if one.do:
            say(_line(f"{'':{checks + states + 2}}→ {one.do}"))


def _line(text: str) -> str:
    """A phone's page may hold anything, and a terminal obeys some of it."""
    return "".join(char if char.isprintable() else "?" for char in text)
