"""The options that several commands share, each written once.

Numbers are taken as they were typed: the settings read them, and tell what is wrong as they do wherever it was said.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

from eraser.ops.settings import Settings, load_settings

_SOURCE = "csv:FILE, scan:RANGE, isc:FILE or another; see itl-eraser inventory -h."
Sources = Annotated[list[str], typer.Argument(metavar="SOURCE", help=_SOURCE)]
SourcesIfAny = Annotated[list[str] | None, typer.Argument(metavar="SOURCE...", help=_SOURCE)]

# selection
Limit = Annotated[list[str] | None, typer.Option("--limit", metavar="GLOB", help="Only these names, models or sites.")]
Exclude = Annotated[
    list[str] | None, typer.Option("--exclude", metavar="GLOB|@FILE", help="Not these; they win over everything.")
]
Site = Annotated[list[str] | None, typer.Option("--site", metavar="SITE", help="Only phones of this site.")]

WithVpn = Annotated[
    bool | None, typer.Option("--with-vpn", help="Also phones that a column vpn of the inventory marks.")
]

# target
Wanted = Annotated[
    list[str] | None,
    typer.Option(
        "--wanted",
        metavar="X",
        help="What the phones should trust: FILE.tlv, a folder, signature:HEX, tftp://HOST[:PORT], http://HOST[:6970] "
        "or https://HOST[:6971]; repeatable, one for each TFTP node.",
    ),
]
Archive = Annotated[
    list[str] | None,
    typer.Option("--archive", metavar="DIR", help="Kept lists, to know in full what a phone holds; repeatable."),
]
Tvs = Annotated[
    list[str] | None,
    typer.Option(
        "--tvs",
        metavar="HOST[:PORT]|FILE.json",
        help="Ask the old cluster's TVS whether it vouches for what is wanted, or what a file says of it; repeatable.",
    ),
]
CheckTftp = Annotated[
    bool | None,
    typer.Option(
        "--check-tftp/--no-check-tftp",
        help="Ask the TFTP servers of each phone's page whether they still offer the list that it holds (default: with "
        "--wanted).",
    ),
]
Erase = Annotated[
    str | None, typer.Option("--erase", metavar="stale|all", help="Default: stale with --wanted, else all.")
]
List = Annotated[str | None, typer.Option("--list", metavar="itl|ctl|both", help="Which trust list (default itl).")]

# run
DryRun = Annotated[bool | None, typer.Option("--dry-run", help="Look and decide only; nothing is pressed.")]
Yes = Annotated[bool | None, typer.Option("--yes", help="Do not ask for the number of phones.")]
Canary = Annotated[
    str | None, typer.Option("--canary", metavar="1,5,25|off", help="Waves per model and firmware (default 1,5,25).")
]
Concurrency = Annotated[str | None, typer.Option("--concurrency", metavar="N", help="Phones at once (default 200).")]
StartsPerSecond = Annotated[
    str | None, typer.Option("--starts-per-second", metavar="R", help="New phones a second (default 2).")
]
KeysPerSecond = Annotated[
    str | None,
    typer.Option("--keys-per-second", metavar="R", help="Keys a second per authentication host (default 40)."),
]
PerSite = Annotated[str | None, typer.Option("--per-site", metavar="N", help="Phones of a site at once (default 25).")]
AwayPerCluster = Annotated[
    str | None, typer.Option("--away-per-cluster", metavar="N", help="Phones of a cluster away at once (default 150).")
]
AwayPerSite = Annotated[
    str | None, typer.Option("--away-per-site", metavar="N", help="Phones of a site away at once (default 25).")
]
AwayPercentOfSite = Annotated[
    str | None, typer.Option("--away-percent-of-site", metavar="P", help="The same as a part (default 50).")
]
BreakerPercent = Annotated[
    str | None, typer.Option("--breaker-percent", metavar="P", help="More failures pause the run (default 5).")
]
BreakerSpan = Annotated[
    str | None, typer.Option("--breaker-span", metavar="N", help="... of so many phones (default 40).")
]
BreakerInSuccession = Annotated[
    str | None,
    typer.Option("--breaker-in-succession", metavar="N", help="So many at one site pause it (default 3, 0 off)."),
]
Until = Annotated[
    str | None,
    typer.Option("--until", metavar="TIME", help="Begin no phone that is not done by then; 05:30 of this machine."),
]
Window = Annotated[
    str | None,
    typer.Option("--window", metavar="A-B", help="Begin phones only then; 22:00-05:00 of this machine. Waits for A."),
]
ExplainLimits = Annotated[
    bool, typer.Option("--explain-limits", help="Show every limit, its value, who said it and why; do nothing else.")
]
Pace = Annotated[
    str | None, typer.Option("--pace", metavar="F", help="Multiplies every rest between keys (default 1.0).")
]
ReturnWithin = Annotated[
    str | None, typer.Option("--return-within", metavar="SECONDS", help="A phone must be back in (default 600).")
]
Attempts = Annotated[str | None, typer.Option("--attempts", metavar="N", help="Tries for each phone (default 3).")]
Blind = Annotated[
    list[str] | None,
    typer.Option("--blind", metavar="MODEL", help="Allow this model's route without seeing the screen."),
]
TrustWeak = Annotated[
    list[str] | None,
    typer.Option("--trust-weak", metavar="MODEL", help="Without waves, allow this model's route on weak evidence."),
]

LegacyTls = Annotated[
    bool | None, typer.Option("--legacy-tls", help="Speak TLS 1.0 with phones that speak nothing newer.")
]
AuthUrlUnseen = Annotated[
    bool | None,
    typer.Option("--auth-url-unseen", help="Press even if a phone's authentication URL does not answer from here."),
]

Associate = Annotated[
    str | None,
    typer.Option("--associate", metavar="cucm://HOST", help="Put the phones under the user's control for the run."),
]

# keys over CTI
CtiJar = Annotated[
    Path | None,
    typer.Option(
        "--cti-jar",
        metavar="FILE",
        help="Your cluster's jtapi.jar: registered phones that take no key over HTTP get them by CTI (needs a JDK, "
        "--cti-host, ITL_ERASER_CUCM_USER, --blind).",
    ),
]
CtiHost = Annotated[str | None, typer.Option("--cti-host", metavar="HOST[,HOST]", help="The cluster's CTI Manager.")]

# the stand-in authentication service
Authd = Annotated[
    list[str] | None,
    typer.Option("--authd", metavar="HOST:PORT|found", help="Answer for a dead authentication server, from here."),
]
AuthdLeadsHere = Annotated[
    list[str] | None,
    typer.Option("--authd-leads-here", metavar="HOST", help="A dead server's host that leads here by a route or NAT."),
]
AuthdProxy = Annotated[
    list[str] | None,
    typer.Option("--authd-proxy", metavar="ADDRESS", help="May ask for any phone, where NAT hides the phones."),
]
AuthdForward = Annotated[
    str | None, typer.Option("--authd-forward", metavar="URL", help="Who answers for other users than this run's.")
]

# files and surfaces
Report = Annotated[
    Path | None, typer.Option("--report", metavar="DIR", help="Report folder (default ./itl-eraser-report-RUN/).")
]
Store = Annotated[
    str | None, typer.Option("--store", metavar="URL", help="Journal and results (default sqlite:itl-eraser.db).")
]
Config = Annotated[Path | None, typer.Option("--config", metavar="FILE", help="Settings (default itl-eraser.toml).")]
MetricsPlace = Annotated[
    str | None, typer.Option("--metrics", metavar="HOST:PORT", help="Serve Prometheus metrics during the run.")
]
MetricsTextfile = Annotated[
    Path | None, typer.Option("--metrics-textfile", metavar="FILE", help="Write Prometheus metrics at the end.")
]
LogFormat = Annotated[
    str | None, typer.Option("--log-format", metavar="auto|console|json", help="Log on standard error (default auto).")
]
LogLevel = Annotated[
    str | None,
    typer.Option(
        "--log-level", metavar="LEVEL", help="debug, info, warning or error (default error beside progress, else info)."
    ),
]
NoProgress = Annotated[bool | None, typer.Option("--no-progress", help="No progress bars or lines.")]
Json = Annotated[bool, typer.Option("--json", help="One JSON document on standard output.")]

# the simulated fleet
Phones = Annotated[str | None, typer.Option("--phones", metavar="N", help="How many simulated phones (default 48).")]
Seed = Annotated[str | None, typer.Option("--seed", metavar="S", help="Another seed, other phones (default 1).")]
Profile = Annotated[str | None, typer.Option("--profile", metavar="NAME", help="How nasty they are (default easy).")]
Bind = Annotated[str | None, typer.Option("--bind", metavar="HOST", help="First loopback address (default 127.1.0.0).")]
Port = Annotated[str | None, typer.Option("--port", metavar="P", help="Their port (default: a free one).")]

RunId = Annotated[str, typer.Argument(metavar="RUN", help="A run, or the beginning of its id that no other has.")]


def new_door() -> typer.Typer:
    """A command's own application, of which cli.py takes the command."""
    return typer.Typer(add_completion=False, rich_markup_mode=None)


def settings_from(given: Mapping[str, Any]) -> Settings:
    """The settings of a call from the parameters of its command: those that are options; not said is None.

    Raises:
        BadInput: with one line for each fault.
    """
    named = {"list" if name == "lists" else name: value for name, value in given.items()}
    options = {name: value for name, value in named.items() if name in Settings.model_fields}
    return load_settings(options, named.get("config"))
