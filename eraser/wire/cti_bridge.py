"""Keys through CTI Manager, for phones that are registered and can have no login checked (cucm §4).

The cluster pushes the key to the phone, which asks no authentication URL about it. The library for that is the
cluster's own `jtapi.jar`, so a small Java program stands between (`cti/Bridge.java`), run from its source by a JDK. It
starts with the first question and is one for the whole run. The password goes to it over its standard input alone.
"""

from __future__ import annotations

import asyncio
import os
import re
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import structlog

from eraser.model.outcome import AuthRefused, BadInput, CtiUnavailable, EraserError, PressUnanswered, Unreachable
from eraser.model.phone import CallState
from eraser.wire.login import Login
from eraser.wire.sidecar import Sidecar, SidecarGone

LOG = structlog.get_logger()

SOURCE = Path(__file__).parent / "cti" / "Bridge.java"
# Small and quick to start; nothing of it is left in shared folders, and a crash writes no core.
_JVM = (
    "-Xmx256m",
    "-XX:TieredStopAtLevel=1",
    "-XX:-UsePerfData",
    "-XX:-CreateCoredumpOnCrash",
    "-Djava.awt.headless=true",
)
BETWEEN_KEYS_S = (
    1.2  # per terminal: without a pause keys are lost and screens stay blank; 1 s is the least (cucm §4, §6.4)
)
TERMINALS_AT_ONCE = 10  # “far fewer” than 50 to 100 over HTTP; a public tool has ten threads (cucm §4, phones §1.1)
SERVICE_WITHIN_S = 10.0  # from the first question about a terminal until it is in service (unproven)
OPEN_WITHIN_S = 60.0  # a JVM on a busy machine, and the cluster's answer to the login (unproven)
ANSWER_WITHIN_S = 45.0  # two waits for service, the pause and the sending, with room
# One wrong login for each of thousands of phones would lock the account.
REFUSED_HOLDS_S = 60.0
_CALL = {"idle": CallState.IDLE, "busy": CallState.BUSY}
_HOST = re.compile(r"[A-Za-z0-9._:\[\]-]+(,[A-Za-z0-9._:\[\]-]+)*")


@dataclass(frozen=True, slots=True)
class CtiAccess:
    """What a bridge needs. `host`: CTI Manager, or several with commas between."""

    jar: Path
    host: str
    login: Login
    java: str
    between_keys_s: float = BETWEEN_KEYS_S
    service_within_s: float = SERVICE_WITHIN_S


def cti_access(jar: Path, host: str | None, login: Login) -> CtiAccess:
    """What was given, checked as far as it can be without the cluster.

    Raises:
        BadInput: the jar, the host or Java is missing, or can not be used.
    """
    if not jar.is_file():
        raise BadInput(f"--cti-jar {jar}: is no file; download jtapi.jar from your own cluster (Application > Plugins)")
    if not host or not _HOST.fullmatch(host):
        raise BadInput("--cti-host: names no host; write the address of the cluster's CTI Manager, or several as A,B")
    if ";" in login.user + login.password:
        raise BadInput("ITL_ERASER_CUCM_USER: CTI takes no user or password with a semicolon; use another user")
    return CtiAccess(jar.absolute(), host, login, _find_java())


def _find_java() -> str:
    home = os.environ.get("JAVA_HOME")
    java = shutil.which("java", path=str(Path(home) / "bin") if home else None)
    # Only a JDK runs a program from its source; it has its compiler beside it.
    if java is None or shutil.which("javac", path=str(Path(java).resolve().parent)) is None:
        where = f"in JAVA_HOME ({home})" if home else "on this machine"
        raise BadInput(
            f"--cti-jar: needs a JDK of 11 or newer, and there is none {where}; install one, or leave it out"
        )
    return java


