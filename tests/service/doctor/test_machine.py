"""The doctor looks at this machine: settings, logins, store, ports, clock; each ready and not ready."""

from __future__ import annotations

import os
import socket
import time

import pytest

from eraser.service.doctor.machine import (
    check_clock,
    check_drivers,
    check_logins,
    check_ports,
    check_settings,
    check_store,
)
from tests.service.doctor.visits import PASSWORD, a_visit, give_login, here, left_behind, read, rows, write

NO_SSH = ("login ssh", "not asked", "none is given, so keys go over HTTP alone", "")
NO_CUCM = ("login cucm", "not asked", "none is given, and no cluster is named", "")


async def test_each_value_is_told_with_the_place_where_it_stood(monkeypatch: pytest.MonkeyPatch) -> None:
    write("itl-eraser.toml", 'canary = "off"\npace = 0.5\n')
    monkeypatch.setenv("ITL_ERASER_YES", "true")
    monkeypatch.setenv("ITL_ERASER_PACE", "0.7")

    told = "itl-eraser.toml; canary off (itl-eraser.toml:1: canary), pace 0.7 (ITL_ERASER_PACE), yes true (ITL_ERASER_YES), metrics 127.0.0.1:9500 (--metrics)"
    assert [("settings", "ready", told, "")] == await rows(check_settings, a_visit(metrics="127.0.0.1:9500"))


async def test_without_a_file_all_are_defaults() -> None:
    assert [("settings", "ready", "no file; all are defaults", "")] == await rows(check_settings, a_visit())


async def test_settings_that_everybody_may_change_or_that_contradict_are_not_ready() -> None:
    assert [
        ("settings", "not ready", "--erase: stale is not known without --wanted", "add --wanted, or write all")
    ] == await rows(check_settings, a_visit(erase="stale"))

    write("itl-eraser.toml", "pace = 0.5\n", mode=0o646)
    told = "itl-eraser.toml; pace 0.5 (itl-eraser.toml:1: pace); everybody may change itl-eraser.toml"
    assert [("settings", "not ready", told, "chmod o-w it")] == await rows(check_settings, a_visit())


async def test_drivers_are_loaded_as_for_a_run() -> None:
    visit = a_visit()
    ((check, state, seen, do),) = await rows(check_drivers, visit)

    assert visit.registry is not None
    assert (
        "drivers",
        "ready",
        f"{len(visit.registry.drivers)} drivers for {len(visit.registry.by_model)} models; reader rapidocr",
        "",
    ) == (
        check,
        state,
        seen,
        do,
    )


# --- logins ----------------------------------------------------------------------------------------------------------


async def test_a_login_in_a_closed_file_is_ready_and_known_to_later_checks(monkeypatch: pytest.MonkeyPatch) -> None:
    give_login(monkeypatch, "phone", mode=0o600)
    visit = a_visit()
    seen = "user eraser, password from ITL_ERASER_PHONE_PASSWORD_FILE (mode 0600)"

    assert [("login phone", "ready", seen, ""), NO_CUCM, NO_SSH] == await rows(check_logins, visit)
    assert ("eraser", PASSWORD) == (visit.logins["phone"].user, visit.logins["phone"].password)


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o602, 0o620])
async def test_a_password_file_that_is_open_to_others_is_not_ready(monkeypatch: pytest.MonkeyPatch, mode: int) -> None:
    give_login(monkeypatch, "ssh", mode=mode)
    seen = f"user eraser, password from ITL_ERASER_SSH_PASSWORD_FILE; others may read or change ssh.password (mode {mode:04o})"

    assert ("login ssh", "not ready", seen, "chmod 600 ssh.password") == (await rows(check_logins, a_visit()))[2]


async def test_a_password_that_can_not_be_kept_out_of_logs_is_not_ready(monkeypatch: pytest.MonkeyPatch) -> None:
    give_login(monkeypatch, "phone", "pw1")
    seen = "user eraser, password from ITL_ERASER_PHONE_PASSWORD; the password has fewer than 4 characters and can not be kept out of logs"

    assert ("login phone", "not ready", seen, "give the user a longer one") == (await rows(check_logins, a_visit()))[0]


