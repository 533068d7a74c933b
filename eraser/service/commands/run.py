"""`itl-eraser run`: the main job."""

from __future__ import annotations

import typer

from eraser.service.commands import options as o
from eraser.service.commands.options import settings_from
from eraser.service.main_job import begin

app = o.new_door()


@app.command()
def run(
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
    dry_run: o.DryRun = None,
    yes: o.Yes = None,
    canary: o.Canary = None,
    concurrency: o.Concurrency = None,
    starts_per_second: o.StartsPerSecond = None,
    keys_per_second: o.KeysPerSecond = None,
    per_site: o.PerSite = None,
    pace: o.Pace = None,
    return_within: o.ReturnWithin = None,
    attempts: o.Attempts = None,
    blind: o.Blind = None,
    trust_weak: o.TrustWeak = None,
    auth_url_unseen: o.AuthUrlUnseen = None,
    authd: o.Authd = None,
    authd_leads_here: o.AuthdLeadsHere = None,
    authd_proxy: o.AuthdProxy = None,
    authd_forward: o.AuthdForward = None,
    report: o.Report = None,
    store: o.Store = None,
    config: o.Config = None,
    metrics: o.MetricsPlace = None,
    metrics_textfile: o.MetricsTextfile = None,
    log_format: o.LogFormat = None,
    log_level: o.LogLevel = None,
    no_progress: o.NoProgress = None,
) -> None:
    """Look, decide, authorise, navigate, look again, erase, watch, verify, record.

    The login for the phones comes from ITL_ERASER_PHONE_USER and ITL_ERASER_PHONE_PASSWORD (or ..._PASSWORD_FILE), or
    from a question on the terminal.
    """
    given = dict(locals())
    raise typer.Exit(begin("run", source, settings_from(given)))
