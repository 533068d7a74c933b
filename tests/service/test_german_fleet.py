"""Phones with German screens over real sockets, read from their pictures, by the words of the settings."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from eraser.engine.limits import Stop
from eraser.model.outcome import Outcome
from eraser.model.run import Result
from eraser.ops.labels import labels_at
from eraser.ops.settings import load_settings
from eraser.service.assemble import ready_drivers
from eraser.service.job import Means, new_job
from eraser.service.main_job import work
from eraser.service.rehearsal import find_false, suited_options
from eraser.service.sources import read_sources
from eraser.simulator.cases_odd import a_phone_with_screens_in_another_language as german
from eraser.simulator.fleet import fleet_of
from eraser.store.open_store import open_store
from eraser.wire.login import Login
from tests.architecture.source import ROOT

EXAMPLE = ROOT / "docs/labels-german.toml"


async def erase_german_phones(config: Path) -> tuple[list[Result], list[str]]:
    """One run over two families; the results, and what is false about them."""
    settings = load_settings({"no_progress": True}, config)
    options = replace(suited_options(settings), attempts=1)
    registry = ready_drivers(options.labels, labels_at(settings.origins))
    cases = [german("CP-8841", "88xx-german"), german("CP-7945G", "79xx-german")]
    async with fleet_of(*cases, seed=5) as fleet:
        fleet.write_inventory(Path("fleet.csv"))
        merged = await read_sources(["csv:fleet.csv"])
        phones = tuple(one.phone for one in merged.phones)
        job = new_job("run", phones, options, Path("report"))
        store = open_store("sqlite:run.db")
        try:
            await store.open_run(job.run, job.phones)
            login = Login(fleet.credentials.user, fleet.credentials.password)
            end = await work(job, store, Means(settings, login, registry), Stop())
        finally:
            await store.aclose()
        return list(end.results), find_false(end.results, fleet.truth(), options.lists)


@pytest.mark.slow
async def test_german_phones_are_erased_by_the_example_of_the_documentation(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    results, false = await erase_german_phones(EXAMPLE)

    assert ([], {Outcome.ERASED}) == (false, {one.outcome for one in results}), [one.detail for one in results]
