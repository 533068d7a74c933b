"""Drivers, sources and readers, found by entry point: ours like a stranger's. Nothing here names one of them."""

from __future__ import annotations

import difflib
import importlib.metadata
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import EntryPoint
from pathlib import Path
from typing import Any

from eraser.dsl import AnyDriver, ByHand, Driver, NoList
from eraser.engine.driver_faults import faults_in
from eraser.engine.labels import Tables, driver_in, label_faults
from eraser.engine.obstacles import CALL_KEYS, LOCKED_WORDS, PASSWORD_WORDS
from eraser.model.outcome import BadInput
from eraser.ports import Reader, Source

DISTRIBUTION = "itl-eraser"
PACKAGES = ("eraser", "drivers", "inventory")  # names that other distributions may carry too
DRIVERS_GROUP = "itl_eraser.drivers"
SOURCES_GROUP = "itl_eraser.inventory"
READERS_GROUP = "itl_eraser.readers"

SourceOpener = Callable[[str], Source]


@dataclass(frozen=True, slots=True)
class Registry:
    """All drivers, by the models they claim."""

    drivers: tuple[AnyDriver, ...]
    by_model: Mapping[str, AnyDriver]

    def find(self, model: str, firmware: str | None = None) -> AnyDriver | None:
        """The driver of a model as the phone reports it; None: nobody knows it, and nothing is guessed."""
        del firmware  # today a model has one driver for all loads; its routes differ by load
        return self.by_model.get(_model_key(model))


def _model_key(model: str) -> str:
    return model.strip().upper()


def build_registry(drivers: Sequence[tuple[str, AnyDriver]]) -> Registry:
    """A registry of drivers, each with the place it comes from.

    Raises:
        BadInput: there is none, one can not be right, or two claim one model or one name.
    """
    faults: list[str] = []
    by_model: dict[str, AnyDriver] = {}
    places: dict[str, str] = {}
    names: dict[str, str] = {}
    for place, driver in drivers:
        if driver.name in names:
            faults.append(f"driver {driver.name}: both {names[driver.name]} and {place} bring it; rename one")
        names.setdefault(driver.name, place)
        faults += [f"driver {driver.name} ({place}): {fault}" for fault in faults_in(driver)]
        for model in driver.models:
            key = _model_key(model)
            if key in by_model:
                faults.append(
                    f"model {model}: claimed by driver {by_model[key].name} ({places[key]}) and driver {driver.name} "
                    f"({place}); remove one of the plug-ins or the model from one of them"
                )
                continue
            by_model[key], places[key] = driver, place
    if not by_model and not faults:
        faults.append("no driver is installed, so no phone could be erased; install itl-eraser again")
    if faults:
        raise BadInput(*faults)
    return Registry(tuple(driver for _, driver in drivers), by_model)


def speaking(registry: Registry, tables: Tables, where: str = "settings") -> Registry:
    """The same drivers, which follow the operator's words for phones in other languages too.

    Raises:
        BadInput: a word is asked for by no driver, or says two things; each line begins with `where`.
    """
    seen = (*CALL_KEYS.alternatives, *PASSWORD_WORDS, *LOCKED_WORDS)
    faults = [f"{where}: {fault}" for fault in label_faults(registry.drivers, tables, seen)]
    if faults:
        raise BadInput(*faults)
    drivers = tuple(driver_in(one, tables) for one in registry.drivers)
    return Registry(drivers, {_model_key(model): one for one in drivers for model in one.models})


def load_drivers() -> Registry:
    """All drivers that are installed.

    Raises:
        BadInput: a plug-in can not be loaded or brings no drivers, there is none, or two claim one model.
    """
    found: list[tuple[str, AnyDriver]] = []
    faults: list[str] = []
    for point in _points(DRIVERS_GROUP):
        try:
            drivers = tuple(_exported(point, "DRIVERS"))
            strangers = [one for one in drivers if not isinstance(one, Driver | NoList | ByHand)]
            if strangers or not drivers:
                what = f"holds a {type(strangers[0]).__name__}, which is no driver" if strangers else "is empty"
                faults.append(f"plug-in {point.name} ({point.value}): DRIVERS {what}; mend or uninstall it")
            found += [(point.value, one) for one in drivers]
        except BadInput as error:
            faults += error.faults
    if faults:
        raise BadInput(*faults)
    return build_registry(found)


