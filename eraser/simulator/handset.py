"""One simulated phone without its network: keys go in, pictures and the truth come out.

Every key is answered with Success, whatever becomes of it (phones §0.1). A key does nothing if the model has no such
key, if the screen is being redrawn, if the display sleeps or if nothing is there for it to fall on.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, replace

from eraser.simulator.account import account_of, new_state, signatures
from eraser.simulator.calls import Call, Phase
from eraser.simulator.clock import Clock, now
from eraser.simulator.description import DARK, Description, SoftKeyShown
from eraser.simulator.hardware import CLOSING_INIT_WORDS, INIT_WORDS, KEY_WORDS, hardware_of
from eraser.simulator.layout import Reset, What, Which
from eraser.simulator.menu_words import in_language
from eraser.simulator.menus import LAYOUTS
from eraser.simulator.navigation import Navigation
from eraser.simulator.renewal import Renewal
from eraser.simulator.scene import Scene
from eraser.simulator.screens import draw
from eraser.simulator.signed_renewal import SignedRenewal
from eraser.simulator.state import KeyRecord, PhoneState, TrustList

__all__ = ["SUCCESS", "URI_NOT_FOUND", "Handset", "PressReply", "new_state"]

UNLOCK_CODE, RESTART_CODE = "**#", "**#**"
RESTART_CODE_WITHIN_S = 10.0  # phones §0.6
GOES_DOWN_AFTER_S = 0.2  # it still answers the key that sends it away; no source, an assumption
_KNOWN_OTHER_URIS = ("Dial:", "EditDial:", "SendDigits:", "Play:", "Display:")  # phones §3.1; they move no menu


@dataclass(frozen=True, slots=True)
class PressReply:
    """What `/CGI/Execute` says about one item: its Status and Data (phones §3.2)."""

    status: int
    data: str


SUCCESS = PressReply(0, "Success")
URI_NOT_FOUND = PressReply(6, "URI not found")


class Handset:
    """The phone itself. Time is the running event loop's; it can be made before a loop runs."""

    def __init__(
        self,
        state: PhoneState,
        *,
        offered_itl: TrustList | None,
        offered_ctl: TrustList | None,
        scene: Scene | None = None,
        seed: int = 0,
    ) -> None:
        self.state = state
        self.scene = scene
        self._quirks = state.spec.quirks
        self._hardware = hardware_of(state.spec.model)
        self._layout = LAYOUTS[state.spec.layout]
        self._clock = Clock(self._hardware, seed)
        if not state.held_at_start:
            state.held_at_start = signatures(state)
        if scene is None:
            self._renewal = Renewal(
                state,
                self._hardware.words,
                self._clock.stamp,
                offered_itl=offered_itl if Which.ITL in self._hardware.holds else None,
                offered_ctl=offered_ctl if Which.CTL in self._hardware.holds else None,
            )
        else:
            self._renewal = SignedRenewal(state, self._hardware, self._clock.stamp, scene)
        self._renewal.remember(self._clock.stamp)
        self._call = Call(state, self._screen_changed)
        self._navigation = Navigation(
            state,
            self._layout,
            self._hardware,
            renewal=self._renewal,
            call=self._call,
            consequences=self,
        )
        self._dark = self._quirks.dark
        self._ready_at = 0.0
        self._code: list[tuple[float, str]] = []
        self._life = 0  # counts restarts, so that what was under way before one ends with it
        self._keys_arrived = 0
        self._notice_due = False

    # -- keys

    def press(self, uri: str) -> PressReply:
        """One URI of an ExecuteItem. Answers at once; takes effect at once or after `press_lag_s`."""
        scheme, _, word = uri.partition(":")
        known = (scheme == "Key" and word in KEY_WORDS) or (scheme == "Init" and word in INIT_WORDS)
        if not known and not uri.startswith(_KNOWN_OTHER_URIS):
            return URI_NOT_FOUND
        record = KeyRecord(at=now(), uri=uri, effect="on its way", screen_before="")
        self.state.truth.keys.append(record)
        if self._hardware.no_route and scheme == "Key":
            self.state.truth.wrong.append(f"{word} pressed on a model without a known route")
        if self._quirks.press_lag_s > 0:
            asyncio.get_running_loop().call_later(self._quirks.press_lag_s, self._take, record)
        else:
            self._take(record)
        return SUCCESS

    def _take(self, record: KeyRecord) -> None:
        record.screen_before = self._screen_name()
        before = self._face()
        record.effect = self._act(record.uri)
        record.screen_after = self._screen_name()
        if self._face() != before:
            self._screen_changed()
        self._keys_arrived += 1
        if self._quirks.call_from_key == self._keys_arrived and self.state.up:
            self._call.come_in()

    def _act(self, uri: str) -> str:
        scheme, _, word = uri.partition(":")
        if not self.state.up:
            return "dropped: away"
        if scheme == "Key" and not self._has_key(word):
            return "dropped: no such key"
        if now() < self._ready_at:
            return "dropped: redraw"
        if self._dark:
            self._dark = False
            if self._quirks.wake_key_lost:
                return "woke"
        if scheme == "Init":
            return self._navigation.close() if word in CLOSING_INIT_WORDS else "nothing"
        return self._act_on_key(word) if scheme == "Key" else "nothing"

    def _act_on_key(self, word: str) -> str:
        navigation = self._navigation
        if word in ("KeyPadStar", "KeyPadPound"):
            return self._hear_code("*" if word == "KeyPadStar" else "#")
        self._code.clear()
        if word.startswith("KeyPad"):
            return navigation.digit(word.removeprefix("KeyPad"))
        if word.startswith("Soft"):
            return navigation.soft(int(word.removeprefix("Soft")))
        if word in self._hardware.menu_keys:
            return navigation.open_menu()
        actions: dict[str, Callable[[], str]] = {
            "NavUp": lambda: navigation.arrow(-1),
            "NavDwn": lambda: navigation.arrow(1),
            "NavSelect": navigation.select,
            "NavBack": navigation.back,
            "Services": lambda: navigation.open_plain("Services"),
            "Directories": lambda: navigation.open_plain("Directories"),
            "Contacts": lambda: navigation.open_plain("Contacts"),
            "Info": lambda: navigation.open_plain("Help"),
        }
        return actions.get(word, lambda: "nothing")()

    def _has_key(self, word: str) -> bool:
        if word == "NavBack" and not self._quirks.nav_back_works:
            return False
        if self._quirks.menu_key and word in self._hardware.menu_keys and word != self._quirks.menu_key:
            return False
        return word in self._hardware.keys

    def _hear_code(self, character: str) -> str:
        """`**#` toggles the padlock; twice in a row within 10 s it reads as `**#**` and restarts (phones §0.6)."""
        if not (self._hardware.lists_apart and self._navigation.in_settings):
            self._code.clear()
            return self._navigation.digit(character)
        at_now = now()
        recent = [(at, one) for at, one in self._code if at_now - at < RESTART_CODE_WITHIN_S]
        self._code = [*recent, (at_now, character)][-len(RESTART_CODE) :]
        heard = "".join(one for _, one in self._code)
        if heard == RESTART_CODE:
            self.state.truth.wrong.append("restarted by **#**")
            self.restart()
            return "restart by **#**"
        return self._navigation.toggle_padlock() if heard.endswith(UNLOCK_CODE) else "listening"

    # -- what a confirmed question does

    def erase(self, lists: tuple[Which, ...], *, by: str) -> str:
        """Erases; then restarts or not, and downloads what is offered (phones §2.5)."""
        self._renewal.erase(lists, at=now(), by=by)
        # Some show it when they are back (phones §2.3, after return).
        self._notice_due = self._quirks.notice_after and self._quirks.restarts and self._hardware.notice_on_return
        if self._quirks.notice_after and not self._notice_due:
            self._navigation.show_notice()
        if self._quirks.restarts:
            self.restart()
        else:
            self._renewal.notice_absence()
            self._later(self._quirks.renew_s, self._renewal.download)
        return "erased"

    def reset(self, question: Reset) -> str:
        """Carries out a reset. All but the security settings are wrong things (phones §0.5)."""
        both = (Which.ITL, Which.CTL)
        if question.what is What.SECURITY:
            return self.erase(both, by=question.title)
        self.state.truth.wrong.append(f"reset of {question.what}")
        if question.what is What.ALL:
            self._renewal.erase(both, at=now(), by=question.title)
        self.restart()
        return f"reset: {question.what}"

    def restart(self) -> None:
        """Goes away, and comes back after `restart_s`, or never."""
        self.state.truth.restarts += 1
        self._later(GOES_DOWN_AFTER_S, self._go_down)

    def _go_down(self) -> None:
        self._life += 1
        self.state.up = self.state.registered = False
        self._navigation.close()
        self._code.clear()
        if self._call.phase is not Phase.NONE:
            self._call.end()
        if self._quirks.returns:
            self._later(self._quirks.restart_s, self._come_back)

    def _come_back(self) -> None:
        self.state.up = self.state.registered = True
        self._dark = False
        if self._notice_due:
            self._notice_due = False
            self._navigation.show_notice()
        self._screen_changed()
        self._renewal.notice_absence()
        self._later(self._quirks.renew_s, self._renewal.download)

    def _later(self, after_s: float, act: Callable[[], None]) -> None:
        life = self._life

        def act_if_still_the_same_life() -> None:
            if life == self._life:
                act()

        asyncio.get_running_loop().call_later(after_s, act_if_still_the_same_life)

    # -- what is seen

    def describe(self) -> Description:
        """The screen in words."""
        if self._dark or not self.state.up:
            return DARK
        navigation, top = self._navigation, self._navigation.top
        rows = navigation.rows()
        first = top.top if top is not None else 0
        visible = self._hardware.panel.visible_rows
        padlock = top is not None and top.padlock and self._hardware.lists_apart
        description = Description(
            title=navigation.title,
            rows=rows[first : first + visible],
            soft_keys=tuple(SoftKeyShown(key.slot, key.label) for key in navigation.soft_keys()),
            padlock=("unlocked" if navigation.unlocked else "locked") if padlock else None,
            clock=self._clock.face() if self._hardware.clock_in_menus or top is None else "",
            more_above=first > 0,
            more_below=first + visible < len(rows),
        )
        return in_language(description, self._layout.language)

    def picture(self) -> bytes:
        """The screen as `/CGI/Screenshot` gives it."""
        panel = self._hardware.panel
        return draw(self.describe(), replace(panel, file="CIP") if self._quirks.old_picture else panel)

    def truth(self) -> dict[str, object]:
        """Everything that really happened, ready for JSON."""
        return account_of(self.state)

    def _face(self) -> tuple[object, ...]:
        """What makes one screen another: not its highlight, nor what is typed."""
        navigation = self._navigation
        return (
            navigation.title,
            navigation.soft_keys(),
            navigation.unlocked,
            len(navigation.stack),
            self._dark,
            self._call.phase,
        )

    def _screen_changed(self) -> None:
        self._ready_at = now() + self._quirks.redraw_s

    def _screen_name(self) -> str:
        return "dark" if self._dark else self._navigation.title
