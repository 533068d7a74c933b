"""The SQLite store keeps the contract of every store."""

from __future__ import annotations

from pathlib import Path

from eraser.ports import Store
from eraser.store.open_store import open_store
from tests.contract.store_suite import StoreSuite


class TestSqliteStore(StoreSuite):
    def open_store(self, folder: Path) -> Store:
        return open_store(f"sqlite:{folder / 'journal.db'}")