async def test_half_a_login_and_one_that_a_source_needs_are_not_ready(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ITL_ERASER_SSH_USER", "eraser")
    give = "set ITL_ERASER_CUCM_USER and ITL_ERASER_CUCM_PASSWORD_FILE"

    assert [
        ("login cucm", "not ready", "none is given, and a cluster is named", give),
        ("login ssh", "not ready", "environment: no login for the SSH", "set ITL_ERASER_SSH_PASSWORD_FILE, or use a terminal"),
    ] == (await rows(check_logins, a_visit("cucm://publisher.example")))[1:]  # fmt: skip


async def test_a_login_that_a_run_asks_for_is_unknown_and_a_stand_in_needs_none() -> None:
    give = "set ITL_ERASER_PHONE_USER and ITL_ERASER_PHONE_PASSWORD_FILE"
    asks = "none is given; a run asks for it, and ends if nobody is there"
    assert ("login phone", "unknown", asks, give) == (await rows(check_logins, a_visit()))[0]

    makes = "none is given; the stand-in (authd) makes its own"
    assert ("login phone", "ready", makes, "") == (await rows(check_logins, a_visit(authd=("found",))))[0]


# --- store, ports, clock ---------------------------------------------------------------------------------------------


async def test_a_store_that_could_be_made_is_ready_and_nothing_stays() -> None:
    ((check, state, seen, do),) = await rows(check_store, a_visit())

    assert ("store", "ready", "") == (check, state, do)
    assert seen.startswith(f"{here()}/itl-eraser.db will be made; a change is on the disk after ")
    assert "GB free; SQLite 3." in seen
    assert [] == left_behind()


async def test_a_store_that_is_none_is_not_ready_and_stays_as_it_is() -> None:
    write("itl-eraser.db", "shopping list\n")

    assert [
        (
            "store",
            "not ready",
            f"{here()}/itl-eraser.db: is no store, it is not an SQLite file",
            "choose another file with --store sqlite:PATH",
        )
    ] == await rows(check_store, a_visit())
    assert "shopping list\n" == read("itl-eraser.db")


async def test_a_disk_without_room_for_all_phones_is_not_ready() -> None:
    visit = a_visit()
    visit.phones = range(10**12)  # type: ignore[assignment]  # as many phones; nobody looks at one
    ((_, state, _, do),) = await rows(check_store, visit)

    assert ("not ready", "free 200000000.1 GB, or choose another --store") == (state, do)


async def test_a_free_port_is_ready_and_a_taken_one_is_not() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken, socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        port, free = taken.getsockname()[1], other.getsockname()[1]
        other.close()
        found = await rows(check_ports, a_visit(authd=(f"127.0.0.1:{port}", "found"), metrics=f"127.0.0.1:{free}"))

    do = "end what listens there, name another port, or give this machine that address"
    assert [
        (f"port 127.0.0.1:{port}", "not ready", "it can not be taken (Address already in use)", do),
        (f"port 127.0.0.1:{free}", "ready", "it is free", ""),
        ("port authd", "not asked", "authd listens where phones' pages say, at the time", ""),
    ] == found


@pytest.mark.parametrize(
    ("word", "seen"),
    [
        ("192.0.2.1:8080", "it can not be taken (Cannot assign requested address)"),
        ("10.1.1.x:8080", "it is no IP address"),
    ],
)
async def test_a_port_of_another_machine_or_of_none_is_not_ready(word: str, seen: str) -> None:
    assert (f"port {word}", "not ready", seen) == (await rows(check_ports, a_visit(authd=(word,))))[0][:3]


async def test_a_clock_that_goes_on_is_ready() -> None:
    ((check, state, seen, _),) = await rows(check_clock, a_visit())

    assert ("clock", "ready") == (check, state)
    assert time.strftime("%Y-%m-%dT", time.gmtime()) == seen[:11]


async def test_a_clock_that_jumps_during_the_visit_is_not_ready() -> None:
    visit = a_visit()
    visit.began_ahead_s -= 3600
    ((_, state, seen, do),) = await rows(check_clock, visit)

    assert ("not ready", "it jumped by +3600 s during this visit") == (state, seen.rpartition("; ")[2])
    assert "let NTP set it: which address is the newest, and which certificate holds, is a matter of time" == do


async def test_a_clock_from_before_the_installation_is_not_ready(monkeypatch: pytest.MonkeyPatch) -> None:
    installed = write("eraser.py", "")
    os.utime(installed, (time.time() + 10 * 86_400,) * 2)
    monkeypatch.setattr("eraser.__file__", str(installed))
    ((_, state, seen, _),) = await rows(check_clock, a_visit())

    assert ("not ready", "this program was installed later than that") == (state, seen.rpartition("; ")[2])
