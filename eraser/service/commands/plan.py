"""`itl-eraser plan`: what a run would do."""

from __future__ import annotations

import typer

from eraser.service.commands import options as o
from eraser.service.commands.options import settings_from
from eraser.service.main_job import begin

app = o.new_door()


@app.command()
def plan(
    source: o.Sources,
    *,
    limit: o.Limit = None,
    exclude: o.Exclude = None,
    site: o.Site = None,
    with_vpn: o.WithVpn = None,
    wanted: o.Wanted = None,
    erase: o.Erase = None,
    lists: o.List = None,
    archive: o.Archive = None,
    tvs: o.Tvs = None,
    check_tftp: o.CheckTftp = None,
    cti_jar: o.CtiJar = None,
    cti_host: o.CtiHost = None,
    concurrency: o.Concurrency = None,
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
    """Look at every phone and say what it holds, whether it must be erased and why, by which route, or why not.

    No key is pressed and no credential is sent.
    """
    given = dict(locals())
    raise typer.Exit(begin("plan", source, settings_from(given)))
