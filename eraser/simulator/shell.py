"""The shell of one simulated phone over SSH (phones §6, cucm §7).

The configured user logs in to SSH, then the shell asks for a login of its own. `phone key CODE` presses a key on 78xx
and 88xx; a 9971 knows the command and does nothing; other phones do not know it.
"""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from functools import cache
from typing import Any, Literal

import asyncssh

from eraser.simulator.authentication import Credentials
from eraser.simulator.handset import Handset
from eraser.simulator.hardware import model_key

Age = Literal["modern", "old"]

# What an old phone speaks, and nothing else (cucm §7: expected by the age of the software).
_ALGORITHMS: Mapping[Age, Mapping[str, Any]] = {
    "modern": {},
    "old": {
        "kex_algs": ["diffie-hellman-group1-sha1"],
        "encryption_algs": ["3des-cbc"],
        "mac_algs": ["hmac-sha1"],
        "signature_algs": ["ssh-rsa"],
    },
}
SECOND_LOGIN: Mapping[str, tuple[str, str]] = {"69": ("admin", "")}  # the others: debug (phones §6)
_KEYS = {
    **{513 + digit: f"KeyPad{digit}" for digit in range(10)},
    **{525 + n: f"Soft{n}" for n in range(1, 5)},
    **{529 + n: f"Line{n}" for n in range(1, 6)},
    523: "KeyPadStar",
    524: "KeyPadPound",
    525: "NavBack",
    544: "NavUp",
    545: "NavSelect",
    546: "NavDwn",
    547: "NavLeft",
    548: "NavRight",
    549: "Messages",
    550: "Directories",
    551: "Applications",  # or Settings, which 78xx and 88xx do not have beside it
    552: "Headset",
    553: "Speaker",
    554: "Mute",
    557: "Hold",
}
_PROMPT = "DEBUG> "


class PhoneShell:
    """Listens at one phone's address. `ciphers`: what each connection that came to a login had agreed on."""

    def __init__(self, handset: Handset, credentials: Credentials, *, age: Age = "modern") -> None:
        self.handset = handset
        self.port = 0
        self.logins = 0
        self.ciphers: list[str] = []
        self._credentials = credentials
        self._age: Age = age
        self._server: asyncssh.SSHAcceptor | None = None
        self._open_ones: set[asyncssh.SSHServerConnection] = set()

    async def start(self, host: str) -> None:
        """Listens on a free port."""
        self._server = await asyncssh.listen(
            host,
            0,
            server_factory=lambda: _Door(self),
            server_host_keys=[_host_key()],
            process_factory=self._talk,
            agent_forwarding=False,
            allow_scp=False,
            **_ALGORITHMS[self._age],
        )
        self.port = self._server.get_port()

    async def stop(self) -> None:
        """Closes everything."""
        self.follow_power(up=False)
        if self._server is not None:
            self._server.close()
            await self._server.wait_closed()

    def follow_power(self, *, up: bool | None = None) -> None:
        """A phone that is away drops its connections."""
        if not (self.handset.state.up if up is None else up):
            for connection in tuple(self._open_ones):
                connection.abort()

    def is_right(self, user: str, password: str) -> bool:
        """Whether this is the login of the phone's configuration."""
        self.handset.state.truth.credentials_seen += 1
        same_user = hmac.compare_digest(user.encode(), self._credentials.user.encode())
        return hmac.compare_digest(password.encode(), self._credentials.password.encode()) and same_user

    def arrive(self, connection: asyncssh.SSHServerConnection) -> None:
        """A new connection; none is taken while the phone is away."""
        self._open_ones.add(connection)
        if not self.handset.state.up:
            connection.abort()

    def leave(self, connection: asyncssh.SSHServerConnection) -> None:
        self._open_ones.discard(connection)

    async def _talk(self, process: asyncssh.SSHServerProcess[str]) -> None:
        self.logins += 1
        try:
            if await self._logs_in(process):
                process.stdout.write(_PROMPT)
                while line := await process.stdin.readline():
                    process.stdout.write(f"{self._run(line.split())}{_PROMPT}")
        except (asyncssh.Error, OSError):
            pass
        process.exit(0)

    async def _logs_in(self, process: asyncssh.SSHServerProcess[str]) -> bool:
        right = SECOND_LOGIN.get(model_key(self.handset.state.spec.model)[:2], ("debug", "debug"))
        for _ in range(3):
            process.stdout.write("\r\nlog in: ")
            user = (await process.stdin.readline()).strip()
            process.stdout.write("Password: ")
            if (user, (await process.stdin.readline()).strip()) == right:
                return True
        return False

    def _run(self, words: list[str]) -> str:
        key = model_key(self.handset.state.spec.model)
        if words[:2] != ["phone", "key"] or not key.startswith(("78", "88", "99")):
            return f"{' '.join(words[:1])}: command not found\r\n" if words else ""
        if key.startswith("99") or len(words) != 3 or not words[2].isdecimal():
            return ""
        code = int(words[2])
        if code in _KEYS:
            self.handset.press(f"Key:{_KEYS[code]}")
        return ""


class _Door(asyncssh.SSHServer):
    def __init__(self, shell: PhoneShell) -> None:
        self._shell = shell
        self._connection: asyncssh.SSHServerConnection | None = None

    def connection_made(self, conn: asyncssh.SSHServerConnection) -> None:
        self._connection = conn
        self._shell.arrive(conn)

    def connection_lost(self, exc: Exception | None) -> None:
        del exc
        if self._connection is not None:
            self._shell.leave(self._connection)

    def begin_auth(self, username: str) -> bool:
        del username
        return True

    def password_auth_supported(self) -> bool:
        return True

    def validate_password(self, username: str, password: str) -> bool:
        if self._connection is not None:
            self._shell.ciphers.append(str(self._connection.get_extra_info("recv_cipher")))
        return self._shell.is_right(username, password)


@cache
def _host_key() -> asyncssh.SSHKey:
    return asyncssh.generate_private_key("ssh-rsa", key_size=2048)
