"""`itl-eraser run`: the main job."""

from __future__ import annotations

import typer

from eraser.model.outcome import BadInput
from eraser.ops.bounds import explained
from eraser.service.commands import options as o
from eraser.service.commands.options import settings_from
from eraser.service.main_job import begin
from eraser.service.terminal import say_columns

app = o.new_door()


@app.command()
def run(
    source: o.SourcesIfAny = None,
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
    away_per_cluster: o.AwayPerCluster = None,
    away_per_site: o.AwayPerSite = None,
    away_percent_of_site: o.AwayPercentOfSite = None,
    breaker_percent: o.BreakerPercent = None,
    breaker_span: o.BreakerSpan = None,
    breaker_in_succession: o.BreakerInSuccession = None,
    until: o.Until = None,
    window: o.Window = None,
    explain_limits: o.ExplainLimits = False,
    pace: o.Pace = None,
    return_within: o.ReturnWithin = None,
    attempts: o.Attempts = None,
    blind: o.Blind = None,
    trust_weak: o.TrustWeak = None,
    auth_url_unseen: o.AuthUrlUnseen = None,
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
    """Look, decide, authorise, navigate, look again, erase, watch, verify, record.

    The login for the phones comes from ITL_ERASER_PHONE_USER and ITL_ERASER_PHONE_PASSWORD (or ..._PASSWORD_FILE), or
    from a question on the terminal.
    """
    settings = settings_from(dict(locals()))
    if explain_limits:
        say_columns(("limit", "now", "said by", "what it limits, and why so"), explained(settings))
        raise typer.Exit
    if not source:
        raise BadInput("Missing argument 'SOURCE'. Write csv:FILE, scan:RANGE or another source")
    raise typer.Exit(begin("run", source, settings))
