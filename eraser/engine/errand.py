"""One phone's errand: what is known of it so far, and the one way in which it moves, presses and tells.

Everything that happens to a phone passes through here, so that the journal has it: a stage before it begins, a key
before it leaves, a confirming key on disk before it leaves.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar
from urllib.parse import urlsplit

from eraser.dsl import AnyDriver, Lists, Route
from eraser.engine.house import House, Look
from eraser.engine.retry import READ_ATTEMPTS, read_again
from eraser.model.need import Answer
from eraser.model.outcome import (
    AuthRefused,
    AuthWavers,
    EraserError,
    IdentityMismatch,
    KeyRefused,
    NoPicture,
    Outcome,
    PhoneOverloaded,
    PictureUnreadable,
    PressUnanswered,
    Reason,
    TryAgain,
    Unreachable,
)
from eraser.model.phone import Facts, Phone
from eraser.model.record import facts_from_record, facts_to_record, status_from_record, status_to_record, to_record
from eraser.model.run import Event, EventKind, History, Options, Result, now
from eraser.model.screen import Screen
from eraser.model.states import BEYOND_THE_LINE, State, apply
from eraser.ports import Channel
from eraser.sight.picture import to_png

T = TypeVar("T")


@dataclass(slots=True)
class Errand:
    """One phone on its way through the story."""

    phone: Phone
    channel: Channel
    house: House
    state: State = State.PENDING
    stage: str = ""
    first: Look | None = None
    before: Look | None = None  # the last look before the confirming key of this route
    facts: Facts | None = None
    answer: Answer | None = None  # how it stood to what is wanted, before anything was pressed
    driver: AnyDriver | None = None
    route: Route | None = None
    routes: tuple[Route, ...] = ()
    done: frozenset[str] = frozenset()  # names of routes whose erase was proved
    other_way: bool = False  # keys do not go over the channel that the errand began with
    blind: bool = False  # this walk is unseen
    tried_blind: bool = False
    turned_away: bool = False  # the phone answered 503 to the last key that confirms nothing
    keys_in_doubt: int = 0  # how many keys that confirm nothing may be lost
    confirming_screen: Screen | None = None
    rows_before: tuple[str, ...] = ()
    confirmed: bool = False  # a confirming key may have left since the last look that settled what it did
    pressed_once: bool = False  # a confirming key of this route left; a late effect of it is still possible
    keys_pressed: int = 0
    attempts: int = 0
    proof: list[str] = field(default_factory=list)
    screens: list[str] = field(default_factory=list)
    last_picture: bytes | None = None  # let go with the next key and stage: up to 1.5 MB each (phones §4.2)
    watched: Look | None = None  # the last look after the confirming key
    was_gone: bool = False  # a look after the confirming key saw no list
    restarted: bool = False  # the phone was away after the confirming key
    watched_s: float = 0.0  # for how long it was looked at after the confirming key
    unwatched: bool = False  # the confirming key left before a crash: nobody saw what came right after it
    has_turn: bool = False
    places: AsyncExitStack = field(default_factory=AsyncExitStack)
    tell_wave: Callable[[Outcome], None] = lambda _outcome: None
    started_at: datetime | None = None
    notes: list[str] = field(default_factory=list)

    @property
    def pace(self) -> float:
        return self.house.options.pace

    @property
    def patience(self) -> float:
        return self.house.options.patience

    def tell_once(self, words: str) -> None:
        """Words for the phone's record, however often they are found."""
        if words not in self.notes:
            self.notes.append(words)

    def needs_route(self) -> Route:
        """The route being walked."""
        assert self.route is not None
        return self.route

    def recall(self, history: History) -> None:
        """Takes up what the journal knows of this phone, after a crash between its last key and the look."""
        intent = dict(history.intent or {})
        before = intent.get("before", {})
        self.before = Look(facts_from_record(before["facts"]), status_from_record(before["status"]))
        self.first = self.before
        self.facts = self.before.facts
        self.driver = self.house.drivers.find(self.facts.model or "", self.facts.firmware)
        self.route = next((one for one in getattr(self.driver, "routes", ()) if one.name == before["route"]), None)
        self.rows_before = tuple(before["rows"])
        self.done = frozenset(before["done"])
        self.confirmed = self.pressed_once = self.unwatched = True

    def evidence_before(self) -> dict[str, Any]:
        """What is journaled with an intent, so that a look after a crash can tell what the key did."""
        assert self.before is not None
        return {
            "facts": facts_to_record(self.before.facts),
            "status": status_to_record(self.before.status),
            "rows": list(self.rows_before),
            "route": self.needs_route().name,
            "done": sorted(self.done),
        }

    async def note(self, kind: EventKind, data: Mapping[str, Any] | None = None, picture: bytes | None = None) -> None:
        """Tells journal and observers; INTENT and SETTLED are on disk when this returns."""
        event = Event(
            run=self.house.run_id,
            phone=self.phone.key,
            at=now(),
            kind=kind,
            state=self.state,
            stage=self.stage,
            site=self.phone.site,
            data=data or {},
            picture=picture,
        )
        await self.house.store.write(event)
        for observer in self.house.observers:
            observer.see(event)

    async def enter(self, stage: str, state: State) -> None:
        """Begins a stage: journaled before anything of it is done."""
        if self.started_at is None:
            self.started_at = now()
        self.state = apply(self.state, state)
        self.stage, self.last_picture = stage, None
        await self.note(EventKind.STAGE)

    async def tell_look(self, look: Look, *, first: bool = False) -> None:
        """Journals what a look saw."""
        data = {"facts": facts_to_record(look.facts), "status": status_to_record(look.status), "first": first}
        await self.note(EventKind.LOOKED, data)

    async def press(self, name: str) -> None:
        """Presses a key that confirms nothing. `name`: `Settings`, `KeyPad4`, `Init:Services`."""
        self.house.stop.check_key()
        await self._take_key_turn()
        self.keys_pressed += 1
        await self.note(EventKind.PRESS, {"key": name})
        self.turned_away, self.last_picture = False, None
        try:
            await self._shown_again(lambda: self.channel.press(uri_of(name)))
        except (PressUnanswered, PhoneOverloaded) as error:
            # What a 503 to a key means is not documented (phones §3.2). The next look tells whether it was pressed; it
            # is not pressed again. A walk that sees nothing has no such look, and ends here.
            if self.blind:
                raise
            self.turned_away = isinstance(error, PhoneOverloaded)
            self.keys_in_doubt += 1

    async def press_confirming(self, name: str) -> None:
        """Presses a confirming key: the intent is on disk before the key leaves."""
        self.house.stop.check_key()
        await self._take_key_turn()
        self.keys_pressed += 1
        await self.note(EventKind.INTENT, {"key": name, "before": self.evidence_before()})
        earlier = self.confirmed, self.pressed_once
        self.confirmed = self.pressed_once = True
        self.last_picture = None
        try:
            await self._logged_in(lambda: self.channel.press(uri_of(name)))
        except (KeyRefused, AuthRefused, AuthWavers, Unreachable):
            # The phone says that it pressed nothing, or not a byte of the key left.
            self.confirmed, self.pressed_once = earlier
            raise
        except IdentityMismatch as error:
            self.confirmed, self.pressed_once = earlier
            raise Unreachable("the connection broke right before the confirming key") from error
        except TryAgain:
            return  # whether it was pressed only a look can tell

    async def _shown_again(self, ask: Callable[[], Awaitable[T]], *, attempts: int = READ_ATTEMPTS) -> T:
        """Asks; if a broken connection ended the phone's identity, nothing was sent: it shows itself again first."""
        try:
            return await self._logged_in(ask)
        except IdentityMismatch:
            await read_again(self.channel.identify, patience=self.patience, attempts=attempts)
            return await self._logged_in(ask)

    async def _logged_in(self, ask: Callable[[], Awaitable[T]]) -> T:
        """Asks with the login. A refusal may pass where the same server has accepted the login in this run: phones
        refuse in the same words when that server is only slow (phones §3.2, §3.3)."""
        url = self.facts.authentication_url if self.facts else None
        server = "" if self.other_way else urlsplit(url or "").netloc  # another way asks no such server
        try:
            answer = await ask()
        except AuthRefused as error:
            if server in self.house.vouched:
                raise AuthWavers(str(error)) from error
            raise
        if server:
            self.house.vouched.add(server)
        return answer

    async def _take_key_turn(self) -> None:
        await self.house.limits.key(self.facts.authentication_url if self.facts else None)

    async def see(self) -> Screen:
        """The screen as it is now, read from its picture."""
        if self.house.reader is None:
            raise NoPicture("no reader of pictures is installed")
        self.last_picture = await read_again(
            lambda: self._shown_again(self.channel.fetch_picture, attempts=1), patience=self.patience
        )  # all of it is tried again: tries within tries would last nine times as long with a phone that is away
        slots = getattr(self.driver, "soft_key_slots", 4)
        return await self.house.reader.read(self.last_picture, soft_key_slots=slots)

    async def keep_picture(self, what: str) -> None:
        """Keeps the picture seen last for the report; `what` becomes part of its name."""
        if self.last_picture is None:
            return
        try:
            picture = await asyncio.to_thread(to_png, self.last_picture)
        except PictureUnreadable:
            return
        name = f"{_file_name(self.phone.key)}-{len(self.screens) + 1}-{what}.png"
        self.screens.append(name)
        await self.note(EventKind.PICTURE, {"file": name}, picture)

    async def settle(self, outcome: Outcome, reason: Reason | None, detail: str) -> Result:
        """Ends the errand. The result is on disk when this returns, whatever is cancelled meanwhile."""
        self.state = apply(self.state, State.SETTLED)
        result = self._result(outcome, reason, detail)
        await asyncio.shield(asyncio.ensure_future(self.note(EventKind.SETTLED, {"result": to_record(result)})))
        return result

    def _result(self, outcome: Outcome, reason: Reason | None, detail: str) -> Result:
        before = self.first.facts if self.first else None
        facts = self.facts or before
        ended = now()
        return Result(
            name=self.phone.name or (facts.name if facts and facts.name else self.phone.key),
            address=self.phone.address,
            site=self.phone.site,
            model=(facts.model if facts else None) or self.phone.model,
            firmware=(facts.firmware if facts else None) or self.phone.firmware,
            serial=facts.serial if facts else None,
            outcome=outcome,
            reason=reason,
            detail=" ".join([detail, *self.notes]),
            channel=self.channel.name if before else None,
            driver=self.driver.name if self.driver else None,
            route=self.route.name if self.route else None,
            itl_before=before.itl_signature if before else None,
            itl_after=facts.itl_signature if facts else None,
            ctl_before=before.ctl_signature if before else None,
            ctl_after=facts.ctl_signature if facts else None,
            proof=tuple(self.proof),
            keys_pressed=self.keys_pressed,
            attempts=self.attempts,
            started_at=self.started_at,
            finished_at=ended,
            seconds=round((ended - self.started_at).total_seconds(), 3) if self.started_at else None,
            screens=tuple(self.screens),
            extra=self.phone.extra,
        )


def uri_of(name: str) -> str:
    """`Settings` → `Key:Settings`; `Init:Services` stays."""
    return name if ":" in name else f"Key:{name}"


def wanted_lists(options: Options) -> Lists:
    """Which lists the operator asked to erase."""
    return Lists(options.lists)


def unfinished(phone: Phone, history: History | None, error: EraserError) -> Result:
    """The record of a phone that is not settled: not begun, or left between its last key and the look."""
    beyond = history is not None and history.state in BEYOND_THE_LINE
    return Result(
        name=phone.key,
        address=phone.address,
        site=phone.site,
        model=phone.model,
        firmware=phone.firmware,
        serial=None,
        outcome=Outcome.UNCERTAIN if beyond else Outcome.PENDING,
        reason=error.reason,
        detail=error.detail,
        keys_pressed=history.keys_pressed if history else 0,
        attempts=history.attempts if history else 0,
        started_at=history.started_at if history else None,
        screens=history.screens if history else (),
        extra=phone.extra,
    )


def _file_name(text: str) -> str:
    return "".join(one if one.isalnum() or one in "-_" else "_" for one in text)
