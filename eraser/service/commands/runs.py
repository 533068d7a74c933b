"""`itl-eraser runs`: earlier runs."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

from eraser.model.record import time_text
from eraser.service.assemble import run_loop
from eraser.service.commands import options as o
from eraser.service.commands.options import settings_from
from eraser.service.job import results_of
from eraser.service.terminal import say, say_columns
from eraser.store.open_store import open_store

app = o.new_door()


@app.command()
def runs(store: o.Store = None, config: o.Config = None, as_json: o.Json = False) -> None:
    """Earlier runs, oldest first: what they were, and how many phones ended how."""
    settings = settings_from({"store": store, "config": config})
    found = run_loop(_read(settings.store))
    if as_json:
        say(json.dumps(found, indent=1, ensure_ascii=False))
        return
    header = ("RUN", "KIND", "STARTED", "FINISHED", "PHONES", "OUTCOMES")
    say_columns(header, [_cells(one) for one in found])


def _cells(one: dict[str, Any]) -> tuple[str, ...]:
    counts = ", ".join(f"{count} {outcome}" for outcome, count in one["counts"].items())
    return one["run"], one["kind"], one["started_at"], one["finished_at"] or "no", str(one["phones"]), counts


async def _read(url: str) -> list[dict[str, Any]]:
    store = open_store(url, create=False)
    try:
        found = []
        for run in await store.read_runs():
            _, phones, histories = await store.read_run(run.id)
            counts = Counter(str(result.outcome) for result in results_of(phones, histories))
            found.append(
                {
                    "run": run.id,
                    "kind": run.kind,
                    "started_at": time_text(run.started_at),
                    "finished_at": time_text(run.finished_at) if run.finished_at else None,
                    "phones": len(phones),
                    "counts": dict(sorted(counts.items())),
                }
            )
        return found
    finally:
        await store.aclose()
