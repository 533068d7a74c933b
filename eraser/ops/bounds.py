"""Every limit of a run with its reason: what `itl-eraser run --explain-limits` and the README say."""

from __future__ import annotations

from dataclasses import dataclass

from eraser.ops.settings import Settings
from eraser.ops.standing import KEY as STANDING


@dataclass(frozen=True, slots=True)
class Bound:
    """One limit: the setting that turns it, what it limits, and why its default is what it is."""

    field: str
    limits: str
    reason: str

    @property
    def option(self) -> str:
        """How it is turned: an option, or a key of the settings file alone."""
        return self.field if self.field == STANDING else "--" + self.field.replace("_", "-")


BOUNDS = (
    Bound(
        "concurrency",
        "phones begun and not settled",
        "about 50 on their way through the menus (2 starts a second, 25 s each; 50 to 100 sessions are reported fine) "
        "and 150 away (cucm §6.2, §6.4)",
    ),
    Bound(
        "starts_per_second",
        "phones begun in a second",
        "50 sessions of about 25 s each; a fleet must not restart in one gulp (cucm §6.4)",
    ),
    Bound(
        "keys_per_second",
        "keys in a second for each authentication host",
        "each key makes the phone ask that host, which others ask too; it must stand 100 a second (cucm §3.1, §6.4)",
    ),
    Bound(
        "per_site",
        "phones of one site begun and not settled; phones without a site are one",
        "somebody at the site can still dial an emergency number (cucm §6.3, §6.4)",
    ),
    Bound(
        "away_per_cluster",
        "phones of one cluster away at once: from the confirming key until seen back or given up",
        "at most 30 % of the 500 phones that a TFTP server serves at once; raise it with a dedicated one (cucm §6.2, "
        "§6.4)",
    ),
    Bound(
        "away_per_site",
        "phones of one site away at once",
        "emergency calls, and firmware that returning phones may load over a thin line (cucm §6.3, §6.4)",
    ),
    Bound(
        "away_percent_of_site",
        "the same as a part of the site's phones in this run; one may always be away",
        "never all phones of a room or floor at once (cucm §6.3, §6.4)",
    ),
    Bound(
        "canary",
        "phones of a new model and firmware begun together, wave after wave; then all",
        "a wrong menu path is a property of model and firmware: one phone finds it (cucm §6.4)",
    ),
    Bound(
        "breaker_percent",
        "failures among the last phones that were worked on; more pause the run",
        "one in twenty fails by itself; more has a cause that a person must look for (cucm §6.4)",
    ),
    Bound(
        "breaker_span",
        "how many phones the breaker looks back on",
        "with 5 % the third failure opens it: two may be chance (cucm §6.4)",
    ),
    Bound(
        "breaker_in_succession",
        "failures in succession at one site that pause the run; 0 is off",
        "a site whose line or power fails shows it so before the share does (cucm §6.4)",
    ),
    Bound("until", "no phone is begun that would not be done by then", "the maintenance window (cucm §6.3)"),
    Bound("window", "phones are begun only between these times of day", "the maintenance window (cucm §6.3)"),
    Bound(
        "do_not_touch",
        "files of phones that nobody touches; they win over everything, and the lists of all settings files hold",
        "reception, lift, guard desk, emergency phones (cucm §6.3)",
    ),
    Bound("pace", "multiplies each rest between keys", "1 s over HTTP, as field tools rest (cucm §6.2, §6.4)"),
    Bound(
        "return_within",
        "seconds after which a phone is lost",
        "the vendor tells to allow 10 min for the phones of a cluster (cucm §6.2, §6.4)",
    ),
    Bound(
        "attempts",
        "tries for each phone before its confirming key",
        "a busy phone answers the second time (our choice)",
    ),
)


def explained(settings: Settings) -> list[tuple[str, str, str, str]]:
    """Each limit: option, its value now, where that was said, what it limits and why."""
    return [
        (one.option, _shown(settings, one.field), _origin(settings, one.field), f"{one.limits}; {one.reason}")
        for one in BOUNDS
    ]


def bounds_table() -> str:
    """The same for the README, with the defaults."""
    lines = ["| limit | default | what it limits | why so |", "| --- | --- | --- | --- |"]
    for one in BOUNDS:
        default = _written(one.field, Settings.model_fields[one.field].default)
        lines.append(f"| `{one.option}` | {default} | {one.limits} | {one.reason} |")
    return "\n".join(lines)


def _shown(settings: Settings, field: str) -> str:
    return _written(field, getattr(settings, field))


def _written(field: str, value: object) -> str:
    if field == "canary" and not value:
        return "off"
    if isinstance(value, tuple):
        return ",".join(map(str, value)) or "none"
    return "none" if value is None else f"{value:g}" if isinstance(value, float) else str(value)


def _origin(settings: Settings, field: str) -> str:
    if field == STANDING and settings.do_not_touch:
        return "settings files"
    return settings.origins.get(field, "default").partition(": ")[0]
