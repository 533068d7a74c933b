"""A CTI Manager of the test: what the stub of JTAPI asks, line by line, and the phones that it presses on."""

from __future__ import annotations

import asyncio
import shutil
import subprocess
import zipfile
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from lxml import etree

from eraser.simulator.handset import Handset
from eraser.wire.login import Login

STUB = Path(__file__).with_name("cti_stub")
PLANTED = "xU7q-planted"  # part of the password that looks the same however it is escaped
LOGIN = Login("cti", PLANTED + '"\\ü+1')
needs_jdk = pytest.mark.skipif(shutil.which("javac") is None, reason="there is no javac on this machine (a JDK has it)")


def make_jar(folder: Path) -> Path:
    """The stub, compiled."""
    sources = [str(path) for path in STUB.rglob("*.java")]
    quick = ["-J-XX:TieredStopAtLevel=1", "-proc:none", "-nowarn"]
    subprocess.run(["javac", *quick, "-d", str(folder / "classes"), *sources], check=True)
    jar = folder / "jtapi.jar"
    with zipfile.ZipFile(jar, "w") as packed:
        for path in (folder / "classes").rglob("*.class"):
            packed.write(path, path.relative_to(folder / "classes"))
    return jar


@dataclass
class CtiManager:
    """`states`: of each terminal, 0 idle (CiscoTerminal.DEVICESTATE_…). `said`: what sending data returns."""

    phones: Mapping[str, Handset]
    states: dict[str, int] = field(default_factory=dict)
    strangers: set[str] = field(default_factory=set)  # terminals of others
    by_name_alone: set[str] = field(default_factory=set)  # not associated with the user
    away: set[str] = field(default_factory=set)  # not registered
    said: str = "success"
    heard: list[list[str]] = field(default_factory=list)
    sent_at: list[float] = field(default_factory=list)
    came: asyncio.Event = field(default_factory=asyncio.Event)  # a key
    left: asyncio.Event = field(default_factory=asyncio.Event)  # the connection ended
    place: str = ""

    def keys(self) -> list[str]:
        return [etree.fromstring(data[2].encode())[0].get("URL", "") for data in self.heard if data[0] == "send"]

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while line := await reader.readline():
            words = line.decode().rstrip("\n").split("\t")
            self.heard.append(words)
            writer.write(f"{self.answer(*words)}\n".encode())
        writer.close()
        self.left.set()

    def answer(self, what: str, name: str = "", rest: str = "") -> str:
        match what:
            case "login":
                return "yes" if Login(name, rest) == LOGIN else "no"
            case "associated":
                return "yes" if name in self.phones and name not in self.by_name_alone | self.strangers else "no"
            case "create":
                return "yes" if name in self.phones and name not in self.strangers else "no"
            case "in service":
                return "yes" if self.phones[name].state.up and name not in self.away else "no"
            case "state":
                return str(self.states.get(name, 0))
            case "send":
                self.sent_at.append(asyncio.get_running_loop().time())
                self.phones[name].press(etree.fromstring(rest.encode())[0].get("URL", ""))
                self.came.set()
                return self.said
            case _:
                return "yes"


@asynccontextmanager
async def cti_manager(phones: Mapping[str, Handset]) -> AsyncIterator[CtiManager]:
    """Listens at `place` on loopback."""
    manager = CtiManager(phones)
    server = await asyncio.start_server(manager.serve, "127.0.0.1", 0)
    manager.place = "127.0.0.1:{1}".format(*server.sockets[0].getsockname())
    try:
        yield manager
    finally:
        server.close()
        await server.wait_closed()
