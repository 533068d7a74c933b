"""What the doctor sees of this machine: settings, drivers, logins, store, ports, clock."""

from __future__ import annotations

import asyncio
import socket
import stat
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import eraser
from eraser.authd.stand_in import FOUND
from eraser.engine.registry import load_reader
from eraser.model.address import BadAddress, split_address
from eraser.model.outcome import BadInput
from eraser.ops.credentials import Credentials, Kind, read_login
from eraser.ops.labels import labels_at
from eraser.ops.redaction import SHORT
from eraser.service.assemble import ready_drivers
from eraser.service.doctor.finding import Finding, State, in_thread
from eraser.service.doctor.visit import Visit, wall_ahead_s
from eraser.service.terminal import learn_secrets
from eraser.store.examination import NEEDED_SQLITE, examine_store
from eraser.wire.login import Login

_KINDS: tuple[Kind, ...] = ("phone", "cucm", "ssh")
_OPEN = stat.S_IRGRP | stat.S_IROTH | stat.S_IWGRP | stat.S_IWOTH
_BYTES_PER_PHONE = 200_000  # some events and a picture or two of some 20 kB, with room (our choice, *unproven*)
_BYTES_ALWAYS = 100_000_000
_SLOW_S = 0.5  # for one change: the intents of fifty phones at once would wait for each other (our choice)
_JUMP_S = 1.0  # of the wall clock during the visit
_DAY_S = 86_400.0
_LATEST_YEAR = 2045  # no phone of this kind will be there then


async def check_settings(visit: Visit) -> Sequence[Finding]:
    return (await in_thread("settings", lambda: _settings(visit)),)


def _settings(visit: Visit) -> Finding:
    file, settings = visit.file, visit.settings
    if settings.erase == "stale" and not settings.wanted:
        raise BadInput(f"{settings.origins['erase']}: stale is not known without --wanted; add --wanted, or write all")
    shown = ", ".join(
        f"{field} {_shown(getattr(settings, field))} ({place})" for field, place in settings.origins.items()
    )
    seen = f"{file or 'no file'}; {shown or 'all are defaults'}"
    if file and file.stat().st_mode & stat.S_IWOTH:
        return Finding("settings", State.NOT_READY, f"{seen}; everybody may change {file}", "chmod o-w it")
    return Finding("settings", State.READY, seen)


def _shown(value: object) -> str:
    if isinstance(value, tuple) and any(isinstance(one, int) for one in value[1:]) and isinstance(value[0], str):
        return ":".join(map(str, value))
    if isinstance(value, tuple):
        return ",".join(map(str, value)) or "off"
    return str(value).lower() if isinstance(value, bool) else str(value)


async def check_drivers(visit: Visit) -> Sequence[Finding]:
    def load() -> Finding:
        visit.registry = ready_drivers(visit.settings.labels, labels_at(visit.settings.origins))
        reader = load_reader()
        known = f"{len(visit.registry.drivers)} drivers for {len(visit.registry.by_model)} models; reader {reader.name}"
        return Finding("drivers", State.READY, known)

    return (await in_thread("drivers", load),)


async def check_logins(visit: Visit) -> Sequence[Finding]:
    return await asyncio.gather(*(in_thread(f"login {kind}", partial(_login, visit, kind)) for kind in _KINDS))


def _login(visit: Visit, kind: Kind) -> Finding:
    check, name = f"login {kind}", f"ITL_ERASER_{kind.upper()}"
    given = Credentials()
    if not any(getattr(given, f"{kind}_{word}") for word in ("user", "password", "password_file")):
        return _no_login(visit, kind)
    found = read_login(kind)
    password = found.password.get_secret_value()
    learn_secrets((password,))
    visit.logins[kind] = Login(found.user, password)
    file = getattr(given, f"{kind}_password_file")
    seen = f"user {found.user}, password from {name}_PASSWORD{'_FILE' if file else ''}"
    if len(password) < SHORT:
        short = f"the password has fewer than {SHORT} characters and can not be kept out of logs"
        return Finding(check, State.NOT_READY, f"{seen}; {short}", "give the user a longer one")
    if file and (mode := stat.S_IMODE(Path(file).stat().st_mode)) & _OPEN:
        seen += f"; others may read or change {file} (mode {mode:04o})"
        return Finding(check, State.NOT_READY, seen, f"chmod 600 {file}")
    return Finding(check, State.READY, f"{seen}{f' (mode {mode:04o})' if file else ''}")


