"""What a phone does with its trust lists: erases them when told so, takes the first one it is offered, refuses another.

A phone that holds a list refuses one that is not signed by whom it trusts (phones §5): here, every list that it does
not hold already. A phone that holds neither CTL nor ITL takes the first one.
"""

from __future__ import annotations

from collections.abc import Callable

from eraser.simulator.body import Words
from eraser.simulator.layout import Which
from eraser.simulator.state import PhoneState, TrustList

STATUS_MESSAGES_KEPT = 30  # phones §5: 8800 keeps the last 30
_DAYS_AGO_S, _HOUR_AGO_S = 5 * 86_400.0, 3_600.0


class Renewal:
    """The trust lists of one phone, and its TFTP's offer."""

    def __init__(
        self,
        state: PhoneState,
        words: Words,
        stamp: Callable[[], str],
        *,
        offered_itl: TrustList | None,
        offered_ctl: TrustList | None,
    ) -> None:
        self._state = state
        self._words = words
        self._stamp = stamp
        self._offer: dict[Which, TrustList | None] = {Which.ITL: offered_itl, Which.CTL: offered_ctl}
        if state.spec.quirks.offers_same_list:
            self._offer = {Which.ITL: state.itl, Which.CTL: state.ctl}
        if state.spec.quirks.offers_nothing:
            self._offer = {Which.ITL: None, Which.CTL: None}

    def held(self, which: Which) -> TrustList | None:
        """The list that the phone holds now."""
        return self._state.itl if which is Which.ITL else self._state.ctl

    def say(self, text: str) -> None:
        """Writes a status message."""
        self._state.status.append((self._stamp(), text))
        del self._state.status[:-STATUS_MESSAGES_KEPT]

    def erase(self, lists: tuple[Which, ...], *, at: float, by: str) -> None:
        """Erases, and writes into the truth what was lost and whether it was wrong."""
        truth = self._state.truth
        lost = {which: held.signature for which in lists if (held := self.held(which)) is not None}
        if self._was_erased_before(lists) and not self._holds_a_list_of_the_start(lists):
            truth.wrong.append(f"{by}: erased again, no old list was left")
        if self._state.call:
            truth.wrong.append(f"{by}: erased during a call")
        truth.erasures.append(
            {
                "at": at,
                "by": by,
                "lists": " ".join(lists),
                **{which.value: signature for which, signature in lost.items()},
            }
        )
        for which in lists:
            self._hold(which, None)
        if self._words.erasing is not None:
            self.say(self._words.erasing)

    def remember(self, stamp: Callable[[float], str]) -> None:
        """What the status page still says of earlier days: nobody may take it for news of today."""
        held = [which for which in Which if self.held(which) is not None]
        if not held or self._state.status:
            return
        both = self._words.installed["both" if len(held) == 2 else held[0].value]
        self._state.status += [(stamp(_DAYS_AGO_S), self._words.none_held), (stamp(_DAYS_AGO_S - 2), both)]
        if self._was_refused():
            self._state.status.append((stamp(_HOUR_AGO_S), self._words.refused))

    def notice_absence(self) -> None:
        """The phone looks for its lists, at a start or before a download, and has none."""
        if self._state.itl is None and self._state.ctl is None:
            self.say(self._words.none_held)

    def download(self) -> None:
        """Asks the TFTP for both lists and takes or refuses them."""
        offered = {which: one for which, one in self._offer.items() if one is not None}
        news = [which for which, one in offered.items() if one != self.held(which)]
        if not news:
            return
        if self._trusts_another():
            self.say(self._words.refused)
            return
        for which in news:
            self._hold(which, offered[which])
        self.say(self._words.installed["both" if len(news) == 2 else news[0].value])

    def _was_refused(self) -> bool:
        """Whether the phone has met its present offer before, and refused it."""
        return self._trusts_another() and any(self._offer.values())

    def _trusts_another(self) -> bool:
        return any(self.held(which) not in (None, self._offer[which]) for which in Which)

    def _hold(self, which: Which, one: TrustList | None) -> None:
        if which is Which.ITL:
            self._state.itl = one
        else:
            self._state.ctl = one

    def _was_erased_before(self, lists: tuple[Which, ...]) -> bool:
        return any(which.value in str(one["lists"]).split() for one in self._state.truth.erasures for which in lists)

    def _holds_a_list_of_the_start(self, lists: tuple[Which, ...]) -> bool:
        return any(
            (held := self.held(which)) is not None and held.signature == self._state.held_at_start.get(which.value)
            for which in lists
        )
