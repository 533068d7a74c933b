"""A phone's shell over SSH: two logins, then one command at a time (phones §6, cucm §7).

Old algorithms are offered only to a phone with which a modern negotiation has just failed, and only on that
connection. The phone made its own host key, so the first one seen in a run is kept, and another one later is told.
"""

from __future__ import annotations

import asyncio
import re
import warnings
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import asyncssh
import structlog

from eraser.model.outcome import AuthRefused, NoExecute, PressUnanswered, Unreachable
from eraser.wire.login import Login

# Known, and the reason of the bound in pyproject.toml; a warning at each old phone would hide the others.
warnings.filterwarnings("ignore", message="Diffie-Hellman over finite fields")

LOG = structlog.get_logger()

PORT = 22
ANSWER_LIMIT_CHARACTERS = 64 * 1024  # of one answer; a command's is a line or two
# Off by default in asyncssh, and what phones of 7900 and 6900 are expected to need (cucm §7; no list is published).
OLD_ALGORITHMS: Mapping[str, Any] = {
    "kex_algs": "+diffie-hellman-group1-sha1,diffie-hellman-group-exchange-sha1",
    "encryption_algs": "+aes128-cbc,aes256-cbc,3des-cbc",
    "mac_algs": "+hmac-md5,hmac-sha1-96",
    "server_host_key_algs": "+ssh-dss",
}
SHELL_LOGIN = Login("debug", "debug")  # the second one, printed in every handbook: no secret (phones §6)
_ASKS_USER = re.compile(r"(?:log ?in|user ?name):\s*$", re.IGNORECASE)
_ASKS_PASSWORD = re.compile(r"password:\s*$", re.IGNORECASE)
_PROMPT = re.compile(r"[>#$]\s*$")
_NO_COMMAND = re.compile(r"not found|unknown|invalid|unrecogni[sz]ed|no such", re.IGNORECASE)


@dataclass(slots=True)
class HostKeys:
    """The host keys of a run: the first one of each phone, by its name."""

    seen: dict[str, str] = field(default_factory=dict)

    def note(self, phone: str, fingerprint: str) -> bool:
        """Whether this is the key of before, or the first one."""
        return self.seen.setdefault(phone, fingerprint) == fingerprint


class Shell:
    """One phone's shell. Opened by the first command; any failure closes it."""

    def __init__(
        self, host: str, port: int, login: Login, *, phone: str, host_keys: HostKeys, answer_within_s: float = 10.0
    ) -> None:
        self._host, self._port, self._login = host, port, login
        self._phone, self._host_keys = phone, host_keys
        self._within_s = answer_within_s
        self._connection: asyncssh.SSHClientConnection | None = None
        self._process: asyncssh.SSHClientProcess[str] | None = None

    async def press(self, code: int) -> None:
        """Sends one key.

        Raises:
            Unreachable, AuthRefused: nothing was pressed. NoExecute: this shell has no such command.
            PressUnanswered: it left and no prompt came back.
        """
        process = await self._ready()
        process.stdin.write(f"phone key {code}\n")
        try:
            said = await self._read_until(_PROMPT)
        except _Silent as error:
            await self.aclose()
            raise PressUnanswered(f"{self._where}: phone key {code}: {error}") from error
        if _NO_COMMAND.search(said):
            raise NoExecute(f"{self._where}: the shell does not know “phone key”")

    async def hear(self, for_s: float) -> None:
        """Takes what the shell says by itself for this time: debug shells print as they like."""
        if self._process is None:
            return
        with suppress(TimeoutError):
            async with asyncio.timeout(for_s):
                while await self._process.stdout.read(4096):
                    pass

    async def aclose(self) -> None:
        """Ends the connection."""
        connection, self._connection, self._process = self._connection, None, None
        if connection is not None:
            connection.abort()
            await connection.wait_closed()

    @property
    def _where(self) -> str:
        return f"{self._host}:{self._port} (SSH)"

    async def _ready(self) -> asyncssh.SSHClientProcess[str]:
        if self._process is not None and not self._process.is_closing():
            return self._process
        await self.aclose()
        try:
            async with asyncio.timeout(self._within_s):
                self._connection = await self._connect()
        except asyncssh.PermissionDenied as error:
            raise AuthRefused(f"{self._where}: the SSH login is refused") from error
        except (OSError, TimeoutError, asyncssh.Error) as error:
            raise Unreachable(f"{self._where}: {_said(error)}") from error
        self._tell(self._connection)
        try:
            self._process = await self._connection.create_process(term_type="vt100", errors="replace")
            await self._log_in_again()
        except (_Silent, asyncssh.Error) as error:
            await self.aclose()
            raise Unreachable(f"{self._where}: no shell: {_said(error)}") from error
        return self._process

    async def _connect(self) -> asyncssh.SSHClientConnection:
        """Modern first; old ones only where the two sides had nothing in common."""
        try:
            return await self._connect_with({})
        except asyncssh.KeyExchangeFailed:
            return await self._connect_with(OLD_ALGORITHMS)

    async def _connect_with(self, algorithms: Mapping[str, Any]) -> asyncssh.SSHClientConnection:
        return await asyncssh.connect(
            self._host,
            self._port,
            username=self._login.user,
            password=self._login.password,
            known_hosts=None,  # a phone's key is its own; it is kept and compared within the run (cucm §7)
            config=None,
            client_keys=None,
            agent_path=None,
            preferred_auth="password,keyboard-interactive",
            **algorithms,
        )

    async def _log_in_again(self) -> None:
        """The console's own login inside of the shell, where it asks for one."""
        assert self._process is not None
        for _ in range(3):
            said = await self._read_until(_ASKS_USER, _ASKS_PASSWORD, _PROMPT)
            if _ASKS_USER.search(said):
                self._process.stdin.write(f"{SHELL_LOGIN.user}\n")
            elif _ASKS_PASSWORD.search(said):
                self._process.stdin.write(f"{SHELL_LOGIN.password}\n")
            else:
                return
        raise _Silent("the second login is refused")

    async def _read_until(self, *ends: re.Pattern[str]) -> str:
        assert self._process is not None
        said = ""
        try:
            async with asyncio.timeout(self._within_s):
                while not any(end.search(said) for end in ends):
                    piece = await self._process.stdout.read(4096)
                    if not piece:
                        raise _Silent("the shell was closed")
                    said += piece
                    if len(said) > ANSWER_LIMIT_CHARACTERS:
                        raise _Silent("it says more than any shell of a phone")
        except TimeoutError:
            raise _Silent(f"no answer within {self._within_s:g} s") from None
        except (OSError, asyncssh.Error) as error:
            raise _Silent(_said(error)) from error
        return said

    def _tell(self, connection: asyncssh.SSHClientConnection) -> None:
        """Into the log: nobody has published yet which phones speak what (cucm §7)."""
        key = connection.get_server_host_key()
        fingerprint = key.get_fingerprint() if key else "none"
        same = self._host_keys.note(self._phone, fingerprint)
        negotiated = {name: connection.get_extra_info(name) for name in ("server_version", "send_cipher", "send_mac")}
        LOG.info("ssh.connected", phone=self._phone, host_key=fingerprint, **negotiated)
        if not same:
            LOG.warning("ssh.host_key_changed", phone=self._phone, host_key=fingerprint)


class _Silent(Exception):
    """No whole answer of the shell."""


def _said(error: BaseException) -> str:
    return " ".join(str(error).split())[:200] or type(error).__name__