class CtiBridge:
    """One bridge for a run. `places`: how many terminals may be worked on at a time."""

    def __init__(
        self, access: CtiAccess, *, open_within_s: float = OPEN_WITHIN_S, answer_within_s: float = ANSWER_WITHIN_S
    ) -> None:
        self.places = asyncio.Semaphore(TERMINALS_AT_ONCE)
        self._access = access
        self._open_within_s, self._answer_within_s = open_within_s, answer_within_s
        self._opening = asyncio.Lock()
        self._sidecar: Sidecar | None = None
        self._refused: tuple[float, str] | None = None
        self._folder: tempfile.TemporaryDirectory[str] | None = None

    async def press(self, terminal: str, document: str) -> None:
        """Sends one key; returns when the phone has the document, before it acts (cucm §4).

        Raises:
            CtiUnavailable, AuthRefused, Unreachable: nothing was sent.
            PressUnanswered: it may have been sent. Not later than this, for the bridge has ended if it did not answer.
        """
        sidecar = await self._ready()
        try:
            answer = await self._ask(sidecar, {"do": "press", "terminal": terminal, "data": document})
        except SidecarGone as error:
            raise PressUnanswered(f"{terminal} (CTI): {error}") from error
        await self._check(answer, terminal, sidecar)

    async def ask_call(self, terminal: str) -> CallState:
        """Whether the terminal is in a call, as the cluster sees it.

        Raises:
            CtiUnavailable, AuthRefused, Unreachable: it can not be asked.
        """
        sidecar = await self._ready()
        try:
            answer = await self._ask(sidecar, {"do": "state", "terminal": terminal})
        except SidecarGone as error:
            raise CtiUnavailable(f"{terminal} (CTI): {error}") from error
        await self._check(answer, terminal, sidecar)
        return _CALL.get(answer.get("state", ""), CallState.UNKNOWN)

    def leave(self, terminal: str) -> None:
        """Lets go of a terminal."""
        if self._sidecar is not None:
            self._sidecar.tell({"do": "leave", "terminal": terminal})

    async def aclose(self) -> None:
        """Ends the bridge; nothing is sent after this."""
        sidecar, self._sidecar = self._sidecar, None
        folder, self._folder = self._folder, None
        if sidecar is not None:
            await sidecar.aclose()
        if folder is not None:
            folder.cleanup()

    async def _ready(self) -> Sidecar:
        async with self._opening:
            if self._sidecar is not None and not self._sidecar.is_gone:
                return self._sidecar
            if self._refused is not None and asyncio.get_running_loop().time() < self._refused[0]:
                raise CtiUnavailable(self._refused[1])
            await self.aclose()
            try:
                self._sidecar = await self._open()
            except BaseException as error:
                if isinstance(error, CtiUnavailable):
                    self._refused = asyncio.get_running_loop().time() + REFUSED_HOLDS_S, str(error)
                await self.aclose()
                raise
            return self._sidecar

    async def _open(self) -> Sidecar:
        access = self._access
        self._folder = tempfile.TemporaryDirectory(prefix="itl-eraser-cti-")  # what the library writes ends with it
        command = (access.java, *_JVM, "-cp", str(access.jar), str(SOURCE))
        environment = {name: value for name, value in os.environ.items() if not name.startswith("ITL_ERASER_")}
        try:
            sidecar = await Sidecar.start(command, folder=Path(self._folder.name), environment=environment)
        except OSError as error:
            raise CtiUnavailable(f"{access.java} does not start: {error.strerror}") from error
        self._sidecar = sidecar  # from here on it is closed with us, whatever comes
        opening = {
            "do": "open",
            "provider": access.host,
            "user": access.login.user,
            "password": access.login.password,
            "between_keys_ms": str(round(access.between_keys_s * 1000)),
            "service_within_ms": str(round(access.service_within_s * 1000)),
        }
        try:
            answer = await sidecar.ask(opening, within_s=self._open_within_s)
        except SidecarGone as error:
            await sidecar.aclose()  # it has said all then
            raise CtiUnavailable(f"the bridge to CTI does not open: {error}{self._last_words(sidecar)}") from error
        if "kind" in answer:
            raise CtiUnavailable(f"{access.host} (CTI): {self._hide(answer.get('said', ''))}")
        LOG.info("cti.open", host=access.host, process_id=sidecar.process_id)
        return sidecar

    async def _ask(self, sidecar: Sidecar, what: Mapping[str, str]) -> Mapping[str, str]:
        return await sidecar.ask(what, within_s=self._answer_within_s)

    async def _check(self, answer: Mapping[str, str], terminal: str, sidecar: Sidecar) -> None:
        """Raises what a failure means."""
        kind = answer.get("kind")
        if kind is None:
            return
        where, said = f"{terminal} (CTI)", self._hide(answer.get("said", ""))
        if kind == "closed" and sidecar is self._sidecar:
            await self.aclose()  # the next question opens another
        known: Mapping[str, EraserError] = {
            "control": AuthRefused(f"{where}: the CTI user does not control this terminal: {said}"),
            "absent": Unreachable(
                f"{where}: its terminal is not in service: the phone is not registered, or just went away"
            ),
            "closed": CtiUnavailable(f"{where}: {said}"),
        }
        raise known.get(kind, PressUnanswered(f"{where}: {said}"))

    def _last_words(self, sidecar: Sidecar) -> str:
        """The line that says most: the compiler's first error, if it is one."""
        lines = sidecar.last_words
        line = next((one for one in lines if "error:" in one), lines[-1] if lines else "")
        if "javax.telephony" in line or "com.cisco.jtapi" in line:
            return f" ({self._access.jar} holds no JTAPI)"
        return f" ({self._hide(line)})" if line else ""

    def _hide(self, text: str) -> str:
        """Foreign words, short, on one line and without the password."""
        return " ".join(text.replace(self._access.login.password, "***").split())[:200]
