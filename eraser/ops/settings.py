"""Every option, from wherever it comes: command line, then environment, then file, then default."""

from __future__ import annotations

import os
from collections.abc import Mapping
from datetime import datetime, time
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, PrivateAttr, ValidationError
from pydantic_settings import BaseSettings, EnvSettingsSource, NoDecode, PydanticBaseSettingsSource, SettingsConfigDict

from eraser.model.address import BadAddress, split_address
from eraser.model.hours import is_end, is_window
from eraser.model.outcome import BadInput
from eraser.model.run import Options
from eraser.ops.credentials import CREDENTIAL_WORDS
from eraser.ops.labels import REMEDY
from eraser.ops.settings_file import FILE, PREFIX, Layer, read_settings_file, unknown
from eraser.ops.standing import KEY as STANDING
from eraser.ops.standing import standing_lists
from eraser.ops.wanted import read_wanted

PLACES = (Path(), Path("/etc/itl-eraser"))


def _words(value: Any) -> Any:
    """`a,b` → (`a`, `b`): how a list stands in the environment."""
    return tuple(word.strip() for word in value.split(",") if word.strip()) if isinstance(value, str) else value


def _waves(value: Any) -> Any:
    """`1,5,25` → (1, 5, 25), `off` → ()."""
    if isinstance(value, int) and not isinstance(value, bool):
        return (value,)
    return () if value == "off" else _words(value)


def _place(value: Any) -> Any:
    if isinstance(value, str):
        try:
            host, port = split_address(value)
        except BadAddress as error:
            raise ValueError(str(error)) from None
        if port is None:
            raise ValueError("has no port")
        return host.strip("[]"), port
    return value


def _until(value: Any) -> Any:
    """A time of day or a moment; TOML has both as values of their own."""
    word = value.isoformat(timespec="minutes") if isinstance(value, time) else value
    word = word.isoformat() if isinstance(word, datetime) else word
    if isinstance(word, str) and not is_end(word):
        raise ValueError("neither a time of day nor a moment")
    return word


def _window(value: Any) -> Any:
    if isinstance(value, str) and not is_window(value):
        raise ValueError("no window")
    return value


def _no_truth(value: Any) -> Any:
    """`concurrency = true` in a file is no 1."""
    if isinstance(value, bool):
        raise ValueError("no number")  # noqa: TRY004  what pydantic takes for a fault
    return value


Words = Annotated[tuple[str, ...], NoDecode, BeforeValidator(_words)]
Whole = Annotated[int, BeforeValidator(_no_truth)]
Number = Annotated[float, BeforeValidator(_no_truth)]
Wave = Annotated[int, Field(ge=1, le=100_000)]
Waves = Annotated[tuple[Wave, ...], NoDecode, BeforeValidator(_waves)]
Labels = Annotated[dict[str, dict[str, str]], NoDecode]
Until = Annotated[str | None, NoDecode, BeforeValidator(_until)]
Window = Annotated[str | None, NoDecode, BeforeValidator(_window)]
Place = Annotated[tuple[str, int] | None, NoDecode, BeforeValidator(_place)]


