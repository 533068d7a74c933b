"""Keys over CTI through the bridge itself, with a library of ours that has the names of JTAPI."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from itertools import pairwise
from pathlib import Path

import pytest

from eraser.model.outcome import AuthRefused, PressUnanswered, Unreachable
from eraser.model.phone import CallState
from eraser.simulator.handset import Handset, new_state
from eraser.simulator.menus import layouts_for
from eraser.simulator.state import Spec, TrustList
from eraser.wire.cti_bridge import CtiAccess, CtiBridge, cti_access
from eraser.wire.execute import build_document
from tests.wire.cti_manager import LOGIN, cti_manager, make_jar, needs_jdk

pytestmark = [pytest.mark.slow, needs_jdk]

NAME, OTHER, AWAY = "SEP001122334455", "SEP001122334466", "SEP001122334477"
GAP_S = 0.3
SERVICE_S = 1.0


@pytest.fixture(scope="module")
def jar(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_jar(tmp_path_factory.mktemp("jtapi"))


def handset(name: str) -> Handset:
    spec = Spec(name, "CP-8841", "sip88xx.12-5-1SR3-74", "FCH1", "1234", layouts_for("CP-8841")[0])
    return Handset(new_state(spec, old_itl=TrustList("A" * 40), old_ctl=None), offered_itl=None, offered_ctl=None)


def phones() -> dict[str, Handset]:
    return {name: handset(name) for name in (NAME, OTHER, AWAY)}


def access(jar: Path, place: str, gap_s: float = GAP_S) -> CtiAccess:
    return CtiAccess(jar, place, LOGIN, cti_access(jar, place, LOGIN).java, gap_s, service_within_s=SERVICE_S)


async def test_keys_and_calls_of_terminals(jar: Path) -> None:
    async with cti_manager(phones()) as manager:
        manager.by_name_alone, manager.away = {OTHER}, {AWAY}
        bridge = CtiBridge(access(jar, manager.place))
        try:
            for uri in ("Init:Services", "Key:Applications", "Key:KeyPad5"):
                await bridge.press(NAME, build_document(uri))
            assert ["Init:Services", "Key:Applications", "Key:KeyPad5"] == manager.keys()
            assert all(later - earlier >= GAP_S for earlier, later in pairwise(manager.sent_at))

            await bridge.press(OTHER, build_document("Key:Soft1"))
            assert ["create", OTHER] in manager.heard
            with pytest.raises(
                AuthRefused, match=r"SEPX .CTI.: the CTI user does not control this terminal: .*not yours"
            ):
                await bridge.press("SEPX", build_document("Key:Soft1"))
            with pytest.raises(Unreachable, match="not in service"):
                await bridge.press(AWAY, build_document("Key:Soft1"))

            for state, call in ((0, CallState.IDLE), (2, CallState.BUSY), (3, CallState.BUSY), (4, CallState.UNKNOWN)):
                manager.states[NAME] = state
                assert call is await bridge.ask_call(NAME)

            assert 4 == len(manager.keys())
            manager.said = "Error: phone did not take it\u2026"
            with pytest.raises(PressUnanswered, match="phone did not take it…"):
                await bridge.press(OTHER, build_document("Key:Soft1"))

            manager.away.add(NAME)
            began = asyncio.get_running_loop().time()
            with pytest.raises(Unreachable, match="just went away"):
                await bridge.press(NAME, build_document("Key:Soft1"))
            assert asyncio.get_running_loop().time() - began < SERVICE_S
            bridge.leave(NAME)
        finally:
            await bridge.aclose()
        await asyncio.wait_for(manager.left.wait(), 20)
        assert ["left", NAME] in manager.heard
        assert ["shutdown"] == manager.heard[-1]


async def test_a_key_that_waits_for_its_pause_never_leaves_a_killed_bridge(jar: Path) -> None:
    async with cti_manager(phones()) as manager:
        bridge = CtiBridge(access(jar, manager.place, gap_s=60.0))
        await bridge.press(NAME, build_document("Key:Applications"))
        second = asyncio.create_task(bridge.press(NAME, build_document("Key:KeyPad5")))
        assert CallState.IDLE is await bridge.ask_call(OTHER)  # the second key is with the bridge by now
        await bridge.aclose()
        with pytest.raises(PressUnanswered):
            await second
        await asyncio.wait_for(manager.left.wait(), 20)
        assert ["Key:Applications"] == manager.keys()


PRESS = """
import asyncio, sys
from pathlib import Path
from eraser.wire.cti_bridge import CtiBridge, cti_access
from eraser.wire.login import Login

async def main():
    login = Login(sys.argv[3], sys.stdin.readline()[:-1])
    bridge = CtiBridge(cti_access(Path(sys.argv[1]), sys.argv[2], login))
    await bridge.ask_call(sys.argv[4])
    print("open", flush=True)
    await asyncio.Event().wait()

asyncio.run(main())
"""


async def test_a_program_that_is_killed_leaves_no_bridge_behind(jar: Path) -> None:
    async with cti_manager(phones()) as manager:
        pipe = asyncio.subprocess.PIPE
        words = (str(jar), manager.place, LOGIN.user, NAME)
        program = await asyncio.create_subprocess_exec(
            sys.executable, "-c", PRESS, *words, stdin=pipe, stdout=pipe, env={**os.environ, "TMPDIR": str(jar.parent)}
        )
        assert program.stdin
        assert program.stdout
        program.stdin.write(f"{LOGIN.password}\n".encode())
        await asyncio.wait_for(program.stdout.readuntil(b"open\n"), 60)
        os.kill(program.pid, signal.SIGKILL)
        await program.wait()
        await asyncio.wait_for(manager.left.wait(), 20)