def load_sources() -> dict[str, SourceOpener]:
    """The openers of all sources that are installed, by scheme.

    Raises:
        BadInput: a plug-in can not be loaded, or two bring one scheme.
    """
    openers: dict[str, SourceOpener] = {}
    places: dict[str, str] = {}
    faults: list[str] = []
    for point in _points(SOURCES_GROUP):
        try:
            for scheme, opener in dict(_exported(point, "SOURCES")).items():
                if places.setdefault(scheme, point.value) != point.value:
                    faults.append(f"source {scheme}: both {places[scheme]} and {point.value} bring it; remove one")
                openers.setdefault(scheme, opener)
        except BadInput as error:
            faults += error.faults
    if faults:
        raise BadInput(*faults)
    return openers


def open_source(word: str, openers: Mapping[str, SourceOpener] | None = None) -> Source:
    """The source behind `SCHEME:REST`; a bare path is `csv:PATH`.

    Raises:
        BadInput: nobody knows the scheme, or the source refuses the rest.
    """
    openers = load_sources() if openers is None else openers
    match = re.fullmatch(r"([A-Za-z][A-Za-z0-9+.\-]+):(.*)", word, re.DOTALL)  # one letter is a drive, not a scheme
    if match and match[1].lower() in openers:
        return openers[match[1].lower()](match[2])
    if match and not Path(word).exists():
        known = ", ".join(f"{scheme}:" for scheme in sorted(openers)) or "none"
        alike = difflib.get_close_matches(match[1].lower(), openers, n=1)
        hint = f"did you mean {alike[0]}:{match[2]}?" if alike else f"for a file with a colon write ./{word}"
        raise BadInput(f"source {word}: unknown scheme {match[1]}: (known: {known}); {hint}")
    if "csv" not in openers:
        raise BadInput(f"source {word}: a bare path is read as csv:, which is not installed; install itl-eraser again")
    return openers["csv"](word)


def load_reader(name: str = "rapidocr") -> Reader:
    """A reader of pictures by name. Starts nothing yet; its libraries are loaded with the first picture.

    Raises:
        BadInput: it is not installed or can not be loaded.
    """
    points = {point.name: point for point in _points(READERS_GROUP)}
    if name not in points:
        known = ", ".join(sorted(points)) or "none"
        raise BadInput(f"reader {name}: is not installed (known: {known}); install itl-eraser again")
    reader: Reader = _loaded(points[name])()
    return reader


def check_packages() -> None:
    """That the packages named like ours are ours.

    Raises:
        BadInput: another distribution brings one of the three names, and its files may lie over ours.
    """
    owners = importlib.metadata.packages_distributions()
    faults = [
        f"package {package}: the distribution {owner} brings it too, its files may lie over ours; "
        f"uninstall {owner}, then install {DISTRIBUTION} again"
        for package in PACKAGES
        for owner in sorted(set(owners.get(package, ())))
        if _plain(owner) != DISTRIBUTION
    ]
    if faults:
        raise BadInput(*faults)


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _points(group: str) -> list[EntryPoint]:
    """The entry points of a group, each once: an editable install may show itself twice."""
    points = importlib.metadata.entry_points(group=group)
    return sorted({(point.name, point.value): point for point in points}.values(), key=lambda point: point.name)


def _loaded(point: EntryPoint) -> Any:
    try:
        return point.load()
    except Exception as error:
        raise BadInput(
            f"plug-in {point.name} ({point.value}): can not be loaded ({type(error).__name__}: {error}); "
            "mend or uninstall it"
        ) from error


def _exported(point: EntryPoint, name: str) -> Any:
    module = _loaded(point)
    if not hasattr(module, name):
        raise BadInput(f"plug-in {point.name} ({point.value}): exports no {name}; mend or uninstall it")
    return getattr(module, name)
