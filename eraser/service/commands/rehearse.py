"""`itl-eraser rehearse`: the main job against a simulated fleet, checked against its own truth."""

from __future__ import annotations

import typer

from eraser.service.commands import options as o
from eraser.service.commands.options import settings_from
from eraser.service.rehearsal import rehearse_fleet

app = o.new_door()


@app.command()
def rehearse(
    *,
    phones: o.Phones = None,
    seed: o.Seed = None,
    profile: o.Profile = None,
    bind: o.Bind = None,
    port: o.Port = None,
    lists: o.List = None,
    dry_run: o.DryRun = None,
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
    legacy_tls: o.LegacyTls = None,
    report: o.Report = None,
    config: o.Config = None,
    metrics: o.MetricsPlace = None,
    metrics_textfile: o.MetricsTextfile = None,
    log_format: o.LogFormat = None,
    log_level: o.LogLevel = None,
    no_progress: o.NoProgress = None,
) -> None:
    """Erase a simulated fleet over real sockets and check every result against what really happened.

    Exit code 0 only if no result was false.
    """
    raise typer.Exit(rehearse_fleet(settings_from(locals())))
