"""Many simulated phones on loopback, with their clusters, their authentication service, and the whole truth."""

from __future__ import annotations

import asyncio
import csv
import json
import os
import random
import shlex
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from eraser.simulator.assembly import Member, assemble
from eraser.simulator.authentication import AuthenticationService, Credentials
from eraser.simulator.cases import Authentication, Case
from eraser.simulator.certificate import phone_tls
from eraser.simulator.handset import Handset
from eraser.simulator.listener import Tally
from eraser.simulator.network import network_of
from eraser.simulator.placing import Place, allow_files, take_place
from eraser.simulator.profiles import PROFILES
from eraser.simulator.stranger import Stranger
from eraser.simulator.web import PhoneServer

__all__ = ["PROFILES", "Counters", "Credentials", "Fleet", "build_fleet", "fleet_of"]

INVENTORY_COLUMNS = ("name", "address", "model", "firmware", "site")
_LOOK_EVERY_S = 0.02  # how fast a listener follows its phone's power
_LOOKS_PER_SECOND = 50_000  # over all phones: a look costs well under a microsecond's work of one core


@dataclass(frozen=True, slots=True)
class Counters:
    """What the network saw."""

    requests: int
    most_connections: int
    most_connections_per_phone: int
    most_away: int
    most_away_by_site: dict[str, int]
    authentication_requests: int
    most_authentication_requests_in_a_second: int


class Fleet:
    """Phones and strangers. Start it, give its inventory to somebody, and compare with the truth."""

    def __init__(
        self,
        members: Sequence[Member],
        credentials: Credentials,
        tally: Tally,
        *,
        bind: str,
        port: int,
        ssh: Credentials,
    ) -> None:
        self.members = tuple(members)
        self.credentials = credentials
        self.ssh = ssh
        self.servers = tuple(one.host for one in members if isinstance(one.host, PhoneServer))
        self.strangers = tuple(one.host for one in members if isinstance(one.host, Stranger))
        self.handsets: tuple[Handset, ...] = tuple(server.handset for server in self.servers)
        controlled = {one.spec.name for one in members if one.case.authentication is not Authentication.NOT_CONTROLLED}
        shown = {server.handset.state.spec.name for server in self.servers if server.listed_as in controlled}
        self.authentication = AuthenticationService(credentials, frozenset(controlled | shown))
        self._unverifiable = AuthenticationService(credentials, frozenset(controlled | shown), tls=phone_tls())
        self.network = network_of(server.handset for server in self.servers)
        self._bind, self._port = bind, port
        self._tally = tally
        self._place: Place | None = None
        self._look: asyncio.TimerHandle | None = None
        self._most_away: Counter[str] = Counter()

    async def start(self) -> None:
        """Listens everywhere. Raises OSError if an address can not be had."""
        allow_files(len(self.members))
        self._place = take_place(self._bind, self._port)
        try:
            await self.authentication.start()
            await self._unverifiable.start()
            await self.network.start(self._place)
            for member, (host, port) in zip(self.members, self._place.addresses(len(self.members)), strict=True):
                if isinstance(member.host, PhoneServer):
                    self.network.settle(member.host.handset)
                    member.host.handset.state.authentication_url = self._authentication_url(member.case)
                await member.host.start(host, port)
                if member.shell is not None:
                    await member.shell.start(host)
        except OSError:
            await self.stop()
            raise
        self._follow_power()

    async def stop(self) -> None:
        """Closes everything; the truth stays."""
        if self._look is not None:
            self._look.cancel()
        for member in self.members:
            await member.host.stop()
            if member.shell is not None:
                await member.shell.stop()
        await self.authentication.stop()
        await self._unverifiable.stop()
        await self.network.stop()
        if self._place is not None:
            self._place.close()

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.stop()

    def _authentication_url(self, case: Case) -> str:
        assert self._place is not None
        urls = {
            Authentication.BLANK: "",
            Authentication.DEAD: f"http://{self._place.refusing}/ccmcip/authenticate.jsp",
            Authentication.UNVERIFIABLE: self._unverifiable.url,
        }
        return urls.get(case.authentication, self.authentication.url)

    def _follow_power(self) -> None:
        away: Counter[str] = Counter()
        for server in self.servers:
            server.follow_power()
            if not server.handset.state.up:
                away[server.handset.state.spec.site] += 1
        for member in self.members:
            if member.shell is not None:
                member.shell.follow_power()
        away[""] = away.total()
        self._most_away |= away
        pause_s = max(_LOOK_EVERY_S, len(self.servers) / _LOOKS_PER_SECOND)
        self._look = asyncio.get_running_loop().call_later(pause_s, self._follow_power)

    def phone(self, name: str) -> Handset:
        """The handset that the inventory calls so."""
        return next(server.handset for server in self.servers if server.listed_as == name)

    def inventory_rows(self) -> list[dict[str, str]]:
        """Every line of the inventory, with addresses; only after start. A column for the scheme where one speaks
        https."""
        rows = [
            dict(
                zip(
                    INVENTORY_COLUMNS,
                    (one.name, one.address, one.spec.model, one.spec.firmware, one.spec.site),
                    strict=True,
                )
            )
            for one in self.members
        ]
        if any(one.case.scheme for one in self.members):
            for row, one in zip(rows, self.members, strict=True):
                row["scheme"] = one.case.scheme
        if any(one.shell for one in self.members):
            for row, one in zip(rows, self.members, strict=True):
                row["ssh_port"] = str(one.shell.port) if one.shell else ""
        return rows

    def write_inventory(self, path: Path) -> None:
        """The inventory as CSV."""
        with path.open("w", encoding="utf-8", newline="") as file:
            rows = self.inventory_rows()
            writer = csv.DictWriter(file, list(rows[0]) if rows else INVENTORY_COLUMNS)
            writer.writeheader()
            writer.writerows(rows)

    def write_credentials(self, path: Path) -> None:
        """Settings for the environment at `path` and the password beside it, readable by the owner alone."""
        secret = path.with_suffix(".password").absolute()
        _write_private(secret, f"{self.credentials.password}\n")
        lines = [
            f"ITL_ERASER_PHONE_USER={shlex.quote(self.credentials.user)}",
            f"ITL_ERASER_PHONE_PASSWORD_FILE={shlex.quote(str(secret))}",
        ]
        if any(one.shell for one in self.members):
            shell_secret = path.with_suffix(".ssh-password").absolute()
            _write_private(shell_secret, f"{self.ssh.password}\n")
            lines += [
                f"ITL_ERASER_SSH_USER={shlex.quote(self.ssh.user)}",
                f"ITL_ERASER_SSH_PASSWORD_FILE={shlex.quote(str(shell_secret))}",
            ]
        _write_private(path, "\n".join([*lines, ""]))

    def truth(self) -> dict[str, object]:
        """What really happened, per phone by its name in the inventory, and `strangers` by theirs. JSON-able."""
        phones: dict[str, object] = {}
        strangers: dict[str, object] = {}
        for one in self.members:
            right = {
                "case": one.case.says,
                "address": one.address,
                "site": one.spec.site,
                "erasable": one.case.erasable,
                "expected": list(one.case.expected),
                "if_answered": list(one.case.if_answered or one.case.expected),
                "reasons": list(one.case.reasons),
            }
            if isinstance(one.host, Stranger):
                strangers[one.called] = {**one.host.truth(), **right}
            else:
                move = self.network.truth(one.host.handset, one.case.expected)
                phones[one.called] = {**one.host.handset.truth(), "requests": one.host.requests, **right, **move}
        return {**phones, "strangers": strangers}

    def counters(self) -> Counters:
        """What the network saw so far."""
        hosts = [one.host for one in self.members]
        return Counters(
            requests=sum(host.requests for host in hosts),
            most_connections=self._tally.most,
            most_connections_per_phone=max((host.listener.own.most for host in hosts), default=0),
            most_away=self._most_away[""],
            most_away_by_site={site: most for site, most in sorted(self._most_away.items()) if site},
            authentication_requests=self.authentication.requests,
            most_authentication_requests_in_a_second=self.authentication.most_in_a_second,
        )


