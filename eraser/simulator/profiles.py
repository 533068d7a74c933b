"""The moods of a fleet, as data: which phones it has, and what is wrong with every n-th of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import cycle, zip_longest

from eraser.simulator import cases
from eraser.simulator.cases import Authentication, Case
from eraser.simulator.menus import hostile_layouts_for, layouts_for
from eraser.simulator.state import Quirks
from eraser.simulator.stranger import StrangerKind
from eraser.simulator.web import WebQuirks

MODELS_WITH_LIST = ("CP-8841", "CP-7945G", "CP-7821", "CP-8851", "CP-9971", "CP-7965G", "CP-7841")
MODEL_WITHOUT_LIST = "CP-7940G"


@dataclass(frozen=True, slots=True)
class Profile:
    """A mood. Every `odd_every`-th phone is the next of `odd`, the others the next of `ordinary`; 0 means none.

    `restart_s` is the shortest and the longest restart of the fleet in seconds.
    """

    name: str
    says: str
    ordinary: tuple[Case, ...]
    odd: tuple[Case, ...] = ()
    odd_every: int = 0
    restart_s: tuple[float, float] = (1.0, 2.0)
    redraw_s: float | None = None

    def cases(self, phones: int) -> Iterator[Case]:
        """The cases of a fleet of this size."""
        ordinary, odd = cycle(self.ordinary), cycle(self.odd or self.ordinary)
        for n in range(1, phones + 1):
            is_odd = self.odd_every > 0 and n % self.odd_every == 0
            yield self._paced(next(odd if is_odd else ordinary))

    def _paced(self, case: Case) -> Case:
        if self.redraw_s is None:
            return case
        return replace(case, quirks=replace(case.quirks, redraw_s=self.redraw_s))


def _in_turn(*columns: tuple[Case, ...]) -> tuple[Case, ...]:
    """One of each column, then the next of each: a small fleet has every family, a larger one every layout."""
    return tuple(case for row in zip_longest(*columns) for case in row if case is not None)


def _all_layouts(model: str) -> tuple[Case, ...]:
    return tuple(cases.a_phone(model, layout) for layout in layouts_for(model))


_EVERY_LAYOUT = _in_turn(*map(_all_layouts, MODELS_WITH_LIST), (cases.a_phone_without_list(MODEL_WITHOUT_LIST),))

# Variants that change nothing about whether a phone can be erased (phones §9).
_MILD = (
    cases.a_phone_in_mixed_mode("CP-8841"),
    cases.a_phone("CP-8851", confirm_keys=2),
    cases.a_phone("CP-7945G", padlock_open=True),
    cases.a_phone_that_does_not_restart("CP-7841"),
    cases.a_phone("CP-8841", notice_after=True),
    cases.a_phone("CP-7965G", restarts=False),
    cases.a_phone("CP-8851", dark=True),
    cases.a_phone_in_mixed_mode("CP-7821"),
    cases.a_phone_without_list(MODEL_WITHOUT_LIST),
)

_NASTY_WEB = (
    ("503 every fifth time", WebQuirks(unavailable_every=5), "CP-8841"),
    ("cut every seventh time", WebQuirks(cut_every=7), "CP-7821"),
    ("reset every ninth time", WebQuirks(reset_every=9), "CP-7945G"),
    ("no answer every eleventh time", WebQuirks(unanswered_every=11), "CP-8851"),
    ("slow", WebQuirks(answer_takes_s=0.4), "CP-7841"),
    ("chunked", WebQuirks(framing="chunked"), "CP-8841"),
    ("one connection", WebQuirks(one_connection=True), "CP-8851"),
    ("short keep-alive", WebQuirks(idle_s=0.3), "CP-7821"),
    ("cut every second time, its end told by the close", WebQuirks(cut_every=2, framing="close"), "CP-8841"),
)
_WEB = tuple(cases.a_phone_with_a_nasty_web_server(*one) for one in _NASTY_WEB)

_NO_WAY_IN = (
    cases.a_phone_with_web_access_off("CP-8841"),
    cases.another_phone_at_the_address("CP-8851"),
    cases.a_phone_whose_authentication_url_is(Authentication.UNVERIFIABLE, "CP-7841"),
    cases.a_stranger(StrangerKind.PRINTER),
    cases.a_phone_whose_authentication_url_is(Authentication.DEAD, "CP-7965G"),
    cases.a_phone_with_settings_locked("CP-8841"),
    cases.a_stranger(StrangerKind.LOGIN),
    cases.a_phone_whose_authentication_url_is(Authentication.NOT_CONTROLLED, "CP-9971"),
    cases.a_phone_that_asks_for_a_password("CP-8851"),
    cases.a_stranger(StrangerKind.REDIRECT),
)

_AFTERWARDS = (
    cases.a_phone_that_is_offered_its_old_list("CP-8841"),
    cases.a_phone_that_never_returns("CP-7821"),
    cases.a_phone_that_is_offered_nothing("CP-8851"),
    cases.a_phone_that_is_offered_its_old_list("CP-7945G"),
    cases.a_phone_that_never_returns("CP-7965G"),
)

_CALLS = (
    cases.a_phone_in_a_call("CP-8841"),
    cases.a_phone_that_gets_a_call("CP-8851", after_keys=2),
    cases.a_phone_in_a_call("CP-7945G"),
    cases.a_phone_that_gets_a_call("CP-7821", after_keys=3),
    cases.a_phone_in_a_call("CP-9971"),
    cases.a_phone_that_gets_a_call("CP-7965G", after_keys=4),
    cases.a_phone_in_a_call("CP-7841"),
    cases.a_phone_that_gets_a_call("CP-8841", after_keys=1),
)

_HOSTILE_MENUS = _in_turn(
    *(
        tuple(cases.a_phone_with_a_hostile_menu(model, layout) for layout in hostile_layouts_for(model))
        for model in MODELS_WITH_LIST
    )
)

# Slow screens: keys that come within the redraw are lost; the press takes effect after its answer (phones §0.1).
_SLOW_SCREENS = (
    replace(cases.a_phone("CP-8841"), quirks=Quirks(redraw_s=0.4)),
    replace(cases.a_phone("CP-7821"), quirks=Quirks(press_lag_s=0.3)),
    replace(cases.a_phone("CP-8851"), quirks=Quirks(nav_back_works=False, dark=True)),
    cases.a_phone_in_another_language("CP-8841"),
    cases.a_phone_whose_authentication_url_is(Authentication.BLANK, "CP-7945G"),
)

PROFILES: Mapping[str, Profile] = {
    profile.name: profile
    for profile in (
        Profile("easy", "every phone can be erased, but the 7940", _EVERY_LAYOUT, _MILD, odd_every=5),
        Profile(
            "mixed",
            "a fleet as one meets it: a quarter has something",
            _EVERY_LAYOUT,
            _in_turn(_MILD, _NO_WAY_IN, _AFTERWARDS, _CALLS[:3], _SLOW_SCREENS),
            odd_every=4,
        ),
        Profile(
            "hostile",
            "menus that lie, web servers that break, strangers",
            _HOSTILE_MENUS,
            _in_turn(_WEB, _NO_WAY_IN, _SLOW_SCREENS, _AFTERWARDS),
            odd_every=2,
        ),
        Profile("calls", "half of the phones are in a call or get one", _EVERY_LAYOUT, _CALLS, odd_every=2),
        Profile(
            "big",
            "thousands, and few with anything",
            _EVERY_LAYOUT,
            _in_turn(_NO_WAY_IN, _AFTERWARDS, _CALLS),
            odd_every=50,
            redraw_s=0.01,
            restart_s=(0.5, 1.0),
        ),
    )
}