class Settings(BaseSettings):
    """All options, checked. The description of each says what it must be, and is the remedy of its fault."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, env_ignore_empty=True, extra="forbid", frozen=True)

    # selection
    limit: Words = Field((), description="patterns of names, models or sites, such as SEP0011*")
    exclude: Words = Field((), description="patterns of names, models or sites, or @FILE with one a line")
    site: Words = Field((), description="names of sites")
    with_vpn: bool = Field(default=False, description="true or false")
    # target
    wanted: Words = Field((), description=".tlv files, folders of them, signature:HEX or tftp://HOST")
    archive: Words = Field((), description="folders of lists that phones may hold")
    tvs: Words = Field((), description="TVS of the old cluster as HOST, HOST:PORT or FILE.json")
    check_tftp: bool | None = Field(None, description="true or false")
    erase: Literal["stale", "all"] | None = Field(None, description="stale or all")
    list: Literal["itl", "ctl", "both"] = Field("itl", description="itl, ctl or both")
    # run; defaults and their reasons: cucm §6.4
    dry_run: bool = Field(default=False, description="true or false")
    yes: bool = Field(default=False, description="true or false")
    canary: Waves = Field((1, 5, 25), description="sizes of waves such as 1,5,25, or off")
    concurrency: Whole = Field(200, ge=1, le=20_000, description="a whole number from 1 to 20000")
    starts_per_second: Number = Field(2.0, ge=0.01, le=1000, description="a number from 0.01 to 1000")
    keys_per_second: Number = Field(40.0, ge=0.1, le=10_000, description="a number from 0.1 to 10000")
    per_site: Whole = Field(25, ge=1, le=20_000, description="a whole number from 1 to 20000")
    away_per_cluster: Whole = Field(150, ge=1, le=20_000, description="a whole number from 1 to 20000")
    away_per_site: Whole = Field(25, ge=1, le=20_000, description="a whole number from 1 to 20000")
    away_percent_of_site: Number = Field(50.0, ge=1, le=100, description="a number from 1 to 100")
    breaker_percent: Number = Field(5.0, ge=0, le=100, description="a number from 0 to 100; 100 never opens it")
    breaker_span: Whole = Field(40, ge=1, le=100_000, description="a whole number from 1 to 100000")
    breaker_in_succession: Whole = Field(3, ge=0, le=10_000, description="a whole number from 0 (off) to 10000")
    until: Until = Field(None, description="a time of day such as 05:30, or a moment such as 2026-03-01T05:30+01:00")
    window: Window = Field(None, description="two times of day, such as 22:00-05:00")
    do_not_touch: Words = Field((), description="files with one pattern a line, of names, models or sites")
    pace: Number = Field(1.0, ge=0.05, le=10, description="a number from 0.05 to 10; 1.0 is the driver's own")
    return_within: Number = Field(600.0, ge=1, le=86_400, description="seconds from 1 to 86400")
    attempts: Whole = Field(3, ge=1, le=20, description="a whole number from 1 to 20")
    blind: Words = Field((), description="models as the phones report them, such as CP-7821")
    trust_weak: Words = Field((), description="models as the phones report them, such as CP-8832")
    legacy_tls: bool = Field(default=False, description="true or false")
    auth_url_unseen: bool = Field(default=False, description="true or false")
    associate: str | None = Field(None, description="a cluster, such as cucm://publisher.example")
    # keys over CTI
    cti_jar: Path | None = Field(None, description="a file: jtapi.jar of the own cluster")
    cti_host: str | None = Field(None, description="the address of CTI Manager, or several as A,B")
    # the stand-in authentication service
    authd: Words = Field((), description="addresses to listen at, such as 10.1.1.5:8080, or found")
    authd_leads_here: Words = Field((), description="hosts of authentication URLs that lead to this machine")
    authd_proxy: Words = Field((), description="addresses that may ask for any phone, where NAT hides the phones")
    authd_forward: str | None = Field(None, description="the URL of a living authentication service")
    labels: Labels = Field(default_factory=dict, description=REMEDY)
    # files and surfaces
    report: Path | None = Field(None, description="a folder")
    store: str = Field("sqlite:itl-eraser.db", description="a store, such as sqlite:itl-eraser.db")
    metrics: Place = Field(None, description="HOST:PORT, such as 127.0.0.1:9500")
    metrics_textfile: Path | None = Field(None, description="a file")
    log_format: Literal["auto", "console", "json"] = Field("auto", description="auto, console or json")
    log_level: Literal["debug", "info", "warning", "error"] = Field("info", description="debug, info, warning or error")
    no_progress: bool = Field(default=False, description="true or false")
    # the simulated fleet
    phones: Whole = Field(48, ge=1, le=20_000, description="a whole number from 1 to 20000")
    seed: Whole = Field(1, ge=0, description="a whole number from 0")
    profile: str = Field("easy", description="the name of a profile of simulated phones")
    bind: str = Field("127.1.0.0", description="a loopback address")
    port: Whole = Field(0, ge=0, le=65_535, description="a port from 0 to 65535; 0 takes a free one")

    _origins: dict[str, str] = PrivateAttr(default_factory=dict)

    @property
    def origins(self) -> dict[str, str]:
        """Where each option was said: `--pace`, `ITL_ERASER_PACE`, `itl-eraser.toml:3: pace`. Defaults stand not in
        it."""
        return self._origins

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Only what `load_settings` found: it layers the sources itself, to know where each value stood."""
        del settings_cls, env_settings, dotenv_settings, file_secret_settings
        return (init_settings,)

    def to_options(self) -> Options:
        """What the engine is told.

        Raises:
            BadInput: a wanted list can not be read, or `stale` was asked for without one.
        """
        if self.erase == "stale" and not self.wanted:
            raise BadInput(
                "--erase stale needs to know what is not stale; add --wanted FILE.tlv, tftp://HOST or signature:HEX"
            )
        wanted = read_wanted(self.wanted)
        return Options(
            dry_run=self.dry_run,
            attempts=self.attempts,
            pace=self.pace,
            return_within_s=self.return_within,
            concurrency=self.concurrency,
            starts_per_second=self.starts_per_second,
            keys_per_second=self.keys_per_second,
            per_site=self.per_site,
            away_per_cluster=self.away_per_cluster,
            away_per_site=self.away_per_site,
            away_percent_of_site=self.away_percent_of_site,
            breaker_percent=self.breaker_percent,
            breaker_span=self.breaker_span,
            breaker_in_succession=self.breaker_in_succession,
            until=self.until,
            window=self.window,
            canary=self.canary,
            blind=self.blind,
            trust_weak=self.trust_weak,
            auth_url_unseen=self.auth_url_unseen,
            lists=self.list,
            erase=self.erase or ("stale" if self.wanted else "all"),
            wanted=wanted.signatures,
            wanted_words=wanted.words,
            archive=tuple(str(Path(one).expanduser().absolute()) for one in self.archive),
            tvs=tuple(str(Path(one).absolute()) if Path(one).is_file() else one for one in self.tvs),
            check_tftp=bool(self.wanted) if self.check_tftp is None else self.check_tftp,
            labels=self.labels,
        )


