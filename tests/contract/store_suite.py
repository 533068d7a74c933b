"""What any Store must do. Inherit from `StoreSuite`, say how yours is opened, and pytest does the rest."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from eraser.model.outcome import BadInput, Outcome
from eraser.model.record import to_record
from eraser.model.run import Event, EventKind, History
from eraser.model.states import State
from eraser.ports import Store
from tests.contract.store_samples import (
    ANNA,
    BEA,
    BEGAN,
    CLEO,
    PHONES,
    PNG,
    a_recording,
    a_result,
    a_run,
    a_settled,
    an_event,
    history_of,
)


class StoreSuite:
    """The contract. All of it is seen through the port only."""

    def open_store(self, folder: Path) -> Store:
        """A store; the same folder gives the same store again."""
        raise NotImplementedError

    @pytest.fixture
    async def store(self, tmp_path: Path) -> AsyncIterator[Store]:
        store = self.open_store(tmp_path)
        yield store
        await store.aclose()

    @pytest.fixture
    async def running(self, store: Store) -> Store:
        await store.open_run(a_run(), PHONES)
        return store

    def test_it_has_what_the_port_asks_for(self, store: Store) -> None:
        assert isinstance(store, Store)

    # --- runs --------------------------------------------------------------------------------------------------------

    async def test_a_run_is_read_as_it_was_opened(self, running: Store) -> None:
        run, phones, histories = await running.read_run("20260102-aa")

        assert run == a_run()
        assert run.options == {"pace": 1.5, "blind": ["CP-7945G"]}
        assert phones == PHONES
        assert [dict(phone.extra) for phone in phones] == [{}, dict(ANNA.extra), {}]
        assert histories == {phone.key: History(phone.key) for phone in PHONES}

    async def test_runs_come_oldest_first(self, store: Store) -> None:
        for run_id, days in (("b", 1), ("a", 0), ("c", -1)):
            await store.open_run(a_run(run_id, started_at=BEGAN + timedelta(days=days)), ())

        assert [run.id for run in await store.read_runs()] == ["c", "a", "b"]

    async def test_a_finished_run_says_when_it_ended(self, running: Store) -> None:
        before = datetime.now(UTC)
        await running.finish_run("20260102-aa")
        (run,) = await running.read_runs()

        assert run.finished_at is not None
        assert before <= run.finished_at <= datetime.now(UTC)

    async def test_a_unique_prefix_names_a_run(self, running: Store) -> None:
        await running.open_run(a_run("20260103-bb"), ())

        assert (await running.read_run("20260102"))[0].id == "20260102-aa"
        assert (await running.read_run("20260103-b"))[0].id == "20260103-bb"

    async def test_a_whole_id_is_no_prefix_of_another(self, running: Store) -> None:
        await running.open_run(a_run("20260102-aa-again"), ())

        assert (await running.read_run("20260102-aa"))[0].id == "20260102-aa"

    @pytest.mark.parametrize("nothing", ["20260109", "%", "_", "aa", "20260102-AA"])
    async def test_a_run_that_is_not_there_is_bad_input(self, running: Store, nothing: str) -> None:
        with pytest.raises(BadInput, match=f"no run {nothing}"):
            await running.read_run(nothing)
        with pytest.raises(BadInput, match=f"no run {nothing}"):
            await running.read_pictures(nothing)
        with pytest.raises(BadInput, match=f"no run {nothing}"):
            await running.claim_run(nothing)

    async def test_a_prefix_of_two_runs_is_bad_input_that_names_them(self, running: Store) -> None:
        await running.open_run(a_run("20260102-bb"), ())

        with pytest.raises(BadInput, match=r"2 runs begin so \(20260102-aa, 20260102-bb\)"):
            await running.read_run("2026")

    async def test_a_run_is_not_opened_twice(self, running: Store) -> None:
        with pytest.raises(BadInput, match="run 20260102-aa is there already"):
            await running.open_run(a_run(), PHONES)

    async def test_a_phone_that_stands_twice_refuses_the_whole_run(self, store: Store) -> None:
        with pytest.raises(BadInput, match=f"phone {BEA.key} stands twice"):
            await store.open_run(a_run(), (BEA, ANNA, BEA))

        assert await store.read_runs() == ()

    @pytest.mark.parametrize(
        "options", [{"password": "x"}, {"phone": {"login_Passwd": "x"}}, {"sources": [{"api-token": "x"}]}]
    )
    async def test_an_option_that_looks_like_a_credential_is_refused(
        self, store: Store, options: dict[str, Any]
    ) -> None:
        with pytest.raises(ValueError, match="looks like a credential"):
            await store.open_run(a_run(options=options), PHONES)

        assert await store.read_runs() == ()

    async def test_an_option_that_only_has_keys_in_its_name_is_kept(self, store: Store) -> None:
        await store.open_run(a_run(options={"keys_per_second": 40.0}), ())

        assert (await store.read_runs())[0].options == {"keys_per_second": 40.0}

    # --- histories ---------------------------------------------------------------------------------------------------

    async def test_a_history_tells_what_happened(self, running: Store) -> None:
        first = {"facts": {"itl_signature": "EE5C"}, "status": [], "first": True}
        again = {"facts": {"itl_signature": "9A01"}, "status": [], "first": True}
        for event in (
            an_event(EventKind.STAGE),
            an_event(EventKind.LOOKED, {**first, "first": False, "facts": {}}),
            an_event(EventKind.LOOKED, first),
            an_event(EventKind.STAGE, state=State.NAVIGATING, stage="navigate"),
            an_event(EventKind.PRESS, {"key": "Settings"}, state=State.NAVIGATING),
            an_event(EventKind.RETRY, {"error": "screen_unexpected"}, state=State.NAVIGATING),
            an_event(EventKind.PRESS, {"key": "Settings"}, state=State.NAVIGATING),
            an_event(EventKind.PICTURE, {"file": "one.png"}, picture=PNG),
            an_event(EventKind.INTENT, {"key": "Soft1", "before": {"n": 1}}, state=State.CONFIRMING, stage="confirm"),
            an_event(EventKind.PICTURE, {"file": "two.png"}, picture=PNG),
            an_event(EventKind.PICTURE, {"file": "one.png"}, picture=PNG),
            an_event(EventKind.INTENT, {"key": "Soft3", "before": {"n": 2}}, state=State.CONFIRMING, stage="confirm"),
            an_event(EventKind.LOOKED, again, state=State.WATCHING, stage="watch"),
        ):
            await running.write(event)
        history = await history_of(running)

        assert history == History(
            phone=ANNA.key,
            state=State.WATCHING,
            stage="watch",
            before=first,
            intent={"key": "Soft3", "before": {"n": 2}},
            intents=2,
            keys_pressed=4,
            attempts=2,
            started_at=BEGAN,
            screens=("one.png", "two.png"),
        )

    async def test_phones_do_not_mix(self, running: Store) -> None:
        await running.open_run(a_run("another"), PHONES)
        await running.write(an_event(EventKind.INTENT, {"key": "Soft1", "before": {}}, run="another"))
        await running.write(an_event(EventKind.PRESS, {"key": "Settings"}, phone=CLEO.key))

        assert (await history_of(running)).keys_pressed == 0
        assert (await history_of(running, CLEO)).keys_pressed == 1
        assert (await running.read_run("another"))[2][ANNA.key].intents == 1

    async def test_a_phone_that_was_only_set_aside_was_not_begun(self, running: Store) -> None:
        await running.write(a_settled(a_result(Outcome.EXCLUDED)))
        history = await history_of(running)

        assert (history.state, history.attempts, history.started_at) == (State.SETTLED, 0, None)

    async def test_the_order_of_writing_is_the_order_of_reading(self, running: Store) -> None:
        stages = [f"stage {number}" for number in range(257)]
        for stage in stages:
            await running.write(an_event(EventKind.STAGE, stage=stage))
            await running.write(an_event(EventKind.PICTURE, {"file": stage}, phone=BEA.key, picture=stage.encode()))

        assert (await history_of(running)).stage == stages[-1]
        assert (await history_of(running, BEA)).screens == tuple(stages)

    @pytest.mark.parametrize("stranger", [{"phone": "SEP0000DEADBEEF"}, {"run": "20260102"}, {"run": "nobody's"}])
    async def test_an_event_of_nobody_is_refused_and_hurts_nobody(
        self, running: Store, stranger: dict[str, str]
    ) -> None:
        with pytest.raises(BadInput):
            await running.write(an_event(EventKind.INTENT, **stranger))
        await running.write(an_event(EventKind.INTENT, {"key": "Soft1", "before": {}}))

        assert (await history_of(running)).intents == 1

    @pytest.mark.parametrize(
        "data", [{"result": {"outcome": "erased"}}, {}, {"result": {**to_record(a_result()), "outcome": "fine"}}]
    )
    async def test_a_result_that_nobody_could_read_is_refused(self, running: Store, data: dict[str, Any]) -> None:
        with pytest.raises((KeyError, ValueError)):
            await running.write(an_event(EventKind.SETTLED, data))

        assert (await history_of(running)).result is None

    # --- results -----------------------------------------------------------------------------------------------------

    async def test_a_result_is_read_as_it_was_settled(self, running: Store) -> None:
        await running.write(a_settled(a_result()))
        history = await history_of(running)

        assert history.state is State.SETTLED
        assert history.result == a_result()
        assert history.result is not None
        assert history.result.extra == ANNA.extra

    @pytest.mark.parametrize("first", list(Outcome))
    async def test_only_the_first_end_counts_unless_it_was_none(self, running: Store, first: Outcome) -> None:
        last = Outcome.FAILED if first is not Outcome.FAILED else Outcome.ERASED
        await running.write(a_settled(a_result(first)))
        await running.write(a_settled(a_result(last)))
        await running.write(a_settled(a_result(Outcome.LOST)))
        result = (await history_of(running)).result

        assert result is not None
        assert result.outcome is (last if first in {Outcome.UNCERTAIN, Outcome.PENDING, Outcome.BUSY} else first)

    async def test_two_ends_in_one_breath_keep_that_rule(self, running: Store) -> None:
        outcomes = (Outcome.BUSY, Outcome.UNCERTAIN, Outcome.UNPROVEN, Outcome.ERASED)
        await asyncio.gather(*(running.write(a_settled(a_result(outcome))) for outcome in outcomes))
        result = (await history_of(running)).result

        assert result is not None
        assert result.outcome is Outcome.UNPROVEN

    async def test_recordings_are_kept_as_they_were_oldest_first(self, running: Store) -> None:
        first, second = a_recording("CP-8841"), a_recording("CP-7945G")
        await running.keep_recording("20260102-aa", first)
        await running.keep_recording("20260102-aa", second)
        await running.open_run(a_run("20260103-bb"), ())

        assert await running.read_recordings("20260102") == (first, second)
        assert (await running.read_recordings("20260102"))[0].screens[0].screen.free == ((8, 2, 72, 20),)
        assert await running.read_recordings("20260103-bb") == ()

    async def test_a_recording_of_no_run_is_bad_input(self, running: Store) -> None:
        with pytest.raises(BadInput, match="no run 2027"):
            await running.keep_recording("2027", a_recording())
        with pytest.raises(BadInput, match="no run 2027"):
            await running.read_recordings("2027")

    async def test_pictures_are_kept_by_file_name(self, running: Store) -> None:
        await running.write(an_event(EventKind.PICTURE, {"file": "a.png"}, picture=PNG))
        await running.write(an_event(EventKind.PICTURE, {"file": "b.png"}, picture=PNG + b"b"))

        assert await running.read_pictures("2026") == {"a.png": PNG, "b.png": PNG + b"b"}

    # --- on disk -----------------------------------------------------------------------------------------------------

    @pytest.mark.parametrize(
        "event",
        [an_event(EventKind.INTENT, {"key": "Soft1", "before": {}}), a_settled(a_result())],
        ids=lambda e: e.kind,
    )
    async def test_what_returned_can_be_read_by_another(self, running: Store, tmp_path: Path, event: Event) -> None:
        other = self.open_store(tmp_path)
        await running.write(event)
        history = await history_of(other)
        await other.aclose()

        assert (history.intents, history.result) in {(1, None), (0, a_result())}
        assert history.state is event.state

    async def test_closing_writes_what_waits(self, tmp_path: Path) -> None:
        store = self.open_store(tmp_path)
        await store.open_run(a_run(), PHONES)
        for _ in range(1_000):
            await store.write(an_event(EventKind.PRESS, {"key": "Settings"}))
        await store.aclose()
        again = self.open_store(tmp_path)
        history = await history_of(again)
        await again.aclose()

        assert history.keys_pressed == 1_000

    async def test_closing_twice_is_closing_once(self, tmp_path: Path) -> None:
        store = self.open_store(tmp_path)
        await store.open_run(a_run(), PHONES)
        await store.aclose()
        await store.aclose()

    async def test_a_closed_store_refuses_events(self, tmp_path: Path) -> None:
        store = self.open_store(tmp_path)
        await store.open_run(a_run(), PHONES)
        await store.aclose()

        with pytest.raises(RuntimeError, match="closed"):
            await store.write(an_event(EventKind.STAGE))

    async def test_a_cancelled_writer_has_written(self, running: Store) -> None:
        writer = asyncio.create_task(running.write(a_settled(a_result())))
        await asyncio.sleep(0)  # it waits for the disk now
        writer.cancel()
        with pytest.raises(asyncio.CancelledError):
            await writer

        assert (await history_of(running)).result == a_result()

    # --- one process a run -------------------------------------------------------------------------------------------

    async def test_a_run_is_worked_on_by_one_at_a_time(self, running: Store, tmp_path: Path) -> None:
        other = self.open_store(tmp_path)
        with pytest.raises(BadInput, match="run 20260102-aa is being worked on by another process"):
            await other.claim_run("20260102")
        with pytest.raises(BadInput, match="run 20260102-aa is being worked on by another process"):
            await other.write(an_event(EventKind.PRESS, {"key": "Settings"}))
        await running.finish_run("20260102-aa")
        claimed = await other.claim_run("20260102")
        with pytest.raises(BadInput, match="run 20260102-aa is being worked on by another process"):
            await running.write(an_event(EventKind.STAGE))
        await other.aclose()
        await running.write(an_event(EventKind.STAGE, stage="mine again"))

        assert claimed.id == "20260102-aa"
        assert (await history_of(running)).stage == "mine again"

    async def test_another_run_may_be_worked_on_meanwhile(self, running: Store, tmp_path: Path) -> None:
        other = self.open_store(tmp_path)
        await other.open_run(a_run("another"), PHONES)
        await asyncio.gather(
            *(running.write(an_event(EventKind.INTENT, {"n": number})) for number in range(50)),
            *(other.write(an_event(EventKind.INTENT, {"n": number}, run="another")) for number in range(50)),
        )
        await other.aclose()

        assert (await history_of(running)).intents == 50
        assert (await running.read_run("another"))[2][ANNA.key].intents == 50

    async def test_a_claim_twice_by_the_same_store_is_one(self, running: Store) -> None:
        await running.claim_run("20260102-aa")
        await running.claim_run("20260102-aa")
        await running.write(an_event(EventKind.INTENT, {"key": "Soft1", "before": {}}))

        assert (await history_of(running)).intents == 1

    async def test_a_run_that_could_not_be_opened_is_nobodys(self, store: Store, tmp_path: Path) -> None:
        with pytest.raises(BadInput):
            await store.open_run(a_run(), (ANNA, ANNA))
        other = self.open_store(tmp_path)
        await other.open_run(a_run(), PHONES)
        await other.aclose()

        assert [run.id for run in await store.read_runs()] == ["20260102-aa"]