def build_fleet(*, phones: int, seed: int, profile: str, bind: str = "127.1.0.0", port: int = 0) -> Fleet:
    """A fleet in one of PROFILES. Port 0: a free one, the same for all. Credentials are new each time."""
    if profile not in PROFILES:
        raise ValueError(f"no profile “{profile}”: choose one of {', '.join(PROFILES)}")
    if phones < 1:
        raise ValueError(f"a fleet of {phones} phones: choose at least 1")
    mood = PROFILES[profile]
    return fleet_of(*mood.cases(phones, seed=seed), seed=seed, bind=bind, port=port, restart_s=mood.restart_s)


def fleet_of(
    *cases: Case, seed: int = 0, bind: str = "127.1.0.0", port: int = 0, restart_s: tuple[float, float] | None = None
) -> Fleet:
    """A fleet of exactly these cases. `restart_s`: restarts take between these times, else as the case says."""
    tally = Tally()
    ssh = Credentials.fresh()
    members = assemble(cases, random.Random(seed), tally, restart_s=restart_s, ssh=ssh)
    return Fleet(members, Credentials.fresh(), tally, bind=bind, port=port, ssh=ssh)


async def run_simulation(
    *,
    phones: int,
    seed: int,
    profile: str,
    inventory_out: Path,
    stop: asyncio.Event,
    bind: str = "127.1.0.0",
    port: int = 0,
    truth_out: Path | None = None,
    started: Callable[[Fleet], None] | None = None,
) -> Fleet:
    """The command `simulate`: a fleet until `stop` is set, its inventory, its credentials in FILE.env beside that,
    and if asked its truth every second and at the end."""
    async with build_fleet(phones=phones, seed=seed, profile=profile, bind=bind, port=port) as fleet:
        fleet.write_credentials(inventory_out.with_suffix(".env"))
        fleet.write_inventory(inventory_out)
        if started is not None:
            started(fleet)
        while not stop.is_set():
            if truth_out is not None:
                _write_whole(truth_out, json.dumps(fleet.truth(), indent=1))
            try:
                async with asyncio.timeout(1.0):
                    await stop.wait()
            except TimeoutError:
                continue
    if truth_out is not None:
        _write_whole(truth_out, json.dumps(fleet.truth(), indent=1))
    return fleet


def _write_private(path: Path, text: str) -> None:
    """A file of mode 0600 from its first moment on."""
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        file.write(text)


def _write_whole(path: Path, text: str) -> None:
    """A reader sees the file of before or this one, never a part."""
    half = path.with_name(f".{path.name}.half")
    half.write_text(text, encoding="utf-8")
    half.replace(path)
