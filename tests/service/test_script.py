"""A route read aloud: every step of it, whichever way it is pressed."""

from __future__ import annotations

import pytest
from typer.testing import CliRunner

from drivers import cisco_6900, cisco_7800, cisco_8945, cisco_by_hand, cisco_conference, cisco_ip_communicator
from eraser.dsl import AnyDriver, Driver, Route
from eraser.service.cli import app
from eraser.service.script import script_of


def said(driver: AnyDriver, *routes: Route) -> list[str]:
    """The steps without their numbers, and the other lines."""
    lines = script_of("CP-1", driver, routes).splitlines()
    return [line.split(". ", 1)[1] if line[:2].strip().isdigit() else line for line in lines]


def said_by(drivers: tuple[AnyDriver, ...]) -> list[str]:
    driver = drivers[-1]
    assert isinstance(driver, Driver)
    return said(driver, *driver.routes)


def test_a_menu_that_is_opened_by_a_soft_key_is_read_so() -> None:
    assert (
        "Find the soft key “Apps” or “Applications” on the idle screen. When it was seen twice alike, press it. "
        "The screen must show a menu with the row “Admin settings” or “Administrator settings”."
    ) in said_by(cisco_conference.DRIVERS)


def test_a_second_key_for_the_menu_is_read_so() -> None:
    assert any(
        line.startswith("Press Applications (if the phone has it). Where no menu opens, press Settings. The screen")
        for line in said_by(cisco_8945.DRIVERS)
    )


def test_a_soft_key_of_the_path_is_read_so() -> None:
    lines = said_by(cisco_6900.DRIVERS)

    assert any(line.endswith("The screen must show the soft key “Security” or “Security settings”.") for line in lines)
    assert (
        "Find the soft key “Security” or “Security settings”. When the screen was seen twice alike, press it. "
        "The screen must show that it is about “Security” or “Security settings”."
    ) in lines


def test_a_row_or_a_soft_key_is_read_so() -> None:
    lines = said_by(cisco_7800.DRIVERS)

    assert any(
        "Where no row with a digit says so: Find the soft key “Security settings” or “Security”." in line
        for line in lines
    )
    assert any("The screen must show the row or the soft key “Security settings”" in line for line in lines)


def test_a_soft_key_that_leaves_is_read_so() -> None:
    assert (
        "As long as the soft key “Exit” or “Back” or “Return” is shown, at most 4 times, press it, to close what is open."
    ) in said_by(cisco_6900.DRIVERS)


def test_the_number_of_soft_keys_is_read() -> None:
    assert "It has 5 soft keys below its screen." in said_by(cisco_ip_communicator.DRIVERS)


def test_weak_evidence_is_read_with_its_remedy() -> None:
    weak = (
        "Weak evidence: a first phone must prove it. Without canary waves it runs only with --trust-weak for the model."
    )

    assert weak in said_by(cisco_ip_communicator.DRIVERS)
    assert weak not in said_by(cisco_8945.DRIVERS)


def test_loads_are_read_with_their_routes() -> None:
    lines = said_by(cisco_7800.DRIVERS)

    assert ["firmware: from 12-0-1", "firmware: from 11-0-1", "firmware: any"] == [
        line.rpartition("; ")[2] for line in lines if line.startswith("Route ")
    ]


def test_what_is_done_by_hand_is_read_and_no_key_is_named_for_us() -> None:
    lines = said(cisco_by_hand.CISCO_8821)

    assert "By hand: The vendor documents the menu" in lines[1]
    assert cisco_by_hand.CISCO_8821.instructions == lines[2]
    assert not any("soft keys below" in line for line in lines)


@pytest.mark.parametrize("command", ["run", "rehearse"])
def test_weak_evidence_can_be_trusted_on_the_command_line(command: str) -> None:
    assert "--trust-weak MODEL" in " ".join(CliRunner().invoke(app, [command, "--help"]).stdout.split())
