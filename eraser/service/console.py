"""Keys pressed by hand on one phone, each screen shown and noted.

A person may press what no driver knows. So what may confirm an erase or a reset is refused unless it is asked for with
`!`: then the screen is looked at once more, it must be the one that the person saw, the phone must be in no call, and
the intent is on disk before the key leaves.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Awaitable, Callable, Iterable
from pathlib import Path
from typing import TypeVar

from eraser.engine.confirming import same_screen
from eraser.engine.errand import uri_of
from eraser.engine.look import clock_s, rest_unscaled
from eraser.model.outcome import BadInput, EraserError, IdentityMismatch, PictureUnreadable, PressUnanswered
from eraser.model.phone import CallState, Facts
from eraser.model.screen import Screen
from eraser.ports import Channel, Reader
from eraser.service.notebook import Notebook, write_safely
from eraser.service.screen_text import facts_lines, screen_lines, status_lines
from eraser.service.typed import Keys, NotAKey, keys_of
from eraser.sight.picture import to_png

T = TypeVar("T")

REDRAW_S = 1.0  # phones redraw in 0.5 to 2 s (phones §3.5)
LOOKS = 3  # one redraw apart, until two in a row are alike
RESTART_CODE, RESTART_CODE_WITHIN_S = "**#**", 10.0  # phones §0.6
LONGEST_WAIT_S = 900.0  # the slowest phones are back after a restart in less (phones §2.5)

HELP = """\
4  *  #  **#              a digit; the unlock code of 7900 phones (never twice within 10 s: it restarts the phone)
Settings  NavDwn  ...     a key by its name; also Init:Services, Init:Settings
Select  Exit  Soft2       a soft key by what is written on it, or by its place
!Erase                    a soft key that may confirm an erase or a reset: only with ! and only on the screen you saw
look                      the screen again
facts  status             the phone's own pages, its status messages
keep [WORD...]            these words are a menu's: the recording may show them (no word: all words of this screen)
expect TEXT               goes on only if the screen says TEXT (for scripts)
wait SECONDS              for a phone that restarts
save FILE                 FILE.png: the picture as it is; another name: the recording so far
quit                      ends; so does the end of input"""


class Refusal(Exception):
    """Nothing was pressed; the message says why, and what to do."""


class Console:
    """A session with one phone. `say` is told every line that a person reads."""

    def __init__(
        self,
        channel: Channel,
        reader: Reader,
        notebook: Notebook,
        *,
        soft_key_slots: int,
        pictures: Path,
        say: Callable[[str], None],
        pace: float = 1.0,
    ) -> None:
        self._channel, self._reader, self._notebook = channel, reader, notebook
        self._slots, self._pictures, self._say, self._pace = soft_key_slots, pictures, say, pace
        self._screen: Screen | None = None
        self._picture: bytes | None = None
        self._count = 0
        self._code: deque[tuple[float, str]] = deque(maxlen=len(RESTART_CODE))
        self._confirmed = False

    async def begin(self) -> None:
        """The phone shows itself, then its screen. Raises EraserError if it does not show itself."""
        facts, call = await self._look_at_pages()
        self._say_all(facts_lines(facts, call))
        await self.do("look")

    async def do(self, line: str) -> bool:
        """One line that a person typed; whether what it asked for was done."""
        try:
            await self._do(line.strip())
        except Refusal as refusal:
            self._say(f"not done: {refusal}")
        except EraserError as error:
            self._say(f"not done: {error.detail}")
        else:
            return True
        return False

    async def end(self) -> None:
        """A last look after a confirming key, so that the recording has what it did; the phone may be away."""
        if self._confirmed:
            try:
                await self._look_at_pages()
            except EraserError as error:
                self._notebook.away(error)

    async def _do(self, line: str) -> None:
        word, _, rest = line.partition(" ")
        commands: dict[str, Callable[[str], Awaitable[None]]] = {
            "look": self._show,
            "facts": self._show_facts,
            "status": self._show_status,
            "keep": self._keep,
            "expect": self._expect,
            "wait": self._wait,
            "save": self._save,
            "help": self._help,
        }
        if word in commands:
            await commands[word](rest.strip())
        elif line:
            await self._press(line)

    # --- looking

    async def _help(self, _rest: str) -> None:
        self._say(HELP)

    async def _show(self, _rest: str = "") -> None:
        await self._see()
        self._tell_screen()

    async def _show_facts(self, _rest: str) -> None:
        self._say_all(facts_lines(*await self._look_at_pages()))

    async def _show_status(self, _rest: str) -> None:
        await self._look_at_pages()
        self._say_all(status_lines(await self._channel.fetch_status()))

    async def _look_at_pages(self) -> tuple[Facts, CallState]:
        facts = await self._channel.identify()
        status, call = await self._channel.fetch_status(), await self._channel.ask_call()
        self._notebook.looked(facts, status, call)
        return facts, call

    async def _see(self) -> Screen:
        """Reads the screen. What can not be read counts as not seen."""
        self._screen = self._picture = None
        try:
            self._picture = picture = await self._shown_again(self._channel.fetch_picture)
            screen = await self._reader.read(picture, soft_key_slots=self._slots)
        except PictureUnreadable:
            self._keep_picture()
            raise
        except EraserError as error:
            self._notebook.away(error)
            raise
        await self._notebook.shown(picture, screen)
        self._screen = screen
        return screen

    async def _shown_again(self, ask: Callable[[], Awaitable[T]]) -> T:
        """Asks; where a broken connection ended the phone's identity nothing was sent, and it shows itself again."""
        try:
            return await ask()
        except IdentityMismatch:
            await self._channel.identify()
            return await ask()

    def _tell_screen(self) -> None:
        assert self._screen is not None
        self._say_all(screen_lines(self._screen))
        self._keep_picture()

    def _keep_picture(self) -> None:
        """The picture as a file, for eyes; unlike the recording it shows everything."""
        if self._picture is None:
            return
        self._count += 1
        path = self._pictures / f"{self._notebook.path.stem}-{self._count:03}.png"
        try:
            write_safely(path, to_png(self._picture))
        except PictureUnreadable as error:
            self._say(f"(no picture file: {error})")
            return
        self._say(f"picture: {path}")

    def _say_all(self, lines: Iterable[str]) -> None:
        for line in lines:
            self._say(line)

    # --- small commands

    async def _keep(self, rest: str) -> None:
        if not rest and self._screen is None:
            raise Refusal("no screen was seen; write keep WORD")
        screen = self._screen
        texts = [rest] if rest or screen is None else [screen.title, *(row.label for row in screen.rows)]
        if not rest and screen is not None:
            texts += [soft.label for soft in screen.soft_keys]
        words = [word for text in texts for word in self._notebook.stand_ins.keep(text)]
        self._say(f"the recording may show: {' '.join(dict.fromkeys(words)) or 'nothing new'}")
        await self._show()

    async def _expect(self, rest: str) -> None:
        screen = self._screen
        texts = [] if screen is None else [screen.title, *(row.label for row in screen.rows)]
        if not rest or not any(rest.casefold() in text.casefold() for text in texts):
            raise Refusal(f"the screen does not say {rest}")

    async def _wait(self, rest: str) -> None:
        if not rest.isdecimal() or not 0 < int(rest) <= LONGEST_WAIT_S:
            raise Refusal(f"write wait and a number of seconds up to {LONGEST_WAIT_S:.0f}")
        await rest_unscaled(float(rest))

    async def _save(self, rest: str) -> None:
        if not rest:
            raise Refusal("write save FILE")
        path = Path(rest)
        if path.suffix.lower() == ".png" and self._picture is None:
            raise Refusal("no picture was seen; look first")
        png = path.suffix.lower() == ".png" and self._picture is not None
        content = to_png(self._picture or b"") if png else self._notebook.recording().to_json().encode()
        try:
            write_safely(path, content)
        except BadInput as error:
            raise Refusal(str(error)) from error
        self._say(f"saved: {path}")

    # --- pressing

    async def _press(self, line: str) -> None:
        knowingly = line.startswith("!") and len(line) > 1
        try:
            keys = keys_of(line.removeprefix("!").strip() if knowingly else line, self._screen)
        except NotAKey as error:
            raise Refusal(str(error)) from error
        self._check_code(keys, knowingly=knowingly)
        if keys.may_confirm and not knowingly:
            self._notebook.refused(keys.uris[0], keys.label)
            raise Refusal(f"{line} may confirm an erase or a reset here; look at the screen, then write !{line}")
        if keys.depends_on_screen:
            await self._check_same_screen(line)
        if keys.may_confirm:
            await self._intend(keys)
        for place, uri in enumerate(keys.uris):
            if place:
                await rest_unscaled(REDRAW_S * self._pace)
            await self._send(uri, keys)
        await self._show_after()

    def _check_code(self, keys: Keys, *, knowingly: bool) -> None:
        """`**#` twice in a row is read as `**#**`, which restarts the phone."""
        signs = {"Key:KeyPadStar": "*", "Key:KeyPadPound": "#"}
        recent = [one for at_s, one in self._code if clock_s() - at_s < RESTART_CODE_WITHIN_S]
        typed = "".join([*recent, *(signs.get(uri, " ") for uri in keys.uris)])
        if RESTART_CODE in typed and not knowingly:
            raise Refusal(
                f"the phone would read {RESTART_CODE} and restart; wait {RESTART_CODE_WITHIN_S:.0f} s, then look"
            )

    async def _check_same_screen(self, line: str) -> None:
        """A soft key means what is written on it when it arrives: looks again whether that is what the person saw."""
        seen = self._screen
        if seen is None:
            raise Refusal(f"{line} means what the screen shows, and it was not seen; look first")
        if not same_screen(seen, await self._see()):
            self._tell_screen()
            raise Refusal("the screen has changed since you saw it")

    async def _intend(self, keys: Keys) -> None:
        call = await self._channel.ask_call()
        if call is CallState.BUSY:
            raise Refusal("the phone is in a call; wait until it is idle")
        if call is CallState.UNKNOWN:
            self._say("(whether it is in a call can not be told from its pages)")
        try:
            self._notebook.intended(keys.uris[0], keys.label)
        except BadInput as error:
            raise Refusal(f"the intent can not be written: {error}") from error
        self._confirmed = True

    async def _send(self, uri: str, keys: Keys) -> None:
        sign = {"Key:KeyPadStar": "*", "Key:KeyPadPound": "#"}.get(uri)
        self._code.append((clock_s(), sign or " "))
        self._say(f"press {uri}")
        answer: EraserError | None = None
        try:
            if keys.may_confirm:  # on a connection that broke since the look nothing is confirmed
                await self._channel.press(uri_of(uri))
            else:
                await self._shown_again(lambda: self._channel.press(uri_of(uri)))
        except EraserError as error:
            answer = error
        self._notebook.pressed(uri, keys.label, answer)
        if answer is not None and not isinstance(answer, PressUnanswered):
            raise answer
        if answer is not None:
            self._say(f"({answer.detail})")

    async def _show_after(self) -> None:
        """The screen that a key led to: seen twice alike, or as it is after some looks."""
        before = None
        for _ in range(LOOKS):
            await rest_unscaled(REDRAW_S * self._pace)
            try:
                screen = await self._see()
            except EraserError as error:
                self._say(f"(no screen: {error}; a phone that restarts is back after some minutes: wait 60, then look)")
                return
            if before is not None and same_screen(before, screen):
                break
            before = screen
        self._tell_screen()