def load_settings(given: Mapping[str, Any], config: Path | None = None) -> Settings:
    """The settings of this call. `given`: what stood on the command line; None and () mean that nothing did.

    Raises:
        BadInput: with one line for each fault.
    """
    faults: list[str] = []
    words = {field: value for field, value in given.items() if value is not None and value != ()}
    path = settings_path(config)
    layers = (Layer(words), _environment(faults), read_settings_file(path, Settings.model_fields, faults))
    merged = {field: value for layer in reversed(layers) for field, value in layer.values.items()}
    others = [place / FILE for place in PLACES if path is None or (place / FILE).resolve() != path.resolve()]
    standing = standing_lists([*([path] if path and not faults else ()), *others], faults)
    merged[STANDING] = tuple(dict.fromkeys([*standing, *_words(layers[1].values.get(STANDING, ()))]))
    try:
        settings = Settings(**merged)
    except ValidationError as error:
        wrong = dict.fromkeys(str(one["loc"][0]) for one in error.errors())
        faults += [_fault(field, next(layer for layer in layers if field in layer.values)) for field in wrong]
    else:
        if not faults:
            settings.origins.update(
                {field: layer.told(field) for layer in reversed(layers) for field in layer.values},
            )
            return settings
    raise BadInput(*faults)


def _fault(field: str, layer: Layer) -> str:
    value = layer.values[field]
    shown = value if isinstance(value, str) else str(value).lower() if isinstance(value, bool) else repr(value)
    return f"{layer.told(field)}: {shown!r} is not allowed; write {Settings.model_fields[field].description}"


def _environment(faults: list[str]) -> Layer:
    fields = {f"{PREFIX}{field.upper()}" for field in Settings.model_fields}
    credentials = {f"{PREFIX}{word.upper()}" for word in CREDENTIAL_WORDS}
    known = fields | credentials | {f"{PREFIX}CONFIG"}
    faults += [
        f"environment: {name} {unknown(name, known)}"
        for name in sorted(os.environ)
        if name.startswith(PREFIX) and name not in known
    ]
    return Layer(EnvSettingsSource(Settings)(), file="environment")


def settings_path(config: Path | None) -> Path | None:
    """The settings file of this call; None if there is none."""
    named = config or (Path(os.environ[f"{PREFIX}CONFIG"]) if os.environ.get(f"{PREFIX}CONFIG") else None)
    return named or next((place / FILE for place in PLACES if (place / FILE).is_file()), None)