def _no_login(visit: Visit, kind: Kind) -> Finding:
    check, name = f"login {kind}", f"ITL_ERASER_{kind.upper()}"
    if kind == "ssh":
        return Finding(check, State.NOT_ASKED, "none is given, so keys go over HTTP alone")
    give = f"set {name}_USER and {name}_PASSWORD_FILE"
    if kind == "cucm":
        settings = visit.settings
        if settings.associate or settings.cti_jar or any(word.lower().startswith("cucm:") for word in visit.words):
            return Finding(check, State.NOT_READY, "none is given, and a cluster is named", give)
        return Finding(check, State.NOT_ASKED, "none is given, and no cluster is named")
    if visit.settings.authd:
        return Finding(check, State.READY, "none is given; the stand-in (authd) makes its own")
    return Finding(check, State.UNKNOWN, "none is given; a run asks for it, and ends if nobody is there", give)


async def check_store(visit: Visit) -> Sequence[Finding]:
    return (await in_thread("store", lambda: _store(visit)),)


def _store(visit: Visit) -> Finding:
    seen = examine_store(visit.settings.store)
    version, needed = (".".join(map(str, one)) for one in (seen.sqlite, NEEDED_SQLITE))
    needed_bytes = _BYTES_ALWAYS + _BYTES_PER_PHONE * len(visit.phones)
    told = (
        f"{seen.path} {'opens' if seen.is_there else 'will be made'}; a change is on the disk after "
        f"{seen.written_s * 1000:.0f} ms; {seen.free_bytes / 1e9:.1f} GB free; SQLite {version}"
    )
    if not seen.is_new_enough:
        return Finding("store", State.NOT_READY, told, f"install a Python with SQLite {needed} or newer")
    if seen.free_bytes < needed_bytes:
        return Finding("store", State.NOT_READY, told, f"free {needed_bytes / 1e9:.1f} GB, or choose another --store")
    if seen.written_s > _SLOW_S:
        return Finding("store", State.NOT_READY, told, "that disk is too slow for a journal; choose another --store")
    return Finding("store", State.READY, told)


async def check_ports(visit: Visit) -> Sequence[Finding]:
    """Each is taken for a moment and not listened at, so that nobody can ask there."""
    settings = visit.settings
    wanted = [(f"port {word}", word) for word in settings.authd if word != FOUND]
    if settings.metrics:
        host, port = settings.metrics
        wanted.append((f"port {host}:{port}", f"[{host}]:{port}" if ":" in host else f"{host}:{port}"))
    found = [await in_thread(check, partial(_port, check, word)) for check, word in wanted]
    if FOUND in settings.authd:
        found.append(Finding("port authd", State.NOT_ASKED, "authd listens where phones' pages say, at the time"))
    return found


def _port(check: str, word: str) -> Finding:
    try:
        host, port = split_address(word)
        family, kind, number, _, address = socket.getaddrinfo(
            host.strip("[]"), port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        with socket.socket(family, kind, number) as one:
            one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            one.bind(address)
    except BadAddress as error:
        return Finding(check, State.NOT_READY, f"it {error}", "write HOST:PORT")
    except PermissionError:
        return Finding(check, State.NOT_READY, "this user may not take it", "use a port from 1024 and a redirect to it")
    except OSError as error:
        do = "end what listens there, name another port, or give this machine that address"
        return Finding(check, State.NOT_READY, f"it can not be taken ({error.strerror})", do)
    return Finding(check, State.READY, "it is free")


async def check_clock(visit: Visit) -> Sequence[Finding]:
    """Asked last: whether the wall clock jumped is seen over the length of the visit."""
    return (await in_thread("clock", lambda: _clock(visit)),)


def _clock(visit: Visit) -> Finding:
    here = datetime.now().astimezone()
    seen = f"{here.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}, zone {here.tzname()} (UTC{here:%z}); reports are in UTC"
    faults = list(_clock_faults(wall_ahead_s() - visit.began_ahead_s, here.year))
    if faults:
        do = "let NTP set it: which address is the newest, and which certificate holds, is a matter of time"
        return Finding("clock", State.NOT_READY, f"{seen}; {faults[0]}", do)
    return Finding("clock", State.READY, seen)


def _clock_faults(jump_s: float, year: int) -> Iterator[str]:
    installed_s = Path(eraser.__file__).stat().st_mtime
    if time.time() < installed_s - _DAY_S:
        yield "this program was installed later than that"
    if year > _LATEST_YEAR:
        yield "it is far ahead"
    if abs(jump_s) > _JUMP_S:
        yield f"it jumped by {jump_s:+.0f} s during this visit"
