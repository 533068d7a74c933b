"""`itl-eraser resume`: go on with a run."""

from __future__ import annotations

import typer

from eraser.service.commands import options as o
from eraser.service.commands.options import settings_from
from eraser.service.main_job import go_on

app = o.new_door()


@app.command()
def resume(
    run: o.RunId,
    *,
    until: o.Until = None,
    window: o.Window = None,
    associate: o.Associate = None,
    cti_jar: o.CtiJar = None,
    cti_host: o.CtiHost = None,
    authd: o.Authd = None,
    authd_leads_here: o.AuthdLeadsHere = None,
    authd_proxy: o.AuthdProxy = None,
    authd_forward: o.AuthdForward = None,
    legacy_tls: o.LegacyTls = None,
    report: o.Report = None,
    store: o.Store = None,
    config: o.Config = None,
    metrics: o.MetricsPlace = None,
    metrics_textfile: o.MetricsTextfile = None,
    log_format: o.LogFormat = None,
    log_level: o.LogLevel = None,
    no_progress: o.NoProgress = None,
) -> None:
    """Go on with an interrupted or crashed run, with the options it was started with; --until and --window may be new.

    What is settled stays. A phone of which it is not known what its last key did is looked at before any other key.
    """
    given = dict(locals())
    del given["run"]
    raise typer.Exit(go_on(run, settings_from(given)))
