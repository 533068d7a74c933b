"""Each driver as the script that it prints, recorded. `python -m tests.drivers.recorded_scripts` records them anew.

A change of a label, a digit, a soft key, a rest or a source changes a script, so that somebody reads it before it is
pressed on a phone.
"""

from __future__ import annotations

from pathlib import Path

from eraser.dsl import AnyDriver, Driver
from eraser.engine.registry import load_drivers
from eraser.service.script import script_of

FOLDER = Path(__file__).with_name("scripts")


def script_path(driver: AnyDriver) -> Path:
    """Where the script of a driver is recorded."""
    return FOLDER / f"{driver.name}.txt"


def script_text(driver: AnyDriver) -> str:
    """The script of a driver, for all its models and loads."""
    routes = driver.routes if isinstance(driver, Driver) else ()
    return script_of(", ".join(driver.models), driver, routes) + "\n"


if __name__ == "__main__":
    for old in FOLDER.glob("*.txt"):
        old.unlink()
    for one in load_drivers().drivers:
        script_path(one).write_text(script_text(one), encoding="utf-8")
