"""Any order of writing, settling, dying and opening again, against a model."""

from __future__ import annotations

import asyncio
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from eraser.model.outcome import Outcome
from eraser.model.phone import Phone
from eraser.model.run import Event, EventKind, History
from eraser.model.states import State
from eraser.store.sqlite import SqliteStore
from tests.contract.store_samples import a_result, a_run, a_settled, an_event

PHONES = tuple(Phone(name=f"SEP{number:012X}") for number in range(3))
AGAIN = {Outcome.UNCERTAIN, Outcome.PENDING, Outcome.BUSY}
keys = st.sampled_from([phone.key for phone in PHONES])
small_kinds = st.sampled_from([EventKind.STAGE, EventKind.PRESS, EventKind.RETRY])


@dataclass
class Told:
    """What the model knows of one phone, from the events that are in the journal."""

    events: list[Event] = field(default_factory=list)

    def history(self, key: str) -> History:
        kinds = [event.kind for event in self.events]
        begun = [event for event in self.events if event.kind is not EventKind.SETTLED]
        intents = [event for event in self.events if event.kind is EventKind.INTENT]
        outcome = None
        for event in self.events:
            if event.kind is EventKind.SETTLED and (outcome is None or outcome in AGAIN):
                outcome = Outcome(event.data["result"]["outcome"])
        return History(
            phone=key,
            state=self.events[-1].state if self.events else State.PENDING,
            stage=self.events[-1].stage if self.events else "",
            intent=intents[-1].data if intents else None,
            intents=len(intents),
            keys_pressed=kinds.count(EventKind.PRESS) + len(intents),
            attempts=1 + kinds.count(EventKind.RETRY) if begun else 0,
            started_at=begun[0].at if begun else None,
            result=None if outcome is None else a_result(outcome, name=key),
        )


class StoreMachine(RuleBasedStateMachine):
    """`certain` events returned from the disk, or were followed by some that did; `hoped` ones may be lost by dying."""

    def __init__(self) -> None:
        super().__init__()
        self.loop = asyncio.new_event_loop()
        self.folder = tempfile.TemporaryDirectory()
        self.path = Path(self.folder.name) / "journal.db"
        self.certain: list[Event] = []
        self.hoped: list[Event] = []
        self.stages = 0

    @initialize()
    def begin(self) -> None:
        self.store = SqliteStore(self.path)
        self.loop.run_until_complete(self.store.open_run(a_run(), PHONES))

    def write(self, *events: Event) -> None:
        async def write_all() -> None:
            await asyncio.gather(*(self.store.write(event) for event in events))

        self.loop.run_until_complete(write_all())
        self.hoped.extend(events)
        if any(event.kind in {EventKind.INTENT, EventKind.SETTLED} for event in events):
            last = max(n for n, event in enumerate(self.hoped) if event.kind in {EventKind.INTENT, EventKind.SETTLED})
            self.certain += self.hoped[: last + 1]
            self.hoped = self.hoped[last + 1 :]

    def stage(self) -> str:
        self.stages += 1
        return f"stage {self.stages}"

    @rule(key=keys, kinds=st.lists(small_kinds, min_size=1, max_size=150))
    def work(self, key: str, kinds: list[EventKind]) -> None:
        self.write(*(an_event(kind, phone=key, stage=self.stage()) for kind in kinds))

    @rule(key=keys)
    def confirm(self, key: str) -> None:
        stage = self.stage()
        self.write(an_event(EventKind.INTENT, {"key": stage}, phone=key, state=State.CONFIRMING, stage=stage))

    @rule(key=keys, outcomes=st.lists(st.sampled_from(Outcome), min_size=1, max_size=3))
    def settle(self, key: str, outcomes: list[Outcome]) -> None:
        self.write(*(a_settled(a_result(outcome, name=key), phone=key) for outcome in outcomes))

    @rule()
    def die(self) -> None:
        """The process is gone: what the writer thread had not taken is lost, the locks are open, nothing is flushed."""
        journal = self.store._journal
        with journal._changed:
            journal._waiting.clear()
        self.loop.run_until_complete(self.store.aclose())
        self.begin_again()
        found = self.loop.run_until_complete(self.events_on_disk())
        written = self.certain + self.hoped
        assert len(self.certain) <= len(found) <= len(written)
        assert found == [(event.phone, str(event.kind), event.stage) for event in written[: len(found)]]
        self.certain, self.hoped = written[: len(found)], []

    @rule()
    def close(self) -> None:
        self.loop.run_until_complete(self.store.aclose())
        self.certain, self.hoped = self.certain + self.hoped, []
        self.begin_again()

    def begin_again(self) -> None:
        self.store = SqliteStore(self.path)
        assert self.loop.run_until_complete(self.store.claim_run("2026")) == a_run()

    async def events_on_disk(self) -> list[tuple[str, str, str]]:
        sql = 'SELECT "key", kind, stage FROM event JOIN phone ON phone.number = event.phone ORDER BY event.number'
        return await self.store._read(lambda db: db.execute(sql).fetchall())

    @invariant()
    def the_histories_are_the_model_s(self) -> None:
        run, phones, histories = self.loop.run_until_complete(self.store.read_run("2026"))
        told = {phone.key: Told() for phone in PHONES}
        for event in self.certain + self.hoped:
            told[event.phone].events.append(event)

        assert (run, phones) == (a_run(), PHONES)
        assert histories == {key: one.history(key) for key, one in told.items()}
        self.certain, self.hoped = self.certain + self.hoped, []  # reading wrote what waited

    def teardown(self) -> None:
        if hasattr(self, "store"):
            self.loop.run_until_complete(self.store.aclose())
        self.loop.run_until_complete(self.loop.shutdown_default_executor())
        self.loop.close()
        self.folder.cleanup()


TestStoreMachine = StoreMachine.TestCase
TestStoreMachine.settings = settings(max_examples=25, stateful_step_count=15, deadline=None)
