"""Plug-ins are found by entry point; doubt about one of them is said before anything starts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from eraser.dsl import ITL, ByHand, Driver, NoList, Route, documented, follow, key, never, since, softkey
from eraser.engine.registry import (
    build_registry,
    check_packages,
    load_drivers,
    load_reader,
    load_sources,
    open_source,
)
from eraser.model.outcome import BadInput
from eraser.ports import Reader, Source
from tests.faults import faults_of

Install = Callable[..., None]

STRANGE_DRIVER = """
from eraser.dsl import NoList, reported
DRIVERS = (NoList(name="strange", models=({models}), because="a test", source=reported("a test")),)
"""


@pytest.fixture
def install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Install:
    """Installs a distribution as pip would lay it down: its metadata, and its modules."""

    def install(name: str, *, entry_points: str = "", files: dict[str, str] | None = None) -> None:
        site = tmp_path / name
        info = site / f"{name.replace('-', '_')}-1.0.dist-info"
        info.mkdir(parents=True)
        (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")
        (info / "entry_points.txt").write_text(entry_points)
        for path, text in (files or {}).items():
            (site / path).parent.mkdir(parents=True, exist_ok=True)
            (site / path).write_text(text)
        (info / "RECORD").write_text("".join(f"{path},,\n" for path in files or {}))
        monkeypatch.syspath_prepend(str(site))

    return install


def silent(name: str, *models: str) -> NoList:
    return NoList(name=name, models=models, because="a test", source=documented("a test"))


def test_our_own_drivers_are_found_and_each_model_has_one() -> None:
    registry = load_drivers()

    assert {"cisco-7800", "cisco-7900", "cisco-7940", "cisco-8800", "cisco-9900"} <= {
        one.name for one in registry.drivers
    }
    found = registry.find("CP-8841", "sip88xx.12-5-1SR3-74")
    assert found is not None
    assert "cisco-8800" == found.name


def test_a_model_is_found_however_its_letters_are_written() -> None:
    registry = build_registry([("here", silent("one", "CP-8841"))])

    assert registry.find("CP-8841") is registry.find(" cp-8841 ")


def test_a_model_that_nobody_claims_has_no_driver_and_is_not_guessed() -> None:
    registry = build_registry([("here", silent("one", "CP-8841"))])

    assert None is registry.find("CP-8841NR")
    assert None is registry.find("CP-884")
    assert None is registry.find("")


def test_two_drivers_that_claim_one_model_are_refused() -> None:
    told = faults_of(
        lambda: build_registry([("a.b", silent("one", "CP-8841")), ("c.d", silent("two", "cp-8841", "CP-8851"))])
    )

    words = (
        "model cp-8841: claimed by driver one (a.b) and driver two (c.d); "
        "remove one of the plug-ins or the model from one of them"
    )
    assert (words,) == told


def test_two_drivers_of_one_name_are_refused() -> None:
    told = faults_of(lambda: build_registry([("a.b", silent("one", "CP-1")), ("c.d", silent("one", "CP-2"))]))

    assert ("driver one: both a.b and c.d bring it; rename one",) == told


def test_without_any_driver_nothing_starts() -> None:
    told = faults_of(lambda: build_registry([]))

    assert ("no driver is installed, so no phone could be erased; install itl-eraser again",) == told


def test_drivers_that_claim_no_model_are_no_drivers() -> None:
    silent_one = ByHand(name="none", models=(), because="x", instructions="y", source=documented("z"))

    assert 1 == len(faults_of(lambda: build_registry([("here", silent_one)])))


def test_a_strangers_driver_is_found_like_ours(install: Install) -> None:
    install(
        "strange-phones",
        entry_points="[itl_eraser.drivers]\nstrange = strange_phones_a\n",
        files={"strange_phones_a.py": STRANGE_DRIVER.format(models="'XX-1',")},
    )

    found = load_drivers().find("XX-1", None)
    assert found is not None
    assert "strange" == found.name


def test_a_stranger_that_claims_one_of_our_models_is_refused(install: Install) -> None:
    install(
        "strange-phones",
        entry_points="[itl_eraser.drivers]\nstrange = strange_phones_b\n",
        files={"strange_phones_b.py": STRANGE_DRIVER.format(models="'CP-8841',")},
    )

    (told,) = faults_of(load_drivers)
    assert told.startswith("model CP-8841: claimed by driver cisco-8800 (drivers.cisco_8800) and driver strange (")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("1 / 0", "can not be loaded (ZeroDivisionError: division by zero); mend or uninstall it"),
        ("DRIVER = ()", "exports no DRIVERS; mend or uninstall it"),
        ("DRIVERS = ()", "DRIVERS is empty; mend or uninstall it"),
        ("DRIVERS = ('CP-8841',)", "DRIVERS holds a str, which is no driver; mend or uninstall it"),
    ],
    ids=["breaks", "exports nothing", "empty", "no driver"],
)
def test_a_broken_plug_in_is_named_with_what_is_wrong(
    install: Install, text: str, words: str, request: pytest.FixtureRequest
) -> None:
    module = f"strange_broken_{abs(hash(request.node.name))}"
    install("strange-phones", entry_points=f"[itl_eraser.drivers]\nstrange = {module}\n", files={f"{module}.py": text})

    assert (f"plug-in strange ({module}): {words}",) == faults_of(load_drivers)


def test_our_own_sources_are_found() -> None:
    assert {"csv", "scan"} <= set(load_sources())


def test_two_sources_of_one_scheme_are_refused(install: Install) -> None:
    install(
        "strange-source",
        entry_points="[itl_eraser.inventory]\nstrange = strange_source_a\n",
        files={"strange_source_a.py": "SOURCES = {'csv': None}\n"},
    )

    assert ("source csv: both inventory.csv_file and strange_source_a bring it; remove one",) == faults_of(load_sources)


class Opened:
    """A source that tells what it was opened with."""

    def __init__(self, scheme: str) -> None:
        self.scheme = scheme

    def __call__(self, rest: str) -> Source:
        raise BadInput(f"{self.scheme}|{rest}")


OPENERS = {scheme: Opened(scheme) for scheme in ("csv", "scan", "cucm")}


@pytest.mark.parametrize(
    ("word", "opened"),
    [
        ("phones.csv", "csv|phones.csv"),
        ("csv:phones.csv", "csv|phones.csv"),
        ("CSV:phones.csv", "csv|phones.csv"),
        ("csv:C:\\phones.csv", "csv|C:\\phones.csv"),
        ("C:\\phones.csv", "csv|C:\\phones.csv"),
        ("c:phones.csv", "csv|c:phones.csv"),
        ("./monday:10.csv", "csv|./monday:10.csv"),
        ("../lists/a:b.csv", "csv|../lists/a:b.csv"),
        ("/srv/a:b.csv", "csv|/srv/a:b.csv"),
        ("scan:10.20.0.0/22", "scan|10.20.0.0/22"),
        ("scan:10.20.0.0/22:8080", "scan|10.20.0.0/22:8080"),
        ("cucm://publisher.example", "cucm|//publisher.example"),
        ("", "csv|"),
    ],
)
def test_a_source_is_a_scheme_and_its_rest_or_a_path(word: str, opened: str) -> None:
    assert (opened,) == faults_of(lambda: open_source(word, OPENERS))


def test_a_file_with_a_colon_in_its_name_is_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("monday:10.csv").touch()

    assert ("csv|monday:10.csv",) == faults_of(lambda: open_source("monday:10.csv", OPENERS))


@pytest.mark.parametrize(
    ("word", "words"),
    [
        (
            "ldap:x",
            "source ldap:x: unknown scheme ldap: (known: csv:, cucm:, scan:); for a file with a colon write ./ldap:x",
        ),
        (
            "scam:10.0.0.0/24",
            "source scam:10.0.0.0/24: unknown scheme scam: (known: csv:, cucm:, scan:); did you mean scan:10.0.0.0/24?",
        ),
    ],
)
def test_an_unknown_scheme_is_refused_with_the_known_ones(word: str, words: str) -> None:
    assert (words,) == faults_of(lambda: open_source(word, OPENERS))


async def test_the_built_in_reader_is_found_and_starts_nothing_yet() -> None:
    reader = load_reader()

    assert isinstance(reader, Reader)
    await reader.aclose()


def test_a_reader_that_is_not_installed_is_told_with_the_known_ones() -> None:
    assert ("reader eagle: is not installed (known: rapidocr); install itl-eraser again",) == faults_of(
        lambda: load_reader("eagle")
    )


def test_our_package_names_are_ours() -> None:
    check_packages()


def test_a_distribution_that_brings_a_package_named_like_ours_is_refused(install: Install) -> None:
    install("drivers-for-printers", files={"drivers/__init__.py": ""})

    words = (
        "package drivers: the distribution drivers-for-printers brings it too, its files may lie over ours; "
        "uninstall drivers-for-printers, then install itl-eraser again"
    )
    assert (words,) == faults_of(check_packages)


BY_ITS_LABELS = Route(
    name="way",
    enter=key("Settings"),
    path=follow("Trust List", "ITL File"),
    confirm=softkey("Erase"),
    erases=ITL,
    never=never("CTL File"),
    source=documented("a test"),
    expect=(),
    unlock="**#",
)
UNSOUND: dict[str, tuple[dict[str, object], str]] = {
    "no path": ({"path": ()}, "path is empty; name the rows to choose"),
    "nothing forbidden": ({"never": ()}, "never is empty; name the rows beside the one that is meant"),
    "the meant one forbidden": ({"never": never("ITL File")}, "never names what is meant; correct one of them"),
    "a code that restarts": (
        {"unlock": "**#**#"},
        "unlock is '**#**#'; only **# is known, and more of its signs restart the phone",
    ),
    "a second code too early": (
        {"unlock_again_after_s": 5.0},
        "unlock_again_after_s is 5; earlier than 10 s it restarts the phone",
    ),
    "no rest": ({"rest_s": 0.0}, "rest_s is 0; a phone needs time to redraw"),
    "no rest after the code": ({"unlock_rest_s": 0.0}, "unlock_rest_s is 0; a phone needs time to redraw"),
    "a key that is not pressed": (
        {"enter": key("Settings", times=0)},
        "Settings ×0 is pressed 0 times; leave it out, or write 1 or more",
    ),
    "a soft key that calls": (
        {"enter": softkey("Menu|Redial")},
        "the soft key “Menu” or “Redial” calls somebody or sends calls away; name the one that opens the menu",
    ),
    "no digits": ({"digits": {"otherwise": ("5,x",)}}, "digits of 'otherwise' are ('5,x',); write them like 5,4,4"),
}


@pytest.mark.parametrize("what", UNSOUND)
def test_a_route_that_can_not_be_right_is_refused_in_exact_words(what: str) -> None:
    changes, words = UNSOUND[what]
    route = replace(BY_ITS_LABELS, **changes)  # type: ignore[arg-type]
    driver = Driver(name="one", models=("XX-1",), erases=ITL, routes=(route,))

    assert (f"driver one (here): route way: {words}",) == faults_of(lambda: build_registry([("here", driver)]))


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"routes": ()}, "it has no route; write ByHand instead"),
        ({"soft_key_slots": 6}, "soft_key_slots is 6; write 1 to 5"),
        (
            {"routes": (replace(BY_ITS_LABELS, when=since("9-0-2")),)},
            "route way is the last one and has a condition; it must fit every load",
        ),
    ],
)
def test_a_driver_that_can_not_be_right_is_refused_in_exact_words(changes: dict[str, object], words: str) -> None:
    driver = replace(Driver(name="one", models=("XX-1",), erases=ITL, routes=(BY_ITS_LABELS,)), **changes)  # type: ignore[arg-type]

    assert (f"driver one (here): {words}",) == faults_of(lambda: build_registry([("here", driver)]))
    assert build_registry([("here", replace(driver, routes=(BY_ITS_LABELS,), soft_key_slots=4))])
