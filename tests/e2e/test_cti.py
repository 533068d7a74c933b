"""A phone whose authentication server is dead is erased by keys that its cluster sends, through the bridge itself."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from eraser.engine.limits import Stop
from eraser.ops.settings import load_settings
from eraser.service.assemble import ready_drivers
from eraser.service.job import Means, new_job
from eraser.service.main_job import conclude, work
from eraser.service.rehearsal import suited_options
from eraser.service.sources import read_sources
from eraser.simulator import cases
from eraser.simulator.fleet import fleet_of
from eraser.store.open_store import open_store
from eraser.wire.cti_bridge import cti_access
from eraser.wire.login import Login
from tests.wire.cti_manager import LOGIN, PLANTED, cti_manager, make_jar, needs_jdk

pytestmark = [pytest.mark.slow, needs_jdk]


async def test_a_phone_that_takes_no_key_over_http_is_erased_over_cti(tmp_path: Path) -> None:
    jar, inventory = make_jar(tmp_path), tmp_path / "phones.csv"
    settings = load_settings({"phones": 1, "profile": "deadauth", "no_progress": True, "report": tmp_path})
    dead = cases.left_by_its_authentication_server(cases.a_phone("CP-8841", layout="88xx-5-4-5"))
    async with fleet_of(dead) as fleet, cti_manager({one.state.spec.name: one for one in fleet.handsets}) as manager:
        fleet.write_inventory(inventory)
        options = replace(suited_options(settings), blind=("CP-8841",))
        phones = tuple(one.phone for one in (await read_sources([f"csv:{inventory}"])).phones)
        job = new_job("run", phones, options, tmp_path)
        access = replace(cti_access(jar, manager.place, LOGIN), between_keys_s=0.2)
        store = open_store(f"sqlite:{tmp_path / 'journal.db'}")
        try:
            await store.open_run(job.run, job.phones)
            login = Login(fleet.credentials.user, fleet.credentials.password)
            end = await work(job, store, Means(settings, login, ready_drivers(), cti=access), Stop())
            await conclude(job, end, store)
        finally:
            await store.aclose()

    (phone,) = json.loads((tmp_path / "report.json").read_text())["phones"]
    assert ("erased", "cti") == (phone["outcome"], phone["channel"])
    assert "Its keys went over CTI." in phone["detail"]
    (truth,) = (told for name, told in fleet.truth().items() if name != "strangers")
    assert (1, 0, []) == (len(truth["erasures"]), truth["credentials_seen"], truth["wrong"])
    assert {"Key:Applications", "Key:KeyPad5", "Key:Soft3"} <= set(manager.keys())
    assert [] == holding(PLANTED, tmp_path)


def holding(word: str, folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file() and word.encode() in path.read_bytes()]
